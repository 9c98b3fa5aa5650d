#ifndef CMD_AUTHORITIES_H
#define CMD_AUTHORITIES_H

#include "capture/authority/authority.h"
#include "store/home/home.h"

/*
 * authorities - the time-stamp authorities that a command asks, and the
 * connection to them.
 *
 * authorities_open(q, tsa, proxy, h, e):
 * Make ${q} ready for authority_ask(), all but what is to be time-stamped:
 * those of ${tsa} (as --tsa gave them; NULL: those of the settings of ${h}),
 * with patience, through ${proxy} (may be NULL), stopped by Ctrl-C.  Return 0
 * with ${q}, to be closed, or -1 with ${e}: ERR_INPUT (there is none),
 * ERR_NOMEM.
 */
int authorities_open(struct authority_query *q, const char *const *tsa,
    const char *proxy, struct home *h, struct error *e);

/* authorities_close(q): NULL in ${q->net} will do. */
void authorities_close(struct authority_query *q);

#endif
