#include "capture/record/query.h"
#include "tests/unit/unit.h"

static void
gives(const char *type, const char *body, const char *want)
{
	struct error e = ERROR_INIT;
	struct buf out = BUF_INIT(MIB);

	buf_puts(&out, "");
	assert_ok(query_of(&out, span_of(type), span_of(body), &e), &e);
	assert_string_equal(buf_str(&out), want);
	buf_free(&out);
}

static void
test_query__forms_as_they_are(void **state)
{

	(void)state;
	gives("application/x-www-form-urlencoded; charset=UTF-8",
	    "a=1&b=%20c&d=e+f", "a=1&b=%20c&d=e+f");
	gives("Application/X-WWW-Form-URLEncoded", "", "");
}

/* Expected values are warcio.js' own (jsonToQueryString). */
static void
test_query__json_is_made_flat(void **state)
{

	(void)state;
	gives("application/json", "{\"from\": 20, \"size\": 1.5}",
	    "from=20&size=1.5");
	gives("application/json", "{\"a\": {\"b\": \"\xc3\xa9 \xc3\xa0\", "
	    "\"c\": [1, true, null, [\"x\"]]}, \"d\": \"\", "
	    "\"e\": \"a*-._~b&\"}",
	    "b=%C3%A9+%C3%A0&c=1&c.2_=true&c.3_=null&c.4_=x"
	    "&e=a*-._%7Eb%26");
	gives("text/plain;charset=UTF-8", "{\"q\":1,\"r\":{\"q\":2}}",
	    "q=1&q.2_=2");
	gives("text/plain", "not json", "");
	gives("application/json", "{\"a\":", "");
	gives("application/json", "[]", "");
}

static void
test_query__parts_of_a_form(void **state)
{
	static const char body[] = "--xyz\r\nContent-Disposition: form-data; "
	    "name=\"a\"\r\n\r\n1 2\r\n--xyz\r\nContent-Disposition: form-data;"
	    " name=\"file\"; filename=\"f\"\r\n\r\nbytes\r\n--xyz--\r\n";

	(void)state;
	gives("multipart/form-data; boundary=xyz", body, "a=1+2");
	gives("multipart/form-data; boundary=\"xyz\"", body, "a=1+2");
	gives("multipart/form-data", body, "");
	gives("multipart/form-data; boundary=xyz", "name=\"", "");
}

static void
test_query__anything_else(void **state)
{
	struct error e = ERROR_INIT;
	struct buf out = BUF_INIT(MIB), deep = BUF_INIT(MIB);
	int i;

	(void)state;
	gives("application/octet-stream", "ab", "__wb_post_data=YWI=");
	assert_ok(query_of(&out, (struct span){ NULL, 0 }, span_of("ab"), &e),
	    &e);
	assert_string_equal(buf_str(&out), "__wb_post_data=YWI=");
	/* Deep and long ones end. */
	for (i = 0; i < 500; i++)
		buf_puts(&deep, "{\"a\":");
	buf_puts(&deep, "1");
	for (i = 0; i < 500; i++)
		buf_puts(&deep, "}");
	buf_reset(&out);
	assert_ok(query_of(&out, span_of("application/json"), buf_span(&deep),
	    &e), &e);
	assert_int_equal(out.n, 0);
	buf_reset(&deep);
	for (i = 0; i < 9000; i++)
		buf_puts(&deep, "b");
	assert_ok(query_of(&out, span_of("application/x-www-form-urlencoded"),
	    buf_span(&deep), &e), &e);
	assert_int_equal(out.n, QUERY_MAX);
	buf_free(&out);
	buf_free(&deep);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_query__forms_as_they_are),
		cmocka_unit_test(test_query__json_is_made_flat),
		cmocka_unit_test(test_query__parts_of_a_form),
		cmocka_unit_test(test_query__anything_else),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
