#ifndef STORE_FACTS_PLATFORMS_YOUTUBE_H
#define STORE_FACTS_PLATFORMS_YOUTUBE_H

#include "store/facts/platforms/parts.h"

/*
 * youtube - its own files.  Comments have no date but a relative one, in the
 * reader's language: none is claimed.
 */
struct youtube {
	struct identity page;	/* what the source's URL names */
	struct item *post;	/* the subject, once it was found */
	struct item *who;	/* the channel, once it was found */
	bool likes;		/* their exact number was found */
};

/* A video's id: 11 letters, digits, '-' and '_'. */
bool youtube_id(struct span s);

/* A channel's id: "UC" and 22 more. */
bool youtube_channel(struct span s);

/* youtube_author(d, of, id, at): a channel as an item, with its URL. */
struct item *youtube_author(struct doc *d, struct item *of, struct span id,
    const char *at);

/* youtube_handle(d, who, s, at): the handle in "@handle" or in a URL. */
void youtube_handle(struct doc *d, struct item *who, struct span s,
    const char *at);

/* youtube_player: ytInitialPlayerResponse, or an answer of "player". */
void youtube_player(struct doc *d, struct youtube *yt, json_t *root,
    const char *where);

/* youtube_object: claims of one object of ytInitialData, or of an answer of
 * "next" or "browse"; a parts_visit. */
void youtube_object(struct doc *d, struct tree *t, json_t *o,
    const char *where, void *yt);

/* youtube_current: the video that an answer of "next" is about. */
void youtube_current(struct doc *d, struct youtube *yt, json_t *root,
    const char *where);

/* youtube_header: counters of a channel's head, once the channel is known. */
void youtube_header(struct doc *d, struct youtube *yt, json_t *root,
    const char *where);

#endif
