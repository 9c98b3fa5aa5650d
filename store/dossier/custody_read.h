#ifndef STORE_DOSSIER_CUSTODY_READ_H
#define STORE_DOSSIER_CUSTODY_READ_H

#include "store/custody/checkpoint.h"
#include "store/custody/event.h"
#include "store/seal/cert.h"

/*
 * custody_read - checks the custody of one log in a dossier from its bytes
 * (docs/formats/dossier.md section 3): the checkpoint, earlier stamped ones,
 * and each event with its proof.  What is found is told and is data; an error
 * is trouble of ours.  Memory grows with people and stamps, not with events.
 *
 * Feed key and checkpoint, then certificates and stamps, then the events.
 */
enum custody_fault {
	CUSTODY_KEY,		/* the key is none, or not the folder's */
	CUSTODY_CHECKPOINT,	/* no checkpoint, or not by that key */
	CUSTODY_ANCHOR,		/* an earlier one does not lead to it */
	CUSTODY_EVENT,		/* the bytes are no event */
	CUSTODY_ORDER,		/* out of order, or twice */
	CUSTODY_PREV,		/* not what follows the event before */
	CUSTODY_PROOF,		/* not in the log that was signed */
	CUSTODY_TIME,		/* dated where it cannot have been written */
	CUSTODY_PEOPLE,		/* by nobody known, or by one revoked */
	CUSTODY_FIRST,		/* the first event does not bind the log */
	CUSTODY_FAULTS
};

enum custody_level { CUSTODY_FAIL, CUSTODY_WARN };

/* Told of each; ${seq} 0: of none.  ${text}: technical English. */
struct custody_say {
	void (*say)(void *ctx, enum custody_fault f, enum custody_level level,
	    uint64_t seq, const char *text);
	void *ctx;
};

struct custody_reader;		/* opaque; one thread at a time */

/*
 * custody_reader_new(folder, key, note, say, out, e):
 * Begin with the files `key` and `checkpoint` of "custody/<folder>/".  Where
 * they are no good that is told and custody_reader_good() is false: then
 * nothing that follows can hold.  0, or -1 with ${e}: ERR_NOMEM, ERR_CRYPTO.
 */
int custody_reader_new(struct span folder, struct span key, struct span note,
    const struct custody_say *say, struct custody_reader **out,
    struct error *e);
void custody_reader_free(struct custody_reader *r);
bool custody_reader_good(const struct custody_reader *r);
const struct checkpoint *custody_reader_point(const struct custody_reader *r);
const struct note_vkey *custody_reader_key(const struct custody_reader *r);

/*
 * custody_reader_cert(r, c, e): a certificate that somebody is known by; the
 * texts live as long as ${r}.
 */
struct custody_cert {
	const char *key;		/* its SHA-256 */
	const char *root;		/* that of the root that issued it */
	const char *name;		/* whom it names, or NULL */
	const char *organization;	/* or NULL */
};
int custody_reader_cert(struct custody_reader *r,
    const struct custody_cert *c, struct error *e);

/*
 * custody_reader_anchor(r, line, size, note, tsr, good, e):
 * A line of anchors.jsonl.  ${*good}: it is a checkpoint of this log, of
 * ${*size} events, that the main one continues; ${note} and ${tsr} get its
 * bytes and those of its time-stamp, which is the caller's to check.
 */
int custody_reader_anchor(struct custody_reader *r, struct span line,
    uint64_t *size, struct buf *note, struct buf *tsr, bool *good,
    struct error *e);

/*
 * custody_reader_stamp(r, size, tsr, time, trusted, e):
 * The checkpoint of ${size} events was there at ${time}, as ${tsr} shows: its
 * events are not younger; what follows the event that tells of ${tsr} is not
 * older.  By ascending size.
 */
int custody_reader_stamp(struct custody_reader *r, uint64_t size,
    struct span tsr, int64_t time, bool trusted, struct error *e);

/*
 * custody_reader_event(r, line, proof, out, e):
 * A line of events.jsonl and the same line of proofs.jsonl.  ${*out} is the
 * event for event_free(), NULL where it is none or is not proved.
 */
int custody_reader_event(struct custody_reader *r, struct span line,
    struct span proof, struct event **out, struct error *e);

/* custody_reader_leaf(r): the leaf hash of the event last given. */
const struct merkle_node *custody_reader_leaf(const struct custody_reader *r);

/* What the first event says; empty where it says nothing. */
struct custody_first {
	char root[CERT_FINGERPRINT];	/* of the organization */
	char seal[CERT_FINGERPRINT];
};
const struct custody_first *custody_reader_first(
    const struct custody_reader *r);

/* custody_reader_end(r, shown): after the last event: how many held. */
void custody_reader_end(struct custody_reader *r, uint64_t *shown);

/* custody_fault_name(f): a stable name, "proof". */
const char *custody_fault_name(enum custody_fault f);

#endif
