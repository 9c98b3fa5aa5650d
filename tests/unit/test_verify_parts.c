/* The verifier's small parts: records kept, URLs wanted, lines, gunzip. */
#include <zlib.h>

#include "store/base/time.h"
#include "tests/unit/unit.h"
#include "verify/gunzip.h"
#include "verify/lines.h"
#include "verify/records.h"
#include "verify/wanted.h"

#define MANY	(RECORDS_IN_MEMORY + 20000)

static void
test_records__many(void **state)
{
	struct record_info r, got;
	struct records *a = NULL;
	struct error e = ERROR_INIT;
	int64_t i, index;

	(void)state;
	memset(&r, 0, sizeof(r));
	assert_ok(records_new(&a, &e), &e);
	/* The second file begins among those that are not in memory. */
	assert_ok(records_file(a, "one.warc.gz", &e), &e);
	for (i = 0; i < MANY; i++) {
		if (i == MANY - 10)
			assert_ok(records_file(a, "two.warc.gz", &e), &e);
		r.offset = (i < MANY - 10 ? i : i - (MANY - 10)) * 100;
		r.length = i;
		assert_ok(records_add(a, &r, &e), &e);
	}
	assert_int_equal(records_count(a), MANY);
	for (i = 0; i < MANY - 10; i += 997) {
		assert_int_equal(records_find(a, "one.warc.gz", i * 100, &got,
		    &index, &e), 1);
		assert_int_equal(index, i);
		assert_int_equal(got.length, i);
		assert_int_equal(records_find(a, "one.warc.gz", i * 100 + 1,
		    &got, &index, &e), 0);
	}
	assert_int_equal(records_find(a, "two.warc.gz", 900, &got, &index,
	    &e), 1);
	assert_int_equal(index, MANY - 1);
	assert_string_equal(records_name(a, got.file), "two.warc.gz");
	assert_int_equal(records_find(a, "two.warc.gz", 1000, &got, &index,
	    &e), 0);
	assert_int_equal(records_find(a, "three", 0, &got, &index, &e), 0);
	assert_int_equal(records_find(a, "one.warc.gz", -1, &got, &index,
	    &e), 0);
	assert_false(records_mark(a, MANY - 1));
	assert_true(records_mark(a, MANY - 1));
	assert_true(records_marked(a, MANY - 1));
	assert_false(records_marked(a, 0));
	records_free(a);
}

static void
test_wanted__seen(void **state)
{
	struct findings fs = FINDINGS_INIT;
	uint8_t key[RECORDS_KEY];
	struct wanted *w = NULL;
	struct error e = ERROR_INIT;
	char url[64];
	int64_t i;

	(void)state;
	assert_ok(wanted_new(&w, &e), &e);
	for (i = 0; i < 1000; i++) {
		(void)snprintf(url, sizeof(url), "http://e.org/%lld",
		    (long long)(i / 2));
		assert_int_equal(wanted_add(w, url, i, &e), 0);
	}
	for (i = 0; i < 499; i++) {
		(void)snprintf(url, sizeof(url), "http://e.org/%lld",
		    (long long)i);
		assert_ok(records_key(span_of(url), key, &e), &e);
		wanted_see(w, key);
		wanted_see(w, key);
	}
	wanted_report(w, &fs, CHECK_PAGES_INDEX, "pages", "the index");
	/* Both lines that want the last one. */
	assert_int_equal(fs.count[CHECK_PAGES_INDEX][FINDING_FAIL], 2);
	assert_non_null(strstr(fs.v[0].detail, "http://e.org/499"));
	for (i = 0; i < WANTED_MAX - 1000; i++)
		assert_int_equal(wanted_add(w, "u", i, &e), 0);
	assert_int_equal(wanted_add(w, "u", i, &e), 1);
	findings_free(&fs);
	wanted_free(w);
}

struct drip {
	struct span rest;
	size_t step;
};

static ssize_t
drip_read(void *ctx, void *p, size_t n, struct error *e)
{
	struct drip *d = ctx;

	(void)e;
	if (n > d->step)
		n = d->step;
	if (n > d->rest.n)
		n = d->rest.n;
	memcpy(p, d->rest.p, n);
	d->rest = span_sub(d->rest, n, d->rest.n - n);
	return ((ssize_t)n);
}

