#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/alloc.h"
#include "store/base/time.h"
#include "store/facts/clocks.h"
#include "store/facts/facts_internal.h"

#define TABLE_METHOD	64

struct span
facts_keep(struct facts *f, struct span s)
{
	struct buf clean = BUF_INIT(4 * CLAIM_VALUE_MAX);

	if (s.p == NULL || (span_utf8(s) && span_find(s, '\0') < 0))
		return (arena_span(&f->arena, s));
	doc_clean(&clean, s);
	return (arena_buf(&f->arena, &clean));
}

const char *
facts_keep_text(struct facts *f, const char *s)
{

	return ((const char *)facts_keep(f, span_of(s)).p);
}

int
facts_open(struct facts **out, struct error *e)
{
	struct facts *f = calloc(1, sizeof(*f));

	if (f == NULL)
		return (error_nomem(e));
	f->arena.max = FACTS_ARENA_MAX;
	f->sources_last = &f->sources;
	f->exchanges_last = &f->exchanges;
	f->clocks_last = &f->clocks;
	f->signed_last = &f->signed_;
	*out = f;
	return (0);
}

bool
facts_wants(const char *url, const char *mime, int status, int64_t size)
{
	struct span m = span_of(mime);
	struct url *u = NULL;
	bool wanted = false;

	(void)status;		/* an error page tells its class */
	if (size > (int64_t)FACTS_SOURCE_MAX)
		return (false);
	if (m.p == NULL || span_is_nocase(m, "text/html") ||
	    span_is_nocase(m, "application/xhtml+xml") ||
	    span_is_nocase(m, "application/activity+json") ||
	    span_is_nocase(m, "application/ld+json") ||
	    span_is_nocase(m, "application/jrd+json"))
		return (true);
	if (url_parse(span_of(url), NULL, &u, NULL) != 0)
		return (false);
	for (size_t i = 0; !wanted && platforms[i] != NULL; i++)
		wanted = platforms[i]->wants != NULL &&
		    platforms[i]->wants(u, mime);
	url_free(u);
	return (wanted);
}

static struct source *
source_add(struct facts *f, const struct facts_source *s)
{
	struct source *out = arena_get(&f->arena, sizeof(*out));

	if (out == NULL)
		return (NULL);
	out->number = f->n_sources++;
	out->record = facts_keep_text(f, s->record);
	out->page = facts_keep_text(f, s->page);
	out->url = facts_keep_text(f, s->url);
	out->mime = facts_keep_text(f, s->mime);
	out->status = s->status;
	out->rendered = s->rendered;
	out->date = s->date;
	out->seen_last = &out->seen;
	out->items_last = &out->items;
	if (identity_of(s->url, &out->identity))
		out->platform = out->identity.platform;
	*f->sources_last = out;
	f->sources_last = &out->next;
	return (out);
}

static bool
listed(const char *const *list, const char *word)
{

	for (; list != NULL && *list != NULL; list++)
		if (strcmp(*list, word) == 0)
			return (true);
	return (false);
}

static void
read_by(struct doc *d, const char *method, void (*read)(struct doc *))
{

	d->method = method;
	d->confidence = "high";
	d->near_s = 0;
	read(d);
}

bool
doc_identity(struct doc *d, struct identity *out)
{

	*out = d->core->source->identity;
	return (out->kind != IDENTITY_NONE);
}

/*
 * The URL of any site may look like that of some software ("/posts/9"); it is
 * one where the document is.  Mastodon's URLs answer in ActivityPub too.
 */
static void
prove(struct doc *d)
{
	struct source *s = d->core->source;

	for (size_t i = 0; platforms[i] != NULL && s->platform != NULL; i++) {
		const struct platform *p = platforms[i];

		if (!p->software || strcmp(p->name, s->platform) != 0 ||
		    (d->html == NULL && d->json == NULL) || p->mine(d) ||
		    (d->json != NULL && strcmp(p->name, "mastodon") == 0))
			continue;
		memset(&s->identity, 0, sizeof(s->identity));
		s->platform = NULL;
		s->unproven = true;
	}
}

/* All readers, those of platforms first. */
static void
read_all(struct doc *d)
{
	const char *const *misleading = NULL;
	char method[TABLE_METHOD];

	prove(d);
	for (size_t i = 0; platforms[i] != NULL && !doc_failed(d); i++) {
		const struct platform *p = platforms[i];

		d->method = p->name;
		if (p->mine == NULL || !p->mine(d))
			continue;
		if (d->core->source->platform == NULL)
			d->core->source->platform = p->name;
		if (misleading == NULL)
			misleading = p->misleading;
		(void)snprintf(method, sizeof(method), "platform:%s", p->name);
		if (p->read != NULL)
			read_by(d, method, p->read);
	}
	for (size_t i = 0; generics[i].read != NULL && !doc_failed(d); i++)
		if (!listed(misleading, generics[i].method))
			read_by(d, generics[i].method, generics[i].read);
}

int
facts_add(struct facts *f, const struct facts_source *s, struct error *e)
{
	unsigned long failures = alloc_failures();
	struct source *source;
	struct doc d;
	int rc = 0;

	if (f->n_sources >= FACTS_SOURCES_MAX ||
	    s->body.n > FACTS_SOURCE_MAX ||
	    f->bytes > FACTS_BYTES_MAX - s->body.n ||
	    f->elements > FACTS_ELEMENTS_MAX) {
		f->not_read++;
		return (0);
	}
	f->bytes += s->body.n;
	if ((source = source_add(f, s)) == NULL) {
		f->not_read++;
		return (f->arena.nomem ? error_nomem(e) : 0);
	}
	if (doc_open(&d, f, source, s) != 0)
		rc = error_nomem(e);
	else {
		read_all(&d);
		clocks_read(&d);
		/* A reader may take what did not fit for not there. */
		if (doc_failed(&d) || alloc_failures() != failures)
			rc = error_nomem(e);
		source->cut |= d.core->arena.full;
	}
	doc_close(&d);
	return (rc);
}

void
facts_unread(struct facts *f)
{

	f->not_read++;
}

int
facts_note(struct facts *f, const struct facts_exchange *n, struct error *e)
{
	struct exchange *x;

	if (f->n_exchanges >= FACTS_NOTES_MAX ||
	    (x = arena_get(&f->arena, sizeof(*x))) == NULL) {
		f->not_kept++;
		return (f->arena.nomem ? error_nomem(e) : 0);
	}
	x->record = facts_keep_text(f, n->record);
	x->page = facts_keep_text(f, n->page);
	x->url = facts_keep_text(f, n->url);
	x->mime = facts_keep_text(f, n->mime);
	x->type = facts_keep_text(f, n->type);
	x->sha256 = facts_keep_text(f, n->sha256);
	x->status = n->status;
	x->size = n->size;
	x->cut = n->cut;
	x->failed = n->failed;
	*f->exchanges_last = x;
	f->exchanges_last = &x->next;
	f->n_exchanges++;
	return (f->arena.nomem ? error_nomem(e) : 0);
}

void
facts_free(struct facts *f)
{

	if (f == NULL)
		return;
	arena_free(&f->arena);
	free(f);
}
