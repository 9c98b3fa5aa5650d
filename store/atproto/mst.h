#ifndef STORE_ATPROTO_MST_H
#define STORE_ATPROTO_MST_H

#include "store/atproto/car.h"

/*
 * mst - the search tree of a repository (atproto.com/specs/repository, "MST
 * Structure"): from its root down to one key, through the blocks of a CAR.
 * Each node on the way must be in the one form that the specification allows:
 * keys in order, on the layer that their hash says, prefixes as long as can
 * be.  So a key that is not found where it would stand is not in the tree.
 */
#define MST_DEPTH_MAX	128
#define MST_KEY_MAX	1024

enum mst_result {
	MST_FOUND,		/* ${*value} is its CID */
	MST_ABSENT,		/* proved: it is not in the tree */
	MST_UNKNOWN,		/* a block on the way is not in the CAR */
	MST_MALFORMED		/* a node is not as it must be */
};

/* mst_find(car, root, key, value, result, e): 0, or -1 ERR_NOMEM. */
int mst_find(const struct car *car, const struct cid *root, struct span key,
    struct cid *value, enum mst_result *result, struct error *e);

/* mst_layer(key, out, e): the layer of ${key}; 0 or -1. */
int mst_layer(struct span key, unsigned *out, struct error *e);

#endif
