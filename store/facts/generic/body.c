#include <string.h>

#include "store/facts/generic/body.h"
#include "store/facts/generic/furniture.h"
#include "store/facts/generic/page.h"
#include "store/facts/platforms/parts.h"
#include "store/facts/platforms/wordpress.h"

#define CENTER_MIN	300	/* of all texts below a center */
#define ARTICLE_MIN	40	/* of those below a page's only article */
#define CENTER_SHARE	70	/* of a page's texts, in percent */
#define TITLE_SHARE	3	/* a heading is so much of the title */
#define OUTSIDE_MAX	1000	/* elements left out of one text */
#define PART_MIN	8	/* a text is more than one part in so many */
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

/* Names that as often stand for more than the text: asked where it is not
 * clear without. */
static const char weak_mark[] =
    "//*[@id='article-body' or @id='articleBody' or @id='article-content' or "
    "@id='post-content' or @id='post-body' or @id='story-body' or "
    HAS("entry__content") " or " HAS("single-content") " or "
    HAS("blog-content") " or " HAS("news-content") " or "
    HAS("text-content") "]";

/* What stands in the middle of a text and is not of it. */
static const char aside[] =
    ".//header|.//aside|.//nav|.//form|.//button|.//iframe|.//figcaption|"
    ".//footer|.//*[@hidden or @aria-hidden='true' or @role='navigation']";

bool
body_marked(const struct doc *d, const xmlNode *node)
{

	return (node != d->body || d->body_marked);
}

/* --- What the page is about --- */

#define ARTICLES	"//article|//div[" HAS("hentry") "]"

static bool
inside(const xmlNode *n, const xmlNode *top)
{
	while (n != NULL && n != top)
		n = n->parent;
	return (n != NULL);
}

/* Whether its heading is the page's title, and not just a word of it. */
static bool
titled(struct doc *d, xmlNode *article)
{
	xmlNode *n = doc_find(d, article, ".//h1|.//h2");
	struct span title = n == NULL ? (struct span){ NULL, 0 } :
	    doc_text(d, n);

	return (title.n * TITLE_SHARE >= page_title(d).n &&
	    page_titled(d, title));
}

/*
 * The article that the page is about, where the page says which: the one with
 * the page's title, or (${head}) the only one of a page that declares itself
 * an article.
 */
static xmlNode *
subject(struct doc *d, bool head)
{
	struct nodes all = page_main(d, ARTICLES);
	xmlNode *one = NULL;

	for (size_t i = 0; i < all.n; i++) {
		if (!titled(d, all.p[i]) || (one != NULL &&
		    inside(all.p[i], one)))
			continue;
		if (one != NULL)
			return (NULL);
		one = all.p[i];
	}
	if (one == NULL && all.n == 1 && head && page_says_article(d))
		one = all.p[0];
	return (one);
}

/* --- A center where nothing is marked --- */

