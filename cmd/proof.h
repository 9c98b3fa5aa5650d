#ifndef CMD_PROOF_H
#define CMD_PROOF_H

#include "store/home/home.h"

/*
 * proof_make(h, seq, json, out, e):
 * Append a proof that event ${seq} (from 1) is in the log that the latest
 * checkpoint signs: a c2sp.org/tlog-proof@v1 file, or one line of JSON.  The
 * proof is checked before it is given out.  0, or -1 with ${e}: ERR_NOTFOUND
 * (no such event below the checkpoint), ERR_CORRUPT, ...
 */
int proof_make(struct home *h, uint64_t seq, bool json, struct buf *out,
    struct error *e);

#endif
