#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "capture/record/withhold.h"

static void
check(const char *in, const char *want, size_t count)
{
	struct buf out = BUF_INIT(65536);
	size_t n = 99;

	withhold_head(&out, span_of(in), &n);
	assert_string_equal(buf_str(&out), want);
	assert_int_equal(n, count);
	buf_free(&out);
}

static void
test_withhold_head__secrets(void **state)
{

	(void)state;
	check("GET / HTTP/1.1\r\nHost: x\r\nCookie: a=SECRET\r\n"
	    "authorization:SECRET\r\nX-CSRF-Token: SECRET\r\n\r\n",
	    "GET / HTTP/1.1\r\nHost: x\r\nCookie: withheld\r\n"
	    "authorization: withheld\r\nX-CSRF-Token: withheld\r\n\r\n", 3);
	check("HTTP/1.1 200 OK\r\nSet-Cookie: a=SECRET\r\n"
	    "Set-Cookie: b=SECRET;\r\n\tSECRET\r\nServer: s\r\n\r\n",
	    "HTTP/1.1 200 OK\r\nSet-Cookie: withheld\r\n"
	    "Set-Cookie: withheld\r\nServer: s\r\n\r\n", 2);
}

static void
test_withhold_head__rest_byte_for_byte(void **state)
{
	/* A path that looks like a header, bare LF, folding, no colon. */
	static const char odd[] = "GET /cookie:x HTTP/1.1\nA: b\n  folded\r\n"
	    "no colon here\r\n: empty name\r\n\r\n";

	(void)state;
	check(odd, odd, 0);
	check("", "", 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_withhold_head__secrets),
		cmocka_unit_test(test_withhold_head__rest_byte_for_byte),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
