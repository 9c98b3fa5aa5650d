#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "store/facts/when.h"

struct row {
	const char *raw;
	const char *want;	/* NULL: it claims nothing */
};

static void
read_all(const struct row *rows, size_t n)
{
	char text[WHEN_TEXT];
	struct when w;

	for (size_t i = 0; i < n; i++) {
		bool read = when_read(span_of(rows[i].raw), &w);

		if (read != (rows[i].want != NULL) ||
		    (read && strcmp(when_text(&w, text), rows[i].want) != 0))
			fail_msg("%s: %s, want %s", rows[i].raw,
			    read ? text : "nothing", rows[i].want != NULL ?
			    rows[i].want : "nothing");
	}
}

#define READ(rows)	read_all(rows, sizeof(rows) / sizeof((rows)[0]))

static void
test_read__iso_forms(void **state)
{
	static const struct row rows[] = {
		{ "2020-01-30T15:39:43.666Z", "2020-01-30T15:39:43.666Z" },
		{ "2020-01-30T15:39:43Z", "2020-01-30T15:39:43Z" },
		{ "2020-01-30T15:39Z", "2020-01-30T15:39Z" },
		{ "2017-04-14T09:02:38-07:00", "2017-04-14T16:02:38Z" },
		{ "2017-04-14T09:02:38-0700", "2017-04-14T16:02:38Z" },
		{ "2017-04-14T09:02:38+02", "2017-04-14T07:02:38Z" },
		{ "2020-01-01T00:30:00+01:00", "2019-12-31T23:30:00Z" },
		{ "2023-12-22 18:58:32.901011 UTC",
		    "2023-12-22T18:58:32.901011Z" },
		{ "2023-12-22 18:58:32 +00:00", "2023-12-22T18:58:32Z" },
		{ "2023-12-22T18:58:32.9010117Z",
		    "2023-12-22T18:58:32.9010117Z" },
		{ "2023-12-22T18:58:32,5Z", "2023-12-22T18:58:32.5Z" },
		{ "2015-04-30T07:19:58", "2015-04-30T07:19:58" },
		{ "2015-04-30 07:19", "2015-04-30T07:19" },
		{ "2024-12-30", "2024-12-30" },
		{ "2024/12/30", "2024-12-30" },
		{ "20241230", "2024-12-30" },
		{ "20241230T101112Z", "2024-12-30T10:11:12Z" },
		{ " 2024-12-30T10:11:12z\n", "2024-12-30T10:11:12Z" },
		{ "2024-02-29", "2024-02-29" },
		{ "2023-02-29", NULL },
		{ "2024-13-01", NULL },
		{ "2024-12-30T25:00:00Z", NULL },
		{ "2024-12-30T23:59:60Z", NULL },
		{ "2024-12", NULL },
		{ "2024", NULL },
		{ "0001-01-01T00:00:00", NULL },
		{ "0000-00-00 00:00:00", NULL },
		{ "2024-12-30T10:11:12Zx", NULL },
		{ "2024-12-30T10:11:12+25:00", NULL },
		{ "P1DT2H", NULL },
		{ "", NULL },
		{ "now", NULL }
	};

	(void)state;
	READ(rows);
}

static void
test_read__mail_and_http(void **state)
{
	static const struct row rows[] = {
		{ "Sun, 06 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37Z" },
		{ "Wed, 12 Jan 2020 10:05:00 +0100", "2020-01-12T09:05:00Z" },
		{ "12 Jan 2020 10:05 +0100", "2020-01-12T09:05Z" },
		{ "Wed Oct 10 20:19:24 +0000 2018", "2018-10-10T20:19:24Z" },
		{ "Sun Nov  6 08:49:37 1994", "1994-11-06T08:49:37" },
		{ "Sunday, 06-Nov-94 08:49:37 GMT", NULL },
		{ "12 Jan 2020 10:05 XST", NULL }
	};

	(void)state;
	READ(rows);
}

static void
test_read__words(void **state)
{
	static const struct row rows[] = {
		{ "12 janvier 2020 \xc3\xa0 10:05", "2020-01-12T10:05" },
		{ "le 3 f\xc3\xa9vr. 2021", "2021-02-03" },
		{ "le 3 fe\xcc\x81vr. 2021", "2021-02-03" },
		{ "1er ao\xc3\xbbt 2019", "2019-08-01" },
		{ "mar. 12 janv. 2021", "2021-01-12" },
		{ "lundi 4 mars 2019, 22h15", "2019-03-04T22:15" },
		{ "31 D\xc3\x89""CEMBRE 2019 10 h 05", "2019-12-31T10:05" },
		{ "8:49 PM \xc2\xb7 Jan 23, 2018", "2018-01-23T20:49" },
		{ "12:05 AM \xc2\xb7 Jan 23, 2018", "2018-01-23T00:05" },
		{ "12:05 p.m. Jan 23, 2018", "2018-01-23T12:05" },
		{ "Jan 23rd, 2018", "2018-01-23" },
		{ "September 5, 2018 at 4:05:06 PM UTC",
		    "2018-09-05T16:05:06Z" },
		{ "5. M\xc3\xa4rz 2018 um 16:05 Uhr", "2018-03-05T16:05" },
		{ "Mi, 5. Dez. 2018", "2018-12-05" },
		{ "12 de enero de 2020", "2020-01-12" },
		{ "5\xc2\xa0mai\xc2\xa0""2020", "2020-05-05" },
		{ "Mar 3, 2018", "2018-03-03" },
		{ "13:05 PM Jan 23, 2018", NULL },
		{ "January 2018", NULL },
		{ "23 January", NULL },
		{ "2 hours ago", NULL },
		{ "il y a 3 jours", NULL },
		{ "Jan 23, 18", NULL },
		{ "Jan 32, 2018", NULL },
		{ "Jan 23 2018 24 2018", NULL },
		{ "Jan Feb 23 2018", NULL }
	};

	(void)state;
	READ(rows);
}

