#ifndef STORE_SEAL_PEM_H
#define STORE_SEAL_PEM_H

#include "store/base/error.h"
#include "store/base/span.h"

/*
 * pem - what stands between the lines of a PEM text (RFC 7468).
 *
 * pem_each(text, fn, ctx, e):
 * Call ${fn} for each block of ${text}, whose bytes live until it returns, as
 * long as it returns 0; text around the blocks is passed over.  Return 0, or
 * -1 with ${e}: ERR_SYNTAX (a NUL byte, a broken block), ERR_NOMEM, or that of
 * ${fn}.
 */
int pem_each(struct span text,
    int (*fn)(void *ctx, const char *label, struct span der, struct error *e),
    void *ctx, struct error *e);

#endif
