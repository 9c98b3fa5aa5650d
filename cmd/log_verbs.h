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
int log_export(struct use *u, const struct args *a, struct error *e);

/* log_check_folder(u, a, e): of an export, in ${a}->rest[1]. */
int log_check_folder(struct use *u, const struct args *a, struct error *e);

/* log_stamp(u, a, e): have the latest checkpoint stamped, if need be. */
int log_stamp(struct use *u, const struct args *a, struct error *e);

/*
 * log_key_of(a, option, parse, out, e):
 * The key whose line is in the file that ${option} names: 1, 0 without, -1.
 */
int log_key_of(const struct args *a, const char *option,
    int (*parse)(struct span s, struct note_vkey *out, struct error *e),
    struct note_vkey *out, struct error *e);

/* log_put(a, s, e): ${s} into the file of --output, or to stdout; 0 or -1. */
int log_put(const struct args *a, struct span s, struct error *e);

#endif
