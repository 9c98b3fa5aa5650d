#include <string.h>

#include "capture/job/job_internal.h"
#include "store/base/json.h"

/*
 * Whether the browser has brought the page.  When the capture grew larger than
 * was allowed, what came until then is evidence, if the page is among it.
 */
static bool
shown(const struct job *j, const struct job_page *p)
{

	if (!p->visited || p->shown.status == 0)
		return (false);
	return (p->shown_error.code == ERR_NONE ||
	    (p->shown_error.code == ERR_LIMIT && p->shown.final_url != NULL &&
	    recorder_seen(j->rec, p->name, p->shown.final_url, NULL)));
}

/* What one of the two ways lacks where the other has brought the page. */
static void
note_lacks(struct job *j, const struct job_page *p)
{
	const struct error *w = &p->wire_error;

	if (w->code != ERR_NONE)
		recorder_missing_of(j->rec, p->name, "wire", "%s", w->text);
	else if (p->wire.cut || p->wire.failure.code != ERR_NONE)
		recorder_missing_of(j->rec, p->name, "page", "%s",
		    p->wire.failure.code != ERR_NONE ?
		    p->wire.failure.text : "cut before its end");
	if (p->shown_error.code != ERR_NONE)
		recorder_missing_of(j->rec, p->name, "browser", "%s",
		    p->shown_error.text);
}

/* What both brought, taken together. */
static int
describe(struct job *j, struct job_page *p, struct error *e)
{
	const struct net_hop *last = p->wire.n == 0 ? NULL :
	    &p->wire.hops[p->wire.n - 1];

	p->status = p->shown.status > 0 ? p->shown.status : p->wire.status;
	if (job_safe(j, &p->title, p->shown.title, e) != 0)
		return (-1);
	return (job_safe(j, &p->final_url, p->shown.final_url != NULL &&
	    recorder_seen(j->rec, p->name, p->shown.final_url, NULL) ?
	    p->shown.final_url : last != NULL ? last->url : p->url, e));
}

static int
describe_outcome(struct job *j, struct error *e)
{
	const struct job_page *p = &j->page[JOB_POST];
	struct capture_outcome *o = j->o;
	const struct net_hop *last = p->wire.n == 0 ? NULL :
	    &p->wire.hops[p->wire.n - 1];

	o->status = p->status;
	if (job_text(&o->final_url, p->final_url, e) != 0 ||
	    job_text(&o->title, p->title, e) != 0)
		return (-1);
	if (last == NULL || !last->tls.used || last->tls.code < 0)
		return (0);
	o->tls_checked = true;
	o->tls_valid = last->tls.valid;
	return (last->tls.valid ? 0 :
	    job_text(&o->tls_problem, last->tls.reason, e));
}

/* A wall or an error is never taken for the page: ${what} is missing. */
static void
note_place(struct job *j, const struct job_page *p, const char *what)
{
	const char *wall = page_wall(p->class);

	if (p->status >= 400)
		recorder_missing(j->rec, what,
		    "the server answered with status %d", p->status);
	else if (wall != NULL)
		recorder_missing(j->rec, what, "%s", wall);
}

/*
 * The post: is there anything to seal?  Trouble of ours and a refusal end the
 * capture; a page that failed in one of the two ways is sealed with that
 * noted.
 */
static int
judge_post(struct job *j, struct error *e)
{
	struct job_page *p = &j->page[JOB_POST];
	const struct error *w = &p->wire_error;

	if (w->code != ERR_NONE && !shown(j, p)) {
		*e = *w;
		return (-1);
	}
	login_judge(j);
	note_lacks(j, p);
	return (describe(j, p, e) != 0 ? -1 : describe_outcome(j, e));
}

static int
judge_author(struct job *j, struct error *e)
{
	struct job_page *p = &j->page[JOB_AUTHOR];

	if (p->asked == NULL)
		return (0);
	if (p->wire_error.code != ERR_NONE && !shown(j, p)) {
		recorder_missing(j->rec, "author", "%.200s: %s", p->url,
		    p->wire_error.text);
		return (0);
	}
	note_lacks(j, p);
	return (describe(j, p, e));
}

/* A refusal of the post, and trouble of ours on any of the ways. */
static int
check_trouble(const struct job *j, struct error *e)
{
	const struct job_page *p = &j->page[JOB_POST];
	size_t i;

	if (p->wire_error.code == ERR_PRIVATE ||
	    p->shown_error.code == ERR_PRIVATE) {
		*e = p->wire_error.code == ERR_PRIVATE ? p->wire_error :
		    p->shown_error;
		return (-1);
	}
	for (i = 0; i < JOB_PAGES; i++) {
		p = &j->page[i];
		if (!job_fatal(p->wire_error.code) &&
		    !job_fatal(p->shown_error.code))
			continue;
		*e = job_fatal(p->wire_error.code) ? p->wire_error :
		    p->shown_error;
		return (-1);
	}
	return (0);
}

int
job_judge(struct job *j, struct error *e)
{

	if (job_canceled(j))
		return (error_set(e, ERR_CANCELED, "stopped"));
	if (check_trouble(j, e) != 0 || judge_post(j, e) != 0 ||
	    judge_author(j, e) != 0)
		return (-1);
	return (j->page[JOB_PUBLIC].asked == NULL ? 0 :
	    describe(j, &j->page[JOB_PUBLIC], e));
}

/* What a page is, by the facts of it alone. */
static int
classify(struct job_page *p, struct facts *f, struct error *e)
{
	struct facts_page page = { .role = p->name, .id = p->id,
	    .url = p->listed };
	json_t *leads = NULL;
	int rc;

	if (p->listed == NULL)
		return (0);
	if (facts_leads(f, &page, 1, &leads, e) != 0)
		return (-1);
	rc = job_text(&p->class, json_text(leads, "page"), e);
	json_decref(leads);
	return (rc);
}

/* A page that is neither post nor thread need not have an author. */
static bool
has_author(const struct job *j)
{
	const char *class = j->page[JOB_POST].class;

	return (class != NULL && (strcmp(class, "post") == 0 ||
	    strcmp(class, "thread") == 0));
}

int
job_weigh(struct job *j, struct facts *f, struct error *e)
{
	struct job_page *post = &j->page[JOB_POST];
	struct job_page *author = &j->page[JOB_AUTHOR];

	if (classify(post, f, e) != 0 || classify(author, f, e) != 0 ||
	    job_text(&j->o->page, post->class, e) != 0)
		return (-1);
	note_place(j, post, "post");
	if (author->listed != NULL)
		note_place(j, author, "author");
	else if (author->asked == NULL && j->q->use_author && has_author(j))
		recorder_missing(j->rec, "author",
		    "the page names no profile of its author");
	return (0);
}
