#include <stdlib.h>
#include <string.h>

#include "store/base/json.h"
#include "store/facts/count.h"
#include "store/facts/derive.h"

#define CLAIMS_SHOWN_MAX	1000	/* of one fact of one thing */

static int
confidence_rank(const char *s)
{

	return (strcmp(s, "high") == 0 ? 0 : strcmp(s, "medium") == 0 ? 1 : 2);
}

static int
by_strength(const void *a, const void *b)
{
	const struct claim *x = *(const struct claim *const *)a,
	    *y = *(const struct claim *const *)b;
	int d = method_rank(x->method) - method_rank(y->method);

	if (d == 0)
		d = confidence_rank(x->confidence) -
		    confidence_rank(y->confidence);
	if (d == 0)
		d = x->order < y->order ? -1 : x->order > y->order;
	return (d);
}

/* All claims of ${f}, strongest first; how many. */
static size_t
claims_of(struct derive *v, const struct group *g, enum fact f,
    const struct claim ***out)
{
	const struct claim *c, **list;
	size_t n = 0;

	for (size_t k = 0; k < g->n; k++)
		for (c = g->items[k]->claims; c != NULL; c = c->next)
			n += c->fact == f;
	if (n == 0)
		return (0);
	if ((list = arena_get(&v->arena, n * sizeof(struct claim *))) == NULL) {
		v->ok = false;
		return (0);
	}
	n = 0;
	for (size_t k = 0; k < g->n; k++)
		for (c = g->items[k]->claims; c != NULL; c = c->next)
			if (c->fact == f)
				list[n++] = c;
	qsort(list, n, sizeof(struct claim *), by_strength);
	*out = list;
	return (n < CLAIMS_SHOWN_MAX ? n : CLAIMS_SHOWN_MAX);
}

static bool
counter(enum fact f)
{

	return (f == FACT_LIKES || f == FACT_REPOSTS || f == FACT_REPLIES ||
	    f == FACT_VIEWS || f == FACT_FOLLOWERS || f == FACT_FOLLOWING ||
	    f == FACT_POSTS);
}

/* Whether ${b} says what ${a} says, and more of it. */
static bool
fuller(const struct claim *a, const struct claim *b)
{
	char text[COUNT_TEXT];

	if (claim_shortened(a, b))
		return (true);
	if (!claims_agree(a, b))
		return (false);
	if (a->when.precision != PRECISION_NONE)
		return (b->when.precision > a->when.precision &&
		    a->when.precision < PRECISION_SECOND && !b->when.local);
	return (counter(a->fact) && count_read(a->value, text) == 0 &&
	    count_read(b->value, text) > 0);
}

/* Whether the source of ${e} says that ${e} is when it was published, too. */
static bool
unchanged(const struct group *g, const struct claim *e)
{
	const struct claim *c;

	for (size_t k = 0; k < g->n; k++)
		for (c = g->items[k]->claims; c != NULL; c = c->next)
			if (c->fact == FACT_PUBLISHED && c->when.s ==
			    e->when.s && c->source == e->source &&
			    strcmp(c->method, e->method) == 0)
				return (true);
	return (false);
}

/* Whether ${c} gives the moment of a change as that of publishing. */
static bool
of_change(const struct group *g, const struct claim *c)
{
	const struct claim *e;

	if (c->fact != FACT_PUBLISHED || method_rank(c->method) == 1 ||
	    c->when.precision < PRECISION_MINUTE)
		return (false);
	for (size_t k = 0; k < g->n; k++)
		for (e = g->items[k]->claims; e != NULL; e = e->next)
			if (e->fact == FACT_EDITED && e->when.s == c->when.s &&
			    e->when.precision >= PRECISION_MINUTE)
				return (!unchanged(g, e));
	return (false);
}

/* The strongest; where that is of a change, the next that is earlier. */
static const struct claim *
strongest(const struct group *g, const struct claim **list, size_t n)
{

	if (!of_change(g, list[0]))
		return (list[0]);
	for (size_t i = 1; i < n; i++)
		if (!of_change(g, list[i]) &&
		    list[i]->when.precision != PRECISION_NONE &&
		    list[i]->when.s < list[0]->when.s &&
		    !claims_agree(list[i], list[0]))
			return (list[i]);
	return (list[0]);
}

/* The strongest; where it is only the beginning or rounded, the whole. */
static const struct claim *
winner(const struct group *g, const struct claim **list, size_t n)
{
	const struct claim *best = strongest(g, list, n);

	for (size_t i = 0; i < n; i++)
		if (list[i] != best && fuller(best, list[i]))
			best = list[i];
	return (best);
}

const struct claim *
derive_best(struct derive *v, const struct group *g, enum fact f)
{
	const struct claim **list;
	size_t n = claims_of(v, g, f, &list);

	return (n == 0 ? NULL : winner(g, list, n));
}

