#include <stdlib.h>

#include "store/digest/pair.h"

#if defined(__x86_64__)

#include <cpuid.h>
#include <immintrin.h>
#include <stdatomic.h>

#define SHA_NI	__attribute__((target("sha,sse4.1")))

static const uint32_t round_keys[64] __attribute__((aligned(16))) = {
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1,
	0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3,
	0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
	0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
	0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
	0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
	0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
	0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
	0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
	0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
	0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2
};

static bool
processor_can(void)
{
	unsigned a, b = 0, c = 0, d;

	return (__get_cpuid(1, &a, &b, &c, &d) != 0 &&
	    (c & bit_SSE4_1) != 0 && (c & bit_SSSE3) != 0 &&
	    __get_cpuid_count(7, 0, &a, &b, &c, &d) != 0 &&
	    (b & bit_SHA) != 0);
}

bool
pair_works(void)
{
	/* 0 not asked yet, 1 no, 2 yes; the same whoever asks first. */
	static atomic_int answer;
	int known = atomic_load_explicit(&answer, memory_order_relaxed);

	if (known == 0) {
		known = processor_can() && pair_agrees(pair_blocks) ? 2 : 1;
		atomic_store_explicit(&answer, known, memory_order_relaxed);
	}
	return (known == 2);
}

/* The state as the instructions want it: words ABEF and CDGH. */
struct lane {
	__m128i abef;
	__m128i cdgh;
	__m128i w[4];			/* the message schedule's last 16 */
};

SHA_NI static inline struct lane
lane_load(const uint32_t s[static 8])
{
	__m128i lo = _mm_loadu_si128((const __m128i *)(const void *)s);
	__m128i hi = _mm_loadu_si128((const __m128i *)(const void *)(s + 4));
	struct lane l;

	lo = _mm_shuffle_epi32(lo, 0xb1);
	hi = _mm_shuffle_epi32(hi, 0x1b);
	l.abef = _mm_alignr_epi8(lo, hi, 8);
	l.cdgh = _mm_blend_epi16(hi, lo, 0xf0);
	return (l);
}

SHA_NI static inline void
lane_store(const struct lane *l, uint32_t s[static 8])
{
	__m128i lo = _mm_shuffle_epi32(l->abef, 0x1b);
	__m128i hi = _mm_shuffle_epi32(l->cdgh, 0xb1);

	_mm_storeu_si128((__m128i *)(void *)s, _mm_blend_epi16(lo, hi, 0xf0));
	_mm_storeu_si128((__m128i *)(void *)(s + 4),
	    _mm_alignr_epi8(hi, lo, 8));
}

SHA_NI static inline void
lane_read(struct lane *l, const uint8_t *p)
{
	const __m128i big = _mm_set_epi64x(0x0c0d0e0f08090a0b,
	    0x0405060700010203);
	int i;

	for (i = 0; i < 4; i++)
		l->w[i] = _mm_shuffle_epi8(_mm_loadu_si128(
		    (const __m128i *)(const void *)(p + 16 * i)), big);
}

/* Four rounds, and the four words of the schedule sixteen rounds on. */
SHA_NI static inline void
lane_rounds(struct lane *l, int r, __m128i k)
{
	__m128i *w = l->w, m;

	m = _mm_add_epi32(w[r & 3], k);
	l->cdgh = _mm_sha256rnds2_epu32(l->cdgh, l->abef, m);
	l->abef = _mm_sha256rnds2_epu32(l->abef, l->cdgh,
	    _mm_shuffle_epi32(m, 0x0e));
	if (r >= 12)
		return;
	m = _mm_sha256msg1_epu32(w[r & 3], w[(r + 1) & 3]);
	m = _mm_add_epi32(m, _mm_alignr_epi8(w[(r + 3) & 3], w[(r + 2) & 3],
	    4));
	w[r & 3] = _mm_sha256msg2_epu32(m, w[(r + 3) & 3]);
}

SHA_NI void
pair_blocks(uint32_t a[static 8], const uint8_t *pa, uint32_t b[static 8],
    const uint8_t *pb, size_t n)
{
	struct lane la = lane_load(a), lb = lane_load(b), sa, sb;
	__m128i k;
	int r;

	for (; n > 0; n--, pa += 64, pb += 64) {
		sa = la;
		sb = lb;
		lane_read(&la, pa);
		lane_read(&lb, pb);
#pragma GCC unroll 16
		for (r = 0; r < 16; r++) {
			k = _mm_load_si128((const __m128i *)(const void *)
			    (round_keys + 4 * r));
			lane_rounds(&la, r, k);
			lane_rounds(&lb, r, k);
		}
		la.abef = _mm_add_epi32(la.abef, sa.abef);
		la.cdgh = _mm_add_epi32(la.cdgh, sa.cdgh);
		lb.abef = _mm_add_epi32(lb.abef, sb.abef);
		lb.cdgh = _mm_add_epi32(lb.cdgh, sb.cdgh);
	}
	lane_store(&la, a);
	lane_store(&lb, b);
}

#else

bool
pair_works(void)
{

	return (false);
}

void
pair_blocks(uint32_t a[static 8], const uint8_t *pa, uint32_t b[static 8],
    const uint8_t *pb, size_t n)
{

	(void)a;
	(void)pa;
	(void)b;
	(void)pb;
	(void)n;
	abort();	/* not called where pair_works() says no */
}

#endif
