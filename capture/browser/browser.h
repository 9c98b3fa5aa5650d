#ifndef CAPTURE_BROWSER_BROWSER_H
#define CAPTURE_BROWSER_BROWSER_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "capture/login/cookies.h"
#include "capture/record/body.h"
#include "capture/record/recorder.h"
#include "store/base/buf.h"
#include "store/base/error.h"

/*
 * browser - a page as Chromium loads and shows it, over the DevTools pipe
 * (Chrome DevTools Protocol 1.3, --remote-debugging-pipe: descriptors 3 and
 * 4, JSON texts that each end in a NUL; no port is opened).
 *
 * Chromium runs with its sandbox on, in a process group of its own, with a
 * clean environment, no descriptor of ours but its pipes, and a fresh empty
 * profile in a private 0700 folder that is removed at the end.  It never
 * runs as root: started as root, it becomes ${user}.
 *
 * One browser may make several visits at the same time, each in a tab of its
 * own.  A struct browser and its tabs belong to one thread at a time; the
 * recorder is called from that thread.  Chromium is killed with SIGKILL when
 * the THREAD that called browser_start ends, so that thread must live as long
 * as the browser (PR_SET_PDEATHSIG).
 *
 * Times are milliseconds: deadlines of time_monotonic(), moments of
 * time_now().  Sizes are bytes, lengths on the page CSS pixels.
 *
 * What a page may reach: without allow_private, documents (of the page and
 * of its frames) whose URL names a private, loopback, link-local or other
 * special address, "localhost" or a name below it are refused before they are
 * asked for, and so are parts of the page with such an address in their URL.
 * A host NAME that leads to such an address is refused by Chromium's own
 * local network checks (142 and later) where a part of a public page asks
 * for it; else the request is sent, but what it answers is dropped and noted,
 * and where it is the page itself the visit ends with ERR_PRIVATE.
 * WebSockets are left to Chromium's checks alone.
 */
struct browser;			/* a running Chromium */
struct browser_tab;		/* one visit in it */

struct browser_opts {
	const char *program;	/* NULL: browser_find */
	const char *folder;	/* for temporary files and its private folder
				   (that one below /tmp where its path would
				   be too long, or its user cannot get
				   there); NULL: $TMPDIR */
	const char *user;	/* as root: run as this user; NULL: "_constat"
				   where there is one, else "nobody" */
	const char *lang;	/* "fr-FR"; NULL: "en-US" */
	const char *languages;	/* what pages are asked in, by preference:
				   "fr-FR,fr,en"; NULL: the browser's own */
	const char *proxy;	/* proxy URL, or NULL: none at all */
	const char *profile;	/* a profile whose log-in at ${host} is copied
				   (capture/login/profile.h), or NULL */
	const char *host;
	bool no_sandbox;	/* asked for by name; recorded */
	bool ignore_tls;	/* go on where a certificate does not hold (the
				   wire judges it); recorded */
	const atomic_bool *halt;	/* the same, from within a capture */
	const atomic_bool *cancel;	/* set by anyone to stop; may be NULL */
	/* Called within browser_run, some 40 times a second: may open tabs. */
	void (*idle)(void *ctx);
	void *ctx;
};
#define BROWSER_OPTS_INIT { .program = NULL }

/*
 * browser_find(wanted, path, e):
 * Which Chromium: ${wanted} where not NULL, else $CONSTAT_BROWSER, else the
 * first of chromium, chromium-browser, google-chrome-stable, google-chrome,
 * chrome in PATH; a Debian wrapper script is replaced by the program that it
 * starts.  Put its path into ${path} (emptied first).  Return 0, or -1 with
 * ${e}: ERR_NOTFOUND, ERR_NOMEM.
 */
int browser_find(const char *wanted, struct buf *path, struct error *e);

/*
 * browser_probe(path, version, e):
 * Run ${path} --version (for doctor; a capture learns it from the browser
 * itself) and put the line into ${version} (emptied first).  Return 0, or -1
 * with ${e}: ERR_BROWSER, ERR_SYS, ERR_TIMEOUT.
 */
int browser_probe(const char *path, struct buf *version, struct error *e);

/*
 * browser_start(opts, browser, e):
 * Spawn Chromium and return at once, while it is still starting.  Return 0
 * and ${*browser} for browser_close, or -1 with ${e}: ERR_NOTFOUND, ERR_DENIED
 * (root, and no user to become), ERR_SYS, ERR_NOMEM, and those of
 * profile_copy.
 */
int browser_start(const struct browser_opts *opts, struct browser **browser,
    struct error *e);

/*
 * browser_cookies(browser, list, e):
 * Give it these cookies before the next visit begins (but for fresh ones).
 * 0, or -1 with ${e} ERR_NOMEM.  browser_cookies_refused: how many of them
 * the browser did not take, once a visit has begun.
 * browser_login: the cookies that came with opts.profile, what the protocol
 * calls CookieParams: a new reference, once the browser has told them (before
 * the first visit begins, within browser_run), else NULL.
 */
json_t *browser_login(const struct browser *browser);
int browser_cookies(struct browser *browser, const struct cookies *list,
    struct error *e);
size_t browser_cookies_refused(const struct browser *browser);

/* The page as a tab shows it, as HTML; lives during the call. */
struct browser_dom {
	const char *page;	/* of browser_visit */
	const char *url;	/* of the document */
	const struct body *html;
	bool kept;		/* the one that is kept; else one before */
};

