#include <string.h>

#include "capture/job/job_internal.h"
#include "store/base/json.h"

/*
 * Whether somebody without the log-in sees the post (procedure.md 1.2 N9): a
 * second visit from a context of its own, or, without a browser, a request
 * without cookies, judged by itself.
 */

int
public_ask(struct job *j, struct error *e)
{
	struct job_page *p = &j->page[JOB_PUBLIC];

	if (!j->q->use_public && !login_used(j))
		return (0);
	if (facts_open(&j->public_facts, e) != 0 ||
	    job_text(&p->url, j->page[JOB_POST].url, e) != 0)
		return (-1);
	return (job_text(&p->asked, j->page[JOB_POST].asked, e));
}

/* The words of the post as facts tell them, or NULL. */
static const char *
text_of(const json_t *facts)
{

	return (json_text(json_object_get(json_object_get(facts, "post"),
	    "text"), "value"));
}

/* The bytes of ${s} that are neither blank space nor its Unicode kin. */
static void
squeeze(struct span s, struct buf *out)
{
	size_t i;

	for (i = 0; i < s.n; i++) {
		if (s.p[i] <= ' ')
			continue;
		if (span_starts(span_sub(s, i, 2), "\xc2\xa0")) {
			i++;
			continue;
		}
		buf_putc(out, s.p[i]);
	}
}

/* Whether the words stand in the visible text, however that is laid out. */
static bool
stands_in(const char *words, struct span text, struct error *e)
{
	struct buf a = BUF_INIT(FACTS_SOURCE_MAX);
	struct buf b = BUF_INIT(FACTS_SOURCE_MAX);
	bool found = false;

	squeeze(span_of(words), &a);
	squeeze(text, &b);
	if (buf_ok(&a, e) == 0 && buf_ok(&b, e) == 0)
		found = a.n > 0 && memmem(b.p, b.n, a.p, a.n) != NULL;
	buf_free(&a);
	buf_free(&b);
	return (found);
}

/*
 * Seen: the post's own words are there.  Not seen: an error, a wall, or a page
 * without those words.  Where the capture knows no words of the post, only an
 * error or a wall says anything.
 */
static enum capture_seen
compare(struct job *j, const char *words, const char *public_words,
    struct error *e)
{
	const struct job_page *p = &j->page[JOB_PUBLIC];
	struct buf room = BUF_INIT(FACTS_SOURCE_MAX);
	enum capture_seen seen = CAPTURE_UNSEEN;
	struct span text = { NULL, 0 };

	if (!page_there(j, p))
		return (CAPTURE_SEEN_UNKNOWN);
	if (p->status >= 400 || page_wall(p->class) != NULL)
		return (CAPTURE_UNSEEN);
	if (words == NULL)
		return (CAPTURE_SEEN_UNKNOWN);
	if (public_words != NULL && strcmp(words, public_words) == 0)
		seen = CAPTURE_SEEN;
	else if (p->shown.visible != NULL &&
	    page_bytes(p->shown.visible, &room, &text, e) == 0 &&
	    stands_in(words, text, e))
		seen = CAPTURE_SEEN;
	buf_free(&room);
	return (seen);
}

/* Nobody was logged in: what came is what anyone sees. */
static enum capture_seen
seen_here(const struct job_page *p)
{

	if (p->status >= 400 || page_wall(p->class) != NULL)
		return (CAPTURE_UNSEEN);
	if (p->class == NULL || strcmp(p->class, "other") == 0)
		return (CAPTURE_SEEN_UNKNOWN);
	return (CAPTURE_SEEN);
}

int
public_judge(struct job *j, const json_t *facts, struct error *e)
{
	struct job_page *p = &j->page[JOB_PUBLIC];
	struct facts_page page = { .role = "post", .id = p->id,
	    .url = page_address(p) };
	struct error why = ERROR_INIT;
	json_t *public = NULL;
	int rc = -1;

	if (p->asked == NULL) {
		j->o->seen_here = true;
		j->o->seen = seen_here(&j->page[JOB_POST]);
		return (0);
	}
	if (facts_derive(j->public_facts, &page, 1, &public, e) != 0 ||
	    job_text(&p->class, json_text(public, "page"), e) != 0)
		goto out;
	j->o->seen = compare(j, text_of(facts), text_of(public), &why);
	if (why.code == ERR_NOMEM)
		(void)error_nomem(e);
	else
		rc = 0;
out:
	json_decref(public);
	return (rc);
}

json_t *
public_describe(const struct job *j)
{
	const struct job_page *p = &j->page[JOB_PUBLIC];
	json_t *d = json_object();
	bool ok = d != NULL;

	json_put_text(d, "by", p->asked == NULL ? "this capture" :
	    "a second visit, without log-in", &ok);
	if (j->o->seen != CAPTURE_SEEN_UNKNOWN)
		json_put_bool(d, "visible", j->o->seen == CAPTURE_SEEN, &ok);
	if (p->asked != NULL)
		page_describe(j, p, d, &ok);
	return (json_made(d, ok, NULL));
}
