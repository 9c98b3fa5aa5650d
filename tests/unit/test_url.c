#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "store/base/url.h"

struct sample {
	const char *in;
	const char *base;
	const char *want;	/* NULL: refused with code */
	enum error_code code;
};

static void
check(const struct sample *s)
{
	struct error e = ERROR_INIT;
	struct url *base = NULL, *u = NULL;
	int rc;

	if (s->base != NULL)
		assert_int_equal(url_parse(span_of(s->base), NULL, &base, &e),
		    0);
	rc = url_parse(span_of(s->in), base, &u, &e);
	if (s->want == NULL) {
		assert_int_equal(rc, -1);
		assert_int_equal(e.code, s->code);
	} else {
		assert_int_equal(rc, 0);
		assert_string_equal(url_text(u), s->want);
	}
	url_free(u);
	url_free(base);
}

static void
test_url_parse__absolute(void **state)
{
	static const struct sample samples[] = {
		{ "https://www.Example.org/Index.html?b=2&a=1#f", NULL,
		    "https://www.example.org/Index.html?b=2&a=1", 0 },
		{ "https://www2.example.com:8443/", NULL,
		    "https://www2.example.com:8443/", 0 },
		{ "https://b\xc3\xbc" "cher.de/\xc3\xa4", NULL,
		    "https://xn--bcher-kva.de/%C3%A4", 0 },
		{ "HTTP://EXAMPLE.com:80", NULL, "http://example.com/", 0 },
		{ "https:example.com:443/a/./b/../c", NULL,
		    "https://example.com/a/c", 0 },
		{ "http:\\\\x.org\\a\\..\\b", NULL, "http://x.org/b", 0 },
		{ " \thttp://x.org/a b\n?q='\"", NULL,
		    "http://x.org/a%20b?q=%27%22", 0 },
		{ "http://x.org/%2e%2E/%2e/a", NULL, "http://x.org/a", 0 },
		{ "http://0x7f.1/", NULL, "http://127.0.0.1/", 0 },
		{ "http://017700000001", NULL, "http://127.0.0.1/", 0 },
		{ "http://2130706433/", NULL, "http://127.0.0.1/", 0 },
		{ "http://[::1]:80/", NULL, "http://[::1]/", 0 },
		{ "http://[2001:DB8:0:0:1:0:0:1]/", NULL,
		    "http://[2001:db8::1:0:0:1]/", 0 },
		{ "http://[0:0:0:0:0:0:0:0]/", NULL, "http://[::]/", 0 },
		{ "http://[1:0:0:0:0:0:0:0]/", NULL, "http://[1::]/", 0 },
		{ "http://[::ffff:1.2.3.4]/", NULL,
		    "http://[::ffff:102:304]/", 0 },
		{ "http://ex%61mple.org/", NULL, "http://example.org/", 0 },
		{ "http://a_b.example/", NULL, "http://a_b.example/", 0 },
		{ "http://x.org?", NULL, "http://x.org/?", 0 },
		{ "http://x.org/a/..", NULL, "http://x.org/", 0 },
		{ "http://x.org/a//b/", NULL, "http://x.org/a//b/", 0 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(samples) / sizeof(samples[0]); i++)
		check(&samples[i]);
}

static void
test_url_parse__relative(void **state)
{
	static const char base[] = "https://x.org/a/b?q#f";
	static const struct sample samples[] = {
		{ "c", base, "https://x.org/a/c", 0 },
		{ "", base, "https://x.org/a/b?q", 0 },
		{ "#z", base, "https://x.org/a/b?q", 0 },
		{ "?r", base, "https://x.org/a/b?r", 0 },
		{ "/c", base, "https://x.org/c", 0 },
		{ "../../c", base, "https://x.org/c", 0 },
		{ "./", base, "https://x.org/a/", 0 },
		{ "..", base, "https://x.org/", 0 },
		{ "//y.org/c", base, "https://y.org/c", 0 },
		{ "\\\\y.org\\c", base, "https://y.org/c", 0 },
		{ "http://y.org", base, "http://y.org/", 0 },
		{ "https:c", base, "https://x.org/a/c", 0 },
		{ "https:/c", base, "https://x.org/c", 0 },
		{ "https:#z", base, "https://x.org/a/b?q", 0 },
		{ "HTTPS:\\\\y.org", base, "https://y.org/", 0 },
		{ "http:c", base, "http://c/", 0 },
		{ "a:b", base, NULL, ERR_UNSUPPORTED },
		{ "1:b", base, "https://x.org/a/1:b", 0 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(samples) / sizeof(samples[0]); i++)
		check(&samples[i]);
}

static void
test_url_parse__refused(void **state)
{
	static const struct sample samples[] = {
		{ "", NULL, NULL, ERR_SYNTAX },
		{ "example.org", NULL, NULL, ERR_SYNTAX },
		{ "ftp://x.org/", NULL, NULL, ERR_UNSUPPORTED },
		{ "javascript:alert(1)", NULL, NULL, ERR_UNSUPPORTED },
		{ "http://user:secret@x.org/", NULL, NULL, ERR_INPUT },
		{ "http://@x.org/", NULL, NULL, ERR_INPUT },
		{ "http:///", NULL, NULL, ERR_SYNTAX },
		{ "http://x.org:99999/", NULL, NULL, ERR_SYNTAX },
		{ "http://x.org:8o/", NULL, NULL, ERR_SYNTAX },
		{ "http://a b/", NULL, NULL, ERR_SYNTAX },
		{ "http://[::1/", NULL, NULL, ERR_SYNTAX },
		{ "http://[::1]x/", NULL, NULL, ERR_SYNTAX },
		{ "http://1.2.3.4.5/", NULL, NULL, ERR_SYNTAX },
		{ "http://256.1/", NULL, NULL, ERR_SYNTAX },
		{ "http://a.0x100000000/", NULL, NULL, ERR_SYNTAX },
		{ "http://1.2.3.256/", NULL, NULL, ERR_SYNTAX },
		{ "http://\xff/", NULL, NULL, ERR_SYNTAX },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(samples) / sizeof(samples[0]); i++)
		check(&samples[i]);
}

static void
test_url_parts__all(void **state)
{
	struct url *u = NULL;

	(void)state;
	assert_int_equal(url_parse(span_of("https://x.org:8443/p?q=1#frag"),
	    NULL, &u, NULL), 0);
	assert_true(url_secure(u));
	assert_int_equal(url_port(u), 8443);
	assert_string_equal(url_host(u), "x.org");
	assert_string_equal(url_path(u), "/p");
	assert_string_equal(url_query(u), "q=1");
	assert_string_equal(url_fragment(u), "frag");
	assert_string_equal(url_text_fragment(u),
	    "https://x.org:8443/p?q=1#frag");
	url_free(u);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_url_parse__absolute),
		cmocka_unit_test(test_url_parse__relative),
		cmocka_unit_test(test_url_parse__refused),
		cmocka_unit_test(test_url_parts__all),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
