#ifndef STORE_FACTS_GENERIC_READERS_H
#define STORE_FACTS_GENERIC_READERS_H

#include "store/facts/reader.h"

/*
 * The readers of what pages of any site say of themselves.  A platform's
 * reader may call one where it knows that it is right for its page.
 */
void generic_jsonld(struct doc *d);
void generic_microdata(struct doc *d);
void generic_microformats(struct doc *d);
void generic_opengraph(struct doc *d);
void generic_oembed(struct doc *d);
void generic_dom(struct doc *d);
void generic_walls(struct doc *d);
void generic_linked(struct doc *d);

#endif
