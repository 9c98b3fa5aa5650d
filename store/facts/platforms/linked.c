#include <string.h>

#include "store/base/buf.h"
#include "store/facts/platforms/linked.h"

#define TEXT_MAX	(1 * MIB)	/* of one post */

struct linked {
	struct doc *d;
	const xmlNode *top;
	bool (*hidden)(struct doc *d, const xmlNode *n, const xmlNode *top);
	bool (*wire)(struct span href);
	struct buf out;
};

bool
linked_is(const xmlNode *n, const char *name)
{

	return (n->type == XML_ELEMENT_NODE &&
	    xmlStrcasecmp(n->name, (const xmlChar *)name) == 0);
}

bool
linked_class(struct doc *d, const xmlNode *n, const char *class)
{
	struct span all = doc_attr(d, n, "class");
	size_t len = strlen(class);

	for (size_t i = 0; all.p != NULL && i + len <= all.n; i++)
		if (memcmp(all.p + i, class, len) == 0 &&
		    (i == 0 || all.p[i - 1] == ' ') &&
		    (i + len == all.n || all.p[i + len] == ' '))
			return (true);
	return (false);
}

bool
linked_below(const xmlNode *n, const xmlNode *top)
{

	for (; n != NULL && top != NULL; n = n->parent)
		if (n == top)
			return (true);
	return (false);
}

xmlNode *
linked_outside(struct doc *d, xmlNode *n, const char *xpath,
    const xmlNode *except)
{
	struct nodes found = doc_find_all(d, n, xpath);

	for (size_t i = 0; i < found.n; i++)
		if (!linked_below(found.p[i], except))
			return (found.p[i]);
	return (NULL);
}

/* Append what ${n} itself shows; false: what is below it is left out. */
static bool
show(struct linked *l, const xmlNode *n)
{
	struct span href;

	if (n->type == XML_TEXT_NODE || n->type == XML_CDATA_SECTION_NODE) {
		buf_puts(&l->out, (const char *)n->content);
		return (false);
	}
	if (n->type != XML_ELEMENT_NODE || linked_is(n, "svg") ||
	    linked_is(n, "style") || linked_is(n, "script"))
		return (false);
	if (linked_is(n, "img"))
		buf_putspan(&l->out, doc_attr(l->d, n, "alt"));
	else if (linked_is(n, "br"))
		buf_putc(&l->out, '\n');
	if (l->hidden != NULL && l->hidden(l->d, n, l->top))
		return (false);
	if (l->wire == NULL || !linked_is(n, "a"))
		return (true);
	href = doc_attr(l->d, n, "href");
	if (href.p == NULL || !l->wire(href))
		return (true);
	buf_putspan(&l->out, href);
	return (false);
}

/* The next node in document order; ${n}'s children only where ${down}. */
static const xmlNode *
next(const xmlNode *n, const xmlNode *top, bool down)
{

	if (down && n->children != NULL)
		return (n->children);
	while (n != top && n->next == NULL)
		n = n->parent;
	return (n == top ? NULL : n->next);
}

struct span
linked_text(struct doc *d, const xmlNode *top,
    bool (*hidden)(struct doc *d, const xmlNode *n, const xmlNode *top),
    bool (*wire)(struct span href))
{
	struct linked l = { d, top, hidden, wire, BUF_INIT(TEXT_MAX) };
	struct span text = { NULL, 0 };
	const xmlNode *n = top;

	for (size_t i = 0; n != NULL && i < DOC_NODES_MAX; i++)
		n = next(n, top, n == top || show(&l, n));
	if (buf_ok(&l.out, NULL) == 0 && l.out.n > 0)
		text = span_trim(span_of(doc_printf(d, "%s",
		    buf_str(&l.out))));
	buf_free(&l.out);
	return (text.n > 0 ? text : (struct span){ NULL, 0 });
}
