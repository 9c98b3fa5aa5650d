#ifndef STORE_FACTS_PLATFORMS_WORDPRESS_H
#define STORE_FACTS_PLATFORMS_WORDPRESS_H

#include "store/facts/generic/page.h"
#include "store/facts/platforms/parts.h"

/* wordpress_mine(d): whether a page is made by WordPress. */
bool wordpress_mine(struct doc *d);

/* The comments below a post; ${post}: its number, or absent. */
void wordpress_comments(struct doc *d, struct item *post);

/* Answers of "/wp-json/wp/v2/". */
bool wordpress_wants(const struct url *u, const char *mime);
void wordpress_data(struct doc *d);

/* Ids of items: those of posts and of comments count for themselves. */
struct span wordpress_comment_key(struct doc *d, struct span id);

#endif
