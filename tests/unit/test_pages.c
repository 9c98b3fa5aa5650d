#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "store/base/limits.h"
#include "store/base/time.h"
#include "store/wacz/pages.h"

#define HEADER	"{\"format\":\"json-pages-1.0\",\"id\":\"pages\"," \
	"\"title\":\"All Pages\"}\n"

struct text {
	struct span left;
	size_t piece;
};

static ssize_t
give(void *ctx, void *p, size_t n, struct error *e)
{
	struct text *t = ctx;

	(void)e;
	if (n > t->piece)
		n = t->piece;
	if (n > t->left.n)
		n = t->left.n;
	if (n > 0)
		memcpy(p, t->left.p, n);
	t->left = (struct span){ t->left.p + n, t->left.n - n };
	return ((ssize_t)n);
}

static ssize_t
refuse(void *ctx, void *p, size_t n, struct error *e)
{

	(void)ctx;
	(void)p;
	(void)n;
	return (error_set(e, ERR_SYS, "no bytes today"));
}

/* Lines and faults of ${s}, read in pieces: "1:fault;" ... into ${out}. */
static void
list(struct span s, size_t piece, struct buf *out)
{
	struct text t = { s, piece };
	struct pages_reader *r;
	struct page p;
	int rc;

	assert_int_equal(pages_open(give, &t, &r, NULL), 0);
	while ((rc = pages_next(r, &p, NULL)) == 1)
		buf_printf(out, "%lld%s:%s;", (long long)p.line,
		    p.header ? "h" : "",
		    p.fault != NULL ? p.fault : p.url != NULL ? p.url : "");
	assert_int_equal(rc, 0);
	pages_close(r);
}

static void
lists(const char *text, const char *want)
{
	static const size_t pieces[] = { 1, 7, 100000 };
	struct buf out = BUF_INIT(10000);
	size_t i;

	for (i = 0; i < 3; i++) {
		buf_reset(&out);
		list(span_of(text), pieces[i], &out);
		assert_string_equal(buf_str(&out), want);
	}
	buf_free(&out);
}

static void
test_read__forms_of_other_tools(void **state)
{

	(void)state;
	lists(HEADER "{\"id\":\"1\",\"url\":\"u\","
	    "\"ts\":\"2026-01-02T03:04:05Z\",\"size\":7}\n", "1h:;2:u;");
	/* No line end at the end; CRLF; more in the header. */
	lists("{\"format\": \"json-pages-1.0\", \"hasText\": true}\r\n"
	    "{\"url\":\"u\",\"ts\":\"2026-01-02T03:04:05.678+01:00\"}\r\n"
	    "{\"url\":\"v\",\"ts\":\"2026-01-02T03:04:05Z\"}",
	    "1h:;2:u;3:v;");
}

static void
test_read__faults(void **state)
{

	(void)state;
	lists("", "");
	lists(HEADER HEADER, "1h:;2h:a second header;");
	lists("{\"url\":\"u\",\"ts\":\"2026-01-02T03:04:05Z\"}\n",
	    "1:the first line is no header;");
	lists(HEADER "\n", "1h:;2:an empty line;");
	lists(HEADER "{\"url\":1}\n", "1h:;2:no url;");
	lists(HEADER "{\"url\":\"u\"}\n", "1h:;2:no ts;");
	lists(HEADER "{\"url\":\"u\",\"ts\":\"soon\"}\n",
	    "1h:;2:ts is no time of RFC 3339;");
	lists(HEADER "{\"url\":\"u\",\"url\":\"v\"}\n", "1h:;2:no JSON;");
	lists(HEADER "[]\n{", "1h:;2:not a JSON object;3:no JSON;");
	lists("{\"format\":\"other\"}\n",
	    "1h:format is not \"json-pages-1.0\";");
}

