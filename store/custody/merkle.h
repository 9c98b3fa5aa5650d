#ifndef STORE_CUSTODY_MERKLE_H
#define STORE_CUSTODY_MERKLE_H

#include "store/base/error.h"
#include "store/base/span.h"

/*
 * merkle - the hash tree of an append-only log (RFC 6962 section 2.1, the
 * same tree as RFC 9162 section 2.1) over SHA-256.
 *
 *   leaf(d)    = SHA-256(0x00 || d)
 *   node(l, r) = SHA-256(0x01 || l || r)
 *   root of nothing = SHA-256("")
 *
 * A complete subtree is named by (level, index): it covers the leaves
 * [index << level, (index + 1) << level).  Whoever keeps those hashes can
 * give a root or a proof from O(log n) of them.  Leaves are counted from 0.
 */
#define MERKLE_BYTES	32
#define MERKLE_LEVELS	62	/* a tree has at most 2^62 leaves */
#define MERKLE_SIZE_MAX	(UINT64_C(1) << MERKLE_LEVELS)
#define MERKLE_PROOF_MAX	(2 * MERKLE_LEVELS)

struct merkle_node {
	uint8_t b[MERKLE_BYTES];
};

/*
 * A SHA-256 context used again and again; opaque; one thread at a time.
 * merkle_hasher_new(e) returns NULL with ${e} ERR_NOMEM or ERR_CRYPTO.
 */
struct merkle_hasher;
struct merkle_hasher *merkle_hasher_new(struct error *e);
void merkle_hasher_free(struct merkle_hasher *h);

/*
 * merkle_leaf(h, d, out, e), merkle_pair(h, l, r, out, e):
 * Hash one leaf, or two nodes (${out} may be either).  0, or -1 with ${e}.
 */
int merkle_leaf(struct merkle_hasher *h, struct span d,
    struct merkle_node *out, struct error *e);
int merkle_pair(struct merkle_hasher *h, const struct merkle_node *l,
    const struct merkle_node *r, struct merkle_node *out, struct error *e);

/* merkle_empty(): SHA-256(""), the root of a tree without leaves. */
const struct merkle_node *merkle_empty(void);

bool merkle_same(const struct merkle_node *a, const struct merkle_node *b);

/*
 * A growing tree: its size and the roots of the complete subtrees that cover
 * it, peak[level] being meant where bit ${level} of the size is set.  All
 * zeros is the empty tree.  Plain data: it can be copied.
 */
struct merkle_tree {
	uint64_t size;
	struct merkle_node peak[MERKLE_LEVELS + 1];
};

/* Every subtree that one new leaf completes: level 0 (itself) and upward. */
struct merkle_made {
	unsigned n;			/* levels 0 to n - 1 */
	struct merkle_node node[MERKLE_LEVELS + 1];
};

/*
 * merkle_add(h, t, leaf, made, e):
 * Append the leaf hash ${leaf}.  The completed subtree at level k, stored in
 * ${made}->node[k], has the index (t->size >> k) - 1 of the grown tree.
 * ${made} may be NULL.  Return 0, or -1 with ${e}; then ${t} is as before.
 */
int merkle_add(struct merkle_hasher *h, struct merkle_tree *t,
    const struct merkle_node *leaf, struct merkle_made *made,
    struct error *e);

/* merkle_root(h, t, out, e): MTH of the leaves added so far. */
int merkle_root(struct merkle_hasher *h, const struct merkle_tree *t,
    struct merkle_node *out, struct error *e);

/*
 * Where the hashes of complete subtrees are read from.  node() returns 0, or
 * -1 with ${e}; it is asked only for subtrees that lie in the tree.
 */
struct merkle_source {
	int (*node)(void *ctx, unsigned level, uint64_t index,
	    struct merkle_node *out, struct error *e);
	void *ctx;
};

/* merkle_load(src, size, t, e): the tree of the first ${size} leaves. */
int merkle_load(const struct merkle_source *src, uint64_t size,
    struct merkle_tree *t, struct error *e);

/* The hashes of a proof, in the order of RFC 6962. */
struct merkle_proof {
	size_t n;
	struct merkle_node node[MERKLE_PROOF_MAX];
};

/*
 * merkle_prove(h, src, index, size, p, e):
 * The audit path of leaf ${index} in the tree of ${size} leaves (2.1.1).
 * Return 0, or -1 with ${e}: ERR_INPUT unless index < size, or what ${src}
 * reports.
 */
int merkle_prove(struct merkle_hasher *h, const struct merkle_source *src,
    uint64_t index, uint64_t size, struct merkle_proof *p, struct error *e);

/*
 * merkle_prove_growth(h, src, old, size, p, e):
 * The consistency proof from ${old} to ${size} leaves (2.1.2); empty where
 * they are equal.  ERR_INPUT unless 0 < old <= size.
 */
int merkle_prove_growth(struct merkle_hasher *h,
    const struct merkle_source *src, uint64_t old, uint64_t size,
    struct merkle_proof *p, struct error *e);

/*
 * merkle_check(h, leaf, index, size, p, root, holds, e):
 * Whether ${p} shows that ${leaf} is leaf ${index} of the tree of ${size}
 * leaves with ${root} (RFC 9162 2.1.3.2).  The answer is ${*holds}; -1 with
 * ${e} only for trouble of ours.
 */
int merkle_check(struct merkle_hasher *h, const struct merkle_node *leaf,
    uint64_t index, uint64_t size, const struct merkle_proof *p,
    const struct merkle_node *root, bool *holds, struct error *e);

/*
 * merkle_check_growth(h, old, old_root, size, root, p, holds, e):
 * Whether ${p} shows that the tree of ${size} leaves begins with the tree of
 * ${old} leaves (RFC 9162 2.1.4.2).  Growth from an empty tree holds with an
 * empty proof if ${old_root} is that of the empty tree.
 */
int merkle_check_growth(struct merkle_hasher *h, uint64_t old,
    const struct merkle_node *old_root, uint64_t size,
    const struct merkle_node *root, const struct merkle_proof *p,
    bool *holds, struct error *e);

#endif
