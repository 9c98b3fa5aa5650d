#ifndef CMD_PENDING_H
#define CMD_PENDING_H

#include "capture/authority/authority.h"
#include "store/home/home.h"

/*
 * pending - time-stamps that no authority gave while an exhibit was sealed.
 *
 * pending_fetch(h, q, id, out, e):
 * Read the seal of exhibit ${id} from its file, which is hashed first, have
 * it time-stamped by an authority of ${q}, and keep the answer beside the file
 * and in the log; ${out} as of authority_ask().  Return 0, or -1 with ${e}: as
 * authority_ask(), ERR_NOTFOUND, ERR_CORRUPT (the file is not what was
 * sealed) ...
 */
int pending_fetch(struct home *h, const struct authority_query *q,
    const char *id, struct authority_answer *out, struct error *e);

#endif
