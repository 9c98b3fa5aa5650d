#include <string.h>

#include "store/facts/generic/body.h"
#include "store/facts/generic/page.h"
#include "store/facts/platforms/parts.h"
#include "store/facts/platforms/wordpress.h"

#define CENTER_MIN	300	/* of all texts below a center */
#define CENTER_SHARE	70	/* of a page's texts, in percent */
#define OUTSIDE_MAX	1000	/* elements left out of one text */
#define LISTED_MAX	4	/* headings with links that no article has */

/* Names that authors of themes give to the element with the text. */
static const char * const marks[] = {
	"//*[@itemprop='articleBody' and not(ancestor::*[@itemprop="
	    "'comment'])]",
	"//*[" HAS("e-content") " and not(ancestor::*[" HAS("h-cite") "])]",
	"//*[" HAS("hentry") "]//*[" HAS("entry-content") "]",
	"//*[" HAS("entry-content") "]",
	"//article//*[" HAS("post-content") " or " HAS("article-content")
	    " or " HAS("article-body") " or " HAS("article__body") " or "
	    HAS("article__content") " or " HAS("post-body") " or "
	    HAS("gh-content") " or " HAS("c-entry-content") " or "
	    HAS("article-text") " or " HAS("article__text") " or "
	    HAS("story-body") "]",
	"//*[" HAS("post-content") " or " HAS("post-body") " or "
	    HAS("article-body") " or " HAS("article-content") " or "
	    HAS("article__body") " or " HAS("article__content") " or "
	    HAS("story-body") " or " HAS("td-post-content") " or "
	    HAS("c-entry-content") " or " HAS("article-text") " or "
	    HAS("post__content") " or " HAS("entry") "]",
	NULL
};

/* What stands in the middle of a text and is not of it. */
#define IN(word)	"contains(@class,'" word "')"
static const char aside[] =
    ".//header|.//aside|.//nav|.//form|.//button|.//iframe|.//figcaption|"
    ".//footer|"
    ".//*[@hidden or @aria-hidden='true' or @role='navigation' or "
    HAS("screen-reader-text") " or " HAS("wp-caption-text") " or "
    HAS("entry-meta") " or " HAS("post-meta") " or " HAS("tags") " or "
    HAS("entry-title") "]|"
    ".//*[self::div or self::section or self::ul or self::p or self::span]["
    IN("sharedaddy") " or " IN("jp-relatedposts") " or " IN("share-") " or "
    IN("-share") " or " HAS("share") " or " HAS("sharing") " or "
    IN("social-") " or " HAS("social") " or " IN("shariff") " or "
    IN("addtoany") " or " IN("yarpp") " or " IN("related-") " or "
    IN("-related") " or " HAS("related") " or " IN("newsletter") " or "
    IN("author-box") " or " IN("author-bio") " or " IN("author-info") " or "
    IN("post-footer") " or " IN("entry-footer") " or "
    IN("post-navigation") " or " IN("advert") " or " IN("tag-list") " or "
    IN("post-tags") " or " IN("wp-block-embed") " or " IN("teaser") "]";

bool
body_marked(const xmlNode *node)
{
	xmlChar *prop = xmlGetProp(node, (const xmlChar *)"itemprop");
	xmlChar *class = xmlGetProp(node, (const xmlChar *)"class");
	bool marked = prop != NULL || (class != NULL &&
	    (strstr((const char *)class, "content") != NULL ||
	    strstr((const char *)class, "body") != NULL ||
	    strstr((const char *)class, "entry") != NULL));

	xmlFree(prop);
	xmlFree(class);
	return (marked);
}

/* --- A center where nothing is marked --- */

struct texts {
	struct nodes found;
	size_t total;
};

static bool
is_element(const xmlNode *n, const char *name)
{
	return (n->type == XML_ELEMENT_NODE &&
	    strcmp((const char *)n->name, name) == 0);
}

static bool
counts(struct doc *d, const xmlNode *text)
{
	static const char * const hidden[] = { "script", "style", "noscript",
		"select", "button", "form", "a", NULL };

	for (const xmlNode *n = text->parent; n != NULL && n->type ==
	    XML_ELEMENT_NODE; n = n->parent)
		for (size_t i = 0; hidden[i] != NULL; i++)
			if (is_element(n, hidden[i]))
				return (false);
	return (!page_beside(d, text->parent));
}

/* The texts of a page that are no labels. */
static struct texts
texts_of(struct doc *d)
{
	struct nodes all = doc_find_all(d, NULL, "//body//text()["
	    "string-length(normalize-space(.))>=40]");
	struct texts t = { .found = { all.p, 0 }, .total = 0 };

	for (size_t i = 0; i < all.n; i++)
		if (counts(d, all.p[i])) {
			t.found.p[t.found.n++] = all.p[i];
			t.total += strlen((const char *)all.p[i]->content);
		}
	return (t);
}

static bool
inside(const xmlNode *n, const xmlNode *top)
{
	while (n != NULL && n != top)
		n = n->parent;
	return (n != NULL);
}

