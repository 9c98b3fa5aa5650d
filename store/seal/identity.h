#ifndef STORE_SEAL_IDENTITY_H
#define STORE_SEAL_IDENTITY_H

#include <stdbool.h>
#include <stdint.h>

#include "store/base/buf.h"
#include "store/base/error.h"
#include "store/base/limits.h"
#include "store/base/span.h"
#include "store/seal/cert.h"

/*
 * identity - who seals: an organization's root, the seal certificate that it
 * issued, and signing with it.  Make half only (store_write).
 *
 * Root and seal are ECDSA P-256, X.509 version 3 (RFC 5280).  The root lives
 * 20 years and may issue end certificates only; the seal lives 3 years.
 * Private keys are encrypted PKCS#8 in PEM (RFC 5958, RFC 8018 PBES2 with
 * scrypt N=16384 r=8 p=1 and AES-256-CBC; N=1024 where the passphrase is 64
 * hexadecimal digits, which nobody guesses); the passphrase is any bytes, not
 * empty, at most PASSPHRASE_MAX, and is not kept.  Stock tools read them:
 * openssl pkey -in key.pem -passin ...
 */

struct identity_opts {
	const char *organization;	/* UTF-8, 1 to 64 characters */
	const char *domain;		/* host name the seals are shown under:
					 * letters, digits, hyphens, dots */
	int64_t now;			/* ms; valid from 5 minutes before */
};

/* All PEM.  What a call does not make stays empty. */
struct seal_identity {
	struct buf root_cert;
	struct buf root_key;		/* encrypted */
	struct buf seal_chain;		/* as domainCert: seal, root */
	struct buf seal_key;		/* encrypted */
};

#define IDENTITY_INIT	{ BUF_INIT(PEM_MAX), BUF_INIT(PEM_MAX), \
			  BUF_INIT(PEM_MAX), BUF_INIT(PEM_MAX) }

/*
 * identity_make(o, passphrase, out, e):
 * Make a root, a seal certificate and their keys.  ${out} must be
 * IDENTITY_INIT; free it with identity_free() in any case.  Return 0, or -1
 * with ${e}: ERR_INPUT (a name that no certificate can hold, an empty
 * passphrase), ERR_NOMEM, ERR_CRYPTO.
 */
int identity_make(const struct identity_opts *o, struct span passphrase,
    struct seal_identity *out, struct error *e);

/*
 * identity_renew(o, root_cert, root_key, passphrase, out, e):
 * Issue a new seal certificate with a new key under an existing root (PEM);
 * its subject's organization is the root's, ${o->organization} is not used.
 * Fills seal_chain and seal_key.  As identity_make, and ERR_DENIED (wrong
 * passphrase), ERR_SYNTAX, ERR_INPUT (the root has expired or the key is
 * not its own).
 */
int identity_renew(const struct identity_opts *o, struct span root_cert,
    struct span root_key, struct span passphrase, struct seal_identity *out,
    struct error *e);

/*
 * identity_import(p12, p12_passphrase, passphrase, out, e):
 * Take an organization's own seal certificate from PKCS#12 (RFC 7292), into
 * seal_chain (leaf first, as far as the file goes) and seal_key, encrypted
 * with ${passphrase}.  Return 0, or -1 with ${e}: ERR_DENIED (wrong
 * ${p12_passphrase}), ERR_SYNTAX, ERR_UNSUPPORTED (a legacy cipher, or a key
 * that is not ECDSA P-256, P-384 or RSA of 2048 bits and more), ERR_INPUT
 * (no key, no certificate of it, or one that must not sign), ERR_NOMEM,
 * ERR_CRYPTO.
 */
int identity_import(struct span p12, struct span p12_passphrase,
    struct span passphrase, struct seal_identity *out, struct error *e);

/*
 * identity_operator(o, root_cert, root_key, root_passphrase, passphrase,
 *     out, e):
 * Issue an end certificate for a person of the organization: its subject is
 * the root's organization and ${o->name}, it lives 3 years, it may sign
 * documents.  Its key, a new ECDSA P-256, is encrypted with ${passphrase}.
 * Fills seal_chain (the person's, then the root) and seal_key.  Errors as
 * identity_renew().
 */
struct identity_operator {
	const char *name;		/* UTF-8, 1 to 64 characters */
	int64_t now;
};

int identity_operator(const struct identity_operator *o,
    struct span root_cert, struct span root_key, struct span root_passphrase,
    struct span passphrase, struct seal_identity *out, struct error *e);

/*
 * identity_crl(root_cert, root_key, passphrase, list, n, now, pem, e):
 * Append a certificate revocation list (RFC 5280 section 5, version 2, in
 * PEM) of the root: thisUpdate ${now}, nextUpdate 32 days later, number the
 * seconds of ${now}.  Reason codes are keyCompromise or
 * cessationOfOperation, so that what was signed before stays good in the
 * second case.  Errors as identity_renew();
 * ERR_CRYPTO also for a serial that is no number.
 */
struct identity_revoked {
	const char *serial;		/* hex */
	int64_t when;			/* ms */
	bool compromised;
};

int identity_crl(struct span root_cert, struct span root_key,
    struct span passphrase, const struct identity_revoked *list, size_t n,
    int64_t now, struct buf *pem, struct error *e);

/*
 * identity_crl_has(pem, serial, e): whether the list names the certificate of
 * this serial (hex): 1; 0, also where ${pem} is no list; -1 with ERR_NOMEM.
 * Its signature is not looked at.
 */
int identity_crl_has(struct span pem, const char *serial, struct error *e);

void identity_free(struct seal_identity *i);

struct sealer;				/* opaque; signing: any thread */

/*
 * sealer_open(chain, key, passphrase, out, e):
 * Open a seal certificate (PEM, leaf first) and its encrypted key (PEM).
 * ${*out} is the caller's to sealer_free().  Return 0, or -1 with ${e}:
 * ERR_DENIED (wrong passphrase), ERR_SYNTAX, ERR_UNSUPPORTED (kind of key),
 * ERR_INPUT (key and certificate are not a pair), ERR_NOMEM, ERR_CRYPTO.
 */
int sealer_open(struct span chain, struct span key, struct span passphrase,
    struct sealer **out, struct error *e);

/*
 * sealer_sign(s, text, out, e):
 * Append the base64 of the signature over ${text}, which must be "sha256:"
 * and 64 lower-case hex digits, to ${out}: ECDSA in DER with the lower s, or
 * RSASSA-PKCS1-v1_5, with SHA-256.  What was signed is checked again with the
 * certificate's key before it is given out.  Return 0, or -1 with ${e}:
 * ERR_INPUT (the text), ERR_NOMEM, ERR_CRYPTO.
 */
int sealer_sign(const struct sealer *s, struct span text, struct buf *out,
    struct error *e);

/*
 * sealer_sign_bytes(s, bytes, out, e):
 * Append the signature over any ${bytes}, not in base64, to ${out}: as
 * sealer_sign(), for a format that says itself what it signs (cades.h).
 */
int sealer_sign_bytes(const struct sealer *s, struct span bytes,
    struct buf *out, struct error *e);

/* sealer_domain(s): first dNSName, else the common name; lives as ${s}. */
const char *sealer_domain(const struct sealer *s);

/* sealer_chain(s): its certificates, leaf first; they live as ${s}. */
const struct certs *sealer_chain(const struct sealer *s);

/* sealer_info(s): its certificate described; lives as ${s}. */
const struct cert_info *sealer_info(const struct sealer *s);

void sealer_free(struct sealer *s);

#endif
