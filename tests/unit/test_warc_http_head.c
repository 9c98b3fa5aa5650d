#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "store/warc/http_head.h"

static const char response[] =
    "HTTP/1.1 200 OK\r\n"
    "Content-Type:  text/html ; charset=utf-8\r\n"
    "Set-Cookie: a\r\n"
    "no field here\r\n"
    "X-Folded: one\r\n two\r\n"
    "set-cookie: b\r\n"
    "\r\nbody: not a field\r\n\r\n";

static void
test_http_head__response(void **state)
{
	struct span s = span_of(response);
	struct http_head h;

	(void)state;
	assert_int_equal(http_head_end(s),
	    (size_t)(strstr(response, "body:") - response));
	assert_true(http_head_parse(s, &h));
	assert_false(h.request);
	assert_int_equal(h.status, 200);
	assert_true(span_is(h.reason, "OK"));
	assert_true(span_is(http_head_mime(&h), "text/html"));
	assert_true(span_is(http_head_field(&h, "Set-Cookie", 0), "a"));
	assert_true(span_is(http_head_field(&h, "Set-Cookie", 1), "b"));
	assert_null(http_head_field(&h, "Set-Cookie", 2).p);
	assert_null(http_head_field(&h, "body", 0).p);
	assert_true(span_is(http_head_field(&h, "x-folded", 0),
	    "one\r\n two"));
}

static void
test_http_head__request(void **state)
{
	struct http_head h;

	(void)state;
	assert_true(http_head_parse(
	    span_of("GET /a?b HTTP/1.1\nHost: e.org\n\n"), &h));
	assert_true(h.request);
	assert_true(span_is(h.method, "GET"));
	assert_true(span_is(h.target, "/a?b"));
	assert_true(span_is(http_head_field(&h, "host", 0), "e.org"));
	assert_null(http_head_mime(&h).p);
}

static void
test_http_head__no_reason(void **state)
{
	struct http_head h;

	(void)state;
	assert_true(http_head_parse(span_of("HTTP/2 204\r\n\r\n"), &h));
	assert_int_equal(h.status, 204);
	assert_int_equal(h.reason.n, 0);
}

static void
test_http_head__not_http(void **state)
{
	static const char * const bad[] = { "", "\r\n\r\n", "HTTP/1.1\r\n\r\n",
	    "HTTP/1.1 20\r\n\r\n", "HTTP/1.1 099 x\r\n\r\n",
	    "HTTP/1.1 2000 x\r\n\r\n", "GET /\r\n\r\n", "GET\r\n\r\n" };
	struct http_head h;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(http_head_parse(span_of(bad[i]), &h));
}

static void
test_http_head__end(void **state)
{

	(void)state;
	assert_int_equal(http_head_end(span_of("A: b\r\nC")), 0);
	assert_int_equal(http_head_end(span_of("A: b\r\n\r")), 0);
	assert_int_equal(http_head_end(span_of("\r\nx")), 2);
	assert_int_equal(http_head_end(span_of("A\n\nx")), 3);
}

static void
test_http_head__part(void **state)
{

	(void)state;
	assert_false(http_part(206, span_of("bytes 0-99/100"), 100));
	assert_false(http_part(200, span_of("bytes 0-9/100"), 10));
	assert_true(http_part(206, span_of("bytes 0-99/100"), 99));
	assert_true(http_part(206, span_of("bytes 1-99/100"), 99));
	assert_true(http_part(206, span_of("bytes 0-99/*"), 100));
	assert_true(http_part(206, (struct span){ NULL, 0 }, 100));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_http_head__response),
		cmocka_unit_test(test_http_head__request),
		cmocka_unit_test(test_http_head__no_reason),
		cmocka_unit_test(test_http_head__not_http),
		cmocka_unit_test(test_http_head__end),
		cmocka_unit_test(test_http_head__part),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
