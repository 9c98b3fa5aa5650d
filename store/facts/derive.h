#ifndef STORE_FACTS_DERIVE_H
#define STORE_FACTS_DERIVE_H

#include "store/facts/agree.h"
#include "store/facts/facts_internal.h"

/*
 * derive - from claims to facts: which items are one thing, what is known of
 * it, where sources disagree.  Nothing of struct facts changes.
 */

/* Items that are the same post or account, in the order of their making. */
struct group {
	struct item **items;
	size_t n;
	size_t cap;
	const char *platform;
	enum relation rel;
};

struct derive {
	struct facts *f;
	const struct facts_page *pages;
	size_t n_pages;
	struct identity page;		/* of the first page */
	bool by_fragment;		/* the fragment names the post */
	struct arena arena;
	bool ok;			/* false: memory ran out */
	enum page_class class;		/* of the first page */
	enum page_class class_author;	/* of the second */
	struct item **posts, **authors;	/* all items, by order */
	size_t n_posts, n_authors;
	struct group post;		/* n 0: no post */
	struct group author, coauthors;
	struct group *others;		/* the other posts */
	size_t n_others;
	json_t *conflicts, *warnings;
	const struct exchange **exchanges;	/* with a digest, one a URL */
	json_t *by_url;			/* their numbers */
};

/*
 * derive_open(v, f, pages, n): the post of the first page and its author are
 * found.  0, or -1 where memory ran out; derive_close in any case.
 */
int derive_open(struct derive *v, struct facts *f,
    const struct facts_page *pages, size_t n);
void derive_close(struct derive *v);

/* derive_own(v, url): whether ${s} is a document of the page ${n}. */
bool derive_own(struct derive *v, size_t n, const struct source *s);

/* derive_at(v, n, s): whether it stands at the very address of that page. */
bool derive_at(struct derive *v, size_t n, const struct source *s);

/* derive_platform(i): the platform of an item. */
const char *derive_platform(const struct item *i);

/* derive_add(v, g, i): put an item into a group, once. */
void derive_add(struct derive *v, struct group *g, struct item *i);

/* derive_key(v, i), derive_key_url(v, i): what two items of one thing share,
 * by their ids or by their URLs; NULL where there is none. */
const char *derive_key(struct derive *v, const struct item *i);
const char *derive_key_url(struct derive *v, const struct item *i);

/* derive_print(v, a, b, c): a key of three parts, in the arena. */
const char *derive_print(struct derive *v, const char *a, const char *b,
    const char *c);

/* item_claim(i, f): the first of its claims of ${f}, or NULL. */
const struct claim *item_claim(const struct item *i, enum fact f);

/* derive_barred(c): whether a wall or an error stands where a page would. */
bool derive_barred(enum page_class c);

/* derive_target(v), derive_author_of(v), derive_others(v): fill post; author
 * and coauthors; others.  In this order. */
void derive_target(struct derive *v);
void derive_author_of(struct derive *v);
void derive_others(struct derive *v);

/*
 * derive_authors(v, post, out, others):
 * Who wrote ${post}: the first that each reader names, and into ${others}
 * (may be NULL) those who wrote with him.
 */
void derive_authors(struct derive *v, const struct group *post,
    struct group *out, struct group *others);
void derive_coauthors(struct derive *v, json_t *out);

/* derive_best(v, g, f): the strongest claim, or NULL. */
const struct claim *derive_best(struct derive *v, const struct group *g,
    enum fact f);

/* derive_class(v, evidence): the class of the first page, and what says so:
 * an array that is filled. */
enum page_class derive_class(struct derive *v, size_t n, json_t *evidence);
const char *class_name(enum page_class c);

/*
 * derive_value(v, g, f, name):
 * The fact as an object, or NULL where nobody claims it; what disagrees goes
 * to the conflicts as ${name}, where not NULL.
 */
json_t *derive_value(struct derive *v, const struct group *g, enum fact f,
    const char *name);

/* derive_values(v, g, f): of a fact of many values: an array, or NULL. */
json_t *derive_values(struct derive *v, const struct group *g, enum fact f);

/* derive_post(v, g, name), derive_author(...): the objects; ${name} is "post"
 * or NULL: no conflicts are wanted. */
json_t *derive_post(struct derive *v, const struct group *g,
    const char *name);
json_t *derive_author(struct derive *v, const struct group *g,
    const char *name);

/*
 * derive_times(v, post): what the id of the post tells of its time, and what
 * of its times cannot be; set into ${post}.
 */
void derive_times(struct derive *v, json_t *post);

/* derive_warn(v, fact, c): what a reader does not see in the text of ${c}. */
void derive_warn(struct derive *v, const char *fact, const struct claim *c);

/* The rest of the object, set into ${out}. */
void derive_thread(struct derive *v, json_t *out);
void derive_clocks(struct derive *v, json_t *out);
void derive_ledger(struct derive *v, json_t *out);
void derive_signed(struct derive *v, json_t *out);

/* derive_signed_leads(v, rkey, list): where signed records of the post of
 * that key are, as far as logs of keys tell, for facts_leads. */
void derive_signed_leads(struct derive *v, const char *rkey, json_t *list);

/* derive_index(v): look up exchanges by URL from now on; derive_digest(v, f):
 * add to the fact ${f}, a URL, what the archive has from there. */
int derive_index(struct derive *v);
void derive_digest(struct derive *v, json_t *f);

/*
 * derive_conflict(v, fact, code, why, values):
 * Note that ${values}, an array whose reference is taken, do not fit together.
 */
void derive_conflict(struct derive *v, const char *fact, const char *code,
    const char *why, json_t *values);

/* derive_from(v, record, method, at): one of "from". */
json_t *derive_from(struct derive *v, const struct claim *c);
json_t *derive_claim(struct derive *v, const struct claim *c);

#endif
