#ifndef STORE_ASIC_PACK_H
#define STORE_ASIC_PACK_H

#include "store/asic/asic_internal.h"

/*
 * pack - the ZIP file of a container (PKWARE APPNOTE 6.3.10), written by us:
 * mimetype must have no extra field (EN 319 162-1 section A.1), and libarchive
 * gives one to every entry.  Sizes and CRC-32 are put into the local header
 * when the content is there, so that no data descriptor is needed: some
 * readers take none behind stored content.  Make half only.
 */
struct pack;				/* opaque; one thread */

int pack_open(const char *path, int64_t now, struct pack **out,
    struct error *e);

/*
 * pack_begin(p, name, size, e), pack_put(p, s, e), pack_end(p, e):
 * An entry; ${size} -1: not known, then below 4 GiB.  0 or -1.
 */
int pack_begin(struct pack *p, struct span name, int64_t size,
    struct error *e);
int pack_put(struct pack *p, struct span s, struct error *e);
int pack_end(struct pack *p, struct error *e);

/* Of an entry written: the name lives as ${p}. */
struct span pack_name(const struct pack *p, size_t i);
const uint8_t *pack_sha256(const struct pack *p, size_t i);

/* pack_finish(p, e): the directory; the entries are forgotten.  pack_fd: to
 * read it back. */
int pack_finish(struct pack *p, struct error *e);
int pack_fd(const struct pack *p);

/* pack_keep(p, e): give the file its name. */
int pack_keep(struct pack *p, struct error *e);

void pack_free(struct pack *p);

#endif
