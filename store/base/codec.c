#include <string.h>

#include "store/base/codec.h"

static const char digits16[] = "0123456789abcdef";
static const char digits32[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
static const char digits64[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

const char *
hex_text(const uint8_t *p, size_t n, char *s)
{
	size_t i;

	for (i = 0; i < n; i++) {
		s[2 * i] = digits16[p[i] >> 4];
		s[2 * i + 1] = digits16[p[i] & 15];
	}
	s[2 * n] = '\0';
	return (s);
}

void
codec_percent(struct buf *out, struct span s)
{
	size_t i;
	uint8_t c;

	for (i = 0; i < s.n; i++) {
		c = s.p[i];
		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		    (c >= '0' && c <= '9') || c == '-' || c == '.' ||
		    c == '_' || c == '~')
			buf_putc(out, c);
		else
			buf_printf(out, "%%%02X", c);
	}
}

void
codec_hex(struct buf *out, struct span s)
{
	uint8_t *to;

	if (s.n > SIZE_MAX / 2) {
		out->failed = ERR_LIMIT;
		return;
	}
	if ((to = buf_reserve(out, 2 * s.n)) == NULL)
		return;
	(void)hex_text(s.p, s.n, (char *)to);
	out->n += 2 * s.n;
}

/* Value of digit ${c} among ${digits}, or -1. */
static int
value(const char *digits, uint8_t c)
{
	const char *at = c == '\0' ? NULL : strchr(digits, c);

	return (at == NULL ? -1 : (int)(at - digits));
}

int
codec_unhex(struct buf *out, struct span s, struct error *e)
{
	size_t i;
	int hi, lo;

	if (s.n % 2 != 0)
		return (error_set(e, ERR_SYNTAX, "odd number of hex digits"));
	for (i = 0; i < s.n; i += 2) {
		hi = value(digits16, s.p[i] | 0x20);
		lo = value(digits16, s.p[i + 1] | 0x20);
		/* OR-ing the case bit makes digits of control bytes. */
		if (hi < 0 || lo < 0 || s.p[i] < '0' || s.p[i + 1] < '0')
			return (error_set(e, ERR_SYNTAX, "not a hex digit"));
		buf_putc(out, (uint8_t)(hi << 4 | lo));
	}
	return (buf_ok(out, e));
}

void
codec_base64(struct buf *out, struct span s)
{
	size_t i;
	uint32_t v;
	char q[4];

	for (i = 0; i < s.n; i += 3) {
		v = (uint32_t)s.p[i] << 16;
		if (i + 1 < s.n)
			v |= (uint32_t)s.p[i + 1] << 8;
		if (i + 2 < s.n)
			v |= s.p[i + 2];
		q[0] = digits64[v >> 18];
		q[1] = digits64[v >> 12 & 63];
		q[2] = i + 1 < s.n ? digits64[v >> 6 & 63] : '=';
		q[3] = i + 2 < s.n ? digits64[v & 63] : '=';
		buf_put(out, q, sizeof(q));
	}
}

/* Decode digits of ${bits} bits each; the bits left over must be zero. */
static int
decode(struct buf *out, struct span s, const char *digits, unsigned bits,
    struct error *e)
{
	uint32_t acc = 0;
	unsigned have = 0;
	size_t i;
	int v;

	for (i = 0; i < s.n; i++) {
		if ((v = value(digits, s.p[i])) < 0)
			return (error_set(e, ERR_SYNTAX, "not a base%u digit",
			    1U << bits));
		acc = (acc << bits | (uint32_t)v) & 0xffff;
		have += bits;
		if (have >= 8) {
			have -= 8;
			buf_putc(out, (uint8_t)(acc >> have));
		}
	}
	if (have >= bits || (acc & ((1U << have) - 1)) != 0)
		return (error_set(e, ERR_SYNTAX, "base%u text is cut short",
		    1U << bits));
	return (buf_ok(out, e));
}

static struct span
unpad(struct span s, size_t most)
{

	while (most-- > 0 && s.n > 0 && s.p[s.n - 1] == '=')
		s.n--;
	return (s);
}

int
codec_unbase64(struct buf *out, struct span s, struct error *e)
{

	if (s.n % 4 != 0)
		return (error_set(e, ERR_SYNTAX, "base64 text is cut short"));
	return (decode(out, unpad(s, 2), digits64, 6, e));
}

int
codec_unbase32(struct buf *out, struct span s, struct error *e)
{

	if (s.n % 8 != 0)
		return (error_set(e, ERR_SYNTAX, "base32 text is cut short"));
	return (decode(out, unpad(s, 6), digits32, 5, e));
}
