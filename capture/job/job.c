#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "capture/job/job_internal.h"
#include "store/base/alloc.h"
#include "store/base/io.h"
#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/base/time.h"
#include "store/base/url.h"

static int
event(struct job *j, const char *name, json_t *detail, struct error *e)
{
	int64_t now = time_now();

	return (recorder_event(j->rec, name, now, now, detail, e));
}

/* Whether the person has stopped the capture. */
static bool
canceled(const struct job *j)
{

	return (j->q->cancel != NULL && atomic_load(j->q->cancel));
}

static int
make_folders(struct job *j, struct error *e)
{
	static const char * const names[] = { "archive", "indexes", "pages",
	    "evidence", "tls" };
	struct buf path = BUF_INIT(64 * KIB);
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && i < sizeof(names) / sizeof(names[0]); i++) {
		rc = io_join(&path, home_job_folder(j->work), names[i], e);
		if (rc == 0)
			rc = io_make_folders(buf_str(&path), 0700, e);
	}
	buf_free(&path);
	return (rc);
}

/*
 * Pass the progress on.  When the page is all there and only its pictures are
 * made, the second look at clock and network can begin beside that.
 */
static void
step(void *ctx, const char *what, int64_t done, int64_t total)
{
	struct job *j = ctx;

	if (strcmp(what, "screenshot") == 0)
		environment_again(j->env);
	if (j->q->progress.step != NULL)
		j->q->progress.step(j->q->progress.ctx, what, done, total);
}

static int
open_recorder(struct job *j, struct error *e)
{
	const struct home_settings *s = home_settings(j->home);
	const struct recorder_page page = { .name = "post",
	    .id = j->page_id };
	struct recorder_opts o = {
		.folder = home_job_folder(j->work),
		.max_size = j->q->max_size,
		.pages = &page,
		.npages = 1,
		.software = SOFTWARE,
		.operator_name = s->operator_name,
		.organization = s->organization,
		.progress = { step, j },
	};

	if (make_folders(j, e) != 0)
		return (-1);
	return (recorder_open(&o, &j->rec, e));
}

static int
open_environment(struct job *j, struct error *e)
{
	const struct home_settings *s = home_settings(j->home);
	const char *urls[] = { j->o->url, NULL };
	struct environment_opts o = {
		.operator_name = s->operator_name,
		.organization = s->organization,
		.urls = urls,
		.proxy = j->q->proxy,
		.ntp = s->ntp,
		.parameters = j->q->parameters,
	};

	return (environment_start(&j->env, &o, e));
}

static int
open_net(struct job *j, struct error *e)
{
	struct net_opts o = NET_OPTS_INIT;

	o.allow_private = j->q->allow_private;
	o.proxy = j->q->proxy;
	o.ca_file = j->q->ca_file;
	o.deadline = j->deadline;
	o.body_max = j->q->max_size;
	o.cancel = j->q->cancel;
	/* What requisites.c may have to read must not come as br. */
	o.accept_encoding = "gzip";
	return (net_open(&j->net, &o, e));
}

/*
 * Start the browser first: it takes longest to come up.  Not having one is
 * no failure; not being able to use the one there is, is not either.
 */
static int
start_browser(struct job *j, struct error *e)
{
	struct browser_opts o = BROWSER_OPTS_INIT;
	struct error why = ERROR_INIT;

	if (!j->q->use_browser)
		return (0);
	o.folder = home_job_folder(j->work);
	o.proxy = j->q->proxy;
	o.ignore_tls = true;	/* the wire judges certificates */
	o.cancel = j->q->cancel;
	o.halt = &j->halt;
	if (browser_start(&o, &j->browser, &why) == 0)
		return (0);
	if (why.code == ERR_NOMEM)
		return (error_nomem(e));
	recorder_missing(j->rec, "browser", "%s", why.text);
	return (0);
}

/*
 * Errors after which there is no use in going on: ours, or a refusal.  What a
 * browser will not do (ERR_DENIED: an unsafe port) leaves the wire.
 */
static bool
fatal(enum error_code code)
{

	return (code == ERR_NOMEM || code == ERR_SYS ||
	    code == ERR_CANCELED || code == ERR_PRIVATE);
}

static void *
run_wire(void *ctx)
{
	struct job *j = ctx;
	struct net_want want = { .url = j->o->url, .type = "document",
	    .main = true };

	alloc_forget();		/* earlier captures: see store/base/alloc.h */
	recorder_step(j->rec, "wire", 0, 0);
	(void)net_fetch(j->net, &want, j->rec, &j->wire, &j->wire_error);
	/* A full disk would keep the browser waiting for nothing. */
	if (fatal(j->wire_error.code))
		atomic_store(&j->halt, true);
	return (NULL);
}

