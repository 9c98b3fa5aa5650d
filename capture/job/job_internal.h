#ifndef CAPTURE_JOB_JOB_INTERNAL_H
#define CAPTURE_JOB_JOB_INTERNAL_H

#include <pthread.h>

#include "capture/browser/browser.h"
#include "capture/environment/environment.h"
#include "capture/job/job.h"
#include "capture/login/profile.h"
#include "capture/net/net.h"
#include "store/base/random.h"
#include "store/facts/facts.h"
#include "store/home/home.h"
#include "store/wacz/wacz.h"

#define SOFTWARE	"constat/" CONSTAT_VERSION

/* JOB_COPY: what a public archive answers, over the wire alone. */
enum job_page_kind { JOB_POST, JOB_AUTHOR, JOB_PUBLIC, JOB_COPY, JOB_PAGES };

/* A page as both ways brought it. */
struct job_page {
	const char *name;		/* "post", "author", "public" */
	char id[UUID_TEXT];
	char *asked;			/* normalized, with its fragment; NULL:
					   not to be asked for (yet) */
	char *url;			/* the same as it is written down:
					   no fragment, no secret */
	/* The wire. */
	bool wired;			/* it has been asked for, and is over */
	struct net_result wire;
	struct error wire_error;	/* ERR_NONE: there is a response */
	/* The browser. */
	struct browser_tab *tab;
	bool visited;
	struct browser_result shown;
	struct error shown_error;
	/* Where it has led to; guarded by the job's lock. */
	char *wire_url;
	char *shown_url;
	/* What came of it. */
	char *final_url;		/* as in the archive */
	char *listed;			/* as in pages.jsonl, with a fragment;
					 * NULL: it is not listed */
	char *title;			/* no secret in it; or NULL */
	int status;
	char *class;			/* "post", "profile" ...; NULL */
};

/* A thing that the pages named, to be had over the wire. */
struct job_want {
	char *url;
	char *accept;			/* or NULL */
	char *role;			/* "avatar", "post", "history" ... */
	bool begun;
	int status;			/* 0: no answer */
	char *failure;
};

#define JOB_WANTS_MAX	24
#define JOB_WANT_BYTES	(INT64_C(8) << 20)
#define JOB_WANTS_MS	20000		/* for all of them */

/* One capture under way. */
struct job {
	struct home *home;
	const struct capture_request *q;
	struct capture_outcome *o;
	struct job_page page[JOB_PAGES];
	struct home_job *work;
	struct recorder *rec;
	struct environment *env;
	struct net *net;
	struct browser *browser;
	atomic_bool halt;		/* one way met trouble of ours */
	int64_t deadline;		/* time_monotonic() */
	int64_t main_date;		/* moment of the page's own record */
	char *host;			/* of a log-in: what it is for, */
	struct cookies cookies;		/* and its cookies for that */
	char *languages;		/* "fr-FR,fr,en": for the browser, */
	char *accept_language;		/* and as the wire says it */

	/* What both threads share while pages come in. */
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct facts *facts;
	struct facts *public_facts;	/* of the page "public" alone */
	bool dom_seen;			/* the post's document was there */
	bool author_seen;		/* and its author's */
	bool ready;			/* the wire may begin: the browser has
					   said who it is, or never will */
	bool closed;			/* no page will name anything more */
	struct job_want want[JOB_WANTS_MAX];
	size_t nwant;
	int64_t wants_end;		/* time_monotonic(); 0: none begun */
	struct error trouble;		/* ours; ends the capture */

	json_t *also;			/* what a public archive had, or NULL */

	/* The seal and the stamp, for the custody log. */
	int64_t seal_start, seal_end;
	int64_t stamp_start, stamp_end;
	char seal_fingerprint[CERT_FINGERPRINT];
	char *stamp_why;		/* why there is none, or NULL */
	bool leave;			/* sealed, waiting to be kept */
	struct wacz_result archive;
	char *archive_path;		/* in the work folder */
};

/*
 * job_open(j, e): recorder, browser, wire and pre-flight.
 * job_fetch(j, e): all pages, and what they name.
 * job_judge(j, e): whether there is anything to seal, and what is missing.
 * job_weigh(j, facts, e): what the pages turned out to be, and what is missing
 *	therefore.
 * job_parts(j, e): what pages are made of, where no browser asked for it.
 * job_films(j, e): films of the post that its page has not had whole.
 * job_pages(j, e): pages/pages.jsonl, and the resource records for readers.
 * job_facts(j, e): evidence/facts.json: what was said, by whom, derived from
 *	the archive, which is closed, as a verifier will.
 * job_acquisition(j, e): evidence/acquisition.json.
 * job_seal(j, e): pack, sign and stamp into the work folder.
 * job_keep(j, e): give the archive to the store with its events.
 * All return 0, or -1 with ${e}.
 */