struct browser_visit {
	const char *page;	/* "post" or "author": names of its files */
	int width, height;	/* of the window */
	int64_t scroll;		/* most time for scrolling; 0: none */
	int64_t load;		/* most time for loading the page */
	int64_t deadline;	/* the whole visit; 0: none */
	int64_t max_body;	/* most bytes of one body; beyond it is cut */
	bool allow_private;
	bool no_screenshot, no_pdf;
	bool fresh;		/* in a context of its own, without cookies
				   and whatever else other tabs have left */
	bool endless;		/* not to reach the end is no lack */
	/*
	 * Called within browser_run with the rendered document as it is kept,
	 * and, with ${early}, also when it has loaded.  May open tabs.
	 */
	void (*dom)(void *ctx, const struct browser_dom *d);
	void *ctx;
	bool early;
};
#define BROWSER_VISIT_INIT {						\
	.page = "post", .width = 1280, .height = 900, .scroll = 15000,	\
	.load = 45000, .max_body = INT64_C(4) << 30			\
}

#define BROWSER_FILMS_MAX	256

/* What a visit brought; strings are NULL where not known. */
struct browser_result {
	char *final_url;	/* after redirects and scripts, no fragment */
	char *title;
	char *mime;		/* of the main document */
	char *favicon;		/* URL of the page's icon */
	char *net_error;	/* "net::ERR_..." of the main document */
	int status;		/* HTTP status of the main document; 0: none */
	int64_t navigated;	/* moment of its request */
	int64_t width, height;	/* size of the whole page, in CSS pixels */
	bool loaded;		/* the load event came */
	bool settled;		/* the network went quiet */
	bool scrolled;		/* the end of the page was reached */
	bool is_download;	/* no page: the browser would have saved it */
	bool crashed;		/* the tab died */
	bool tls_ignored;	/* certificates were not judged */
	unsigned tiles;		/* pictures made */
	bool pdf, html, text;	/* made */
	size_t requests;	/* asked for, each redirect hop too */
	size_t exchanges;	/* recorded */
	size_t failed;		/* no response, or not whole */
	size_t cached;		/* served from the browser's own cache */
	size_t bodies_missing;	/* response recorded without its body */
	size_t bodies_text;	/* body had from the browser as text only: may
				   differ from the bytes where not UTF-8 */
	size_t refused;		/* private addresses, refused or dropped */
	struct body *thumbnail;	/* small picture for urn:thumbnail, or NULL */
	const char *thumbnail_mime;
	struct body *visible;	/* visible text for urn:text, or NULL */
	struct body *dom;	/* rendered document for urn:dom, or NULL */
	char **films;		/* films and recordings that the browser has
				   not had whole: for net_fetch_films */
	size_t films_n;		/* at most BROWSER_FILMS_MAX */
	unsigned pressed;	/* buttons, to see more of the page */
};

/*
 * browser_visit(browser, url, opts, recorder, result, e):
 * Load ${url} in a new tab, scroll, wait until the network is quiet, and keep
 * the page: every exchange through recorder_exchange, WebSocket frames
 * through recorder_metadata, "evidence/<page>.png" (tiles "-2", "-3" ...
 * beyond 16384 px), ".pdf", ".html" (rendered DOM), ".txt" (visible text)
 * through recorder_file, each step through recorder_event, and whatever could
 * not be had through recorder_missing.
 *
 * ${result} is filled on failure too, with what was received so far (already
 * recorded); free it with browser_result_free.  Return 0, or -1 with ${e}
 * when there is no page to speak of: ERR_DNS, ERR_CONNECT, ERR_TLS, ERR_HTTP,
 * ERR_REDIRECT, ERR_PRIVATE, ERR_TIMEOUT (the browser never came up, or
 * nothing was loaded in time), ERR_BROWSER (browser or tab died),
 * ERR_CANCELED, or what the recorder answered (ERR_SYS, ERR_LIMIT, ERR_NOMEM:
 * stop the capture).
 * A download (is_download) is no failure: the wire holds its bytes.  Nor is an
 * answer without a page (204, an empty 500): status is set, loaded is not.
 * A PDF file is recorded, but no picture is made of it.
 */
int browser_visit(struct browser *browser, const char *url,
    const struct browser_visit *opts, struct recorder *recorder,
    struct browser_result *result, struct error *e);

/*
 * The same in parts, for visits at the same time:
 * browser_open starts one (strings of ${opts} and ${url} are copied, the
 * recorder is borrowed until browser_shut); browser_run works on all open
 * tabs until ${tab} is done (NULL: all of them); browser_shut ends the visit,
 * moves what it brought to ${result} (may be NULL), returns as browser_visit
 * does, and frees ${tab}.
 */
int browser_open(struct browser *browser, const char *url,
    const struct browser_visit *opts, struct recorder *recorder,
    struct browser_tab **tab, struct error *e);
int browser_run(struct browser *browser, struct browser_tab *tab,
    struct error *e);
int browser_shut(struct browser_tab *tab, struct browser_result *result,
    struct error *e);

/*
 * browser_product(browser):
 * "Chrome/156.0.8078.79", once it has answered (after the first visit), else
 * NULL.  browser_agent: the User-Agent that pages saw.  browser_path: the
 * program.  Borrowed until browser_close.
 */
const char *browser_product(const struct browser *browser);
const char *browser_agent(const struct browser *browser);
const char *browser_path(const struct browser *browser);

/* browser_pid(browser): its process, which leads a group of its own. */
int browser_pid(const struct browser *browser);

/*
 * browser_stop(browser):
 * Kill the whole process group now, without waiting for its end, so that it
 * dies while the caller does other things.  Only browser_product, _agent,
 * _path and browser_close may follow.  NULL is a no-op.
 */
void browser_stop(struct browser *browser);

void browser_result_free(struct browser_result *result);

/*
 * browser_close(browser):
 * Kill the whole process group, wait for it, remove its folder.  All tabs
 * must be shut.  NULL is a no-op.
 */
void browser_close(struct browser *browser);

#endif
