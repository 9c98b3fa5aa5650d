#ifndef STORE_FACTS_READER_H
#define STORE_FACTS_READER_H

#include <stdarg.h>

#include <libxml/HTMLparser.h>
#include <libxml/xpath.h>

#include "store/base/limits.h"
#include "store/base/url.h"
#include "store/facts/facts.h"

/*
 * reader - what the files of store/facts/platforms and store/facts/generic
 * are made against: a document, ways to find things in it, and claims.
 *
 * A reader never fails: what it does not find it does not claim.  Running out
 * of memory sticks to the document and is looked at once, by the core; finders
 * then return NULL or an absent span.  All strings, spans and nodes that
 * finders return live as long as the document.  No reader recurses on input;
 * walks are bounded by DOC_NODES_MAX.
 */
#define DOC_NODES_MAX	100000
#define DOC_FOUND_MAX	2000	/* nodes that one search gives at most */

struct doc {
	const struct facts_source *s;
	const struct url *url;		/* of the source */
	htmlDocPtr html;		/* NULL: not HTML */
	json_t *json;			/* NULL: the body is no JSON */
	const char *method;		/* of claims: the reader's name; a
					   reader may set "id-time" or "dom"
					   for some */
	const char *confidence;		/* "high" at first, "medium", "low" */
	int near_s;			/* 0 at first: so many seconds a time
					   may lie from the one that others
					   tell, and mean the same */
	xmlNode *body;			/* body_find's own: what it found */
	bool body_known, body_marked;
	struct doc_core *core;		/* the core's own: arena, items */
};

/* --- Finding --- */

struct nodes {
	xmlNode **p;
	size_t n;
};

/* doc_find(d, below, xpath): the first match, or NULL; ${below} NULL: all. */
xmlNode *doc_find(struct doc *d, xmlNode *below, const char *xpath);
struct nodes doc_find_all(struct doc *d, xmlNode *below, const char *xpath);

/* doc_own(d, all): the same in an array of the caller's own; what finders give
 * is everybody's, and is not written to. */
struct nodes doc_own(struct doc *d, struct nodes all);

/* doc_attr(d, node, name): its value (absent where there is none). */
struct span doc_attr(struct doc *d, const xmlNode *node, const char *name);

/*
 * doc_text(d, node):
 * Its text as a person sees it: br and block ends are line ends, emoji images
 * are their alt text, script and style are left out, and nothing else is
 * changed.  Blank space is folded as HTML does outside of pre and
 * white-space:pre-wrap; doc_text_raw gives every character (for platforms
 * that show white space as it is).
 */
struct span doc_text(struct doc *d, const xmlNode *node);
struct span doc_text_raw(struct doc *d, const xmlNode *node);

/* doc_content(d, node): all text below ${node}, without any change. */
struct span doc_content(struct doc *d, const xmlNode *node);

/* doc_path(d, node): XPath of ${node}, for claims. */
const char *doc_path(struct doc *d, const xmlNode *node);

/* doc_meta(d, key, nth): content of <meta property|name|itemprop=key>. */
struct span doc_meta(struct doc *d, const char *key, size_t nth);

/*
 * doc_script(d, xpath): the JSON value that the matching script holds, or
 * NULL.  doc_script_after(d, marker): the JSON value right behind the first
 * ${marker} ("ytInitialData = ") in any script.  Borrowed from ${d}; lax about
 * duplicate keys, nesting bounded.
 */
json_t *doc_script(struct doc *d, const char *xpath);
json_t *doc_script_after(struct doc *d, const char *marker);

/* The same, with the place of it for claims: "/html/body/script[3]#". */
json_t *doc_script_after_at(struct doc *d, const char *marker,
    const char **at);

/* doc_ld(d, nth): the nth (from 0) object of JSON-LD, graphs flattened;
 * doc_ld_at: its place ("/html/head/script[2]#/@graph/0"), or "". */
json_t *doc_ld(struct doc *d, size_t nth);
const char *doc_ld_at(struct doc *d, size_t nth);

