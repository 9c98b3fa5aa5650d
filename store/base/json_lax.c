#include <string.h>

#include "store/base/alloc.h"
#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/base/num.h"

#define INTEGER_MAX	"9223372036854775807"

/* What the value at the beginning of a text is like. */
struct extent {
	size_t n;		/* its bytes; 0: it does not end */
	bool odd;		/* holds what jansson refuses */
	bool deep;		/* passes a limit */
};

static bool
digit(uint8_t c)
{

	return (c >= '0' && c <= '9');
}

/* Past the string at ${i}, a quote; ${odd} where it needs mending. */
static size_t
past_string(struct span s, size_t i, bool *odd)
{

	for (i++; i < s.n && s.p[i] != '"'; i++) {
		if (s.p[i] < 0x20)
			*odd = true;
		if (s.p[i] != '\\')
			continue;
		i++;
		/* Surrogates and NUL, which may stand alone. */
		if (i + 1 < s.n && s.p[i] == 'u' && (s.p[i + 1] == '0' ||
		    (s.p[i + 1] | 32) == 'd'))
			*odd = true;
	}
	return (i < s.n ? i + 1 : s.n + 1);
}

static size_t
past_number(struct span s, size_t i, bool *big)
{
	size_t from = i += s.p[i] == '-';

	while (i < s.n && digit(s.p[i]))
		i++;
	*big = i - from > strlen(INTEGER_MAX) || (i - from ==
	    strlen(INTEGER_MAX) && memcmp(s.p + from, INTEGER_MAX,
	    i - from) > 0);
	while (i < s.n && (digit(s.p[i]) || strchr("+-.eE", s.p[i]) != NULL))
		i++, *big = false;
	return (i);
}

static void
measure(struct span s, size_t max_depth, size_t max_parts, struct extent *x)
{
	size_t i = 0, depth = 0, parts = 0;
	bool big;

	while (i < s.n) {
		if (s.p[i] == '"') {
			i = past_string(s, i, &x->odd);
		} else if (digit(s.p[i]) || s.p[i] == '-') {
			i = past_number(s, i, &big);
			x->odd |= big;
		} else {
			if (s.p[i] == '{' || s.p[i] == '[') {
				depth++;
				x->deep |= depth > max_depth ||
				    ++parts > max_parts;
			} else if (s.p[i] == '}' || s.p[i] == ']')
				depth -= depth > 0;
			i++;
		}
		if (depth == 0 || x->deep)
			break;
	}
	x->n = depth == 0 && i <= s.n ? i : 0;
}

static bool
hex4(struct span s, size_t i, uint64_t *out)
{

	return (i + 6 <= s.n && s.p[i] == '\\' && s.p[i + 1] == 'u' &&
	    num_parse_hex(span_sub(s, i + 2, 4), 0xffff, out, NULL) == 0);
}

/* An escape at ${i}; returns its end.  Half a pair and NUL become U+FFFD. */
static size_t
mend_escape(struct span s, size_t i, struct buf *out)
{
	uint64_t c, low;

	if (!hex4(s, i, &c)) {
		buf_putspan(out, span_sub(s, i, 2));
		return (i + 2);
	}
	if (c >= 0xd800 && c < 0xdc00 && hex4(s, i + 6, &low) &&
	    low >= 0xdc00 && low < 0xe000) {
		buf_putspan(out, span_sub(s, i, 12));
		return (i + 12);
	}
	if (c == 0 || (c >= 0xd800 && c < 0xe000))
		buf_puts(out, "\\ufffd");
	else
		buf_putspan(out, span_sub(s, i, 6));
	return (i + 6);
}

static size_t
mend_string(struct span s, size_t i, struct buf *out)
{

	buf_putc(out, '"');
	for (i++; i < s.n && s.p[i] != '"';) {
		if (s.p[i] == '\\')
			i = mend_escape(s, i, out);
		else if (s.p[i] < 0x20)
			buf_printf(out, "\\u%04x", s.p[i++]);
		else
			buf_putc(out, s.p[i++]);
	}
	buf_putc(out, '"');
	return (i + 1);
}

static void
mend(struct span s, struct buf *out)
{
	size_t i = 0, end;
	bool big;

	while (i < s.n) {
		if (s.p[i] == '"') {
			i = mend_string(s, i, out);
		} else if (digit(s.p[i]) || s.p[i] == '-') {
			end = past_number(s, i, &big);
			if (big)
				buf_putc(out, '"');
			buf_putspan(out, span_sub(s, i, end - i));
			if (big)
				buf_putc(out, '"');
			i = end;
		} else
			buf_putc(out, s.p[i++]);
	}
}

json_t *
json_read_lax(struct span s, size_t max_depth, size_t max_parts,
    struct error *e)
{
	struct extent x = { .n = 0 };
	struct buf mended = BUF_INIT(6 * s.n + KIB);
	json_t *j = NULL;

	s = span_trim(s);
	measure(s, max_depth, max_parts, &x);
	if (x.deep) {
		(void)error_set(e, ERR_LIMIT, "JSON with too many parts");
		return (NULL);
	}
	if (x.n == 0) {
		(void)error_set(e, ERR_SYNTAX, "JSON does not end");
		return (NULL);
	}
	s = span_sub(s, 0, x.n);
	if (x.odd) {
		mend(s, &mended);
		s = buf_span(&mended);
	}
	if (mended.failed == ERR_NOMEM)
		(void)error_nomem(e);
	else
		j = json_read_flags(s, JSON_DECODE_ANY, e);
	buf_free(&mended);
	return (j);
}
