#ifndef STORE_FACTS_PLATFORMS_X_H
#define STORE_FACTS_PLATFORMS_X_H

#include "store/facts/platforms/parts.h"

/*
 * x - X, formerly Twitter: the page of the web client (2019 and later), that
 * of the server before (2012 to 2020), the head of both and of the page for
 * robots, and the answers of its programming interfaces.
 */

#define X_TEXT_MAX	(1 * MIB)	/* of one post */

/* x_handle(s): a screen name: 1 to 20 of A-Z a-z 0-9 and '_'. */
bool x_handle(struct span s);

/* x_id(s): a number of a post or account, 1 to 19 digits. */
bool x_id(struct span s);

/*
 * x_status(href, handle, id):
 * Whether ${href} is exactly that of a post, "/handle/status/id"; gives both
 * as they stand there.
 */
bool x_status(struct span href, struct span *handle, struct span *id);

/* x_put_url(d, post, handle, id, at): the URL of a post. */
void x_put_url(struct doc *d, struct item *post, struct span handle,
    struct span id, const char *at);

/* x_put_handle(d, author, handle, at): a screen name, and its URL. */
void x_put_handle(struct doc *d, struct item *author, struct span handle,
    const char *at);

/* x_author(d, of, id, handle, at): an author with these. */
struct item *x_author(struct doc *d, struct item *of, struct span id,
    struct span handle, const char *at);

/*
 * Images come in many sizes; one URL stands for each: x_avatar, the one of
 * 400 pixels; x_photo, the largest.  Absent where ${s} is none of X.
 */
struct span x_avatar(struct doc *d, struct span s);
struct span x_photo(struct doc *d, struct span s);

/* x_lang(s): ${s} where it names a language; X has names for "none". */
struct span x_lang(struct span s);

/*
 * x_text(d, top, how):
 * The text of a post below ${top}: every character as it stands, emoji from
 * their alt text.  X_SHOWN leaves out what style sheets hide; X_WIRE has, in
 * place of a link's text, the short link (t.co) that it leads to, as in the
 * titles of pages.
 */
enum x_how { X_SHOWN, X_WIRE };
struct span x_text(struct doc *d, const xmlNode *top, enum x_how how);

/*
 * x_wire(d, text, fields):
 * The text of an answer as the page shows it: its display_text_range, with
 * the short links that ${fields} lists written as the page writes them, and
 * without the three entities that the interface escapes.
 */
struct span x_wire(struct doc *d, struct span text, json_t *fields);

/* x_title(title, name, handle): "NAME (@handle) on X", "NAME (@handle) / X";
 * false where it is written otherwise. */
bool x_title(struct span title, struct span *name, struct span *handle);

/* What a page's body said of its subject, for its head to be held against. */
struct x_subject {
	struct item *post;	/* NULL: the body has none */
	struct item *author;
	struct span id;		/* of the URL, or absent */
	struct span shown;
	struct span wire;
	struct span name;
	bool cut;		/* the text goes on behind "Show more" */
};

void x_dom_read(struct doc *d, struct x_subject *s);
void x_legacy_read(struct doc *d, struct x_subject *s);
void x_head_read(struct doc *d, struct x_subject *s);
void x_profile_read(struct doc *d);
void x_json_read(struct doc *d);

/* x_notice_read(d): what X writes where it shows no post. */
void x_notice_read(struct doc *d, bool found);

#endif
