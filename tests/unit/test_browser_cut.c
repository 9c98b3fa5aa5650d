#include <sys/types.h>

#include "capture/browser/cut.h"
#include "tests/unit/unit.h"

/* What the cutter told, one text after the other, values put in place. */
struct heard {
	struct buf all;
	size_t texts;
	bool base64;
	bool over;
	int64_t size;
};

static int
hear(void *ctx, struct span json, struct cut_value *v, size_t n,
    struct error *e)
{
	struct heard *h = ctx;
	uint8_t block[4096];
	ssize_t got;
	int64_t at;
	size_t i;

	h->texts++;
	buf_putspan(&h->all, json);
	buf_puts(&h->all, "\n");
	for (i = 0; i < n; i++) {
		h->base64 = v[i].base64;
		h->over = v[i].over;
		h->size = body_size(v[i].body);
		for (at = 0; (got = body_read(v[i].body, at, block,
		    sizeof(block), e)) > 0; at += got)
			buf_put(&h->all, block, (size_t)got);
		assert_int_equal(got, 0);
		buf_puts(&h->all, "\n");
	}
	return (0);
}

static void
feed(struct heard *h, struct span s, size_t step, int64_t max)
{
	struct error e = ERROR_INIT;
	struct cut *c;
	size_t i, n;

	memset(h, 0, sizeof(*h));
	h->all = (struct buf)BUF_INIT(32 * MIB);
	assert_ok(cut_open(&c, "/tmp", max, hear, h, &e), &e);
	for (i = 0; i < s.n; i += n) {
		n = s.n - i < step ? s.n - i : step;
		assert_ok(cut_feed(c, s.p + i, n, &e), &e);
	}
	cut_close(c);
	assert_ok(buf_ok(&h->all, &e), &e);
}

/* "{"data":"<n times unit>","rest":1}" and a NUL. */
static void
long_text(struct buf *b, const char *unit, size_t n)
{

	buf_puts(b, "{\"id\":1,\"data\":\"");
	while (n-- > 0)
		buf_puts(b, unit);
	buf_puts(b, "\",\"rest\":1}");
	buf_putc(b, '\0');
}

static void
test_cut__texts_in_pieces_of_any_size(void **state)
{
	static const char text[] = "{\"a\":\"b\\\"c\\\\\"}\0\0{\"d\":[1,\"\"]}"
	    "\0{\"e\":\"\\u00e9\"}";
	struct span s = { (const uint8_t *)text, sizeof(text) };
	struct heard h;
	size_t step;

	(void)state;
	for (step = 1; step <= s.n; step++) {
		feed(&h, s, step, MIB);
		assert_int_equal(h.texts, 3);
		assert_span(buf_span(&h.all), "{\"a\":\"b\\\"c\\\\\"}\n"
		    "{\"d\":[1,\"\"]}\n{\"e\":\"\\u00e9\"}\n");
		buf_free(&h.all);
	}
}

static void
test_cut__long_base64_is_decoded(void **state)
{
	static const char *const ends[] = { "", "QQ==", "QUI=" };
	struct buf b = BUF_INIT(4 * MIB);
	struct heard h;
	size_t i, step;

	(void)state;
	for (i = 0; i < 3; i++) {
		buf_reset(&b);
		buf_puts(&b, "{\"data\":\"");
		while (b.n < 400000)
			buf_puts(&b, "AP8Q");
		buf_puts(&b, ends[i]);
		buf_puts(&b, "\"}");
		buf_putc(&b, '\0');
		for (step = 1; step < 1000000; step = step * 7 + 1) {
			feed(&h, buf_span(&b), step, MIB);
			assert_int_equal(h.texts, 1);
			assert_true(h.base64);
			assert_false(h.over);
			assert_int_equal(h.size, (b.n - 12 - strlen(ends[i])) /
			    4 * 3 + i);
			assert_memory_equal(h.all.p, "{\"data\":[0]}\n\0\xff"
			    "\x10\0\xff\x10", 19);
			buf_free(&h.all);
		}
	}
	buf_free(&b);
}

