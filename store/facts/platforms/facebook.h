#ifndef STORE_FACTS_PLATFORMS_FACEBOOK_H
#define STORE_FACTS_PLATFORMS_FACEBOOK_H

#include "store/facts/platforms/parts.h"

/*
 * facebook - its own files.  A post's number is its stable id; the "pfbid"
 * in its place changes with every view and is none.
 */
struct facebook {
	struct identity page;	/* what the source's URL names */
	struct item *post;	/* the subject, once it was found */
	struct item *who;	/* the profile, once it was found */
	struct span only;	/* the only post of the page's JSON */
	bool many;		/* there are several */
	bool any;		/* a post was found, this one or another */
	char person[24];	/* id of the profile, or "" */
};

/* facebook_number(s): a number of theirs. */
bool facebook_number(struct span s);

/* facebook_author(d, of, id, link, at): with what ${link} (may be relative)
 * tells of the handle. */
struct item *facebook_author(struct doc *d, struct item *of, struct span id,
    struct span link, const char *at);

/* facebook_post(d, fb, rel, id, at): the subject where it is the page's. */
struct item *facebook_post(struct doc *d, struct facebook *fb,
    enum relation rel, struct span id, const char *at);

/* JSON blocks of pages since 2020, and GraphQL answers. */
void facebook_count(struct doc *d, struct tree *t, json_t *o,
    const char *where, void *fb);
void facebook_object(struct doc *d, struct tree *t, json_t *o,
    const char *where, void *fb);

/* JSON-LD of pages of 2020-2023. */
void facebook_ld(struct doc *d, struct facebook *fb);

/* Pages: of 2012-2020, and the plain mobile ones. */
void facebook_page(struct doc *d, struct facebook *fb);
void facebook_plain(struct doc *d, struct facebook *fb);

#endif
