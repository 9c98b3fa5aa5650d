#include <stdio.h>
#include <string.h>

#include "store/base/json.h"
#include "store/facts/derive.h"

const char *
derive_platform(const struct item *i)
{

	return (i->platform != NULL ? i->platform :
	    i->source->platform != NULL ? i->source->platform : "web");
}

void
derive_add(struct derive *v, struct group *g, struct item *i)
{
	struct item **grown;
	size_t cap;

	for (size_t k = g->n; k > 0 && k + 64 > g->n; k--)
		if (g->items[k - 1] == i)
			return;
	if (g->n == g->cap) {
		cap = g->cap == 0 ? 4 : g->cap * 2;
		if ((grown = arena_get(&v->arena, cap * sizeof(*grown))) ==
		    NULL) {
			v->ok = false;
			return;
		}
		if (g->n > 0)
			memcpy(grown, g->items, g->n * sizeof(*grown));
		g->items = grown;
		g->cap = cap;
	}
	if (g->n == 0) {
		g->platform = derive_platform(i);
		g->rel = i->rel;
	}
	g->items[g->n++] = i;
}

static const struct claim *
claim_of(const struct item *i, enum fact f)
{
	const struct claim *c;

	for (c = i->claims; c != NULL; c = c->next)
		if (c->fact == f)
			return (c);
	return (NULL);
}

static const char *
key_print(struct derive *v, const char *a, const char *b, const char *c)
{
	struct buf out = BUF_INIT(URL_MAX);
	const char *s;

	buf_printf(&out, "%s\n%s\n%s", a, b, c);
	s = (const char *)arena_buf(&v->arena, &out).p;
	if (s == NULL)
		v->ok = false;
	return (s);
}

static const char *
host_of(struct derive *v, const char *url)
{
	struct url *u = NULL;
	const char *host = "";

	if (url != NULL && url_parse(span_of(url), NULL, &u, NULL) == 0)
		host = arena_str(&v->arena, url_host(u));
	url_free(u);
	return (host != NULL ? host : "");
}

static const char *
key_of_identity(struct derive *v, const struct identity *id)
{

	if (id->platform == NULL || id->id[0] == '\0')
		return (NULL);
	return (key_print(v, id->platform, id->id, ""));
}

const char *
derive_key(struct derive *v, const struct item *i)
{
	const struct claim *url = claim_of(i, FACT_URL);
	const char *platform = derive_platform(i);
	struct identity id;

	/* Ids of software that many sites run are those of one site. */
	if (i->id.p != NULL)
		return (key_print(v, platform, (const char *)i->id.p,
		    i->source->identity.kind == IDENTITY_NONE &&
		    i->platform == NULL ? host_of(v, i->source->url) : ""));
	if (url == NULL)
		return (NULL);
	if (identity_of((const char *)url->value.p, &id) && id.kind ==
	    (i->kind == ITEM_POST ? IDENTITY_POST : IDENTITY_AUTHOR) &&
	    id.id[0] != '\0')
		return (key_of_identity(v, &id));
	return (key_print(v, "url", (const char *)url->value.p, ""));
}

bool
derive_own(struct derive *v, size_t n, const struct source *s)
{
	struct identity id;

	if (n >= v->n_pages || s->url == NULL || v->pages[n].url == NULL)
		return (false);
	if (strcmp(s->url, v->pages[n].url) == 0)
		return (true);
	return (identity_of(v->pages[n].url, &id) &&
	    identity_same(&id, &s->identity));
}

/* --- The post --- */

static bool
is_subject(struct derive *v, const struct item *i)
{

	return (i->kind == ITEM_POST && i->rel == REL_SUBJECT &&
	    derive_own(v, 0, i->source));
}

/* Whether a wall or an error stands where the post would. */
static bool
barred(const struct derive *v)
{

	return (v->class == PAGE_LOGIN || v->class == PAGE_CONSENT ||
	    v->class == PAGE_ERROR || v->class == PAGE_GONE);
}

/* Whether a subject without an id can be the post of the page. */
static bool
fits_page(struct derive *v, const struct item *i)
{
	const struct claim *url = claim_of(i, FACT_URL);
	struct identity id;

	if (i->id.p != NULL)
		return (false);
	if (url == NULL || v->page.kind != IDENTITY_POST ||
	    !identity_of((const char *)url->value.p, &id) ||
	    id.kind != IDENTITY_POST || id.id[0] == '\0' ||
	    v->page.id[0] == '\0')
		return (true);
	return (identity_same(&id, &v->page));
}

/* The key that tells the post, by its URL or the strongest reader. */
static const char *
target_key(struct derive *v)
{
	const struct item *best = NULL;

	if (v->page.kind == IDENTITY_POST && v->page.id[0] != '\0')
		return (key_of_identity(v, &v->page));
	for (size_t i = 0; i < v->n_posts; i++)
		if (is_subject(v, v->posts[i]) && v->posts[i]->id.p != NULL &&
		    (best == NULL || method_rank(v->posts[i]->method) <
		    method_rank(best->method)))
			best = v->posts[i];
	return (best == NULL ? NULL : derive_key(v, best));
}

