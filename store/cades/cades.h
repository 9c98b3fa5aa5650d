#ifndef STORE_CADES_CADES_H
#define STORE_CADES_CADES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/base/buf.h"
#include "store/base/error.h"
#include "store/base/fault.h"
#include "store/base/limits.h"
#include "store/base/span.h"
#include "store/seal/cert.h"
#include "store/seal/trust.h"
#include "store/stamp/stamp.h"

/*
 * cades - signatures over bytes of any kind: CMS SignedData (RFC 5652) as
 * CAdES baseline B-B, with a time-stamp B-T, with revocation lists B-LT for
 * the signer's chain (ETSI EN 319 122-1 section 6).
 *
 * They are made and read in one form only, so that nothing can be altered in
 * the parts that no signature covers: DER; one signer, named by issuer and
 * serial; SHA-256; ECDSA (P-256, P-384; of the two signatures that are valid
 * at once the one with the lower s) or RSASSA-PKCS1-v1_5; content of type
 * id-data, inside (attached) or not (detached); signed attributes
 * content-type, message-digest, signing-time (UTCTime, seconds),
 * signing-certificate-v2 (SHA-256 of every certificate of the chain, in order,
 * without issuerSerial) and, if there is one, commitment-type-indication;
 * certificates: the signer's chain and no other; revocation lists of its
 * issuers, one of each at most; unsigned attribute signature-time-stamp and no
 * other.  What is in another form has a fault, be it right for another
 * reader.
 *
 * That lists or the time-stamp were taken away is seen only by who knows that
 * they should be there: see ${crl} below.  Times are UTC milliseconds.
 */

#define CADES_MAX	(2 * MIB)	/* bytes, without attached content */
#define CADES_CONTENT_MAX (16 * MIB)	/* bytes of attached content */
#define CADES_CRLS_MAX	16		/* lists in one signature */

/* What the signer commits to (RFC 5126 section 5.11.1). */
enum cades_commitment {
	CADES_COMMITMENT_NONE = 0,
	CADES_COMMITMENT_ORIGIN,	/* 1.2.840.113549.1.9.16.6.1 */
	CADES_COMMITMENT_RECEIPT	/* 1.2.840.113549.1.9.16.6.2 */
};

enum cades_state {
	CADES_MALFORMED = 0,	/* not to be taken apart: see the faults */
	CADES_READ		/* see the other fields, and the faults */
};

enum cades_revocation {
	CADES_REVOCATION_UNKNOWN = 0,	/* for some certificate no list that
					 * says how it stood */
	CADES_REVOCATION_GOOD,	/* no list names a certificate of the chain */
	CADES_REVOCATION_LATER,	/* revoked only after it signed, for a reason
				 * that leaves what it had signed good */
	CADES_REVOCATION_REVOKED	/* before it signed, or nobody can tell
				 * that it was not, or its key is not its own
				 * any more */
};

/* Each breaks a rule; cades_faults say which. */
enum cades_fault_code {
	CADES_FAULT_DER,	/* not DER, or bytes follow */
	CADES_FAULT_CMS,	/* no SignedData, or not as we write it */
	CADES_FAULT_SIGNERS,	/* not exactly one SignerInfo */
	CADES_FAULT_ALGORITHM,	/* digest or signature by another algorithm */
	CADES_FAULT_CONTENT,	/* attached where detached was to be, or the
				 * other way */
	CADES_FAULT_ATTRIBUTES,	/* signed attributes: not exactly those, once
				 * each, in order */
	CADES_FAULT_UNSIGNED,	/* another unsigned attribute, or twice */
	CADES_FAULT_CERTS,	/* not exactly the signer's chain */
	CADES_FAULT_ESS,	/* signing-certificate-v2 is not the chain's */
	CADES_FAULT_KEY,	/* a kind of key that is not supported */
	CADES_FAULT_DIGEST,	/* message-digest is of other content */
	CADES_FAULT_SIGNATURE,	/* the signature does not hold */
	CADES_FAULT_CRL,	/* a list is broken, or of no issuer */
	CADES_FAULT_TIME,	/* signing-time lies behind the time-stamp by
				 * more than STAMP_CLOCK_SLACK */
	CADES_FAULTS
};

extern const struct fault_kind cades_faults[CADES_FAULTS];

