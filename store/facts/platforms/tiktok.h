#ifndef STORE_FACTS_PLATFORMS_TIKTOK_H
#define STORE_FACTS_PLATFORMS_TIKTOK_H

#include "store/facts/platforms/parts.h"

/* tiktok - its own files. */
struct tiktok {
	struct identity page;	/* what the source's URL names */
	struct item *post;	/* the subject, once it was found */
	struct item *who;	/* the profile, once it was found */
};

/* tiktok_object: claims of one object of JSON; a parts_visit. */
void tiktok_object(struct doc *d, struct tree *t, json_t *o,
    const char *where, void *tk);

#endif
