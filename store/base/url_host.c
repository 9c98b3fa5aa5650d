#include <arpa/inet.h>

#include <stdlib.h>
#include <string.h>

#include <idn2.h>

#include "store/base/buf.h"
#include "store/base/num.h"
#include "store/base/url_host.h"

#define HOST_MAX	((size_t)1024)	/* bytes before and after UTS 46 */

static int
bad(struct error *e)
{

	return (error_set(e, ERR_SYNTAX, "not a host name or address"));
}

static void
decode(struct buf *out, struct span s)
{
	uint64_t v;
	size_t i;

	for (i = 0; i < s.n; i++) {
		if (s.p[i] == '%' && s.n - i > 2 && num_parse_hex(
		    span_sub(s, i + 1, 2), 255, &v, NULL) == 0) {
			buf_putc(out, (uint8_t)v);
			i += 2;
		} else
			buf_putc(out, s.p[i]);
	}
}

/* Code points that no host may hold (section 3.5). */
static bool
forbidden(struct span s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (s.p[i] <= ' ' || s.p[i] == 0x7f ||
		    strchr("#/:<>?@[\\]^|%", s.p[i]) != NULL)
			return (true);
	return (false);
}

/* One number of an IPv4 address: decimal, 0x hexadecimal or 0 octal. */
static bool
ipv4_part(struct span s, uint64_t *v)
{
	size_t i;

	*v = 0;
	if (s.n >= 2 && s.p[0] == '0' && (s.p[1] | 0x20) == 'x') {
		s = span_sub(s, 2, s.n);
		return (s.n == 0 || num_parse_hex(s, UINT32_MAX, v,
		    NULL) == 0);
	}
	if (s.n == 0 || s.n > 12)
		return (false);
	for (i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > (s.p[0] == '0' ? '7' : '9'))
			return (false);
		*v = *v * (s.p[0] == '0' ? 8 : 10) + (uint64_t)(s.p[i] - '0');
	}
	return (true);
}

static bool
all_digits(struct span s, bool hex)
{
	size_t i;
	uint8_t c;

	for (i = 0; i < s.n; i++) {
		c = s.p[i] | 0x20;
		if ((s.p[i] < '0' || s.p[i] > '9') &&
		    (!hex || c < 'a' || c > 'f'))
			return (false);
	}
	return (true);
}

/*
 * Whether the last label makes the host an IPv4 address (section 3.5): of
 * any size, as one too large is a mistake and no name.
 */
static bool
ends_in_number(struct span s)
{
	size_t i;

	if (s.n > 0 && s.p[s.n - 1] == '.')
		s.n--;
	for (i = s.n; i > 0 && s.p[i - 1] != '.'; i--)
		;
	s = span_sub(s, i, s.n);
	if (s.n >= 2 && s.p[0] == '0' && (s.p[1] | 0x20) == 'x')
		return (all_digits(span_sub(s, 2, s.n), true));
	return (s.n > 0 && all_digits(s, false));
}

static int
read_ipv4(struct span s, struct buf *out, struct error *e)
{
	uint64_t part[4], address = 0;
	size_t n = 0, i;
	ptrdiff_t dot;

	if (s.n > 0 && s.p[s.n - 1] == '.')
		s.n--;
	do {
		dot = span_find(s, '.');
		if (n == 4 || !ipv4_part(dot < 0 ? s :
		    span_sub(s, 0, (size_t)dot), &part[n++]))
			return (bad(e));
		s = dot < 0 ? span_sub(s, s.n, 0) :
		    span_sub(s, (size_t)dot + 1, s.n);
	} while (dot >= 0);
	for (i = 0; i + 1 < n; i++) {
		if (part[i] > 255)
			return (bad(e));
		address |= part[i] << (8 * (3 - i));
	}
	if (part[n - 1] >= UINT64_C(1) << (8 * (5 - n)))
		return (bad(e));
	address |= part[n - 1];
	buf_printf(out, "%u.%u.%u.%u", (unsigned)(address >> 24 & 255),
	    (unsigned)(address >> 16 & 255), (unsigned)(address >> 8 & 255),
	    (unsigned)(address & 255));
	return (0);
}

