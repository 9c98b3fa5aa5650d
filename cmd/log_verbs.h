#ifndef CMD_LOG_VERBS_H
#define CMD_LOG_VERBS_H

#include "cmd/use.h"

/*
 * log_verbs - what `constat log` does, one call each; ${a}->rest[0] is the
 * verb itself.  Each returns an exit code, or -1 with ${e}.
 */
int log_check(struct use *u, const struct args *a, struct error *e);
int log_point(struct use *u, const struct args *a, struct error *e);
int log_witness(struct use *u, const struct args *a, struct error *e);
int log_cosign(struct use *u, const struct args *a, struct error *e);

/* log_put(a, s, e): ${s} into the file of --output, or to stdout; 0 or -1. */
int log_put(const struct args *a, struct span s, struct error *e);

#endif
