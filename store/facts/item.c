#include <string.h>

#include "store/facts/facts_internal.h"

static struct item *
item_add(struct doc *d, enum item_kind kind, struct span id)
{
	struct doc_core *c = d->core;
	struct facts *f = c->f;
	struct item *i;

	if (c->source->n_items >= DOC_ITEMS_MAX) {
		c->source->cut = true;
		return (NULL);
	}
	if ((i = arena_get(&f->arena, sizeof(*i))) == NULL)
		return (NULL);
	i->kind = kind;
	i->id = facts_keep(f, id);
	i->method = arena_str(&f->arena, d->method);
	i->source = c->source;
	i->order = f->order++;
	i->last = &i->claims;
	i->authors_last = &i->authors;
	*c->source->items_last = i;
	c->source->items_last = &i->next;
	c->source->n_items++;
	return (i);
}

static bool
same_method(const struct item *i, const struct doc *d)
{

	return (i->method != NULL && strcmp(i->method, d->method) == 0);
}

struct item *
item_post(struct doc *d, enum relation rel, struct span id)
{
	struct item *i;

	id = span_trim(id);
	if (id.n == 0)
		id.p = NULL;
	for (i = d->core->source->items; i != NULL; i = i->next) {
		if (i->kind != ITEM_POST)
			continue;
		if (id.p != NULL ? i->id.p != NULL && span_eq(i->id, id) :
		    i->id.p == NULL && rel == REL_SUBJECT &&
		    i->rel == REL_SUBJECT && same_method(i, d))
			return (i);
	}
	if ((i = item_add(d, ITEM_POST, id)) != NULL)
		i->rel = rel;
	return (i);
}

struct item *
item_author(struct doc *d, struct item *of, struct span id)
{
	struct item *i;

	id = span_trim(id);
	if (id.n == 0)
		id.p = NULL;
	for (i = d->core->source->items; i != NULL; i = i->next)
		if (i->kind == ITEM_AUTHOR && i->of == of && id.p != NULL &&
		    i->id.p != NULL && span_eq(i->id, id))
			return (i);
	if ((i = item_add(d, ITEM_AUTHOR, id)) != NULL)
		i->of = of;
	if (i != NULL && of != NULL) {
		*of->authors_last = i;
		of->authors_last = &i->next_author;
	}
	return (i);
}

void
item_platform(struct doc *d, struct item *i, const char *name)
{

	if (i != NULL)
		i->platform = arena_str(&d->core->f->arena, name);
}
