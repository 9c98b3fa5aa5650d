#include <string.h>

#include "store/facts/count.h"
#include "store/facts/facts_internal.h"

int
method_rank(const char *method)
{
	static const char *const ranks[] = { "json-ld", "microdata",
	    "microformats", "oembed", "opengraph", "dom", "id-time" };

	if (span_starts(span_of(method), "platform:"))
		return (0);
	for (size_t i = 0; i < sizeof(ranks) / sizeof(ranks[0]); i++)
		if (strcmp(method, ranks[i]) == 0)
			return ((int)i + 1);
	return ((int)(sizeof(ranks) / sizeof(ranks[0])) + 1);
}

static bool
long_text(enum fact f)
{

	return (f == FACT_TEXT || f == FACT_BIO || f == FACT_TITLE);
}

/* A claim that is not yet in any list; NULL where it is not to be. */
static struct claim *
claim_new(struct doc *d, enum fact f, struct span value, struct span raw,
    const char *at_fmt, va_list ap)
{
	struct facts *all = d->core->f;
	struct span trimmed = span_trim(value);
	struct claim *c;

	if (value.p == NULL || trimmed.n == 0)
		return (NULL);
	if (value.n > CLAIM_VALUE_MAX || raw.n > CLAIM_VALUE_MAX) {
		all->not_kept++;
		return (NULL);
	}
	if ((c = arena_get(&all->arena, sizeof(*c))) == NULL) {
		all->not_kept++;
		return (NULL);
	}
	c->fact = f;
	c->value = facts_keep(all, long_text(f) ? value : trimmed);
	c->raw = raw.p == NULL || span_eq(raw, c->value) ? c->value :
	    facts_keep(all, raw);
	c->at = arena_vprintf(&all->arena, at_fmt, ap);
	c->method = arena_str(&all->arena, d->method);
	c->confidence = arena_str(&all->arena, d->confidence);
	c->near_s = d->near_s;
	c->source = d->core->source;
	c->order = all->order++;
	if (c->value.p == NULL || c->at == NULL || c->method == NULL ||
	    c->confidence == NULL) {
		all->not_kept++;
		return (NULL);
	}
	return (c);
}

static void
claim_add(struct item *i, struct claim *c)
{

	if (i == NULL || c == NULL)
		return;
	*i->last = c;
	i->last = &c->next;
}

static struct claim *
claim_put(struct doc *d, struct item *i, enum fact f, struct span value,
    struct span raw, const char *at_fmt, va_list ap)
{
	struct claim *c;

	if (i == NULL)
		return (NULL);
	if (f == FACT_HANDLE && span_starts(span_trim(value), "@")) {
		if (raw.p == NULL)
			raw = value;
		value = span_trim(value);
		value = span_sub(value, 1, value.n);
	}
	c = claim_new(d, f, value, raw, at_fmt, ap);
	claim_add(i, c);
	return (c);
}

void
fact_put(struct doc *d, struct item *i, enum fact f, struct span value,
    const char *at_fmt, ...)
{
	va_list ap;

	va_start(ap, at_fmt);
	(void)claim_put(d, i, f, value, (struct span){ NULL, 0 }, at_fmt, ap);
	va_end(ap);
}

void
fact_put_raw(struct doc *d, struct item *i, enum fact f, struct span value,
    struct span raw, const char *at_fmt, ...)
{
	va_list ap;

	va_start(ap, at_fmt);
	(void)claim_put(d, i, f, value, raw, at_fmt, ap);
	va_end(ap);
}

void
fact_put_json(struct doc *d, struct item *i, enum fact f, json_t *root,
    const char *pointer, const char *where)
{
	json_t *j = json_at(root, pointer);

	fact_put(d, i, f, json_is_boolean(j) ? span_of(json_is_true(j) ?
	    "true" : "false") : doc_json_text(d, j), "%s%s", where, pointer);
}

static void
put_when(struct doc *d, struct item *i, enum fact f, const struct when *w,
    struct span raw, const char *at_fmt, va_list ap)
{
	char text[WHEN_TEXT];
	struct claim *c;

	c = claim_put(d, i, f, span_of(when_text(w, text)), raw, at_fmt, ap);
	if (c != NULL)
		c->when = *w;
}

void
fact_put_time(struct doc *d, struct item *i, enum fact f, struct span raw,
    const char *at_fmt, ...)
{
	struct when w;
	va_list ap;

	if (!when_read(raw, &w))
		return;
	va_start(ap, at_fmt);
	put_when(d, i, f, &w, raw, at_fmt, ap);
	va_end(ap);
}

void
fact_put_epoch(struct doc *d, struct item *i, enum fact f,
    struct span digits, int64_t per_s, const char *at_fmt, ...)
{
	struct when w;
	va_list ap;

	if (!when_epoch(digits, per_s, &w))
		return;
	va_start(ap, at_fmt);
	put_when(d, i, f, &w, digits, at_fmt, ap);
	va_end(ap);
}

void
fact_put_count(struct doc *d, struct item *i, enum fact f,
    struct span shown, const char *at_fmt, ...)
{
	char text[COUNT_TEXT];
	size_t n = count_read(shown, text);
	va_list ap;

	if (n == 0 && !count_rounded(shown))
		return;
	va_start(ap, at_fmt);
	(void)claim_put(d, i, f, n > 0 ? (struct span){ (const uint8_t *)text,
	    n } : shown, shown, at_fmt, ap);
	va_end(ap);
}

void
doc_announced(struct doc *d, struct span count, const char *at_fmt, ...)
{
	char text[COUNT_TEXT];
	size_t n = count_read(count, text);
	struct claim *c;
	va_list ap;

	if (n == 0 && !count_rounded(count))
		return;
	va_start(ap, at_fmt);
	c = claim_new(d, FACT_REPLIES, n > 0 ? (struct span){
	    (const uint8_t *)text, n } : count, count, at_fmt, ap);
	va_end(ap);
	if (c == NULL)
		return;
	c->next = d->core->source->announced;
	d->core->source->announced = c;
}

void
doc_class(struct doc *d, enum page_class class, const char *why_fmt, ...)
{
	struct facts *f = d->core->f;
	struct source *source = d->core->source;
	struct sighting *s;
	va_list ap;

	if ((s = arena_get(&f->arena, sizeof(*s))) == NULL)
		return;
	s->class = class;
	s->method = arena_str(&f->arena, d->method);
	va_start(ap, why_fmt);
	s->at = arena_vprintf(&f->arena, why_fmt, ap);
	va_end(ap);
	if (s->at == NULL || s->method == NULL)
		return;
	*source->seen_last = s;
	source->seen_last = &s->next;
}

void
doc_clock(struct doc *d, const char *kind, int64_t us, int digits,
    struct span raw, const char *at_fmt, ...)
{
	struct facts *f = d->core->f;
	struct clock *c;
	va_list ap;

	if ((c = arena_get(&f->arena, sizeof(*c))) == NULL)
		return;
	c->kind = arena_str(&f->arena, kind);
	c->us = us;
	c->digits = digits;
	c->raw = facts_keep(f, raw);
	c->method = arena_str(&f->arena, d->method);
	c->source = d->core->source;
	c->order = f->order++;
	va_start(ap, at_fmt);
	c->at = arena_vprintf(&f->arena, at_fmt, ap);
	va_end(ap);
	if (c->kind == NULL || c->at == NULL || c->method == NULL)
		return;
	*f->clocks_last = c;
	f->clocks_last = &c->next;
}
