#ifndef CMD_STAMPING_H
#define CMD_STAMPING_H

#include "capture/net/net.h"
#include "store/home/home.h"

/*
 * stamping - time-stamps of the custody log's checkpoints.
 *
 * stamping_ask(h, net, tsa, wait_ms, time, who, e):
 * Have the latest checkpoint time-stamped by the first of ${tsa} (NULL-ended)
 * that answers well within ${wait_ms}, and keep the answer.  ${*time} is the
 * token's, ${*who} the authority.  0, or -1 with ${e}: ERR_TSA (none did; it
 * is noted in the store), ERR_CANCELED ...
 */
int stamping_ask(struct home *h, struct net *net, const char *const *tsa,
    int64_t wait_ms, int64_t *time, const char **who, struct error *e);

/*
 * stamping_after(h, tsa, proxy):
 * At the end of a command that has used the network anyway: the same where a
 * time-stamp is due, with little patience and without a word.  ${tsa} NULL:
 * those of the settings.  ${proxy} may be NULL.
 */
void stamping_after(struct home *h, const char *const *tsa,
    const char *proxy);

#endif