int job_open(struct job *j, struct error *e);
int job_fetch(struct job *j, struct error *e);
int job_judge(struct job *j, struct error *e);
int job_weigh(struct job *j, struct facts *f, struct error *e);
int job_parts(struct job *j, struct error *e);
int job_films(struct job *j, struct error *e);
int job_pages(struct job *j, struct error *e);
int job_facts(struct job *j, struct error *e);
int job_acquisition(struct job *j, struct error *e);
int job_seal(struct job *j, struct error *e);
int job_keep(struct job *j, struct error *e);

/*
 * login - the log-in that a person has lent to the capture, if any.
 * login_read(j, e): whether it can be read; the first thing of a capture.
 * login_give(j, e): make wire and browser use it.
 * login_known(j, e): whether all of its secrets are known, so that the site
 * may be visited; one that a browser's profile holds, the browser must tell
 * first.  False with ${e} set: trouble.
 * login_judge(j): tell what was missing of it.
 * login_describe(j): the record's "login", or NULL (memory).
 */
bool login_used(const struct job *j);
int login_read(struct job *j, struct error *e);
int login_give(struct job *j, struct error *e);
bool login_known(struct job *j, struct error *e);
void login_judge(struct job *j);
json_t *login_describe(const struct job *j);

/*
 * public - whether somebody without a log-in sees the post.
 * public_ask(j, e): a page of its own where that is to be found out.
 * public_judge(j, facts, e): what it was; ${facts} are the capture's own.
 * public_describe(j): the record's "public", or NULL (memory).
 */
int public_ask(struct job *j, struct error *e);
int public_judge(struct job *j, const json_t *facts, struct error *e);
json_t *public_describe(const struct job *j);

/* also_fetch(j, e): what a public archive has of the post, if asked for. */
int also_fetch(struct job *j, struct error *e);

/* job_exchanges(r): the exchanges of ${r} for the record, or NULL (memory). */
json_t *job_exchanges(const struct net_result *r);

/*
 * lead - what the pages received so far name: the author's profile, pictures
 * and documents to be had.  Both may be called from either thread; they take
 * the lock.  Trouble of ours goes to j->trouble.
 * lead_wire(j, k): the wire's answer of that page is in.
 * lead_dom(j, d): a browser_visit's dom.
 * lead_document(j, w, r): the answer to a want.
 * lead_picture(w): whether it is one, and no document.
 */
void lead_wire(struct job *j, enum job_page_kind k);
void lead_dom(void *j, const struct browser_dom *d);
void lead_document(struct job *j, const struct job_want *w,
    const struct net_result *r);
bool lead_picture(const struct job_want *w);

/* fetch_idle(j): browser_opts.idle; opens the tabs that are due. */
void fetch_idle(void *j);

/* page_address(p): the page's URL as far as it is known; NULL: none. */
const char *page_address(const struct job_page *p);

/* page_describe(j, p, d, ok): both ways of it, for the record. */
void page_describe(const struct job *j, const struct job_page *p, json_t *d,
    bool *ok);

/* page_wall(class): whether a page of this class stands in another's place:
 * what it shows, in technical words, or NULL. */
const char *page_wall(const char *class);

/* page_listed(j, p, at): its URL in pages/pages.jsonl, and the moment. */
const char *page_listed(const struct job *j, const struct job_page *p,
    int64_t *at);

/* page_there(j, p): whether the archive has a response to it. */
bool page_there(const struct job *j, const struct job_page *p);

/*
 * page_bytes(b, room, out, e):
 * The bytes of ${b}, in ${room} where they are not in memory anyway.  0, or
 * -1 with ${e}, also ERR_LIMIT beyond room->max.
 */
int page_bytes(const struct body *b, struct buf *room, struct span *out,
    struct error *e);

void page_free(struct job_page *p);

/* job_said(j, facts, e): post, author and thread of the outcome. */
int job_said(struct job *j, const json_t *facts, struct error *e);

/* job_canceled(j): whether the person has stopped the capture. */
bool job_canceled(const struct job *j);

/* job_fatal(code): errors after which there is no use in going on: ours. */
bool job_fatal(enum error_code code);

/* job_visible(j, out, e): the beginning of the visible text, as fits. */
int job_visible(const struct job *j, struct buf *out, struct error *e);

/* job_text(to, s, e): replace ${*to} by a copy of ${s} (NULL: NULL);
 * job_safe: by one with no secret in it. */
int job_text(char **to, const char *s, struct error *e);
int job_safe(struct job *j, char **to, const char *s, struct error *e);

/* missing_free(o): forget its list of what is missing. */
void missing_free(struct capture_outcome *o);

#endif
