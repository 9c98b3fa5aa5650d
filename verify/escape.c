#include <stdbool.h>

#include "store/base/json.h"
#include "store/base/limits.h"
#include "verify/escape.h"

static const struct {
	uint32_t from;
	uint32_t to;
} hidden[] = {
	{ 0x0000, 0x001f }, { 0x007f, 0x009f }, { 0x00ad, 0x00ad },
	{ 0x034f, 0x034f }, { 0x061c, 0x061c }, { 0x115f, 0x1160 },
	{ 0x17b4, 0x17b5 }, { 0x180b, 0x180f }, { 0x200b, 0x200f },
	{ 0x2028, 0x202e }, { 0x2060, 0x206f }, { 0x3164, 0x3164 },
	{ 0xfe00, 0xfe0f }, { 0xfeff, 0xfeff }, { 0xffa0, 0xffa0 },
	{ 0xfff0, 0xfffb }, { 0xe0000, 0xe0fff },
};

static bool
is_hidden(uint32_t c)
{
	size_t i;

	for (i = 0; i < sizeof(hidden) / sizeof(hidden[0]); i++)
		if (c >= hidden[i].from && c <= hidden[i].to)
			return (true);
	return (false);
}

/* Bytes of the first character of ${s}, or 0 when it is not UTF-8. */
static size_t
decode(struct span s, uint32_t *c)
{
	static const uint8_t mask[5] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
	size_t n, i;

	for (n = 1; n <= 4 && n <= s.n; n++)
		if (span_utf8(span_sub(s, 0, n)))
			break;
	if (n > 4 || n > s.n)
		return (0);
	*c = s.p[0] & mask[n];
	for (i = 1; i < n; i++)
		*c = *c << 6 | (s.p[i] & 0x3f);
	return (n);
}

static const char *
reference(uint8_t c)
{

	switch (c) {
	case '&':
		return ("&amp;");
	case '<':
		return ("&lt;");
	case '>':
		return ("&gt;");
	case '"':
		return ("&quot;");
	case '\'':
		return ("&#39;");
	default:
		return (NULL);
	}
}

static void
escape(struct buf *out, const char *text, bool html)
{
	struct span s = span_of(text);
	const char *ref;
	uint32_t c;
	size_t n;

	while (s.n > 0) {
		if ((n = decode(s, &c)) == 0) {
			buf_puts(out, "\xef\xbf\xbd");
			n = 1;
		} else if (is_hidden(c)) {
			buf_printf(out, "\\u{%x}", (unsigned)c);
		} else if (html && (ref = reference(s.p[0])) != NULL) {
			buf_puts(out, ref);
		} else {
			buf_put(out, s.p, n);
		}
		s = span_sub(s, n, s.n - n);
	}
}

void
escape_text(struct buf *out, const char *s)
{

	escape(out, s, false);
}

void
escape_html(struct buf *out, const char *s)
{

	escape(out, s, true);
}

void
escape_json(struct buf *out, struct span s)
{
	uint32_t c = 0;
	size_t n;

	while (s.n > 0) {
		n = s.p[0] < 0x80 ? 1 : decode(s, &c);
		if (n < 2 || !is_hidden(c))
			buf_put(out, s.p, n == 0 ? 1 : n);
		else if (c < 0x10000)
			buf_printf(out, "\\u%04x", (unsigned)c);
		else
			buf_printf(out, "\\u%04x\\u%04x",
			    (unsigned)(0xd7c0 + (c >> 10)),
			    (unsigned)(0xdc00 + (c & 0x3ff)));
		n = n == 0 ? 1 : n;
		s = span_sub(s, n, s.n - n);
	}
}

int
escape_put_json(struct buf *out, const json_t *j, struct error *e)
{
	struct buf raw = BUF_INIT(64 * MIB);
	int rc = -1;

	if (json_write(&raw, j, e) == 0) {
		escape_json(out, buf_span(&raw));
		rc = buf_ok(out, e);
	}
	buf_free(&raw);
	return (rc);
}
