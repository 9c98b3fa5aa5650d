#ifndef STORE_FACTS_GENERIC_PUBLISHED_H
#define STORE_FACTS_GENERIC_PUBLISHED_H

#include "store/facts/reader.h"

/*
 * published_put(d, post, body):
 * Claim when the page was published, as its elements show it: by their marks,
 * or by standing with the title in front of ${body} (NULL: not known).
 * Nothing where two of them differ.
 */
void published_put(struct doc *d, struct item *post, xmlNode *body);

#endif