/* Longest run of zero pieces, at least two: where, and how many. */
static size_t
zero_run(const uint16_t piece[static 8], size_t *length)
{
	size_t i, j, at = 8;

	*length = 1;
	for (i = 0; i < 8; i = j + 1) {
		for (j = i; j < 8 && piece[j] == 0; j++)
			;
		if (j - i > *length) {
			at = i;
			*length = j - i;
		}
	}
	return (at);
}

static int
read_ipv6(struct span s, struct buf *out, struct error *e)
{
	char text[64];
	uint8_t raw[16];
	uint16_t piece[8];
	size_t i, at, length;

	if (s.n >= sizeof(text) || span_find(s, '\0') >= 0)
		return (bad(e));
	memcpy(text, s.p, s.n);
	text[s.n] = '\0';
	if (inet_pton(AF_INET6, text, raw) != 1)
		return (bad(e));
	for (i = 0; i < 8; i++)
		piece[i] = (uint16_t)(raw[2 * i] << 8 | raw[2 * i + 1]);
	at = zero_run(piece, &length);
	buf_putc(out, '[');
	for (i = 0; i < 8; i++) {
		if (i == at) {
			buf_puts(out, i == 0 ? "::" : ":");
			i += length - 1;
			continue;
		}
		buf_printf(out, i == 7 ? "%x" : "%x:", piece[i]);
	}
	buf_putc(out, ']');
	return (0);
}

/* UTS 46 to punycode and lower case. */
static int
to_ascii(const struct buf *name, struct buf *out, struct error *e)
{
	char *ascii = NULL;
	int rc;

	/* libidn2 refuses what browsers take, such as '_' in a label. */
	if (!span_utf8(buf_span(name)) || span_find(buf_span(name), 0) >= 0)
		return (bad(e));
	rc = idn2_to_ascii_8z(buf_str(name), &ascii, IDN2_NONTRANSITIONAL |
	    IDN2_NFC_INPUT | IDN2_NO_ALABEL_ROUNDTRIP);
	if (rc == IDN2_MALLOC)
		return (error_nomem(e));
	if (rc != IDN2_OK)
		return (bad(e));
	buf_puts(out, ascii);
	idn2_free(ascii);
	return (0);
}

static bool
all_ascii(struct span s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (s.p[i] >= 0x80)
			return (false);
	return (true);
}

static void
put_lower(struct buf *out, struct span s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		buf_putc(out, s.p[i] >= 'A' && s.p[i] <= 'Z' ?
		    s.p[i] | 0x20 : s.p[i]);
}

static int
read_name(struct span s, struct buf *out, struct error *e)
{
	struct buf name = BUF_INIT(HOST_MAX), ascii = BUF_INIT(HOST_MAX);
	int rc = -1;

	decode(&name, s);
	if (buf_ok(&name, e) != 0)
		goto out;
	if (all_ascii(buf_span(&name)))
		put_lower(&ascii, buf_span(&name));
	else if (to_ascii(&name, &ascii, e) != 0)
		goto out;
	if (buf_ok(&ascii, e) != 0)
		goto out;
	if (ascii.n == 0 || forbidden(buf_span(&ascii)))
		rc = bad(e);
	else if (ends_in_number(buf_span(&ascii)))
		rc = read_ipv4(buf_span(&ascii), out, e);
	else {
		buf_putspan(out, buf_span(&ascii));
		rc = 0;
	}
out:
	buf_free(&name);
	buf_free(&ascii);
	return (rc);
}

int
url_host_read(struct span s, char **out, struct error *e)
{
	struct buf host = BUF_INIT(HOST_MAX);
	int rc;

	if (s.n > 2 && s.p[0] == '[')
		rc = read_ipv6(span_sub(s, 1, s.n - 2), &host, e);
	else
		rc = read_name(s, &host, e);
	if (rc == 0 && (rc = buf_ok(&host, e)) == 0 &&
	    (*out = buf_take(&host)) == NULL)
		rc = error_nomem(e);
	buf_free(&host);
	return (rc);
}

bool
url_host_text_is_ip(const char *host)
{

	return (host[0] == '[' || ends_in_number(span_of(host)));
}
