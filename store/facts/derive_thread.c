#include <string.h>

#include "store/base/json.h"
#include "store/facts/derive.h"

#define SHOWN_MAX	5000	/* posts of one list */

/* Whether ${s} says something about the post too. */
static bool
has_post(const struct source *s)
{

	for (const struct item *i = s->items; s->used && i != NULL;
	    i = i->next)
		if (i->group == 1)
			return (true);
	return (false);
}

static bool
has_subject(const struct source *s)
{

	for (const struct item *i = s->items; i != NULL; i = i->next)
		if (i->kind == ITEM_POST && i->rel == REL_SUBJECT)
			return (true);
	return (false);
}

/*
 * Whether what stands in ${s} belongs to the page: it is the page, or tells
 * of the post, or is one of the answers by which the page gets its replies.
 */
static void
place(struct derive *v, struct source *s)
{

	s->near = derive_own(v, 0, s) || has_post(s);
	s->more = s->used && !s->near && v->post.n > 0 && s->platform != NULL &&
	    strcmp(s->platform, v->post.platform) == 0 && !s->rendered &&
	    s->identity.kind == IDENTITY_NONE && !has_subject(s) &&
	    !derive_own(v, 1, s);
}

static bool
belongs(const struct group *g)
{

	for (size_t i = 0; i < g->n; i++)
		if (g->items[i]->source->near || (g->rel == REL_REPLY &&
		    g->items[i]->source->more))
			return (true);
	return (false);
}

static json_t *
one(struct derive *v, const struct group *g)
{
	struct group author = { .n = 0 };
	json_t *j = derive_post(v, g, NULL), *who;

	derive_authors(v, g, &author, NULL);
	if (author.n > 0 && (who = derive_author(v, &author, NULL)) != NULL)
		json_put(j, "author", who, &v->ok);
	return (j);
}

/* What tells an account among those of a thread. */
static const char *
account(struct derive *v, const struct group *post)
{
	static const enum fact facts[] = { FACT_ID, FACT_HANDLE, FACT_URL,
	    FACT_NAME };
	struct group author = { .n = 0 };
	const struct claim *c;

	derive_authors(v, post, &author, NULL);
	for (size_t i = 0; i < author.n; i++)
		if (author.items[i]->id.p != NULL)
			return ((const char *)author.items[i]->id.p);
	for (size_t i = 0; author.n > 0 && i < 4; i++)
		if ((c = derive_best(v, &author, facts[i])) != NULL)
			return ((const char *)c->value.p);
	return (NULL);
}

static void
participant(struct derive *v, json_t *list, json_t *at, const struct group *g)
{
	const char *who = account(v, g);
	struct group author = { .n = 0 };
	json_t *j, *i;
	static const struct {
		enum fact fact;
		const char *name;
	} shown[] = { { FACT_HANDLE, "handle" }, { FACT_NAME, "name" } };
	const struct claim *c;

	if (who == NULL)
		return;
	if ((i = json_object_get(at, who)) != NULL) {
		j = json_array_get(list, (size_t)json_integer_value(i));
		json_put_int(j, "replies", json_integer_value(
		    json_object_get(j, "replies")) + 1, &v->ok);
		return;
	}
	derive_authors(v, g, &author, NULL);
	j = json_object();
	for (size_t k = 0; k < author.n; k++)
		if (author.items[k]->id.p != NULL) {
			json_put_span(j, "id", author.items[k]->id, &v->ok);
			break;
		}
	for (size_t k = 0; k < 2; k++)
		if ((c = derive_best(v, &author, shown[k].fact)) != NULL)
			json_put_span(j, shown[k].name, c->value, &v->ok);
	json_put_int(j, "replies", 1, &v->ok);
	json_put_int(at, who, (int64_t)json_array_size(list), &v->ok);
	json_add(list, j, &v->ok);
}

static const struct claim *
announced(struct derive *v)
{
	const struct claim *best = NULL, *c;

	for (const struct source *s = v->f->sources; s != NULL; s = s->next) {
		if (!s->near)
			continue;
		for (c = s->announced; c != NULL; c = c->next)
			if (best == NULL || method_rank(c->method) <
			    method_rank(best->method))
				best = c;
	}
	if (best == NULL && v->post.n > 0)
		best = derive_best(v, &v->post, FACT_REPLIES);
	return (best);
}

/* The other posts of one relation: how many, and the first of them. */
static json_t *
list_of(struct derive *v, enum relation rel, int64_t *total, json_t *people,
    json_t *known)
{
	json_t *list = json_array();
	const struct group *g;

	*total = 0;
	for (size_t i = 0; i < v->n_others && v->ok; i++) {
		g = &v->others[i];
		if (g->n == 0 || g->rel != rel || !belongs(g))
			continue;
		*total += 1;
		if (rel == REL_REPLY)
			participant(v, people, known, g);
		if (*total <= SHOWN_MAX)
			json_add(list, one(v, g), &v->ok);
	}
	return (list);
}

static void
put_replies(struct derive *v, json_t *thread)
{
	json_t *people = json_array(), *known = json_object(), *list;
	int64_t total;

	v->ok &= people != NULL && known != NULL;
	list = list_of(v, REL_REPLY, &total, people, known);
	json_put_int(thread, "captured", total, &v->ok);
	json_put(thread, "replies", list, &v->ok);
	if (json_array_size(people) > 0)
		json_put(thread, "participants", people, &v->ok);
	else
		json_decref(people);
	json_decref(known);
}

void
derive_thread(struct derive *v, json_t *out)
{
	static const struct {
		enum relation rel;
		const char *name;
	} lists[] = {
		{ REL_PARENT, "parents" }, { REL_QUOTED, "quoted" },
		{ REL_LISTED, "listed" }
	};
	json_t *thread = json_object(), *list;
	const struct claim *said;
	int64_t total;

	for (struct source *s = v->f->sources; s != NULL; s = s->next)
		place(v, s);
	if ((said = announced(v)) != NULL)
		json_put(thread, "announced", derive_claim(v, said), &v->ok);
	put_replies(v, thread);
	for (size_t l = 0; l < 3 && v->ok; l++) {
		list = list_of(v, lists[l].rel, &total, NULL, NULL);
		if (total > 0)
			json_put(thread, lists[l].name, list, &v->ok);
		else
			json_decref(list);
	}
	json_put(out, "thread", thread, &v->ok);
}