static void
visit(struct job *j)
{
	struct browser_visit o = BROWSER_VISIT_INIT;

	o.scroll = (int64_t)j->q->scroll_s * 1000;
	o.deadline = j->deadline;
	o.max_body = j->q->max_size;
	o.allow_private = j->q->allow_private;
	j->visited = true;
	(void)browser_visit(j->browser, j->url, &o, j->rec, &j->page,
	    &j->page_error);
	/* It dies while the rest goes on; job_free waits for its end. */
	browser_stop(j->browser);
}

/* The wire in a thread, the browser here. */
static int
fetch(struct job *j, struct error *e)
{
	pthread_t wire;

	if (pthread_create(&wire, NULL, run_wire, j) != 0)
		return (error_set(e, ERR_SYS, "cannot start a thread"));
	if (j->browser != NULL)
		visit(j);
	(void)pthread_join(wire, NULL);
	return (0);
}

/*
 * Without a browser, or with one that did not come up: what the page is made
 * of, as its HTML says.
 */
static int
fetch_parts(struct job *j, struct error *e)
{
	struct net_tally tally = { 0 };
	struct error why = ERROR_INIT;
	bool seen = j->browser != NULL && (j->page.requests > 0 ||
	    j->page_error.code == ERR_NONE);

	if (seen || j->wire_error.code != ERR_NONE ||
	    net_fetch_parts(j->net, &j->wire, NULL, j->rec, &tally, &why) == 0)
		return (0);
	if (fatal(why.code)) {
		*e = why;
		return (-1);
	}
	recorder_missing(j->rec, "parts", "%s", why.text);
	return (0);
}

/*
 * Whether the browser has brought the page.  When the capture grew larger than
 * was allowed, what came until then is evidence, if the page is among it.
 */
static bool
shown(const struct job *j)
{

	if (!j->visited || j->page.status == 0)
		return (false);
	return (j->page_error.code == ERR_NONE ||
	    (j->page_error.code == ERR_LIMIT && j->page.final_url != NULL &&
	    recorder_seen(j->rec, NULL, j->page.final_url, NULL)));
}

/*
 * What both brought, judged together: is there anything to seal?  Trouble of
 * ours and a refusal end the capture; a page that failed in one of the two
 * ways is sealed with that noted.
 */
static int
judge(struct job *j, struct error *e)
{
	const struct error *w = &j->wire_error, *p = &j->page_error;

	if (canceled(j))
		return (error_set(e, ERR_CANCELED, "stopped"));
	if (fatal(w->code) || fatal(p->code)) {
		*e = fatal(w->code) ? *w : *p;
		return (-1);
	}
	if (w->code != ERR_NONE && !shown(j)) {
		*e = *w;
		return (-1);
	}
	if (w->code != ERR_NONE)
		recorder_missing(j->rec, "wire", "%s", w->text);
	else if (j->wire.cut || j->wire.failure.code != ERR_NONE)
		recorder_missing(j->rec, "page", "%s",
		    j->wire.failure.code != ERR_NONE ? j->wire.failure.text :
		    "cut before its end");
	if (p->code != ERR_NONE)
		recorder_missing(j->rec, "browser", "%s", p->text);
	return (0);
}

/* The outcome as far as the two visits tell it. */
static int
describe(struct job *j, struct error *e)
{
	struct capture_outcome *o = j->o;
	const struct net_hop *last = j->wire.n == 0 ? NULL :
	    &j->wire.hops[j->wire.n - 1];

	o->status = j->page.status > 0 ? j->page.status : j->wire.status;
	if (job_text(&o->final_url, j->page.final_url != NULL &&
	    recorder_seen(j->rec, NULL, j->page.final_url, NULL) ?
	    j->page.final_url : last != NULL ? last->url : o->url, e) != 0 ||
	    job_text(&o->title, j->page.title, e) != 0)
		return (-1);
	if (o->status >= 400)
		recorder_missing(j->rec, "post",
		    "the server answered with status %d", o->status);
	if (last == NULL || !last->tls.used || last->tls.code < 0)
		return (0);
	o->tls_checked = true;
	o->tls_valid = last->tls.valid;
	return (last->tls.valid ? 0 :
	    job_text(&o->tls_problem, last->tls.reason, e));
}

