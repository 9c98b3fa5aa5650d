#ifndef STORE_FACTS_FACTS_INTERNAL_H
#define STORE_FACTS_FACTS_INTERNAL_H

#include "store/facts/arena.h"
#include "store/facts/reader.h"
#include "store/facts/signed.h"
#include "store/facts/when.h"

#define FACTS_ARENA_MAX		(96 * MIB)	/* all that is kept */
#define DOC_ARENA_MAX		(96 * MIB)	/* while one is read */
#define FACTS_BYTES_MAX		(128 * MIB)	/* of all sources */
#define FACTS_ELEMENTS_MAX	1000000	/* in all of them */
#define DERIVE_ARENA_MAX	(256 * MIB)	/* while facts are derived */
#define DOC_ITEMS_MAX		5000	/* items of one document */
#define DOC_SEARCHES_KEPT	400	/* of one document */
#define DOC_DEPTH_MAX		1000	/* elements in one another */
#define DOC_TAG_ATTRIBUTES_MAX	1000	/* of one start tag */
#define JSON_LAX_DEPTH_MAX	512	/* nesting of a data answer */
#define JSON_LAX_PARTS_MAX	300000	/* objects and arrays in it */
#define CLAIM_VALUE_MAX		(1 * MIB)	/* bytes of one value */

/* What one reader says of one thing, with its source. */
struct claim {
	struct claim *next;
	enum fact fact;
	struct span value;		/* never absent */
	struct span raw;
	const char *at;
	const char *method;
	const char *confidence;
	const struct source *source;
	size_t order;			/* of putting, over all sources */
	struct when when;		/* precision NONE: it is no time */
	int near_s;			/* as that of struct doc */
};

struct item {
	struct item *next;
	enum item_kind kind;
	enum relation rel;
	struct item *of;		/* the post of an author, or NULL */
	struct item *authors;		/* of a post: in the order of making */
	struct item **authors_last;
	struct item *next_author;
	struct span id;
	const char *platform;		/* NULL: the source's own */
	const char *method;		/* who made it */
	struct source *source;
	size_t order;
	struct claim *claims, **last;
	int group;			/* while facts are derived: 1 is the
					   post */
};

/* What a document is, says one reader. */
struct sighting {
	struct sighting *next;
	enum page_class class;
	const char *method;
	const char *at;
};

/* A document that another one points to. */
struct lead {
	struct lead *next;
	const char *role, *url, *accept;
};

/* A clock that a server left in a document. */
struct clock {
	struct clock *next;
	const char *kind;
	int64_t us;
	int digits;
	struct span raw;
	const char *at;
	const char *method;
	const struct source *source;
	size_t order;
};

struct source {
	struct source *next;
	size_t number;
	const char *record;
	const char *page;
	const char *url;
	const char *mime;
	int status;
	bool rendered;
	bool cut;			/* read in part: a limit was met */
	int64_t date;
	struct identity identity;	/* NONE where the document is not of
					   the platform that its URL looks
					   like; then: */
	bool unproven;
	const char *platform;		/* of the identity, or whose marks it
					   has; NULL: none */
	struct sighting *seen, **seen_last;
	struct item *items, **items_last;
	size_t n_items;
	struct lead *leads;
	size_t n_leads;
	struct claim *announced;	/* replies, as FACT_REPLIES */
	/* While facts are derived: */
	bool used;			/* of one of the pages */
	bool near, more;		/* see derive_thread.c */
};

struct exchange {
	struct exchange *next;
	const char *record, *page, *url, *mime, *type, *sha256;
	int status;
	int64_t size;
	bool cut, failed;
	bool used;			/* while facts are derived */
};

struct facts {
	struct arena arena;
	struct source *sources, **sources_last;
	size_t n_sources;
	size_t bytes, elements;		/* of them */
	struct exchange *exchanges, **exchanges_last;
	size_t n_exchanges;
	struct clock *clocks, **clocks_last;
	struct signed_source *signed_, **signed_last;
	size_t n_signed;
	size_t order;			/* of the next claim or item */
	size_t not_read;		/* sources past a limit */
	size_t not_kept;		/* claims and notes past a limit */
};

/* What a document needs besides reader.h. */
struct doc_core {
	struct facts *f;
	struct source *source;
	struct arena arena;
	xmlXPathContextPtr xpath;
	struct doc_found *found;	/* what was searched for so far */
	size_t n_found;
	struct doc_json *read;		/* JSON found so far, with its place */
	json_t *ld;			/* objects of JSON-LD, or NULL: not yet
					   looked; borrowed by doc_ld */
	const char **ld_at;
	size_t n_ld;
	bool ld_done;
	struct url *base;		/* <base href>, or NULL */
	bool base_done;
};

struct doc_found {
	struct doc_found *next;
	const char *xpath;
	size_t max;
	struct nodes nodes;
};

struct doc_json {
	struct doc_json *next;
	const xmlNode *node;
	size_t from;
	json_t *j;			/* NULL: no JSON there */
};

/*
 * doc_open(d, f, s): parse ${s}, which lives as long.  0, or -1 where memory
 * ran out.  doc_close in any case.
 */
int doc_open(struct doc *d, struct facts *f, struct source *source,
    const struct facts_source *s);
bool doc_failed(const struct doc *d);
void doc_close(struct doc *d);

/*
 * doc_charset(out, body, charset, html):
 * Append ${body} as UTF-8, in which every U+0000 and all that is not in its
 * charset reads U+FFFD.  The charset is that of a byte order mark, the
 * transport's, that of <meta>, UTF-8 where the bytes are, or windows-1252.
 */
void doc_charset(struct buf *out, struct span body, const char *charset,
    bool html);

/* doc_clean(out, s): append ${s} with U+FFFD for each U+0000 and each byte
 * that is no UTF-8. */
void doc_clean(struct buf *out, struct span s);

/* facts_keep(f, s), facts_keep_text(f, s): a copy as doc_clean, with a NUL
 * behind it, that lives as ${f}; absent stays so. */
struct span facts_keep(struct facts *f, struct span s);
const char *facts_keep_text(struct facts *f, const char *s);

/*
 * doc_html(html, out, elements, cut):
 * Parse UTF-8; ${*elements} grows by their number.  Past DOC_NODES_MAX
 * elements the rest is left out, past DOC_DEPTH_MAX all that follows;
 * ${*cut} tells.  0, or -1: memory ran out.
 */
int doc_html(struct span html, htmlDocPtr *out, size_t *elements, bool *cut);

/* doc_json(d, node, from, s): the JSON value that ${s} begins with; NULL is
 * none.  What was read once is not read again. */
json_t *doc_json(struct doc *d, const xmlNode *node, size_t from,
    struct span s);

/* The methods that readers may claim under, from strongest to weakest. */
int method_rank(const char *method);

#endif
