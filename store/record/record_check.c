#include <stdlib.h>
#include <string.h>

#include "store/base/time.h"
#include "store/record/record_internal.h"

/* A record against its data: RFC 4998 sections 4.3 and 5.3. */

struct work {
	const struct record_input *in;
	struct record_result *r;
	struct record rec;
	struct hash *leaf;		/* one of each object */
	bool *found;
	struct certs *certs;		/* of the time-stamp before, or NULL */
};

/* The digests of the objects that the first time-stamp of a chain is over. */
static int
data_leaves(struct work *w, const struct archive_stamp *s, struct error *e)
{
	const struct record_input *in = w->in;
	struct hash chains;
	size_t i;

	if (s->chain > 0 && hash_of_chains(s->alg, w->rec.before[s->chain],
	    &chains, e) != 0)
		return (-1);
	for (i = 0; i < in->objects_n; i++) {
		if ((in->objects[i].known & RECORD_ALG(s->alg)) == 0)
			return (error_set(e, ERR_INPUT, "an object has no "
			    "digest by %s", digest_alg_name(s->alg)));
		w->leaf[i].n = digest_alg_len(s->alg);
		memcpy(w->leaf[i].p, in->objects[i].sum[s->alg],
		    w->leaf[i].n);
		if (s->chain > 0 && hash_with_chains(s->alg, &in->objects[i],
		    &chains, &w->leaf[i], e) != 0)
			return (-1);
	}
	return (0);
}

/* What time-stamp ${i} is over, and the root that it must be of. */
static int
find_root(struct work *w, size_t i, struct hash *root, struct error *e)
{
	const struct archive_stamp *s = &w->rec.v[i];
	bool first = i == 0 || w->rec.v[i - 1].chain != s->chain;
	size_t n = first ? w->in->objects_n : 1, j;

	if (first ? data_leaves(w, s, e) != 0 : hash_of(s->alg,
	    w->rec.v[i - 1].token, &w->leaf[0], e) != 0)
		return (-1);
	if (tree_root(s, w->leaf, n, w->found, root, e) != 0)
		return (-1);
	if (!w->found[0])
		fault_add(w->r, i == 0 ? RECORD_FAULT_DATA :
		    RECORD_FAULT_CHAIN, first ? "the data is not in the "
		    "hash tree of time-stamp %zu" : "time-stamp %zu is not "
		    "over the one before", i + 1);
	/* Covered is what every chain has. */
	for (j = 0; first && j < n; j++)
		w->r->covered[j] = w->found[j] &&
		    (i == 0 || w->r->covered[j]);
	return (0);
}

/* Whether the authority of the time-stamp before was still good at ${at}. */
static int
judge_later(struct work *w, size_t i, int64_t at, struct error *e)
{
	struct record_stamp *s = &w->r->stamps[i];

	if (w->in->trust == NULL || w->certs == NULL || at == TIME_UNKNOWN)
		return (0);
	return (trust_judge(w->in->trust, w->certs, NULL, TRUST_STAMP, at,
	    &s->later, e));
}

/* Times of two that follow each other. */
static int
check_order(struct work *w, size_t i, struct error *e)
{
	struct record_stamp *a = &w->r->stamps[i - 1], *b = a + 1;

	if (b->time == TIME_UNKNOWN || a->time == TIME_UNKNOWN)
		return (0);
	if (b->time < a->time)
		fault_add(w->r, RECORD_FAULT_ORDER, "time-stamp %zu "
		    "is %lld s older than the one before", i + 1,
		    (long long)((a->time - b->time) / 1000));
	if (judge_later(w, i - 1, b->time, e) != 0)
		return (-1);
	/* The second that notAfter names still belongs to it. */
	if ((a->not_after != TIME_UNKNOWN && b->time > a->not_after + 999) ||
	    a->later.state == TRUST_EXPIRED || a->later.state == TRUST_BAD)
		fault_add(w->r, RECORD_FAULT_LATE, "time-stamp %zu "
		    "came when the certificate of the one before had run out",
		    i + 1);
	return (0);
}

static int
check_token(struct work *w, size_t i, const struct hash *root,
    struct stamp_result *t, struct error *e)
{
	struct stamp_input in = { .response = w->rec.v[i].token,
	    .digest = { root->p, root->n }, .trust = w->in->trust,
	    .now = w->in->now };
	struct record_stamp *s = &w->r->stamps[i];

