#ifndef CAPTURE_RECORD_BODY_H
#define CAPTURE_RECORD_BODY_H

#include <sys/types.h>

#include "store/base/buf.h"

#define BODY_DIGEST_LEN	32

/*
 * body - the bytes of a message as they arrive: hashed first, kept in memory
 * while they are few (BODY_IN_MEMORY), else in an unnamed temporary file, so
 * that memory does not grow with them.
 */
#define BODY_IN_MEMORY	((size_t)1024 * 1024)

struct body;

/*
 * body_open(b, folder, max, e):
 * An empty body whose temporary file would go to ${folder} (borrowed until
 * body_free).  At most ${max} bytes.  Return 0 or -1.
 */
int body_open(struct body **b, const char *folder, int64_t max,
    struct error *e);

/*
 * body_put(b, p, n, e):
 * Hash and keep ${n} more bytes.  Return 0, or -1 with ${e}: ERR_LIMIT (what
 * fits was kept), ERR_SYS, ERR_DENIED, ERR_NOMEM.
 */
int body_put(struct body *b, const void *p, size_t n, struct error *e);

/* body_size(b): bytes so far; 0 for NULL. */
int64_t body_size(const struct body *b);

/* body_digest(b, digest, e): SHA-256 of the bytes so far; 0 or -1. */
int body_digest(const struct body *b, uint8_t digest[static BODY_DIGEST_LEN],
    struct error *e);

/*
 * body_read(b, offset, p, n, e):
 * Up to ${n} bytes from ${offset}; 0 at the end; -1 on failure.
 */
ssize_t body_read(const struct body *b, int64_t offset, void *p, size_t n,
    struct error *e);

/*
 * body_span(b):
 * The bytes, where they are in memory (size <= BODY_IN_MEMORY); else p is
 * NULL.  Lives until the next put or free.
 */
struct span body_span(const struct body *b);

/*
 * body_save(b, path, e):
 * Make ${path}, which must not exist, a file with the bytes.  A temporary
 * file that lies on the same disk gets that name and is not copied; from then
 * on nothing more can be put (ERR_LIMIT).  Return 0, or -1 with ${e}: ERR_SYS
 * (also where ${path} exists), ERR_DENIED; then there is no new file.
 */
int body_save(struct body *b, const char *path, struct error *e);

void body_free(struct body *b);

#endif