static void
test_read__trouble(void **state)
{
	char *large = malloc(PAGES_LINE_MAX + (1 << 20));
	struct text t = { { NULL, 0 }, 1 << 20 };
	struct error e = ERROR_INIT;
	struct pages_reader *r;
	struct page p;

	(void)state;
	assert_non_null(large);
	memset(large, 'x', PAGES_LINE_MAX + (1 << 20));
	t.left = (struct span){ (uint8_t *)large, PAGES_LINE_MAX + (1 << 20) };
	assert_int_equal(pages_open(give, &t, &r, NULL), 0);
	assert_int_equal(pages_next(r, &p, &e), -1);
	assert_int_equal(e.code, ERR_LIMIT);
	pages_close(r);
	free(large);
	error_clear(&e);
	assert_int_equal(pages_open(refuse, NULL, &r, NULL), 0);
	assert_int_equal(pages_next(r, &p, &e), -1);
	assert_int_equal(e.code, ERR_SYS);
	pages_close(r);
	pages_close(NULL);
}

static void
test_write__exact_bytes(void **state)
{
	const struct page_new pages[] = {
		{ "p1", "https://a.example/x?y=1", 1700000000123,
		    span_of("A \"title\""), span_of("caf\xe9\n") },
		{ "p2", "https://a.example/", 1700000001000, { NULL, 0 },
		    { NULL, 0 } } };
	struct buf out = BUF_INIT(1 << 20);

	(void)state;
	assert_int_equal(pages_write(&out, pages, 2, NULL), 0);
	assert_string_equal(buf_str(&out), HEADER
	    "{\"id\":\"p1\",\"url\":\"https://a.example/x?y=1\","
	    "\"ts\":\"2023-11-14T22:13:20.123Z\","
	    "\"title\":\"A \\\"title\\\"\",\"text\":\"caf\xef\xbf\xbd\\n\"}\n"
	    "{\"id\":\"p2\",\"url\":\"https://a.example/\","
	    "\"ts\":\"2023-11-14T22:13:21.000Z\"}\n");
	buf_free(&out);
}

static void
test_write__refuses(void **state)
{
	struct page_new page = { "p1", "u", 0, { NULL, 0 }, { NULL, 0 } };
	struct buf out = BUF_INIT(PAGES_LINE_MAX * 2);
	struct error e = ERROR_INIT;
	char *large;

	(void)state;
	assert_int_equal(pages_write(&out, &page, 0, &e), -1);
	assert_int_equal(e.code, ERR_INPUT);
	error_clear(&e);
	page.ts = TIME_UNKNOWN;
	assert_int_equal(pages_write(&out, &page, 1, &e), -1);
	assert_int_equal(e.code, ERR_INPUT);
	error_clear(&e);
	page.ts = 0;
	large = malloc(PAGES_LINE_MAX);
	assert_non_null(large);
	memset(large, 1, PAGES_LINE_MAX);
	page.text = (struct span){ (uint8_t *)large, PAGES_LINE_MAX };
	assert_int_equal(pages_write(&out, &page, 1, &e), -1);
	assert_int_equal(e.code, ERR_LIMIT);
	/* Each byte is written as six, and the beginning fits still. */
	page.text = pages_fit(page.text);
	assert_true(page.text.n > 100000);
	buf_reset(&out);
	assert_int_equal(pages_write(&out, &page, 1, NULL), 0);
	free(large);
	buf_free(&out);
}

static void
test_fit__between_characters(void **state)
{
	size_t n = PAGES_LINE_MAX, i;
	uint8_t *text = malloc(n);
	struct span s;

	(void)state;
	assert_non_null(text);
	/* Two bytes each, from an odd place on. */
	text[0] = 'x';
	for (i = 1; i + 1 < n; i += 2) {
		text[i] = 0xc3;
		text[i + 1] = 0xa9;
	}
	s = pages_fit((struct span){ text, n });
	assert_true(s.n < n && s.n % 2 == 1);
	assert_true(span_utf8(s));
	s = pages_fit(span_of("short"));
	assert_int_equal(s.n, 5);
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read__forms_of_other_tools),
		cmocka_unit_test(test_read__faults),
		cmocka_unit_test(test_read__trouble),
		cmocka_unit_test(test_write__exact_bytes),
		cmocka_unit_test(test_write__refuses),
		cmocka_unit_test(test_fit__between_characters),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