static size_t
weight(const struct texts *t, const xmlNode *top)
{
	size_t sum = 0;

	for (size_t i = 0; i < t->found.n; i++)
		if (inside(t->found.p[i], top))
			sum += strlen((const char *)t->found.p[i]->content);
	return (sum);
}

/* The child of ${top} that holds enough of the texts, or NULL. */
static xmlNode *
heavy_child(const struct texts *t, xmlNode *top)
{
	for (xmlNode *n = top->children; n != NULL; n = n->next)
		if (n->type == XML_ELEMENT_NODE && !is_element(n, "p") &&
		    weight(t, n) * 100 >= t->total * CENTER_SHARE)
			return (n);
	return (NULL);
}

static bool
is_list(struct doc *d, xmlNode *top)
{
	return (doc_find_all(d, top, ".//article").n > 1 ||
	    doc_find_all(d, top, "(.//h1|.//h2|.//h3|.//h4)[a[@href]]").n >=
	    LISTED_MAX);
}

static xmlNode *
center(struct doc *d)
{
	struct texts t = texts_of(d);
	xmlNode *top = doc_find(d, NULL, "//body"), *next;

	if (top == NULL || t.total < CENTER_MIN)
		return (NULL);
	while ((next = heavy_child(&t, top)) != NULL)
		top = next;
	return (is_element(top, "body") || is_list(d, top) ? NULL : top);
}

static xmlNode *
look_for(struct doc *d)
{
	for (size_t i = 0; d->html != NULL && marks[i] != NULL; i++) {
		struct nodes found = doc_find_all(d, NULL, marks[i]);

		if (found.n == 1 && doc_text(d, found.p[0]).n > 0)
			return (found.p[0]);
		if (found.n > 1)
			break;
	}
	return (d->html == NULL ? NULL : center(d));
}

xmlNode *
body_find(struct doc *d)
{
	if (!d->body_known)
		d->body = look_for(d);
	d->body_known = true;
	return (d->body);
}

/* --- Its text --- */

struct span
body_text_without(struct doc *d, xmlNode *node, const char *skip)
{
	struct nodes none = { NULL, 0 };

	return (doc_text_without(d, node, skip == NULL ? none :
	    doc_find_all(d, node, skip)));
}

struct span
body_of_html(struct doc *d, struct span html, const char *skip)
{
	return (page_trim(doc_strip_html_without(d, html, skip)));
}

/* Whether a neighbor of the first or last text goes on with it. */
static bool
goes_on(const xmlNode *n, const xmlNode *text)
{
	return (n->parent == text->parent->parent && (is_element(n, "p") ||
	    is_element(n, "ul") || is_element(n, "ol") ||
	    is_element(n, "blockquote")));
}

struct left_out {
	xmlNode *p[OUTSIDE_MAX];
	size_t n;
};

static void
leave_out(struct left_out *o, xmlNode *n)
{
	if (n->type == XML_ELEMENT_NODE && o->n < OUTSIDE_MAX)
		o->p[o->n++] = n;
}

/*
 * Without marks, a text begins and ends where its first and last long texts
 * do: in front of them stand titles and bylines, behind them buttons.
 */
static void
outside(struct doc *d, xmlNode *top, struct left_out *o)
{
	struct texts t = texts_of(d);
	xmlNode *first = NULL, *last = NULL;

	for (size_t i = 0; i < t.found.n; i++)
		if (inside(t.found.p[i], top)) {
			last = t.found.p[i];
			first = first == NULL ? last : first;
		}
	for (xmlNode *n = first; n != NULL && n != top; n = n->parent)
		for (xmlNode *s = n->prev; s != NULL; s = s->prev)
			if (n != first && !goes_on(s, first))
				leave_out(o, s);
	for (xmlNode *n = last; n != NULL && n != top; n = n->parent)
		for (xmlNode *s = n->next; s != NULL; s = s->next)
			if (n != last && !goes_on(s, last))
				leave_out(o, s);
}

struct span
body_text_from(struct doc *d, xmlNode *node, xmlNode *first)
{
	struct nodes skip = doc_find_all(d, node, aside);
	struct left_out o = { .n = 0 };

	for (size_t i = 0; i < skip.n; i++)
		leave_out(&o, skip.p[i]);
	for (xmlNode *n = first; n != NULL && n != node; n = n->parent)
		for (xmlNode *s = n->prev; s != NULL; s = s->prev)
			leave_out(&o, s);
	return (page_trim(doc_text_without(d, node, (struct nodes){ o.p,
	    o.n })));
}

struct span
body_text(struct doc *d, xmlNode *node)
{
	struct nodes skip = doc_find_all(d, node, aside);
	struct left_out o = { .n = 0 };

	for (size_t i = 0; i < skip.n; i++)
		leave_out(&o, skip.p[i]);
	if (!body_marked(node)) {
		xmlNode *title = doc_find(d, node, ".//h1");

		if (title != NULL)
			leave_out(&o, title);
		outside(d, node, &o);
	}
	return (page_trim(doc_text_without(d, node, (struct nodes){ o.p,
	    o.n })));
}

bool
body_answers_wanted(struct doc *d)
{
	return (!wordpress_mine(d));
}
