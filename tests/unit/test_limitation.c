#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cmd/limitation.h"
#include "store/base/json.h"

static struct limitation_day
day(const char *s)
{
	struct limitation_day d = { .year = 0 };

	assert_true(limitation_day_read(s, &d));
	return (d);
}

static void
ends(const char *from, int years, int months, const char *want)
{
	struct limitation_day d = limitation_add(day(from), years, months);
	char s[LIMITATION_TEXT];

	assert_string_equal(limitation_day_text(&d, s), want);
}

static void
test_limitation__date_to_date(void **state)
{

	(void)state;
	ends("2025-12-14", 0, 3, "2026-03-14");
	ends("2026-01-31", 0, 3, "2026-04-30");
	ends("2025-11-30", 0, 3, "2026-02-28");
	ends("2023-11-30", 0, 3, "2024-02-29");
	ends("2023-11-29", 0, 3, "2024-02-29");
	ends("2024-02-29", 1, 0, "2025-02-28");
	ends("2024-02-29", 4, 0, "2028-02-29");
	ends("2026-12-31", 0, 1, "2027-01-31");
	ends("2026-10-15", 0, 14, "2027-12-15");
	ends("1999-11-30", 0, 3, "2000-02-29");
	ends("2099-11-30", 0, 3, "2100-02-28");
}

static void
test_limitation__days_that_are_none(void **state)
{
	static const char * const bad[] = { "", "202", "2026-1", "2026-13",
	    "2026-00", "2026-1x", "2026-11-", "20261114",
	    "2026-02-29", "2026-13-01", "2026-00-10", "2026-11-00",
	    "2026-11-31", "14.12.2025", "2026-11-1", "2026-11-14 12:00",
	    "2026-11-14T25:00:00Z", "2026-11-14x", "0000-01-01", "0000",
	    "2026-11-14T", "2026-11-14T12:00", "2026-11-14T12:00:00+99:00",
	    "\xd9\xa2" "026-11-14" };
	struct limitation_day d;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (limitation_day_read(bad[i], &d))
			fail_msg("%s was read", bad[i]);
	/* The day is the one that was written, wherever that was. */
	d = day("2026-11-14T23:59:00-05:00");
	assert_int_equal(d.day, 14);
	assert_true(d.has_moment);
	assert_false(day("2026-11-14T23:59:00").has_moment);
	assert_int_equal(day("2026-11").day, 0);
	assert_int_equal(day("2026").month, 0);
}

static void
there(const char *moment, const char *zone, const char *want, bool sure)
{
	struct error e = ERROR_INIT;
	json_t *list = json_read(span_of(zone), &e);
	struct limitation_day d = day(moment);
	char s[LIMITATION_TEXT];
	bool is;

	assert_non_null(list);
	d = limitation_day_in(&d, json_array_get(list, 0), &is);
	assert_string_equal(limitation_day_text(&d, s), want);
	assert_int_equal(is, sure);
	json_decref(list);
}

static void
test_limitation__the_day_is_that_of_the_place(void **state)
{

	(void)state;
	/* 23:30 in Greenwich is the next day in Paris, and not in London. */
	there("2026-11-14T23:30:00Z", "[\"europe-central\"]", "2026-11-15",
	    true);
	there("2026-11-14T23:30:00Z", "[\"europe-west\"]", "2026-11-14",
	    true);
	there("2026-11-14T22:30:00Z", "[\"europe-central\"]", "2026-11-14",
	    true);
	/* In summer at 22:30 already, and then in London too. */
	there("2026-07-14T22:30:00Z", "[\"europe-central\"]", "2026-07-15",
	    true);
	there("2026-07-14T23:30:00Z", "[\"europe-west\"]", "2026-07-15",
	    true);
	/* 29 March 2026: summer time begins at 01:00 UTC, a Sunday. */
	there("2026-03-28T22:59:59Z", "[\"europe-central\"]", "2026-03-28",
	    true);
	there("2026-03-28T23:00:00Z", "[\"europe-central\"]", "2026-03-29",
	    true);
	there("2026-03-29T22:00:00Z", "[\"europe-central\"]", "2026-03-30",
	    true);
	/* 25 October 2026: it ends. */
	there("2026-10-24T22:00:00Z", "[\"europe-central\"]", "2026-10-25",
	    true);
	there("2026-10-25T22:30:00Z", "[\"europe-central\"]", "2026-10-25",
	    true);
	there("2024-12-31T23:30:00Z", "[\"europe-central\"]", "2025-01-01",
	    true);
	there("2024-02-29T00:30:00+02:00", "[\"europe-central\"]",
	    "2024-02-28", true);
	/* Elsewhere the earliest day that it can have been. */
	there("2026-11-14T06:00:00Z", "[-480]", "2026-11-13", false);
	there("2026-11-14T12:00:00Z", "[-480]", "2026-11-14", false);
	/* A date alone, or a time without offset, is as it was written. */
	there("2026-11-14", "[\"europe-central\"]", "2026-11-14", true);
	there("2026-11-14T23:59:00", "[\"europe-central\"]", "2026-11-14",
	    true);
	there("2026-11", "[\"europe-central\"]", "2026-11-01", false);
	there("2026", "[-480]", "2026-01-01", false);
	there("0001-01-01T00:00:00Z", "[-480]", "0001-01-01", false);
	there("9999-12-31T23:59:59Z", "[\"europe-central\"]", "0001-01-01",
	    true);
}

