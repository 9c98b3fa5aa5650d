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
	} else if (g->rel == REL_SUBJECT || g->rel == REL_LISTED)
		g->rel = i->rel == REL_SUBJECT ? g->rel : i->rel;
	g->items[g->n++] = i;
}

const struct claim *
item_claim(const struct item *i, enum fact f)
{
	const struct claim *c;

	for (c = i->claims; c != NULL; c = c->next)
		if (c->fact == f)
			return (c);
	return (NULL);
}

const char *
derive_print(struct derive *v, const char *a, const char *b, const char *c)
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
	return (derive_print(v, id->platform, id->id, ""));
}

const char *
derive_key(struct derive *v, const struct item *i)
{

	/* Ids of software that many sites run are those of one site. */
	if (i->id.p != NULL)
		return (derive_print(v, derive_platform(i),
		    (const char *)i->id.p,
		    i->source->identity.kind == IDENTITY_NONE &&
		    i->platform == NULL ? host_of(v, i->source->url) : ""));
	return (NULL);
}

const char *
derive_key_url(struct derive *v, const struct item *i)
{
	const struct claim *url = item_claim(i, FACT_URL);
	struct identity id;

	if (url == NULL)
		return (NULL);
	if (identity_of((const char *)url->value.p, &id) && id.kind ==
	    (i->kind == ITEM_POST ? IDENTITY_POST : IDENTITY_AUTHOR) &&
	    id.id[0] != '\0')
		return (key_of_identity(v, &id));
	return (derive_print(v, "url", (const char *)url->value.p, ""));
}

bool
derive_at(struct derive *v, size_t n, const struct source *s)
{

	if (!s->used || n >= v->n_pages || s->url == NULL ||
	    v->pages[n].url == NULL)
		return (false);
	/* A source has no fragment; a page may have one. */
	return (strncmp(s->url, v->pages[n].url, strlen(s->url)) == 0 &&
	    strchr("#", v->pages[n].url[strlen(s->url)]) != NULL);
}

bool
derive_own(struct derive *v, size_t n, const struct source *s)
{
	struct identity id;

	if (derive_at(v, n, s))
		return (true);
	return (s->used && n < v->n_pages && s->url != NULL &&
	    v->pages[n].url != NULL &&
	    identity_of(v->pages[n].url, &id) &&
	    identity_same(&id, &s->identity));
}

/* --- The post --- */

static bool
is_subject(struct derive *v, const struct item *i)
{

	return (i->kind == ITEM_POST && i->rel == REL_SUBJECT &&
	    derive_own(v, 0, i->source));
}

bool
derive_barred(enum page_class c)
{

	return (c == PAGE_LOGIN || c == PAGE_CONSENT || c == PAGE_ERROR ||
	    c == PAGE_GONE);
}

/* Whether a subject without an id can be the post of the page. */
static bool
fits_page(struct derive *v, const struct item *i)
{
	const struct claim *url = item_claim(i, FACT_URL);
	struct identity id;

	if (i->id.p != NULL || v->by_fragment ||
	    (v->page.kind == IDENTITY_POST &&
	    i->source->identity.kind == IDENTITY_THREAD))
		return (false);
	if (url == NULL || v->page.kind != IDENTITY_POST ||
	    !identity_of((const char *)url->value.p, &id) ||
	    id.kind != IDENTITY_POST || id.id[0] == '\0' ||
	    v->page.id[0] == '\0')
		return (true);
	return (identity_same(&id, &v->page));
}

/* Whether a fragment names ${i}: it is that of its URL, or its id ends it. */
static bool
named_by(struct derive *v, const struct item *i, const char *fragment)
{
	const struct claim *id = item_claim(i, FACT_ID),
	    *url = item_claim(i, FACT_URL);
	const char *own = url == NULL ? NULL : strchr(
	    (const char *)url->value.p, '#');
	struct span f = span_of(fragment);

	if (i->id.p == NULL || i->rel == REL_SUBJECT ||
	    !derive_own(v, 0, i->source))
		return (false);
	if (own != NULL)
		return (strcmp(own + 1, fragment) == 0);
	return (id != NULL && id->value.n >= 3 && f.n >= id->value.n &&
	    span_eq(span_sub(f, f.n - id->value.n, id->value.n), id->value) &&
	    (f.n == id->value.n || f.p[f.n - id->value.n - 1] < '0' ||
	    f.p[f.n - id->value.n - 1] > '9'));
}

