#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "store/warc/surt.h"

static const struct {
	const char *url;
	const char *key;
} cases[] = {
	{ "https://www.Example.org/Index.html?b=2&a=1#f",
	    "org,example)/index.html?a=1&b=2" },
	{ "https://www2.example.com:8443/", "com,example:8443)/" },
	{ "https://b\xc3\xbc" "cher.de/\xc3\xa4",
	    "de,xn--bcher-kva)/%C3%A4" },
	{ "https://xn--bcher-kva.de/%c3%a4", "de,xn--bcher-kva)/%C3%A4" },
	{ "http://example.com", "com,example)/" },
	{ "http://example.com:443/", "com,example:443)/" },
	{ "https://example.com:443/?", "com,example)/" },
	{ "https://www.com/", "com)/" },
	{ "https://wwwx.example.com/", "com,example,wwwx)/" },
	{ "https://www./", ",www)/" },
	{ "https://localhost/a", "localhost)/a" },
	{ "http://[2001:DB8::1]:81/", "[2001:db8::1]:81)/" },
	{ "http://127.0.0.1/", "1,0,0,127)/" },
	{ "https://e.org/?b=1&a=2&a=1&&a", "org,e)/?&a=2&a=1&a&b=1" },
	{ "https://e.org/100%zz%2f", "org,e)/100%zz%2F" },
	{ "urn:text:https://Example.org/", "urn:text:https://Example.org/" },
};

static void
test_surt__cases(void **state)
{
	struct buf out = BUF_INIT(4096);
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		buf_reset(&out);
		assert_int_equal(surt_put(&out, span_of(cases[i].url), NULL),
		    0);
		assert_string_equal(buf_str(&out), cases[i].key);
	}
	buf_free(&out);
}

static void
test_surt__no_key(void **state)
{
	struct buf out = BUF_INIT(4096);
	struct error e = ERROR_INIT;

	(void)state;
	assert_int_equal(surt_put(&out, span_of("not a url"), &e), -1);
	assert_int_equal(e.code, ERR_SYNTAX);
	error_clear(&e);
	assert_int_equal(surt_put(&out, span_of(""), &e), -1);
	assert_int_equal(e.code, ERR_SYNTAX);
	assert_int_equal(out.n, 0);
	buf_free(&out);
}

static void
test_surt__fits(void **state)
{
	struct span url = span_of("https://www.example.org/%C3%A4?x=Y");
	bool fits;

	(void)state;
	assert_int_equal(surt_fits(span_of("org,example)/%c3%a4?x=y"), url,
	    &fits, NULL), 0);
	assert_true(fits);
	assert_int_equal(surt_fits(span_of("org,example)/%c3%a5?x=y"), url,
	    &fits, NULL), 0);
	assert_false(fits);
	assert_int_equal(surt_fits(span_of("a b"), span_of("a b"), &fits,
	    NULL), 0);
	assert_false(fits);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_surt__cases),
		cmocka_unit_test(test_surt__no_key),
		cmocka_unit_test(test_surt__fits),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
