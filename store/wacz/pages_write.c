#include <string.h>

#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/base/time.h"
#include "store/wacz/pages.h"

struct span
pages_fit(struct span text)
{
	size_t n = PAGES_TEXT_MAX;

	if (text.n <= n)
		return (text);
	/* Not between the bytes of one character. */
	while (n > 0 && (text.p[n] & 0xc0) == 0x80)
		n--;
	return (span_sub(text, 0, n));
}

static int
put_line(struct buf *out, json_t *j, bool ok, struct error *e)
{
	size_t before = out->n;

	if (!ok)
		return (error_nomem(e));
	if (json_write(out, j, e) != 0)
		return (-1);
	if (out->n - before > PAGES_LINE_MAX)
		return (error_set(e, ERR_LIMIT, "a page of %zu bytes",
		    out->n - before));
	buf_putc(out, '\n');
	return (buf_ok(out, e));
}

static int
put_header(struct buf *out, struct error *e)
{
	json_t *j = json_object();
	bool ok = j != NULL;
	int rc;

	json_put_text(j, "format", "json-pages-1.0", &ok);
	json_put_text(j, "id", "pages", &ok);
	json_put_text(j, "title", "All Pages", &ok);
	rc = put_line(out, j, ok, e);
	json_decref(j);
	return (rc);
}

static int
put_page(struct buf *out, const struct page_new *page, struct error *e)
{
	json_t *j;
	bool ok;
	int rc;

	if (page->id == NULL || page->url == NULL || page->url[0] == '\0' ||
	    page->ts == TIME_UNKNOWN)
		return (error_set(e, ERR_INPUT,
		    "a page needs an id, a url and a moment"));
	j = json_object();
	ok = j != NULL;
	json_put_text(j, "id", page->id, &ok);
	json_put_text(j, "url", page->url, &ok);
	json_put_time(j, "ts", page->ts, &ok);
	json_put_span(j, "title", page->title, &ok);
	json_put_span(j, "text", page->text, &ok);
	rc = put_line(out, j, ok, e);
	json_decref(j);
	return (rc);
}

int
pages_write(struct buf *out, const struct page_new *pages, size_t n,
    struct error *e)
{
	size_t i;

	if (n == 0)
		return (error_set(e, ERR_INPUT, "no page"));
	if (put_header(out, e) != 0)
		return (-1);
	for (i = 0; i < n; i++)
		if (put_page(out, &pages[i], e) != 0)
			return (-1);
	return (0);
}
