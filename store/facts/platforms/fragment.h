#ifndef STORE_FACTS_PLATFORMS_FRAGMENT_H
#define STORE_FACTS_PLATFORMS_FRAGMENT_H

#include "store/facts/reader.h"

/*
 * fragment - links in a piece of HTML that stands in a data answer.
 *
 * fragment_links(d, post, html, at, put): claim FACT_LINK of ${post} for each
 * link but those that lead to a person or a tag (classes mention, hashtag,
 * rel tag); no more than FRAGMENT_LINKS_MAX.
 */
#define FRAGMENT_LINKS_MAX	200

void fragment_links(struct doc *d, struct item *post, struct span html,
    const char *at);

/* fragment_text(d, html): its text, trimmed; absent where there is none. */
struct span fragment_text(struct doc *d, struct span html);

/* fragment_day(created): "2016-03-16T00:00:00.000Z" as the day that it is
 * only precise to; any other moment as it stands. */
struct span fragment_day(struct span created);

#endif
