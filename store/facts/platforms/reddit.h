#ifndef STORE_FACTS_PLATFORMS_REDDIT_H
#define STORE_FACTS_PLATFORMS_REDDIT_H

#include "store/facts/platforms/parts.h"

/*
 * reddit - its own files.  Ids are full names: "t3_..." a post, "t1_..." a
 * comment, "t2_..." an account.
 */
enum reddit_escape { REDDIT_UNKNOWN, REDDIT_RAW, REDDIT_ESCAPED };

struct reddit {
	struct identity page;	/* what the source's URL names */
	struct item *post;	/* the subject, once it was found */
	struct item *who;	/* the profile, once it was found */
	enum reddit_escape escape;	/* whether '&' in JSON is "&amp;" */
};

/* reddit_name(s, prefix): a full name of that kind. */
bool reddit_name(struct span s, const char *prefix);

/* reddit_thing(d, rd, id, permalink, at): post or comment as an item. */
struct item *reddit_thing(struct doc *d, struct reddit *rd, struct span id,
    struct span permalink, const char *at);

/* reddit_author(d, of, id, name, at): also "[deleted]", which is nobody. */
struct item *reddit_author(struct doc *d, struct item *of, struct span id,
    struct span name, const char *at);

/* reddit_text(d, i, text, at): also "[deleted]" and "[removed]". */
void reddit_text(struct doc *d, struct item *i, struct span text,
    const char *at);

/* The answers of the API, and those kept as texts in another JSON. */
void reddit_json(struct doc *d, struct reddit *rd);

/* Pages: old.reddit, that of 2018-2023, and the one since. */
void reddit_page(struct doc *d, struct reddit *rd);

#endif
