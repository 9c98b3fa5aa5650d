#ifndef STORE_FACTS_PLATFORMS_PARTS_H
#define STORE_FACTS_PLATFORMS_PARTS_H

#include "store/base/json.h"
#include "store/facts/reader.h"

/*
 * parts - what the files of this folder share: the parts of a URL, the
 * objects of a JSON tree, and claims of what stands in them.
 */

/* --- URLs --- */

#define PARTS_MAX	12	/* path segments looked at */

struct parts {
	struct span seg[PARTS_MAX];	/* as written, empty ones left out */
	size_t n;
};

/* parts_on(u, domain): whether the host is ${domain} or below it. */
bool parts_on(const struct url *u, const char *domain);

/* parts_path(u): the segments; they live as ${u}. */
struct parts parts_path(const struct url *u);

/* parts_is(p, i, s): whether segment ${i} is ${s}. */
bool parts_is(const struct parts *p, size_t i, const char *s);

/* parts_in(s, list): whether ${s} is one of ${list}, ended by NULL. */
bool parts_in(struct span s, const char *const *list);

/* parts_query(u, name): the value as written; absent where there is none. */
struct span parts_query(const struct url *u, const char *name);

/* parts_digits(s, min, max): only digits, and that many. */
bool parts_digits(struct span s, size_t min, size_t max);

/* parts_name(s, more, max): ASCII letters, digits and those of ${more}. */
bool parts_name(struct span s, const char *more, size_t max);

/* parts_decode(s, out, max): percent-decoded UTF-8; "" where it is none or
 * does not fit. */
void parts_decode(struct span s, char *out, size_t max);

/* parts_lower(s): ASCII letters of a string to lower case. */
void parts_lower(char *s);

/*
 * parts_identity(out, kind, platform, id, handle, fmt, ...):
 * Fill all of ${out}; absent ${id} or ${handle} are "", ${fmt} writes the
 * canonical URL.  False, with nothing named, where something does not fit.
 */
bool parts_identity(struct identity *out, enum identity_kind kind,
    const char *platform, struct span id, struct span handle,
    const char *fmt, ...) __attribute__((format(printf, 6, 7)));

/* parts_named(d, href, out): identity_of a link of the page. */
bool parts_named(struct doc *d, struct span href, struct identity *out);

/* parts_title(d): the page's own title, without blanks around it; "". */
struct span parts_title(struct doc *d);

/* A span for "%.*s". */
#define SPAN_ARG(s)	(int)(s).n, (const char *)(s).p

/* --- JSON --- */

#define TREE_DEEP	192		/* nesting that is walked */
#define TREE_NODES	1000000		/* values that are walked */

struct tree_level {
	json_t *j;
	void *iter;		/* of an object */
	size_t i;		/* of an array, the next one */
};

/* A walk over all objects and arrays below (and with) a value, parents
 * first, in document order. */
struct tree {
	struct tree_level up[TREE_DEEP];
	size_t n;
	size_t seen;
	json_t *last;
};

void tree_start(struct tree *t, json_t *root);
json_t *tree_next(struct tree *t);

/* tree_key(t): the name that what was given last stands under, or NULL. */
const char *tree_key(const struct tree *t);

/* tree_under(t, key): whether it or something above it stands under it. */
bool tree_under(const struct tree *t, const char *key);

/* tree_at(t, d, where): its JSON pointer, behind ${where}. */
const char *tree_at(const struct tree *t, struct doc *d, const char *where);

/*
 * parts_scripts(d, xpath, visit, arg):
 * Go through the JSON of every script that matches, object by object (and
 * array by array); ${where} is the script's XPath and '#', for claims.
 * parts_walk is the same for one value.
 */
#define PARTS_SCRIPTS	"//script[@type='application/json']"
typedef void parts_visit(struct doc *d, struct tree *t, json_t *o,
    const char *where, void *arg);
void parts_scripts(struct doc *d, const char *xpath, parts_visit *visit,
    void *arg);
void parts_walk(struct doc *d, json_t *root, const char *where,
    parts_visit *visit, void *arg);

/*
 * parts_after(d, marker, visit, arg):
 * The same for the value behind ${marker} in a script, which is returned.
 */
json_t *parts_after(struct doc *d, const char *marker, parts_visit *visit,
    void *arg);

/* parts_after_all: the same for every script that holds ${marker}. */
void parts_after_all(struct doc *d, const char *marker, parts_visit *visit,
    void *arg);

/*
 * parts_lines(d, visit, arg):
 * The same for a body that is no JSON as a whole: with a guard in front
 * (")]}'", "for (;;);"), or one value a line.
 */
void parts_lines(struct doc *d, parts_visit *visit, void *arg);

/* parts_whole(j, out): an integer, a real without fraction, or digits. */
bool parts_whole(const json_t *j, int64_t *out);

/* parts_id(d, j): the same as an id: not 0, not negative; or absent. */
struct span parts_id(struct doc *d, const json_t *j);

/* parts_text(o, pointer): a string there that is not empty; or absent. */
struct span parts_text(json_t *o, const char *pointer);

/* --- Items of a platform, whatever URL the document came from --- */

struct item *parts_post(struct doc *d, const char *platform,
    enum relation rel, struct span id);
struct item *parts_author(struct doc *d, const char *platform,
    struct item *of, struct span id);

/* --- Claims of what stands at ${pointer} of ${o}, itself at ${at} --- */

/* A text that is not empty, a number that is not negative, a boolean. */
void parts_put(struct doc *d, struct item *i, enum fact f, json_t *o,
    const char *pointer, const char *at);

/* A moment in 1/${per_s} s since 1970. */
void parts_put_epoch(struct doc *d, struct item *i, enum fact f, json_t *o,
    const char *pointer, int64_t per_s, const char *at);

/* A moment in any form that fact_put_time knows. */
void parts_put_time(struct doc *d, struct item *i, enum fact f, json_t *o,
    const char *pointer, const char *at);

/* A URL, absolute where it is one of this site. */
void parts_put_url(struct doc *d, struct item *i, enum fact f, json_t *o,
    const char *pointer, const char *at);

/* --- Texts --- */

/* parts_find(s, what): index of the first ${what}, or -1. */
ptrdiff_t parts_find(struct span s, const char *what);

/*
 * parts_between(s, from, to):
 * What stands between the first ${from} and the first ${to} behind it (NULL:
 * the end); absent where either is missing.
 */
struct span parts_between(struct span s, const char *from, const char *to);

/* parts_strip(s, head, tail): what stands between ${head}, which it begins
 * with, and ${tail}, which it ends with, without blanks; or absent. */
struct span parts_strip(struct span s, struct span head, struct span tail);

/*
 * parts_count(s): the counter that ${s} begins with: digits, separators and
 * one unit ("4,69 M de suscriptores": "4,69 M"); or absent.
 */
struct span parts_count(struct span s);

#endif
