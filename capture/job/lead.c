#include <stdlib.h>
#include <string.h>

#include "capture/job/job_internal.h"
#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/base/time.h"
#include "store/base/url.h"

/* With the lock held: nothing but trouble of ours is an error here. */
static void
fail(struct job *j, const struct error *why)
{

	if (j->trouble.code == ERR_NONE)
		j->trouble = *why;
	atomic_store(&j->halt, true);
}

static void
want(struct job *j, const char *url, const char *accept, const char *role,
    struct error *e)
{
	struct job_want *w = &j->want[j->nwant];
	size_t i;

	if (url == NULL || role == NULL)
		return;
	for (i = 0; i < j->nwant; i++)
		if (strcmp(j->want[i].url, url) == 0)
			return;
	if (j->nwant == JOB_WANTS_MAX || e->code != ERR_NONE)
		return;
	if (job_text(&w->url, url, e) == 0 &&
	    job_text(&w->accept, accept, e) == 0 &&
	    job_text(&w->role, role, e) == 0)
		j->nwant++;
}

/* The URL ${text} as a page to be visited. */
static void
ask_for(struct job *j, enum job_page_kind k, const char *text,
    struct error *e)
{
	struct job_page *p = &j->page[k];
	struct url *url = NULL;

	if (text == NULL || p->asked != NULL ||
	    url_parse(span_of(text), NULL, &url, NULL) != 0)
		return;
	/* The post itself is no profile of its author's. */
	if (strcmp(url_text(url), j->page[JOB_POST].url) != 0 &&
	    strcmp(url_text(url), page_address(&j->page[JOB_POST])) != 0 &&
	    job_safe(j, &p->url, url_text(url), e) == 0)
		(void)job_text(&p->asked, url_text_fragment(url), e);
	url_free(url);
}

/*
 * Whether a page of this class may have an author whose profile is wanted.
 * A page that nobody took for a post has one all the same where it says so.
 */
static bool
may_name(const char *class)
{
	static const char *const classes[] = { "post", "thread", "other" };
	size_t i;

	for (i = 0; class != NULL && i < 3; i++)
		if (strcmp(class, classes[i]) == 0)
			return (true);
	return (false);
}

static void
follow_author(struct job *j, const json_t *leads, struct error *e)
{
	const json_t *author = json_object_get(leads, "author");

	if (j->q->use_author)
		ask_for(j, JOB_AUTHOR, json_text(author, "url"), e);
	/* The profile may have them in a better size. */
	if (!j->author_seen && j->page[JOB_AUTHOR].asked != NULL)
		return;
	want(j, json_text(author, "avatar"), NULL, "avatar", e);
	want(j, json_text(author, "banner"), NULL, "banner", e);
}

/* With the lock held: what does all that is known by now name? */
static void
follow(struct job *j)
{
	struct facts_page pages[] = {
		{ .role = "post", .id = j->page[JOB_POST].id,
		    .url = page_address(&j->page[JOB_POST]) },
		{ .role = "author", .id = j->page[JOB_AUTHOR].id,
		    .url = page_address(&j->page[JOB_AUTHOR]) },
	};
	struct job_page *post = &j->page[JOB_POST];
	struct error why = ERROR_INIT;
	json_t *leads = NULL, *list, *one;
	size_t i;

	if (facts_leads(j->facts, pages, pages[1].url != NULL ? 2 : 1, &leads,
	    &why) != 0 ||
	    job_text(&post->class, json_text(leads, "page"), &why) != 0) {
		fail(j, &why);
		json_decref(leads);
		return;
	}
	if (may_name(post->class))
		follow_author(j, leads, &why);
	list = json_object_get(leads, "documents");
	json_array_foreach(list, i, one)
		want(j, json_text(one, "url"), json_text(one, "accept"),
		    json_text(one, "role"), &why);
	if (why.code != ERR_NONE)
		fail(j, &why);
	(void)pthread_cond_broadcast(&j->changed);
	json_decref(leads);
}

