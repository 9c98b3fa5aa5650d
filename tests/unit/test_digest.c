#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "store/digest/digest.h"

#define EMPTY256 \
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

static void
test_digest__stream(void **state)
{
	struct digest *d = NULL, *copy = NULL;
	uint8_t a[DIGEST_LEN], b[DIGEST_LEN];
	char hex[DIGEST_HEX], label[DIGEST_LABEL];

	(void)state;
	assert_int_equal(digest_open(&d, NULL), 0);
	assert_int_equal(digest_open(&copy, NULL), 0);
	assert_int_equal(digest_peek(d, a, NULL), 0);
	assert_string_equal(digest_hex(a, hex), EMPTY256);
	assert_string_equal(digest_label(a, label), "sha256:" EMPTY256);
	assert_int_equal(digest_put(d, "ab", 2, NULL), 0);
	assert_int_equal(digest_copy(copy, d, NULL), 0);
	assert_int_equal(digest_put(d, "c", 1, NULL), 0);
	assert_int_equal(digest_peek(d, a, NULL), 0);
	assert_int_equal(digest_of(span_of("abc"), b, NULL), 0);
	assert_memory_equal(a, b, DIGEST_LEN);
	assert_int_equal(digest_put(copy, "c", 1, NULL), 0);
	assert_int_equal(digest_peek(copy, b, NULL), 0);
	assert_memory_equal(a, b, DIGEST_LEN);
	assert_int_equal(digest_reset(d, NULL), 0);
	assert_int_equal(digest_peek(d, a, NULL), 0);
	assert_string_equal(digest_hex(a, hex), EMPTY256);
	digest_free(d);
	digest_free(copy);
}

/* Every spelling of the digest of no bytes. */
static const struct {
	const char *claim;
	enum digest_alg alg;
	bool standard;
} spelled[] = {
	{ "sha256:" EMPTY256, DIGEST_SHA256, true },
	{ "sha-256:" EMPTY256, DIGEST_SHA256, false },
	{ "SHA256:" EMPTY256, DIGEST_SHA256, false },
	{ "sha256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
	    DIGEST_SHA256, true },
	{ "sha256:47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU=",
	    DIGEST_SHA256, true },
	{ "sha256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU",
	    DIGEST_SHA256, true },
	{ "sha256:4OYMIQUY7QOBJGX36TEJS35ZEQT24QPEMSNZGTFESWMRW6CSXBKQ====",
	    DIGEST_SHA256, true },
	{ "sha256:4OYMIQUY7QOBJGX36TEJS35ZEQT24QPEMSNZGTFESWMRW6CSXBKQ",
	    DIGEST_SHA256, true },
	{ "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ", DIGEST_SHA1, true },
	{ "sha1:da39a3ee5e6b4b0d3255bfef95601890afd80709", DIGEST_SHA1,
	    true },
	{ "sha1:2jmj7l5rSw0yVb/vlWAYkK/YBwk=", DIGEST_SHA1, true },
	{ "md5:d41d8cd98f00b204e9800998ecf8427e", DIGEST_MD5, true },
	{ "md5:1B2M2Y8AsgTpgAmY7PhCfg==", DIGEST_MD5, true },
};

static void
test_digest__claims(void **state)
{
	struct digest_claim c;
	struct digest *d;
	uint8_t found[DIGEST_MAX];
	size_t i, n;

	(void)state;
	for (i = 0; i < sizeof(spelled) / sizeof(spelled[0]); i++) {
		assert_int_equal(digest_claim_read(span_of(spelled[i].claim),
		    &c, NULL), 0);
		assert_int_equal(c.alg, spelled[i].alg);
		assert_int_equal(c.standard, spelled[i].standard);
		assert_int_equal(digest_open_alg(&d, c.alg, NULL), 0);
		assert_int_equal(digest_peek_alg(d, found, &n, NULL), 0);
		assert_int_equal(n, c.n);
		assert_memory_equal(found, c.value, n);
		digest_free(d);
	}
}

static void
test_digest__no_claims(void **state)
{
	static const char * const bad[] = { "", "sha256", ":" EMPTY256,
	    EMPTY256, "sha256:", "sha256:00", "sha256:" EMPTY256 "0",
	    "sha1:1112H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ",
	    "sha1:2jmj7l5rSw0yVb/vlWAYkK_YBwk=",
	    "sha256: 3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b"
	    "7852b855" };
	struct error e = ERROR_INIT;
	struct digest_claim c;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		error_clear(&e);
		assert_int_equal(digest_claim_read(span_of(bad[i]), &c, &e),
		    -1);
		assert_int_equal(e.code, ERR_SYNTAX);
	}
}

