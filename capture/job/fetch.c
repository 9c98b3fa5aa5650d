#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "capture/job/job_internal.h"
#include "store/base/alloc.h"
#include "store/base/limits.h"
#include "store/base/time.h"

/*
 * Two threads bring the pages in: this one works the browser, the other the
 * wire.  Each tells lead.c what it received; what that names (the author's
 * profile, documents, pictures) becomes work for both.
 */
#define LOOK_MS		50	/* between looks at halt and cancel */
#define READY_MS	10000	/* for the browser to say who it is */
#define AUTHOR_SCROLL	4000	/* ms: enough for what stands on top */

/* --- The wire --- */

static void
fetch_page(struct job *j, enum job_page_kind k)
{
	struct job_page *p = &j->page[k];
	struct net_want want = { .url = p->asked, .type = "document",
	    .main = true, .page = p->name, .fresh = k == JOB_PUBLIC };

	recorder_step(j->rec, "wire", 0, 0);
	net_until(j->net, j->deadline);
	(void)net_fetch(j->net, &want, j->rec, &p->wire, &p->wire_error);
	/* A full disk would keep the browser waiting for nothing. */
	if (job_fatal(p->wire_error.code) ||
	    (k == JOB_POST && p->wire_error.code == ERR_PRIVATE))
		atomic_store(&j->halt, true);
	lead_wire(j, k);
	(void)pthread_mutex_lock(&j->lock);
	p->wired = true;
	(void)pthread_cond_broadcast(&j->changed);
	(void)pthread_mutex_unlock(&j->lock);
}

/* The wants that are under way, as net_fetch_many takes them. */
struct batch {
	struct job *j;
	struct job_want *want[JOB_WANTS_MAX];
	struct net_want net[JOB_WANTS_MAX];
	size_t n;
};

static void
on_want(void *ctx, size_t i, struct net_result *r)
{
	struct batch *b = ctx;
	struct job_want *w = b->want[i];

	w->status = r->status;
	if (r->failure.code != ERR_NONE)
		w->failure = strdup(r->failure.text);
	lead_document(b->j, w, r);
}

/* With the lock held: take all that is wanted and not begun. */
static size_t
take_wants(struct job *j, struct batch *b)
{
	struct job_want *w;
	size_t i;

	b->j = j;
	b->n = 0;
	for (i = 0; i < j->nwant; i++) {
		w = &j->want[i];
		if (w->begun)
			continue;
		w->begun = true;
		b->want[b->n] = w;
		/* Public documents: no log-in is needed, none is shown. */
		b->net[b->n++] = (struct net_want){ .url = w->url,
		    .accept = w->accept, .fresh = true,
		    .type = lead_picture(w) ? "image" : "fetch",
		    .page = "post", .body_max = JOB_WANT_BYTES };
	}
	return (b->n);
}

static void
fetch_wants(struct job *j, struct batch *b)
{
	struct error why = ERROR_INIT;

	if (j->wants_end == 0)
		j->wants_end = time_monotonic() + JOB_WANTS_MS;
	net_until(j->net, j->deadline != 0 && j->deadline < j->wants_end ?
	    j->deadline : j->wants_end);
	if (net_fetch_many(j->net, b->net, b->n, j->rec, on_want, b, NULL,
	    &why) == 0 || !job_fatal(why.code))
		return;
	(void)pthread_mutex_lock(&j->lock);
	if (j->trouble.code == ERR_NONE)
		j->trouble = why;
	(void)pthread_mutex_unlock(&j->lock);
	atomic_store(&j->halt, true);
}

static bool
stopped(const struct job *j)
{

	return (atomic_load(&j->halt) || job_canceled(j));
}

/* With the lock held: wait a little for something to change. */
static void
wait_change(struct job *j)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_REALTIME, &t);
	t.tv_nsec += LOOK_MS * 1000000L;
	if (t.tv_nsec >= 1000000000L) {
		t.tv_sec++;
		t.tv_nsec -= 1000000000L;
	}
	(void)pthread_cond_timedwait(&j->changed, &j->lock, &t);
}

/* What the wire is to do next. */
enum turn { TURN_AUTHOR, TURN_PUBLIC, TURN_WANTS, TURN_END };

static enum turn
next_turn(struct job *j, struct batch *b)
{
	enum turn turn = TURN_END;

	(void)pthread_mutex_lock(&j->lock);
	while (!stopped(j)) {
		if (j->page[JOB_AUTHOR].asked != NULL &&
		    !j->page[JOB_AUTHOR].wired)
			turn = TURN_AUTHOR;
		else if (j->page[JOB_PUBLIC].asked != NULL &&
		    !j->page[JOB_PUBLIC].wired)
			turn = TURN_PUBLIC;
		else if (take_wants(j, b) > 0)
			turn = TURN_WANTS;
		if (turn != TURN_END || j->closed)
			break;
		wait_change(j);
	}
	(void)pthread_mutex_unlock(&j->lock);
	return (turn);
}

/*
 * The site is to see one visitor: wait until the browser has said who, but
 * not for ever for one that hangs.
 */
static void
wait_ready(struct job *j)
{
	int64_t now = time_monotonic(), until = now + (j->deadline - now) / 4;
	const char *agent;
	bool ready;

	if (until > now + READY_MS)
		until = now + READY_MS;
	(void)pthread_mutex_lock(&j->lock);
	while (!j->ready && !stopped(j) && time_monotonic() < until)
		wait_change(j);
	ready = j->ready;
	(void)pthread_mutex_unlock(&j->lock);
	/* Once ready, what it has said stays as it is. */
	agent = !ready || j->browser == NULL ? NULL :
	    browser_agent(j->browser);
	if (agent != NULL &&
	    net_agent(j->net, agent, &j->page[JOB_POST].wire_error) != 0)
		atomic_store(&j->halt, true);
}

