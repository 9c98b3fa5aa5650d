#ifndef STORE_FACTS_PLATFORMS_META_H
#define STORE_FACTS_PLATFORMS_META_H

#include "store/facts/platforms/parts.h"

/*
 * meta - what the pages of Instagram, Facebook and Threads have in common.
 */

/*
 * meta_clock(d, o, at):
 * The server's clock in the object ${o}: "brsid", whose upper 32 bits are
 * seconds since 1970.  Undocumented; it stands a second at most before the
 * page's own "serverTime" in all known pages.
 */
void meta_clock(struct doc *d, json_t *o, const char *at);

/* The JSON scripts of a page. */
#define META_SCRIPTS	"//script[@type='application/json']"

#endif
