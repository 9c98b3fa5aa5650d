#include <stdio.h>
#include <string.h>

#include "cmd/limitation.h"
#include "store/base/buf.h"
#include "store/base/limits.h"
#include "store/base/num.h"
#include "store/base/time.h"

#define MINUTE_MS	INT64_C(60000)
#define DAY_MS		(24 * 60 * MINUTE_MS)
#define FIRST_MIDNIGHT	(14 * 60)	/* minutes from UTC, easternmost */

static int
days_in(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31,
	    30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return (days[month - 1] + (month == 2 && leap));
}

/* Two digits after a hyphen, from 1 to ${max}. */
static bool
read_two(const char *s, int64_t max, int *out)
{
	int64_t v;

	if (s[0] != '-' || num_digits((const uint8_t *)s + 1, 2, &v) != 0 ||
	    v < 1 || v > max)
		return (false);
	*out = (int)v;
	return (true);
}

/* What follows the day: a time, with an offset or without. */
static bool
read_time(const char *s, struct limitation_day *d)
{
	struct buf local = BUF_INIT(128);
	bool ok;

	if (time_parse(span_of(s), &d->moment, NULL) == 0) {
		d->has_moment = true;
		return (true);
	}
	buf_printf(&local, "%sZ", s);
	ok = local.failed == ERR_NONE &&
	    time_parse(buf_span(&local), &d->moment, NULL) == 0;
	buf_free(&local);
	return (ok);
}

bool
limitation_day_read(const char *s, struct limitation_day *out)
{
	struct limitation_day d = { .year = 0 };
	size_t n = strlen(s);
	int64_t y;

	if (n < 4 || num_digits((const uint8_t *)s, 4, &y) != 0 || y < 1)
		return (false);
	d.year = (int)y;
	if (n > 4 && (n < 7 || !read_two(s + 4, 12, &d.month)))
		return (false);
	if (n > 7 && (n < 10 || !read_two(s + 7, days_in(d.year, d.month),
	    &d.day)))
		return (false);
	if (n > 10 && (s[10] != 'T' || !read_time(s, &d)))
		return (false);
	*out = d;
	return (true);
}

const char *
limitation_day_text(const struct limitation_day *d,
    char s[static LIMITATION_TEXT])
{

	(void)snprintf(s, LIMITATION_TEXT, "%04u-%02u-%02u",
	    (unsigned)d->year % 10000, (unsigned)d->month % 100,
	    (unsigned)d->day % 100);
	return (s);
}

struct limitation_day
limitation_add(struct limitation_day d, int years, int months)
{
	int last;

	d.month += months - 1;
	d.year += years + d.month / 12;
	d.month = d.month % 12 + 1;
	last = days_in(d.year, d.month);
	if (d.day > last)
		d.day = last;
	return (d);
}

/* Days since 1970-01-01. */
static int64_t
count(const struct limitation_day *d)
{
	int64_t t = 0;

	(void)time_of_civil(d->year, d->month, d->day, 0, 0, 0, &t);
	return (t / DAY_MS);
}

int
limitation_weekday(const struct limitation_day *d)
{

	/* That was a Thursday. */
	return ((int)(((count(d) + 4) % 7 + 7) % 7));
}

int64_t
limitation_days(const struct limitation_day *from,
    const struct limitation_day *to)
{

	return (count(to) - count(from));
}

/* The day of a moment in UTC. */
static struct limitation_day
day_of(int64_t t)
{
	struct limitation_day d = { .year = 1, .month = 1, .day = 1 };
	char s[TIME_TEXT];

	if (t >= TIME_MIN && t <= TIME_MAX) {
		(void)time_text(t, s);
		s[LIMITATION_TEXT - 1] = '\0';
		(void)limitation_day_read(s, &d);
	}
	return (d);
}

/* 01:00 UTC of the last Sunday of a month of 31 days. */
static int64_t
last_sunday(int year, int month)
{
	struct limitation_day d = { .year = year, .month = month, .day = 31 };

	return ((count(&d) - limitation_weekday(&d)) * DAY_MS +
	    60 * MINUTE_MS);
}

/* Minutes of summer time at ${t}: directive 2000/84/EC, articles 2 and 3. */
static int
summer(int64_t t)
{
	int year = day_of(t).year;

	return (t >= last_sunday(year, 3) && t < last_sunday(year, 10) ?
	    60 : 0);
}

/* Minutes from UTC of ${zone} at ${t}. */
static int
offset(const json_t *zone, int64_t t)
{
	const char *name = json_string_value(zone);

	if (name == NULL)
		return ((int)json_integer_value(zone));
	return (summer(t) + (strcmp(name, "europe-central") == 0 ? 60 : 0));
}

struct limitation_day
limitation_day_in(const struct limitation_day *d, const json_t *zone,
    bool *sure)
{
	struct limitation_day out = *d;

	*sure = d->day != 0;
	if (d->has_moment) {
		*sure = json_is_string(zone);
		out = day_of(d->moment + offset(zone, d->moment) * MINUTE_MS);
	}
	if (out.month == 0)
		out.month = 1;
	if (out.day == 0)
		out.day = 1;
	out.has_moment = false;
	return (out);
}

bool
limitation_to_come(const struct limitation_day *d, int64_t now)
{
	struct limitation_day today = day_of(now +
	    FIRST_MIDNIGHT * MINUTE_MS), first;
	bool sure;

	if (d->has_moment)
		return (d->moment > now + DAY_MS);
	first = limitation_day_in(d, NULL, &sure);
	return (limitation_days(&today, &first) > 0);
}
