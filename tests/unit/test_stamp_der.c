#include "store/stamp/der.h"
#include "tests/unit/unit.h"

static bool
reads(const char *bytes, size_t n, size_t content)
{
	struct span rest = { (const uint8_t *)bytes, n }, was = rest, c;

	if (!der_any(&rest, NULL, &c, NULL)) {
		/* Untouched when it fails. */
		assert_ptr_equal(rest.p, was.p);
		assert_int_equal(rest.n, was.n);
		return (false);
	}
	assert_int_equal(c.n, content);
	return (rest.n == 0);
}

static void
test_any__lengths(void **state)
{
	char big[200] = { 4, (char)0x81, (char)0x80 };

	(void)state;
	assert_true(reads("\x04\x00", 2, 0));
	assert_true(reads("\x04\x02hi", 4, 2));
	assert_true(reads(big, 3 + 128, 128));
	assert_false(reads("", 0, 0));
	assert_false(reads("\x04", 1, 0));
	assert_false(reads("\x04\x03hi", 4, 0));	/* beyond the end */
	assert_false(reads("\x04\x81\x02hi", 5, 0));	/* not shortest */
	assert_false(reads("\x04\x82\x00\x02hi", 6, 0));
	assert_false(reads("\x30\x80\x00\x00", 4, 0));	/* indefinite */
	assert_false(reads("\x1f\x20\x00", 3, 0));	/* a long tag */
	assert_false(reads("\x04\x85\x01\x01\x01\x01\x01", 7, 0));
	assert_false(reads("\x04\x84\xff\xff\xff\xff", 6, 0));
	assert_false(reads("\x04\xff", 2, 0));
}

static void
number(const char *bytes, size_t n, bool ok, int64_t want)
{
	int64_t v = 0;

	assert_int_equal(der_whole_number((struct span){
	    (const uint8_t *)bytes, n }, &v), ok);
	assert_int_equal(v, want);
}

static void
test_whole_number__forms(void **state)
{

	(void)state;
	number("\x00", 1, true, 0);
	number("\x7f", 1, true, 127);
	number("\x00\x80", 2, true, 128);
	number("\xff", 1, true, -1);
	number("\x80\x00", 2, true, -32768);
	number("\x7f\xff\xff\xff\xff\xff\xff\xff", 8, true, INT64_MAX);
	number("", 0, false, 0);
	number("\x00\x01", 2, false, 0);
	number("\xff\x80", 2, false, 0);
	number("\x01\x00\x00\x00\x00\x00\x00\x00\x00", 9, false, 0);
}

static void
test_take__only_its_tag(void **state)
{
	struct span rest = { (const uint8_t *)"\x02\x01\x05\x05\x00", 5 }, c;

	(void)state;
	assert_false(der_take(&rest, DER_OCTETS, &c));
	assert_true(der_take(&rest, DER_INTEGER, &c));
	assert_int_equal(der_peek(rest), DER_NULL);
	assert_true(der_take(&rest, DER_NULL, &c));
	assert_int_equal(der_peek(rest), -1);
	assert_false(der_take(&rest, DER_NULL, &c));
}

static void
test_bool__two_values(void **state)
{
	bool v = false;

	(void)state;
	assert_true(der_bool((struct span){ (const uint8_t *)"\xff", 1 }, &v));
	assert_true(v);
	assert_true(der_bool((struct span){ (const uint8_t *)"\x00", 1 }, &v));
	assert_false(v);
	assert_false(der_bool((struct span){ (const uint8_t *)"\x01", 1 },
	    &v));
	assert_false(der_bool((struct span){ (const uint8_t *)"", 0 }, &v));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_any__lengths),
		cmocka_unit_test(test_whole_number__forms),
		cmocka_unit_test(test_take__only_its_tag),
		cmocka_unit_test(test_bool__two_values),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
