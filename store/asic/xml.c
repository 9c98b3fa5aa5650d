#include <string.h>

#include "store/asic/asic_internal.h"
#include "store/base/codec.h"

/*
 * ASiCManifest (EN 319 162-1 annex A.4), written in one form and read in no
 * other: so no XML parser looks at what a stranger may have made.
 */

#define HEAD_A	"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"		\
		"<asic:ASiCManifest xmlns:asic=\"http://uri.etsi.org/"	\
		"02918/v1.2.1#\" xmlns:ds=\"http://www.w3.org/2000/09/"	\
		"xmldsig#\">\n <asic:SigReference MimeType=\"application/" \
		"pkcs7-signature\" URI=\""
#define HEAD_B	"\"/>\n"
#define REF_A	" <asic:DataObjectReference URI=\""
#define REF_B	"\"><ds:DigestMethod Algorithm=\"http://www.w3.org/2001/" \
		"04/xmlenc#sha256\"/><ds:DigestValue>"
#define REF_C	"</ds:DigestValue></asic:DataObjectReference>\n"
#define TAIL	"</asic:ASiCManifest>\n"

/* RFC 3986 section 2.3: what stands in a URI as it is. */
static bool
is_unreserved(uint8_t c)
{

	return ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	    (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' ||
	    c == '~' || c == '/');
}

static void
put_uri(struct buf *xml, struct span name)
{
	static const char digits[] = "0123456789ABCDEF";
	size_t i;

	for (i = 0; i < name.n; i++) {
		if (is_unreserved(name.p[i])) {
			buf_putc(xml, name.p[i]);
			continue;
		}
		buf_putc(xml, '%');
		buf_putc(xml, (uint8_t)digits[name.p[i] >> 4]);
		buf_putc(xml, (uint8_t)digits[name.p[i] & 0x0f]);
	}
}

void
asic_xml_begin(struct buf *xml, size_t number)
{
	char manifest[ASIC_NAME], p7s[ASIC_NAME];

	asic_meta_names(number, manifest, p7s);
	buf_puts(xml, HEAD_A);
	buf_puts(xml, p7s);
	buf_puts(xml, HEAD_B);
}

void
asic_xml_ref(struct buf *xml, struct span name,
    const uint8_t sha256[static DIGEST_LEN])
{

	buf_puts(xml, REF_A);
	put_uri(xml, name);
	buf_puts(xml, REF_B);
	codec_base64(xml, (struct span){ sha256, DIGEST_LEN });
	buf_puts(xml, REF_C);
}

void
asic_xml_end(struct buf *xml)
{

	buf_puts(xml, TAIL);
}

/* Cut ${s} off the beginning of ${rest}. */
static bool
cut(struct span *rest, const char *s)
{

	if (!span_starts(*rest, s))
		return (false);
	*rest = span_sub(*rest, strlen(s), rest->n);
	return (true);
}

/* Cut what stands before the next '"' or '<'. */
static bool
cut_value(struct span *rest, char end, struct span *value)
{
	ptrdiff_t at = span_find(*rest, (uint8_t)end);

	if (at < 0)
		return (false);
	*value = span_sub(*rest, 0, (size_t)at);
	*rest = span_sub(*rest, (size_t)at, rest->n);
	return (true);
}

bool
asic_xml_open(struct span xml, size_t number, struct span *rest)
{
	char manifest[ASIC_NAME], p7s[ASIC_NAME];

	asic_meta_names(number, manifest, p7s);
	*rest = xml;
	return (cut(rest, HEAD_A) && cut(rest, p7s) && cut(rest, HEAD_B));
}

static int
hex_digit(uint8_t c)
{

	if (c >= '0' && c <= '9')
		return (c - '0');
	if (c >= 'A' && c <= 'F')
		return (c - 'A' + 10);
	return (-1);
}

static bool
read_uri(struct span uri, struct buf *name)
{
	size_t i;
	int c;

	for (i = 0; i < uri.n; i++) {
		c = uri.p[i];
		if (c == '%') {
			if (uri.n - i < 3 || hex_digit(uri.p[i + 1]) < 0 ||
			    hex_digit(uri.p[i + 2]) < 0)
				return (false);
			c = hex_digit(uri.p[i + 1]) << 4 |
			    hex_digit(uri.p[i + 2]);
			/* One that needs no escape has none. */
			if (is_unreserved((uint8_t)c))
				return (false);
			i += 2;
		} else if (!is_unreserved((uint8_t)c))
			return (false);
		buf_putc(name, (uint8_t)c);
	}
	return (name->failed == ERR_NONE);
}

int
asic_xml_next(struct span *rest, struct asic_ref *ref, struct buf *name)
{
	struct buf sum = BUF_INIT(DIGEST_LEN);
	struct span uri, value;
	bool ok;

	if (span_is(*rest, TAIL))
		return (0);
	buf_reset(name);
	if (!cut(rest, REF_A) || !cut_value(rest, '"', &uri) ||
	    !cut(rest, REF_B) || !cut_value(rest, '<', &value) ||
	    !cut(rest, REF_C) || !read_uri(uri, name))
		return (-1);
	/* Strict: the base64 of 32 bytes has one form. */
	ok = codec_unbase64(&sum, value, NULL) == 0 && sum.n == DIGEST_LEN;
	if (ok)
		memcpy(ref->sha256, sum.p, DIGEST_LEN);
	else if (sum.failed == ERR_NOMEM)
		name->failed = ERR_NOMEM;
	buf_free(&sum);
	ref->name = buf_span(name);
	return (ok ? 1 : -1);
}
