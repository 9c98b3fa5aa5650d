#include "capture/net/net_internal.h"
#include "tests/unit/unit.h"

#define HEAD "HTTP/1.1 200 OK\r\nContent-Type: Text/HTML ; a=b; " \
    "Charset=\"UTF-8\"\r\nSet-Cookie: a=1\r\nset-cookie:  b=2 \r\n" \
    "no colon here\r\nEmpty:\r\n\r\n"

static void
test_head_field__repeated(void **state)
{
	struct span head = span_of(HEAD);

	(void)state;
	assert_span(head_field(head, "SET-COOKIE", 0), "a=1");
	assert_span(head_field(head, "SET-COOKIE", 1), "b=2");
	assert_null(head_field(head, "SET-COOKIE", 2).p);
	assert_null(head_field(head, "Absent", 0).p);
	assert_non_null(head_field(head, "Empty", 0).p);
	assert_int_equal(head_field(head, "Empty", 0).n, 0);
}

static void
test_head_status__lines(void **state)
{

	(void)state;
	assert_int_equal(head_status(span_of("HTTP/1.1 200 OK\r\n")), 200);
	assert_int_equal(head_status(span_of("HTTP/2 404 \r\n")), 404);
	assert_int_equal(head_status(span_of("HTTP/1.0 999")), 999);
	assert_int_equal(head_status(span_of("HTTP/1.1 20")), 0);
	assert_int_equal(head_status(span_of("HTTP/1.1 x00 ")), 0);
	assert_int_equal(head_status(span_of("HTTP/1.1")), 0);
	assert_int_equal(head_status(span_of("")), 0);
}

static void
one_type(const char *value, const char *mime, const char *charset)
{
	char head[256], *m, *c;

	snprintf(head, sizeof(head),
	    "HTTP/1.1 200 OK\r\nContent-Type: %s\r\n\r\n", value);
	assert_int_equal(head_type(span_of(head), &m, &c), 0);
	if (mime == NULL)
		assert_null(m);
	else
		assert_string_equal(m, mime);
	if (charset == NULL)
		assert_null(c);
	else
		assert_string_equal(c, charset);
	free(m);
	free(c);
}

static void
test_head_type__values(void **state)
{
	char *m, *c;

	(void)state;
	assert_int_equal(head_type(span_of(HEAD), &m, &c), 0);
	assert_string_equal(m, "text/html");
	assert_string_equal(c, "utf-8");
	free(m);
	free(c);
	one_type("text/html", "text/html", NULL);
	one_type("text/html;charset=ISO-8859-1", "text/html", "iso-8859-1");
	one_type("text/html; charset=", "text/html", NULL);
	one_type("text/html; charset", "text/html", NULL);
	one_type(";charset=utf-8", NULL, "utf-8");
	one_type("", NULL, NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_head_field__repeated),
		cmocka_unit_test(test_head_status__lines),
		cmocka_unit_test(test_head_type__values)
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
