#include <string.h>

#include <libxml/xpathInternals.h>

#include "store/facts/facts_internal.h"

/*
 * Searches.  libxml2 2.9 looks for each node that "//a//b" finds among all
 * that it has found before, for every "a" around it.  So such a path is taken
 * in its parts: what is below nested ones is below the outermost, and what is
 * below two that are not nested are two sets without a common node.
 */
#define XPATH_WORK_MAX	3000000	/* steps of one search */

static bool
useful(const xmlNode *n)
{

	return (n->type == XML_ELEMENT_NODE || n->type == XML_ATTRIBUTE_NODE ||
	    n->type == XML_TEXT_NODE || n->type == XML_CDATA_SECTION_NODE ||
	    n->type == XML_COMMENT_NODE);
}

/*
 * Where the next "//" outside of predicates begins, behind ${from}; 0 where
 * there is none, or the path is a union.
 */
static size_t
next_part(const char *xpath, size_t from)
{
	size_t i, found = 0;
	int depth = 0;
	char quote = '\0';

	for (i = 0; xpath[i] != '\0'; i++) {
		if (quote != '\0') {
			if (xpath[i] == quote)
				quote = '\0';
		} else if (xpath[i] == '\'' || xpath[i] == '"') {
			quote = xpath[i];
		} else if (xpath[i] == '[' || xpath[i] == '(') {
			depth++;
		} else if (xpath[i] == ']' || xpath[i] == ')') {
			depth--;
		} else if (depth == 0 && xpath[i] == '|') {
			return (0);
		} else if (depth == 0 && i > from && found == 0 &&
		    xpath[i] == '/' && xpath[i + 1] == '/')
			found = i;
	}
	return (found);
}

static bool
splits(const char *xpath)
{

	return (strncmp(xpath, "//", 2) == 0 || strncmp(xpath, ".//", 3) == 0);
}

static void
fault(struct doc_core *c)
{

	if (c->xpath->lastError.code == XML_ERR_NO_MEMORY)
		c->arena.nomem = true;
	c->source->cut = true;	/* too much to look through */
}

/* Add the nodes of a set in document order; false: memory, or the end. */
static bool
collect(struct doc_core *c, xmlNodeSetPtr set, size_t max, struct nodes *out,
    size_t *cap)
{
	xmlNode **grown;

	if (set == NULL || set->nodeNr <= 0)
		return (true);
	xmlXPathNodeSetSort(set);
	for (int i = 0; i < set->nodeNr; i++) {
		if (!useful(set->nodeTab[i]))
			continue;
		if (out->n == max) {
			c->source->cut |= max > 1;
			return (false);
		}
		if (out->n == *cap) {
			*cap = *cap == 0 ? 8 : *cap * 2;
			grown = arena_get(&c->arena, *cap * sizeof(*grown));
			if (grown == NULL)
				return (false);
			if (out->n > 0)
				memcpy(grown, out->p, out->n *
				    sizeof(*grown));
			out->p = grown;
		}
		out->p[out->n++] = set->nodeTab[i];
	}
	return (true);
}

/* One part of a path below each of ${from}. */
static bool
step(struct doc_core *c, const char *part, struct nodes from, size_t max,
    struct nodes *out)
{
	xmlXPathCompExprPtr compiled;
	xmlXPathObjectPtr o;
	size_t cap = 0;
	bool more = true;

	*out = (struct nodes){ NULL, 0 };
	compiled = xmlXPathCtxtCompile(c->xpath, (const xmlChar *)part);
	if (compiled == NULL) {
		fault(c);
		return (false);
	}
	for (size_t i = 0; more && i < from.n; i++) {
		c->xpath->node = from.p[i];
		o = xmlXPathCompiledEval(compiled, c->xpath);
		if (o == NULL) {
			fault(c);
			*out = (struct nodes){ NULL, 0 };
			xmlXPathFreeCompExpr(compiled);
			return (false);
		}
		if (o->type == XPATH_NODESET)
			more = collect(c, o->nodesetval, max, out, &cap);
		xmlXPathFreeObject(o);
	}
	xmlXPathFreeCompExpr(compiled);
	return (true);
}

static bool
within(const xmlNode *n, const xmlNode *top)
{

	while (n != NULL && n != top)
		n = n->parent;
	return (n == top);
}

/* Those of ${all}, in document order, that are in no other. */
static struct nodes
outermost(struct nodes all)
{
	size_t n = 0;

	for (size_t i = 0; i < all.n; i++)
		if (n == 0 || !within(all.p[i], all.p[n - 1]))
			all.p[n++] = all.p[i];
	all.n = n;
	return (all);
}

static struct nodes
look(struct doc *d, xmlNode *below, const char *xpath, size_t max)
{
	struct doc_core *c = d->core;
	xmlNode *top = below != NULL ? below : (xmlNode *)d->html;
	struct nodes from = { &top, 1 }, out = { NULL, 0 };
	size_t at = 0, end;
	const char *part;

	if (d->html == NULL || c->xpath == NULL)
		return (out);
	c->xpath->opLimit = XPATH_WORK_MAX;
	c->xpath->opCount = 0;
	for (;;) {
		end = splits(xpath) ? next_part(xpath, at + 2) : 0;
		part = end == 0 ? xpath + at : doc_printf(d, "%.*s",
		    (int)(end - at), xpath + at);
		if (at > 0)
			part = doc_printf(d, ".%s", part);
		if (!step(c, part, from, end == 0 ? max : DOC_NODES_MAX, &out))
			return ((struct nodes){ NULL, 0 });
		if (end == 0)
			return (out);
		from = outermost(out);
		at = end;
	}
}

/* A search of the whole document that was made before. */
static struct doc_found *
found_before(struct doc *d, const char *xpath, size_t max)
{

	for (struct doc_found *f = d->core->found; f != NULL; f = f->next)
		if (f->max == max && strcmp(f->xpath, xpath) == 0)
			return (f);
	return (NULL);
}

static struct nodes
search(struct doc *d, xmlNode *below, const char *xpath, size_t max)
{
	struct doc_core *c = d->core;
	struct doc_found *f;
	struct nodes out;

	/* Readers ask the same of a page again and again. */
	if (below == NULL && (f = found_before(d, xpath, max)) != NULL)
		return (f->nodes);
	out = look(d, below, xpath, max);
	if (below != NULL || c->n_found == DOC_SEARCHES_KEPT ||
	    (f = arena_get(&c->arena, sizeof(*f))) == NULL ||
	    (f->xpath = arena_str(&c->arena, xpath)) == NULL)
		return (out);
	f->max = max;
	f->nodes = out;
	f->next = c->found;
	c->found = f;
	c->n_found++;
	return (out);
}

xmlNode *
doc_find(struct doc *d, xmlNode *below, const char *xpath)
{
	struct nodes found = search(d, below, xpath, 1);

	return (found.n > 0 ? found.p[0] : NULL);
}

struct nodes
doc_find_all(struct doc *d, xmlNode *below, const char *xpath)
{

	return (search(d, below, xpath, DOC_FOUND_MAX));
}

struct nodes
doc_own(struct doc *d, struct nodes all)
{
	struct nodes own = { NULL, 0 };

	if (all.n > 0 && (own.p = arena_get(&d->core->arena,
	    all.n * sizeof(*own.p))) != NULL) {
		memcpy(own.p, all.p, all.n * sizeof(*own.p));
		own.n = all.n;
	}
	return (own);
}