	if (stamp_check(&in, t, e) != 0)
		return (-1);
	s->chain = w->rec.v[i].chain;
	s->alg = w->rec.v[i].alg;
	s->tree = w->rec.v[i].lists.p != NULL;
	s->time = t->gen_time;
	s->trust = t->trust;
	s->holds = stamp_holds(t);
	s->not_after = t->signer_state == STAMP_SIGNER_FOUND ?
	    t->signer.not_after : TIME_UNKNOWN;
	s->tsa = t->tsa;
	t->tsa = NULL;
	/* Without a tree the token itself says what it is over. */
	if (!s->tree && t->imprint == STAMP_NO)
		fault_add(w->r, i == 0 ? RECORD_FAULT_DATA :
		    RECORD_FAULT_CHAIN, "time-stamp %zu is over something "
		    "else", i + 1);
	else if (!s->holds)
		fault_add(w->r, RECORD_FAULT_STAMP,
		    "time-stamp %zu: %s%s%.120s", i + 1, t->faults_n > 0 ?
		    stamp_faults[t->faults[0].code].name :
		    stamp_state_name(t->state), t->faults_n > 0 ? ": " : "",
		    t->faults_n > 0 ? t->faults[0].detail : "");
	return (0);
}

static int
check_stamp(struct work *w, size_t i, struct error *e)
{
	struct stamp_result t;
	struct hash root;
	int rc = -1;

	memset(&t, 0, sizeof(t));
	w->r->stamps[i].time = w->r->stamps[i].not_after = TIME_UNKNOWN;
	if (find_root(w, i, &root, e) != 0 ||
	    check_token(w, i, &root, &t, e) != 0)
		goto out;
	if (i > 0 && check_order(w, i, e) != 0)
		goto out;
	certs_free(w->certs);
	w->certs = t.certs;
	t.certs = NULL;
	rc = 0;
out:
	stamp_result_free(&t);
	return (rc);
}

static int
run(struct work *w, struct error *e)
{
	size_t i, n = w->in->objects_n;

	if (n == 0)
		return (error_set(e, ERR_INPUT, "a record of no data"));
	if (!record_parse(w->in->der, &w->rec)) {
		fault_add(w->r, RECORD_FAULT_FORM, "no evidence "
		    "record in the form that is written here");
		return (0);
	}
	w->leaf = calloc(n, sizeof(*w->leaf));
	w->found = calloc(n, sizeof(*w->found));
	w->r->covered = calloc(n, sizeof(*w->r->covered));
	w->r->stamps = calloc(w->rec.n, sizeof(*w->r->stamps));
	if (w->leaf == NULL || w->found == NULL || w->r->covered == NULL ||
	    w->r->stamps == NULL)
		return (error_nomem(e));
	w->r->chains = w->rec.chains;
	for (i = 0; i < w->rec.n; i++) {
		w->r->stamps_n++;
		if (check_stamp(w, i, e) != 0)
			return (-1);
	}
	w->r->read = true;
	return (judge_later(w, i - 1, w->in->now, e));
}

int
record_check(const struct record_input *in, struct record_result *out,
    struct error *e)
{
	struct work *w = calloc(1, sizeof(*w));
	int rc;

	memset(out, 0, sizeof(*out));
	if (w == NULL)
		return (error_nomem(e));
	w->in = in;
	w->r = out;
	rc = run(w, e);
	free(w->leaf);
	free(w->found);
	certs_free(w->certs);
	free(w);
	return (rc);
}

bool
record_holds(const struct record_result *r)
{

	return (r->read && r->faults_n == 0);
}

bool
record_proven(const struct record_result *r)
{
	size_t i;

	if (!record_holds(r))
		return (false);
	for (i = 0; i < r->stamps_n; i++)
		if (r->stamps[i].trust.state != TRUST_OK ||
		    (i + 1 < r->stamps_n &&
		    r->stamps[i].later.state != TRUST_OK))
			return (false);
	return (true);
}

void
record_result_free(struct record_result *r)
{
	size_t i;

	if (r == NULL)
		return;
	for (i = 0; i < r->stamps_n; i++)
		free(r->stamps[i].tsa);
	free(r->stamps);
	free(r->covered);
	memset(r, 0, sizeof(*r));
}
