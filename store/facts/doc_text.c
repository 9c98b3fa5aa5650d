#include <stdlib.h>
#include <string.h>

#include "store/facts/facts_internal.h"

#define TEXT_MAX	(4 * MIB)

enum end { END_NONE, END_LINE, END_PARAGRAPH };

struct text {
	struct doc *d;
	struct buf out;
	bool raw;		/* every character as it is */
	unsigned preformatted;	/* elements around that keep blanks */
	bool blank;		/* one is due before the next character */
	enum end due;		/* a line end likewise */
};

static bool
named(const xmlNode *n, const char *const *names)
{

	for (; *names != NULL; names++)
		if (strcmp((const char *)n->name, *names) == 0)
			return (true);
	return (false);
}

static bool
hidden(const xmlNode *n)
{
	static const char *const names[] = { "script", "style", "noscript",
	    "template", "head", "title", "svg", "select", "textarea",
	    "annotation", "annotation-xml", NULL };

	return (named(n, names));
}

static enum end
block(const xmlNode *n)
{
	static const char *const paragraphs[] = { "p", NULL };
	static const char *const lines[] = { "address", "article", "aside",
	    "blockquote", "center", "dd", "details", "dialog", "div", "dl",
	    "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1",
	    "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "li",
	    "main", "nav", "ol", "pre", "section", "summary", "table", "tbody",
	    "tfoot", "thead", "tr", "ul", NULL };

	return (named(n, paragraphs) ? END_PARAGRAPH :
	    named(n, lines) ? END_LINE : END_NONE);
}

static bool
keeps_blanks(struct doc *d, const xmlNode *n)
{
	struct span style;

	if (strcmp((const char *)n->name, "pre") == 0)
		return (true);
	style = doc_attr(d, n, "style");
	return (span_holds_nocase(style, "white-space:pre") ||
	    span_holds_nocase(style, "white-space: pre"));
}

/* A picture that stands for characters. */
static struct span
emoji(struct doc *d, const xmlNode *n)
{
	struct span alt;

	if (strcmp((const char *)n->name, "img") != 0)
		return ((struct span){ NULL, 0 });
	alt = doc_attr(d, n, "alt");
	if (span_holds_nocase(doc_attr(d, n, "class"), "emoji") ||
	    span_holds_nocase(doc_attr(d, n, "src"), "emoji"))
		return (alt);
	return ((struct span){ NULL, 0 });
}

static void
due(struct text *t, enum end end)
{

	if (!t->raw && end > t->due)
		t->due = end;
}

/* What stands between the text so far and the next character. */
static void
settle(struct text *t)
{

	if (t->out.n > 0 && t->due != END_NONE) {
		buf_puts(&t->out, t->due == END_PARAGRAPH ? "\n\n" : "\n");
	} else if (t->out.n > 0 && t->blank &&
	    t->out.p[t->out.n - 1] != '\n')
		buf_putc(&t->out, ' ');
	t->due = END_NONE;
	t->blank = false;
}

static void
put_text(struct text *t, const char *s)
{

	if (t->raw) {
		buf_puts(&t->out, s);
		return;
	}
	for (; *s != '\0'; s++) {
		if (t->preformatted == 0 && strchr(" \t\r\n\f", *s) != NULL) {
			t->blank = true;
			continue;
		}
		settle(t);
		buf_putc(&t->out, (uint8_t)*s);
	}
}

/* An element opens; false: what is in it is left out. */
static bool
enter(struct text *t, const xmlNode *n)
{
	struct span alt;

	if (hidden(n) || n->_private != NULL)
		return (false);
	if (strcmp((const char *)n->name, "br") == 0) {
		if (!t->raw)
			settle(t);
		buf_putc(&t->out, '\n');
		return (false);
	}
	alt = emoji(t->d, n);
	if (alt.p != NULL) {
		if (!t->raw)
			settle(t);
		buf_putspan(&t->out, alt);
	}
	due(t, block(n));
	if (!t->raw && keeps_blanks(t->d, n))
		t->preformatted++;
	return (true);
}

static void
leave(struct text *t, const xmlNode *n)
{

	due(t, block(n));
	if (!t->raw && keeps_blanks(t->d, n))
		t->preformatted--;
}

