#ifndef STORE_FACTS_PLATFORMS_LINKEDIN_H
#define STORE_FACTS_PLATFORMS_LINKEDIN_H

#include "store/facts/platforms/parts.h"

/*
 * linkedin - its own files.  A post has up to three numbers: of the activity,
 * of what was shared, of what was written.  Times are relative; JSON-LD,
 * where it stands, and the number itself tell the moment.
 */
struct linkedin {
	struct identity page;	/* what the source's URL names */
	struct item *post;	/* the subject, once it was found */
	struct item *who;	/* the profile, once it was found */
};

/* linkedin_urn(s): the number in "urn:li:activity:N", "...share:N",
 * "...ugcPost:N"; absent where it is none of these. */
struct span linkedin_urn(struct span s);

/* linkedin_author(d, of, id, link, at): by a link to a profile. */
struct item *linkedin_author(struct doc *d, struct item *of, struct span id,
    struct span link, const char *at);

/* Pages as guests and as members see them. */
void linkedin_page(struct doc *d, struct linkedin *li);

#endif
