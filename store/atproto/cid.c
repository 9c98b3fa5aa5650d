#include <string.h>

#include "store/atproto/cid.h"

static const char digits32[] = "abcdefghijklmnopqrstuvwxyz234567";

bool
cid_read(struct span s, struct cid *out)
{

	if (s.n != CID_LEN || s.p[0] != 1 || (s.p[1] != CID_CBOR &&
	    s.p[1] != CID_RAW) || s.p[2] != 0x12 || s.p[3] != DIGEST_LEN)
		return (false);
	memcpy(out->b, s.p, CID_LEN);
	return (true);
}

bool
cid_parse(struct span s, struct cid *out)
{
	uint8_t raw[CID_LEN];
	const char *at;
	uint32_t bits = 0;
	size_t i, n = 0;
	int have = 0;

	if (s.n != CID_TEXT - 1 || s.p[0] != 'b')
		return (false);
	for (i = 1; i < s.n; i++) {
		at = s.p[i] == '\0' ? NULL : strchr(digits32, s.p[i]);
		if (at == NULL)
			return (false);
		bits = bits << 5 | (uint32_t)(at - digits32);
		have += 5;
		if (have >= 8) {
			have -= 8;
			raw[n++] = (uint8_t)(bits >> have);
			bits &= (1U << have) - 1;
		}
	}
	return (bits == 0 && cid_read((struct span){ raw, n }, out));
}

const char *
cid_text(const struct cid *c, char s[static CID_TEXT])
{
	uint32_t bits = 0;
	size_t i, n = 0;
	int have = 0;

	s[n++] = 'b';
	for (i = 0; i < CID_LEN; i++) {
		bits = bits << 8 | c->b[i];
		for (have += 8; have >= 5; have -= 5)
			s[n++] = digits32[bits >> (have - 5) & 31];
		bits &= (1U << have) - 1;
	}
	if (have > 0)
		s[n++] = digits32[bits << (5 - have) & 31];
	s[n] = '\0';
	return (s);
}

int
cid_of(uint8_t codec, struct span s, struct cid *out, struct error *e)
{

	out->b[0] = 1;
	out->b[1] = codec;
	out->b[2] = 0x12;
	out->b[3] = DIGEST_LEN;
	return (digest_of(s, out->b + 4, e));
}

bool
cid_same(const struct cid *a, const struct cid *b)
{

	return (memcmp(a->b, b->b, CID_LEN) == 0);
}
