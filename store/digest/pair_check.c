#include <string.h>

/* As in digest.c: the state between two blocks is what is compared. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>

#include "store/digest/pair.h"

#define BLOCK		64
#define BLOCKS_MAX	20		/* of one call that is tried */
#define OFFSETS		17		/* alignments that are tried, and 0 */

/*
 * "abc" and the message of no bytes, padded (FIPS 180-4 section 5.1.1), and
 * their digests as published by NIST with the standard.
 */
static const uint8_t messages[2][BLOCK] = {
	{ 'a', 'b', 'c', 0x80, [63] = 24 }, { 0x80 }
};
static const uint32_t answers[2][8] = {
	{ 0xba7816bf, 0x8f01cfea, 0x414140de, 0x5dae2223, 0xb00361a3,
	    0x96177a9c, 0xb410ff61, 0xf20015ad },
	{ 0xe3b0c442, 0x98fc1c14, 0x9afbf4c8, 0x996fb924, 0x27ae41e4,
	    0x649b934c, 0xa495991b, 0x7852b855 },
};

static bool
knows_answers(pair_code *code)
{
	SHA256_CTX first, second;
	int i;

	for (i = 0; i < 2; i++) {
		if (SHA256_Init(&first) != 1 || SHA256_Init(&second) != 1)
			return (false);
		code(first.h, messages[i], second.h, messages[1 - i], 1);
		if (memcmp(first.h, answers[i], sizeof(answers[i])) != 0 ||
		    memcmp(second.h, answers[1 - i],
		    sizeof(answers[i])) != 0)
			return (false);
	}
	return (true);
}

/* Two messages, each call going on where the one before stopped. */
static bool
follows(pair_code *code, const uint8_t *p)
{
	SHA256_CTX a, b;
	uint32_t x[8], y[8];
	size_t n, other;

	if (SHA256_Init(&a) != 1 || SHA256_Init(&b) != 1)
		return (false);
	memcpy(x, a.h, sizeof(x));
	memcpy(y, b.h, sizeof(y));
	for (n = 0; n <= BLOCKS_MAX; n++) {
		other = (5 * n + 3) % OFFSETS;
		code(x, p + n % OFFSETS, y, p + other, n);
		if (SHA256_Update(&a, p + n % OFFSETS, n * BLOCK) != 1 ||
		    SHA256_Update(&b, p + other, n * BLOCK) != 1 ||
		    memcmp(x, a.h, sizeof(x)) != 0 ||
		    memcmp(y, b.h, sizeof(y)) != 0)
			return (false);
	}
	return (true);
}

bool
pair_agrees(pair_code *code)
{
	uint8_t p[BLOCKS_MAX * BLOCK + OFFSETS];
	uint64_t v = 88172645463325252;		/* xorshift (Marsaglia) */
	size_t i;

	for (i = 0; i < sizeof(p); i++) {
		v ^= v << 13;
		v ^= v >> 7;
		v ^= v << 17;
		p[i] = (uint8_t)(v >> 32);
	}
	return (knows_answers(code) && follows(code, p));
}
