#include <string.h>

#include "store/facts/generic/body.h"
#include "store/facts/generic/readers.h"
#include "store/facts/generic/schema.h"

/*
 * Microdata (https://html.spec.whatwg.org/multipage/microdata.html) as the
 * tree that JSON-LD would be.  itemref is not followed.
 */
#define SCOPES_MAX	64	/* items inside items */

struct scope {
	const xmlNode *node;
	json_t *item;
};

struct tree {
	struct doc *d;
	struct scope open[SCOPES_MAX];
	size_t depth;
	struct schema_thing things[SCHEMA_THINGS_MAX];
	size_t n;
	json_t *kept;		/* array that owns the things */
	bool ok;
};

static void
put_text(struct tree *t, json_t *j, const char *key, struct span s)
{
	if (s.p != NULL && json_object_set_new(j, key,
	    json_stringn((const char *)s.p, s.n)) != 0)
		t->ok = false;
}

/* Append ${value}, whose reference is taken, to a property. */
static void
put_value(struct tree *t, json_t *item, const char *key, json_t *value)
{
	json_t *have = json_object_get(item, key), *many;

	if (value == NULL) {
		t->ok = false;
		return;
	}
	if (have == NULL) {
		if (json_object_set_new(item, key, value) != 0)
			t->ok = false;
		return;
	}
	if (json_is_array(have)) {
		if (json_array_append_new(have, value) != 0)
			t->ok = false;
		return;
	}
	many = json_array();
	if (json_array_append(many, have) != 0 ||
	    json_array_append_new(many, value) != 0 ||
	    json_object_set_new(item, key, many) != 0)
		t->ok = false;
}

/* Each name in an itemprop is a property of its own. */
static void
put_named(struct tree *t, json_t *item, struct span names, json_t *value)
{
	while (names.n > 0) {
		size_t n = 0;
		const char *key;

		while (n < names.n && names.p[n] > ' ')
			n++;
		if (n > 0) {
			key = doc_printf(t->d, "%.*s", (int)n,
			    (const char *)names.p);
			if (key != NULL)
				put_value(t, item, key, json_incref(value));
		}
		names = span_sub(names, n + 1, names.n);
	}
	json_decref(value);
}

/* --- Values --- */

static bool
named(const xmlNode *node, const char *const *names)
{
	for (size_t i = 0; names[i] != NULL; i++)
		if (strcmp((const char *)node->name, names[i]) == 0)
			return (true);
	return (false);
}

static bool
is_prose(struct span names)
{
	static const char * const prose[] = { "articleBody", "reviewBody",
		"text", "commentText", "description", NULL };

	for (size_t i = 0; prose[i] != NULL; i++)
		if (span_is(names, prose[i]))
			return (true);
	return (false);
}

static json_t *
value_of(struct tree *t, xmlNode *node, struct span names)
{
	static const char * const links[] = { "a", "area", "link", NULL };
	static const char * const sources[] = { "img", "audio", "video",
		"embed", "iframe", "source", "track", NULL };
	json_t *value = json_object();
	struct span text = doc_attr(t->d, node, "content");

	if (named(node, links))
		put_text(t, value, "@href", doc_attr(t->d, node, "href"));
	else if (named(node, sources))
		put_text(t, value, "@href", doc_attr(t->d, node, "src"));
	if (text.p == NULL)
		text = doc_attr(t->d, node, "datetime");
	if (text.p == NULL && strcmp((const char *)node->name, "data") == 0)
		text = doc_attr(t->d, node, "value");
	if (text.p == NULL)
		text = is_prose(names) ? body_text(t->d, node) :
		    doc_text(t->d, node);
	put_text(t, value, "@value", text);
	put_text(t, value, "@at", span_of(doc_path(t->d, node)));
	return (value);
}

static json_t *
item_of(struct tree *t, const xmlNode *node)
{
	json_t *item = json_object();

	put_text(t, item, "@type", doc_attr(t->d, node, "itemtype"));
	put_text(t, item, "@id", doc_attr(t->d, node, "itemid"));
	put_text(t, item, "@at", span_of(doc_path(t->d, node)));
	return (item);
}

/* --- The tree --- */

static void
keep(struct tree *t, json_t *item)
{
	const char *at = json_string_value(json_object_get(item, "@at"));

	if (at == NULL || t->n == SCHEMA_THINGS_MAX ||
	    json_array_append(t->kept, item) != 0)
		return;
	t->things[t->n].j = item;
	t->things[t->n++].at = at;
}

/* Close the items that ${node} is no longer inside. */
static void
leave(struct tree *t, const xmlNode *node)
{
	while (t->depth > 0) {
		const xmlNode *up = node;

		while (up != NULL && up != t->open[t->depth - 1].node)
			up = up->parent;
		if (up != NULL)
			break;
		json_decref(t->open[--t->depth].item);
	}
}

static void
visit(struct tree *t, xmlNode *node)
{
	struct span props = doc_attr(t->d, node, "itemprop");
	bool scope = xmlHasProp(node, (const xmlChar *)"itemscope") != NULL;
	json_t *item;

	leave(t, node->parent);
	if (!scope) {
		if (props.n > 0 && t->depth > 0)
			put_named(t, t->open[t->depth - 1].item, props,
			    value_of(t, node, props));
		return;
	}
	item = item_of(t, node);
	if (item == NULL) {
		t->ok = false;
		return;
	}
	if (props.n > 0 && t->depth > 0)
		put_named(t, t->open[t->depth - 1].item, props,
		    json_incref(item));
	else
		keep(t, item);
	if (t->depth == SCOPES_MAX) {
		json_decref(item);
		return;
	}
	t->open[t->depth].node = node;
	t->open[t->depth++].item = item;
}

void
generic_microdata(struct doc *d)
{
	struct nodes found = doc_find_all(d, NULL,
	    "//*[@itemscope or @itemprop]");
	struct tree t = { .d = d, .kept = json_array(), .ok = true };

	for (size_t i = 0; i < found.n && t.kept != NULL; i++)
		visit(&t, found.p[i]);
	leave(&t, NULL);
	schema_read(d, t.things, t.n);
	json_decref(t.kept);
}
