#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>

#include "store/facts/facts_internal.h"

#define META_LOOK	1024	/* bytes to look for <meta> in (WHATWG) */
#define LABEL_MAX	40
#define SURE_MIN	4	/* sequences that are no chance */

/* Length of the well-formed UTF-8 sequence at ${p}, or 0. */
static size_t
sequence(const uint8_t *p, size_t n)
{
	size_t len = p[0] < 0x80 ? 1 : p[0] < 0xc2 ? 0 : p[0] < 0xe0 ? 2 :
	    p[0] < 0xf0 ? 3 : p[0] < 0xf5 ? 4 : 0;

	if (len == 0 || len > n ||
	    !span_utf8((struct span){ p, len }))
		return (0);
	return (len);
}

void
doc_clean(struct buf *out, struct span s)
{
	size_t i = 0, from = 0, len;

	while (i < s.n) {
		len = s.p[i] == 0 ? 0 : sequence(s.p + i, s.n - i);
		if (len > 0) {
			i += len;
			continue;
		}
		buf_put(out, s.p + from, i - from);
		buf_puts(out, "\xef\xbf\xbd");
		from = ++i;
	}
	buf_put(out, s.p + from, s.n - from);
}

/* One more kilobyte of output at a time; what cannot be read is U+FFFD. */
static void
convert(struct buf *out, iconv_t cd, struct span s)
{
	char block[4096], *to, *in = (char *)(uintptr_t)s.p;
	size_t left = s.n, room, n;

	while (left > 0 && out->failed == ERR_NONE) {
		to = block;
		room = sizeof(block);
		n = iconv(cd, &in, &left, &to, &room);
		doc_clean(out, (struct span){ (const uint8_t *)block,
		    sizeof(block) - room });
		if (n != (size_t)-1 || errno == E2BIG)
			continue;
		buf_puts(out, "\xef\xbf\xbd");
		if (errno == EINVAL)	/* cut within a character */
			break;
		in++;
		left--;
	}
}

/* The label of an encoding (WHATWG Encoding 4.2), as iconv calls it. */
static const char *
known(struct span label)
{
	static const struct {
		const char *label, *name;
	} names[] = {
		{ "utf-8", "UTF-8" }, { "utf8", "UTF-8" },
		{ "iso-8859-1", "WINDOWS-1252" },
		{ "iso8859-1", "WINDOWS-1252" },
		{ "latin1", "WINDOWS-1252" }, { "ascii", "WINDOWS-1252" },
		{ "us-ascii", "WINDOWS-1252" },
		{ "windows-1252", "WINDOWS-1252" },
		{ "cp1252", "WINDOWS-1252" },
		{ "iso-8859-2", "ISO-8859-2" }, { "iso-8859-5", "ISO-8859-5" },
		{ "iso-8859-7", "ISO-8859-7" },
		{ "iso-8859-9", "WINDOWS-1254" },
		{ "iso-8859-15", "ISO-8859-15" },
		{ "windows-1250", "WINDOWS-1250" },
		{ "windows-1251", "WINDOWS-1251" },
		{ "windows-1253", "WINDOWS-1253" },
		{ "windows-1254", "WINDOWS-1254" },
		{ "windows-1255", "WINDOWS-1255" },
		{ "windows-1256", "WINDOWS-1256" },
		{ "koi8-r", "KOI8-R" }, { "koi8-u", "KOI8-U" },
		{ "gb2312", "GB18030" }, { "gbk", "GB18030" },
		{ "gb18030", "GB18030" }, { "big5", "BIG5-HKSCS" },
		{ "shift_jis", "CP932" }, { "euc-jp", "EUC-JP" },
		{ "iso-2022-jp", "ISO-2022-JP" }, { "euc-kr", "CP949" },
		{ "utf-16", "UTF-16LE" }, { "utf-16le", "UTF-16LE" },
		{ "utf-16be", "UTF-16BE" }
	};

	label = span_trim(label);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (span_is_nocase(label, names[i].label))
			return (names[i].name);
	return (NULL);
}

/* The label behind "charset=" in the first bytes of a page. */
static const char *
meta(struct span body)
{
	static const char mark[] = "charset";
	struct span look = span_sub(body, 0, META_LOOK);
	size_t i, n;

	for (i = 0; i + sizeof(mark) < look.n; i++) {
		if (!span_is_nocase(span_sub(look, i, sizeof(mark) - 1), mark))
			continue;
		n = i + sizeof(mark) - 1;
		while (n < look.n && strchr(" \t\r\n='\"", look.p[n]) != NULL)
			n++;
		for (i = n; i < look.n && i - n < LABEL_MAX &&
		    strchr(" \t\r\n;'\"/>", look.p[i]) == NULL; i++)
			;
		return (known(span_sub(look, n, i - n)));
	}
	return (NULL);
}

/* Whether the bytes are UTF-8 beyond doubt: no other encoding gives that many
 * sequences and no mistake. */
static bool
surely_utf8(struct span s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n && n < SURE_MIN; i++)
		n += s.p[i] >= 0xc2 && i + 1 < s.n &&
		    (s.p[i + 1] & 0xc0) == 0x80;
	return (n >= SURE_MIN && span_utf8(s));
}

static const char *
find(struct span *body, const char *charset, bool html)
{
	const char *name;

	if (span_starts(*body, "\xef\xbb\xbf")) {
		*body = span_sub(*body, 3, body->n);
		return ("UTF-8");
	}
	if (body->n >= 2 && body->p[0] == 0xff && body->p[1] == 0xfe) {
		*body = span_sub(*body, 2, body->n);
		return ("UTF-16LE");
	}
	if (body->n >= 2 && body->p[0] == 0xfe && body->p[1] == 0xff) {
		*body = span_sub(*body, 2, body->n);
		return ("UTF-16BE");
	}
	if ((name = known(span_of(charset))) != NULL)
		return (name);
	/* Who saves a page writes it anew and leaves its old word in it. */
	if (html && surely_utf8(*body))
		return ("UTF-8");
	/* What can be read by its own word is not UTF-16. */
	if (html && (name = meta(*body)) != NULL &&
	    !span_starts(span_of(name), "UTF-16"))
		return (name);
	return (!html || span_utf8(*body) ? "UTF-8" : "WINDOWS-1252");
}

void
doc_charset(struct buf *out, struct span body, const char *charset, bool html)
{
	const char *name = find(&body, charset, html);
	iconv_t cd;

	if (strcmp(name, "UTF-8") == 0 ||
	    (cd = iconv_open("UTF-8", name)) == (iconv_t)-1) {
		doc_clean(out, body);
		return;
	}
	convert(out, cd, body);
	(void)iconv_close(cd);
}
