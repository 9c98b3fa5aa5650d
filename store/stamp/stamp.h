#ifndef STORE_STAMP_STAMP_H
#define STORE_STAMP_STAMP_H

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

/*
 * stamp - trusted time-stamps (RFC 3161, RFC 5816; EN 319 422).
 *
 * Tokens are checked through CMS (RFC 5652) and our own reading of TSTInfo,
 * because OpenSSL's TS_RESP_verify_* accepts what it should refuse:
 *   - it forgets the signature where the context came from a request and the
 *     token names no tsa;
 *   - it compares the imprint's bytes and not its algorithm;
 *   - it ignores critical extensions of TSTInfo, accuracy and genTime;
 *   - it refuses RSA-PSS and signers named by subjectKeyIdentifier;
 *   - it judges the chain as of now instead of genTime;
 *   - it does not compare the signed content-type with eContentType.
 * Times are UTC milliseconds.  Limit: TOKEN_MAX.
 */

#define STAMP_NONCE		8	/* bytes */
#define STAMP_DIGEST_MAX	64	/* bytes: SHA-512 */
/* A clock here may run so late, in ms, before a token is from the future. */
#define STAMP_CLOCK_SLACK	INT64_C(86400000)
/* What may be off by more, in microseconds, dates nothing here. */
#define STAMP_ACCURACY_MAX	INT64_C(600000000)

enum stamp_state {
	STAMP_MALFORMED = 0,	/* neither a response nor a token */
	STAMP_REJECTED,		/* a response without a token */
	STAMP_GRANTED		/* a token: see the other fields */
};

enum stamp_answer {
	STAMP_UNCHECKED = 0,	/* nothing to compare with, or not reached */
	STAMP_YES,
	STAMP_NO
};

enum stamp_signer {
	STAMP_SIGNER_NONE = 0,	/* not reached */
	STAMP_SIGNER_FOUND,	/* named by the token, bound by ESSCertID */
	STAMP_SIGNER_NO_CERT,	/* its certificate is nowhere */
	STAMP_SIGNER_UNSUPPORTED	/* kind of key or digest not known */
};

/* Each breaks a rule; stamp_faults say which. */
enum stamp_fault_code {
	STAMP_FAULT_DER,	/* not DER, or bytes follow */
	STAMP_FAULT_STATUS,	/* status and token contradict each other */
	STAMP_FAULT_CMS,	/* the token is no CMS signedData */
	STAMP_FAULT_CONTENT,	/* eContentType is not id-ct-TSTInfo */
	STAMP_FAULT_SIGNERS,	/* not exactly one SignerInfo */
	STAMP_FAULT_TSTINFO,	/* TSTInfo breaks its syntax */
	STAMP_FAULT_VERSION,	/* TSTInfo is not version 1 */
	STAMP_FAULT_GENTIME,	/* genTime is no UTC time with Z */
	STAMP_FAULT_FUTURE,	/* genTime lies after the moment of judging by
				 * more than STAMP_CLOCK_SLACK */
	STAMP_FAULT_EXTENSION,	/* unknown critical extension in TSTInfo */
	STAMP_FAULT_IMPRINT_ALG,	/* imprint by another algorithm */
	STAMP_FAULT_IMPRINT,	/* imprint of other data */
	STAMP_FAULT_NONCE,	/* not the nonce that was sent */
	STAMP_FAULT_POLICY,	/* not the policy that was asked for */
	STAMP_FAULT_ATTRIBUTES,	/* signed attributes absent or repeated */
	STAMP_FAULT_CONTENT_ATTR,	/* signed content-type differs */
	STAMP_FAULT_ESS,	/* no ESSCertID(v2), or not the signer's */
	STAMP_FAULT_SIGNATURE,	/* the signature does not hold */
	STAMP_FAULT_USAGE,	/* EKU is not timeStamping, critical, alone */
	STAMP_FAULT_VALIDITY,	/* signer's certificate not valid at genTime */
	STAMP_FAULT_TSA_NAME,	/* tsa is none of the signer's names */
	STAMP_FAULT_WEAK,	/* MD5 or SHA-1, where a collision would tell */
	STAMP_FAULT_ACCURACY,	/* genTime may be off by more than
				 * STAMP_ACCURACY_MAX, as it says */
	STAMP_FAULTS
};

extern const struct fault_kind stamp_faults[STAMP_FAULTS];

/* What to check.  Absent spans have p NULL; zero the rest. */
struct stamp_input {
	struct span response;		/* TimeStampResp or -Token, DER */
	struct span data;		/* what was stamped ... */
	struct span digest;		/* ... or its SHA-256, -384, -512, told
					 * by length (32, 48, 64); neither: the
					 * imprint is not compared */
	struct span nonce;		/* as sent, big endian, if known */
	const char *policy;		/* dotted OID asked for, or NULL */
	const struct certs *extra;	/* timestampCert and others, or NULL */
	const struct trust *trust;	/* NULL: the signer is not judged */
	int64_t now;			/* moment of judging, for FUTURE only;
					 * TIME_UNKNOWN: not looked at */
};