static void
test_read__digits_alone_are_no_guess(void **state)
{
	static const struct row rows[] = {
		{ "21.01.2009, 05:42", "2009-01-21T05:42" },
		{ "01.02.2009", "2009-02-01" },
		{ "01/02/2020", NULL },
		{ "01-02-2020", NULL },
		{ "13/02/2020", "2020-02-13" },
		{ "02/13/2020", "2020-02-13" },
		{ "05/05/2020 10:00", "2020-05-05T10:00" },
		{ "13/13/2020", NULL },
		{ "1.2.20", NULL },
		{ "1516740574", NULL }
	};

	(void)state;
	READ(rows);
}

static void
test_epoch__units(void **state)
{
	static const struct {
		const char *digits;
		int64_t per_s;
		const char *want;
	} rows[] = {
		{ "1516740574", 1, "2018-01-23T20:49:34Z" },
		{ "1516740574000", 1000, "2018-01-23T20:49:34.000Z" },
		{ "1772186522193853", 1000000,
		    "2026-02-27T10:02:02.193853Z" },
		{ "1516740574.25", 1, "2018-01-23T20:49:34.25Z" },
		{ "1516740574.0", 1, "2018-01-23T20:49:34Z" },
		{ "0", 1, NULL }, { "", 1, NULL }, { "-5", 1, NULL },
		{ "1e9", 1, NULL }, { "99999999999999999", 1, NULL },
		{ "12:00", 1, NULL }
	};
	char text[WHEN_TEXT];
	struct when w;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		bool read = when_epoch(span_of(rows[i].digits),
		    rows[i].per_s, &w);

		assert_int_equal(read, rows[i].want != NULL);
		if (read)
			assert_string_equal(when_text(&w, text),
			    rows[i].want);
	}
}

static void
test_same__as_far_as_the_coarser_tells(void **state)
{
	static const struct {
		const char *a, *b;
		bool same;
	} rows[] = {
		{ "2020-01-30T15:39:43Z", "2020-01-30T15:39:43.666Z", true },
		{ "2020-01-30T15:39:43.66Z", "2020-01-30T15:39:43.666Z",
		    true },
		{ "2020-01-30T15:39:43.5Z", "2020-01-30T15:39:43.666Z",
		    false },
		{ "2020-01-30T15:39:44Z", "2020-01-30T15:39:43.666Z", false },
		{ "2020-01-30T15:39Z", "2020-01-30T15:39:43Z", true },
		{ "2020-01-30T15:40Z", "2020-01-30T15:39:43Z", false },
		{ "2020-01-30T16:39:43+01:00", "2020-01-30T15:39:43Z", true },
		{ "2020-01-30", "2020-01-30T23:39:43Z", true },
		{ "2020-01-30", "2020-01-31T01:00:00Z", true },
		{ "2020-01-30", "2020-02-01T12:00:01Z", false },
		{ "2020-01-30", "2020-01-29T09:59:59Z", false },
		{ "2020-01-30", "2020-01-31", false },
		{ "2009-01-21T05:42", "2009-01-21T04:42:10Z", true },
		{ "2009-01-21T05:42", "2009-01-22T04:42:10Z", false },
		{ "2009-01-21T05:42", "2009-01-21", true },
		{ "2009-01-21T05:42", "2009-01-21T05:43", false }
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct when a, b;

		assert_true(when_read(span_of(rows[i].a), &a));
		assert_true(when_read(span_of(rows[i].b), &b));
		if (when_same(&a, &b) != rows[i].same ||
		    when_same(&b, &a) != rows[i].same)
			fail_msg("%s and %s", rows[i].a, rows[i].b);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read__iso_forms),
		cmocka_unit_test(test_read__mail_and_http),
		cmocka_unit_test(test_read__words),
		cmocka_unit_test(test_read__digits_alone_are_no_guess),
		cmocka_unit_test(test_epoch__units),
		cmocka_unit_test(test_same__as_far_as_the_coarser_tells)
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
