#ifndef VERIFY_GUNZIP_H
#define VERIFY_GUNZIP_H

#include <sys/types.h>

#include "store/base/error.h"

/*
 * gunzip - the content of gzip members (RFC 1952), one after the other, as
 * one stream: indexes in the ZipNum form of other tools.
 */
struct gunzip;

typedef ssize_t gunzip_source(void *ctx, void *p, size_t n, struct error *e);

/* gunzip_open(source, ctx, out, e): 0, or -1 with ${e} ERR_NOMEM. */
int gunzip_open(gunzip_source *source, void *ctx, struct gunzip **out,
    struct error *e);

/*
 * gunzip_read(g, p, n, e):
 * Up to ${n} bytes, 0 at the end or where the stream breaks (gunzip_fault
 * says so), or -1 with ${e}.  ${g} is a struct gunzip.
 */
ssize_t gunzip_read(void *g, void *p, size_t n, struct error *e);

/* gunzip_fault(g): how it broke, or NULL. */
const char *gunzip_fault(const struct gunzip *g);

void gunzip_close(struct gunzip *g);

#endif
