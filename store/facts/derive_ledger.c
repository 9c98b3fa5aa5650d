#include <string.h>

#include "store/base/json.h"
#include "store/facts/derive.h"

#define LISTED_MAX	1000	/* exchanges of one list */

static bool
same_clock(const struct clock *a, const struct clock *b)
{

	return (a->source == b->source && a->us == b->us &&
	    strcmp(a->kind, b->kind) == 0);
}

static bool
clock_shown(const struct facts *f, const struct clock *c)
{

	for (const struct clock *k = f->clocks; k != c; k = k->next)
		if (k->source == c->source && same_clock(k, c))
			return (true);
	return (false);
}

void
derive_clocks(struct derive *v, json_t *out)
{
	json_t *list = json_array(), *j;
	char text[WHEN_TEXT];
	struct when w;

	for (const struct clock *c = v->f->clocks; c != NULL; c = c->next) {
		if (!c->source->used || clock_shown(v->f, c))
			continue;
		w = when_of_us(c->us, c->digits);
		j = json_object();
		json_put_text(j, "kind", c->kind, &v->ok);
		json_put_text(j, "time", when_text(&w, text), &v->ok);
		json_put_text(j, "trust", "server", &v->ok);
		json_put_text(j, "url", c->source->url, &v->ok);
		json_put_text(j, "record", c->source->record, &v->ok);
		json_put_text(j, "method", c->method, &v->ok);
		json_put_text(j, "at", c->at, &v->ok);
		json_put_span(j, "raw", c->raw, &v->ok);
		json_add(list, j, &v->ok);
	}
	json_put(out, "clocks", list, &v->ok);
}

/* --- What the capture has and lacks --- */

static bool
failed(const struct exchange *x)
{

	return (x->failed);
}

static bool
cut(const struct exchange *x)
{

	return (x->cut && !x->failed);
}

static void
put_exchanges(struct derive *v, json_t *out, const char *name,
    bool (*which)(const struct exchange *))
{
	json_t *list = json_array(), *j;
	int64_t more = 0;

	for (const struct exchange *x = v->f->exchanges; x != NULL;
	    x = x->next) {
		if (!x->used || !which(x))
			continue;
		if (json_array_size(list) >= LISTED_MAX) {
			more++;
			continue;
		}
		j = json_object();
		json_put_text(j, "url", x->url, &v->ok);
		json_put_text(j, "record", x->record, &v->ok);
		if (x->status > 0)
			json_put_int(j, "status", x->status, &v->ok);
		json_add(list, j, &v->ok);
	}
	json_put(out, name, list, &v->ok);
	if (more > 0) {
		j = json_object();
		json_put_int(j, name, more, &v->ok);
		json_put(out, "not_listed", j, &v->ok);
	}
}

static void
put_in_part(struct derive *v, json_t *out)
{
	json_t *list = json_array(), *j;

	for (const struct source *s = v->f->sources; s != NULL; s = s->next) {
		if (!s->used || !s->cut)
			continue;
		j = json_object();
		json_put_text(j, "url", s->url, &v->ok);
		json_put_text(j, "record", s->record, &v->ok);
		json_add(list, j, &v->ok);
	}
	json_put(out, "read_in_part", list, &v->ok);
}

/* How many replies the page speaks of, beside how many there are. */
static void
put_replies(struct derive *v, json_t *out, const json_t *thread)
{
	const json_t *said = json_object_get(thread, "announced");
	json_t *j;

	if (thread == NULL)
		return;
	j = json_object();
	json_put_text(j, "announced", json_text(said, "value"), &v->ok);
	json_put(j, "captured", json_incref(json_object_get(thread,
	    "captured")), &v->ok);
	json_put(out, "replies", j, &v->ok);
}

void
derive_ledger(struct derive *v, json_t *out)
{
	json_t *j = json_object();
	int64_t requests = 0, read = 0;

	for (const struct exchange *x = v->f->exchanges; x != NULL;
	    x = x->next)
		requests += x->used;
	for (const struct source *s = v->f->sources; s != NULL; s = s->next)
		read += s->used;
	json_put_int(j, "requests", requests, &v->ok);
	put_exchanges(v, j, "failed", failed);
	put_exchanges(v, j, "cut", cut);
	json_put_int(j, "read", read, &v->ok);
	put_in_part(v, j);
	json_put_int(j, "not_read", (int64_t)v->f->not_read, &v->ok);
	json_put_int(j, "not_kept", (int64_t)v->f->not_kept, &v->ok);
	put_replies(v, j, json_object_get(out, "thread"));
	json_put(out, "completeness", j, &v->ok);
}

/* --- Digests of what was shown --- */

/* ${url} without its fragment, as a key. */
static const char *
bare(struct derive *v, const char *url)
{
	struct span s = span_of(url);
	ptrdiff_t end = span_find(s, '#');

	if (end >= 0)
		s = span_sub(s, 0, (size_t)end);
	s = arena_span(&v->arena, s);
	v->ok &= s.p != NULL;
	return (s.p == NULL ? "" : (const char *)s.p);
}

/* The answers by URL: a whole one before a part of it, then the first. */
int
derive_index(struct derive *v)
{
	const struct exchange *x;
	json_t *at;
	size_t n = 0, i;

	v->by_url = json_object();
	v->exchanges = arena_get(&v->arena, (v->f->n_exchanges + 1) *
	    sizeof(struct exchange *));
	v->ok &= v->by_url != NULL && v->exchanges != NULL;
	for (x = v->f->exchanges; v->ok && x != NULL; x = x->next) {
		if (!x->used || x->url == NULL || x->sha256 == NULL ||
		    x->failed)
			continue;
		if ((at = json_object_get(v->by_url, bare(v, x->url))) ==
		    NULL) {
			json_put_int(v->by_url, bare(v, x->url), (int64_t)n,
			    &v->ok);
			v->exchanges[n++] = x;
			continue;
		}
		i = (size_t)json_integer_value(at);
		if (v->exchanges[i]->status != 200 && x->status == 200)
			v->exchanges[i] = x;
	}
	return (v->ok ? 0 : -1);
}

void
derive_digest(struct derive *v, json_t *f)
{
	const char *url = json_text(f, "value");
	const struct exchange *x;
	json_t *at;

	if (url == NULL ||
	    (at = json_object_get(v->by_url, bare(v, url))) == NULL)
		return;
	x = v->exchanges[json_integer_value(at)];
	json_put_text(f, "sha256", x->sha256, &v->ok);
	json_put_text(f, "record", x->record, &v->ok);
	json_put_text(f, "mime", x->mime, &v->ok);
	if (x->size >= 0)
		json_put_int(f, "bytes", x->size, &v->ok);
	if (x->cut || x->status == 206)
		json_put_bool(f, "in_part", true, &v->ok);
}
