#ifndef STORE_FACTS_PLATFORMS_BLUESKY_H
#define STORE_FACTS_PLATFORMS_BLUESKY_H

#include "store/facts/platforms/parts.h"

/*
 * bluesky - Bluesky: its web client and the head that its server makes, and
 * answers of the interfaces (XRPC) of the AT Protocol.
 *
 * A post is named by its account and its record key; the key alone is the id
 * here, as pages name the account by a handle and records by a DID.
 */

/* bluesky_did(s), bluesky_handle(s), bluesky_rkey(s): whether ${s} is one. */
bool bluesky_did(struct span s);
bool bluesky_handle(struct span s);
bool bluesky_rkey(struct span s);

/* bluesky_uri(uri, did, rkey): the parts of "at://DID/app.bsky.feed.post/
 * RKEY", where the account may be a handle; false: no such URI. */
bool bluesky_uri(struct span uri, struct span *actor, struct span *rkey);

/* bluesky_post_path(href, actor, rkey): of "/profile/ACTOR/post/RKEY", with
 * or without the site, and with nothing behind. */
bool bluesky_post_path(struct span href, struct span *actor,
    struct span *rkey);

/* bluesky_put_url(d, post, actor, rkey, at): the URL of a post. */
void bluesky_put_url(struct doc *d, struct item *post, struct span actor,
    struct span rkey, const char *at);

/* bluesky_put_handle(d, author, handle, at): a handle, and its URL. */
void bluesky_put_handle(struct doc *d, struct item *author,
    struct span handle, const char *at);

/* bluesky_image(d, url): the largest form of an image, or absent;
 * bluesky_image_did(url): whose it is, or absent. */
struct span bluesky_image(struct doc *d, struct span url);
struct span bluesky_image_did(struct span url);

/* bluesky_plain(s): a name without the marks that fix its direction. */
struct span bluesky_plain(struct span s);

/*
 * bluesky_put_seen(d, post, raw, at): when the network first saw a post, a
 * moment near the one that the author's program wrote, unless that is false.
 */
void bluesky_put_seen(struct doc *d, struct item *post, struct span raw,
    const char *at);

/* What a page's body said of its subject. */
struct bluesky_subject {
	struct span rkey;	/* of the URL, or absent */
	struct item *post;	/* NULL: the body has none */
	struct span text;	/* as shown */
	struct span wire;	/* the same with links whole */
};

void bluesky_dom_read(struct doc *d, struct bluesky_subject *s);
void bluesky_head_read(struct doc *d, struct bluesky_subject *s);
void bluesky_json_read(struct doc *d);

#endif
