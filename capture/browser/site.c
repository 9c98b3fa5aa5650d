#include <arpa/inet.h>
#include <string.h>

#include "capture/browser/browser_internal.h"
#include "store/base/span.h"

struct range {
	uint32_t net;
	unsigned bits;
};

/* What is not public (RFC 6890 and the IANA special-purpose registry). */
static const struct range special4[] = {
	{ 0x00000000, 8 }, { 0x0a000000, 8 }, { 0x64400000, 10 },
	{ 0x7f000000, 8 }, { 0xa9fe0000, 16 }, { 0xac100000, 12 },
	{ 0xc0000000, 24 }, { 0xc0000200, 24 }, { 0xc0a80000, 16 },
	{ 0xc6120000, 15 }, { 0xc6336400, 24 }, { 0xcb007100, 24 },
	{ 0xe0000000, 4 }, { 0xf0000000, 4 }
};

static bool
special_v4(const uint8_t a[4])
{
	uint32_t v = (uint32_t)a[0] << 24 | (uint32_t)a[1] << 16 |
	    (uint32_t)a[2] << 8 | a[3];
	size_t i;

	for (i = 0; i < sizeof(special4) / sizeof(special4[0]); i++)
		if (((v ^ special4[i].net) >> (32 - special4[i].bits)) == 0)
			return (true);
	return (false);
}

static bool
special_v6(const uint8_t a[16])
{
	static const uint8_t zero[12];
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };
	static const uint8_t nat64[12] = { 0x00, 0x64, 0xff, 0x9b };

	/* ::, ::1 and the old IPv4-compatible form. */
	if (memcmp(a, zero, 12) == 0)
		return (true);
	if (memcmp(a, mapped, 12) == 0 || memcmp(a, nat64, 12) == 0)
		return (special_v4(a + 12));
	if (a[0] == 0x20 && a[1] == 0x02)		/* 6to4 */
		return (special_v4(a + 2));
	if (a[0] == 0x20 && a[1] == 0x01 && a[2] == 0x0d && a[3] == 0xb8)
		return (true);				/* documentation */
	return ((a[0] & 0xe0) != 0x20);			/* not 2000::/3 */
}

bool
site_ip_private(const char *ip)
{
	uint8_t a[16];

	if (inet_pton(AF_INET, ip, a) == 1)
		return (special_v4(a));
	if (inet_pton(AF_INET6, ip, a) == 1)
		return (special_v6(a));
	return (false);
}

/* The host of a URL as Chromium writes it: canonical, IPv6 in brackets. */
static struct span
host_of(const char *url)
{
	struct span s = span_of(url);
	const char *at = strstr(url, "://");
	size_t i, from = 0;

	if (at == NULL)
		return ((struct span){ NULL, 0 });
	s = span_sub(s, (size_t)(at - url) + 3, s.n);
	for (i = 0; i < s.n && strchr("/?#", s.p[i]) == NULL; i++)
		if (s.p[i] == '@')
			from = i + 1;
	s = span_sub(s, from, i - from);
	if (s.n > 0 && s.p[0] == '[') {
		for (i = 1; i < s.n && s.p[i] != ']'; i++)
			;
		return (span_sub(s, 1, i - 1));
	}
	for (i = 0; i < s.n && s.p[i] != ':'; i++)
		;
	return (span_sub(s, 0, i));
}

bool
site_private(const char *url)
{
	struct span h = host_of(url);
	char text[64];

	if (h.n > 0 && h.p[h.n - 1] == '.')
		h.n--;
	if (span_is_nocase(h, "localhost") || (h.n > 10 &&
	    span_is_nocase(span_sub(h, h.n - 10, 10), ".localhost")))
		return (true);
	if (h.n == 0 || h.n >= sizeof(text))
		return (false);
	memcpy(text, h.p, h.n);
	text[h.n] = '\0';
	return (site_ip_private(text));
}
