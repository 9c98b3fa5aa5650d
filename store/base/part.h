#ifndef STORE_BASE_PART_H
#define STORE_BASE_PART_H

#include <sys/types.h>

#include <stdbool.h>

#include "store/base/error.h"

/*
 * part - a run of bytes of an open file: a whole file, or one that lies
 * stored inside another.  Whoever reads a part need not know which.  Offsets
 * are bytes from the beginning of the part; nothing outside is ever read.
 * Plain data; the descriptor stays its owner's, and its position is not used.
 */
struct part {
	int fd;
	int64_t at;		/* where it begins in the file */
	int64_t size;
};

/* part_whole(fd, out, e): all of a regular file; errors as io_size's. */
int part_whole(int fd, struct part *out, struct error *e);

/* part_within(p, at, size, out): a part of a part; false where it is not. */
bool part_within(const struct part *p, int64_t at, int64_t size,
    struct part *out);

/*
 * part_read(p, to, n, offset, e):
 * Exactly ${n} bytes from ${offset} on.  0, or -1 with ${e}: ERR_SYNTAX (with
 * the offset) where the part or its file ends early, ERR_SYS.
 */
int part_read(const struct part *p, void *to, size_t n, int64_t offset,
    struct error *e);

/*
 * part_read_some(p, to, n, offset, e): up to ${n} bytes; their count, 0 at
 * the end of the part or of its file, or -1 with ${e} ERR_SYS.
 */
ssize_t part_read_some(const struct part *p, void *to, size_t n,
    int64_t offset, struct error *e);

#endif
