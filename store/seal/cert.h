#ifndef STORE_SEAL_CERT_H
#define STORE_SEAL_CERT_H

#include <stddef.h>
#include <stdint.h>

#include "store/base/buf.h"
#include "store/base/error.h"
#include "store/base/span.h"
#include "store/digest/digest.h"

/*
 * cert - X.509 certificates (RFC 5280) in the order they were given.
 *
 * A chain is written as PEM (RFC 7468), leaf first, root last, joined by a
 * blank line (wacz-auth 0.1.0); it is read with or without that line, and
 * with words between the blocks.  Nothing is believed about a certificate by
 * reading it: see trust.h.  Limits: PEM_MAX bytes, CERTS_MAX certificates.
 */

#define CERT_FINGERPRINT	65	/* SHA-256 in hex, and a NUL */
#define CERT_ROOT_NAME		"constat root"	/* CN of roots that we make */

struct certs;				/* opaque; unchanging once made */

struct cert_info {
	char *subject;			/* RFC 2253 text, UTF-8 */
	char *issuer;
	char *name;			/* common name, or NULL */
	char *organization;		/* of the subject, or NULL */
	char *serial;			/* hex, lower case */
	char fingerprint[CERT_FINGERPRINT];	/* of the whole certificate */
	int64_t not_before;		/* ms, both inclusive */
	int64_t not_after;
};

/*
 * certs_read_pem(pem, out, e):
 * Read the CERTIFICATE blocks of ${pem}: at least one, each exactly one DER
 * certificate; any other kind of block (a key) and any NUL byte are refused:
 * an archive that holds PEM vouches for nobody.  On success ${*out} is the
 * caller's to certs_free().  Return 0, or -1 with ${e}: ERR_SYNTAX (RFC 7468),
 * ERR_LIMIT, ERR_NOMEM.
 */
int certs_read_pem(struct span pem, struct certs **out, struct error *e);

/* certs_count(c): how many; 0 for NULL. */
size_t certs_count(const struct certs *c);

/*
 * certs_info(c, i, info, e):
 * Describe certificate ${i} of ${c}, which must exist, in ${info}; free it
 * with cert_info_free().  Return 0, or -1 with ${e}: ERR_NOMEM, ERR_SYNTAX
 * (a date that is no date).
 */
int certs_info(const struct certs *c, size_t i, struct cert_info *info,
    struct error *e);
void cert_info_free(struct cert_info *info);

/*
 * certs_label(c, i, s, e):
 * The SHA-256 of certificate ${i} of ${c}, which must exist, as "sha256:" and
 * 64 digits.  Return 0, or -1 with ${e}: ERR_NOMEM, ERR_CRYPTO.
 */
int certs_label(const struct certs *c, size_t i, char s[static DIGEST_LABEL],
    struct error *e);

/* certs_write_pem(out, c, e): append ${c} as wacz-auth wants it; 0 or -1. */
int certs_write_pem(struct buf *out, const struct certs *c, struct error *e);

/*
 * certs_shape(c, pem, same, e):
 * Whether ${pem} is byte for byte what certs_write_pem() makes of ${c}, and
 * each certificate is issued, by name and by signature, by the one behind it,
 * the last one perhaps by itself.  Return 0 with ${*same}, or -1: ERR_NOMEM,
 * ERR_CRYPTO.
 */
int certs_shape(const struct certs *c, struct span pem, bool *same,
    struct error *e);

void certs_free(struct certs *c);

#endif