/* At the beginning of an answer less is long than anywhere else. */
static void
test_cut__what_an_answer_begins_with(void **state)
{
	static const struct {
		const char *before;
		bool cut;
	} rows[] = {
		{ "{\"id\":12,\"result\":{\"body\":\"", true },
		{ "{\"id\":1234,\"result\":{\"result\":{\"type\":"
		    "\"string\",\"value\":\"", true },
		{ "{\"id\":12,\"result\":{\"frame\":{\"loader\":"
		    "\"0123456789abcdef0123456789abcdef\",\"u\":\"", false },
		{ "{\"method\":\"x\",\"params\":{\"url\":\"", false }
	};
	struct buf b = BUF_INIT(MIB);
	struct heard h;
	size_t i, k;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		buf_reset(&b);
		buf_puts(&b, rows[i].before);
		for (k = 0; k < CUT_ANSWER; k++)
			buf_puts(&b, "-");
		buf_puts(&b, "-\"}}");
		buf_putc(&b, '\0');
		feed(&h, buf_span(&b), 5000, MIB);
		assert_int_equal(h.texts, 1);
		assert_int_equal(h.size, rows[i].cut ? CUT_ANSWER + 1 : 0);
		buf_free(&h.all);
	}
	buf_free(&b);
}

static void
test_cut__long_text_is_unescaped(void **state)
{
	struct buf b = BUF_INIT(4 * MIB), want = BUF_INIT(4 * MIB);
	struct heard h;
	size_t i, step;

	(void)state;
	long_text(&b, "a\\n\\\"\\u00e9\\ud83d\\ude00\\/\\ud800x", 9000);
	buf_puts(&want, "{\"id\":1,\"data\":[0],\"rest\":1}\n");
	for (i = 0; i < 9000; i++)
		buf_puts(&want, "a\n\"\xc3\xa9\xf0\x9f\x98\x80/\xef\xbf\xbdx");
	buf_puts(&want, "\n");
	for (step = 1; step < 1000000; step = step * 5 + 1) {
		feed(&h, buf_span(&b), step, 4 * MIB);
		assert_false(h.base64);
		assert_true(span_eq(buf_span(&h.all), buf_span(&want)));
		buf_free(&h.all);
	}
	buf_free(&b);
	buf_free(&want);
}

/* Text that looks like base64 for a long while, and then is none. */
static void
test_cut__not_base64_after_all(void **state)
{
	static const char *const ends[] = { "!", "A", "AB", "QR==", "QQ==QQ==",
		"QQ=Q", "====", "\\n" };
	struct buf b = BUF_INIT(4 * MIB);
	struct heard h;
	size_t i, step, n;

	(void)state;
	for (i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		buf_reset(&b);
		buf_puts(&b, "{\"data\":\"");
		while (b.n < 300000)
			buf_puts(&b, "AP8Q");
		n = b.n - 9 + (i == 7 ? 1 : strlen(ends[i]));
		buf_puts(&b, ends[i]);
		buf_puts(&b, "\"}");
		buf_putc(&b, '\0');
		for (step = 3; step < 1000000; step = step * 9 + 2) {
			feed(&h, buf_span(&b), step, MIB);
			assert_int_equal(h.texts, 1);
			assert_false(h.base64);
			assert_int_equal(h.size, n);
			assert_memory_equal(h.all.p, "{\"data\":[0]}\nAP8QAP8Q",
			    21);
			buf_free(&h.all);
		}
	}
	buf_free(&b);
}

static void
test_cut__over_the_ceiling(void **state)
{
	struct buf b = BUF_INIT(4 * MIB);
	struct heard h;

	(void)state;
	long_text(&b, "et encore ", 40000);
	feed(&h, buf_span(&b), 5000, 200000);
	assert_int_equal(h.texts, 1);
	assert_true(h.over);
	assert_int_equal(h.size, 200000);
	buf_free(&h.all);
	buf_free(&b);
}