struct stamp_result {
	enum stamp_state state;
	bool bare;			/* a token, no response around it */
	int status;			/* PKIStatus, -1 where bare */
	char *status_text;		/* statusString, or NULL */
	uint32_t failure;		/* failInfo, bit n set for bit n */

	enum stamp_answer imprint;	/* algorithm and bytes are the data's */
	enum stamp_answer nonce_match;
	enum stamp_answer signature;
	enum stamp_signer signer_state;
	struct trust_verdict trust;	/* of the signer's chain at genTime */

	char imprint_alg[64];		/* "sha256", ..., else a dotted OID */
	uint8_t imprint_bytes[STAMP_DIGEST_MAX];
	size_t imprint_n;
	int64_t gen_time;		/* ms; TIME_UNKNOWN when not read */
	int64_t accuracy_us;		/* microseconds; -1: not said */
	bool ordering;
	bool qualified;			/* has qcStatement 0.4.0.19422.1.1: a
					 * claim, no proof; EN 319 422 9.1 */
	char *policy;			/* dotted OID, or NULL */
	char *serial;			/* hex, lower case, or NULL */
	char *nonce;			/* hex as in the token, or NULL */
	char *tsa;			/* tsa field, else signer's subject */
	struct cert_info signer;	/* filled when SIGNER_FOUND */
	struct span token;		/* of the response; dies with it */
	struct certs *certs;		/* signer, then the token's others and
					 * ${extra}; NULL when not found */

	struct fault faults[STAMP_FAULTS];
	size_t faults_n;		/* in the order found; one of a kind */
};

/*
 * stamp_check(in, out, e):
 * Check the response or token ${in}; free ${out} with stamp_result_free() in
 * any case.  The token holds when state is GRANTED, signature YES, imprint
 * YES and faults_n 0; its time is established when trust.state is TRUST_OK
 * as well.  Return 0 with ${out} filled, whatever the verdict, or -1 with
 * ${e} when it could not be told: ERR_NOMEM, ERR_CRYPTO.
 */
int stamp_check(const struct stamp_input *in, struct stamp_result *out,
    struct error *e);

/*
 * stamp_plain(response):
 * Whether ${response} is in the one form in which we keep an answer: a
 * TimeStampResp of status granted (0) with nothing said beside, and the token.
 * No signature covers what stands around the token.
 */
bool stamp_plain(struct span response);

/* stamp_holds(r): that rule, without the signer's trust. */
bool stamp_holds(const struct stamp_result *r);

void stamp_result_free(struct stamp_result *r);

/* Stable names: "malformed", "rejected", "granted"; "stamp-imprint", ... */
const char *stamp_state_name(enum stamp_state s);

/*
 * stamp_fault_doubts(c):
 * Whether the fault only leaves the time in doubt (VALIDITY, WEAK, ACCURACY):
 * the token may be as its authority made it.  All others mean altered or
 * misused.
 */
bool stamp_fault_doubts(enum stamp_fault_code c);

/* --- Make half (store_write) --- */

struct stamp_request {
	struct buf der;			/* body of the POST,
					 * application/timestamp-query */
	uint8_t nonce[STAMP_NONCE];
	uint8_t imprint[STAMP_DIGEST_MAX];
	size_t imprint_n;		/* 32, 48, 64: SHA-256, -384, -512 */
};

#define STAMP_REQUEST_INIT	{ .der = BUF_INIT(TOKEN_MAX) }

/*
 * stamp_request_make(data, out, e):
 * Make a request for a time-stamp of ${data} (for a seal: the base64 text of
 * its signature): SHA-256, certReq, a random nonce.  Free ${out} with
 * stamp_request_free() in any case.  Return 0, or -1: ERR_NOMEM, ERR_CRYPTO.
 */
int stamp_request_make(struct span data, struct stamp_request *out,
    struct error *e);

/*
 * stamp_request_digest(digest, out, e):
 * The same of data with this SHA-256, -384 or -512, told by length (ERR_INPUT
 * for another).
 */
int stamp_request_digest(struct span digest, struct stamp_request *out,
    struct error *e);
void stamp_request_free(struct stamp_request *r);

/*
 * stamp_accept(request, response, trust, now, out, e):
 * Check an authority's answer in full before it is kept: all of stamp_check,
 * and the signer's certificate must be inside (certReq).  A signer whose root
 * is unknown is taken (${out->trust} says so); TRUST_EXPIRED and TRUST_BAD are
 * not.  ${trust} may be NULL.  Free ${out} with stamp_result_free() in any
 * case.  Return 0 when the answer is good, with the form of stamp_plain() in
 * ${response} (the token byte for byte, no status text around it), or -1 with
 * ${e}: ERR_TSA (why, in its text; ${out} is filled), ERR_NOMEM, ERR_CRYPTO.
 */
int stamp_accept(const struct stamp_request *request, struct buf *response,
    const struct trust *trust, int64_t now, struct stamp_result *out,
    struct error *e);

#endif