static void
test_limitation__days_to_come_and_weekdays(void **state)
{
	static const struct {
		const char *day;
		int weekday;
	} known[] = { { "2026-11-21", 6 }, { "2026-11-22", 0 },
	    { "1970-01-01", 4 }, { "1969-12-31", 3 }, { "2000-02-29", 2 },
	    { "1881-07-29", 5 } };
	/* 2026-11-21T17:44:11Z */
	int64_t now = INT64_C(1795283051000);
	struct limitation_day d, from = day("2026-02-28");
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		d = day(known[i].day);
		assert_int_equal(limitation_weekday(&d), known[i].weekday);
	}
	d = day("2026-03-01");
	assert_int_equal(limitation_days(&from, &d), 1);
	assert_int_equal(limitation_days(&d, &from), -1);
	d = day("2026-11-21");
	assert_false(limitation_to_come(&d, now));
	/* It is 22 November somewhere already. */
	d = day("2026-11-22");
	assert_false(limitation_to_come(&d, now));
	d = day("2026-11-23");
	assert_true(limitation_to_come(&d, now));
	d = day("2026-12");
	assert_true(limitation_to_come(&d, now));
	d = day("2026-11");
	assert_false(limitation_to_come(&d, now));
	d = day("2027-05-01T00:00:00Z");
	assert_true(limitation_to_come(&d, now));
}

static void
test_limitation__codes_of_places(void **state)
{
	static const char * const bad[] = { "", "F", "FRA", "France", "F1",
	    "FR-", "FR-7512", "FR_75", "-FR", "FR-\xc3\xa9", "FR ", "42" };
	char out[LIMITATION_PLACE];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (limitation_place(bad[i], out))
			fail_msg("%s was taken", bad[i]);
	assert_true(limitation_place("fr", out));
	assert_string_equal(out, "FR");
	assert_true(limitation_place("uk-sct", out));
	assert_string_equal(out, "GB-SCT");
	assert_true(limitation_place("FR-75", out));
	assert_true(limitation_place("ca-qc", out));
	assert_string_equal(out, "CA-QC");
}

static json_t *
rows_for(const struct limitation_case *k)
{
	struct error e = ERROR_INIT;
	json_t *table = limitation_table(&e), *rows;

	assert_non_null(table);
	rows = limitation_rows(table, k, &e);
	if (rows == NULL)
		fail_msg("%s", e.text);
	json_decref(table);
	return (rows);
}

static json_t *
without(const json_t *places)
{
	struct error e = ERROR_INIT;
	json_t *table = limitation_table(&e), *out;

	assert_non_null(table);
	out = limitation_without(table, places, &e);
	assert_non_null(out);
	json_decref(table);
	return (out);
}

static const json_t *
find(const json_t *rows, const char *id)
{
	const json_t *r;
	size_t i;

	json_array_foreach(rows, i, r)
		if (strcmp(json_text(r, "id"), id) == 0)
			return (r);
	fail_msg("no row %s", id);
	return (NULL);
}

