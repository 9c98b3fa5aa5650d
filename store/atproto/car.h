#ifndef STORE_ATPROTO_CAR_H
#define STORE_ATPROTO_CAR_H

#include "store/atproto/cid.h"

/*
 * car - a CAR file, version 1 (ipld.io/specs/transport/car/carv1): blocks
 * with their CIDs, held in memory.  Every block is hashed against its CID when
 * the file is opened.
 */
#define CAR_BLOCKS_MAX	4096

struct car_block {
	struct cid cid;
	struct span data;
};

struct car {
	struct cid root;
	struct car_block *blocks;	/* in the order of the file */
	size_t n;
};

/*
 * car_open(s, car, e):
 * Take ${s} apart; spans point into it.  Return 0 with a file for car_free(),
 * or -1 with ${e}: ERR_SYNTAX (offset set: malformed, other than one root, a
 * block that is not what its CID says), ERR_LIMIT, ERR_NOMEM.
 */
int car_open(struct span s, struct car *car, struct error *e);

/* car_block(car, c): the block of ${c}; its p is NULL where there is none. */
struct span car_block(const struct car *car, const struct cid *c);

void car_free(struct car *car);

#endif
