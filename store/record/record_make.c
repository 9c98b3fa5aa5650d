#include <stdlib.h>
#include <string.h>

#include "store/base/time.h"
#include "store/record/record_internal.h"
#include "store/stamp/der.h"

/*
 * Records are made together: the hashes of each are a leaf of one tree, its
 * root is stamped, and each gets the way from its leaf to the root (RFC 4998
 * section 4.2).  A tree of two branches; one without a partner goes up as it
 * is.
 */
#define LEVELS_MAX	40

struct item {
	struct span old;		/* p NULL: a new record */
	bool chain;			/* begins a chain */
	struct hash *docs;		/* in ascending order */
	size_t docs_n;
	size_t leaf;			/* in the tree */
};

struct record_plan {
	enum digest_alg alg;
	struct item *v;
	size_t n;
	size_t cap;
	struct hash *level[LEVELS_MAX];	/* 0: leaves */
	size_t level_n[LEVELS_MAX];
	size_t levels;
};

int
record_plan_new(enum digest_alg alg, struct record_plan **out,
    struct error *e)
{
	struct record_plan *p;

	if (algorithm_der(alg).p == NULL)
		return (error_set(e, ERR_INPUT, "no hash function of records"));
	if ((p = calloc(1, sizeof(*p))) == NULL)
		return (error_nomem(e));
	p->alg = alg;
	*out = p;
	return (0);
}

/* Digests of the objects, each with those of ${chains}, if there are any. */
static int
take_objects(const struct record_plan *p, const struct record_object *objects,
    size_t n, const struct hash *chains, struct item *it, struct error *e)
{
	size_t i, kept = 0;

	if (n == 0 || n > RECORD_OBJECTS_MAX)
		return (error_set(e, ERR_INPUT, "a record of %zu objects", n));
	if ((it->docs = calloc(n, sizeof(*it->docs))) == NULL)
		return (error_nomem(e));
	for (i = 0; i < n; i++) {
		if ((objects[i].known & RECORD_ALG(p->alg)) == 0)
			return (error_set(e, ERR_INPUT, "an object has no "
			    "digest by %s", digest_alg_name(p->alg)));
		it->docs[i].n = digest_alg_len(p->alg);
		memcpy(it->docs[i].p, objects[i].sum[p->alg], it->docs[i].n);
		if (chains != NULL && hash_with_chains(p->alg, &objects[i],
		    chains, &it->docs[i], e) != 0)
			return (-1);
	}
	/* In order, and each once. */
	qsort(it->docs, n, sizeof(*it->docs), hash_compare);
	for (i = 1; i < n; i++)
		if (hash_compare(&it->docs[kept], &it->docs[i]) != 0)
			it->docs[++kept] = it->docs[i];
	it->docs_n = kept + 1;
	return (0);
}

/* Renewal: within the last chain, or by a new one. */
static int
take_old(const struct record_plan *p, const struct record_object *objects,
    size_t n, struct item *it, struct error *e)
{
	struct record *r = calloc(1, sizeof(*r));
	struct hash chains;
	struct span all;
	int rc = -1;

	if (r == NULL)
		return (error_nomem(e));
	if (!record_parse(it->old, r)) {
		(void)error_set(e, ERR_SYNTAX, "no evidence record");
		goto out;
	}
	if (r->n == RECORD_STAMPS_MAX) {
		(void)error_set(e, ERR_LIMIT, "a record of %zu time-stamps",
		    r->n);
		goto out;
	}
	it->chain = r->v[r->n - 1].alg != p->alg;
	if (!it->chain) {
		if ((it->docs = calloc(1, sizeof(*it->docs))) == NULL) {
			(void)error_nomem(e);
			goto out;
		}
		it->docs_n = 1;
		rc = hash_of(p->alg, r->v[r->n - 1].token, it->docs, e);
		goto out;
	}
	/* All chains: up to where the last time-stamp ends. */
	all.p = r->before[0].p;
	all.n = (size_t)(r->v[r->n - 1].token.p - all.p) +
	    r->v[r->n - 1].token.n;
	if (hash_of_chains(p->alg, all, &chains, e) == 0)
		rc = take_objects(p, objects, n, &chains, it, e);
out:
	free(r);
	return (rc);
}

