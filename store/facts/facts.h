#ifndef STORE_FACTS_FACTS_H
#define STORE_FACTS_FACTS_H

#include <stdbool.h>
#include <stdint.h>

#include <jansson.h>

#include "store/base/error.h"
#include "store/base/limits.h"
#include "store/base/span.h"

/*
 * facts - what was said, by whom and when, derived from archived bytes alone.
 *
 * No network, no clock, no words of a language: the same sources, added in
 * the same order, give the same bytes, on any machine.  So a verifier derives
 * evidence/facts.json again and compares.  docs/formats/facts.md states the
 * result.
 *
 * Each source is read when it is added, by the readers that know its platform
 * and by the generic ones; what they claim is kept, with record, method and
 * place, and the bytes are not.  Which claims are about the post, its author
 * and its thread is decided at the end, by the URLs of the pages.  Sources
 * that disagree are both kept.  Nothing is guessed: what no source says is
 * absent.
 *
 * Input is hostile.  What a reader does not understand gives no claim;
 * an error is trouble of ours (ERR_NOMEM) and nothing else.
 */
struct facts;

#define FACTS_FORMAT		1	/* of the result */
#define FACTS_FILE		"evidence/facts.json"
#define FACTS_FILE_MAX		(64 * MIB)	/* bytes of it that are read */
#define FACTS_SOURCE_MAX	(8 * MIB)	/* bytes of one source */
#define FACTS_SOURCES_MAX	512		/* sources read */
#define FACTS_NOTES_MAX		100000		/* exchanges noted */

/* One archived document or answer. */
struct facts_source {
	const char *record;	/* WARC-Record-ID, "<urn:uuid:...>"; NULL:
				   there is no archive */
	const char *page;	/* WARC-Page-ID, or NULL */
	const char *url;	/* WHATWG-normalized, without fragment */
	const char *mime;	/* without parameters, or NULL: look */
	const char *charset;	/* as the transport said, or NULL */
	int status;		/* HTTP; 0: not known (a saved file) */
	bool rendered;		/* the DOM as a browser showed it, as HTML,
				   not the bytes that a server sent */
	int64_t date;		/* moment of the record, or TIME_UNKNOWN */
	struct span head;	/* HTTP response head; p NULL: none */
	struct span body;	/* content, all codings undone */
};

/*
 * facts_open(f, e): begin, with no source yet; 0 with facts for facts_free,
 * or -1 ERR_NOMEM.
 */
int facts_open(struct facts **f, struct error *e);

/*
 * facts_wants(url, mime, status, size):
 * Whether a response (decoded ${size}, -1 where not known) is one that some
 * reader would look into: pages, and the data answers of known platforms.
 */
bool facts_wants(const char *url, const char *mime, int status,
    int64_t size);

/*
 * facts_add(f, s, e):
 * Read one source.  All of ${s} stays the caller's and may go afterwards.
 * One that is too large, or one too many, is counted as not read.  Return 0
 * or -1 ERR_NOMEM.
 */
int facts_add(struct facts *f, const struct facts_source *s,
    struct error *e);

/*
 * facts_note(f, n, e):
 * An exchange of the capture, read or not: for the digests of media and the
 * ledger of what is complete.  0 or -1 ERR_NOMEM.
 */
struct facts_exchange {
	const char *page;	/* WARC-Page-ID, or NULL */
	const char *record;	/* of the response, or of the metadata record
				   that says why there is none */
	const char *url;
	const char *mime;	/* or NULL */
	const char *type;	/* WARC-Resource-Type, or NULL */
	int status;		/* 0: no response */
	int64_t size;		/* payload */
	const char *sha256;	/* hex of the payload, codings undone; NULL:
				   not known */
	bool cut;		/* body shorter than meant */
	bool failed;		/* no response, or not whole */
};
int facts_note(struct facts *f, const struct facts_exchange *n,
    struct error *e);

/* facts_unread(f): a source that could not be had; it is counted. */
void facts_unread(struct facts *f);

/*
 * The pages that a capture is about, in order: the post, then its author.
 * Where one has an ${id}, only sources and exchanges of these pages count.
 */
struct facts_page {
	const char *role;	/* "post" or "author" */
	const char *url;	/* as shown at the end; may have a fragment */
	const char *id;		/* WARC-Page-ID, or NULL */
};

/*
 * facts_derive(f, pages, n, out, e):
 * All facts, as the object of ../shared/cli.md "constat facts" with
 * additions (docs/formats/facts.md); a new reference.  May be called again
 * after more sources were added.  0 or -1 ERR_NOMEM.
 */
int facts_derive(struct facts *f, const struct facts_page *pages, size_t n,
    json_t **out, struct error *e);

/*
 * facts_leads(f, pages, n, out, e):
 * What to fetch next, as far as the sources tell: an object with
 *   "page"	class of the first page ("post", "login-wall" ...)
 *   "author"	{"url","avatar","banner"} of the post's author
 *   "documents" [{"url","accept","role":"post|author|history|proof|log"}],
 *		public documents of the platform about post and author
 *   "media"	[{"url","kind":"image|video|audio|playlist"}] of the post
 * Absent where not known.  A new reference; 0 or -1 ERR_NOMEM.
 */
int facts_leads(struct facts *f, const struct facts_page *pages, size_t n,
    json_t **out, struct error *e);

void facts_free(struct facts *f);

/*
 * Identity: what a URL names, one for all the ways to write it (hosts,
 * mobile and desktop, share and short forms that carry the id).
 */
enum identity_kind {
	IDENTITY_NONE = 0,	/* nothing known: a page of an unknown site */
	IDENTITY_POST,
	IDENTITY_AUTHOR,
	IDENTITY_THREAD,	/* a forum topic, a listing */
	IDENTITY_WALL		/* the URL itself is a log-in or consent page */
};

struct identity {
	enum identity_kind kind;
	const char *platform;	/* name in the table; constant */
	char id[256];		/* stable id, or "" where the URL has none */
	char handle[256];	/* or "" */
	char url[1024];		/* the canonical URL, or "" */
};

/* identity_of(url, out): false where no platform knows ${url}. */
bool identity_of(const char *url, struct identity *out);

/* identity_same(a, b): whether both provably name the same thing. */
bool identity_same(const struct identity *a, const struct identity *b);

/*
 * idtime: the time that an id carries.
 */
enum idtime_trust { IDTIME_SERVER, IDTIME_CLAIM, IDTIME_CORROBORATIVE };

struct idtime {
	int64_t us;		/* microseconds since 1970, UTC, truncated */
	int digits;		/* of the second: 0, 3 or 6 */
	enum idtime_trust trust;
	int tolerance_s;	/* what it may differ from the time shown */
};

/*
 * idtime_of(platform, id, out, e):
 * Return 0, or -1 with ${e}: ERR_UNSUPPORTED (no such platform, or its ids
 * carry no time), ERR_INPUT (this id is outside its scheme).
 */
int idtime_of(const char *platform, struct span id, struct idtime *out,
    struct error *e);

#endif
