#ifndef STORE_STAMP_STAMP_INTERNAL_H
#define STORE_STAMP_STAMP_INTERNAL_H

#include <openssl/cms.h>

#include "store/seal/ossl.h"
#include "store/stamp/stamp.h"

/* What a token says, as spans of its bytes. */
struct tst {
	int64_t version;
	struct span policy;		/* content of the OID */
	struct span imprint_alg;	/* content of the OID */
	struct span imprint;
	struct span serial;		/* content of the INTEGER */
	struct span gen_time;		/* text */
	int64_t accuracy_us;		/* -1: not said */
	bool ordering;
	struct span nonce;		/* content; p NULL when absent */
	struct span tsa;		/* a GeneralName; p NULL when absent */
	struct span critical;		/* OID of the first unknown critical
					 * extension; p NULL: none */
	bool qualified;
};

/* A hash function that imprints and certificate ids may name. */
struct digest_kind {
	const char *name;
	uint8_t oid[9];
	uint8_t oid_n;
	uint8_t size;
	bool weak;			/* collisions are known or near */
	bool imprint;			/* taken for imprints */
};

/* digest_by_oid(oid): what an OID names, or NULL when it is none of ours. */
const struct digest_kind *digest_by_oid(struct span oid);

/* digest_is(kind, data, digest, same, e): whether ${digest} is that of
 * ${data}; 0 or -1. */
int digest_is(const struct digest_kind *kind, struct span data,
    struct span digest, bool *same, struct error *e);

/* digest_of_algorithm(content, oid): the OID in an AlgorithmIdentifier's
 * content; false unless its parameters are absent or NULL. */
bool digest_of_algorithm(struct span content, struct span *oid);

/*
 * oid_text(oid, s, n, e): dotted digits into ${s}; 0, or -1 with ERR_NOMEM.
 * What is no OID becomes "?".
 */
int oid_text(struct span oid, char *s, size_t n, struct error *e);

/* The PKIStatusInfo that says "granted" and nothing else. */
#define RESPONSE_GRANTED	5
extern const uint8_t response_granted[RESPONSE_GRANTED];

/*
 * response_read(der, r, token):
 * Split a TimeStampResp, or take a bare token: RFC 3161 section 2.4.2.  Sets
 * state, status, texts and faults of ${r}.  Return 1 with the ContentInfo in
 * ${token}, 0 when there is none to check, or -1 with ${e} ERR_NOMEM.
 */
int response_read(struct span der, struct stamp_result *r,
    struct span *token, struct error *e);

/*
 * tst_read(der, t, r):
 * Read a TSTInfo (RFC 3161 section 2.4.2), all of it.  False with the fault
 * TSTINFO in ${r} when it breaks its syntax.
 */
bool tst_read(struct span der, struct tst *t, struct stamp_result *r);

/* gen_time_read(s, ms): GeneralizedTime, UTC with Z, fractions allowed. */
bool gen_time_read(struct span s, int64_t *ms);

/*
 * content_check(in, t, r, e): what TSTInfo says against what was asked for;
 * fills imprint, nonce_match, gen_time and the texts.  0 or -1.
 */
int content_check(const struct stamp_input *in, const struct tst *t,
    struct stamp_result *r, struct error *e);

/*
 * attributes_check(si, r): the signed attributes that CMS_verify leaves
 * unread (RFC 5652 section 5.3 and 11): present once, content-type.
 */
void attributes_check(CMS_SignerInfo *si, struct stamp_result *r);

/*
 * ess_match(si, x, e):
 * Whether ESSCertID and ESSCertIDv2 (RFC 5035), as far as they are there and
 * at least one of them, name ${x} first: 1, 0, or -1.
 */
int ess_match(CMS_SignerInfo *si, X509 *x, struct error *e);

/*
 * signer_check(cms, si, in, t, r, e):
 * Find the signer among the token's certificates and ${in->extra}, bind it,
 * check the signature and whatever its certificate must be.  0 or -1.
 */
int signer_check(CMS_ContentInfo *cms, CMS_SignerInfo *si,
    const struct stamp_input *in, const struct tst *t,
    struct stamp_result *r, struct error *e);

#endif