int
record_plan_add(struct record_plan *p, const struct record_object *objects,
    size_t n, struct span old, struct error *e)
{
	size_t cap = p->cap == 0 ? 16 : p->cap * 2;
	struct item *it;

	if (p->levels > 0)
		return (error_set(e, ERR_INPUT, "the tree is made already"));
	if (p->n == p->cap) {
		if ((it = realloc(p->v, cap * sizeof(*it))) == NULL)
			return (error_nomem(e));
		p->v = it;
		p->cap = cap;
	}
	it = &p->v[p->n];
	*it = (struct item){ .old = old, .chain = true };
	if (old.p == NULL ? take_objects(p, objects, n, NULL, it, e) != 0 :
	    take_old(p, objects, n, it, e) != 0) {
		free(it->docs);
		return (-1);
	}
	p->n++;
	return (0);
}

static size_t
find_leaf(const struct record_plan *p, const struct hash *h)
{
	const struct hash *at = bsearch(h, p->level[0], p->level_n[0],
	    sizeof(*h), hash_compare);

	return ((size_t)(at - p->level[0]));
}

/* The leaves in order, each once: many records may renew one time-stamp. */
static int
make_leaves(struct record_plan *p, struct error *e)
{
	struct hash *all = calloc(p->n, sizeof(*all)), *v;
	size_t i, kept = 0;
	int rc = -1;

	v = calloc(p->n, sizeof(*v));
	p->level[0] = v;
	if (all == NULL || v == NULL) {
		(void)error_nomem(e);
		goto out;
	}
	for (i = 0; i < p->n; i++) {
		all[i] = p->v[i].docs[0];
		if (p->v[i].docs_n > 1 && hash_join(p->alg, p->v[i].docs,
		    p->v[i].docs_n, &all[i], e) != 0)
			goto out;
		v[i] = all[i];
	}
	qsort(v, p->n, sizeof(*v), hash_compare);
	for (i = 1; i < p->n; i++)
		if (hash_compare(&v[kept], &v[i]) != 0)
			v[++kept] = v[i];
	p->level_n[0] = kept + 1;
	for (i = 0; i < p->n; i++)
		p->v[i].leaf = find_leaf(p, &all[i]);
	rc = 0;
out:
	free(all);
	return (rc);
}

static int
make_level(struct record_plan *p, size_t k, struct error *e)
{
	const struct hash *below = p->level[k - 1];
	size_t n = p->level_n[k - 1], i;
	struct hash pair[2];

	p->level_n[k] = (n + 1) / 2;
	if ((p->level[k] = calloc(p->level_n[k], sizeof(*below))) == NULL)
		return (error_nomem(e));
	for (i = 0; i < n; i += 2) {
		if (i + 1 == n) {
			p->level[k][i / 2] = below[i];
			continue;
		}
		pair[0] = below[i];
		pair[1] = below[i + 1];
		if (hash_join(p->alg, pair, 2, &p->level[k][i / 2], e) != 0)
			return (-1);
	}
	return (0);
}

int
record_plan_root(struct record_plan *p, struct span *root, struct error *e)
{
	size_t k;

	if (p->n == 0)
		return (error_set(e, ERR_INPUT, "no records"));
	if (p->levels == 0) {
		if (make_leaves(p, e) != 0)
			return (-1);
		for (k = 0; p->level_n[k] > 1; k++)
			if (make_level(p, k + 1, e) != 0)
				return (-1);
		p->levels = k + 1;
	}
	k = p->levels - 1;
	*root = (struct span){ p->level[k][0].p, p->level[k][0].n };
	return (0);
}

static void
put_hash(struct buf *out, const struct hash *h)
{

	der_element(out, DER_OCTETS, (struct span){ h->p, h->n });
}

/* A list of one hash, or of two. */
static void
put_list(struct buf *out, const struct hash *a, const struct hash *b)
{
	size_t from = out->n;

	if (b != NULL && hash_compare(b, a) < 0)
		put_hash(out, b);
	put_hash(out, a);
	if (b != NULL && hash_compare(b, a) >= 0)
		put_hash(out, b);
	der_wrap(out, from, DER_SEQUENCE);
}

/*
 * The way to the root.  Of a group the first list is the group; of a single
 * object it is that with its first partner: a list of one hash would be hashed
 * by one reader and taken as it is by another.
 */