struct texts {
	struct nodes found;
	size_t total;
	bool paragraphs;	/* nearly all are in some */
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

/* The texts below ${top} that are no labels. */
static struct texts
texts_of(struct doc *d, xmlNode *top)
{
	struct nodes all = doc_own(d, doc_find_all(d, top, ".//text()["
	    "string-length(normalize-space(.))>=40]"));
	struct texts t = { .found = { all.p, 0 } };

	for (size_t i = 0; i < all.n; i++)
		if (counts(d, all.p[i])) {
			t.found.p[t.found.n++] = all.p[i];
			t.total += strlen((const char *)all.p[i]->content);
		}
	return (t);
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

/* The element below ${top} that holds nearly all of its texts, or NULL where
 * these are shorter than ${min}. */
static xmlNode *
center_of(struct doc *d, xmlNode *top, size_t min)
{
	struct texts t = texts_of(d, top);
	xmlNode *next;

	if (t.total < min)
		return (NULL);
	while ((next = heavy_child(&t, top)) != NULL)
		top = next;
	return (top);
}

/* Where nearly all texts of the page are; else, those of its article. */
static xmlNode *
center(struct doc *d)
{
	xmlNode *body = doc_find(d, NULL, "//body"), *article, *top = NULL;

	if (body != NULL)
		top = center_of(d, body, CENTER_MIN);
	if ((top == NULL || top == body) &&
	    (article = subject(d, true)) != NULL)
		top = center_of(d, article, ARTICLE_MIN);
	return (top == NULL || top == body || is_list(d, top) ? NULL : top);
}

static bool
is_in(const struct nodes *all, const xmlNode *n)
{
	for (size_t i = 0; i < all->n; i++)
		if (all->p[i] == n)
			return (true);
	return (false);
}

static bool
in_foot(struct doc *d, xmlNode *n)
{
	return (doc_find(d, n, "ancestor::*[@id='footer' or " HAS("footer")
	    " or " HAS("site-footer") "]|ancestor::footer[not("
	    "ancestor::article)]") != NULL);
}

/* What a mark is on, but for the foot of a page. */
static struct nodes
marked(struct doc *d, const char *xpath)
{
	struct nodes all = doc_own(d, doc_find_all(d, NULL, xpath));
	size_t n = 0;

	for (size_t i = 0; i < all.n; i++)
		if (!in_foot(d, all.p[i]))
			all.p[n++] = all.p[i];
	all.n = n;
	return (all);
}

/* Leave those below ${top}, if there are any. */
static void
below(struct nodes *all, const xmlNode *top)
{
	size_t n = 0;

	for (size_t i = 0; top != NULL && i < all->n; i++)
		if (inside(all->p[i], top))
			all->p[n++] = all->p[i];
	if (n > 0)
		all->n = n;
}

/* The only element that the mark ${xpath} is on, in the page's article where
 * several have it, or NULL with all of them in ${*found}. */
static xmlNode *
one_marked(struct doc *d, const char *xpath, struct nodes *found)
{
	*found = marked(d, xpath);
	if (found->n > 1)
		below(found, subject(d, false));
	return (found->n == 1 && doc_text(d, found->p[0]).n > 0 ?
	    found->p[0] : NULL);
}

/* A mark that several have leaves the choice to where the texts are. */
static xmlNode *
look_for(struct doc *d)
{
	struct nodes found = { NULL, 0 }, weak;
	xmlNode *n = NULL;

	if (d->html == NULL)
		return (NULL);
	for (size_t i = 0; marks[i] != NULL && found.n <= 1; i++)
		if ((n = one_marked(d, marks[i], &found)) != NULL) {
			d->body_marked = true;
			return (n);
		}
	n = center(d);
	d->body_marked = n != NULL && is_in(&found, n);
	return (n != NULL ? n : one_marked(d, weak_mark, &weak));
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

static const char * const inline_names[] = { "a", "b", "em", "font", "i",
	"span", "strong", "u", NULL };

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

static bool
left(const struct left_out *o, const xmlNode *n)
{
	for (; n != NULL; n = n->parent)
		for (size_t i = 0; i < o->n; i++)
			if (o->p[i] == n)
				return (true);
	return (false);
}

#define PARAGRAPHS							\
	".//p|.//li|.//blockquote|.//pre|.//td|.//dd|.//h2|.//h3|.//h4"

static bool
in_paragraph(const xmlNode *n)
{
	static const char * const names[] = { "p", "li", "blockquote", "pre",
		"td", "dd", "h2", "h3", "h4", NULL };

	for (; n != NULL && n->type == XML_ELEMENT_NODE; n = n->parent)
		if (parts_in(span_of((const char *)n->name), names))
			return (true);
	return (false);
}

/* Whether ${text} is of a paragraph, or stands between some. */
static bool
of_paragraphs(const xmlNode *text)
{
	if (in_paragraph(text->parent))
		return (true);
	for (const xmlNode *n = text->parent->children; n != NULL;
	    n = n->next)
		if (is_element(n, "p") && n->children != NULL)
			return (true);
	return (false);
}

/* The long texts of ${top}. */
static struct texts
long_texts(struct doc *d, xmlNode *top, const struct left_out *o)
{
	struct texts all = texts_of(d, top);
	struct texts t = { .found = { all.found.p, 0 } };
	size_t paragraphs = 0;

	for (size_t i = 0; i < all.found.n; i++) {
		xmlNode *n = all.found.p[i];

		if (left(o, n))
			continue;
		t.found.p[t.found.n++] = n;
		t.total += strlen((const char *)n->content);
		if (of_paragraphs(n))
			paragraphs += strlen((const char *)n->content);
	}
	t.paragraphs = paragraphs * 100 >= t.total * CENTER_SHARE;
	return (t);
}

/* The paragraph that ${text} is of. */
static xmlNode *
block_of(const xmlNode *text)
{
	xmlNode *block = text->parent;

	while (parts_in(span_of((const char *)block->name), inline_names))
		block = block->parent;
	return (block);
}

/* Whether a neighbor of the first or last text goes on with it. */
static bool
goes_on(const xmlNode *n, const xmlNode *text)
{
	const xmlNode *block = block_of(text);

	return (n->parent == block->parent && (is_element(n, "p") ||
	    is_element(n, "ul") || is_element(n, "ol") ||
	    is_element(n, "blockquote")));
}

/*
 * Without marks, a text begins and ends where its first and last long texts
 * do: in front of them stand titles and bylines, behind them buttons.
 */
static void
outside(struct doc *d, xmlNode *top, struct left_out *o)
{
	struct texts t = long_texts(d, top, o);
	xmlNode *first, *last;
	size_t i;

	if (t.found.n == 0)
		return;
	for (i = 0; t.paragraphs && i + 1 < t.found.n &&
	    !of_paragraphs(t.found.p[i]); i++)
		;
	first = t.found.p[i];
	last = t.found.p[t.found.n - 1];
	for (xmlNode *n = block_of(first); n != NULL && n != top;
	    n = n->parent)
		for (xmlNode *s = n->prev; s != NULL; s = s->prev)
			if (!goes_on(s, first))
				leave_out(o, s);
	for (xmlNode *n = block_of(last); n != NULL && n != top; n = n->parent)
		for (xmlNode *s = n->next; s != NULL; s = s->next)
			if (!goes_on(s, last))
				leave_out(o, s);
}

/* With marks, only the page's title, a date and names may stand in front. */
static void
front(struct doc *d, xmlNode *top, struct left_out *o)
{
	struct texts t = long_texts(d, top, o);
	xmlNode *h1 = doc_find(d, top, ".//h1");
	struct nodes all;

	if (t.found.n == 0)
		return;
	if (h1 != NULL && xmlXPathCmpNodes(h1, t.found.p[0]) == 1 &&
	    page_titled(d, doc_text(d, h1)))
		for (xmlNode *n = h1; n != top; n = n->parent)
			for (xmlNode *s = n == h1 ? n : n->prev; s != NULL;
			    s = s->prev)
				leave_out(o, s);
	all = doc_find_all(d, top, ".//*");
	for (size_t i = 0; i < all.n && xmlXPathCmpNodes(all.p[i],
	    block_of(t.found.p[0])) == 1; i++)
		if (!inside(t.found.p[0], all.p[i]) &&
		    (furniture_in_front(d, all.p[i]) || (t.paragraphs &&
		    is_element(all.p[i], "div") && doc_find(d, all.p[i],
		    PARAGRAPHS) == NULL)))
			leave_out(o, all.p[i]);
}

/* What is not of the text; false where that is not known. */
static bool
not_of_it(struct doc *d, xmlNode *node, struct left_out *o)
{
	struct nodes skip = doc_find_all(d, node, aside);
	bool most;

	for (size_t i = 0; i < skip.n; i++)
		leave_out(o, skip.p[i]);
	skip = furniture_in(d, node, &most);
	for (size_t i = 0; i < skip.n; i++)
		leave_out(o, skip.p[i]);
	return (!most);
}

struct span
body_text_from(struct doc *d, xmlNode *node, xmlNode *first)
{
	struct left_out o = { .n = 0 };

	if (!not_of_it(d, node, &o))
		return ((struct span){ NULL, 0 });
	for (xmlNode *n = first; n != NULL && n != node; n = n->parent)
		for (xmlNode *s = n->prev; s != NULL; s = s->prev)
			leave_out(&o, s);
	return (page_trim(doc_text_without(d, node, (struct nodes){ o.p,
	    o.n })));
}

struct span
body_text(struct doc *d, xmlNode *node)
{
	struct left_out o = { .n = 0 };
	struct span text;
	xmlNode *title;

	if (!not_of_it(d, node, &o))
		return ((struct span){ NULL, 0 });
	title = doc_find(d, node, ".//h1");
	if (body_marked(d, node))
		front(d, node, &o);
	else {
		if (title != NULL)
			leave_out(&o, title);
		outside(d, node, &o);
	}
	text = page_trim(doc_text_without(d, node, (struct nodes){ o.p,
	    o.n }));
	/* What is left of nearly nothing is a part, and nobody knows which. */
	return (text.n * PART_MIN < doc_text(d, node).n ?
	    (struct span){ NULL, 0 } : text);
}

bool
body_answers_wanted(struct doc *d)
{
	return (!wordpress_mine(d));
}
