#include <string.h>

#include "store/facts/generic/page.h"
#include "store/facts/generic/published.h"
#include "store/facts/platforms/parts.h"
#include "store/facts/when.h"

#define WORDS_MAX	5	/* in front of a date */
#define SHOWN_MAX	90	/* bytes of a text that is a date */

/* Words that make a date another one than that of publishing. */
static const char * const others[] = {
	"updat", "aktualisiert", "mis \xc3\xa0 jour", "modifi", "ge\xc3\xa4"
	"ndert", "bearbeitet", "last", "zuletzt", "stand", "letzte",
	"actualiz", "aggiornat", "copyright", "\xc2\xa9", NULL
};

/*
 * The date in a short text, behind a few words ("Publie le"); absent where it
 * is none, or one of a change.
 */
static struct span
date_in(struct span s)
{
	struct span none = { NULL, 0 };
	struct when w;

	s = page_trim(s);
	if (s.n < 8 || s.n > SHOWN_MAX)
		return (none);
	for (size_t i = 0; others[i] != NULL; i++)
		if (span_holds_nocase(s, others[i]))
			return (none);
	for (size_t i = 0; i < WORDS_MAX && s.n >= 8; i++) {
		if (when_read(s, &w))
			return (s);
		s = page_trim(span_sub(s, page_before(s, ' ').n, s.n));
	}
	return (none);
}

static bool
by_marks(struct doc *d, struct item *post)
{
	static const char * const ways[] = {
		"//time[@datetime and (@pubdate or @itemprop='datePublished' "
		    "or " HAS("published") " or " HAS("entry-date") " or "
		    HAS("dt-published") ")]",
		"//*[@itemprop='datePublished' and @content and not("
		    "ancestor::*[@itemscope])]",
		NULL };
	static const char * const attrs[] = { "datetime", "content" };
	struct span s = { NULL, 0 };
	xmlNode *at = NULL;

	for (size_t i = 0; s.p == NULL && ways[i] != NULL; i++)
		s = page_agreed(d, doc_find_all(d, NULL, ways[i]), attrs[i],
		    &at);
	if (s.p != NULL)
		fact_put_time(d, post, FACT_PUBLISHED, s, "%s",
		    doc_path(d, at));
	return (s.p != NULL);
}

/* --- With the title, in front of the text --- */

static bool
inside(const xmlNode *n, const xmlNode *top)
{
	while (n != NULL && n != top)
		n = n->parent;
	return (n != NULL);
}

/* The smallest element that holds both, or NULL where that is the body. */
static xmlNode *
common(xmlNode *a, const xmlNode *b)
{
	while (a != NULL && !inside(b, a))
		a = a->parent;
	if (a == NULL || a->type != XML_ELEMENT_NODE ||
	    strcmp((const char *)a->name, "html") == 0)
		return (NULL);
	return (a);
}

struct shown {
	struct span value;
	xmlNode *at;
	bool differ;
};

static void
look(struct shown *s, struct span value, xmlNode *at)
{
	struct when a, b;

	if (value.p == NULL || !when_read(value, &a))
		return;
	if (s->value.p == NULL) {
		s->value = value;
		s->at = at;
		return;
	}
	if (!when_read(s->value, &b) || !when_same(&a, &b))
		s->differ = true;
	else if (a.precision > b.precision) {
		s->value = value;
		s->at = at;
	}
}

static bool
with_title(struct doc *d, struct item *post, xmlNode *body)
{
	struct nodes titles = doc_find_all(d, NULL, "//h1"), all;
	struct shown s = { { NULL, 0 }, NULL, false };
	xmlNode *top;

	if (titles.n != 1 || body == NULL ||
	    (top = common(titles.p[0], body)) == NULL)
		return (false);
	all = doc_find_all(d, top, ".//time|.//*[not(*)"
	    " and string-length(normalize-space(.))>=8 and string-length("
	    "normalize-space(.))<=80 and not(ancestor::time)]");
	for (size_t i = 0; i < all.n; i++) {
		if (xmlXPathCmpNodes(all.p[i], body) != 1)
			break;
		if (inside(body, all.p[i]))
			continue;
		if (doc_attr(d, all.p[i], "datetime").n > 0)
			look(&s, span_trim(doc_attr(d, all.p[i],
			    "datetime")), all.p[i]);
		else
			look(&s, date_in(doc_text(d, all.p[i])), all.p[i]);
	}
	if (s.value.p == NULL || s.differ)
		return (false);
	fact_put_time(d, post, FACT_PUBLISHED, s.value, "%s",
	    doc_path(d, s.at));
	return (true);
}

static void
alone(struct doc *d, struct item *post)
{
	xmlNode *at = NULL;
	struct span s = page_agreed(d, page_main(d, "//time[@datetime and "
	    "not(ancestor::li[.//article or self::*[" HAS("comment") "]])]"),
	    "datetime", &at);

	if (s.p != NULL)
		fact_put_time(d, post, FACT_PUBLISHED, s, "%s",
		    doc_path(d, at));
}

void
published_put(struct doc *d, struct item *post, xmlNode *body)
{
	if (!by_marks(d, post) && !with_title(d, post, body))
		alone(d, post);
}
