#include <string.h>

#include "store/base/json.h"
#include "store/facts/derive.h"

#define COAUTHORS_MAX	50

/* What tells an account from others. */
struct account {
	const char *platform;
	struct span id;
	const struct claim *handle, *url, *name;
};

static bool
same_reader(const struct item *a, const struct item *b)
{

	return (a->source == b->source && a->method != NULL &&
	    b->method != NULL && strcmp(a->method, b->method) == 0);
}

void
derive_authors(struct derive *v, const struct group *post, struct group *out,
    struct group *others)
{
	const struct item *last = NULL;

	for (size_t k = 0; k < post->n; k++)
		for (struct item *i = post->items[k]->authors; i != NULL;
		    i = i->next_author) {
			/* The first that a reader names; the others wrote
			 * with him. */
			if (last == NULL || !same_reader(last, i))
				derive_add(v, out, i);
			else if (others != NULL)
				derive_add(v, others, i);
			last = i;
		}
}

static void
account_of(struct derive *v, const struct group *g, struct account *a)
{

	memset(a, 0, sizeof(*a));
	a->platform = g->platform;
	for (size_t k = 0; a->id.p == NULL && k < g->n; k++)
		a->id = g->items[k]->id;
	a->handle = derive_best(v, g, FACT_HANDLE);
	a->url = derive_best(v, g, FACT_URL);
	a->name = derive_best(v, g, FACT_NAME);
}

enum same { SAME_UNKNOWN, SAME_YES, SAME_NO };

/* Whether ${i} is the account ${a}: by id, else handle, else URL. */
static enum same
same_account(const struct account *a, const struct item *i)
{
	const struct claim *handle = item_claim(i, FACT_HANDLE),
	    *url = item_claim(i, FACT_URL);
	bool site = strcmp(derive_platform(i), a->platform) == 0;

	if (site && a->id.p != NULL && i->id.p != NULL)
		return (span_eq(a->id, i->id) ? SAME_YES : SAME_NO);
	/* A handle names nobody where the site is not known. */
	if (site && a->handle != NULL && handle != NULL &&
	    strcmp(a->platform, "web") != 0)
		return (claims_agree(a->handle, handle) ? SAME_YES : SAME_NO);
	if (a->url != NULL && url != NULL && claims_agree(a->url, url))
		return (SAME_YES);
	return (SAME_UNKNOWN);
}

/* Whether ${i} is what a captured profile says of its owner. */
static bool
profile(struct derive *v, const struct item *i)
{

	if (i->of != NULL)
		return (false);
	if (v->post.n == 0 && derive_own(v, 0, i->source))
		return (!derive_barred(v->class) ||
		    method_rank(i->method) == 0);
	return (derive_own(v, 1, i->source) &&
	    (!derive_barred(v->class_author) || method_rank(i->method) == 0));
}

/*
 * A name by a weaker reader, of an account that the platform itself has named
 * otherwise, with nothing that shows it to be the same one: it is shown as a
 * conflict and not believed.
 */
static bool
unconfirmed(struct derive *v, const struct account *own, const struct item *i)
{
	const struct claim *name = item_claim(i, FACT_NAME);
	json_t *values;

	if (own->handle == NULL || method_rank(own->handle->method) != 0 ||
	    method_rank(i->method) == 0 || name == NULL ||
	    same_account(own, i) == SAME_YES ||
	    strcasestr((const char *)name->value.p,
	    (const char *)own->handle->value.p) != NULL ||
	    strcasestr((const char *)own->handle->value.p,
	    (const char *)name->value.p) != NULL)
		return (false);
	values = json_array();
	json_add(values, derive_claim(v, own->handle), &v->ok);
	json_add(values, derive_claim(v, name), &v->ok);
	derive_conflict(v, "author.name", "sources-disagree",
	    "sources disagree", values);
	return (true);
}

/* Leave out who is not shown to be the author that the platform names. */
static void
believe(struct derive *v)
{
	struct group own = { .n = 0 }, kept = { .n = 0 };
	struct account a;

	for (size_t k = 0; k < v->author.n; k++)
		if (method_rank(v->author.items[k]->method) == 0)
			derive_add(v, &own, v->author.items[k]);
	if (own.n == 0)
		return;
	account_of(v, &own, &a);
	if (a.name != NULL)
		return;
	for (size_t k = 0; k < v->author.n; k++)
		if (!unconfirmed(v, &a, v->author.items[k]))
			derive_add(v, &kept, v->author.items[k]);
	v->author = kept;
}

void
derive_author_of(struct derive *v)
{
	struct account a;
	struct item *i;
	bool of_page;

	derive_authors(v, &v->post, &v->author, &v->coauthors);
	believe(v);
	account_of(v, &v->author, &a);
	/* The profile that was captured, unless it is another account's. */
	for (size_t k = 0; k < v->n_authors; k++) {
		i = v->authors[k];
		if (profile(v, i) && (v->author.n == 0 || a.platform == NULL ||
		    same_account(&a, i) != SAME_NO))
			derive_add(v, &v->author, i);
	}
	if (v->author.n == 0)
		return;
	account_of(v, &v->author, &a);
	for (size_t k = 0; k < v->n_authors; k++) {
		i = v->authors[k];
		/* What the other readers of the post say is not looked up
		 * elsewhere: they may be wrong about who it is. */
		of_page = i->of != NULL && i->of->group == 1;
		if (!of_page && same_account(&a, i) == SAME_YES)
			derive_add(v, &v->author, i);
	}
}

void
derive_coauthors(struct derive *v, json_t *out)
{
	json_t *list = json_array();
	struct account a;
	struct item *i;
	const struct claim *name;

	account_of(v, &v->author, &a);
	for (size_t k = 0; k < v->coauthors.n && v->ok &&
	    json_array_size(list) < COAUTHORS_MAX; k++) {
		struct group one = { .n = 0 };

		i = v->coauthors.items[k];
		name = item_claim(i, FACT_NAME);
		if (same_account(&a, i) == SAME_YES || (name != NULL &&
		    a.name != NULL && claims_agree(name, a.name)))
			continue;
		derive_add(v, &one, i);
		json_add(list, derive_author(v, &one, NULL), &v->ok);
	}
	if (json_array_size(list) > 0)
		json_put(out, "coauthors", list, &v->ok);
	else
		json_decref(list);
}
