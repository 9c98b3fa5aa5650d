#ifndef STORE_HOME_HOME_LOG_STAMPS_H
#define STORE_HOME_HOME_LOG_STAMPS_H

#include "store/home/home_attest.h"

/*
 * home_log_stamps - the time-stamps of checkpoints, held against the log as it
 * is gone through (docs/formats/custody.md section 6).
 *
 * What a checkpoint covers was written before its time-stamp; what follows the
 * event that holds the time-stamp's digest was written after it.  Events that
 * stand between the two are bounded by neither.
 */

struct log_stamps;		/* opaque */

/* ${c}, ${tsas} (or NULL) and ${fs} stay the caller's and in use. */
int log_stamps_open(struct catalog *c, const struct trust *tsas,
    struct log_findings *fs, struct log_stamps **out, struct error *e);
void log_stamps_free(struct log_stamps *s);

/* log_stamps_event(s, head, bytes, e): the next event that could be read. */
int log_stamps_event(struct log_stamps *s, const struct event_head *head,
    struct span bytes, struct error *e);

/* log_stamps_point(s, p, e): the next kept checkpoint, after its events. */
int log_stamps_point(struct log_stamps *s, const struct catalog_checkpoint *p,
    struct error *e);

/* log_stamps_end(s, out, e): after the last; fills what ${out} says of it. */
int log_stamps_end(struct log_stamps *s, struct home_log_result *out,
    struct error *e);

#endif
