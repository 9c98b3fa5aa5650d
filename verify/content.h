#ifndef VERIFY_CONTENT_H
#define VERIFY_CONTENT_H

#include <sys/types.h>

#include "store/digest/digest.h"
#include "verify/work.h"

/*
 * content - one file inside the package, read once from its beginning to its
 * end.  Whoever reads it, each byte goes through the hash that the manifest
 * declares, so what is understood is what was hashed.
 */
struct content;

/*
 * content_open(w, entry, out, e):
 * Begin with the ${entry}-th file of w->zip.  0, or -1 with ${e}.  A file
 * that cannot be read (method, encryption) gives a finding, 0, and NULL.
 */
int content_open(struct work *w, size_t entry, struct content **out,
    struct error *e);

/* content_read(c, p, n, e): as zip_entry_read; ${c} is a struct content. */
ssize_t content_read(void *c, void *p, size_t n, struct error *e);

/*
 * content_lend(c), content_return(c):
 * Until it is returned, whoever reads puts each byte into this digest by
 * itself, all of them in order.
 */
struct digest *content_lend(struct content *c);
void content_return(struct content *c);

/* content_name(c): the file's name as a string, lives as ${c}. */
const char *content_name(const struct content *c);

/*
 * content_finish(c, e):
 * Read what is left, compare hash and length with the manifest and say so
 * (wacz.resources).  0, or -1 with ${e}.  ${c} is still to be freed.
 */
int content_finish(struct content *c, struct error *e);

void content_free(struct content *c);

#endif
