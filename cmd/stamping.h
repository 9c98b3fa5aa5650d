#ifndef CMD_STAMPING_H
#define CMD_STAMPING_H

#include "capture/authority/authority.h"
#include "store/home/home.h"

/*
 * stamping - time-stamps of the custody log's checkpoints.
 *
 * stamping_ask(h, q, out, e):
 * Have the latest checkpoint time-stamped by an authority of ${q}, and keep
 * the answer; ${out} as of authority_ask().  0, or -1 with ${e}: as
 * authority_ask(); that no authority answered well is noted in the store.
 */
int stamping_ask(struct home *h, const struct authority_query *q,
    struct authority_answer *out, struct error *e);

/*
 * stamping_after(h, tsa, proxy):
 * At the end of a command that has used the network anyway: the same where a
 * time-stamp is due, with little patience and without a word.  ${tsa} NULL:
 * those of the settings.  ${proxy} may be NULL.
 */
void stamping_after(struct home *h, const char *const *tsa,
    const char *proxy);

#endif
