#ifndef CAPTURE_RECORD_RECORDER_H
#define CAPTURE_RECORD_RECORDER_H

#include <stdatomic.h>

#include <jansson.h>

#include "capture/record/body.h"
#include "store/base/error.h"
#include "store/base/span.h"

/*
 * recorder - where everything that a capture brings in is written down as it
 * arrives: exchanges into the WARC, files into the exhibit's folders, events
 * into evidence/acquisition.log, and the list of what is missing.
 *
 * The wire (capture/net), the browser (capture/browser) and the pre-flight
 * (capture/environment) run in threads of their own and share one recorder;
 * every call locks inside.  They never see the WARC or the archive.
 */
struct recorder;

enum exchange_origin {
	EXCHANGE_WIRE,		/* libcurl: heads and body as received */
	EXCHANGE_BROWSER	/* DevTools: body decoded by the browser */
};

/* One request with its response, or with the reason why there is none. */
struct exchange {
	enum exchange_origin origin;
	const char *page;	/* name of the page it is of; NULL: the first */
	const char *url;	/* as asked, WHATWG-normalized, no fragment */
	int64_t start;		/* request sent */
	int64_t end;		/* last byte received, or failure */
	/*
	 * Heads are request or status line, header lines and an empty line,
	 * each ending in CRLF.  Secrets are still in them: the recorder
	 * withholds (capture/record/withhold.h).  For EXCHANGE_BROWSER with
	 * h2 or h3 they are written as HTTP/1.1.
	 */
	struct span request;
	struct body *request_body;	/* or NULL; stays the caller's */
	struct span response;		/* p NULL: no response */
	struct body *response_body;	/* or NULL; stays the caller's */
	int status;			/* 0: no response */
	const char *mime;		/* without parameters, or NULL */
	const char *ip;			/* peer address, or NULL */
	const char *protocols[3];	/* "h2", "tls/1.3"; NULL ends it */
	const char *cipher;		/* as OpenSSL names it, or NULL */
	const char *resource_type;	/* "document", "image" ..., or NULL */
	const char *failure;		/* NULL, or why it is not whole */
	bool cut;			/* body shorter than the peer meant */
	bool main;			/* the asked page itself, not a part */
};

/*
 * recorder_exchange(r, x, e):
 * Write request and response records of ${x} (a metadata record where there
 * is no response).  All of ${x} stays the caller's.  Return 0, or -1 with
 * ${e}: ERR_SYS (disk full ...), ERR_LIMIT (whole capture over its size),
 * ERR_NOMEM.  Nothing is half-written.
 */
int recorder_exchange(struct recorder *r, const struct exchange *x,
    struct error *e);

/*
 * recorder_metadata(r, page, url, at, text, e):
 * A metadata record about ${url} (WebSocket frames and the like): a JSON
 * text, which may be large.  ${page} as in struct exchange.
 */
int recorder_metadata(struct recorder *r, const char *page, const char *url,
    int64_t at, struct body *text, struct error *e);

/*
 * recorder_file(r, name, content, e):
 * Keep ${content} as the exhibit's file ${name} ("evidence/post.png",
 * "tls/example.org_443.pem"): name matches ^[-a-z0-9._/]+$, one folder deep.
 * Content stays the caller's, and nothing more is put into it (body_save).
 */
int recorder_file(struct recorder *r, const char *name, struct body *content,
    struct error *e);
int recorder_file_span(struct recorder *r, const char *name,
    struct span content, struct error *e);

/*
 * recorder_event(r, event, start, end, detail, e):
 * One line of evidence/acquisition.log, on disk when the call returns.
 * Events: "url-typed", "redirect", "navigated", "scroll", "click",
 * "file-written", "dns-answer", "browser-started" ...  ${detail} is a JSON
 * object whose reference is taken (NULL: none).
 */
int recorder_event(struct recorder *r, const char *event, int64_t start,
    int64_t end, json_t *detail, struct error *e);

/*
 * recorder_missing(r, what, why_fmt, ...):
 * Note that something asked for could not be had ("image", "screenshot",
 * "browser", "post"): listed for the person and in the acquisition record.
 * recorder_missing_of: of a page by name; of one that stands aside it becomes
 * the event "not-had" and nothing more.
 */
void recorder_missing(struct recorder *r, const char *what,
    const char *why_fmt, ...) __attribute__((format(printf, 3, 4)));
void recorder_missing_of(struct recorder *r, const char *page,
    const char *what, const char *why_fmt, ...)
    __attribute__((format(printf, 4, 5)));

