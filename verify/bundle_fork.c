#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "verify/bundle.h"

/*
 * Two parts of one log in a dossier: what both of them show is the same, byte
 * for byte.  An event tells of itself by its leaf hash, and of the one before
 * it by "prev".
 */
#define LEAVES_MAX	500000

static struct bundle_leaf *
find(const struct bundle *b, uint64_t part, uint64_t seq)
{
	size_t lo = 0, hi = b->n_leaves, mid;
	const struct bundle_leaf *v;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		v = &b->leaves[mid];
		if (v->part < part || (v->part == part && v->seq < seq))
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo == b->n_leaves)
		return (NULL);
	v = &b->leaves[lo];
	return (v->part == part && v->seq == seq ? &b->leaves[lo] : NULL);
}

static int
add(struct bundle *b, uint64_t part, uint64_t seq,
    const struct merkle_node *leaf, struct error *e)
{
	struct bundle_leaf *v;
	size_t cap;

	if (b->n_leaves == LEAVES_MAX)
		return (error_set(e, ERR_LIMIT, "more than %d events of logs "
		    "that are here in parts", LEAVES_MAX));
	if (b->n_leaves == b->cap_leaves) {
		cap = b->cap_leaves == 0 ? 256 : 2 * b->cap_leaves;
		v = reallocarray(b->leaves, cap, sizeof(*v));
		if (v == NULL)
			return (error_nomem(e));
		b->leaves = v;
		b->cap_leaves = cap;
	}
	b->leaves[b->n_leaves++] = (struct bundle_leaf){ part, seq, *leaf };
	return (0);
}

/* Against the parts of the same log before. */
static bool
differs(const struct bundle *b, uint64_t part, uint64_t seq,
    const struct merkle_node *leaf)
{
	const struct bundle_leaf *v;
	uint64_t i;

	for (i = 0; i < part; i++)
		if (strcmp(b->parts[i].log, b->parts[part].log) == 0 &&
		    (v = find(b, i, seq)) != NULL &&
		    !merkle_same(&v->leaf, leaf))
			return (true);
	return (false);
}

int
bundle_part(struct bundle *b, const char *log, struct error *e)
{
	struct bundle_part *v;

	v = reallocarray(b->parts, b->n_parts + 1, sizeof(*v));
	if (v == NULL)
		return (error_nomem(e));
	b->parts = v;
	memset(&v[b->n_parts], 0, sizeof(*v));
	(void)snprintf(v[b->n_parts].log, sizeof(v->log), "%s", log);
	b->n_parts++;
	return (0);
}

int
bundle_fork(struct work *w, struct bundle *b, const char *path,
    const struct event *ev, const struct merkle_node *leaf, struct error *e)
{
	uint64_t part = b->n_parts - 1;
	struct bundle_part *p = &b->parts[part];
	bool known = p->seq != 0 && p->seq + 1 == ev->seq, other;

	if (b->whole_logs)
		return (0);		/* each log is here once */
	other = differs(b, part, ev->seq, leaf) ||
	    (!known && differs(b, part, ev->seq - 1, &ev->prev));
	if ((!known && add(b, part, ev->seq - 1, &ev->prev, e) != 0) ||
	    add(b, part, ev->seq, leaf, e) != 0)
		return (-1);
	p->seq = ev->seq;
	if (other && !p->told) {
		p->told = true;
		finding_add(&w->r->findings, CHECK_CUSTODY_CHECKPOINT,
		    FINDING_FAIL, path, -1, "two histories of one log: event "
		    "%llu, or the one before it, is another in each",
		    (unsigned long long)ev->seq);
	}
	return (0);
}
