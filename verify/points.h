#ifndef VERIFY_POINTS_H
#define VERIFY_POINTS_H

#include "verify/verify.h"

/*
 * points - the checkpoints of one run.  Two of one log and one size with
 * different roots are two histories of that log: no log can have both, and
 * each is signed.
 */
struct points;			/* opaque */

int points_new(struct points **out, struct error *e);
void points_free(struct points *ps);

/*
 * points_compare(ps, r, e):
 * Hold the checkpoint of ${r}, if it is one, against those before it, and
 * keep it; what contradicts is a finding in ${r} (log.history), and changes
 * its verdict where both signatures are of a key that the reader trusts.
 * 0, or -1 with ${e} ERR_NOMEM.
 */
int points_compare(struct points *ps, struct verify_report *r,
    struct error *e);

#endif