/*
 * recorder_secret(r, name, value, e):
 * From now on the value of this cookie is withheld wherever it stands, but in
 * bodies of responses, which are kept as they came: those are warned of.  0
 * or -1.
 */
int recorder_secret(struct recorder *r, const char *name, struct span value,
    struct error *e);

/*
 * recorder_clean(r, text, out): append ${text} as it may be written down.
 * recorder_clean_body(r, b, e): the same with a text of our own making: where
 * a secret stands in it, ${*b} is replaced.  0 or -1.
 */
void recorder_clean(struct recorder *r, struct span text, struct buf *out);
int recorder_clean_body(struct recorder *r, struct body **b, struct error *e);

/* recorder_folder(r): for temporary files; lives as long as ${r}. */
const char *recorder_folder(const struct recorder *r);

/* recorder_room(r): bytes that the whole capture may still grow by. */
int64_t recorder_room(struct recorder *r);

/*
 * A capture's progress, for the live line; called from any thread, quickly.
 * ${what} is a stable word: "connect", "wire", "load", "scroll", "bodies",
 * "screenshot", "pdf", "dom", "seal", "stamp", "keep".
 */
struct progress {
	void (*step)(void *ctx, const char *what, int64_t done, int64_t total);
	void *ctx;
};

void recorder_step(struct recorder *r, const char *what, int64_t done,
    int64_t total);

/* --- For capture/job alone: the life of a recorder --- */

struct recorder_page {
	const char *name;		/* "post", "author": names its files */
	const char *id;			/* WARC-Page-ID of its records */
	bool aside;			/* none of it was asked for: nothing
					 * of it can be missing */
};

struct recorder_opts {
	const char *folder;		/* exists, empty, ours alone */
	int64_t max_size;		/* bytes of bodies and files in all;
					 * only exchanges are refused for it */
	const struct recorder_page *pages;	/* at least one; the first is
					 * what was asked for */
	size_t npages;
	const char *software;		/* "constat/0.1.0" */
	const char *operator_name;	/* or NULL */
	const char *organization;	/* or NULL */
	struct progress progress;
};

/* A file of the exhibit as it arrived; name and path live as the recorder. */
struct recorder_kept {
	char *name;			/* "evidence/post.png" */
	char *path;			/* where it lies now */
	uint8_t sha256[BODY_DIGEST_LEN];
	int64_t size;
};

/*
 * recorder_open(opts, r, e):
 * Begin: the WARC with its warcinfo record and the log of events in
 * ${opts->folder}.  Strings are copied.  Return 0 or -1.
 */
int recorder_open(const struct recorder_opts *opts, struct recorder **r,
    struct error *e);

/*
 * recorder_resource(r, page, url, mime, at, content, e):
 * A resource record ("urn:text:...", "urn:thumbnail:...").
 */
int recorder_resource(struct recorder *r, const char *page, const char *url,
    const char *mime, int64_t at, struct body *content, struct error *e);

/*
 * recorder_seen(r, page, url, at):
 * Whether a response to ${url} as document of ${page} is in the WARC, and
 * (where ${at} is not NULL) its moment; of several, the last from the browser,
 * else from the wire.
 */
bool recorder_seen(struct recorder *r, const char *page, const char *url,
    int64_t *at);

/*
 * recorder_close_archive(r, e):
 * No more records: the WARC and its index are closed and lie where
 * recorder_kept says; files may still be put.  0 or -1.
 */
#define RECORDER_ARCHIVE	"archive/data.warc.gz"
int recorder_close_archive(struct recorder *r, struct error *e);

/*
 * recorder_finish(r, e):
 * No more exchanges: close the WARC, write the index, close the log after a
 * last event.  recorder_kept() then names every file, log included.
 */
int recorder_finish(struct recorder *r, struct error *e);

/* recorder_kept(r, n): the files so far, in order; lives until the next. */
const struct recorder_kept *recorder_kept(const struct recorder *r, size_t *n);

/* recorder_records(r): records in the WARC. */
int64_t recorder_records(const struct recorder *r);

/*
 * recorder_missing_list(r): a new array of {"what","why","page"}, without
 * "page" for the first one, or NULL when memory ran out.
 * recorder_warnings_list(r): the same of warnings.
 * recorder_missing_lost(r): whether an entry could not be kept for lack of
 * memory.
 */
json_t *recorder_missing_list(struct recorder *r);
json_t *recorder_warnings_list(struct recorder *r);
bool recorder_missing_lost(struct recorder *r);

void recorder_free(struct recorder *r);

#endif
