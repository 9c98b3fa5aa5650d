#ifndef STORE_FACTS_PLATFORMS_FORUM_H
#define STORE_FACTS_PLATFORMS_FORUM_H

#include "store/facts/generic/page.h"
#include "store/facts/platforms/parts.h"

/*
 * forum - topics of discussion software that many sites run: where each one
 * has author, time and text of a post, as data, and one reader for all.
 *
 * The post that the URL names is what a page is about, else the first one of
 * the topic; what the pages say of themselves in the head is about the topic,
 * so it is asked only where the first post is meant.
 */

/*
 * A value of a post: the element at ${path} below it (NULL: the post itself),
 * its ${attr} (NULL: its text), from behind ${mark} on (NULL: all of it), as
 * long as there are digits where ${digits}.
 */
struct forum_value {
	const char *path;
	const char *attr;
	const char *mark;
	bool digits;
};

#define FORUM_WAYS	4	/* ways that one value may be written */

struct forum {
	const char *post;		/* XPath of the posts of a page */
	const char *title;		/* XPath of the topic's title */
	const char *skip;		/* what stands in a text and is not of
					   it, below the text; or NULL */
	struct forum_value id[FORUM_WAYS];
	struct forum_value number[FORUM_WAYS];	/* in the topic, from 1 */
	struct forum_value url[FORUM_WAYS];
	struct forum_value text[FORUM_WAYS];	/* elements */
	struct forum_value epoch[FORUM_WAYS];	/* seconds since 1970 */
	struct forum_value time[FORUM_WAYS];	/* any form with a date */
	struct forum_value edited[FORUM_WAYS];
	struct forum_value edited_epoch[FORUM_WAYS];
	struct forum_value user[FORUM_WAYS];	/* name of the account */
	struct forum_value user_id[FORUM_WAYS];
	struct forum_value user_url[FORUM_WAYS];
	struct forum_value user_name[FORUM_WAYS];
	struct forum_value avatar[FORUM_WAYS];
	struct forum_value likes[FORUM_WAYS];
	struct forum_value total[FORUM_WAYS];	/* posts of the topic; from
						   the page, not a post */
	const char *gone;	/* XPath of the box that says so; or NULL */
};

/*
 * forum_read(d, f, id):
 * Claim the posts of a page; ${id}: what its URL names.  False where the page
 * has none.  Without f->id, a post is named by its topic and its number.
 */
bool forum_read(struct doc *d, const struct forum *f,
    const struct identity *id);

/*
 * forum_key(d, id): ${id} as the id of an item: with the host in front, since
 * each site counts for itself.
 */
struct span forum_key(struct doc *d, struct span id);

/*
 * forum_named(out, u, platform, kind, id, at, then):
 * Fill ${out}: ${id} (digits) at that site; its URL is ${u} up to the first
 * ${at}, then ${then} and ${id}.  False, with nothing named, where something
 * does not fit.
 */
bool forum_named(struct identity *out, const struct url *u,
    const char *platform, enum identity_kind kind, struct span id,
    const char *at, const char *then);

/* Methods that forum_read calls itself, for struct platform.misleading. */
extern const char * const forum_misleading[];

#endif
