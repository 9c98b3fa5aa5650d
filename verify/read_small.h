#ifndef VERIFY_READ_SMALL_H
#define VERIFY_READ_SMALL_H

#include "verify/work.h"

/*
 * read_small(w, name, c, out, there, e):
 * Append the whole file ${name} of the package to ${out}.  ${*there} tells
 * whether there was one that could be read; a file that cannot be read, or
 * whose content is not what the archive declares, is a finding of ${c}.
 * 0, or -1 with ${e}.
 */
int read_small(struct work *w, const char *name, enum check c,
    struct buf *out, bool *there, struct error *e);

#endif