json_t *
derive_from(struct derive *v, const struct claim *c)
{
	json_t *j = json_object();

	json_put_text(j, "record", c->source->record, &v->ok);
	json_put_text(j, "method", c->method, &v->ok);
	json_put_text(j, "at", c->at, &v->ok);
	return (j);
}

/* A claim without the others that say the same. */
json_t *
derive_claim(struct derive *v, const struct claim *c)
{
	json_t *j = json_object(), *from = json_array();

	json_put_span(j, "value", c->value, &v->ok);
	json_add(from, derive_from(v, c), &v->ok);
	json_put(j, "from", from, &v->ok);
	json_put_span(j, "raw", c->raw, &v->ok);
	if (c->when.precision > PRECISION_DAY && c->when.local)
		json_put_text(j, "zone", "unknown", &v->ok);
	json_put_text(j, "confidence", c->confidence, &v->ok);
	return (j);
}

static bool
same_from(const struct claim *a, const struct claim *b)
{

	return (a->source == b->source && strcmp(a->method, b->method) == 0 &&
	    strcmp(a->at, b->at) == 0);
}

static void
add_from(struct derive *v, json_t *f, const struct claim **list, size_t i)
{

	for (size_t k = 0; k < i; k++)
		if (same_from(list[k], list[i]))
			return;
	json_add(json_object_get(f, "from"), derive_from(v, list[i]), &v->ok);
}

void
derive_conflict(struct derive *v, const char *fact, const char *code,
    const char *why, json_t *values)
{
	json_t *c = json_object();

	json_put_text(c, "fact", fact, &v->ok);
	json_put(c, "values", values, &v->ok);
	json_put_text(c, "code", code, &v->ok);
	json_put_text(c, "why", why, &v->ok);
	json_add(v->conflicts, c, &v->ok);
}

/* Counters move on: those of another moment are no contradiction. */
static bool
apart(const struct claim *best, const struct claim *c)
{

	return (counter(best->fact) && c->source != best->source);
}

static void
disagree(struct derive *v, const char *fact, const struct claim *best,
    const struct claim **others, size_t n, bool moments)
{
	json_t *values = json_array();
	size_t any = 0;

	json_add(values, derive_claim(v, best), &v->ok);
	for (size_t i = 0; i < n; i++) {
		if (apart(best, others[i]) != moments)
			continue;
		json_add(values, derive_claim(v, others[i]), &v->ok);
		any++;
	}
	if (any == 0)
		json_decref(values);
	else if (moments)
		derive_conflict(v, fact, "counted-apart",
		    "counted at different moments", values);
	else
		derive_conflict(v, fact, "sources-disagree",
		    "sources disagree", values);
}

json_t *
derive_value(struct derive *v, const struct group *g, enum fact f,
    const char *name)
{
	const struct claim **list, **others, *best;
	size_t n = claims_of(v, g, f, &list), m = 0;
	json_t *j;

	if (n == 0)
		return (NULL);
	best = winner(g, list, n);
	others = arena_get(&v->arena, n * sizeof(struct claim *));
	if (others == NULL) {
		v->ok = false;
		return (NULL);
	}
	j = derive_claim(v, best);
	for (size_t i = 0; i < n; i++) {
		if (list[i] == best)
			continue;
		if (claims_agree(best, list[i])) {
			if (!same_from(best, list[i]))
				add_from(v, j, list, i);
		} else
			others[m++] = list[i];
	}
	if (m > 0 && name != NULL) {
		disagree(v, name, best, others, m, false);
		disagree(v, name, best, others, m, true);
	}
	if (f == FACT_AVATAR || f == FACT_BANNER)
		derive_digest(v, j);
	return (j);
}

json_t *
derive_values(struct derive *v, const struct group *g, enum fact f)
{
	const struct claim **list, **distinct;
	size_t n = claims_of(v, g, f, &list), m = 0, k;
	json_t *out, *one;

	if (n == 0)
		return (NULL);
	out = json_array();
	distinct = arena_get(&v->arena, n * sizeof(struct claim *));
	v->ok &= out != NULL && distinct != NULL;
	for (size_t i = 0; i < n && v->ok; i++) {
		for (k = 0; k < m; k++)
			if (span_eq(distinct[k]->value, list[i]->value))
				break;
		if (k == m) {
			one = derive_claim(v, list[i]);
			if (f == FACT_MEDIA)
				derive_digest(v, one);
			json_add(out, one, &v->ok);
			distinct[m++] = list[i];
			continue;
		}
		one = json_object_get(json_array_get(out, k), "from");
		if (!same_from(distinct[k], list[i]))
			json_add(one, derive_from(v, list[i]), &v->ok);
	}
	return (out);
}
