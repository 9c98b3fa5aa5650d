#ifndef STORE_RECEIPT_RECEIPT_H
#define STORE_RECEIPT_RECEIPT_H

#include "store/cades/cades.h"
#include "store/custody/checkpoint.h"
#include "store/custody/event.h"
#include "store/custody/merkle.h"
#include "store/seal/trust.h"

/*
 * receipt - what the receiver of a package signs: that it came whole, or that
 * it is refused (docs/formats/dossier.md section 5).
 *
 * A receipt is a CMS SignedData with its text inside, signed by an operator of
 * the receiver with the commitment "proof of receipt" (store/cades).  The text
 * is one JSON object.  It carries the event by which the receiver's log tells
 * of it, with proof that this event stands in that log: whoever gives a
 * receipt can no longer say that nothing came.
 *
 * Times are UTC milliseconds, digests lower-case hex.  Limits: RECEIPT_MAX,
 * RECEIPT_TEXT_MAX, EVENT_EXHIBITS_MAX exhibits.
 */
#define RECEIPT_TEXT_MAX	(4 * MIB)
#define RECEIPT_MAX		(CADES_MAX + RECEIPT_TEXT_MAX)

struct receipt_party {
	const char *name;
	const char *role;
	const char *organization;
	const char *key;		/* SHA-256 of the certificate */
};

/* What the text says.  NULL, -1 and TIME_UNKNOWN are absent. */
struct receipt {
	bool received;			/* false: refused */
	const char *package;		/* its UUID; NULL only in a refusal of
					 * what names no package */
	const char *sha256;		/* of the file that came */
	int64_t bytes;
	const char * const *exhibits;	/* that were found whole */
	size_t n_exhibits;
	struct receipt_party from;	/* who sent it, as the package says */
	const char *from_log;		/* origin of the sender's log */
	struct receipt_party by;	/* who signs */
	const char *root;		/* SHA-256 of the root of that one */
	const char *log;		/* origin of the receiver's log */
	const char *log_key;		/* line of its public key */
	struct span checkpoint;		/* signed note */
	struct span event;		/* bytes of the receiver's event */
	struct merkle_proof path;	/* that it is in the checkpoint */
	int64_t time;
	const char *why;
};

#define RECEIPT_INIT	{ .bytes = -1, .time = TIME_UNKNOWN }

struct receipt_doc;		/* a text that was read; opaque */

/*
 * receipt_read(s, out, e):
 * Read the text of a receipt; the caller receipt_doc_free()s ${*out}.
 * Members of the table must have their type and form; unknown ones are left
 * alone.  Return 0, or -1 with ${e}: ERR_SYNTAX, ERR_LIMIT, ERR_NOMEM.
 */
int receipt_read(struct span s, struct receipt_doc **out, struct error *e);

/* receipt_of(d): what it says; lives as ${d}. */
const struct receipt *receipt_of(const struct receipt_doc *d);
void receipt_doc_free(struct receipt_doc *d);

/* What makes a receipt none. */
enum receipt_fault_code {
	RECEIPT_FAULT_SIGNATURE,	/* none of ours, or it does not hold */
	RECEIPT_FAULT_COMMITMENT,	/* signed for another purpose */
	RECEIPT_FAULT_TEXT,		/* the text is no receipt */
	RECEIPT_FAULT_SIGNER,		/* signed by another than it names */
	RECEIPT_FAULT_ROOT,		/* ... or under another root */
	RECEIPT_FAULT_REVOKED,		/* the signer was revoked before */
	RECEIPT_FAULT_CHECKPOINT,	/* not of the log that it names */
	RECEIPT_FAULT_EVENT,		/* the event says something else */
	RECEIPT_FAULT_TIME,		/* dated otherwise than its event, its
					 * signature or its time-stamp */
	RECEIPT_FAULT_PATH,		/* the event is not in the checkpoint */
	RECEIPT_FAULTS
};

extern const struct fault_kind receipt_faults[RECEIPT_FAULTS];

struct receipt_input {
	struct span der;
	const struct trust *trust;	/* of signers; NULL: not judged */
	const struct trust *stamp_trust;	/* of authorities; or NULL */
	struct span crl;		/* lists known from elsewhere, PEM */
	int64_t now;
};

struct receipt_result {
	struct cades_result signature;
	struct receipt_doc *doc;	/* NULL: no text could be read */
	struct fault faults[RECEIPT_FAULTS];
	size_t faults_n;
};

/*
 * receipt_check(in, out, e):
 * Check the receipt ${in} as far as it tells by itself; free ${out} with
 * receipt_result_free() in any case.  Whom its signer belongs to is
 * ${out->signature.trust}.  Return 0 with ${out}, whatever the verdict, or -1
 * with ${e} when it could not be told: ERR_NOMEM, ERR_CRYPTO, ERR_SYNTAX
 * (${in->crl}).
 */
int receipt_check(const struct receipt_input *in, struct receipt_result *out,
    struct error *e);

/* receipt_holds(r): there is a text and no fault. */
bool receipt_holds(const struct receipt_result *r);
void receipt_result_free(struct receipt_result *r);

/* --- Make half (store_write) --- */

/* receipt_text(r, out, e): append the text of ${r}; it reads back. */
int receipt_text(const struct receipt *r, struct buf *out, struct error *e);

#endif
