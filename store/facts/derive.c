#include <stdio.h>
#include <string.h>

#include <libxml/parser.h>

#include "store/base/alloc.h"
#include "store/base/json.h"
#include "store/facts/derive.h"

struct field {
	enum fact fact;
	const char *name;	/* under "counters" where it starts so */
	bool many;
};

static const struct field post_fields[] = {
	{ FACT_TITLE, "title", false },
	{ FACT_TEXT, "text", false },
	{ FACT_PUBLISHED, "published", false },
	{ FACT_EDITED, "edited", false },
	{ FACT_LANG, "lang", false },
	{ FACT_AUDIENCE, "audience", false },
	{ FACT_RATING, "rating", false },
	{ FACT_DELETED, "deleted", false },
	{ FACT_SIGNATURE, "signature", false },
	{ FACT_IN_REPLY_TO, "in_reply_to", false },
	{ FACT_PARENT, "parent", false },
	{ FACT_MEDIA, "media", true },
	{ FACT_LINK, "links", true },
	{ FACT_MENTION, "mentions", true }
};

static const struct field post_counters[] = {
	{ FACT_LIKES, "likes", false }, { FACT_REPOSTS, "reposts", false },
	{ FACT_REPLIES, "replies", false }, { FACT_VIEWS, "views", false }
};

static const struct field author_fields[] = {
	{ FACT_HANDLE, "handle", false },
	{ FACT_NAME, "name", false },
	{ FACT_URL, "url", false },
	{ FACT_CREATED, "created", false },
	{ FACT_BIO, "bio", false },
	{ FACT_VERIFIED, "verified", false },
	{ FACT_AVATAR, "avatar", false },
	{ FACT_BANNER, "banner", false },
	{ FACT_LINK, "links", true }
};

static const struct field author_counters[] = {
	{ FACT_FOLLOWERS, "followers", false },
	{ FACT_FOLLOWING, "following", false },
	{ FACT_POSTS, "posts", false }
};

static const char *
full_name(struct derive *v, const char *thing, const char *sub,
    const char *field)
{
	struct buf b = BUF_INIT(256);

	if (thing == NULL)
		return (NULL);
	buf_printf(&b, "%s.%s%s", thing, sub, field);
	return ((const char *)arena_buf(&v->arena, &b).p);
}

static void
put_fields(struct derive *v, json_t *out, const struct group *g,
    const struct field *f, size_t n, const char *thing, const char *sub)
{
	json_t *j;

	for (size_t i = 0; i < n && v->ok; i++) {
		j = f[i].many ? derive_values(v, g, f[i].fact) :
		    derive_value(v, g, f[i].fact, full_name(v, thing, sub,
		    f[i].name));
		if (j != NULL)
			json_put(out, f[i].name, j, &v->ok);
	}
}

static void
put_counters(struct derive *v, json_t *out, const struct group *g,
    const struct field *f, size_t n, const char *thing)
{
	json_t *counters = json_object();

	put_fields(v, counters, g, f, n, thing, "counters.");
	if (json_object_size(counters) > 0)
		json_put(out, "counters", counters, &v->ok);
	else
		json_decref(counters);
}

/* The id: claimed, else that under which readers put the item. */
static void
put_id(struct derive *v, json_t *out, const struct group *g,
    const char *thing)
{
	json_t *j = derive_value(v, g, FACT_ID, full_name(v, thing, "", "id"));
	struct claim c = { .fact = FACT_ID, .at = "", .confidence = "high" };

	for (size_t i = 0; j == NULL && i < g->n; i++) {
		if (g->items[i]->id.p == NULL)
			continue;
		c.value = c.raw = g->items[i]->id;
		c.method = g->items[i]->method;
		c.source = g->items[i]->source;
		j = derive_claim(v, &c);
	}
	if (j != NULL)
		json_put(out, "id", j, &v->ok);
}