static void *
run_wire(void *ctx)
{
	struct job *j = ctx;
	struct batch b = { .n = 0 };
	enum turn turn;

	alloc_forget();		/* earlier captures: see store/base/alloc.h */
	wait_ready(j);
	fetch_page(j, JOB_POST);
	while ((turn = next_turn(j, &b)) != TURN_END) {
		if (turn == TURN_WANTS)
			fetch_wants(j, &b);
		else
			fetch_page(j, turn == TURN_AUTHOR ? JOB_AUTHOR :
			    JOB_PUBLIC);
	}
	return (NULL);
}

/* --- The browser --- */

static void
open_tab(struct job *j, enum job_page_kind k)
{
	struct browser_visit o = BROWSER_VISIT_INIT;
	struct job_page *p = &j->page[k];

	o.page = p->name;
	o.scroll = (int64_t)j->q->scroll_s * 1000;
	o.deadline = j->deadline;
	o.max_body = j->q->max_size;
	o.allow_private = j->q->allow_private;
	o.dom = lead_dom;
	o.ctx = j;
	o.early = k == JOB_POST && j->q->use_author;
	if (k == JOB_AUTHOR) {
		/* A profile lists posts without end; its top is wanted. */
		o.endless = true;
		if (o.scroll > AUTHOR_SCROLL)
			o.scroll = AUTHOR_SCROLL;
	} else if (k == JOB_PUBLIC) {
		o.fresh = o.endless = o.no_pdf = true;
		o.scroll = 0;
	}
	p->visited = true;
	(void)browser_open(j->browser, p->asked, &o, j->rec, &p->tab,
	    &p->shown_error);
}

void
fetch_idle(void *ctx)
{
	struct job *j = ctx;
	struct error why = ERROR_INIT;
	enum job_page_kind k;

	(void)pthread_mutex_lock(&j->lock);
	if (!j->ready && browser_agent(j->browser) != NULL &&
	    login_known(j, &why)) {
		j->ready = true;
		(void)pthread_cond_broadcast(&j->changed);
	}
	if (why.code != ERR_NONE && j->trouble.code == ERR_NONE) {
		j->trouble = why;
		atomic_store(&j->halt, true);
	}
	(void)pthread_mutex_unlock(&j->lock);
	for (k = JOB_AUTHOR; k < JOB_COPY; k++) {
		(void)pthread_mutex_lock(&j->lock);
		if (j->page[k].asked == NULL || j->page[k].visited ||
		    !j->dom_seen) {
			(void)pthread_mutex_unlock(&j->lock);
			continue;
		}
		(void)pthread_mutex_unlock(&j->lock);
		open_tab(j, k);
	}
}

/* The post's own answer over the wire may be late, and may name the author. */
static bool
wire_names_more(struct job *j)
{
	bool more = false;
	enum job_page_kind k;

	(void)pthread_mutex_lock(&j->lock);
	j->ready = j->dom_seen = true;
	(void)pthread_cond_broadcast(&j->changed);
	while (!j->page[JOB_POST].wired && !stopped(j))
		wait_change(j);
	for (k = JOB_AUTHOR; k < JOB_COPY; k++)
		if (j->page[k].asked != NULL && !j->page[k].visited)
			more = true;
	(void)pthread_mutex_unlock(&j->lock);
	return (more && !stopped(j));
}

static void
run_browser(struct job *j)
{
	struct job_page *p;
	size_t i;

	open_tab(j, JOB_POST);
	do {
		fetch_idle(j);
		(void)browser_run(j->browser, NULL, NULL);
	} while (wire_names_more(j));
	for (i = 0; i < JOB_PAGES; i++) {
		p = &j->page[i];
		if (p->tab == NULL)
			continue;
		(void)browser_shut(p->tab, &p->shown, &p->shown_error);
		p->tab = NULL;
	}
	/* It dies while the rest goes on; job_free waits for its end. */
	browser_stop(j->browser);
}

/*
 * Without a browser, or with one that did not come up: what a page is made
 * of, as its HTML says.
 */
static int
fetch_parts(struct job *j, struct job_page *p, struct error *e)
{
	struct net_tally tally = { 0 };
	struct error why = ERROR_INIT;
	bool seen = p->visited && (p->shown.requests > 0 ||
	    p->shown_error.code == ERR_NONE);

	if (seen || !p->wired || p->wire_error.code != ERR_NONE)
		return (0);
	net_until(j->net, j->deadline);
	if (net_fetch_parts(j->net, &p->wire, p->name, j->rec, &tally,
	    &why) == 0)
		return (0);
	if (job_fatal(why.code)) {
		*e = why;
		return (-1);
	}
	recorder_missing_of(j->rec, p->name, "parts", "%s", why.text);
	return (0);
}

int
job_fetch(struct job *j, struct error *e)
{
	pthread_t wire;

	j->ready = j->dom_seen = j->closed = j->browser == NULL;
	if (pthread_create(&wire, NULL, run_wire, j) != 0)
		return (error_set(e, ERR_SYS, "cannot start a thread"));
	if (j->browser != NULL)
		run_browser(j);
	(void)pthread_mutex_lock(&j->lock);
	j->closed = true;
	(void)pthread_cond_broadcast(&j->changed);
	(void)pthread_mutex_unlock(&j->lock);
	(void)pthread_join(wire, NULL);
	if (j->trouble.code != ERR_NONE) {
		*e = j->trouble;
		return (-1);
	}
	return (0);
}

int
job_parts(struct job *j, struct error *e)
{

	return (fetch_parts(j, &j->page[JOB_POST], e) != 0 ? -1 :
	    fetch_parts(j, &j->page[JOB_AUTHOR], e));
}
