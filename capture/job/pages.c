#include <stdlib.h>
#include <string.h>

#include "capture/job/job_internal.h"
#include "store/base/limits.h"
#include "store/base/time.h"
#include "store/wacz/pages.h"

#define TEXT_MAX	(2 * MIB)	/* of visible text in pages.jsonl */
#define LISTED		2		/* pages in it: post, author */

/* Append the beginning of ${b}, as much as ${out} takes. */
static int
read_text(const struct body *b, struct buf *out, struct error *e)
{
	uint8_t *to;
	size_t want;
	ssize_t n;

	want = body_size(b) < (int64_t)out->max ? (size_t)body_size(b) :
	    out->max;
	while (out->n < want) {
		if ((to = buf_reserve(out, want - out->n)) == NULL)
			return (buf_ok(out, e));
		n = body_read(b, (int64_t)out->n, to, want - out->n, e);
		if (n < 0)
			return (-1);
		if (n == 0)
			break;
		out->n += (size_t)n;
	}
	return (0);
}

int
job_visible(const struct job *j, struct buf *out, struct error *e)
{
	const struct body *visible = j->page[JOB_POST].shown.visible;
	size_t cut;

	if (visible == NULL)
		return (0);
	if (read_text(visible, out, e) != 0)
		return (-1);
	/* Between characters: the last one may not be whole. */
	for (cut = out->n; cut > 0 && out->n - cut < 4; cut--)
		if (span_utf8((struct span){ out->p, cut }))
			break;
	out->n = cut;
	if (out->p != NULL)
		out->p[cut] = '\0';
	return (0);
}

static int
put_resource(struct job *j, const struct job_page *p, const char *kind,
    const struct page_new *page, const char *mime, struct body *content,
    struct error *e)
{
	struct buf name = BUF_INIT(URL_MAX + 64);
	int rc = -1;

	if (content == NULL)
		return (0);
	buf_printf(&name, "urn:%s:%s", kind, page->url);
	if (buf_ok(&name, e) == 0)
		rc = recorder_resource(j->rec, p->name, buf_str(&name), mime,
		    page->ts, content, e);
	buf_free(&name);
	return (rc);
}

/*
 * The records by which readers know a page, its text and a small picture; and
 * the rendered document, so that facts can name a record for what they found
 * there.
 */
static int
put_resources(struct job *j, const struct job_page *p,
    const struct page_new *page, struct error *e)
{
	const struct browser_result *s = &p->shown;

	if (put_resource(j, p, "text", page, "text/plain",
	    s->visible, e) != 0 ||
	    put_resource(j, p, "dom", page, "text/html; charset=utf-8",
	    s->dom, e) != 0)
		return (-1);
	return (put_resource(j, p, "thumbnail", page, s->thumbnail_mime,
	    s->thumbnail, e));
}

/*
 * One page of the list.  Readers look it up by URL and moment: those of its
 * record.
 */
static int
fill(struct job *j, struct job_page *p, struct page_new *page,
    struct buf *text, struct error *e)
{

	page->id = p->id;
	page->url = page_listed(j, p, &page->ts);
	page->title = span_of(p->title);
	if (put_resources(j, p, page, e) != 0)
		return (-1);
	if (p->shown.visible != NULL) {
		if (read_text(p->shown.visible, text, e) != 0)
			return (-1);
		page->text = pages_fit(buf_span(text));
	}
	return (0);
}

int
job_pages(struct job *j, struct error *e)
{
	struct buf text[LISTED] = { BUF_INIT(TEXT_MAX), BUF_INIT(TEXT_MAX) };
	struct buf out = BUF_INIT(8 * TEXT_MAX);
	struct page_new pages[LISTED] = { { .id = NULL }, { .id = NULL } };
	size_t n = 1;
	int rc = -1;

	if (fill(j, &j->page[JOB_POST], &pages[0], &text[0], e) != 0)
		goto out;
	j->main_date = pages[0].ts;
	if (page_there(j, &j->page[JOB_AUTHOR])) {
		if (fill(j, &j->page[JOB_AUTHOR], &pages[1], &text[1],
		    e) != 0)
			goto out;
		n++;
	}
	if (pages_write(&out, pages, n, e) != 0)
		goto out;
	rc = recorder_file_span(j->rec, "pages/pages.jsonl", buf_span(&out),
	    e);
out:
	buf_free(&text[0]);
	buf_free(&text[1]);
	buf_free(&out);
	return (rc);
}
