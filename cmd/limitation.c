#include <string.h>

#include "cmd/data/data.h"
#include "cmd/limitation.h"
#include "store/base/json.h"

bool
limitation_place(const char *s, char out[static LIMITATION_PLACE])
{
	size_t i, n = strlen(s);

	if (n < 2 || n == 3 || n > 6)
		return (false);
	for (i = 0; i < n; i++) {
		out[i] = s[i] >= 'a' && s[i] <= 'z' ?
		    (char)(s[i] - 'a' + 'A') : s[i];
		if (i == 2 ? out[i] != '-' : (out[i] < 'A' || out[i] > 'Z') &&
		    (i < 2 || out[i] < '0' || out[i] > '9'))
			return (false);
	}
	out[n] = '\0';
	if (memcmp(out, "UK", 2) == 0)
		memcpy(out, "GB", 2);
	return (true);
}

/* Whether the first of two codes is the second, or a part of it. */
static bool
part_of(const char *place, const char *whole)
{
	size_t n = strlen(whole);

	return (strncmp(place, whole, n) == 0 &&
	    (place[n] == '\0' || place[n] == '-'));
}

/* Whether ${place} of a row is what the case means by ${wanted}. */
static bool
same_place(const char *place, const char *wanted)
{

	return (part_of(place, wanted) || part_of(wanted, place));
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

/*
 * From which day the term of ${row} runs, at its place; false where none is
 * known.
 */
static bool
first_day(const json_t *row, const struct limitation_case *k,
    struct limitation_day *from, bool *earliest)
{
	const char *starts = json_text(row, "starts");
	const struct limitation_day *day;
	bool sure;

	if (starts == NULL || json_is_true(json_object_get(row, "doubtful")))
		return (false);
	if (strcmp(starts, "publication") == 0)
		day = &k->published;
	else if (strncmp(starts, "author-known", 12) == 0)
		day = &k->author;
	else
		day = &k->known;
	*earliest = day->year == 0;
	/* Nobody knows of it before it is there: not earlier than that. */
	if (day->year == 0)
		day = &k->published;
	if (day->year == 0)
		return (false);
	*from = limitation_day_in(day, json_object_get(row, "zone"), &sure);
	if (!sure)
		*earliest = true;
	return (true);
}

/* Where a publication is older than the rule, another one may apply. */
static bool
is_older(const json_t *row, const struct limitation_case *k)
{
	const char *since = json_text(row, "since");
	struct limitation_day law, published;
	bool sure;

	if (since == NULL || k->published.year == 0 ||
	    !limitation_day_read(since, &law))
		return (false);
	published = limitation_day_in(&k->published,
	    json_object_get(row, "zone"), &sure);
	return (limitation_days(&law, &published) < 0);
}

static struct limitation_day
end_of(const json_t *row, struct limitation_day from)
{
	const json_t *period = json_object_get(row, "period");
	const char *starts = json_text(row, "starts");
	int64_t years = 0, months = 0;

	(void)json_whole(period, "years", &years);
	(void)json_whole(period, "months", &months);
	if (strstr(starts, "year-end") != NULL)
		from = (struct limitation_day){ .year = from.year,
		    .month = 12, .day = 31 };
	return (limitation_add(from, (int)years, (int)months));
}

/*
 * An act within the term begins a new one (rows that say "renews"); later
 * ones count from there.  One that came too late changes nothing.
 */
static bool
renew(const json_t *row, const struct limitation_case *k,
    struct limitation_day *from)
{
	struct limitation_day act, best, ends;
	const json_t *one;
	bool any = false, more, sure;
	size_t i;

	if (!json_is_true(json_object_get(row, "renews")))
		return (false);
	do {
		more = false;
		best = *from;
		ends = end_of(row, *from);
		json_array_foreach(k->interrupted, i, one) {
			if (!json_is_string(one) || !limitation_day_read(
			    json_string_value(one), &act))
				continue;
			act = limitation_day_in(&act,
			    json_object_get(row, "zone"), &sure);
			if (limitation_days(&act, &ends) >= 0 &&
			    limitation_days(&best, &act) > 0) {
				best = act;
				any = more = true;
			}
		}
		*from = best;
	} while (more);
	return (any);
}

static int
put_dates(json_t *row, const struct limitation_case *k, struct error *e)
{
	const json_t *zone = json_object_get(row, "zone");
	struct limitation_day from, ends, today, now = { .year = 1,
	    .has_moment = true, .moment = k->now };
	char s[LIMITATION_TEXT];
	bool earliest = false, sure, ok = true;

	if (!first_day(row, k, &from, &earliest) ||
	    json_object_get(row, "period") == NULL)
		return (0);
	if (is_older(row, k)) {
		json_put_bool(row, "older_law", true, &ok);
		return (ok ? 0 : error_nomem(e));
	}
	if (renew(row, k, &from))
		json_put_bool(row, "interrupted", true, &ok);
	ends = end_of(row, from);
	json_put_text(row, "from", limitation_day_text(&from, s), &ok);
	json_put_text(row, "ends", limitation_day_text(&ends, s), &ok);
	if (k->now != 0) {
		/* Of a place that is not known well, rather tomorrow. */
		today = limitation_day_in(&now, json_is_string(zone) ? zone :
		    NULL, &sure);
		json_put_int(row, "days_left", limitation_days(&today, &ends),
		    &ok);
	}
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

json_t *
limitation_table(struct error *e)
{

	return (json_read((struct span){ data_limitation,
	    data_limitation_bytes }, e));
}

json_t *
limitation_rows(const json_t *table, const struct limitation_case *k,
    struct error *e)
{
	const json_t *rows = json_object_get(table, "rows"), *one;
	json_t *out = json_array(), *row;
	size_t i;

	if (out == NULL)
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
	return (out);
fail:
	json_decref(out);
	(void)error_nomem(e);
	return (NULL);
}

json_t *
limitation_notice(const json_t *table)
{

	return (json_object_get(table, "notice"));
}

const json_t *
limitation_next(const json_t *rows)
{
	const json_t *row;
	int64_t left;
	size_t i;

	/* By their ends, but "today" is not the same everywhere. */
	json_array_foreach(rows, i, row)
		if (json_whole(row, "days_left", &left) && left >= 0)
			return (row);
	return (NULL);
}

size_t
limitation_ended(const json_t *rows)
{
	const json_t *row;
	int64_t left;
	size_t i, n = 0;

	json_array_foreach(rows, i, row)
		if (json_whole(row, "days_left", &left) && left < 0)
			n++;
	return (n);
}

json_t *
limitation_without(const json_t *table, const json_t *places,
    struct error *e)
{
	const json_t *rows = json_object_get(table, "rows"), *row;
	json_t *out = json_array(), *alone, *one;
	bool ok = out != NULL, there;
	size_t i, k;

	for (i = 0; i < json_array_size(places); i++) {
		one = json_array_get(places, i);
		if ((alone = json_pack("[O]", one)) == NULL)
			ok = false;
		there = false;
		json_array_foreach(rows, k, row)
			there = there || applies(row, alone);
		if (!there)
			json_add(out, json_incref(one), &ok);
		json_decref(alone);
	}
	if (ok)
		return (out);
	json_decref(out);
	(void)error_nomem(e);
	return (NULL);
}