static void
test_cut__broken_texts_are_dropped(void **state)
{
	struct buf b = BUF_INIT(16 * MIB);
	struct heard h;
	size_t i;

	(void)state;
	buf_puts(&b, "{\"a\":\"never ended");
	buf_putc(&b, '\0');
	buf_puts(&b, "{\"b\":1}");
	buf_putc(&b, '\0');
	/* A long string that breaks off, one with a bad escape. */
	buf_puts(&b, "{\"c\":\"");
	for (i = 0; i < 300000; i++)
		buf_puts(&b, "-");
	buf_putc(&b, '\0');
	long_text(&b, "-\\x-", 90000);
	long_text(&b, "-\\ud8zz", 90000);
	/* Too long without its strings. */
	for (i = 0; i < CUT_TEXT_MAX / 2 + 10; i++)
		buf_puts(&b, "1,");
	buf_putc(&b, '\0');
	buf_puts(&b, "{\"d\":2}");
	buf_putc(&b, '\0');
	feed(&h, buf_span(&b), 70000, MIB);
	assert_int_equal(h.texts, 2);
	assert_span(buf_span(&h.all), "{\"b\":1}\n{\"d\":2}\n");
	buf_free(&h.all);
	buf_free(&b);
}

static void
test_cut__more_values_than_places(void **state)
{
	struct buf b = BUF_INIT(16 * MIB);
	struct heard h;
	size_t i, k;

	(void)state;
	buf_puts(&b, "[");
	for (i = 0; i < CUT_VALUES + 2; i++) {
		buf_puts(&b, i == 0 ? "\"" : ",\"");
		for (k = 0; k < CUT_STRING / 8 + 1; k++)
			buf_puts(&b, "12345678");
		buf_puts(&b, "\"");
	}
	buf_puts(&b, "]");
	buf_putc(&b, '\0');
	feed(&h, buf_span(&b), 65536, MIB);
	assert_int_equal(h.texts, 1);
	assert_non_null(strstr(buf_str(&h.all), "[63],null,null]\n"));
	buf_free(&h.all);
	buf_free(&b);
}

static void
test_cut__lone_surrogates_are_mended(void **state)
{
	static const char text[] = "{\"a\":\"\\ud800\",\"b\":\"\\udc00\\uD83D"
	    "\\uDE00\\\\ud800\",\"c\":\"\\ud83d\\ud83d\\ude00\"}";
	struct span s = { (const uint8_t *)text, sizeof(text) };
	struct heard h;

	(void)state;
	feed(&h, s, 10, MIB);
	assert_span(buf_span(&h.all), "{\"a\":\"\\ufffd\",\"b\":\"\\ufffd"
	    "\\uD83D\\uDE00\\\\ud800\",\"c\":\"\\ufffd\\ud83d\\ude00\"}\n");
	buf_free(&h.all);
}

/* The asker knows better than the cutter what a value means. */
static void
test_cut__values_as_wanted(void **state)
{
	struct cut_value v = { .body = NULL };
	struct error e = ERROR_INIT;
	struct span s;

	(void)state;
	assert_ok(cut_value_of(span_of("Ym9uam91cg=="), true, "/tmp", MIB, &v,
	    &e), &e);
	assert_span(body_span(v.body), "bonjour");
	assert_ok(cut_value_as(&v, false, "/tmp", MIB, &e), &e);
	assert_span(body_span(v.body), "Ym9uam91cg==");
	assert_ok(cut_value_as(&v, true, "/tmp", MIB, &e), &e);
	assert_span(body_span(v.body), "bonjour");
	body_free(v.body);
	v.body = NULL;
	assert_fails(cut_value_of(span_of("no base64"), true, "/tmp", MIB, &v,
	    &e), &e, ERR_SYNTAX);
	assert_null(v.body);
	s = (struct span){ (const uint8_t *)"a\0b", 3 };
	assert_ok(cut_value_of(s, false, "/tmp", MIB, &v, &e), &e);
	assert_true(span_eq(body_span(v.body), s));
	body_free(v.body);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cut__texts_in_pieces_of_any_size),
		cmocka_unit_test(test_cut__long_base64_is_decoded),
		cmocka_unit_test(test_cut__what_an_answer_begins_with),
		cmocka_unit_test(test_cut__long_text_is_unescaped),
		cmocka_unit_test(test_cut__not_base64_after_all),
		cmocka_unit_test(test_cut__over_the_ceiling),
		cmocka_unit_test(test_cut__broken_texts_are_dropped),
		cmocka_unit_test(test_cut__more_values_than_places),
		cmocka_unit_test(test_cut__lone_surrogates_are_mended),
		cmocka_unit_test(test_cut__values_as_wanted),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
