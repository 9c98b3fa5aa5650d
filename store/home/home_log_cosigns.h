#ifndef STORE_HOME_HOME_LOG_COSIGNS_H
#define STORE_HOME_HOME_LOG_COSIGNS_H

#include "store/home/home_attest.h"

/*
 * home_log_cosigns - the cosignatures of witnesses, held against the kept
 * checkpoints as the log is gone through.
 */
struct log_cosigns;		/* opaque */

/* ${c} and ${fs} stay the caller's and in use. */
int log_cosigns_open(struct catalog *c, struct log_findings *fs,
    struct log_cosigns **out, struct error *e);
void log_cosigns_free(struct log_cosigns *s);

/* log_cosigns_point(s, p, e): the next kept checkpoint. */
int log_cosigns_point(struct log_cosigns *s,
    const struct catalog_checkpoint *p, struct error *e);

/* log_cosigns_end(s, out, e): after the last. */
int log_cosigns_end(struct log_cosigns *s, struct home_log_result *out,
    struct error *e);

#endif