static const char *
value_of(const json_t *out, const char *field)
{

	return (json_text(json_object_get(out, field), "value"));
}

json_t *
derive_post(struct derive *v, const struct group *g, const char *name)
{
	json_t *out = json_object(), *url;
	const char *edited;

	put_id(v, out, g, name);
	url = derive_value(v, g, FACT_URL, full_name(v, name, "", "url"));
	if (url != NULL)
		json_put(out, "url", url, &v->ok);
	put_fields(v, out, g, post_fields, sizeof(post_fields) /
	    sizeof(post_fields[0]), name, "");
	put_counters(v, out, g, post_counters, sizeof(post_counters) /
	    sizeof(post_counters[0]), name);
	/* Programs write a moment of change when nothing was changed yet. */
	edited = value_of(out, "edited");
	if (edited != NULL && value_of(out, "published") != NULL &&
	    strcmp(edited, value_of(out, "published")) == 0)
		(void)json_object_del(out, "edited");
	return (out);
}

json_t *
derive_author(struct derive *v, const struct group *g, const char *name)
{
	json_t *out = json_object();

	put_id(v, out, g, name);
	put_fields(v, out, g, author_fields, sizeof(author_fields) /
	    sizeof(author_fields[0]), name, "");
	put_counters(v, out, g, author_counters, sizeof(author_counters) /
	    sizeof(author_counters[0]), name);
	return (out);
}

/* Whether what is of the page ${id} counts. */
static bool
counts(const struct derive *v, const char *id)
{
	bool any = false;

	for (size_t i = 0; i < v->n_pages; i++) {
		if (v->pages[i].id == NULL)
			continue;
		any = true;
		if (id != NULL && strcmp(v->pages[i].id, id) == 0)
			return (true);
	}
	return (!any);
}

static void
choose(struct derive *v)
{

	for (struct source *s = v->f->sources; s != NULL; s = s->next)
		s->used = counts(v, s->page);
	for (struct exchange *x = v->f->exchanges; x != NULL; x = x->next)
		x->used = counts(v, x->page);
}

static void
collect(struct derive *v)
{
	size_t posts = 0, authors = 0;
	const struct source *s;
	struct item *i;

	for (s = v->f->sources; s != NULL; s = s->next)
		for (i = s->items; s->used && i != NULL; i = i->next)
			*(i->kind == ITEM_POST ? &posts : &authors) += 1;
	v->posts = arena_get(&v->arena, (posts + 1) * sizeof(struct item *));
	v->authors = arena_get(&v->arena, (authors + 1) *
	    sizeof(struct item *));
	v->ok &= v->posts != NULL && v->authors != NULL;
	for (s = v->f->sources; v->ok && s != NULL; s = s->next)
		for (i = s->items; s->used && i != NULL; i = i->next) {
			i->group = 0;
			if (i->kind == ITEM_POST)
				v->posts[v->n_posts++] = i;
			else
				v->authors[v->n_authors++] = i;
		}
}

static const char *
platform_of(const struct derive *v)
{

	if (v->page.platform != NULL)
		return (v->page.platform);
	if (v->post.n > 0)
		return (v->post.platform);
	if (v->author.n > 0)
		return (v->author.platform);
	return ("web");
}

static void
put_post(struct derive *v, json_t *out)
{
	json_t *post = derive_post(v, &v->post, "post");

	derive_times(v, post);
	json_put(out, "post", post, &v->ok);
	derive_warn(v, "post.title", derive_best(v, &v->post, FACT_TITLE));
	derive_warn(v, "post.text", derive_best(v, &v->post, FACT_TEXT));
}

static void
put_author(struct derive *v, json_t *out)
{

	json_put(out, "author", derive_author(v, &v->author, "author"),
	    &v->ok);
	derive_coauthors(v, out);
	derive_warn(v, "author.handle", derive_best(v, &v->author,
	    FACT_HANDLE));
	derive_warn(v, "author.name", derive_best(v, &v->author, FACT_NAME));
	derive_warn(v, "author.bio", derive_best(v, &v->author, FACT_BIO));
}

