#ifndef STORE_CADES_CADES_INTERNAL_H
#define STORE_CADES_CADES_INTERNAL_H

#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "store/cades/cades.h"
#include "store/digest/digest.h"
#include "store/seal/ossl.h"
#include "store/seal/seal_internal.h"

#define CADES_CERTS_MAX	16		/* of one chain */

/* Whole elements that both halves know; a span of each is oid_span(). */
#define OID_MAX		13
struct oid {
	uint8_t n;
	uint8_t der[OID_MAX];
};

extern const struct oid oid_signed_data, oid_data, oid_content_type,
    oid_message_digest, oid_signing_time, oid_signing_certificate,
    oid_commitment, oid_stamp_token;

struct span oid_span(const struct oid *o);

/* oid_of(c): the commitment's OID, or NULL for none. */
const struct oid *oid_of(enum cades_commitment c);

/*
 * What a signature consists of, as spans of it or of what it will be made of;
 * p NULL: not there.  "whole" has its header, "in" is the content alone.
 */
struct cades_parts {
	struct span content;		/* p NULL: detached */
	struct span certs;		/* in the SET */
	struct span crls;		/* in the SET; p NULL: none */
	struct span signer;		/* whole IssuerAndSerialNumber */
	struct span attributes;		/* in the SET */
	struct span algorithm;		/* whole AlgorithmIdentifier */
	struct span value;		/* in the OCTET STRING */
	struct span token;		/* whole; p NULL: no time-stamp */
};

/*
 * parts_read(der, p, r): take ${der} apart; false with a fault in ${r} when it
 * has other parts.  parts_write(p, out): put the parts together again, in the
 * one form there is.
 */
bool parts_read(struct span der, struct cades_parts *p,
    struct cades_result *r);
void parts_write(const struct cades_parts *p, struct buf *out);

/* algorithm_of(kind): the whole AlgorithmIdentifier of a key's signatures. */
struct span algorithm_of(enum seal_key kind);

/* What the signed attributes say. */
struct signed_words {
	int64_t time;			/* ms */
	enum cades_commitment commitment;
	uint8_t digest[DIGEST_LEN];	/* message-digest */
	uint8_t certs[CADES_CERTS_MAX][DIGEST_LEN];	/* signer first */
	size_t certs_n;
};

/*
 * words_read(set, w, r, e): 1, 0 with a fault when the attributes are not
 * exactly those of words_write(), or -1.
 */
int words_read(struct span set, struct signed_words *w,
    struct cades_result *r, struct error *e);

/* words_write(w, out): the content of the SET; false for a time that UTCTime
 * cannot say. */
bool words_write(const struct signed_words *w, struct buf *out);

/* signer_write(x, out, e): the whole IssuerAndSerialNumber of ${x}; 0, -1. */
int signer_write(const X509 *x, struct buf *out, struct error *e);

/*
 * chain_read(p, w, r, e):
 * The certificates in the order in which ${w} names them, into ${r->certs}
 * (NULL with a fault when there are others, or it is no path).  0 or -1.
 */
int chain_read(const struct cades_parts *p, const struct signed_words *w,
    struct cades_result *r, struct error *e);

/* set_take(set, whole): the next element of a SET OF, which must stand in
 * order behind the one before in ${*whole} (p NULL: the first). */
bool set_take(struct span *set, struct span *whole);

/* Revocation lists (RFC 5280 section 5), each checked to be DER. */
struct crls {
	X509_CRL *v[CADES_CRLS_MAX];	/* owned */
	size_t n;
};

/* crls_read_pem(pem, out, e): X509 CRL blocks, at least one; 0, or -1 with
 * ERR_SYNTAX, ERR_LIMIT, ERR_NOMEM. */
int crls_read_pem(struct span pem, struct crls *out, struct error *e);

/* crls_write_set(c, set, e): as content of a SET OF; 0 or -1. */
int crls_write_set(const struct crls *c, struct buf *set, struct error *e);

/* crls_read_set(set, out, r, e): fault CRL when it is none; 0 or -1. */
int crls_read_set(struct span set, struct crls *out, struct cades_result *r,
    struct error *e);

void crls_free(struct crls *c);

/*
 * crls_of_chain(c, chain, r, e):
 * Fault CRL unless each list is by an issuer of ${chain}, one of each, holds,
 * and says nothing critical that is not read here; fills crl_time.  0 or -1.
 */
int crls_of_chain(const struct crls *c, const struct certs *chain,
    struct cades_result *r, struct error *e);

/*
 * crls_judge(inside, more, proven, r, e):
 * How the certificates of ${r->certs} stood at ${r->at}, by the lists of
 * both.  ${proven}: a time-stamp shows that it was signed before ${r->at}.
 */
int crls_judge(const struct crls *inside, const struct crls *more,
    bool proven, struct cades_result *r, struct error *e);

#endif
