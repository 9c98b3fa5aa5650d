#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "capture/record/withhold.h"

static void
check(const char *in, const char *want, size_t count)
{
	struct buf out = BUF_INIT(65536);
	size_t n = 99;

	withhold_head(&out, span_of(in), NULL, &n);
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

static void
check_text(const struct secrets *s, const char *in, const char *want)
{
	struct buf out = BUF_INIT(65536);

	(void)withhold_text(&out, span_of(in), s);
	assert_string_equal(buf_str(&out), want);
	buf_free(&out);
}

static void
test_withhold_text__parameters(void **state)
{

	(void)state;
	check_text(NULL, "https://x.org/p?access_token=S&a=1",
	    "https://x.org/p?access_token=withheld&a=1");
	check_text(NULL, "/p?a=1&SessionID=S#f", "/p?a=1&SessionID=withheld#f");
	check_text(NULL, "{\"url\":\"http://x/?a&password=S\",\"b\":1}",
	    "{\"url\":\"http://x/?a&password=withheld\",\"b\":1}");
	/* What pages need to be found again stays as it is. */
	check_text(NULL, "/i.jpg?sig=ab&token=cd&key=ef&access_token=",
	    "/i.jpg?sig=ab&token=cd&key=ef&access_token=");
	check_text(NULL, "/access_token=ab?xaccess_token=c&my-password=d",
	    "/access_token=ab?xaccess_token=c&my-password=d");
	check_text(NULL, "?access_token=withheld", "?access_token=withheld");
	check_text(NULL, "http://x/#access_token=S&b=1",
	    "http://x/#access_token=withheld&b=1");
	check_text(NULL, "", "");
}

static void
test_withhold_text__values(void **state)
{
	struct secrets s = { NULL, 0 };

	(void)state;
	assert_int_equal(secrets_add(&s, "a", span_of("ab/cd=efgh"), NULL), 0);
	assert_int_equal(secrets_add(&s, "b", span_of("%41BCDEFGH"), NULL), 0);
	assert_int_equal(secrets_add(&s, "c", span_of("short"), NULL), 0);
	assert_int_equal(secrets_add(&s, "d", span_of("ab/cd=efghij"), NULL),
	    0);
	check_text(&s, "x=ab/cd=efgh; y=ab%2Fcd%3Defgh, short ABCDEFGH",
	    "x=withheld; y=withheld, short withheld");
	/* The longer of two that begin at the same place. */
	check_text(&s, "<ab/cd=efghij>", "<withheld>");
	assert_string_equal(secrets_in(&s, span_of("...ABCDEFGH")), "b");
	assert_null(secrets_in(&s, span_of("ABCDEFG")));
	assert_int_equal(secrets_longest(&s), strlen("ab%2Fcd%3Defghij"));
	secrets_free(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_withhold_head__secrets),
		cmocka_unit_test(test_withhold_text__parameters),
		cmocka_unit_test(test_withhold_text__values),
		cmocka_unit_test(test_withhold_head__rest_byte_for_byte),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
