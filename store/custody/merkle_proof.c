#include <string.h>

#include "store/custody/merkle.h"

/* The largest power of two below ${n}, which is at least 2. */
static uint64_t
split(uint64_t n)
{

	return (UINT64_C(1) << (63 - __builtin_clzll(n - 1)));
}

/*
 * The hash of the leaves [lo, hi), where lo is a multiple of the smallest
 * power of two that is not below hi - lo: what RFC 6962 always asks for.
 */
static int
range_hash(struct merkle_hasher *h, const struct merkle_source *src,
    uint64_t lo, uint64_t hi, struct merkle_node *out, struct error *e)
{
	struct merkle_node node;
	uint64_t n = hi - lo;
	unsigned level;
	bool any = false;

	/* From the right: the smallest subtree ends at hi. */
	for (level = 0; (n >> level) != 0; level++) {
		if (((n >> level) & 1) == 0)
			continue;
		if (src->node(src->ctx, level, (hi >> level) - 1, &node,
		    e) != 0)
			return (-1);
		if (!any)
			*out = node;
		else if (merkle_pair(h, &node, out, out, e) != 0)
			return (-1);
		any = true;
		hi -= UINT64_C(1) << level;
	}
	return (0);
}

/* Proofs are found from the root down and written from the leaf up. */
static void
turn_round(struct merkle_proof *p)
{
	struct merkle_node node;
	size_t i;

	for (i = 0; i < p->n / 2; i++) {
		node = p->node[i];
		p->node[i] = p->node[p->n - 1 - i];
		p->node[p->n - 1 - i] = node;
	}
}

int
merkle_prove(struct merkle_hasher *h, const struct merkle_source *src,
    uint64_t index, uint64_t size, struct merkle_proof *p, struct error *e)
{
	uint64_t lo = 0, hi = size, k;

	p->n = 0;
	if (index >= size || size > MERKLE_SIZE_MAX)
		return (error_set(e, ERR_INPUT, "no leaf %llu in %llu",
		    (unsigned long long)index, (unsigned long long)size));
	while (hi - lo > 1) {
		k = split(hi - lo);
		if (index - lo < k) {
			if (range_hash(h, src, lo + k, hi, &p->node[p->n++],
			    e) != 0)
				return (-1);
			hi = lo + k;
		} else {
			if (range_hash(h, src, lo, lo + k, &p->node[p->n++],
			    e) != 0)
				return (-1);
			lo += k;
		}
	}
	turn_round(p);
	return (0);
}

int
merkle_prove_growth(struct merkle_hasher *h,
    const struct merkle_source *src, uint64_t old, uint64_t size,
    struct merkle_proof *p, struct error *e)
{
	uint64_t lo = 0, hi = size, k;
	bool known = true;	/* RFC 6962's b: the verifier has this root */

	p->n = 0;
	if (old == 0 || old > size || size > MERKLE_SIZE_MAX)
		return (error_set(e, ERR_INPUT, "no growth from %llu to %llu",
		    (unsigned long long)old, (unsigned long long)size));
	while (old != hi) {
		k = split(hi - lo);
		if (old - lo <= k) {
			if (range_hash(h, src, lo + k, hi, &p->node[p->n++],
			    e) != 0)
				return (-1);
			hi = lo + k;
		} else {
			if (range_hash(h, src, lo, lo + k, &p->node[p->n++],
			    e) != 0)
				return (-1);
			lo += k;
			known = false;
		}
	}
	if (!known &&
	    range_hash(h, src, lo, hi, &p->node[p->n++], e) != 0)
		return (-1);
	turn_round(p);
	return (0);
}

int
merkle_check(struct merkle_hasher *h, const struct merkle_node *leaf,
    uint64_t index, uint64_t size, const struct merkle_proof *p,
    const struct merkle_node *root, bool *holds, struct error *e)
{
	struct merkle_node r = *leaf;
	uint64_t fn = index, sn = size - 1;
	size_t i;

	*holds = false;
	if (index >= size || size > MERKLE_SIZE_MAX)
		return (0);
	for (i = 0; i < p->n; i++) {
		if (sn == 0)
			return (0);
		if ((fn & 1) != 0 || fn == sn) {
			if (merkle_pair(h, &p->node[i], &r, &r, e) != 0)
				return (-1);
			while ((fn & 1) == 0 && fn != 0) {
				fn >>= 1;
				sn >>= 1;
			}
		} else if (merkle_pair(h, &r, &p->node[i], &r, e) != 0)
			return (-1);
		fn >>= 1;
		sn >>= 1;
	}
	*holds = sn == 0 && merkle_same(&r, root);
	return (0);
}

/* The two roots that a growth proof leads to. */
static int
climb(struct merkle_hasher *h, uint64_t old, uint64_t size,
    const struct merkle_proof *p, struct merkle_node *fr,
    struct merkle_node *sr, bool *whole, struct error *e)
{
	uint64_t fn = old - 1, sn = size - 1;
	size_t i;

	*whole = false;
	while ((fn & 1) != 0) {
		fn >>= 1;
		sn >>= 1;
	}
	for (i = 0; i < p->n; i++) {
		if (sn == 0)
			return (0);
		if ((fn & 1) != 0 || fn == sn) {
			if (merkle_pair(h, &p->node[i], fr, fr, e) != 0 ||
			    merkle_pair(h, &p->node[i], sr, sr, e) != 0)
				return (-1);
			while ((fn & 1) == 0 && fn != 0) {
				fn >>= 1;
				sn >>= 1;
			}
		} else if (merkle_pair(h, sr, &p->node[i], sr, e) != 0)
			return (-1);
		fn >>= 1;
		sn >>= 1;
	}
	*whole = sn == 0;
	return (0);
}

int
merkle_check_growth(struct merkle_hasher *h, uint64_t old,
    const struct merkle_node *old_root, uint64_t size,
    const struct merkle_node *root, const struct merkle_proof *p,
    bool *holds, struct error *e)
{
	struct merkle_proof rest;
	struct merkle_node fr, sr;
	bool whole;

	*holds = false;
	if (old > size || size > MERKLE_SIZE_MAX)
		return (0);
	if (old == size || old == 0) {
		*holds = p->n == 0 && (old == size ?
		    merkle_same(old_root, root) :
		    merkle_same(old_root, merkle_empty()));
		return (0);
	}
	/* A complete old tree is its own first node (RFC 9162 2.1.4.2). */
	rest = *p;
	if ((old & (old - 1)) == 0) {
		fr = sr = *old_root;
	} else {
		if (p->n == 0)
			return (0);
		fr = sr = p->node[0];
		rest.n--;
		memmove(rest.node, rest.node + 1,
		    rest.n * sizeof(rest.node[0]));
	}
	if (climb(h, old, size, &rest, &fr, &sr, &whole, e) != 0)
		return (-1);
	*holds = whole && merkle_same(&fr, old_root) && merkle_same(&sr, root);
	return (0);
}