static json_t *
rows_of(const char *places, const char *published)
{
	struct limitation_case k = { .places = NULL };
	struct error e = ERROR_INIT;
	json_t *list = json_read(span_of(places), &e), *rows;

	assert_non_null(list);
	k.places = list;
	if (published != NULL)
		k.published = day(published);
	rows = rows_for(&k);
	if (rows == NULL)
		fail_msg("%s", e.text);
	json_decref(list);
	return (rows);
}

static void
test_limitation__earliest_first_and_doubtful_without_date(void **state)
{
	json_t *rows = rows_of("[]", "2025-12-14");
	const json_t *r;
	const char *last = "", *at;
	size_t i;
	bool over = false;

	(void)state;
	assert_int_equal(json_array_size(rows), 28);
	json_array_foreach(rows, i, r) {
		at = json_text(r, "ends");
		assert_non_null(json_text(r, "source"));
		assert_non_null(json_text(r, "confidence"));
		assert_non_null(json_text(json_object_get(r, "rule"), "fr"));
		assert_non_null(json_text(json_object_get(r, "rule"), "en"));
		if (json_is_true(json_object_get(r, "doubtful"))) {
			assert_null(at);
			assert_null(json_object_get(r, "period"));
		}
		if (at == NULL) {
			over = true;
			continue;
		}
		assert_false(over);
		assert_true(strcmp(last, at) <= 0);
		last = at;
	}
	assert_string_equal(json_text(find(rows, "fr-press"), "ends"),
	    "2026-03-14");
	assert_null(json_text(find(rows, "ca-on"), "ends"));
	json_decref(rows);
}

static void
test_limitation__places(void **state)
{
	json_t *rows = rows_of("[\"FR\",\"US-NY\"]", "2026-11-14");

	(void)state;
	assert_int_equal(json_array_size(rows), 4);
	assert_string_equal(json_text(find(rows, "us-1"), "ends"),
	    "2027-11-14");
	json_decref(rows);
	rows = rows_of("[\"CA\"]", "2026-11-14");
	assert_int_equal(json_array_size(rows), 4);
	/* Knowledge is not given: the publication is the earliest. */
	assert_true(json_is_true(json_object_get(find(rows, "ca-qc-civil"),
	    "earliest")));
	json_decref(rows);
	rows = rows_of("[\"F\"]", "2026-11-14");
	assert_int_equal(json_array_size(rows), 0);
	json_decref(rows);
	/* A part of a country has its law; England is a part of two. */
	rows = rows_of("[\"FR-75\"]", "2026-11-14");
	assert_int_equal(json_array_size(rows), 3);
	json_decref(rows);
	rows = rows_of("[\"GB-ENG\"]", "2026-11-14");
	assert_int_equal(json_array_size(rows), 1);
	json_decref(rows);
	rows = rows_of("[\"GB\"]", "2026-11-14");
	assert_int_equal(json_array_size(rows), 3);
	json_decref(rows);
	/* Nothing is known of Luxembourg's terms: procedure.md. */
	rows = rows_of("[\"LU\"]", "2026-11-14");
	assert_int_equal(json_array_size(rows), 0);
	json_decref(rows);
	rows = rows_of("[\"FR\"]", NULL);
	assert_null(json_text(find(rows, "fr-press"), "ends"));
	json_decref(rows);
}

static void
test_limitation__knowledge_and_the_end_of_the_year(void **state)
{
	struct limitation_case k = { .published = day("2025-12-14"),
	    .known = day("2026-02-10"), .author = day("2026-05-31") };
	json_t *rows = rows_for(&k);

	(void)state;
	assert_non_null(rows);
	assert_string_equal(json_text(find(rows, "de-civil"), "ends"),
	    "2029-12-31");
	assert_string_equal(json_text(find(rows, "ca-qc-civil"), "ends"),
	    "2027-02-10");
	assert_string_equal(json_text(find(rows, "ch-complaint"), "ends"),
	    "2026-08-31");
	assert_string_equal(json_text(find(rows, "fr-press"), "ends"),
	    "2026-03-14");
	assert_null(json_object_get(find(rows, "de-civil"), "earliest"));
	json_decref(rows);
}