/* One post of several on a page, named by the fragment alone. */
static const char *
fragment_key(struct derive *v)
{
	const char *fragment = v->n_pages == 0 || v->pages[0].url == NULL ?
	    NULL : strchr(v->pages[0].url, '#');

	if (fragment == NULL || fragment[1] == '\0')
		return (NULL);
	for (size_t i = 0; i < v->n_posts; i++)
		if (named_by(v, v->posts[i], fragment + 1)) {
			v->by_fragment = true;
			return (derive_key(v, v->posts[i]));
		}
	return (NULL);
}

/* The key that tells the post, by its URL or the strongest reader. */
static const char *
target_key(struct derive *v)
{
	const struct item *best = NULL;
	const char *key = fragment_key(v);

	if (key != NULL)
		return (key);
	if (v->page.kind == IDENTITY_POST && v->page.id[0] != '\0')
		return (key_of_identity(v, &v->page));
	for (size_t i = 0; i < v->n_posts; i++)
		if (is_subject(v, v->posts[i]) && v->posts[i]->id.p != NULL &&
		    (best == NULL || method_rank(v->posts[i]->method) <
		    method_rank(best->method)))
			best = v->posts[i];
	return (best == NULL ? NULL : derive_key(v, best));
}

/* Whether ${i} is the post by its id or, where it answers none, its URL. */
static bool
is_wanted(struct derive *v, const struct item *i, const char *want,
    const char *want_url)
{
	const char *key = derive_key(v, i), *url;

	if (key != NULL)
		return (want != NULL && strcmp(key, want) == 0);
	if (i->rel == REL_REPLY || (url = derive_key_url(v, i)) == NULL)
		return (false);
	return ((want != NULL && strcmp(url, want) == 0) ||
	    (want_url != NULL && strcmp(url, want_url) == 0));
}

/* A document of the page that says it is about another post. */
static void
other_subject(struct derive *v, const struct item *i)
{
	json_t *values, *one;

	if (v->page.kind != IDENTITY_POST || v->page.id[0] == '\0' ||
	    i->id.p == NULL)
		return;
	values = json_array();
	one = json_object();
	json_put_text(one, "value", v->page.id, &v->ok);
	json_add(values, one, &v->ok);
	one = json_object();
	json_put_span(one, "value", i->id, &v->ok);
	json_put_text(one, "record", i->source->record, &v->ok);
	json_put_text(one, "method", i->method, &v->ok);
	json_add(values, one, &v->ok);
	derive_conflict(v, "post.id", "another-subject",
	    "the document is about another post than its address", values);
}

static void
find_post(struct derive *v)
{
	const char *want = target_key(v), *want_url = NULL;
	struct item *i;

	if (v->n_pages > 0 && v->page.kind != IDENTITY_POST)
		want_url = derive_print(v, "url", v->pages[0].url, "");
	for (size_t k = 0; k < v->n_posts; k++) {
		i = v->posts[k];
		if (derive_barred(v->class) && derive_own(v, 0, i->source) &&
		    method_rank(i->method) != 0)
			continue;
		if (is_wanted(v, i, want, want_url) ||
		    (is_subject(v, i) && fits_page(v, i)))
			derive_add(v, &v->post, i);
		else if (is_subject(v, i))
			other_subject(v, i);
	}
	if (v->post.n > 0 && v->page.platform != NULL)
		v->post.platform = v->page.platform;
}

void
derive_target(struct derive *v)
{

	if (v->page.kind != IDENTITY_AUTHOR && v->class != PAGE_PROFILE)
		find_post(v);
	for (size_t k = 0; k < v->post.n; k++)
		v->post.items[k]->group = 1;
}
