#ifndef STORE_ATPROTO_CID_H
#define STORE_ATPROTO_CID_H

#include <stdbool.h>
#include <stdint.h>

#include "store/base/error.h"
#include "store/base/span.h"
#include "store/digest/digest.h"

/*
 * cid - content identifiers as the AT Protocol uses them (atproto.com/specs/
 * data-model, "Link and CID formats"): version 1, SHA-256, DAG-CBOR (0x71) or
 * raw bytes (0x55).  No other one is understood.
 */
#define CID_LEN		36	/* 4 bytes of prefix and a SHA-256 */
#define CID_TEXT	60	/* "b", 58 base32 digits and a NUL */

#define CID_CBOR	0x71
#define CID_RAW		0x55

struct cid {
	uint8_t b[CID_LEN];
};

/* cid_read(s, out): whether ${s} is exactly one binary CID. */
bool cid_read(struct span s, struct cid *out);

/* cid_parse(s, out): the same of its text, "bafyrei...". */
bool cid_parse(struct span s, struct cid *out);

/* cid_text(c, s): its text; returns ${s}. */
const char *cid_text(const struct cid *c, char s[static CID_TEXT]);

/* cid_of(codec, s, out, e): of the bytes ${s}; 0 or -1. */
int cid_of(uint8_t codec, struct span s, struct cid *out, struct error *e);

bool cid_same(const struct cid *a, const struct cid *b);

#endif