/*
 * doc_json_inner(d, s, more): the object or array that the text ${s} is, with
 * ${more} that it begins with, for json_decref; NULL where it is none.
 */
json_t *doc_json_inner(struct doc *d, struct span s, bool more);

/* json_at(j, pointer): RFC 6901, or NULL; json_find_key(j, key, nth): the
 * nth member so named anywhere below, in document order (bounded walk). */
json_t *json_at(json_t *j, const char *pointer);
json_t *json_find_key(json_t *j, const char *key, size_t nth);

/* doc_json_text(d, j): a string, or a number as digits; else absent. */
struct span doc_json_text(struct doc *d, const json_t *j);

/* doc_printf(d, fmt): a text that lives as ${d}. */
const char *doc_printf(struct doc *d, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* doc_url(d, s): ${s} relative to the source, normalized, with no tracking
 * removed; absent where it is no http(s) URL. */
struct span doc_url(struct doc *d, struct span s);

/* doc_text_without(d, node, skip): doc_text without these elements. */
struct span doc_text_without(struct doc *d, const xmlNode *node,
    struct nodes skip);

/* doc_strip_html(d, html): text of a fragment of HTML, as doc_text;
 * ${without}: an XPath of elements to leave out, or NULL. */
struct span doc_strip_html(struct doc *d, struct span html);
struct span doc_strip_html_without(struct doc *d, struct span html,
    const char *without);

/* --- Claiming --- */

enum item_kind { ITEM_POST, ITEM_AUTHOR };

/* What a post is to the document that it was found in. */
enum relation {
	REL_SUBJECT,		/* what the document is about */
	REL_REPLY,		/* an answer, a comment */
	REL_PARENT,		/* what the subject answers */
	REL_QUOTED,		/* quoted or shared by the subject */
	REL_LISTED,		/* one of many, in a list or on a profile */
};

enum fact {
	FACT_ID, FACT_URL, FACT_LANG,
	/* of a post */
	FACT_TITLE, FACT_TEXT, FACT_PUBLISHED, FACT_EDITED, FACT_AUDIENCE,
	FACT_LIKES, FACT_REPOSTS, FACT_REPLIES, FACT_VIEWS, FACT_IN_REPLY_TO,
	FACT_PARENT, FACT_MEDIA, FACT_LINK, FACT_MENTION, FACT_RATING,
	FACT_DELETED,
	FACT_SIGNATURE,		/* of a person, below what a channel posts */
	/* of an author */
	FACT_HANDLE, FACT_NAME, FACT_BIO, FACT_CREATED, FACT_VERIFIED,
	FACT_FOLLOWERS, FACT_FOLLOWING, FACT_POSTS, FACT_AVATAR, FACT_BANNER,
	FACTS
};

/*
 * item_post(d, rel, id), item_author(d, of, id):
 * An item of this document.  ${id}: the stable id on the platform, absent
 * where there is none (then no other document's item is the same, but for a
 * FACT_URL with the same identity).  An author is that of the post ${of}
 * (NULL: of the document itself, a profile).  The same id gives the same
 * item.  Never NULL, but when memory ran out: fact_* take NULL.
 */
struct item *item_post(struct doc *d, enum relation rel, struct span id);
struct item *item_author(struct doc *d, struct item *of, struct span id);

/* item_platform(i, name): of which platform it is; without it, the source's
 * own (identity_of), else "web". */
void item_platform(struct doc *d, struct item *i, const char *name);

/*
 * fact_put(d, i, f, value, at_fmt, ...):
 * Claim that ${f} of ${i} is ${value}; absent values claim nothing.  The place
 * is a JSON pointer or XPath; in a script, the script's XPath, '#', and the
 * pointer.  Facts of many values (media, link, mention) may be put again.
 */
void fact_put(struct doc *d, struct item *i, enum fact f, struct span value,
    const char *at_fmt, ...) __attribute__((format(printf, 5, 6)));

/* The same with what stands in the source where that reads otherwise. */
void fact_put_raw(struct doc *d, struct item *i, enum fact f,
    struct span value, struct span raw, const char *at_fmt, ...)
    __attribute__((format(printf, 6, 7)));

/* Of JSON: ${root} at ${pointer}, a string, number or boolean;
 * ${where} (may be "") goes in front of the pointer. */
void fact_put_json(struct doc *d, struct item *i, enum fact f, json_t *root,
    const char *pointer, const char *where);

/*
 * Times.  fact_put_time: any form that store/facts/when.c knows (RFC 3339
 * and its looser forms, RFC 5322, day alone, no zone); what it does not know
 * claims nothing.  fact_put_epoch: digits, in units of 1/${per_s} s.
 */
void fact_put_time(struct doc *d, struct item *i, enum fact f,
    struct span raw, const char *at_fmt, ...)
    __attribute__((format(printf, 5, 6)));
void fact_put_epoch(struct doc *d, struct item *i, enum fact f,
    struct span digits, int64_t per_s, const char *at_fmt, ...)
    __attribute__((format(printf, 6, 7)));

/* fact_count: a counter as shown: "1,234", "1 234", "12.3K", "1,2 M"; exact
 * ones become digits, rounded ones stay as written. */
void fact_put_count(struct doc *d, struct item *i, enum fact f,
    struct span shown, const char *at_fmt, ...)
    __attribute__((format(printf, 5, 6)));

/*
 * What the document is.  The strongest says; walls and errors win over
 * "post".  ${why}: the evidence, a place as in fact_put.
 */
enum page_class { PAGE_OTHER, PAGE_POST, PAGE_PROFILE, PAGE_THREAD,
	PAGE_LOGIN, PAGE_CONSENT, PAGE_ERROR, PAGE_GONE };
void doc_class(struct doc *d, enum page_class c, const char *why_fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* doc_identity(d, out): what the URL of ${d} names; false where no platform
 * knows it, or the document is not of the one that does. */
bool doc_identity(struct doc *d, struct identity *out);

/*
 * doc_lead(d, role, url, accept):
 * A public document of the same site that ${d} points to, about what it shows:
 * for facts_leads ("documents").  Others are not followed.
 */
#define DOC_LEADS_MAX	4
void doc_lead(struct doc *d, const char *role, struct span url,
    const char *accept);

/* How many replies the page announces for its subject. */
void doc_announced(struct doc *d, struct span count, const char *at_fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* A moment that the server itself put into the page: kinds of cli.md. */
void doc_clock(struct doc *d, const char *kind, int64_t us, int digits,
    struct span raw, const char *at_fmt, ...)
    __attribute__((format(printf, 6, 7)));

/* --- The tables --- */

struct platform {
	const char *name;	/* "x", as in "platform:x" */
	/* What ${u} names; false: not of this platform.  Fills all of it. */
	bool (*identity)(const struct url *u, struct identity *out);
	/* Whether ${d} is this platform's (host, or marks of its software). */
	bool (*mine)(struct doc *d);
	void (*read)(struct doc *d);
	/* Data answers (not pages) to look into; NULL: none. */
	bool (*wants)(const struct url *u, const char *mime);
	/* NULL: ids carry no time.  As idtime_of. */
	int (*idtime)(struct span id, struct idtime *out, struct error *e);
	/*
	 * Public documents about what ${id} names, for facts_leads: add
	 * {"url","accept","role"} objects.  NULL: none.
	 */
	void (*documents)(const struct identity *id, json_t *out, bool *ok);
	/* What of the generic readers is misleading here: methods to leave
	 * out, ended by NULL; NULL: none. */
	const char * const *misleading;
	/* Many sites run it: a URL that looks like its own is one only where
	 * ${mine} says so of what stands there. */
	bool software;
};

/* Software that many sites run is a platform too (discourse, mastodon). */
extern const struct platform * const platforms[];	/* NULL-ended */

/* The generic ones, tried on every document, page or data. */
struct generic {
	const char *method;	/* "json-ld", "microdata", "microformats",
				   "opengraph", "oembed", "dom", "walls" */
	void (*read)(struct doc *d);
};
extern const struct generic generics[];		/* read NULL ends it */

#endif