static void
put_way(const struct record_plan *p, const struct item *it, struct buf *out)
{
	const struct hash *partner, *own = it->docs_n == 1 ? it->docs : NULL;
	size_t from = out->n, list, i, at = it->leaf, k;

	if (own == NULL) {
		list = out->n;
		for (i = 0; i < it->docs_n; i++)
			put_hash(out, &it->docs[i]);
		der_wrap(out, list, DER_SEQUENCE);
	}
	for (k = 0; k + 1 < p->levels; k++, at /= 2) {
		if ((at ^ 1) >= p->level_n[k])
			continue;
		partner = &p->level[k][at ^ 1];
		put_list(out, partner, own);
		own = NULL;
	}
	if (out->n > from)
		der_wrap(out, from, DER_CONTEXT_MADE(2));
}

static void
put_stamp(const struct record_plan *p, const struct item *it,
    struct span token, struct buf *out)
{
	size_t from = out->n;

	der_element(out, DER_CONTEXT_MADE(0), algorithm_der(p->alg));
	put_way(p, it, out);
	buf_putspan(out, token);
	der_wrap(out, from, DER_SEQUENCE);
}

/* digestAlgorithms: in order of their first use. */
static void
put_algorithms(const struct record *r, enum digest_alg alg, struct buf *out)
{
	size_t from = out->n, i;
	unsigned seen = 0;
	enum digest_alg a;

	for (i = 0; i <= r->n; i++) {
		a = i < r->n ? r->v[i].alg : alg;
		if ((seen & RECORD_ALG(a)) == 0)
			der_element(out, DER_SEQUENCE, algorithm_der(a));
		seen |= RECORD_ALG(a);
	}
	der_wrap(out, from, DER_SEQUENCE);
}

/* The chains there are, with the new time-stamp where it belongs. */
static void
put_chains(const struct record_plan *p, const struct item *it,
    const struct record *r, struct span token, struct buf *out)
{
	size_t from = out->n, chain;
	struct span before, last;

	if (r->n == 0 || it->chain) {
		if (r->n > 0) {
			last = r->v[r->n - 1].token;
			buf_put(out, r->before[0].p,
			    (size_t)(last.p - r->before[0].p) + last.n);
		}
		chain = out->n;
	} else {
		before = r->before[r->chains - 1];
		buf_putspan(out, before);
		chain = out->n;
		last = (struct span){ before.p + before.n, it->old.n };
		last.n = (size_t)(it->old.p + it->old.n - last.p);
		/* The last chain's content; nothing follows it. */
		if (der_take(&last, DER_SEQUENCE, &before))
			buf_putspan(out, before);
	}
	put_stamp(p, it, token, out);
	der_wrap(out, chain, DER_SEQUENCE);
	der_wrap(out, from, DER_SEQUENCE);
}

/* That ${response} is of the root; its token, which lives as the response. */
static int
take_token(struct record_plan *p, struct span response, struct span *token,
    struct error *e)
{
	struct stamp_input in = { .response = response, .now = TIME_UNKNOWN };
	struct stamp_result t;
	int rc = -1;

	if (record_plan_root(p, &in.digest, e) != 0)
		return (-1);
	if (stamp_check(&in, &t, e) == 0) {
		*token = t.token;
		if (stamp_holds(&t))
			rc = 0;
		else
			(void)error_set(e, ERR_INPUT, "no time-stamp of this "
			    "tree: %s", t.faults_n > 0 ? t.faults[0].detail :
			    stamp_state_name(t.state));
	}
	stamp_result_free(&t);
	return (rc);
}

int
record_plan_write(struct record_plan *p, size_t i, struct span response,
    struct buf *out, struct error *e)
{
	static const uint8_t version[] = { 1 };
	const struct item *it = &p->v[i];
	size_t from = out->n;
	struct record *r;
	struct span token;

	if (take_token(p, response, &token, e) != 0)
		return (-1);
	if ((r = calloc(1, sizeof(*r))) == NULL)
		return (error_nomem(e));
	/* It was read when it was added. */
	if (it->old.p != NULL)
		(void)record_parse(it->old, r);
	der_element(out, DER_INTEGER, (struct span){ version, 1 });
	put_algorithms(r, p->alg, out);
	put_chains(p, it, r, token, out);
	der_wrap(out, from, DER_SEQUENCE);
	free(r);
	return (buf_ok(out, e));
}

void
record_plan_free(struct record_plan *p)
{
	size_t i;

	if (p == NULL)
		return;
	for (i = 0; i < p->n; i++)
		free(p->v[i].docs);
	free(p->v);
	for (i = 0; i < LEVELS_MAX; i++)
		free(p->level[i]);
	free(p);
}
