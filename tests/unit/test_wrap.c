#include "tests/unit/unit.h"
#include "verify/wrap.h"

static void
wrapped(const char *line, size_t width, const char *want)
{
	struct buf out = BUF_INIT(64 * KIB);

	wrap_line(&out, span_of(line), width);
	assert_string_equal(buf_str(&out), want);
	buf_free(&out);
}

static void
test_wrap__lines(void **state)
{

	(void)state;
	wrapped("", 10, "\n");
	wrapped("short", 10, "short\n");
	wrapped("  one two three", 10, "  one two\n      three\n");
	/* A long word is whole, to be copied, and begins a line of its own. */
	wrapped("a 0123456789abcdef b", 10,
	    "a\n    0123456789abcdef\n    b\n");
	wrapped("0123456789abcdef", 10, "0123456789abcdef\n");
	/* Blanks inside of a line stay. */
	wrapped("a   b", 10, "a   b\n");
	wrapped("   ", 10, "   \n");
}

static void
test_wrap__counts_characters(void **state)
{

	(void)state;
	wrapped("\u00e9\u00e9\u00e9\u00e9 \u00e9\u00e9\u00e9\u00e9\u00e9", 10,
	    "\u00e9\u00e9\u00e9\u00e9 \u00e9\u00e9\u00e9\u00e9\u00e9\n");
	/* A firm blank is none to break at. */
	wrapped("Signataire\u00a0: x", 12, "Signataire\u00a0:\n    x\n");
	/* Not UTF-8: bytes go through. */
	wrapped("\xff\xfe x", 3, "\xff\xfe\n    x\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_wrap__lines),
		cmocka_unit_test(test_wrap__counts_characters),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
