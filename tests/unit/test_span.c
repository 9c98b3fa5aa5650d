#include "tests/unit/unit.h"

static void
test_span_line__ends_with_lf_crlf_or_nothing(void **state)
{
	struct span rest = span_of("one\r\ntwo\nthree"), line;

	(void)state;
	assert_true(span_line(&rest, &line));
	assert_span(line, "one");
	assert_true(span_line(&rest, &line));
	assert_span(line, "two");
	assert_true(span_line(&rest, &line));
	assert_span(line, "three");
	assert_false(span_line(&rest, &line));
}

static void
test_span_utf8__refuses_what_rfc_3629_refuses(void **state)
{
	static const char *const bad[] = { "\xc0\xaf", "\xed\xa0\x80",
		"\xf4\x90\x80\x80", "\x80", "a\xc3", "\xe2\x82", "\xff" };
	size_t i;

	(void)state;
	assert_true(span_utf8(span_of("")));
	assert_true(span_utf8(span_of("a\xc3\xa9\xe2\x82\xac"
	    "\xf0\x9f\x98\x80")));
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(span_utf8(span_of(bad[i])));
}

static void
test_span__holds_without_case(void **state)
{

	(void)state;
	assert_true(span_holds_nocase(span_of("WHITE-Space: pre"), "space"));
	assert_true(span_holds_nocase(span_of("a"), "A"));
	assert_true(span_holds_nocase(span_of(""), ""));
	assert_false(span_holds_nocase(span_of("spac"), "space"));
	assert_false(span_holds_nocase((struct span){ NULL, 0 }, "a"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_span_line__ends_with_lf_crlf_or_nothing),
		cmocka_unit_test(test_span_utf8__refuses_what_rfc_3629_refuses),
		cmocka_unit_test(test_span__holds_without_case),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