/* What to check.  Absent spans have p NULL; zero the rest. */
struct cades_input {
	struct span der;
	struct span content;		/* detached: what was signed; p NULL:
					 * the content must be inside, or
					 * its digest is here: */
	const uint8_t *sha256;		/* detached: of what was signed, where
					 * that is too long to be held */
	struct span crl;		/* revocation lists known from
					 * elsewhere, PEM: looked at as well as
					 * those inside */
	const struct trust *trust;	/* of signers; NULL: not judged */
	const struct trust *stamp_trust;	/* of authorities; NULL: not
						 * judged */
	int64_t now;			/* moment of judging where no stamp
					 * tells a better one */
};

struct cades_result {
	enum cades_state state;
	struct span content;		/* attached: lives as the input's der */
	enum stamp_answer digest;	/* message-digest is the content's */
	enum stamp_answer signature;	/* by the certificate's key */
	int64_t signing_time;		/* claimed, whole seconds in ms */
	enum cades_commitment commitment;
	struct certs *certs;		/* chain, signer first, or NULL */
	struct cert_info signer;	/* filled when certs is */

	bool stamped;			/* there is a signature-time-stamp */
	struct stamp_result stamp;	/* of it: stamp_holds(), trust */
	int64_t at;			/* when the chain was judged: genTime
					 * where the stamp holds and its
					 * authority is trusted, else now */
	struct trust_verdict trust;	/* of the signer's chain then */

	size_t crls;			/* lists inside */
	int64_t crl_time;		/* oldest thisUpdate of those inside,
					 * or TIME_UNKNOWN */
	enum cades_revocation revocation;
	int64_t revoked_at;		/* LATER, REVOKED; else TIME_UNKNOWN */
	enum stamp_answer crl_same;	/* those inside are exactly those of
					 * the input, byte for byte */

	struct fault faults[CADES_FAULTS];
	size_t faults_n;		/* in the order found; one of a kind */
};

/*
 * cades_check(in, out, e):
 * Check the signature ${in}; free ${out} with cades_result_free() in any
 * case.  Return 0 with ${out} filled, whatever the verdict, or -1 with ${e}
 * when it could not be told: ERR_NOMEM, ERR_CRYPTO, ERR_SYNTAX (the input's
 * ${crl} holds no lists).
 */
int cades_check(const struct cades_input *in, struct cades_result *out,
    struct error *e);

/*
 * cades_holds(r): state READ, digest and signature YES, no fault, and the
 * time-stamp, if there is one, holds.  Says nothing about who signed: that is
 * ${r->trust} TRUST_OK, and ${r->revocation} not REVOKED.
 */
bool cades_holds(const struct cades_result *r);

void cades_result_free(struct cades_result *r);

/*
 * cades_value(der, value, e):
 * Append the signature value of ${der}, as cades_make() made it, to ${value}:
 * those bytes are what a time-stamp is asked for (stamp_request_make()).
 * Return 0, or -1 with ${e}: ERR_SYNTAX (not in our form), ERR_NOMEM.
 */
int cades_value(struct span der, struct buf *value, struct error *e);

/* Stable names: "der", "signers"; "none", "origin", "receipt"; "unknown",
 * "good", "revoked-later", "revoked". */
const char *cades_commitment_name(enum cades_commitment c);
const char *cades_revocation_name(enum cades_revocation r);

/* --- Make half (store_write) --- */

struct sealer;				/* store/seal/identity.h */

struct cades_make {
	const struct sealer *sealer;	/* of an organization or a person */
	struct span content;		/* signed; may be empty, p set */
	const uint8_t *sha256;		/* ... or this of it, detached only */
	bool attached;			/* put it inside */
	enum cades_commitment commitment;
	struct span crl;		/* revocation lists, PEM, of issuers of
					 * the sealer's chain; p NULL: none */
	int64_t now;			/* becomes signing-time */
};

/*
 * cades_make(m, der, e):
 * Append a signature without a time-stamp to ${der}, checked once more before
 * it is given out.  Return 0, or -1 with ${e}: ERR_INPUT (a list of another
 * issuer, a time outside of 1950 to 2049, a chain that is none), ERR_SYNTAX
 * (${m->crl}), ERR_LIMIT, ERR_NOMEM, ERR_CRYPTO.
 */
int cades_make(const struct cades_make *m, struct buf *der, struct error *e);

/*
 * cades_stamp(der, response, e):
 * Put the time-stamp of ${response}, as stamp_accept() leaves it, into the
 * signature ${der}, which must have none.  That it is one of cades_value() is
 * checked.  Return 0, or -1 with ${e} and ${der} as it was: ERR_INPUT (a stamp
 * of something else, or there is one already), ERR_SYNTAX, ERR_NOMEM,
 * ERR_CRYPTO.
 */
int cades_stamp(struct buf *der, struct span response, struct error *e);

#endif
