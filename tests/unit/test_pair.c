/* Two SHA-256 at once, against OpenSSL's own. */
#include <openssl/evp.h>

#include "store/digest/digest.h"
#include "store/digest/pair.h"
#include "tests/unit/unit.h"

#define LONGEST	((size_t)20000)

static uint64_t
next(uint64_t *v)
{

	*v ^= *v << 13;
	*v ^= *v >> 7;
	*v ^= *v << 17;
	return (*v >> 16);
}

static void
test_pair__agrees(void **state)
{

	(void)state;
	if (!pair_works()) {
		print_message("SKIP: no SHA instructions here\n");
		skip();
	}
	assert_true(pair_agrees(pair_blocks));
}

/* Code that errs, each in another way, is not used. */
static void
does_nothing(uint32_t a[static 8], const uint8_t *pa, uint32_t b[static 8],
    const uint8_t *pb, size_t n)
{

	(void)a;
	(void)pa;
	(void)b;
	(void)pb;
	(void)n;
}

static void
crosses(uint32_t a[static 8], const uint8_t *pa, uint32_t b[static 8],
    const uint8_t *pb, size_t n)
{

	pair_blocks(a, pb, b, pa, n);
}

static void
forgets_last(uint32_t a[static 8], const uint8_t *pa, uint32_t b[static 8],
    const uint8_t *pb, size_t n)
{

	pair_blocks(a, pa, b, pb, n > 16 ? n - 1 : n);
}

static void
aligns(uint32_t a[static 8], const uint8_t *pa, uint32_t b[static 8],
    const uint8_t *pb, size_t n)
{

	pair_blocks(a, pa, b, pb - ((uintptr_t)pb & 15) % 2, n);
}

static void
flips_one(uint32_t a[static 8], const uint8_t *pa, uint32_t b[static 8],
    const uint8_t *pb, size_t n)
{

	pair_blocks(a, pa, b, pb, n);
	if (n == 13)
		b[7] ^= 1;
}

static void
test_pair__errs(void **state)
{
	static pair_code *const wrong[] = { does_nothing, crosses,
	    forgets_last, aligns, flips_one };
	size_t i;

	(void)state;
	if (!pair_works())
		skip();
	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		if (pair_agrees(wrong[i]))
			fail_msg("code %zu passes for right", i);
}

struct side {
	struct digest *ours;
	EVP_MD_CTX *theirs;
};

static void
put_both(struct side *s, const uint8_t *p, size_t n)
{

	assert_int_equal(digest_put(s->ours, p, n, NULL), 0);
	assert_int_equal(EVP_DigestUpdate(s->theirs, p, n), 1);
}

static void
compare(struct side *s)
{
	uint8_t have[DIGEST_LEN], want[EVP_MAX_MD_SIZE];

	assert_int_equal(digest_peek(s->ours, have, NULL), 0);
	assert_int_equal(EVP_DigestFinal_ex(s->theirs, want, NULL), 1);
	assert_memory_equal(have, want, DIGEST_LEN);
}

/* One message each, in pieces together and alone, from anywhere. */
static void
one_round(struct side s[2], const uint8_t *p, uint64_t *seed)
{
	size_t from, n;
	int i, pieces = (int)(next(seed) % 8);

	for (i = 0; i < 2; i++) {
		assert_int_equal(digest_reset(s[i].ours, NULL), 0);
		assert_int_equal(EVP_DigestInit_ex(s[i].theirs, EVP_sha256(),
		    NULL), 1);
	}
	for (; pieces >= 0; pieces--) {
		from = next(seed) % 300;
		put_both(&s[next(seed) % 2], p + from, next(seed) % 200);
		n = next(seed) % (next(seed) % 3 == 0 ? LONGEST : 1500);
		assert_int_equal(digest_put_pair(s[0].ours, s[1].ours,
		    p + from, n, NULL), 0);
		for (i = 0; i < 2; i++)
			assert_int_equal(EVP_DigestUpdate(s[i].theirs,
			    p + from, n), 1);
	}
	compare(&s[0]);
	compare(&s[1]);
}

static void
test_pair__random(void **state)
{
	uint8_t *p = malloc(LONGEST + 300);
	uint64_t seed = 20261121;
	struct side s[2];
	size_t i;

	(void)state;
	assert_non_null(p);
	for (i = 0; i < LONGEST + 300; i++)
		p[i] = (uint8_t)next(&seed);
	for (i = 0; i < 2; i++) {
		assert_int_equal(digest_open(&s[i].ours, NULL), 0);
		assert_non_null(s[i].theirs = EVP_MD_CTX_new());
	}
	for (i = 0; i < 3000; i++)
		one_round(s, p, &seed);
	for (i = 0; i < 2; i++) {
		digest_free(s[i].ours);
		EVP_MD_CTX_free(s[i].theirs);
	}
	free(p);
}

/* The length in bits passes 32 bits: FIPS 180-4 section 5.1.1. */
static void
test_pair__long(void **state)
{
	uint8_t *p = calloc(1, MIB);
	struct side s[2];
	size_t i, k;

	(void)state;
	assert_non_null(p);
	for (i = 0; i < 2; i++) {
		assert_int_equal(digest_open(&s[i].ours, NULL), 0);
		assert_non_null(s[i].theirs = EVP_MD_CTX_new());
		assert_int_equal(EVP_DigestInit_ex(s[i].theirs, EVP_sha256(),
		    NULL), 1);
	}
	put_both(&s[1], p, 7);
	for (k = 0; k < 515; k++) {
		assert_int_equal(digest_put_pair(s[0].ours, s[1].ours, p, MIB,
		    NULL), 0);
		for (i = 0; i < 2; i++)
			assert_int_equal(EVP_DigestUpdate(s[i].theirs, p,
			    MIB), 1);
	}
	compare(&s[0]);
	compare(&s[1]);
	for (i = 0; i < 2; i++) {
		digest_free(s[i].ours);
		EVP_MD_CTX_free(s[i].theirs);
	}
	free(p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pair__agrees),
		cmocka_unit_test(test_pair__errs),
		cmocka_unit_test(test_pair__random),
		cmocka_unit_test(test_pair__long),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