static void
test_lines__cases(void **state)
{
	static const char text[] = "a\n\nbcd\r\n0123456789\nend";
	struct drip d;
	struct error e = ERROR_INIT;
	struct lines l;
	struct span line;
	size_t step;

	(void)state;
	for (step = 1; step < 30; step += 4) {
		d = (struct drip){ span_of(text), step };
		assert_ok(lines_open(&l, drip_read, &d, 10, &e), &e);
		assert_int_equal(lines_next(&l, &line, &e), 1);
		assert_span(line, "a");
		assert_int_equal(lines_next(&l, &line, &e), 1);
		assert_span(line, "");
		assert_int_equal(l.offset, 2);
		assert_int_equal(lines_next(&l, &line, &e), 1);
		assert_span(line, "bcd\r");
		assert_int_equal(lines_next(&l, &line, &e), 1);
		assert_span(line, "0123456789");
		assert_int_equal(lines_next(&l, &line, &e), 1);
		assert_span(line, "end");
		assert_true(l.unended);
		assert_int_equal(l.count, 5);
		assert_int_equal(lines_next(&l, &line, &e), 0);
		lines_close(&l);
		d = (struct drip){ span_of("ok\n01234567890\n"), step };
		assert_ok(lines_open(&l, drip_read, &d, 10, &e), &e);
		assert_int_equal(lines_next(&l, &line, &e), 1);
		assert_int_equal(lines_next(&l, &line, &e), -1);
		assert_int_equal(e.code, ERR_LIMIT);
		assert_int_equal(e.offset, 3);
		error_clear(&e);
		lines_close(&l);
	}
}

static size_t
deflated(uint8_t *p, size_t max, const char *text)
{
	z_stream z = { .next_out = p, .avail_out = (uInt)max };
	uint8_t copy[64];

	assert_true(strlen(text) <= sizeof(copy));
	memcpy(copy, text, strlen(text));
	z.next_in = copy;
	z.avail_in = (uInt)strlen(text);
	assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 31, 8,
	    Z_DEFAULT_STRATEGY), Z_OK);
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	assert_int_equal(deflateEnd(&z), Z_OK);
	return (max - z.avail_out);
}

/* All of it into ${out}; whether it was whole. */
static bool
gunzip_all(struct span s, size_t step, struct buf *out)
{
	struct drip d = { s, step };
	struct gunzip *g = NULL;
	struct error e = ERROR_INIT;
	uint8_t p[16];
	ssize_t k;
	bool whole;

	buf_reset(out);
	assert_ok(gunzip_open(drip_read, &d, &g, &e), &e);
	while ((k = gunzip_read(g, p, sizeof(p), &e)) > 0)
		buf_put(out, p, (size_t)k);
	assert_int_equal(k, 0);
	whole = gunzip_fault(g) == NULL;
	gunzip_close(g);
	return (whole);
}

static void
test_gunzip__members(void **state)
{
	struct buf out = BUF_INIT(KIB);
	uint8_t p[512];
	size_t n, i;

	(void)state;
	n = deflated(p, sizeof(p), "one line of an index\n");
	n += deflated(p + n, sizeof(p) - n, "");
	n += deflated(p + n, sizeof(p) - n, "another\n");
	for (i = 1; i < 50; i += 7) {
		assert_true(gunzip_all((struct span){ p, n }, i, &out));
		assert_string_equal(buf_str(&out),
		    "one line of an index\nanother\n");
	}
	for (i = 1; i < 20; i++)
		assert_false(gunzip_all((struct span){ p, i }, 512, &out));
	p[n - 5] ^= 1;
	assert_false(gunzip_all((struct span){ p, n }, 512, &out));
	p[n - 5] ^= 1;
	p[n] = 'x';
	assert_false(gunzip_all((struct span){ p, n + 1 }, 512, &out));
	buf_free(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_records__many),
		cmocka_unit_test(test_wanted__seen),
		cmocka_unit_test(test_lines__cases),
		cmocka_unit_test(test_gunzip__members),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
