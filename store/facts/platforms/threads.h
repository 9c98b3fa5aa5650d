#ifndef STORE_FACTS_PLATFORMS_THREADS_H
#define STORE_FACTS_PLATFORMS_THREADS_H

#include "store/facts/platforms/parts.h"

/*
 * threads - Threads: the data in the scripts of its pages and in the answers
 * of its interface, and the head of a page.
 */

/* threads_handle(s), threads_code(s): an account's name; a post's code. */
bool threads_handle(struct span s);
bool threads_code(struct span s);

/* What the page is about. */
struct threads_page {
	struct span code;	/* of a post, or absent */
	struct span handle;	/* of a profile, or absent */
	struct item *post;	/* found in the data */
	struct item *author;
};

void threads_json_read(struct doc *d, struct threads_page *page);
void threads_head_read(struct doc *d, struct threads_page *page);

#endif
