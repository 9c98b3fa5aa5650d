#include <string.h>

#include "store/base/alloc.h"
#include "store/base/json.h"
#include "store/facts/derive.h"
#include "store/facts/platforms/lead.h"

#define DOCUMENTS_MAX	16	/* named at once */

/* What a URL leads to, as its last part or its parameters tell. */
static const struct {
	const char *mark;
	const char *kind;
} kinds[] = {
	{ ".m3u8", "playlist" }, { ".mpd", "playlist" },
	{ ".mp4", "video" }, { ".webm", "video" }, { ".mov", "video" },
	{ ".m4v", "video" }, { "mime=video", "video" },
	{ "mime_type=video", "video" }, { ".mp3", "audio" },
	{ ".m4a", "audio" }, { ".ogg", "audio" }, { ".oga", "audio" },
	{ ".wav", "audio" }, { ".opus", "audio" }, { "mime=audio", "audio" }
};

static const char *
kind_of(struct span url)
{
	size_t n;

	for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
		n = strlen(kinds[k].mark);
		for (size_t i = 0; i + n <= url.n; i++)
			if (span_is_nocase(span_sub(url, i, n), kinds[k].mark))
				return (kinds[k].kind);
	}
	return ("image");
}

static void
put_author(struct derive *v, json_t *out)
{
	static const struct {
		enum fact fact;
		const char *name;
	} parts[] = { { FACT_URL, "url" }, { FACT_AVATAR, "avatar" },
	    { FACT_BANNER, "banner" } };
	const struct claim *c;
	json_t *j;

	if (v->author.n == 0)
		return;
	j = json_object();
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if ((c = derive_best(v, &v->author, parts[i].fact)) != NULL)
			json_put_span(j, parts[i].name, c->value, &v->ok);
	json_put(out, "author", j, &v->ok);
}

static void
put_media(struct derive *v, json_t *out)
{
	json_t *values = derive_values(v, &v->post, FACT_MEDIA), *list, *j,
	    *one;
	const char *url;
	size_t i;

	if (values == NULL)
		return;
	list = json_array();
	json_array_foreach(values, i, one) {
		url = json_text(one, "value");
		j = json_object();
		json_put_text(j, "url", url, &v->ok);
		json_put_text(j, "kind", kind_of(span_of(url)), &v->ok);
		json_add(list, j, &v->ok);
	}
	json_decref(values);
	json_put(out, "media", list, &v->ok);
}

static void
documents_of(struct derive *v, const struct identity *id, json_t *list)
{

	for (size_t i = 0; id->platform != NULL && platforms[i] != NULL; i++)
		if (strcmp(platforms[i]->name, id->platform) == 0 &&
		    platforms[i]->documents != NULL) {
			platforms[i]->documents(id, list, &v->ok);
			return;
		}
}

/* Copy what fits; false: it does not. */
static bool
put_id(char *to, size_t n, struct span s)
{

	if (s.p == NULL || s.n >= n)
		return (false);
	memcpy(to, s.p, s.n);
	to[s.n] = '\0';
	return (true);
}

/* The author by its URL, with what else is known of it. */
static void
author_identity(struct derive *v, struct identity *id)
{
	const struct claim *url = derive_best(v, &v->author, FACT_URL),
	    *handle = derive_best(v, &v->author, FACT_HANDLE);

	memset(id, 0, sizeof(*id));
	if (url == NULL || !identity_of((const char *)url->value.p, id) ||
	    id->kind != IDENTITY_AUTHOR) {
		memset(id, 0, sizeof(*id));
		id->kind = IDENTITY_AUTHOR;
		id->platform = v->author.platform;
		if (url != NULL)
			(void)put_id(id->url, sizeof(id->url), url->value);
	}
	for (size_t i = 0; id->id[0] == '\0' && i < v->author.n; i++)
		(void)put_id(id->id, sizeof(id->id), v->author.items[i]->id);
	if (id->handle[0] == '\0' && handle != NULL)
		(void)put_id(id->handle, sizeof(id->handle), handle->value);
}

/* The post by the address of its page, else by its own. */
static void
post_identity(struct derive *v, struct identity *id)
{
	const struct claim *url = derive_best(v, &v->post, FACT_URL);

	*id = v->page;
	if (id->kind == IDENTITY_POST)
		return;
	if (url == NULL || !identity_of((const char *)url->value.p, id) ||
	    id->kind != IDENTITY_POST) {
		memset(id, 0, sizeof(*id));
		id->kind = IDENTITY_POST;
		id->platform = v->post.platform;
		if (url != NULL)
			(void)put_id(id->url, sizeof(id->url), url->value);
	}
	for (size_t i = 0; id->id[0] == '\0' && i < v->post.n; i++)
		(void)put_id(id->id, sizeof(id->id), v->post.items[i]->id);
}

/* What the pages themselves point to, and what those documents do. */
static void
linked_documents(struct derive *v, json_t *list)
{
	const struct source *s;
	const struct lead *l;

	for (s = v->f->sources; s != NULL; s = s->next)
		for (l = s->leads; l != NULL && s->used &&
		    json_array_size(list) < DOCUMENTS_MAX; l = l->next)
			lead_add(list, l->url, l->accept, l->role, &v->ok);
}

static void
put_documents(struct derive *v, json_t *out)
{
	struct identity id;
	json_t *list = json_array();

	if (v->post.n > 0 || v->page.kind == IDENTITY_POST) {
		post_identity(v, &id);
		documents_of(v, &id, list);
		if (id.platform != NULL && strcmp(id.platform, "bluesky") == 0)
			derive_signed_leads(v, id.id, list);
	}
	if (v->author.n > 0) {
		author_identity(v, &id);
		documents_of(v, &id, list);
	}
	linked_documents(v, list);
	json_put(out, "documents", list, &v->ok);
}

int
facts_leads(struct facts *f, const struct facts_page *pages, size_t n,
    json_t **out, struct error *e)
{
	unsigned long failures = alloc_failures();
	struct derive v;
	json_t *j = json_object();

	if (derive_open(&v, f, pages, n) == 0 && j != NULL) {
		json_put_text(j, "page", class_name(v.class), &v.ok);
		put_author(&v, j);
		put_documents(&v, j);
		put_media(&v, j);
	}
	if (j == NULL || !v.ok || alloc_failures() != failures) {
		json_decref(j);
		j = NULL;
	}
	derive_close(&v);
	if (j == NULL)
		return (error_nomem(e));
	*out = j;
	return (0);
}
