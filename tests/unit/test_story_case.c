#include <jansson.h>

#include "store/base/json.h"
#include "tests/unit/unit.h"
#include "verify/story.h"

/* What people enter about a case, as the reports and the screen tell it. */

static void
put(void *ctx, const char *label, const char *value)
{
	struct buf *out = ctx;

	buf_printf(out, "%s=%s|", label, value);
}

static void
tells(enum tongue lang, const char *detail, const char *want)
{
	struct error e = ERROR_INIT;
	struct buf out = BUF_INIT(MIB);
	struct story_sink sink = { .put = put, .ctx = &out, .lang = lang };
	json_t *d = json_read(span_of(detail), &e);

	assert_non_null(d);
	buf_puts(&out, "");
	story_case(&sink, d);
	assert_string_equal(buf_str(&out), want);
	json_decref(d);
	buf_free(&out);
}

static void
test_story_case__what_changed_and_what_was(void **state)
{
	static const char changed[] = "{\"case\":\"changed\",\"before\":{"
	    "\"published\":\"2026-11-14\",\"parties\":[\"A\",\"B\"]},"
	    "\"after\":{\"published\":\"2026-11-15\",\"parties\":[\"B\","
	    "\"C\"],\"reference\":\"closed\"}}";

	(void)state;
	tells(TONGUE_EN, changed, "reference=closed|party=C|party=A (taken "
	    "away)|first publication=2026-11-15 (before: 2026-11-14)|");
	tells(TONGUE_FR, changed, "référence=closed|partie=C|partie=A "
	    "(ôté)|première publication=2026-11-15 (avant\u00a0: 2026-11-14)|");
	tells(TONGUE_EN, "{\"before\":{\"known\":\"2026\"}}",
	    "known since=nothing (before: 2026)|");
	tells(TONGUE_EN, "{\"before\":{\"counsel\":[\"A\"]}}",
	    "counsel=A (taken away)|");
	tells(TONGUE_EN, "{}", "");
	tells(TONGUE_EN, "[]", "");
	tells(TONGUE_EN, "{\"before\":5,\"after\":[1]}", "");
}

static void
test_story_case__how_far_it_goes(void **state)
{
	static const char seen[] = "{\"triage\":{\"counters\":[{\"exhibit\":"
	    "\"abc\",\"number\":2,\"captured\":\"2026-11-21T14:03:22.000Z\","
	    "\"counters\":{\"likes\":\"212\",\"views\":\"9,1k\"},"
	    "\"followers\":\"120\"},{\"exhibit\":\"def\",\"number\":3}]}}";

	char moment[STORY_MOMENT];
	struct buf want = BUF_INIT(KIB);

	(void)state;
	/* 2026-11-21T14:03:22Z */
	buf_printf(&want, "as captured=exhibit 2, captured %s \u2014 212 "
	    "likes, 9,1k views, 120 followers|as captured=exhibit 3: the page "
	    "told no figures, the reach is not known|",
	    story_moment(TONGUE_EN, INT64_C(1795269802000), moment));
	tells(TONGUE_EN, seen, buf_str(&want));
	buf_free(&want);
	tells(TONGUE_EN, "{\"triage\":{\"counters\":[{\"exhibit\":"
	    "\"0123456789abcdef\",\"captured\":\"yesterday\"}]}}",
	    "as captured=0123456789ab: the page told no figures, the reach "
	    "is not known|");
	tells(TONGUE_EN, "{\"triage\":{\"counters\":[5,null]}}",
	    "as captured=?: the page told no figures, the reach is not "
	    "known|as captured=?: the page told no figures, the reach is "
	    "not known|");
}

static void
test_story_case__words_and_where_they_stand(void **state)
{
	static const char quoted[] = "{\"before\":{\"quotes\":[{"
	    "\"statement\":\"a\",\"number\":1,\"found\":\"exact\"}]},"
	    "\"after\":{\"quotes\":[{\"statement\":\"a\",\"number\":1,"
	    "\"found\":\"exact\"},{\"statement\":\"closed\",\"number\":2,"
	    "\"found\":\"absent\"}]},\"happened\":\"2026-11-20\","
	    "\"roles\":[\"manage\",\"audit\"]}";

	(void)state;
	tells(TONGUE_EN, quoted, "words complained of=\"closed\" in exhibit "
	    "2, NOT FOUND in what was captured|roles=manages, looks and "
	    "checks|happened=2026-11-20|");
	tells(TONGUE_FR, quoted, "propos mis en cause=\u00ab\u00a0closed"
	    "\u00a0\u00bb dans pi\u00e8ce 2, INTROUVABLES dans ce qui a "
	    "\u00e9t\u00e9 captur\u00e9|r\u00f4les=g\u00e8re, consulte et "
	    "contr\u00f4le|survenu le=2026-11-20|");
}

/* What people wrote is never taken for a word of ours. */
static void
test_story_case__people_have_their_own_words(void **state)
{

	(void)state;
	assert_string_equal(story_case_value(TONGUE_FR, "author",
	    "customer"), "client mécontent");
	assert_string_equal(story_case_value(TONGUE_FR, "reach", "customer"),
	    "customer");
	assert_string_equal(story_case_value(TONGUE_FR, "note", "closed"),
	    "closed");
	assert_string_equal(story_case_value(TONGUE_FR, "case", "closed"),
	    story_value(TONGUE_FR, "closed"));
	assert_string_equal(story_case_label(TONGUE_FR, "how_many"),
	    "combien");
	assert_string_equal(story_case_label(TONGUE_FR, "new"), "new");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_story_case__what_changed_and_what_was),
		cmocka_unit_test(test_story_case__how_far_it_goes),
		cmocka_unit_test(test_story_case__words_and_where_they_stand),
		cmocka_unit_test(
		    test_story_case__people_have_their_own_words),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
