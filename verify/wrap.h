#ifndef VERIFY_WRAP_H
#define VERIFY_WRAP_H

#include "store/base/buf.h"

/*
 * wrap_line(out, line, width): ${line}, without its end, for a terminal of
 * ${width} columns: broken at blanks, what goes on indented by four more than
 * it began.  A word that is longer stays whole, so that it can be copied.
 * Columns are counted as characters.
 */
void wrap_line(struct buf *out, struct span line, size_t width);

#endif
