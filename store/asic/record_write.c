#include <string.h>

#include "store/asic/record.h"
#include "store/base/num.h"
#include "store/base/time.h"

#define SIG_LOCAL	UINT32_C(0x04034b50)
#define SIG_CENTRAL	UINT32_C(0x02014b50)
#define SIG_END		UINT32_C(0x06054b50)
#define SIG_END64	UINT32_C(0x06064b50)
#define SIG_LOCATOR	UINT32_C(0x07064b50)
#define ID_ZIP64	1
#define END64_REST	44		/* bytes behind its size field */

/* ${n} bytes, the low one first. */
static void
put(struct buf *out, uint64_t v, unsigned n)
{

	for (; n > 0; n--, v >>= 8)
		buf_putc(out, (uint8_t)(v & 0xff));
}

/* What fits 32 bits, or the sign that ZIP64 has it. */
static void
put32(struct buf *out, int64_t v)
{

	put(out, (uint64_t)(v >= ASIC_LARGE ? ASIC_LARGE : v), 4);
}

uint32_t
record_time(int64_t now)
{
	char s[TIME_DIGITS];
	uint32_t d[6], i;

	(void)time_digits(now, s);
	/* "20261121012345678": year, then pairs. */
	d[0] = (uint32_t)((s[0] - '0') * 1000 + (s[1] - '0') * 100 +
	    (s[2] - '0') * 10 + (s[3] - '0'));
	for (i = 1; i < 6; i++)
		d[i] = (uint32_t)((s[2 + 2 * i] - '0') * 10 +
		    (s[3 + 2 * i] - '0'));
	if (d[0] < 1980 || d[0] > 2107)
		return (1U << 21 | 1U << 16);
	return ((d[0] - 1980) << 25 | d[1] << 21 | d[2] << 16 | d[3] << 11 |
	    d[4] << 5 | d[5] / 2);
}

/* What local header and directory have alike, from the flags on. */
static void
put_common(const struct record *r, struct buf *out)
{

	put(out, asic_flags(span_of(r->name)), 2);
	put(out, 0, 2);			/* stored */
	put(out, r->dos_time & 0xffff, 2);
	put(out, r->dos_time >> 16, 2);
	put(out, r->crc, 4);
	put32(out, r->large ? ASIC_LARGE : r->size);
	put32(out, r->large ? ASIC_LARGE : r->size);
	put(out, strlen(r->name), 2);
}

void
record_local(const struct record *r, struct buf *out)
{

	put(out, SIG_LOCAL, 4);
	put(out, r->large ? ASIC_VERSION64 : ASIC_VERSION, 2);
	put_common(r, out);
	put(out, r->large ? 20 : 0, 2);
	buf_puts(out, r->name);
	if (r->large) {
		put(out, ID_ZIP64, 2);
		put(out, 16, 2);
		put(out, (uint64_t)r->size, 8);
		put(out, (uint64_t)r->size, 8);
	}
}

void
record_central(const struct record *r, struct buf *out)
{
	bool far = r->header >= ASIC_LARGE;
	unsigned n = (r->large ? 16U : 0U) + (far ? 8U : 0U);

	put(out, SIG_CENTRAL, 4);
	put(out, ASIC_MADE, 2);
	put(out, n > 0 ? ASIC_VERSION64 : ASIC_VERSION, 2);
	put_common(r, out);
	put(out, n > 0 ? n + 4 : 0, 2);
	put(out, 0, 2);			/* comment */
	put(out, 0, 2);			/* disk */
	put(out, 0, 2);			/* internal attributes */
	put(out, ASIC_EXTERNAL, 4);
	put32(out, r->header);
	buf_puts(out, r->name);
	if (n == 0)
		return;
	put(out, ID_ZIP64, 2);
	put(out, n, 2);
	if (r->large) {
		put(out, (uint64_t)r->size, 8);
		put(out, (uint64_t)r->size, 8);
	}
	if (far)
		put(out, (uint64_t)r->header, 8);
}

static void
put_end64(size_t n, int64_t at, int64_t size, struct buf *out)
{

	put(out, SIG_END64, 4);
	put(out, END64_REST, 8);
	put(out, ASIC_MADE, 2);
	put(out, ASIC_VERSION64, 2);
	put(out, 0, 4);
	put(out, 0, 4);
	put(out, n, 8);
	put(out, n, 8);
	put(out, (uint64_t)size, 8);
	put(out, (uint64_t)at, 8);
	put(out, SIG_LOCATOR, 4);
	put(out, 0, 4);
	put(out, (uint64_t)(at + size), 8);
	put(out, 1, 4);
}

void
record_end(size_t n, int64_t at, int64_t size, struct buf *out)
{
	bool large = n >= 0xffff || at >= ASIC_LARGE || size >= ASIC_LARGE;

	if (large)
		put_end64(n, at, size, out);
	put(out, SIG_END, 4);
	put(out, 0, 2);
	put(out, 0, 2);
	put(out, n >= 0xffff ? 0xffff : n, 2);
	put(out, n >= 0xffff ? 0xffff : n, 2);
	put32(out, size);
	put32(out, at);
	put(out, 0, 2);
}
