#ifndef STORE_FACTS_GENERIC_BODY_H
#define STORE_FACTS_GENERIC_BODY_H

#include "store/facts/reader.h"

/*
 * body - the text that a page of any site is about.
 */

/*
 * body_find(d):
 * The one element that holds the text of the page's article, by its marks
 * (articleBody, e-content, entry-content ...), or, where there are none, the
 * one that holds by far the most paragraphs.  NULL where that is not clear.
 */
xmlNode *body_find(struct doc *d);

/* body_marked(d, node): whether ${node} was found by a mark. */
bool body_marked(const struct doc *d, const xmlNode *node);

/*
 * body_text(d, node):
 * As doc_text, without what stands in a text and is not of it: buttons to
 * share, related links, forms, boxes about the author, advertising, galleries
 * and captions, the title and a date in front.  Absent where it is not known
 * what is the text.
 */
struct span body_text(struct doc *d, xmlNode *node);

/* body_text_from(d, node, first): the same from ${first}, below ${node}, on. */
struct span body_text_from(struct doc *d, xmlNode *node, xmlNode *first);

/* body_text_without(d, node, skip): as doc_text, without what the XPath
 * ${skip} (NULL: nothing) finds below ${node}. */
struct span body_text_without(struct doc *d, xmlNode *node, const char *skip);

/* body_of_html(d, html, skip): the same of a fragment of HTML. */
struct span body_of_html(struct doc *d, struct span html, const char *skip);

/* body_answers_wanted(d): false where a platform's own reader reads the
 * comments, so that nobody counts them twice. */
bool body_answers_wanted(struct doc *d);

#endif
