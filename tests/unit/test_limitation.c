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
	static const char * const bad[] = { "", "2026", "2026-11",
	    "2026-02-29", "2026-13-01", "2026-00-10", "2026-11-00",
	    "2026-11-31", "14.12.2025", "2026-11-1", "2026-11-14 12:00",
	    "2026-11-14T25:00:00Z", "2026-11-14x", "0000-01-01" };
	struct limitation_day d;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (limitation_day_read(bad[i], &d))
			fail_msg("%s was read", bad[i]);
	/* The day is the one that was written, wherever that was. */
	d = day("2026-11-14T23:59:00-05:00");
	assert_int_equal(d.day, 14);
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
	rows = limitation_rows(&k, &e);
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
	assert_int_equal(json_array_size(rows), 29);
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
	assert_null(json_text(find(rows, "lu"), "ends"));
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
	rows = rows_of("[\"FR\"]", NULL);
	assert_null(json_text(find(rows, "fr-press"), "ends"));
	json_decref(rows);
}

static void
test_limitation__knowledge_and_the_end_of_the_year(void **state)
{
	struct limitation_case k = { .published = day("2025-12-14"),
	    .known = day("2026-02-10"), .author = day("2026-05-31") };
	struct error e = ERROR_INIT;
	json_t *rows = limitation_rows(&k, &e);

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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_limitation__date_to_date),
		cmocka_unit_test(test_limitation__days_that_are_none),
		cmocka_unit_test(
		    test_limitation__earliest_first_and_doubtful_without_date),
		cmocka_unit_test(test_limitation__places),
		cmocka_unit_test(
		    test_limitation__knowledge_and_the_end_of_the_year),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
