#ifndef STORE_HOME_HOME_ATTEST_H
#define STORE_HOME_HOME_ATTEST_H

#include "store/catalog/catalog_attest.h"
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
