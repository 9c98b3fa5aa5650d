#ifndef STORE_CUSTODY_LOG_CHECK_H
#define STORE_CUSTODY_LOG_CHECK_H

#include "store/custody/checkpoint.h"
#include "store/custody/event.h"

/*
 * log_check - goes through a custody log from its first event and notes every
 * place where it is not what it must be.  What is found is data; only trouble
 * of ours (memory, OpenSSL) is an error.
 *
 * Feed events in order, and checkpoints at the moment when the log has as
 * many events as they say.
 */
enum log_fault {
	LOG_EVENT_SYNTAX,	/* the bytes are no event */
	LOG_EVENT_SEQ,		/* seq is not the place in the log */
	LOG_EVENT_PREV,		/* prev is not the hash of the event before */
	LOG_EVENT_HASH,		/* the kept hash is not that of the bytes */
	LOG_EVENT_MISSING,	/* no event where one must be */
	LOG_EVENT_INDEX,	/* the index of exhibits disagrees with it */
	LOG_EVENT_REVOKED,	/* by an operator who was revoked before */
	LOG_TREE_NODE,		/* a kept tree hash is not that of its leaves */
	LOG_CLOCK_BACK,		/* written before the event before it */
	LOG_CHECKPOINT_SYNTAX,	/* the note is no checkpoint */
	LOG_CHECKPOINT_KEY,	/* signed by another key or another origin */
	LOG_CHECKPOINT_SIGNATURE,	/* the signature fails */
	LOG_CHECKPOINT_ROOT,	/* its root is not that of the events */
	LOG_CHECKPOINT_AHEAD,	/* it says more events than there are */
	LOG_CHECKPOINT_NONE,	/* events after the last checkpoint */
	LOG_STAMP_CHECKPOINT,	/* a time-stamp whose checkpoint is gone */
	LOG_STAMP_TOKEN,	/* it does not hold, or is not of that */
	LOG_STAMP_TRUST,	/* by no authority that the reader trusts */
	LOG_STAMP_MISSING,	/* an event tells of one that is not kept */
	LOG_STAMP_ORDER,	/* two of them contradict each other */
	LOG_CLOCK_STAMP,	/* a time-stamp contradicts an event's date */
	LOG_COSIGNATURE,	/* a witness did not sign that checkpoint */
	LOG_TILE,		/* a file of an export is not of its events */
	LOG_FAULTS
};

/* log_fault_name(f): a stable name, "event.prev", "checkpoint.root" ... */
const char *log_fault_name(enum log_fault f);

/*
 * LOG_WARN is said by itself in the log, or harmless by construction: an
 * interrupted program or a clock that was set back and is noted as incident.
 */
enum log_level { LOG_WARN, LOG_FAIL };

struct log_finding {
	enum log_fault fault;
	enum log_level level;
	uint64_t seq;		/* event, or size of the checkpoint */
	char detail[200];	/* technical English: found, want */
};

#define LOG_FINDINGS_MAX	1000	/* kept; more are counted */

struct log_findings {
	struct log_finding *list;
	size_t n;
	size_t cap;
	uint64_t failed;	/* how many LOG_FAIL, kept or not */
	uint64_t warned;
};

#define LOG_FINDINGS_INIT	{ .list = NULL }

/* log_note(fs, fault, level, seq, e, fmt, ...): add one; 0 or -1. */
int log_note(struct log_findings *fs, enum log_fault fault,
    enum log_level level, uint64_t seq, struct error *e, const char *fmt, ...)
    __attribute__((format(printf, 6, 7)));
void log_findings_free(struct log_findings *fs);

/* How far this machine's clock may be from an authority's: five minutes. */
#define LOG_STAMP_SLACK	INT64_C(300000)

struct log_check;		/* opaque */

/* log_check_new(key, fs, e): ${key}, ${fs} stay the caller's and in use. */
struct log_check *log_check_new(const struct note_vkey *key,
    struct log_findings *fs, struct error *e);
void log_check_free(struct log_check *c);

/*
 * log_check_event(c, bytes, kept, n_kept, e):
 * The next event, with the hashes kept for the subtrees that it completes
 * (level 0 first; ${n_kept} 0: none are kept).  Return 0, or -1 with ${e}.
 */
int log_check_event(struct log_check *c, struct span bytes,
    const struct merkle_node *kept, size_t n_kept, struct error *e);

/* log_check_lost(c, e): the next event is not there. */
int log_check_lost(struct log_check *c, struct error *e);

/*
 * log_check_checkpoint(c, note, e):
 * A signed checkpoint that is to be of the events fed so far: its signature
 * and origin, its size and its root.  Of a row of wrong roots the first is
 * listed and all are counted.
 */
int log_check_checkpoint(struct log_check *c, struct span note,
    struct error *e);

/* log_check_size(c): how many events were fed so far. */
uint64_t log_check_size(const struct log_check *c);

/* log_check_head(c): of the last event fed; NULL where it could not be read. */
const struct event_head *log_check_head(const struct log_check *c);

/* log_check_last(c): the size of the last good checkpoint, or 0. */
uint64_t log_check_last(const struct log_check *c);

#endif
