#ifndef CMD_WHY_H
#define CMD_WHY_H

#include "cmd/opt.h"
#include "store/base/buf.h"

/*
 * why_get(a, out, e):
 * The reason for what is about to be done: of --why (OPT_WHY), else typed at
 * the terminal; appended to ${out}.  0, or -1 with ${e} ERR_INPUT where there
 * is none.
 */
int why_get(const struct args *a, struct buf *out, struct error *e);

#endif
