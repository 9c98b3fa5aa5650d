#ifndef TESTS_LIB_TSA_FORGE_H
#define TESTS_LIB_TSA_FORGE_H

#include <stdbool.h>
#include <stdint.h>

#include "store/base/buf.h"
#include "store/base/error.h"
#include "store/base/span.h"

/*
 * tsa_forge - tokens that `openssl ts` would not make: a TSTInfo of any bytes
 * signed as CMS by a certificate of tsa_make()'s authority.
 */

/* What a TSTInfo says; tst_write() leaves out what is NULL or 0. */
struct tst_words {
	int version;
	const char *imprint_oid;	/* dotted; NULL: SHA-256 */
	struct span imprint;
	const char *gen_time;		/* GeneralizedTime */
	const uint8_t *nonce;		/* 8 bytes */
	struct span accuracy;		/* DER */
	struct span tsa;		/* GeneralName, DER */
	const char *extension;		/* OID of an extension ... */
	bool critical;
	struct span value;		/* ... and its value, DER */
	struct span tail;		/* bytes after the last field */
};

void tst_write(struct buf *out, const struct tst_words *w);

/* der_put(out, tag, content): one element.  der_put_oid: from dotted text. */
void der_put(struct buf *out, uint8_t tag, struct span content);
void der_put_oid(struct buf *out, const char *dotted);

struct forge {
	const char *folder;		/* of tsa_make() */
	const char *signer;		/* "ec", "rsa", "usage", ... */
	const char *second;		/* another SignerInfo, or NULL */
	struct span tst;		/* the content */
	bool no_ess;			/* without ESSCertIDv2 */
	bool no_attributes;		/* signed without attributes */
	bool key_id;			/* name the signer by its key */
	bool pss;			/* RSASSA-PSS */
	bool other_type;		/* signed content-type is id-data */
	bool wrong_type;		/* eContentType, too */
	bool detached;			/* without the content */
	bool doubled;			/* beside the signer's certificate one
					 * of its issuer, serial, another key */
	bool double_only;		/* without the signer's own */
	const char *digest;		/* NULL: SHA-256 */
	int status;			/* PKIStatus */
	bool bare;			/* the token alone */
};

/* forge(f, out, e): append the response; 0 or -1. */
int forge(const struct forge *f, struct buf *out, struct error *e);

#endif
