#ifndef STORE_FACTS_PLATFORMS_LINKED_H
#define STORE_FACTS_PLATFORMS_LINKED_H

#include "store/facts/reader.h"

/*
 * linked_text(d, top, hidden, wire):
 * All characters below ${top} as they stand, with emoji from their alt text
 * and br as line ends, blanks at both ends left out.  Left out too: that for
 * which ${hidden} is true (NULL: nothing).  A link to an address for which
 * ${wire} is true (NULL: none) is written as that address: the text as it
 * was before a page made it short.  Absent where nothing is left.
 */
struct span linked_text(struct doc *d, const xmlNode *top,
    bool (*hidden)(struct doc *d, const xmlNode *n, const xmlNode *top),
    bool (*wire)(struct span href));

/* linked_is(n, name): whether ${n} is an element of that name;
 * linked_class(d, n, class): whether it has that class. */
bool linked_is(const xmlNode *n, const char *name);
bool linked_class(struct doc *d, const xmlNode *n, const char *class);

/* linked_below(n, top): whether ${n} is ${top} or below it; NULL: no. */
bool linked_below(const xmlNode *n, const xmlNode *top);

/*
 * linked_outside(d, n, xpath, except):
 * The first match of ${xpath} in ${n} that is not ${except} (NULL: none) nor
 * below it, or NULL: what a post says itself and not what it quotes.
 */
xmlNode *linked_outside(struct doc *d, xmlNode *n, const char *xpath,
    const xmlNode *except);

#endif
