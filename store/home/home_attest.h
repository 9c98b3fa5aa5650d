#ifndef STORE_HOME_HOME_ATTEST_H
#define STORE_HOME_HOME_ATTEST_H

#include "store/catalog/catalog_attest.h"
#include "store/custody/checkpoint.h"
#include "store/home/home.h"
#include "store/seal/trust.h"

/*
 * home_attest - what others attest of a store's custody log, and what it
 * attests of others' logs.  Errors as in home.h.
 */

/* ---- time-stamps of checkpoints ---- */

#define HOME_CHECKPOINT_MINUTES	60	/* where the settings say nothing */
#define HOME_CHECKPOINT_MINUTES_MAX	(366 * 24 * 60)

/*
 * home_point_due(h, e):
 * Whether the latest checkpoint is to be time-stamped now: the settings want
 * it (checkpoint_minutes is not 0), events came since the last time-stamp
 * other than the one that tells of it, and that one is old enough.  1, 0, -1.
 */
int home_point_due(struct home *h, struct error *e);

/*
 * home_point_new(h, e):
 * The same without the settings and without regard to time: 1 where the
 * latest checkpoint has nothing new over the last that was stamped: 0.
 */
int home_point_new(struct home *h, struct error *e);

/*
 * home_point_kept(h, note, size, e):
 * ${*size} of the checkpoint ${note}, which must be one of this log and kept
 * byte for byte.  0, or -1 with ${e}: ERR_NOTFOUND, ERR_SYNTAX ...
 */
int home_point_kept(struct home *h, struct span note, uint64_t *size,
    struct error *e);

/*
 * home_point_stamp(h, note, response, authority, time, e):
 * Keep ${response} (TimeStampResp), the answer of ${authority} over the bytes
 * of ${note}, which is a checkpoint of this log as it is kept; append the
 * event that tells of it.  ${*time}, when not NULL, becomes genTime.  ERR_TSA
 * where it does not hold for them, ERR_NOTFOUND where no such checkpoint is
 * kept.
 */
int home_point_stamp(struct home *h, struct span note, struct span response,
    const char *authority, int64_t *time, struct error *e);

/*
 * home_point_stamped(h, note, response, e):
 * The last checkpoint that was time-stamped, and the answer over its bytes,
 * appended to each.  0, or -1 with ${e}: ERR_NOTFOUND where there is none.
 */
int home_point_stamped(struct home *h, struct buf *note,
    struct buf *response, struct error *e);

/*
 * home_point_missed(h, why, e), home_point_trouble(h, out, e):
 * Note that no authority answered well (which is no event: the next command
 * tries again); whether the last attempt failed: 1 and when and why appended
 * to ${out}, 0, -1.
 */
int home_point_missed(struct home *h, const char *why, struct error *e);
int home_point_trouble(struct home *h, struct buf *out, struct error *e);

/* ---- witnesses of this log ---- */

/*
 * home_witness_request(h, old, out, size, e):
 * Append a request to cosign the latest checkpoint (store/custody/witness.h)
 * to a witness that has last cosigned ${old} events; ${*size} is that of the
 * checkpoint.  ERR_INPUT where the log has fewer than ${old}.
 */
int home_witness_request(struct home *h, uint64_t old, struct buf *out,
    uint64_t *size, struct error *e);

/* home_witness_seen(h, name, size, e): what it last cosigned, 0: nothing. */
int home_witness_seen(struct home *h, const char *name, uint64_t *size,
    struct error *e);

/* home_witness_at(h, url, key, e): the key kept for ${url}: 1, 0, -1. */
int home_witness_at(struct home *h, const char *url, struct note_vkey *key,
    struct error *e);

/*
 * home_witness_of(h, n, key, e):
 * The first witness kept here that has a line in the note ${n}, which is not
 * checked: 1, 0, -1.
 */
int home_witness_of(struct home *h, const struct note *n,
    struct note_vkey *key, struct error *e);

