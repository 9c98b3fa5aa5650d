#include <stdlib.h>
#include <string.h>

#include "capture/job/job_internal.h"
#include "capture/record/withhold.h"
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

bool
job_canceled(const struct job *j)
{

	return (j->q->cancel != NULL && atomic_load(j->q->cancel));
}

/* What a browser will not do (ERR_DENIED: an unsafe port) leaves the wire. */
bool
job_fatal(enum error_code code)
{

	return (code == ERR_NOMEM || code == ERR_SYS ||
	    code == ERR_CANCELED);
}

static int
copy_notes(json_t *list, struct capture_missing **out, size_t *n,
    struct error *e)
{
	struct capture_missing *m;
	const json_t *one;
	size_t i;

	*out = calloc(json_array_size(list) + 1, sizeof(**out));
	if (list == NULL || *out == NULL)
		return (error_nomem(e));
	for (i = 0; i < json_array_size(list); i++) {
		one = json_array_get(list, i);
		m = &(*out)[(*n)++];
		if (job_text(&m->page, json_text(one, "page"), e) != 0 ||
		    job_text(&m->what, json_text(one, "what"), e) != 0 ||
		    job_text(&m->why, json_text(one, "why"), e) != 0)
			return (-1);
	}
	return (0);
}

/* What is missing so far, for the person; called again as more comes. */
static int
copy_missing(struct job *j, struct error *e)
{
	json_t *missing = recorder_missing_list(j->rec);
	json_t *warnings = recorder_warnings_list(j->rec);
	struct capture_outcome *o = j->o;
	int rc = -1;

	missing_free(o);
	if (recorder_missing_lost(j->rec))
		(void)error_nomem(e);
	else if (copy_notes(missing, &o->missing, &o->missing_n, e) == 0)
		rc = copy_notes(warnings, &o->warnings, &o->warnings_n, e);
	json_decref(missing);
	json_decref(warnings);
	return (rc);
}

/* From the pages to the file in the store. */
static int
finish(struct job *j, struct error *e)
{

	environment_again(j->env);
	if (job_pages(j, e) != 0 || job_facts(j, e) != 0 ||
	    job_acquisition(j, e) != 0 || recorder_finish(j->rec, e) != 0)
		return (-1);
	j->o->records = recorder_records(j->rec);
	if (job_seal(j, e) != 0)
		return (-1);
	if (j->q->timestamp && j->o->stamp_tsa == NULL)
		recorder_missing(j->rec, "timestamp", "%s", j->stamp_why);
	if (job_canceled(j))
		return (error_set(e, ERR_CANCELED, "stopped"));
	if (copy_missing(j, e) != 0 || job_keep(j, e) != 0)
		return (-1);
	return (copy_missing(j, e));
}

static int
parse_url(struct job *j, struct error *e)
{
	struct job_page *p = &j->page[JOB_POST];
	struct buf safe = BUF_INIT(2 * URL_MAX);
	struct url *url = NULL;
	int rc = -1;

	if (url_parse(span_of(j->q->url), NULL, &url, e) != 0)
		return (-1);
	/* What is known by now to be a secret: parameters by their names. */
	(void)withhold_text(&safe, span_of(url_text(url)), NULL);
	if (buf_ok(&safe, e) == 0 &&
	    job_text(&j->o->url, buf_str(&safe), e) == 0 &&
	    job_text(&p->url, buf_str(&safe), e) == 0 &&
	    job_text(&p->asked, url_text_fragment(url), e) == 0)
		rc = 0;
	url_free(url);
	buf_free(&safe);
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
	if (login_read(j, e) != 0 ||
	    home_job_begin(j->home, j->o->url, &j->work, e) != 0 ||
	    job_open(j, e) != 0) {
		json_decref(typed);
		return (-1);
	}
	if (event(j, "url-typed", typed, e) != 0 || job_fetch(j, e) != 0 ||
	    job_judge(j, e) != 0 || job_parts(j, e) != 0 ||
	    job_films(j, e) != 0 || also_fetch(j, e) != 0)
		return (-1);
	return (finish(j, e));
}

static void
want_free(struct job_want *w)
{

	free(w->url);
	free(w->accept);
	free(w->role);
	free(w->failure);
}

static void
job_free(struct job *j)
{
	size_t i;

	for (i = 0; i < JOB_PAGES; i++)
		page_free(&j->page[i]);
	for (i = 0; i < j->nwant; i++)
		want_free(&j->want[i]);
	facts_free(j->facts);
	facts_free(j->public_facts);
	browser_close(j->browser);
	net_close(j->net);
	environment_free(j->env);
	recorder_free(j->rec);
	if (j->leave)
		home_job_leave(j->work);
	else
		home_job_end(j->work);
	json_decref(j->also);
	cookies_free(&j->cookies);
	free(j->host);
	free(j->languages);
	free(j->accept_language);
	free(j->stamp_why);
	free(j->archive_path);
	(void)pthread_cond_destroy(&j->changed);
	(void)pthread_mutex_destroy(&j->lock);
}

/* Names and identities of the pages that there may be. */
static int
init_pages(struct job *j, struct error *e)
{
	static const char *const names[JOB_PAGES] = { "post", "author",
	    "public", "wayback" };
	size_t i;

	for (i = 0; i < JOB_PAGES; i++) {
		j->page[i].name = names[i];
		j->page[i].wire = (struct net_result)NET_RESULT_INIT;
		j->page[i].wire_error = (struct error)ERROR_INIT;
		j->page[i].shown_error = (struct error)ERROR_INIT;
		if (random_uuid(j->page[i].id, e) != 0)
			return (-1);
	}
	return (0);
}

int
capture_run(struct home *home, const struct capture_request *q,
    struct capture_outcome **out, struct error *e)
{
	struct job j = { .home = home, .q = q, .trouble = ERROR_INIT,
	    .lock = PTHREAD_MUTEX_INITIALIZER,
	    .changed = PTHREAD_COND_INITIALIZER,
	    .deadline = time_monotonic() + q->timeout_ms };
	int rc = -1;

	if ((j.o = calloc(1, sizeof(*j.o))) == NULL)
		return (error_nomem(e));
	j.o->stamp_state = "off";
	j.o->stamp_time = TIME_UNKNOWN;
	j.o->sealed = TIME_UNKNOWN;
	if (init_pages(&j, e) == 0 &&
	    job_text(&j.o->case_name, q->case_name, e) == 0)
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
