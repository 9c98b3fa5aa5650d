/* The gzip members of a WARC: header, CRC-32 and length are checked. */
#include <zlib.h>

#include "store/warc/warc.h"
#include "tests/unit/unit.h"

static const char record[] = "WARC/1.1\r\nWARC-Type: resource\r\n"
    "WARC-Record-ID: <urn:uuid:7a2a3b5e-7ffb-4d6a-9a3c-0f4b4c1f2a10>\r\n"
    "WARC-Date: 2026-11-21T00:00:00Z\r\nContent-Type: text/plain\r\n"
    "WARC-Target-URI: urn:x\r\nContent-Length: 5\r\n\r\nabcde\r\n\r\n";

/* A member with a header CRC (RFC 1952 section 2.3.1, FHCRC). */
static size_t
member(uint8_t *p, size_t max)
{
	gz_header head = { .hcrc = 1, .os = 3 };
	z_stream z = { .next_out = p, .avail_out = (uInt)max };
	uint8_t copy[sizeof(record)];

	memcpy(copy, record, sizeof(record));
	z.next_in = copy;
	z.avail_in = sizeof(record) - 1;
	assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 31, 8,
	    Z_DEFAULT_STRATEGY), Z_OK);
	assert_int_equal(deflateSetHeader(&z, &head), Z_OK);
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	assert_int_equal(deflateEnd(&z), Z_OK);
	return (max - z.avail_out);
}

struct slow {
	struct span rest;
	size_t step;
};

static ssize_t
read_slowly(void *ctx, void *p, size_t n, struct error *e)
{
	struct slow *s = ctx;

	(void)e;
	if (n > s->step)
		n = s->step;
	if (n > s->rest.n)
		n = s->rest.n;
	memcpy(p, s->rest.p, n);
	s->rest = span_sub(s->rest, n, s->rest.n - n);
	return ((ssize_t)n);
}

/* Records read, or -1 where the file is at fault; whole file into ${sum}. */
static int
read_all(struct span s, size_t step, uint8_t sum[static DIGEST_LEN],
    struct warc_fault *fault)
{
	struct slow slow = { s, step };
	struct warc_source source = { read_slowly, &slow };
	struct warc_reader *r = NULL;
	struct digest *d = NULL;
	struct error e = ERROR_INIT;
	struct warc_record rec;
	struct warc_end end;
	int got, n = 0;

	assert_ok(digest_open(&d, &e), &e);
	assert_ok(warc_open(source, WARC_CHECK | WARC_MEMBER, &r, &e), &e);
	warc_hash_file(r, d);
	while ((got = warc_next(r, &rec, &e)) == WARC_GOT &&
	    (got = warc_finish(r, &end, &e)) == WARC_GOT)
		n++;
	assert_ok(warc_rest(r, &e), &e);
	/* What the reader did not even ask for. */
	assert_ok(digest_put(d, slow.rest.p, slow.rest.n, &e), &e);
	assert_ok(digest_peek(d, sum, &e), &e);
	*fault = *warc_fault(r);
	warc_free(r);
	digest_free(d);
	assert_true(got == WARC_END || got == WARC_FAULT);
	return (got == WARC_END ? n : -1);
}

static void
test_warc_gzip__whole(void **state)
{
	static const size_t steps[] = { 1, 2, 7, 8, 9, 65536 };
	uint8_t p[4096], sum[DIGEST_LEN], want[DIGEST_LEN];
	struct warc_fault fault;
	size_t n, i;

	(void)state;
	n = member(p, sizeof(p));
	n += member(p + n, sizeof(p) - n);
	assert_int_equal(digest_of((struct span){ p, n }, want, NULL), 0);
	for (i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		assert_int_equal(read_all((struct span){ p, n }, steps[i],
		    sum, &fault), 2);
		assert_memory_equal(sum, want, DIGEST_LEN);
	}
}

/*
 * Any bit is found, but for those that fill the last byte of the deflated
 * data up and mean nothing (RFC 1951 section 3.1.1).
 */
static void
test_warc_gzip__bits(void **state)
{
	uint8_t p[4096], sum[DIGEST_LEN], want[DIGEST_LEN];
	struct warc_fault fault;
	size_t n, i, step;
	int bit;

	(void)state;
	n = member(p, sizeof(p));
	for (i = 0; i < n; i++) {
		if (i == n - 9)
			continue;
		for (bit = 0; bit < 8; bit++) {
			p[i] ^= (uint8_t)(1u << bit);
			step = i % 3 == 0 ? 1 : i % 3 == 1 ? 5 : 4096;
			if (read_all((struct span){ p, n }, step, sum,
			    &fault) != -1)
				fail_msg("bit %d of byte %zu of %zu", bit, i,
				    n);
			if (i >= n - 8)
				assert_int_equal(fault.code,
				    WARC_FAULT_GZIP);
			/* The whole file is hashed all the same. */
			assert_int_equal(digest_of((struct span){ p, n },
			    want, NULL), 0);
			assert_memory_equal(sum, want, DIGEST_LEN);
			p[i] ^= (uint8_t)(1u << bit);
		}
	}
}

static void
test_warc_gzip__cut(void **state)
{
	uint8_t p[4096], sum[DIGEST_LEN];
	struct warc_fault fault;
	size_t n, i;

	(void)state;
	n = member(p, sizeof(p));
	for (i = 1; i < n; i++)
		assert_int_equal(read_all((struct span){ p, i }, 4096, sum,
		    &fault), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_warc_gzip__whole),
		cmocka_unit_test(test_warc_gzip__bits),
		cmocka_unit_test(test_warc_gzip__cut),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
