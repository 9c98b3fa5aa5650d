#ifndef VERIFY_READ_ALL_H
#define VERIFY_READ_ALL_H

#include "store/base/buf.h"
#include "verify/content.h"

/*
 * read_all(c, out, e): append what is left of ${c}, up to out->max; 0, or -1
 * with ${e}: ERR_LIMIT, ERR_NOMEM, or what content_read says.
 */
int read_all(struct content *c, struct buf *out, struct error *e);

#endif
