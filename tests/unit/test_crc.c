#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <zlib.h>

#include "store/base/crc.h"

static void
test_crc__known(void **state)
{

	(void)state;
	assert_int_equal(crc_update(0, "123456789", 9), 0xcbf43926);
	assert_int_equal(crc_update(0, "", 0), 0);
}

/* As zlib computes it, at any length, place and beginning. */
static void
test_crc__as_zlib(void **state)
{
	static uint8_t bytes[3000];
	uint32_t x = 1, crc;
	size_t n, from;

	(void)state;
	for (n = 0; n < sizeof(bytes); n++) {
		x = x * 1664525u + 1013904223u;
		bytes[n] = (uint8_t)(x >> 24);
	}
	for (n = 0; n < 2000; n++) {
		from = (n * 7) % 61;
		crc = (uint32_t)(n * 2654435761u);
		assert_int_equal(crc_update(crc, bytes + from, n),
		    crc32(crc, bytes + from, (uInt)n));
	}
	crc = crc_update(0, bytes, 1234);
	assert_int_equal(crc_update(crc, bytes + 1234, 1766),
	    crc32(0, bytes, sizeof(bytes)));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_crc__known),
		cmocka_unit_test(test_crc__as_zlib),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
