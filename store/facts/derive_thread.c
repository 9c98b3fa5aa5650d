#include <string.h>

#include "store/base/json.h"
#include "store/facts/derive.h"

/* Whether some document that holds ${g} is about the post too. */
static bool
belongs(struct derive *v, const struct group *g)
{

	for (size_t i = 0; i < g->n; i++) {
		if (derive_own(v, 0, g->items[i]->source))
			return (true);
		for (size_t k = 0; k < v->post.n; k++)
			if (v->post.items[k]->source == g->items[i]->source)
				return (true);
	}
	return (false);
}

static json_t *
one(struct derive *v, const struct group *g)
{
	struct group author = { .n = 0 };
	json_t *j = derive_post(v, g, NULL), *who;

	derive_authors(v, g, &author);
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

	derive_authors(v, post, &author);
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
	derive_authors(v, g, &author);
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
		if (!derive_own(v, 0, s))
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

void
derive_thread(struct derive *v, json_t *out)
{
	static const struct {
		enum relation rel;
		const char *name;
	} lists[] = {
		{ REL_REPLY, "replies" }, { REL_PARENT, "parents" },
		{ REL_QUOTED, "quoted" }, { REL_LISTED, "listed" }
	};
	json_t *thread = json_object(), *people = json_array(),
	    *known = json_object(), *list, *replies = NULL;
	const struct claim *said = announced(v);

	v->ok &= thread != NULL && people != NULL && known != NULL;
	if (said != NULL)
		json_put(thread, "announced", derive_claim(v, said), &v->ok);
	for (size_t l = 0; l < 4 && v->ok; l++) {
		list = json_array();
		for (size_t i = 0; i < v->n_others && v->ok; i++) {
			if (v->others[i].rel != lists[l].rel ||
			    !belongs(v, &v->others[i]))
				continue;
			json_add(list, one(v, &v->others[i]), &v->ok);
			if (l == 0)
				participant(v, people, known, &v->others[i]);
		}
		if (l == 0) {
			replies = list;
			json_put_int(thread, "captured",
			    (int64_t)json_array_size(list), &v->ok);
			json_put(thread, "replies", list, &v->ok);
		} else if (json_array_size(list) > 0)
			json_put(thread, lists[l].name, list, &v->ok);
		else
			json_decref(list);
	}
	if (json_array_size(people) > 0)
		json_put(thread, "participants", people, &v->ok);
	else
		json_decref(people);
	json_decref(known);
	if (said != NULL || json_array_size(replies) > 0 ||
	    json_object_size(thread) > 2)
		json_put(out, "thread", thread, &v->ok);
	else
		json_decref(thread);
}
