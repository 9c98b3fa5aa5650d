#ifndef VERIFY_ANCHORS_H
#define VERIFY_ANCHORS_H

#include "verify/command.h"
#include "verify/options.h"
#include "verify/policy.h"

/*
 * anchors - the policy that the command line asks for, lent to one file after
 * the other, by any thread.
 *
 * Certificates that are shared remember what OpenSSL once found out about
 * them, also when it was wrong because memory had run out.  So a policy is
 * only lent while no allocation has failed since it was made; after that a
 * new one is made from the same files.
 */
struct anchors;

/*
 * anchors_new(o, d, now, out, e):
 * Make the policy of ${o} and ${d} (may be NULL), which must live as long, as
 * of ${now}.  ${*out} is the caller's to anchors_free().  Return 0, or -1 with
 * ${e} as the calls of policy.h, and ERR_NOMEM.
 */
int anchors_new(const struct options *o, const struct verify_defaults *d,
    int64_t now, struct anchors **out, struct error *e);

/*
 * anchors_take(a, e), anchors_give(a, p):
 * A policy to judge one file with, NULL with ${e}; give it back afterwards.
 * Call alloc_forget() before, so that no failure falls between the two.
 */
struct policy *anchors_take(struct anchors *a, struct error *e);
void anchors_give(struct anchors *a, struct policy *p);

/* anchors_free(a): all that was lent has been given back. */
void anchors_free(struct anchors *a);

#endif