static void
add(struct job *j, enum job_page_kind k, const struct facts_source *s)
{
	struct error why = ERROR_INIT;

	/* What the public sees is judged for itself: public.c. */
	if (facts_add(k == JOB_PUBLIC ? j->public_facts : j->facts, s,
	    &why) != 0)
		fail(j, &why);
	else if (k != JOB_PUBLIC)
		follow(j);
}

/* With the lock held: the answer of ${r}, decoded. */
static void
add_answer(struct job *j, enum job_page_kind k, const struct net_result *r)
{
	struct buf text = BUF_INIT(FACTS_SOURCE_MAX);
	const struct net_hop *last;
	struct error why = ERROR_INIT;
	struct facts_source s = { .page = j->page[k].id,
	    .status = r->status, .mime = r->mime, .charset = r->charset,
	    .head = buf_span(&r->head) };

	if (r->n == 0 || r->body == NULL)
		return;
	last = &r->hops[r->n - 1];
	s.url = last->url;
	s.date = last->start;
	if (!facts_wants(s.url, s.mime, s.status, -1))
		return;
	if (net_decode(s.head, r->body, &text, &why) == 0) {
		s.body = buf_span(&text);
		add(j, k, &s);
	} else if (job_fatal(why.code)) {
		fail(j, &why);
	}
	buf_free(&text);
}

void
lead_wire(struct job *j, enum job_page_kind k)
{
	const struct net_result *r = &j->page[k].wire;
	struct error why = ERROR_INIT;

	(void)pthread_mutex_lock(&j->lock);
	if (k == JOB_AUTHOR)
		j->author_seen = true;
	if (r->n > 0 && job_text(&j->page[k].wire_url, r->hops[r->n - 1].url,
	    &why) != 0)
		fail(j, &why);
	add_answer(j, k, r);
	(void)pthread_mutex_unlock(&j->lock);
}

bool
lead_picture(const struct job_want *w)
{

	return (strcmp(w->role, "avatar") == 0 ||
	    strcmp(w->role, "banner") == 0);
}

void
lead_document(struct job *j, const struct job_want *w,
    const struct net_result *r)
{

	if (lead_picture(w) || r->status != 200 || r->cut)
		return;
	(void)pthread_mutex_lock(&j->lock);
	add_answer(j, JOB_POST, r);
	(void)pthread_mutex_unlock(&j->lock);
}

static void
add_dom(struct job *j, enum job_page_kind k, const struct browser_dom *d)
{
	struct buf room = BUF_INIT(FACTS_SOURCE_MAX);
	struct error why = ERROR_INIT;
	struct facts_source s = { .page = j->page[k].id, .url = d->url,
	    .mime = "text/html",
	    .charset = "utf-8", .rendered = true, .date = time_now() };

	if (body_size(d->html) > (int64_t)FACTS_SOURCE_MAX)
		return;
	if (page_bytes(d->html, &room, &s.body, &why) == 0)
		add(j, k, &s);
	else
		fail(j, &why);
	buf_free(&room);
}

void
lead_dom(void *ctx, const struct browser_dom *d)
{
	struct job *j = ctx;
	enum job_page_kind k;
	struct error why = ERROR_INIT;

	for (k = JOB_POST; k < JOB_PUBLIC; k++)
		if (strcmp(j->page[k].name, d->page) == 0)
			break;
	(void)pthread_mutex_lock(&j->lock);
	if (job_text(&j->page[k].shown_url, d->url, &why) != 0)
		fail(j, &why);
	if (k == JOB_AUTHOR)
		j->author_seen = true;
	/* Once the post has named its author, no more is asked of it. */
	if (k != JOB_POST || j->page[JOB_AUTHOR].asked == NULL)
		add_dom(j, k, d);
	j->dom_seen = true;
	(void)pthread_mutex_unlock(&j->lock);
}
