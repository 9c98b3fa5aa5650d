/* Findings, what people read of them, and text that wants to mislead. */
#include <locale.h>

#include "store/base/json.h"
#include "store/base/time.h"
#include "tests/unit/unit.h"
#include "verify/escape.h"
#include "verify/finding.h"
#include "verify/title.h"
#include "verify/verify.h"
#include "verify/words.h"

static void
test_findings__ceiling(void **state)
{
	struct findings fs = FINDINGS_INIT;
	size_t i;

	(void)state;
	for (i = 0; i < 100000; i++)
		finding_add(&fs, CHECK_INDEX_RECORDS, FINDING_FAIL, "index",
		    (int64_t)i, "line %zu", i);
	finding_add(&fs, CHECK_ZIP_STRUCTURE, FINDING_PASS, NULL, -1, "good");
	assert_int_equal(fs.n, FINDINGS_KEPT + 1);
	assert_int_equal(fs.count[CHECK_INDEX_RECORDS][FINDING_FAIL], 100000);
	findings_close(&fs);
	assert_int_equal(fs.n, FINDINGS_KEPT + 2);
	/* In the order of the checks, and the sum behind those shown. */
	assert_int_equal(fs.v[0].check, CHECK_ZIP_STRUCTURE);
	assert_string_equal(fs.v[1].detail, "line 0");
	assert_non_null(strstr(fs.v[fs.n - 1].detail, "100000"));
	assert_true(findings_any(&fs, FINDING_FAIL));
	assert_false(findings_any(&fs, FINDING_WARN));
	assert_true(findings_ran(&fs, CHECK_INDEX_RECORDS));
	assert_false(findings_ran(&fs, CHECK_SEAL_TRUST));
	findings_free(&fs);
}

static void
test_findings__long_text(void **state)
{
	struct findings fs = FINDINGS_INIT;
	char text[4000];
	size_t i;

	(void)state;
	/* Three bytes a character: the cut falls between two of them. */
	for (i = 0; i + 3 < sizeof(text); i += 3)
		memcpy(text + i, "\xe2\x82\xac", 3);
	text[i] = '\0';
	finding_add(&fs, CHECK_FILE_KIND, FINDING_WARN, text, -1, "%s", text);
	assert_true(strlen(fs.v[0].subject) <= FINDING_SUBJECT_MAX);
	assert_true(strlen(fs.v[0].detail) <= FINDING_DETAIL_MAX);
	assert_true(span_utf8(span_of(fs.v[0].subject)));
	assert_true(span_utf8(span_of(fs.v[0].detail)));
	assert_true(span_ends(span_of(fs.v[0].detail), "..."));
	findings_free(&fs);
}

static void
test_escape__cases(void **state)
{
	static const struct {
		const char *in;
		const char *text;
		const char *html;
	} cases[] = {
		{ "plain \xc3\xa9", "plain \xc3\xa9", "plain \xc3\xa9" },
		{ "<b>&\"'", "<b>&\"'", "&lt;b&gt;&amp;&quot;&#39;" },
		{ "\x1b[2J\n\r", "\\u{1b}[2J\\u{a}\\u{d}",
		    "\\u{1b}[2J\\u{a}\\u{d}" },
		{ "a\xe2\x80\xae" "b\xe2\x81\xa6", "a\\u{202e}b\\u{2066}",
		    "a\\u{202e}b\\u{2066}" },
		{ "\xc2\x9b" "31m\xef\xbb\xbf", "\\u{9b}31m\\u{feff}",
		    "\\u{9b}31m\\u{feff}" },
		{ "\xff\xc3", "\xef\xbf\xbd\xef\xbf\xbd",
		    "\xef\xbf\xbd\xef\xbf\xbd" },
		{ "\xf3\xa0\x81\x81", "\\u{e0041}", "\\u{e0041}" },
		{ "", "", "" },
	};
	struct buf out = BUF_INIT(KIB);
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		buf_reset(&out);
		escape_text(&out, cases[i].in);
		assert_string_equal(buf_str(&out), cases[i].text);
		buf_reset(&out);
		escape_html(&out, cases[i].in);
		assert_string_equal(buf_str(&out), cases[i].html);
	}
	buf_free(&out);
}

