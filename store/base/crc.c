#include <string.h>

#include <zlib.h>

#include "store/base/crc.h"

static uint32_t
update_zlib(uint32_t crc, const uint8_t *p, size_t n)
{

	return ((uint32_t)crc32_z(crc, p, n));
}

#if defined(__x86_64__)

#include <immintrin.h>

#define FOLDABLE	64	/* bytes in one step */

/* Multiply both halves of ${x} by the constants ${k} and add ${y}. */
__attribute__((target("pclmul,sse2"))) static inline __m128i
fold(__m128i x, __m128i k, __m128i y)
{
	__m128i lo = _mm_clmulepi64_si128(x, k, 0x00);
	__m128i hi = _mm_clmulepi64_si128(x, k, 0x11);

	return (_mm_xor_si128(_mm_xor_si128(lo, hi), y));
}

__attribute__((target("pclmul,sse2"))) static inline __m128i
load(const uint8_t *p)
{
	__m128i x;

	memcpy(&x, p, sizeof(x));
	return (x);
}

/*
 * Gopal and others, "Fast CRC Computation for Generic Polynomials Using
 * PCLMULQDQ" (Intel, 2009): the message is replaced by a shorter one that has
 * the same remainder.  The constants are powers of x modulo the polynomial,
 * bits reversed.  The last 16 bytes are left to zlib, which divides them.
 */
__attribute__((target("pclmul,sse2"))) static uint32_t
update_fold(uint32_t crc, const uint8_t *p, size_t n)
{
	const __m128i by64 = _mm_set_epi64x(0x01c6e41596, 0x0154442bd4);
	const __m128i by16 = _mm_set_epi64x(0x00ccaa009e, 0x01751997d0);
	__m128i x[4];
	uint8_t rest[sizeof(__m128i)];
	int i;

	for (i = 0; i < 4; i++)
		x[i] = load(p + 16 * i);
	x[0] = _mm_xor_si128(x[0], _mm_cvtsi32_si128((int)~crc));
	for (p += FOLDABLE, n -= FOLDABLE; n >= FOLDABLE; n -= FOLDABLE) {
		for (i = 0; i < 4; i++)
			x[i] = fold(x[i], by64, load(p + 16 * i));
		p += FOLDABLE;
	}
	x[1] = fold(x[0], by16, x[1]);
	x[2] = fold(x[1], by16, x[2]);
	x[3] = fold(x[2], by16, x[3]);
	memcpy(rest, &x[3], sizeof(rest));
	/* The register, already in ${rest}, begins at zero for zlib. */
	crc = update_zlib(UINT32_MAX, rest, sizeof(rest));
	return (update_zlib(crc, p, n));
}

uint32_t
crc_update(uint32_t crc, const void *p, size_t n)
{

	if (n >= FOLDABLE && __builtin_cpu_supports("pclmul"))
		return (update_fold(crc, p, n));
	return (update_zlib(crc, p, n));
}

#else

uint32_t
crc_update(uint32_t crc, const void *p, size_t n)
{

	return (update_zlib(crc, p, n));
}

#endif
