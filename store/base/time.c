#include <stdbool.h>
#include <stdio.h>
#include <time.h>

#include "store/base/num.h"
#include "store/base/time.h"

#define MS_PER_DAY	INT64_C(86400000)

struct civil {
	int year, month, day, hour, minute, second, ms;
};

int64_t
time_now(void)
{
	struct timespec ts;

	if (clock_gettime(CLOCK_REALTIME, &ts) != 0)
		return (TIME_UNKNOWN);
	return ((int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000);
}

int64_t
time_monotonic(void)
{
	struct timespec ts;

	if (clock_gettime(CLOCK_MONOTONIC, &ts) != 0)
		return (0);
	return ((int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000);
}

/* Days from 1970-01-01, counting years from March so that leap days end one. */
static int64_t
days_of_date(int64_t y, int64_t m, int64_t d)
{
	int64_t era, yoe, doy;

	if (m <= 2)
		y--;
	era = y / 400;
	yoe = y - era * 400;
	doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
	return (era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468);
}

static struct civil
civil_of(int64_t t)
{
	int64_t days, rest, era, doe, yoe, doy, mp;
	struct civil c;

	if (t < TIME_MIN || t > TIME_MAX)
		t = TIME_MIN;
	days = t / MS_PER_DAY;
	rest = t % MS_PER_DAY;
	if (rest < 0) {
		rest += MS_PER_DAY;
		days--;
	}
	days += 719468;
	era = days / 146097;
	doe = days - era * 146097;
	yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	mp = (5 * doy + 2) / 153;
	c.day = (int)(doy - (153 * mp + 2) / 5 + 1);
	c.month = (int)(mp < 10 ? mp + 3 : mp - 9);
	c.year = (int)(yoe + era * 400 + (c.month <= 2));
	c.hour = (int)(rest / 3600000);
	c.minute = (int)(rest / 60000 % 60);
	c.second = (int)(rest / 1000 % 60);
	c.ms = (int)(rest % 1000);
	return (c);
}

/* Reducing each field tells the compiler that the text fits. */
#define DATE(c)	(unsigned)(c).year % 10000, (unsigned)(c).month % 100,	\
		(unsigned)(c).day % 100
#define CLOCK(c) (unsigned)(c).hour % 100, (unsigned)(c).minute % 100,	\
		(unsigned)(c).second % 100

const char *
time_text(int64_t t, char s[static TIME_TEXT])
{
	struct civil c = civil_of(t);

	(void)snprintf(s, TIME_TEXT, "%04u-%02u-%02uT%02u:%02u:%02uZ",
	    DATE(c), CLOCK(c));
	return (s);
}

const char *
time_text_ms(int64_t t, char s[static TIME_TEXT])
{
	struct civil c = civil_of(t);

	(void)snprintf(s, TIME_TEXT, "%04u-%02u-%02uT%02u:%02u:%02u.%03uZ",
	    DATE(c), CLOCK(c), (unsigned)c.ms % 1000);
	return (s);
}

const char *
time_digits(int64_t t, char s[static TIME_DIGITS])
{
	struct civil c = civil_of(t);

	(void)snprintf(s, TIME_DIGITS, "%04u%02u%02u%02u%02u%02u%03u",
	    DATE(c), CLOCK(c), (unsigned)c.ms % 1000);
	return (s);
}

static int
days_in_month(int64_t y, int64_t m)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30,
	    31 };

	if (m == 2 && (y % 4 == 0 && (y % 100 != 0 || y % 400 == 0)))
		return (29);
	return (days[m - 1]);
}

int
time_of_civil(int64_t y, int64_t mo, int64_t d, int64_t h, int64_t mi,
    int64_t s, int64_t *out)
{

	if (y < 1 || y > 9999 || mo < 1 || mo > 12 || d < 1 ||
	    d > days_in_month(y, mo) || h < 0 || h > 23 || mi < 0 || mi > 59 ||
	    s < 0 || s > 59)
		return (-1);
	*out = days_of_date(y, mo, d) * MS_PER_DAY + h * 3600000 + mi * 60000 +
	    s * 1000;
	return (0);
}

static bool
digits_at(struct span s, size_t at, size_t n, int64_t *out)
{

	return (s.n >= at + n && num_digits(s.p + at, n, out) == 0);
}

/* Read "Z" or "+hh:mm" as minutes east. */
static bool
parse_offset(struct span s, int64_t *minutes)
{
	int64_t h, m;

	*minutes = 0;
	if (span_is(s, "Z") || span_is(s, "z"))
		return (true);
	if (s.n != 6 || (s.p[0] != '+' && s.p[0] != '-') || s.p[3] != ':' ||
	    !digits_at(s, 1, 2, &h) || !digits_at(s, 4, 2, &m) ||
	    h > 23 || m > 59)
		return (false);
	*minutes = (h * 60 + m) * (s.p[0] == '-' ? -1 : 1);
	return (true);
}

/* Take ".digits" from the front of ${s}; the first three count. */
static bool
parse_fraction(struct span *s, int64_t *ms)
{
	size_t i;
	int64_t unit = 100;

	*ms = 0;
	if (s->n == 0 || s->p[0] != '.')
		return (true);
	for (i = 1; i < s->n && s->p[i] >= '0' && s->p[i] <= '9'; i++) {
		*ms += (s->p[i] - '0') * unit;
		unit /= 10;
	}
	*s = span_sub(*s, i, s->n);
	return (i > 1);
}

int
time_parse(struct span s, int64_t *out, struct error *e)
{
	int64_t y, mo, d, h, mi, sec, ms, east, t;
	struct span rest = span_sub(s, 19, s.n);

	if (!digits_at(s, 0, 4, &y) || s.n < 20 || s.p[4] != '-' ||
	    !digits_at(s, 5, 2, &mo) || s.p[7] != '-' ||
	    !digits_at(s, 8, 2, &d) || (s.p[10] != 'T' && s.p[10] != 't') ||
	    !digits_at(s, 11, 2, &h) || s.p[13] != ':' ||
	    !digits_at(s, 14, 2, &mi) || s.p[16] != ':' ||
	    !digits_at(s, 17, 2, &sec) || !parse_fraction(&rest, &ms) ||
	    !parse_offset(rest, &east) ||
	    time_of_civil(y, mo, d, h, mi, sec, &t) != 0)
		return (error_set(e, ERR_SYNTAX,
		    "not an RFC 3339 time with its zone"));
	t += ms - east * 60000;
	if (t < TIME_MIN || t > TIME_MAX)
		return (error_set(e, ERR_SYNTAX, "time outside years 1..9999"));
	*out = t;
	return (0);
}

int
time_parse_digits(struct span s, int64_t *out, struct error *e)
{
	int64_t y, mo, d, h, mi, sec, ms = 0;

	if ((s.n != 14 && s.n != 17) ||
	    !digits_at(s, 0, 4, &y) || !digits_at(s, 4, 2, &mo) ||
	    !digits_at(s, 6, 2, &d) || !digits_at(s, 8, 2, &h) ||
	    !digits_at(s, 10, 2, &mi) || !digits_at(s, 12, 2, &sec) ||
	    (s.n == 17 && !digits_at(s, 14, 3, &ms)) ||
	    time_of_civil(y, mo, d, h, mi, sec, out) != 0)
		return (error_set(e, ERR_SYNTAX,
		    "not a time of 14 or 17 digits"));
	*out += ms;
	return (0);
}