/* Row by row what ../shared/procedure.md section 4 has. */
static void
test_limitation__the_table_row_by_row(void **state)
{
	static const struct {
		const char *id;
		int years, months;
		const char *starts;
		const char *confidence;
	} want[] = {
		{ "fr-press", 0, 3, "publication", "high" },
		{ "fr-press-aggravated", 1, 0, "publication", "high" },
		{ "fr-republication", 0, 0, NULL, "medium" },
		{ "ca-qc-civil", 1, 0, "knowledge", "high" },
		{ "ca-qc-press", 0, 0, NULL, "medium" },
		{ "ca-on", 0, 0, NULL, "medium" },
		{ "ca-other", 0, 0, NULL, "low" },
		{ "be", 0, 0, NULL, "low" },
		{ "ch-complaint", 0, 3, "author-known", "high" },
		{ "ch-prosecution", 4, 0, "publication", "high" },
		{ "ch-damages", 3, 0, "knowledge", "medium" },
		{ "de-complaint", 0, 3, "author-known", "high" },
		{ "de-civil", 3, 0, "author-known-year-end", "medium" },
		{ "gb-eaw", 1, 0, "publication", "high" },
		{ "gb-nir", 0, 0, NULL, "medium" },
		{ "gb-sct", 1, 0, "publication", "high" },
		{ "ie", 1, 0, "publication", "high" },
		{ "us-1", 1, 0, "publication", "medium" },
		{ "us-2", 0, 0, NULL, "medium" },
		{ "us-3", 3, 0, "publication", "medium" },
		{ "au", 0, 0, NULL, "medium" },
		{ "es-civil", 4, 0, "knowledge", "high" },
		{ "es-criminal", 1, 0, "publication", "high" },
		{ "it-complaint", 0, 3, "knowledge", "high" },
		{ "it-crime", 6, 0, "publication", "high" },
		{ "it-civil", 5, 0, "publication", "medium" },
		{ "nl-civil", 5, 0, "knowledge", "medium" },
		{ "nl-complaint", 0, 3, "knowledge", "medium" },
	};
	json_t *rows = rows_of("[]", "2026-11-14");
	const json_t *row, *period;
	int64_t years, months;
	size_t i;

	(void)state;
	assert_int_equal(json_array_size(rows), sizeof(want) /
	    sizeof(want[0]));
	for (i = 0; i < sizeof(want) / sizeof(want[0]); i++) {
		row = find(rows, want[i].id);
		period = json_object_get(row, "period");
		years = months = 0;
		(void)json_whole(period, "years", &years);
		(void)json_whole(period, "months", &months);
		if (years != want[i].years || months != want[i].months)
			fail_msg("%s: another period", want[i].id);
		assert_string_equal(json_text(row, "confidence"),
		    want[i].confidence);
		/* Doubtful is what has no period, and nothing else. */
		assert_int_equal(json_is_true(json_object_get(row,
		    "doubtful")), period == NULL);
		if (want[i].starts == NULL)
			assert_null(json_text(row, "starts"));
		else {
			assert_string_equal(json_text(row, "starts"),
			    want[i].starts);
			assert_non_null(json_object_get(row, "zone"));
		}
	}
	json_decref(rows);
}

/* The end of ${id} for a case, or "" where it has none. */
static void
row_ends(const struct limitation_case *k, const char *id, const char *want)
{
	json_t *rows = rows_for(k);
	const char *ends;

	assert_non_null(rows);
	ends = json_text(find(rows, id), "ends");
	assert_string_equal(ends != NULL ? ends : "", want);
	json_decref(rows);
}

static void
test_limitation__publications_older_than_the_rule(void **state)
{
	struct limitation_case k = { .published = day("2022-08-08") };

	(void)state;
	row_ends(&k, "gb-sct", "2023-08-08");
	/* In Greenwich the day before, in Edinburgh not. */
	k.published = day("2022-08-07T23:30:00Z");
	row_ends(&k, "gb-sct", "2023-08-08");
	k.published = day("2022-08-07");
	row_ends(&k, "gb-sct", "");
	k.published = day("2013-12-31");
	row_ends(&k, "gb-eaw", "");
	row_ends(&k, "fr-press", "2014-03-31");
	k.published = day("2014-01-01");
	row_ends(&k, "gb-eaw", "2015-01-01");
}

