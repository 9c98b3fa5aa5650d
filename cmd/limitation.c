#include <stdio.h>
#include <string.h>

#include "cmd/data/data.h"
#include "cmd/limitation.h"
#include "store/base/json.h"
#include "store/base/num.h"
#include "store/base/time.h"

static int
days_in(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31,
	    30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return (days[month - 1] + (month == 2 && leap));
}

bool
limitation_day_read(const char *s, struct limitation_day *out)
{
	const uint8_t *p = (const uint8_t *)s;
	int64_t y, m, d, t;

	if (strlen(s) < 10 || s[4] != '-' || s[7] != '-' ||
	    (s[10] != '\0' && s[10] != 'T') ||
	    num_digits(p, 4, &y) != 0 || num_digits(p + 5, 2, &m) != 0 ||
	    num_digits(p + 8, 2, &d) != 0 ||
	    time_of_civil(y, m, d, 0, 0, 0, &t) != 0)
		return (false);
	if (s[10] == 'T' && time_parse(span_of(s), &t, NULL) != 0)
		return (false);
	*out = (struct limitation_day){ (int)y, (int)m, (int)d };
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

/* Whether ${place} of a row is what the case means by ${wanted}. */
static bool
same_place(const char *place, const char *wanted)
{
	size_t n = strlen(wanted);

	return (strncmp(place, wanted, n) == 0 &&
	    (place[n] == '\0' || place[n] == '-'));
}

static bool
applies(const json_t *row, const json_t *wanted)
{
	const json_t *places = json_object_get(row, "places"), *p, *w;
	size_t i, k;

	if (json_array_size(wanted) == 0)
		return (true);
	json_array_foreach(places, i, p)
		json_array_foreach(wanted, k, w)
			if (same_place(json_string_value(p),
			    json_string_value(w)))
				return (true);
	return (false);
}

/* From which day the term of ${row} runs; false where none is known. */
static bool
first_day(const json_t *row, const struct limitation_case *k,
    struct limitation_day *from, bool *earliest)
{
	const char *starts = json_text(row, "starts");
	const struct limitation_day *day;

	*earliest = false;
	if (starts == NULL || json_is_true(json_object_get(row, "doubtful")))
		return (false);
	if (strcmp(starts, "publication") == 0)
		day = &k->published;
	else if (strcmp(starts, "author-known") == 0)
		day = &k->author;
	else
		day = &k->known;
	/* Nobody knows of it before it is there: not earlier than that. */
	if (day->year == 0) {
		day = &k->published;
		*earliest = true;
	}
	*from = *day;
	return (from->year != 0);
}

static int
put_dates(json_t *row, const struct limitation_case *k, struct error *e)
{
	const json_t *period = json_object_get(row, "period");
	const char *starts = json_text(row, "starts");
	struct limitation_day from, ends;
	int64_t years = 0, months = 0;
	char s[LIMITATION_TEXT];
	bool earliest, ok = true;

	if (!first_day(row, k, &from, &earliest))
		return (0);
	(void)json_whole(period, "years", &years);
	(void)json_whole(period, "months", &months);
	if (years + months == 0)
		return (0);
	json_put_text(row, "from", limitation_day_text(&from, s), &ok);
	ends = from;
	if (strcmp(starts, "knowledge-year-end") == 0)
		ends = (struct limitation_day){ from.year, 12, 31 };
	ends = limitation_add(ends, (int)years, (int)months);
	json_put_text(row, "ends", limitation_day_text(&ends, s), &ok);
	if (earliest)
		json_put_bool(row, "earliest", true, &ok);
	return (ok ? 0 : error_nomem(e));
}

/* Into ${out} by the end of the term; those without one stay in order. */
static int
insert(json_t *out, json_t *row)
{
	const char *ends = json_text(row, "ends"), *other;
	size_t i, n = json_array_size(out);

	for (i = 0; i < n; i++) {
		other = json_text(json_array_get(out, i), "ends");
		if (ends != NULL && (other == NULL ||
		    strcmp(ends, other) < 0))
			break;
	}
	return (json_array_insert_new(out, i, row));
}

static json_t *
table(struct error *e)
{

	return (json_read((struct span){ data_limitation,
	    data_limitation_bytes }, e));
}

json_t *
limitation_rows(const struct limitation_case *k, struct error *e)
{
	json_t *all = table(e), *out = json_array(), *row;
	const json_t *rows = json_object_get(all, "rows"), *one;
	size_t i;

	if (all == NULL || out == NULL)
		goto fail;
	json_array_foreach(rows, i, one) {
		if (!applies(one, k->places))
			continue;
		if ((row = json_deep_copy(one)) == NULL)
			goto fail;
		if (put_dates(row, k, e) != 0) {
			json_decref(row);
			goto fail;
		}
		if (insert(out, row) != 0)
			goto fail;
	}
	json_decref(all);
	return (out);
fail:
	json_decref(all);
	json_decref(out);
	(void)error_nomem(e);
	return (NULL);
}

json_t *
limitation_notice(struct error *e)
{
	json_t *all = table(e), *notice;

	notice = json_incref(json_object_get(all, "notice"));
	json_decref(all);
	return (notice);
}
