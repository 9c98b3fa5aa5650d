#include <string.h>

#include "store/atproto/cbor.h"
#include "store/atproto/data.h"
#include "store/atproto/mst.h"

int
mst_layer(struct span key, unsigned *out, struct error *e)
{
	uint8_t d[DIGEST_LEN];
	unsigned i;

	if (digest_of(key, d, e) != 0)
		return (-1);
	/* Leading zeros in pairs of bits. */
	for (i = 0; i < 4 * DIGEST_LEN; i++)
		if ((d[i / 4] >> (6 - 2 * (i % 4)) & 3) != 0)
			break;
	*out = i;
	return (0);
}

struct key {
	uint8_t b[MST_KEY_MAX];
	size_t n;
};

/* The way down: the keys that stand on both sides, and where it is now. */
struct way {
	struct span wanted;
	struct key low, high;
	bool has_low, has_high;
	unsigned layer;		/* of the node */
	bool has_layer;
	struct cid next;	/* node below, where the key would be */
	bool has_next;
	struct cid value;
	bool found;
};

static int
compare(struct span a, struct span b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int c = n == 0 ? 0 : memcmp(a.p, b.p, n);

	return (c != 0 ? c : a.n < b.n ? -1 : a.n > b.n);
}

static struct span
key_span(const struct key *k)
{

	return ((struct span){ k->b, k->n });
}

/* A link, or null; false for anything else. */
static bool
subtree(const json_t *j, struct cid *out, bool *has)
{

	*has = !json_is_null(j);
	return (j != NULL && (!*has || data_link(j, out)));
}

/*
 * The key of the entry ${j}, after that of the one before (${k}, empty for
 * the first): in order, and sharing with it as much as can be.
 */
static bool
next_key(const json_t *j, struct key *k, bool first, struct error *e)
{
	const json_t *shared = json_object_get(j, "p");
	struct buf raw = BUF_INIT(MST_KEY_MAX);
	bool ok = false;
	size_t p;

	if (!json_is_integer(shared) || json_integer_value(shared) < 0 ||
	    (size_t)json_integer_value(shared) > k->n ||
	    !data_bytes(json_object_get(j, "k"), &raw, e))
		goto out;
	p = (size_t)json_integer_value(shared);
	if (raw.n == 0 || p + raw.n > MST_KEY_MAX || (first && p != 0) ||
	    (p < k->n && raw.p[0] <= k->b[p]))
		goto out;
	memcpy(k->b + p, raw.p, raw.n);
	k->n = p + raw.n;
	ok = true;
out:
	buf_free(&raw);
	return (ok);
}

/* Whether the key ${k} may stand in this node. */
static bool
belongs(struct way *w, const struct key *k, struct error *e)
{
	unsigned layer;

	if (mst_layer(key_span(k), &layer, e) != 0)
		return (false);
	if (!w->has_layer) {
		w->layer = layer;
		w->has_layer = true;
	}
	return (layer == w->layer &&
	    (!w->has_low || compare(key_span(&w->low), key_span(k)) < 0) &&
	    (!w->has_high || compare(key_span(k), key_span(&w->high)) < 0));
}

/*
 * Look through the node ${node}; all of it, so that what is behind the key is
 * well formed too.  False: malformed, or ${e} says that memory ran out.
 */
static bool
look(struct way *w, const json_t *node, struct error *e)
{
	const json_t *list = json_object_get(node, "e"), *entry;
	struct key k = { .n = 0 }, low = w->low, high = w->high;
	bool has_low = w->has_low, has_high = w->has_high, passed = false;
	struct cid value, tree;
	bool has_tree;
	size_t i;
	int c;

	if (!json_is_array(list) ||
	    !subtree(json_object_get(node, "l"), &w->next, &w->has_next))
		return (false);
	json_array_foreach(list, i, entry) {
		if (!next_key(entry, &k, i == 0, e) || !belongs(w, &k, e) ||
		    !data_link(json_object_get(entry, "v"), &value) ||
		    !subtree(json_object_get(entry, "t"), &tree, &has_tree))
			return (false);
		if (passed)
			continue;
		c = compare(w->wanted, key_span(&k));
		passed = c <= 0;
		if (c == 0) {
			w->found = true;
			w->value = value;
		} else if (c < 0) {
			high = k;
			has_high = true;
		} else {
			low = k;
			has_low = true;
			w->next = tree;
			w->has_next = has_tree;
		}
	}
	w->low = low;
	w->high = high;
	w->has_low = has_low;
	w->has_high = has_high;
	return (true);
}

/* One node down.  Return what is known then; MST_UNKNOWN: go on below. */
static int
descend(struct way *w, struct span block, bool *more,
    enum mst_result *result, struct error *e)
{
	struct error why = ERROR_INIT;
	json_t *node = NULL;
	bool ok = false;

	*more = false;
	*result = MST_MALFORMED;
	if (cbor_read(block, &node, &why) == 0)
		ok = look(w, node, &why);
	json_decref(node);
	if (why.code == ERR_NOMEM)
		return (error_nomem(e));
	if (!ok)
		return (0);
	if (w->found)
		*result = MST_FOUND;
	else if (!w->has_next)
		*result = MST_ABSENT;
	else if (w->has_layer && w->layer > 0) {
		w->layer--;
		*more = true;
	}
	return (0);
}

int
mst_find(const struct car *car, const struct cid *root, struct span key,
    struct cid *value, enum mst_result *result, struct error *e)
{
	struct way w = { .wanted = key, .next = *root };
	struct span block;
	bool more = true;
	int i;

	*result = MST_MALFORMED;
	for (i = 0; more && i < MST_DEPTH_MAX; i++) {
		block = car_block(car, &w.next);
		if (block.p == NULL) {
			*result = MST_UNKNOWN;
			return (0);
		}
		if (descend(&w, block, &more, result, e) != 0)
			return (-1);
	}
	*value = w.value;
	return (0);
}
