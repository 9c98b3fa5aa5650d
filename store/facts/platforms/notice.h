#ifndef STORE_FACTS_PLATFORMS_NOTICE_H
#define STORE_FACTS_PLATFORMS_NOTICE_H

#include "store/facts/reader.h"

/*
 * notice_class(d, box, closed, gone, other):
 * What stands where a post would: the class of the page by the words in
 * ${box}, PAGE_LOGIN for ${closed}, PAGE_GONE for ${gone} (lists ended by
 * NULL), else ${other}, where PAGE_OTHER claims nothing.
 */
void notice_class(struct doc *d, xmlNode *box, const char *const *closed,
    const char *const *gone, enum page_class other);

#endif