/* Walk without recursion: down, then along, then up. */
static void
walk(struct text *t, const xmlNode *top)
{
	const xmlNode *n = top;
	bool into;

	for (;;) {
		into = false;
		if (n->type == XML_TEXT_NODE ||
		    n->type == XML_CDATA_SECTION_NODE) {
			if (n->content != NULL)
				put_text(t, (const char *)n->content);
		} else if (n->type == XML_ELEMENT_NODE) {
			into = enter(t, n);
			if (into && n->children == NULL)
				leave(t, n);
		} else
			into = n->type == XML_HTML_DOCUMENT_NODE;
		if (into && n->children != NULL) {
			n = n->children;
			continue;
		}
		while (n != top && n->next == NULL) {
			n = n->parent;
			if (n->type == XML_ELEMENT_NODE)
				leave(t, n);
		}
		if (n == top)
			return;
		n = n->next;
	}
}

static struct span
text_of(struct doc *d, const xmlNode *node, bool raw)
{
	struct text t = { .d = d, .out = BUF_INIT(TEXT_MAX), .raw = raw };

	if (node == NULL)
		return ((struct span){ NULL, 0 });
	if (node->type == XML_ATTRIBUTE_NODE || node->type == XML_COMMENT_NODE)
		return (doc_content(d, node));
	walk(&t, node);
	return (arena_buf(&d->core->arena, &t.out));
}

struct span
doc_text(struct doc *d, const xmlNode *node)
{
	struct span s = text_of(d, node, false);

	/* A break at the end of a block shows nothing. */
	while (s.n > 0 && s.p[s.n - 1] == '\n')
		s.n--;
	while (s.n > 0 && s.p[0] == '\n')
		s = span_sub(s, 1, s.n);
	return (s);
}

/* The mark on what is left out stands for the time of the walk only. */
struct span
doc_text_without(struct doc *d, const xmlNode *node, struct nodes skip)
{
	struct span s;

	for (size_t i = 0; i < skip.n; i++)
		skip.p[i]->_private = d;
	s = doc_text(d, node);
	for (size_t i = 0; i < skip.n; i++)
		skip.p[i]->_private = NULL;
	return (s);
}

struct span
doc_text_raw(struct doc *d, const xmlNode *node)
{

	return (text_of(d, node, true));
}

struct span
doc_content(struct doc *d, const xmlNode *node)
{
	const xmlNode *one = node->type == XML_TEXT_NODE ||
	    node->type == XML_CDATA_SECTION_NODE ||
	    node->type == XML_COMMENT_NODE ? node : node->children;
	struct span out;
	xmlChar *p;

	if (one == NULL)
		return (span_of(""));
	if (one == node || (one->next == NULL &&
	    (one->type == XML_TEXT_NODE ||
	    one->type == XML_CDATA_SECTION_NODE)))
		return (span_of(one->content != NULL ?
		    (const char *)one->content : ""));
	if ((p = xmlNodeGetContent(node)) == NULL) {
		d->core->arena.nomem = true;
		return ((struct span){ NULL, 0 });
	}
	out = arena_span(&d->core->arena, span_of((const char *)p));
	xmlFree(p);
	return (out);
}

/* What an XPath finds in a fragment: its own context, as it is no page. */
static struct span
fragment_text(struct doc *d, htmlDocPtr page, const char *without)
{
	xmlXPathContextPtr own = without == NULL ? NULL :
	    xmlXPathNewContext(page), kept = d->core->xpath;
	htmlDocPtr html = d->html;
	struct nodes skip = { NULL, 0 };
	xmlNode *root = xmlDocGetRootElement(page);

	if (without != NULL && own == NULL) {
		d->core->arena.nomem = true;
		return ((struct span){ NULL, 0 });
	}
	if (own != NULL) {
		d->core->xpath = own;
		d->html = page;
		skip = doc_find_all(d, root, without);
		d->core->xpath = kept;
		d->html = html;
		xmlXPathFreeContext(own);
	}
	return (doc_text_without(d, root, skip));
}

struct span
doc_strip_html(struct doc *d, struct span html)
{

	return (doc_strip_html_without(d, html, NULL));
}

struct span
doc_strip_html_without(struct doc *d, struct span html, const char *without)
{
	struct span out = { NULL, 0 };
	struct buf page = BUF_INIT(CLAIM_VALUE_MAX + KIB);
	htmlDocPtr parsed = NULL;
	bool cut = false;

	if (html.p == NULL)
		return (out);
	buf_puts(&page, "<!DOCTYPE html><html><body><div>");
	buf_putspan(&page, html);
	if (page.failed == ERR_LIMIT)
		d->core->source->cut = true;
	else if (page.failed != ERR_NONE ||
	    doc_html(buf_span(&page), &parsed, &d->core->f->elements,
	    &cut) != 0)
		d->core->arena.nomem = true;
	else if (parsed != NULL && !cut)
		out = fragment_text(d, parsed, without);
	xmlFreeDoc(parsed);
	buf_free(&page);
	return (out);
}