static void
find_post(struct derive *v)
{
	const char *want = target_key(v), *key;
	struct item *i;

	v->post.key = want;
	for (size_t k = 0; k < v->n_posts; k++) {
		i = v->posts[k];
		if (barred(v) && derive_own(v, 0, i->source) &&
		    method_rank(i->method) != 0)
			continue;
		key = i->id.p != NULL ? derive_key(v, i) : NULL;
		if ((key != NULL && want != NULL && strcmp(key, want) == 0) ||
		    (is_subject(v, i) && fits_page(v, i)))
			derive_add(v, &v->post, i);
	}
	if (v->post.n > 0 && v->page.platform != NULL)
		v->post.platform = v->page.platform;
}

/* --- Its author --- */

void
derive_authors(struct derive *v, const struct group *post, struct group *out)
{
	const char *last = NULL;
	const struct source *source = NULL;
	struct item *i;

	for (size_t k = 0; k < post->n; k++)
		for (size_t a = 0; a < v->n_authors; a++) {
			i = v->authors[a];
			if (i->of != post->items[k])
				continue;
			/* The first that a reader names; the others wrote
			 * with him. */
			if (last == i->method && source == i->source)
				continue;
			last = i->method;
			source = i->source;
			derive_add(v, out, i);
		}
}

static bool
same_handle(const struct claim *a, const struct claim *b)
{

	return (a != NULL && b != NULL && span_is_nocase(a->value,
	    (const char *)b->value.p));
}

/* Whether ${i} is the account that ${g} is, by id, else handle, else URL. */
static bool
same_account(struct derive *v, const struct group *g, const struct item *i)
{
	const struct claim *handle = derive_best(v, g, FACT_HANDLE),
	    *url = derive_best(v, g, FACT_URL);

	if (strcmp(derive_platform(i), g->platform) != 0)
		return (false);
	for (size_t k = 0; k < g->n; k++)
		if (g->items[k]->id.p != NULL && i->id.p != NULL)
			return (span_eq(g->items[k]->id, i->id));
	if (handle != NULL && claim_of(i, FACT_HANDLE) != NULL)
		return (same_handle(handle, claim_of(i, FACT_HANDLE)));
	return (url != NULL && claim_of(i, FACT_URL) != NULL &&
	    span_eq(url->value, claim_of(i, FACT_URL)->value));
}

static void
find_author(struct derive *v)
{
	struct group found = { .n = 0 };
	struct item *i;

	derive_authors(v, &v->post, &v->author);
	for (size_t k = 0; k < v->n_authors; k++) {
		i = v->authors[k];
		if (i->of != NULL)
			continue;
		if ((v->post.n == 0 && derive_own(v, 0, i->source) &&
		    !(barred(v) && method_rank(i->method) != 0)) ||
		    derive_own(v, 1, i->source))
			derive_add(v, &found, i);
	}
	/* The profile that was captured, unless it is another account's. */
	for (size_t k = 0; k < found.n; k++)
		if (v->author.n == 0 || same_account(v, &v->author,
		    found.items[k]))
			derive_add(v, &v->author, found.items[k]);
	found = v->author;
	for (size_t k = 0; found.n > 0 && k < v->n_authors; k++)
		if (same_account(v, &found, v->authors[k]))
			derive_add(v, &v->author, v->authors[k]);
}

void
derive_target(struct derive *v)
{

	if (v->page.kind != IDENTITY_AUTHOR && v->class != PAGE_PROFILE)
		find_post(v);
	find_author(v);
}

/* --- All other posts --- */

static bool
in_post(const struct derive *v, const struct item *i)
{

	for (size_t k = 0; k < v->post.n; k++)
		if (v->post.items[k] == i)
			return (true);
	return (false);
}

/*
 * An item that nothing names is the one of another document that says the
 * same: the first of the first, the second of the second.
 */
static const char *
text_key(struct derive *v, const struct item *i, json_t *seen)
{
	const struct claim *c = claim_of(i, FACT_TEXT);
	char nth[32], number[32];
	const char *key;
	json_int_t n;

	if (c == NULL)
		return (NULL);
	(void)snprintf(number, sizeof(number), "%zu", i->source->number);
	key = key_print(v, "seen", (const char *)c->value.p, number);
	if (key == NULL)
		return (NULL);
	n = json_integer_value(json_object_get(seen, key));
	json_put_int(seen, key, n + 1, &v->ok);
	(void)snprintf(nth, sizeof(nth), "%lld", (long long)n);
	return (key_print(v, "text", (const char *)c->value.p, nth));
}

void
derive_others(struct derive *v)
{
	json_t *known = json_object(), *seen = json_object(), *at;
	struct group *g;
	const char *key;

	v->others = arena_get(&v->arena, (v->n_posts + 1) *
	    sizeof(*v->others));
	v->ok &= known != NULL && seen != NULL && v->others != NULL;
	for (size_t k = 0; k < v->n_posts && v->ok; k++) {
		if (in_post(v, v->posts[k]))
			continue;
		if ((key = derive_key(v, v->posts[k])) == NULL)
			key = text_key(v, v->posts[k], seen);
		at = key == NULL ? NULL : json_object_get(known, key);
		if (at != NULL)
			g = &v->others[json_integer_value(at)];
		else {
			g = &v->others[v->n_others++];
			g->key = key;
			if (key != NULL)
				json_put_int(known, key,
				    (int64_t)v->n_others - 1, &v->ok);
		}
		derive_add(v, g, v->posts[k]);
	}
	json_decref(known);
	json_decref(seen);
}
