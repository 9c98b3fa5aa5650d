#include <stdlib.h>

#include "capture/job/job_internal.h"
#include "store/base/limits.h"
#include "store/base/time.h"
#include "store/wacz/pages.h"

#define TEXT_MAX	(2 * MIB)	/* of visible text in pages.jsonl */

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

/* The records by which readers know a page: its text and a small picture. */
static int
put_resources(struct job *j, const char *url, int64_t at, struct error *e)
{
	struct buf name = BUF_INIT(URL_MAX);
	int rc = -1;

	if (j->page.visible != NULL) {
		buf_printf(&name, "urn:text:%s", url);
		if (buf_ok(&name, e) != 0 ||
		    recorder_resource(j->rec, NULL, buf_str(&name),
		    "text/plain", at, j->page.visible, e) != 0)
			goto out;
	}
	if (j->page.thumbnail != NULL) {
		buf_reset(&name);
		buf_printf(&name, "urn:thumbnail:%s", url);
		if (buf_ok(&name, e) != 0 ||
		    recorder_resource(j->rec, NULL, buf_str(&name),
		    j->page.thumbnail_mime, at, j->page.thumbnail, e) != 0)
			goto out;
	}
	rc = 0;
out:
	buf_free(&name);
	return (rc);
}

int
job_pages(struct job *j, struct error *e)
{
	struct buf text = BUF_INIT(TEXT_MAX), out = BUF_INIT(4 * TEXT_MAX);
	struct page_new page = { .id = j->page_id, .url = j->o->final_url };
	int rc = -1;

	/* Readers look the page up by URL and moment: those of its record. */
	if (!recorder_seen(j->rec, NULL, page.url, &page.ts)) {
		page.url = j->o->url;
		if (!recorder_seen(j->rec, NULL, page.url, &page.ts))
			page.ts = j->o->started;
	}
	j->main_date = page.ts;
	if (put_resources(j, page.url, page.ts, e) != 0)
		goto out;
	page.title = span_of(j->o->title);
	if (j->page.visible != NULL) {
		if (read_text(j->page.visible, &text, e) != 0)
			goto out;
		page.text = pages_fit(buf_span(&text));
	}
	if (pages_write(&out, &page, 1, e) != 0)
		goto out;
	rc = recorder_file_span(j->rec, "pages/pages.jsonl", buf_span(&out),
	    e);
out:
	buf_free(&text);
	buf_free(&out);
	return (rc);
}