static struct verify_report
sample(void)
{
	struct verify_report r = { .kind = VERIFY_EXHIBIT,
	    .verdict = VERDICT_ALTERED, .trouble = ERROR_INIT };

	r.file = strdup("x\xe2\x80\xae.wacz");
	r.time.claimed = r.time.stamped = TIME_UNKNOWN;
	finding_add(&r.findings, CHECK_WACZ_RESOURCES, FINDING_FAIL,
	    "archive/<x>.warc.gz", 7, "\x1b]0;owned\x07 \xff");
	findings_close(&r.findings);
	return (r);
}

static void
test_report__hostile_names(void **state)
{
	struct verify_report r = sample();
	const struct verify_report *list[] = { &r };
	struct buf out = BUF_INIT(MIB);
	struct error e = ERROR_INIT;
	json_t *j;

	(void)state;
	assert_ok(report_text(&out, &r, &e), &e);
	assert_null(memchr(out.p, 0x1b, out.n));
	assert_null(strstr(buf_str(&out), "\xe2\x80\xae"));
	buf_reset(&out);
	assert_ok(report_html(&out, list, 1, &e), &e);
	assert_null(memchr(out.p, 0x1b, out.n));
	assert_null(strstr(buf_str(&out), "\xe2\x80\xae"));
	assert_null(strstr(buf_str(&out), "<x>"));
	assert_true(span_utf8(buf_span(&out)));
	buf_reset(&out);
	assert_ok(report_json(&out, &r, &e), &e);
	assert_int_equal(out.p[out.n - 1], '\n');
	assert_non_null(j = json_read(span_sub(buf_span(&out), 0, out.n - 1),
	    &e));
	assert_string_equal(json_text(j, "verdict"), "altered");
	/* What is not known is absent. */
	assert_null(json_object_get(j, "signer"));
	assert_null(json_object_get(j, "time"));
	assert_null(json_object_get(j, "trouble"));
	assert_null(json_object_get(j, "manifest_sha256"));
	assert_null(json_object_get(j, "custody"));
	json_decref(j);
	verify_report_free(&r);
	buf_free(&out);
}

/* docs/checks.md and the program list the same checks. */
static void
test_checks__documented(void **state)
{
	struct buf doc = BUF_INIT(MIB);
	char row[64];
	size_t c, rows = 0;
	const char *p;

	(void)state;
	unit_read("docs/checks.md", &doc);
	for (c = 0; c < CHECKS; c++) {
		(void)snprintf(row, sizeof(row), "\n| `%s` |",
		    check_name((enum check)c));
		if (strstr(buf_str(&doc), row) == NULL)
			fail_msg("docs/checks.md lacks %s",
			    check_name((enum check)c));
		assert_true(check_standard((enum check)c)[0] != '\0');
		assert_true(title_check((enum check)c)[0] != '\0');
	}
	p = strstr(buf_str(&doc), "## The checks");
	for (; (p = strstr(p, "\n| `")) != NULL; p++)
		rows++;
	assert_int_equal(rows, CHECKS);
	buf_free(&doc);
}

static void
test_words__languages(void **state)
{

	(void)state;
	assert_int_equal(words_begin("de"), -1);
	assert_int_equal(words_begin(""), -1);
	assert_int_equal(words_begin("en"), 0);
	assert_string_equal(words_lang(), "en");
	assert_string_equal(title_verdict(VERDICT_HOLDS), "HOLDS");
	/* Numbers and dates stay as they are, whatever the language. */
	assert_string_equal(setlocale(LC_NUMERIC, NULL), "C");
	assert_string_equal(setlocale(LC_TIME, NULL), "C");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_findings__ceiling),
		cmocka_unit_test(test_findings__long_text),
		cmocka_unit_test(test_escape__cases),
		cmocka_unit_test(test_report__hostile_names),
		cmocka_unit_test(test_checks__documented),
		cmocka_unit_test(test_words__languages),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