/* What is missing so far, for the person; called again as more comes. */
static int
copy_missing(struct job *j, struct error *e)
{
	json_t *list = recorder_missing_list(j->rec), *one;
	struct capture_outcome *o = j->o;
	size_t i;
	int rc = -1;

	missing_free(o);
	if (list == NULL || recorder_missing_lost(j->rec) ||
	    (o->missing = calloc(json_array_size(list) + 1,
	    sizeof(*o->missing))) == NULL) {
		(void)error_nomem(e);
		goto out;
	}
	json_array_foreach(list, i, one) {
		if (job_text(&o->missing[i].what, json_text(one, "what"),
		    e) != 0 ||
		    job_text(&o->missing[i].why, json_text(one, "why"),
		    e) != 0)
			goto out;
		o->missing_n++;
	}
	rc = 0;
out:
	json_decref(list);
	return (rc);
}

/* From the pages to the file in the store. */
static int
finish(struct job *j, struct error *e)
{

	environment_again(j->env);
	if (job_pages(j, e) != 0 || job_acquisition(j, e) != 0)
		return (-1);
	if (recorder_finish(j->rec, e) != 0)
		return (-1);
	j->o->records = recorder_records(j->rec);
	if (job_seal(j, e) != 0)
		return (-1);
	if (j->q->timestamp && j->o->stamp_tsa == NULL)
		recorder_missing(j->rec, "timestamp", "%s",
		    j->stamp_why != NULL ? j->stamp_why : "no authority set");
	if (canceled(j))
		return (error_set(e, ERR_CANCELED, "stopped"));
	if (copy_missing(j, e) != 0 || job_keep(j, e) != 0)
		return (-1);
	return (copy_missing(j, e));
}

static int
parse_url(struct job *j, struct error *e)
{
	struct url *url = NULL;
	int rc = -1;

	if (url_parse(span_of(j->q->url), NULL, &url, e) != 0)
		return (-1);
	if (job_text(&j->o->url, url_text(url), e) == 0 &&
	    job_text(&j->url, url_text_fragment(url), e) == 0)
		rc = 0;
	url_free(url);
	return (rc);
}

static int
run(struct job *j, struct error *e)
{
	json_t *typed = json_pack("{s:s}", "url", j->q->url);

	if (parse_url(j, e) != 0) {
		json_decref(typed);
		return (-1);
	}
	j->o->started = time_now();
	if (home_job_begin(j->home, j->o->url, &j->work, e) != 0 ||
	    random_uuid(j->page_id, e) != 0 || open_recorder(j, e) != 0) {
		json_decref(typed);
		return (-1);
	}
	if (event(j, "url-typed", typed, e) != 0 || start_browser(j, e) != 0 ||
	    open_net(j, e) != 0 || open_environment(j, e) != 0 ||
	    fetch(j, e) != 0 || judge(j, e) != 0 || describe(j, e) != 0)
		return (-1);
	if (fetch_parts(j, e) != 0)
		return (-1);
	return (finish(j, e));
}

static void
job_free(struct job *j)
{

	browser_close(j->browser);
	browser_result_free(&j->page);
	net_result_free(&j->wire);
	net_close(j->net);
	environment_free(j->env);
	recorder_free(j->rec);
	if (j->leave)
		home_job_leave(j->work);
	else
		home_job_end(j->work);
	free(j->url);
	free(j->stamp_why);
	free(j->archive_path);
}

int
capture_run(struct home *home, const struct capture_request *q,
    struct capture_outcome **out, struct error *e)
{
	struct job j = { .home = home, .q = q,
	    .wire = NET_RESULT_INIT, .wire_error = ERROR_INIT,
	    .page_error = ERROR_INIT,
	    .deadline = time_monotonic() + q->timeout_ms };
	int rc = -1;

	if ((j.o = calloc(1, sizeof(*j.o))) == NULL)
		return (error_nomem(e));
	j.o->stamp_state = "off";
	j.o->stamp_time = TIME_UNKNOWN;
	j.o->sealed = TIME_UNKNOWN;
	if (job_text(&j.o->case_name, q->case_name, e) == 0)
		rc = run(&j, e);
	job_free(&j);
	if (rc != 0) {
		capture_outcome_free(j.o);
		/* A full disk, most likely: say which. */
		if (e != NULL && e->code == ERR_SYS)
			(void)error_context(e, "%s", home_path(home));
	} else
		*out = j.o;
	return (rc);
}
