#ifndef CAPTURE_JOB_JOB_H
#define CAPTURE_JOB_JOB_H

#include <stdatomic.h>

#include "capture/record/recorder.h"
#include "store/base/error.h"

/*
 * job - one capture, from a URL to a sealed, time-stamped and kept exhibit.
 *
 * The wire, the browser and the pre-flight run side by side; what they bring
 * is hashed and written as it arrives; then the archive is built, sealed,
 * stamped and kept.  Whatever was received by the time of a failure or of the
 * deadline is sealed where it is evidence at all, with the list of what is
 * missing.
 *
 * A capture brings in up to three pages: the post that was asked for, the
 * profile of its author as the post names it, and, where a log-in was used,
 * the post as somebody without one sees it.
 */
struct home;		/* store/home/home.h */

struct capture_request {
	const char *url;
	const char *case_name;		/* or NULL: no case */
	const char *out_path;		/* also write the exhibit there */
	const char *note;		/* or NULL */
	bool own;			/* a publication of one's own */
	const char *proxy;		/* URL, or NULL: direct */
	const char *ca_file;		/* extra TLS roots, or NULL */
	const char *lang;		/* that pages are asked in: "fr-FR";
					   NULL: "en-US" */
	const char *cookies;		/* Netscape file: a log-in; or NULL */
	const char *profile;		/* folder of a browser's profile: a
					   log-in, copied; or NULL */
	const char *account;		/* whose log-in that is, or NULL */
	const char *wayback;		/* base of the public archive to ask
					   for its copy, or NULL: none */
	const char * const *tsa;	/* NULL-ended; NULL: the store's list */
	const json_t *parameters;	/* what was asked, for the record */
	bool use_browser;
	bool use_author;		/* its profile as well */
	bool use_public;		/* a visit without log-in as well,
					   also where none was used */
	bool timestamp;
	bool allow_private;
	int scroll_s;			/* 0: no scrolling */
	int64_t timeout_ms;		/* of the whole capture */
	int64_t max_size;		/* bytes of the whole capture */
	struct progress progress;
	const atomic_bool *cancel;	/* or NULL */
};

#define CAPTURE_WAYBACK	"https://archive.org"

#define CAPTURE_REQUEST_INIT	{ .use_browser = true, .timestamp = true, \
	.use_author = true,						\
	.scroll_s = 15, .timeout_ms = 180 * 1000, \
	.max_size = INT64_C(4) << 30 }

struct capture_missing {
	char *page;			/* NULL: the post, or the whole */
	char *what;
	char *why;
};

/* Whether somebody without the log-in sees the post. */
enum capture_seen { CAPTURE_SEEN_UNKNOWN, CAPTURE_SEEN, CAPTURE_UNSEEN };

/* What came of it; strings are NULL, and times TIME_UNKNOWN, where unknown. */
struct capture_outcome {
	char *exhibit;			/* id: hex SHA-256 of the manifest */
	char *file;			/* path of the sealed archive */
	char *file_sha256;		/* hex */
	int64_t bytes;			/* of the archive */
	char *url;			/* normalized */
	char *final_url;
	char *title;
	char *case_name;
	int status;			/* HTTP; 0: no answer */
	int64_t started;
	int64_t sealed;
	const char *stamp_state;	/* "granted", "pending" or "off" */
	int64_t stamp_time;
	char *stamp_tsa;
	int64_t records;		/* WARC records */
	bool tls_checked;		/* the page came over TLS */
	bool tls_valid;
	char *tls_problem;		/* why not valid */
	size_t missing_n;
	struct capture_missing *missing;
	size_t warnings_n;		/* of the same form */
	struct capture_missing *warnings;
	char *page;			/* what was captured: "post",
					   "login-wall" ... (facts.h) */
	json_t *post;			/* what was said, cli.md "post" */
	json_t *author;			/* and by whom, cli.md "author" */
	json_t *thread;			/* "announced", "captured" */
	enum capture_seen seen;
	bool seen_here;			/* the capture itself was public */
};

/*
 * capture_run(home, q, out, e):
 * Capture ${q} into ${home}.  Return 0 with a sealed exhibit in ${out}
 * (missing_n > 0: something asked for is missing), for
 * capture_outcome_free(); or -1 with ${e} and nothing sealed, nothing
 * changed: ERR_INPUT (URL), ERR_PRIVATE, ERR_DNS, ERR_CONNECT, ERR_TLS,
 * ERR_TIMEOUT, ERR_CANCELED, ERR_SYS, ERR_DENIED, ERR_BUSY, ERR_NOMEM ...
 */
int capture_run(struct home *home, const struct capture_request *q,
    struct capture_outcome **out, struct error *e);

void capture_outcome_free(struct capture_outcome *o);

#endif
