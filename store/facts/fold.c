#include <string.h>

#include "store/base/num.h"
#include "store/facts/fold.h"

#define HANGUL_FIRST	0xac00
#define HANGUL_COUNT	11172
#define PARTS_MAX	8	/* of one letter */

size_t
fold_char(struct span s, size_t i, uint32_t *c)
{
	static const struct {
		uint8_t mask, lead, bits;
		uint32_t min;
	} forms[] = {
		{ 0x80, 0x00, 0x7f, 0 }, { 0xe0, 0xc0, 0x1f, 0x80 },
		{ 0xf0, 0xe0, 0x0f, 0x800 }, { 0xf8, 0xf0, 0x07, 0x10000 }
	};

	for (size_t n = 1; n <= 4 && i + n <= s.n; n++) {
		if ((s.p[i] & forms[n - 1].mask) != forms[n - 1].lead)
			continue;
		*c = s.p[i] & forms[n - 1].bits;
		for (size_t k = 1; k < n; k++) {
			if ((s.p[i + k] & 0xc0) != 0x80) {
				*c = 0xfffd;
				return (1);
			}
			*c = *c << 6 | (s.p[i + k] & 0x3f);
		}
		if (*c >= forms[n - 1].min && *c < 0x110000)
			return (n);
	}
	*c = 0xfffd;
	return (1);
}

void
fold_put(struct buf *out, uint32_t c)
{

	if (c < 0x80) {
		buf_putc(out, (uint8_t)c);
	} else if (c < 0x800) {
		buf_putc(out, (uint8_t)(0xc0 | c >> 6));
		buf_putc(out, (uint8_t)(0x80 | (c & 0x3f)));
	} else if (c < 0x10000) {
		buf_putc(out, (uint8_t)(0xe0 | c >> 12));
		buf_putc(out, (uint8_t)(0x80 | (c >> 6 & 0x3f)));
		buf_putc(out, (uint8_t)(0x80 | (c & 0x3f)));
	} else {
		buf_putc(out, (uint8_t)(0xf0 | (c >> 18 & 7)));
		buf_putc(out, (uint8_t)(0x80 | (c >> 12 & 0x3f)));
		buf_putc(out, (uint8_t)(0x80 | (c >> 6 & 0x3f)));
		buf_putc(out, (uint8_t)(0x80 | (c & 0x3f)));
	}
}

static const struct fold_pair *
pair_of(uint32_t c)
{
	size_t low = 0, high = fold_pairs_n, mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (fold_pairs[mid].whole == c)
			return (&fold_pairs[mid]);
		if (fold_pairs[mid].whole < c)
			low = mid + 1;
		else
			high = mid;
	}
	return (NULL);
}

/* A letter and its marks, from the last mark to the first. */
static void
put_parts(struct buf *out, uint32_t c)
{
	const struct fold_pair *p;
	uint32_t marks[PARTS_MAX];
	size_t n = 0;

	if (c >= HANGUL_FIRST && c < HANGUL_FIRST + HANGUL_COUNT) {
		c -= HANGUL_FIRST;
		fold_put(out, 0x1100 + c / 588);
		fold_put(out, 0x1161 + c % 588 / 28);
		if (c % 28 != 0)
			fold_put(out, 0x11a7 + c % 28);
		return;
	}
	while (n < PARTS_MAX && (p = pair_of(c)) != NULL) {
		marks[n++] = p->mark;
		c = p->letter;
	}
	fold_put(out, c);
	while (n > 0)
		fold_put(out, marks[--n]);
}

static bool
blank(uint32_t c)
{

	return (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' ||
	    c == 0xa0 || c == 0x202f || c == 0x2009);
}

void
fold_text(struct buf *out, struct span s)
{
	bool due = false, any = false;
	uint32_t c;

	for (size_t i = 0; i < s.n; ) {
		i += fold_char(s, i, &c);
		if (blank(c)) {
			due = true;
			continue;
		}
		if (due && any)
			buf_putc(out, ' ');
		due = false;
		any = true;
		put_parts(out, c);
	}
}

/* The reference at ${i}, an '&': its length and character, or 0. */
static size_t
reference(struct span s, size_t i, uint32_t *c)
{
	static const struct {
		const char *text;
		uint32_t c;
	} names[] = {
		{ "&amp;", '&' }, { "&lt;", '<' }, { "&gt;", '>' },
		{ "&quot;", '"' }, { "&apos;", '\'' }, { "&nbsp;", 0xa0 }
	};
	struct span rest = span_sub(s, i, 10), number;
	ptrdiff_t end = span_find(rest, ';');
	uint64_t hex;
	int64_t v;

	for (size_t k = 0; k < sizeof(names) / sizeof(names[0]); k++)
		if (span_starts(rest, names[k].text)) {
			*c = names[k].c;
			return (strlen(names[k].text));
		}
	if (end < 3 || rest.p[1] != '#')
		return (0);
	if ((rest.p[2] | 32) == 'x') {
		if (num_parse_hex(span_sub(rest, 3, (size_t)end - 3), 0x10ffff,
		    &hex, NULL) != 0)
			return (0);
		v = (int64_t)hex;
	} else {
		/* A zero in front is written too: "&#039;". */
		number = span_sub(rest, 2, (size_t)end - 2);
		if (num_digits(number.p, number.n, &v) != 0)
			return (0);
	}
	if (v < 0x20 || v > 0x10ffff || (v >= 0xd800 && v < 0xe000))
		return (0);
	*c = (uint32_t)v;
	return ((size_t)end + 1);
}

void
fold_entities(struct buf *out, struct span s)
{
	uint32_t c;
	size_t n;

	for (size_t i = 0; i < s.n; i += n) {
		n = s.p[i] == '&' ? reference(s, i, &c) : 0;
		if (n > 0)
			fold_put(out, c);
		else {
			buf_putc(out, s.p[i]);
			n = 1;
		}
	}
}
