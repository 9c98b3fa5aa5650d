#include <stdio.h>
#include <string.h>

#include "store/base/json.h"
#include "store/digest/digest.h"
#include "store/facts/derive.h"

/* Keys of the groups so far, each with the group's number. */
struct index {
	json_t *known;
	json_t *seen;		/* how often a source has said a text */
};

static struct group *
find(struct derive *v, const struct index *x, const char *key)
{
	json_t *at = key == NULL ? NULL : json_object_get(x->known, key);

	return (at == NULL ? NULL : &v->others[json_integer_value(at)]);
}

static void
learn(struct derive *v, struct index *x, const char *key,
    const struct group *g)
{

	if (key != NULL && json_object_get(x->known, key) == NULL)
		json_put_int(x->known, key, g - v->others, &v->ok);
}

/*
 * An item that nothing names is the one of another document that says the
 * same: the first of the first, the second of the second.
 */
static const char *
text_key(struct derive *v, struct index *x, const struct item *i)
{
	const struct claim *c = item_claim(i, FACT_TEXT);
	char nth[32], number[80], hex[DIGEST_HEX];
	uint8_t sum[DIGEST_LEN];
	const char *key;
	json_int_t n;

	if (c == NULL)
		return (NULL);
	if (digest_of(c->value, sum, NULL) != 0) {
		v->ok = false;
		return (NULL);
	}
	(void)digest_hex(sum, hex);
	(void)snprintf(number, sizeof(number), "%zu\n%.40s",
	    i->source->number, i->method != NULL ? i->method : "");
	if ((key = derive_print(v, "seen", hex, number)) == NULL)
		return (NULL);
	n = json_integer_value(json_object_get(x->seen, key));
	json_put_int(x->seen, key, n + 1, &v->ok);
	(void)snprintf(nth, sizeof(nth), "%lld", (long long)n);
	return (derive_print(v, "text", hex, nth));
}

static bool
has_id(const struct group *g)
{

	for (size_t k = 0; k < g->n; k++)
		if (g->items[k]->id.p != NULL)
			return (true);
	return (false);
}

/* Whether the names of those who wrote ${g} and ${i} differ. */
static bool
other_author(const struct group *g, const struct item *i)
{
	const struct claim *a, *b = i->authors == NULL ? NULL :
	    item_claim(i->authors, FACT_NAME);

	for (size_t k = 0; b != NULL && k < g->n; k++)
		if (g->items[k]->authors != NULL && (a = item_claim(
		    g->items[k]->authors, FACT_NAME)) != NULL)
			return (!claims_agree(a, b));
	return (false);
}

static struct group *
group_of(struct derive *v, struct index *x, const struct item *i)
{
	const char *id = derive_key(v, i), *url = derive_key_url(v, i),
	    *text = text_key(v, x, i);
	struct group *g = find(v, x, id);

	if (g == NULL)
		g = find(v, x, url);
	if (g == NULL && (g = find(v, x, text)) != NULL &&
	    ((i->id.p != NULL && has_id(g)) || other_author(g, i)))
		g = NULL;
	if (g == NULL)
		g = &v->others[v->n_others++];
	learn(v, x, id, g);
	learn(v, x, url, g);
	learn(v, x, text, g);
	return (g);
}

void
derive_others(struct derive *v)
{
	struct index x = { json_object(), json_object() };

	v->others = arena_get(&v->arena, (v->n_posts + 1) *
	    sizeof(*v->others));
	v->ok &= x.known != NULL && x.seen != NULL && v->others != NULL;
	for (size_t k = 0; k < v->n_posts && v->ok; k++)
		if (v->posts[k]->group == 0)
			derive_add(v, group_of(v, &x, v->posts[k]),
			    v->posts[k]);
	json_decref(x.known);
	json_decref(x.seen);
}
