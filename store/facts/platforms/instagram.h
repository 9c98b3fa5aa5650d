#ifndef STORE_FACTS_PLATFORMS_INSTAGRAM_H
#define STORE_FACTS_PLATFORMS_INSTAGRAM_H

#include "store/facts/platforms/parts.h"

/*
 * instagram - its own files.  A post's stable id is the number of its medium;
 * the code of its URL is the same number in base 64 (instagram_number).
 */
struct instagram {
	struct identity page;	/* what the source's URL names */
	struct item *post;	/* the subject, once it was found */
	struct item *who;	/* the profile, once it was found */
	bool whole;		/* with all that JSON has of it */
};

/* instagram_number(code, out): digits of the id; false: no such code. */
bool instagram_number(struct span code, char out[static 24]);

/* instagram_post(d, in, rel, id, code): an item with id and URL. */
struct item *instagram_post(struct doc *d, struct instagram *in,
    enum relation rel, struct span id, struct span code, const char *at);

/* instagram_author(d, post, id, handle, at): an item with handle and URL. */
struct item *instagram_author(struct doc *d, struct item *post,
    struct span id, struct span handle, const char *at);

/* instagram_object: claims of one object of JSON; a parts_visit. */
void instagram_object(struct doc *d, struct tree *t, json_t *o,
    const char *where, void *in);

/* instagram_page: what stands in the HTML itself. */
void instagram_page(struct doc *d, struct instagram *in);

#endif