/* What the rest follows from, besides the records. */
static void
put_inputs(struct derive *v, json_t *out)
{
	json_t *list = json_array(), *j;
	char by[128];

	json_put_int(out, "format", FACTS_FORMAT, &v->ok);
	(void)snprintf(by, sizeof(by), "constat %s, readers " FACTS_READERS
	    ", libxml2 %s", CONSTAT_VERSION, xmlParserVersion);
	json_put_text(out, "derived_by", by, &v->ok);
	for (size_t i = 0; i < v->n_pages; i++) {
		j = json_object();
		json_put_text(j, "role", v->pages[i].role, &v->ok);
		json_put_text(j, "id", v->pages[i].id, &v->ok);
		json_put_text(j, "url", v->pages[i].url, &v->ok);
		json_add(list, j, &v->ok);
	}
	json_put(out, "pages", list, &v->ok);
}

static void
put_all(struct derive *v, json_t *out)
{
	json_t *evidence = json_array();

	put_inputs(v, out);
	json_put_text(out, "page", class_name(v->class), &v->ok);
	(void)derive_class(v, 0, evidence);
	json_put(out, "page_evidence", evidence, &v->ok);
	json_put_text(out, "platform", platform_of(v), &v->ok);
	if (v->post.n > 0)
		put_post(v, out);
	if (v->author.n > 0)
		put_author(v, out);
	derive_thread(v, out);
	derive_clocks(v, out);
	derive_signed(v, out);
	json_put(out, "conflicts", json_incref(v->conflicts), &v->ok);
	json_put(out, "warnings", json_incref(v->warnings), &v->ok);
	derive_ledger(v, out);
}

/* Whether what stands at the first page's URL is not what the URL looks
 * like. */
static bool
unproven(struct derive *v)
{
	bool any = false;

	for (const struct source *s = v->f->sources; s != NULL; s = s->next) {
		if (!derive_at(v, 0, s))
			continue;
		if (!s->unproven)
			return (false);
		any = true;
	}
	return (any);
}

int
derive_open(struct derive *v, struct facts *f, const struct facts_page *pages,
    size_t n)
{

	memset(v, 0, sizeof(*v));
	v->f = f;
	v->pages = pages;
	v->n_pages = n;
	v->arena.max = DERIVE_ARENA_MAX;
	v->conflicts = json_array();
	v->warnings = json_array();
	v->ok = v->conflicts != NULL && v->warnings != NULL;
	if (n > 0)
		(void)identity_of(pages[0].url, &v->page);
	choose(v);
	collect(v);
	if (derive_index(v) != 0)
		return (-1);
	v->class = derive_class(v, 0, NULL);
	if (!derive_barred(v->class) && unproven(v))
		memset(&v->page, 0, sizeof(v->page));
	v->class_author = derive_class(v, 1, NULL);
	derive_target(v);
	derive_author_of(v);
	return (v->ok ? 0 : -1);
}

void
derive_close(struct derive *v)
{

	json_decref(v->conflicts);
	json_decref(v->warnings);
	json_decref(v->by_url);
	arena_free(&v->arena);
}

int
facts_derive(struct facts *f, const struct facts_page *pages, size_t n,
    json_t **out, struct error *e)
{
	unsigned long failures = alloc_failures();
	struct derive v;
	json_t *j = json_object();

	if (derive_open(&v, f, pages, n) == 0 && j != NULL) {
		derive_others(&v);
		put_all(&v, j);
	}
	if (j == NULL || !v.ok || v.arena.nomem || v.arena.full ||
	    alloc_failures() != failures) {
		json_decref(j);
		j = NULL;
	}
	derive_close(&v);
	if (j == NULL)
		return (error_nomem(e));
	*out = j;
	return (0);
}
