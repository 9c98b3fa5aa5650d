#ifndef STORE_SEAL_SEAL_H
#define STORE_SEAL_SEAL_H

#include <stdbool.h>
#include <stddef.h>

#include "store/base/error.h"
#include "store/base/fault.h"
#include "store/base/span.h"
#include "store/seal/cert.h"

/*
 * seal - checking the signature of a package (wacz-auth 0.1.0).
 *
 * The signed bytes are the 71 characters "sha256:" and 64 lower-case hex
 * digits.  Two forms:
 *   domain      domainCert (PEM, leaf first) and domain; ECDSA P-256 with
 *               SHA-256, signature in DER.  Also read: P-384, raw r||s
 *               (IEEE P1363), RSASSA-PKCS1-v1_5 with SHA-256 (Scoop).
 *   anonymous   publicKey (base64 of a SubjectPublicKeyInfo), ECDSA P-384
 *               with SHA-256, signature as raw r||s of 96 bytes.  Also read:
 *               DER, P-256.
 * What is not as the standard says but holds mathematically is valid with
 * ${standard} false.  Whom a valid seal belongs to is for trust_judge() on
 * ${chain}, at the moment of the time-stamp; the time-stamp is stamp.h's.
 */

/* Fields of signedData; an absent one is a span whose p is NULL. */
struct seal_input {
	struct span text;		/* the bytes that were signed */
	struct span signature;		/* base64 */
	struct span public_key;		/* base64: anonymous form */
	struct span domain;		/* domain form */
	struct span domain_cert;	/* PEM: domain form */
};

enum seal_form {
	SEAL_FORM_NONE = 0,		/* neither form: no or mixed fields */
	SEAL_FORM_DOMAIN,
	SEAL_FORM_ANONYMOUS
};

enum seal_key {
	SEAL_KEY_NONE = 0, SEAL_KEY_P256, SEAL_KEY_P384, SEAL_KEY_RSA,
	SEAL_KEY_OTHER
};

enum seal_encoding {
	SEAL_ENCODING_NONE = 0,		/* not read, or no signature checks */
	SEAL_ENCODING_DER,		/* ECDSA-Sig-Value */
	SEAL_ENCODING_RAW,		/* r||s */
	SEAL_ENCODING_RSA		/* as long as the modulus */
};

enum seal_state {
	SEAL_UNCHECKED = 0,		/* a field needed for it is no good */
	SEAL_VALID,
	SEAL_INVALID,
	SEAL_UNSUPPORTED		/* a kind of key not known here */
};

enum seal_fault_code {
	SEAL_FAULT_FORM,	/* the fields make neither form, or both */
	SEAL_FAULT_TEXT,	/* the text is not sha256:<64 lower hex> */
	SEAL_FAULT_BASE64,	/* signature or publicKey is not base64 */
	SEAL_FAULT_KEY,		/* publicKey is no key, or not exactly one */
	SEAL_FAULT_KEY_KIND,	/* a kind or size of key not supported */
	SEAL_FAULT_CERT,	/* domainCert is not PEM certificates */
	SEAL_FAULT_ENCODING,	/* the signature is neither strict DER nor raw
				 * r||s in range (trailing bytes, BER, zero) */
	SEAL_FAULT_SIGNATURE,	/* the signature is of other bytes or keys */
	SEAL_FAULT_DOMAIN,	/* the certificate is not for the domain */
	SEAL_FAULTS
};

extern const struct fault_kind seal_faults[SEAL_FAULTS];

struct seal_result {
	enum seal_form form;
	enum seal_key key;
	enum seal_encoding encoding;
	enum seal_state signature;
	bool domain_matches;		/* false in the anonymous form */
	bool domain_by_name;		/* common name: there is no dNSName */
	bool domain_first;		/* the first of its names, as written */
	bool low;			/* ECDSA in DER, valid: s is the lower
					 * of the two that would do */
	bool standard;			/* form, key and encoding as wacz-auth
					 * 0.1.0 prescribes */
	int key_bits;
	char fingerprint[CERT_FINGERPRINT];	/* SHA-256 of the certificate,
					 * or of the SPKI; "" when not read */
	char *subject;			/* of the certificate, or NULL */
	struct certs *chain;		/* domainCert as read, or NULL */
	struct fault faults[SEAL_FAULTS];
	size_t faults_n;		/* in the order found; 0: all holds */
};

/*
 * seal_check(in, out, e):
 * Check the seal ${in}; free ${out} with seal_result_free() in any case.
 * Return 0 with ${out} filled, whatever the verdict, or -1 with ${e} when it
 * could not be told: ERR_NOMEM, ERR_CRYPTO.
 */
int seal_check(const struct seal_input *in, struct seal_result *out,
    struct error *e);

void seal_result_free(struct seal_result *r);

/* Stable names: "domain", "p256", "der", "valid", "seal-base64", ... */
const char *seal_form_name(enum seal_form f);
const char *seal_key_name(enum seal_key k);
const char *seal_encoding_name(enum seal_encoding c);
const char *seal_state_name(enum seal_state s);

#endif