static void
test_digest__unknown_label(void **state)
{
	struct digest_claim c;
	struct digest *d = NULL;
	struct error e = ERROR_INIT;

	(void)state;
	assert_int_equal(digest_claim_read(span_of("blake3:00"), &c, NULL),
	    0);
	assert_int_equal(c.alg, DIGEST_NONE);
	assert_int_equal(digest_open_alg(&d, c.alg, &e), -1);
	assert_int_equal(e.code, ERR_INPUT);
	assert_string_equal(digest_alg_name(DIGEST_SHA384), "sha384");
	assert_int_equal(digest_alg_len(DIGEST_SHA384), 48);
}

/* Two at once, from any two places, in pieces of any length. */
static void
test_digest__pair(void **state)
{
	static const size_t pieces[] = { 0, 1, 63, 64, 65, 511, 512, 513, 577,
		1000, 4096, 65536, 3 };
	uint8_t *p = malloc(100000), have[DIGEST_LEN], want[DIGEST_LEN];
	struct digest *a = NULL, *b = NULL, *c = NULL, *d = NULL;
	size_t before, i;

	(void)state;
	assert_non_null(p);
	for (i = 0; i < 100000; i++)
		p[i] = (uint8_t)(i * i >> 5 ^ i);
	assert_int_equal(digest_open(&a, NULL), 0);
	assert_int_equal(digest_open(&b, NULL), 0);
	assert_int_equal(digest_open(&c, NULL), 0);
	assert_int_equal(digest_open(&d, NULL), 0);
	for (before = 0; before < 130; before += 3) {
		assert_int_equal(digest_reset(a, NULL), 0);
		assert_int_equal(digest_reset(b, NULL), 0);
		assert_int_equal(digest_reset(c, NULL), 0);
		assert_int_equal(digest_reset(d, NULL), 0);
		assert_int_equal(digest_put(a, p, before, NULL), 0);
		assert_int_equal(digest_put(c, p, before, NULL), 0);
		for (i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
			assert_int_equal(digest_put_pair(a, b, p + i,
			    pieces[i], NULL), 0);
			assert_int_equal(digest_put(c, p + i, pieces[i],
			    NULL), 0);
			assert_int_equal(digest_put(d, p + i, pieces[i],
			    NULL), 0);
		}
		assert_int_equal(digest_peek(a, have, NULL), 0);
		assert_int_equal(digest_peek(c, want, NULL), 0);
		assert_memory_equal(have, want, DIGEST_LEN);
		assert_int_equal(digest_peek(b, have, NULL), 0);
		assert_int_equal(digest_peek(d, want, NULL), 0);
		assert_memory_equal(have, want, DIGEST_LEN);
	}
	digest_free(a);
	digest_free(b);
	digest_free(c);
	digest_free(d);
	free(p);
}

/* A pair of which one is no SHA-256; and a copy goes on by itself. */
static void
test_digest__pair_mixed(void **state)
{
	uint8_t x[DIGEST_MAX], y[DIGEST_MAX], text[2000];
	struct digest *a = NULL, *b = NULL, *c = NULL;
	size_t n, m;

	(void)state;
	memset(text, 'a', sizeof(text));
	assert_int_equal(digest_open_alg(&a, DIGEST_SHA1, NULL), 0);
	assert_int_equal(digest_open(&b, NULL), 0);
	assert_int_equal(digest_open_alg(&c, DIGEST_SHA512, NULL), 0);
	assert_int_equal(digest_put_pair(a, b, text, sizeof(text), NULL), 0);
	assert_int_equal(digest_copy(c, b, NULL), 0);
	assert_int_equal(digest_peek_alg(b, x, &n, NULL), 0);
	assert_int_equal(digest_peek_alg(c, y, &m, NULL), 0);
	assert_int_equal(n, DIGEST_LEN);
	assert_int_equal(m, DIGEST_LEN);
	assert_memory_equal(x, y, n);
	assert_int_equal(digest_copy(b, a, NULL), 0);
	assert_int_equal(digest_put(a, "b", 1, NULL), 0);
	assert_int_equal(digest_put(b, "b", 1, NULL), 0);
	assert_int_equal(digest_peek_alg(a, x, &n, NULL), 0);
	assert_int_equal(digest_peek_alg(b, y, &m, NULL), 0);
	assert_int_equal(n, 20);
	assert_int_equal(m, 20);
	assert_memory_equal(x, y, n);
	digest_free(a);
	digest_free(b);
	digest_free(c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_digest__stream),
		cmocka_unit_test(test_digest__claims),
		cmocka_unit_test(test_digest__no_claims),
		cmocka_unit_test(test_digest__unknown_label),
		cmocka_unit_test(test_digest__pair),
		cmocka_unit_test(test_digest__pair_mixed),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
