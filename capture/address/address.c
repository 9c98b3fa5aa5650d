#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#include "capture/address/address.h"

struct block {
	uint8_t p[16];
	unsigned bits;
};

/* IANA IPv4 special-purpose registry, without what is globally reachable. */
static const struct block not_public4[] = {
	{ { 0 }, 8 },			/* this network */
	{ { 10 }, 8 },
	{ { 100, 64 }, 10 },		/* carrier-grade NAT, RFC 6598 */
	{ { 127 }, 8 },
	{ { 169, 254 }, 16 },
	{ { 172, 16 }, 12 },
	{ { 192, 0, 0 }, 24 },
	{ { 192, 0, 2 }, 24 },		/* documentation */
	{ { 192, 88, 99 }, 24 },	/* 6to4 relays, RFC 7526 */
	{ { 192, 168 }, 16 },
	{ { 198, 18 }, 15 },		/* benchmarks */
	{ { 198, 51, 100 }, 24 },
	{ { 203, 0, 113 }, 24 },
	{ { 224 }, 4 },			/* multicast */
	{ { 240 }, 4 }			/* reserved, broadcast */
};

/* Inside 2000::/3, the only global unicast space (RFC 4291 section 2.4). */
static const struct block not_public6[] = {
	{ { 0x20, 0x01 }, 23 },		/* protocol assignments, Teredo */
	{ { 0x20, 0x01, 0x0d, 0xb8 }, 32 },
	{ { 0x3f, 0xff }, 20 }		/* documentation, RFC 9637 */
};

static const struct block global6 = { { 0x20 }, 3 };
static const struct block mapped6 = {
	{ 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff }, 96
};
static const struct block nat64 = { { 0x00, 0x64, 0xff, 0x9b }, 96 };
static const struct block sixto4 = { { 0x20, 0x02 }, 16 };

static bool
block_holds(const struct block *b, const uint8_t *p)
{
	size_t whole = b->bits / 8;
	unsigned rest = b->bits % 8;

	if (memcmp(b->p, p, whole) != 0)
		return (false);
	if (rest == 0)
		return (true);
	return (b->p[whole] >> (8 - rest) == p[whole] >> (8 - rest));
}

static bool
public4(const uint8_t *p)
{
	size_t i;

	for (i = 0; i < sizeof(not_public4) / sizeof(not_public4[0]); i++) {
		if (block_holds(&not_public4[i], p))
			return (false);
	}
	return (true);
}

static bool
public6(const uint8_t *p)
{
	size_t i;

	/* Another way to write an IPv4 address is no way round the rule. */
	if (block_holds(&mapped6, p) || block_holds(&nat64, p))
		return (public4(p + 12));
	if (block_holds(&sixto4, p))
		return (public4(p + 2));
	if (!block_holds(&global6, p))
		return (false);
	for (i = 0; i < sizeof(not_public6) / sizeof(not_public6[0]); i++) {
		if (block_holds(&not_public6[i], p))
			return (false);
	}
	return (true);
}

bool
address_public(const struct sockaddr *sa)
{
	struct sockaddr_in in;
	struct sockaddr_in6 in6;

	if (sa->sa_family == AF_INET) {
		memcpy(&in, sa, sizeof(in));
		return (public4((const uint8_t *)&in.sin_addr));
	}
	if (sa->sa_family == AF_INET6) {
		memcpy(&in6, sa, sizeof(in6));
		return (public6(in6.sin6_addr.s6_addr));
	}
	return (false);
}

bool
address_host_private(struct span h)
{
	struct in_addr in;
	struct in6_addr in6;
	char text[ADDRESS_TEXT];

	if (span_starts(h, "[") && span_ends(h, "]"))
		h = span_sub(h, 1, h.n - 2);
	if (h.n > 0 && h.n < sizeof(text)) {
		memcpy(text, h.p, h.n);
		text[h.n] = '\0';
		if (inet_pton(AF_INET, text, &in) == 1)
			return (!public4((const uint8_t *)&in));
		text[strcspn(text, "%")] = '\0';	/* zone */
		if (inet_pton(AF_INET6, text, &in6) == 1)
			return (!public6(in6.s6_addr));
	}
	if (span_ends(h, "."))
		h.n--;
	if (h.n > 10 && span_is_nocase(span_sub(h, h.n - 10, 10), ".localhost"))
		return (true);
	return (span_is_nocase(h, "localhost"));
}

const char *
address_text(const struct sockaddr *sa, char s[static ADDRESS_TEXT])
{
	struct sockaddr_in in;
	struct sockaddr_in6 in6;

	s[0] = '\0';
	if (sa->sa_family == AF_INET) {
		memcpy(&in, sa, sizeof(in));
		inet_ntop(AF_INET, &in.sin_addr, s, ADDRESS_TEXT);
	} else if (sa->sa_family == AF_INET6) {
		memcpy(&in6, sa, sizeof(in6));
		inet_ntop(AF_INET6, &in6.sin6_addr, s, ADDRESS_TEXT);
	}
	return (s);
}
