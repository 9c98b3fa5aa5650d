#ifndef VERIFY_WIRE_H
#define VERIFY_WIRE_H

#include <jansson.h>

#include "verify/work.h"

/*
 * wire - the exchanges that evidence/acquisition.json describes, to be found
 * again in the acquisition log: same URL, moment, status and peer.  Up to
 * WIRE_MAX are kept; there are as many as redirects.
 */
#define WIRE_MAX	1000

struct wire;

/*
 * wire_add(w, j, e): take in one of wire.exchanges.  0 or -1 with ${e}.
 * wire_exchange(w, j, e), wire_connected(w, j, fits, e): a line of the log;
 * ${*fits} false: it says something else than the record.  0 or -1.
 */
int wire_add(struct work *w, const json_t *j, struct error *e);
int wire_exchange(struct work *w, const json_t *j, struct error *e);
int wire_connected(struct work *w, const json_t *j, bool *fits,
    struct error *e);

/* wire_end(w): findings for what the log does not have. */
void wire_end(struct work *w);

#endif
