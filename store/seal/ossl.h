#ifndef STORE_SEAL_OSSL_H
#define STORE_SEAL_OSSL_H

#include <stdbool.h>
#include <stdint.h>

#include <openssl/evp.h>
#include <openssl/x509.h>

#include "store/base/error.h"
#include "store/base/span.h"
#include "store/seal/cert.h"

/*
 * ossl - what store/seal, store/stamp, store/cades and store/record share of
 * OpenSSL; for them alone.
 */

struct certs {
	STACK_OF(X509) *stack;		/* owned, each with its own reference */
};

/*
 * ossl_nomem(e):
 * To be asked after every refusal of OpenSSL, before it is believed: many of
 * its calls answer "invalid" when they mean "no memory".  Empties its error
 * queue.  Return true with ${e} ERR_NOMEM if memory has run out.
 */
bool ossl_nomem(struct error *e);

/* ossl_size(s, n): the length of ${s} for calls that take an int, or -1. */
int ossl_size(struct span s);

/*
 * ossl_name_text(name, e):
 * ${name} as RFC 2253 text in UTF-8, control characters escaped, for free();
 * NULL with ${e} ERR_NOMEM.
 */
char *ossl_name_text(const X509_NAME *name, struct error *e);

/*
 * ossl_common_name(name, out, e):
 * The last (most specific) common name in UTF-8 for free(), NULL where there
 * is none or it holds a NUL.  Return 0, or -1 with ERR_NOMEM.
 */
int ossl_common_name(const X509_NAME *name, char **out, struct error *e);
int ossl_organization(const X509_NAME *name, char **out, struct error *e);

/* ossl_time(t, ms): 0, or -1 when ${t} is no date. */
int ossl_time(const ASN1_TIME *t, int64_t *ms);

/* ossl_fingerprint(x, s, e): SHA-256 in hex; 0 or -1. */
int ossl_fingerprint(const X509 *x, char s[static CERT_FINGERPRINT],
    struct error *e);

/* ossl_info(x, info, e): as certs_info. */
int ossl_info(const X509 *x, struct cert_info *info, struct error *e);

/*
 * ossl_may_stamp(x, why, e):
 * Whether the extended key usage is timeStamping, critical and alone, and
 * keyUsage, if there, only allows signing (RFC 3161 section 2.3).  Return 1, 0
 * with the reason in ${*why}, or -1 with ${e} ERR_NOMEM.
 */
int ossl_may_stamp(X509 *x, const char **why, struct error *e);

/* certs_new(out, e): an empty list, to be filled before it is shown. */
int certs_new(struct certs **out, struct error *e);

/* certs_push(c, x, e): append with a reference of its own. */
int certs_push(struct certs *c, X509 *x, struct error *e);

/*
 * ossl_is_path(c, e):
 * Whether each certificate is issued, by name and by signature, by the one
 * behind it, the last one perhaps by itself: 1, 0, or -1 with ERR_NOMEM.
 */
int ossl_is_path(const struct certs *c, struct error *e);

#endif