/*
 * home_witness_take(h, key, url, note, time, e):
 * Keep what ${key} signed under ${note}, a checkpoint of this log with
 * further signatures, and the witness itself (${url} may be NULL); append the
 * event that tells of it.  ${*time} becomes when it signed.  ERR_NOTFOUND: no
 * such checkpoint is kept here; ERR_INPUT: no signature of that key, or of
 * the future; ERR_CORRUPT: a bad one; ERR_DENIED: the witness of that name
 * has another key.
 */
int home_witness_take(struct home *h, const struct note_vkey *key,
    const char *url, struct span note, int64_t *time, struct error *e);

/*
 * home_witness_conflict(h, name, url, seen, e):
 * Who answers at ${url} for the witness ${name} says that it has seen another
 * history of this log: one of ${seen} events where that is more than there
 * are.  Appends an incident.
 */
int home_witness_conflict(struct home *h, const char *name, const char *url,
    uint64_t seen, struct error *e);

/* ---- as a witness of others' logs ---- */

enum home_verdict {
	HOME_COSIGNED,
	HOME_LOG_UNKNOWN,	/* its key was never given */
	HOME_LOG_SIGNATURE,	/* not signed by the key that is known */
	HOME_LOG_SIZE,		/* another size was cosigned last: ask anew */
	HOME_LOG_BACK,		/* fewer events than were cosigned */
	HOME_LOG_FORKED,	/* as many, with another root */
	HOME_LOG_UNPROVED	/* it is not shown to have only grown */
};

struct home_cosigned {
	enum home_verdict verdict;
	struct checkpoint point;	/* what was asked for */
	uint64_t seen;			/* events that were cosigned last */
};

/*
 * home_cosign(h, request, key, out, r, e):
 * Cosign what ${request} asks for, if it continues what was cosigned last of
 * that log; then ${out} gets the checkpoint with its signatures and ours.
 * ${key} (or NULL) is the log's, needed the first time.  What was cosigned is
 * remembered and told in the own log before ${out} is filled; so is a refusal
 * that hints at two histories (BACK, FORKED, UNPROVED), with both
 * checkpoints.  0 with ${r}, or -1 with ${e}: ERR_SYNTAX, ERR_LIMIT (no
 * request), ERR_INPUT (our own log) ...
 */
int home_cosign(struct home *h, struct span request,
    const struct note_vkey *key, struct buf *out, struct home_cosigned *r,
    struct error *e);

/* home_witness_key(h, out, e): our key as a witness, made if need be. */
int home_witness_key(struct home *h, struct note_vkey *out, struct error *e);

/* ---- the whole log, to be handed out ---- */

/*
 * home_log_export(h, folder, note, size, e):
 * Write the log up to the checkpoint ${note} (of this log, kept; its ${*size})
 * into ${folder}, which is not there or empty, as store/custody/tiles.h has
 * it; besides the files "key" (the line of its public key) and, where there
 * are any for this checkpoint, "checkpoint.tsr" (a time-stamp).  The
 * checkpoint gets the lines of witnesses.  It is made beside its place
 * (<folder>.<8 digits>.part), entered in the log, and gets its name last;
 * where a disk is mounted at ${folder}, or nothing can be written beside it,
 * it is made within, its checkpoint last.  ERR_EXISTS: ${folder} is not empty.
 */
int home_log_export(struct home *h, const char *folder, struct span note,
    uint64_t *size, struct error *e);

/* ---- checking the log ---- */

struct home_log_opts {
	const struct trust *tsas;	/* authorities that are believed, or
					 * NULL: not judged */
	const struct span *older;	/* checkpoints that somebody kept */
	size_t n_older;
	const struct home_progress *progress;	/* or NULL */
};

struct home_log_result {
	uint64_t size;			/* events */
	uint64_t stamps;		/* time-stamps that hold ... */
	uint64_t stamped;		/* ... events in the last of them ... */
	int64_t stamp_time;		/* ... and its time; TIME_UNKNOWN */
	uint64_t cosignatures;		/* that hold */
};

/*
 * home_log_examine(h, o, fs, out, e):
 * home_log_check() with more: the ${o}->older checkpoints must be of this log
 * as it is now.  ${o} and ${out} may be NULL.
 */
int home_log_examine(struct home *h, const struct home_log_opts *o,
    struct log_findings *fs, struct home_log_result *out, struct error *e);

#endif