static void
test_limitation__acts_that_interrupt(void **state)
{
	struct error e = ERROR_INIT;
	struct limitation_case k = { .published = day("2026-01-15") };
	json_t *acts = json_read(span_of("[\"2026-07-01\",\"2026-04-15\"]"),
	    &e);
	json_t *late = json_read(span_of("[\"2026-04-16\"]"), &e);
	json_t *old = json_read(span_of("[\"2025-12-31\",\"x\",5]"), &e);

	(void)state;
	assert_true(acts != NULL && late != NULL && old != NULL);
	row_ends(&k, "fr-press", "2026-04-15");
	/* On the last day, then within the new term: each begins anew. */
	k.interrupted = acts;
	row_ends(&k, "fr-press", "2026-10-01");
	row_ends(&k, "fr-press-aggravated", "2027-07-01");
	/* Not elsewhere. */
	row_ends(&k, "gb-eaw", "2027-01-15");
	k.interrupted = late;
	row_ends(&k, "fr-press", "2026-04-15");
	k.interrupted = old;
	row_ends(&k, "fr-press", "2026-04-15");
	json_decref(acts);
	json_decref(late);
	json_decref(old);
}

/* The day of Paris counts, for the publication and for today. */
static void
test_limitation__days_left(void **state)
{
	struct error e = ERROR_INIT;
	json_t *places = json_read(span_of("[\"FR\"]"), &e), *rows;
	/* 2026-11-14T23:30:00Z: the 15th in Paris. */
	struct limitation_case k = { .places = places,
	    .published = day("2026-08-15"),
	    .now = INT64_C(1794699000000) };
	int64_t left = -1;

	(void)state;
	assert_non_null(places);
	rows = rows_for(&k);
	assert_true(json_whole(limitation_next(rows), "days_left", &left));
	assert_int_equal(left, 0);
	assert_string_equal(json_text(limitation_next(rows), "id"),
	    "fr-press");
	assert_int_equal(limitation_ended(rows), 0);
	json_decref(rows);
	k.published = day("2026-08-14");
	rows = rows_for(&k);
	assert_string_equal(json_text(limitation_next(rows), "id"),
	    "fr-press-aggravated");
	assert_int_equal(limitation_ended(rows), 1);
	assert_true(json_whole(find(rows, "fr-press"), "days_left", &left));
	assert_int_equal(left, -1);
	json_decref(rows);
	k.published = day("2020-01-01");
	rows = rows_for(&k);
	assert_null(limitation_next(rows));
	assert_int_equal(limitation_ended(rows), 2);
	json_decref(rows);
	k.published.year = 0;
	rows = rows_for(&k);
	assert_null(limitation_next(rows));
	assert_int_equal(limitation_ended(rows), 0);
	json_decref(rows);
	json_decref(places);
}

static void
test_limitation__places_without_a_row(void **state)
{
	struct error e = ERROR_INIT;
	json_t *places = json_read(span_of("[\"FR\",\"LU\",\"JP\","
	    "\"CA\"]"), &e), *out;

	(void)state;
	assert_non_null(places);
	out = without(places);
	assert_int_equal(json_array_size(out), 2);
	assert_string_equal(json_string_value(json_array_get(out, 0)), "LU");
	assert_string_equal(json_string_value(json_array_get(out, 1)), "JP");
	json_decref(out);
	out = without(NULL);
	assert_int_equal(json_array_size(out), 0);
	json_decref(out);
	json_decref(places);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_limitation__date_to_date),
		cmocka_unit_test(test_limitation__days_that_are_none),
		cmocka_unit_test(
		    test_limitation__the_day_is_that_of_the_place),
		cmocka_unit_test(test_limitation__days_to_come_and_weekdays),
		cmocka_unit_test(test_limitation__codes_of_places),
		cmocka_unit_test(test_limitation__the_table_row_by_row),
		cmocka_unit_test(
		    test_limitation__publications_older_than_the_rule),
		cmocka_unit_test(test_limitation__acts_that_interrupt),
		cmocka_unit_test(test_limitation__days_left),
		cmocka_unit_test(test_limitation__places_without_a_row),
		cmocka_unit_test(
		    test_limitation__earliest_first_and_doubtful_without_date),
		cmocka_unit_test(test_limitation__places),
		cmocka_unit_test(
		    test_limitation__knowledge_and_the_end_of_the_year),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
