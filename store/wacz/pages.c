#include <stdlib.h>
#include <string.h>

#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/base/time.h"
#include "store/wacz/pages.h"

#define CHUNK	(64 * KIB)

struct pages_reader {
	pages_source *source;
	void *ctx;
	struct buf held;	/* read, not yet given */
	size_t used;		/* of held: the line given last */
	size_t seen;		/* of held: no line end before */
	bool ended;
	int64_t line;
	json_t *json;		/* of the line given last */
};

int
pages_open(pages_source *source, void *ctx, struct pages_reader **out,
    struct error *e)
{
	struct pages_reader *r;

	if ((r = calloc(1, sizeof(*r))) == NULL)
		return (error_nomem(e));
	r->source = source;
	r->ctx = ctx;
	/* A chunk may begin with the last byte of the longest line. */
	r->held = (struct buf)BUF_INIT(PAGES_LINE_MAX + CHUNK);
	*out = r;
	return (0);
}

static int
fill(struct pages_reader *r, struct error *e)
{
	uint8_t *to;
	ssize_t k;

	if (r->held.n > PAGES_LINE_MAX)
		return (error_set(e, ERR_LIMIT, "line %lld is too long",
		    (long long)r->line + 1));
	if ((to = buf_reserve(&r->held, CHUNK)) == NULL)
		return (buf_ok(&r->held, e));
	if ((k = r->source(r->ctx, to, CHUNK, e)) < 0)
		return (-1);
	r->held.n += (size_t)k;
	r->ended = k == 0;
	return (0);
}

/* The next line without its end into ${line}; 0 at the end of the text. */
static int
next_line(struct pages_reader *r, struct span *line, struct error *e)
{
	struct span rest;
	ptrdiff_t at;

	buf_drop(&r->held, r->used);
	r->used = r->seen = 0;
	for (;;) {
		rest = span_sub(buf_span(&r->held), r->seen, r->held.n);
		at = rest.n == 0 ? -1 : span_find(rest, '\n');
		if (at >= 0 || r->ended)
			break;
		r->seen = r->held.n;
		if (fill(r, e) != 0)
			return (-1);
	}
	if (at < 0 && r->held.n == 0)
		return (0);
	r->used = at < 0 ? r->held.n : r->seen + (size_t)at + 1;
	*line = span_sub(buf_span(&r->held), 0, at < 0 ? r->used : r->used - 1);
	if (line->n > 0 && line->p[line->n - 1] == '\r')
		line->n--;
	r->line++;
	return (1);
}

static const char *
check_header(const struct pages_reader *r, const struct page *page)
{

	if (r->line != 1)
		return ("a second header");
	if (strcmp(page->format, "json-pages-1.0") != 0)
		return ("format is not \"json-pages-1.0\"");
	return (NULL);
}

static const char *
check_page(const struct pages_reader *r, struct page *page)
{

	if (page->ts != NULL &&
	    time_parse(span_of(page->ts), &page->ts_ms, NULL) != 0)
		page->ts_ms = TIME_UNKNOWN;
	if (r->line == 1)
		return ("the first line is no header");
	if (page->url == NULL || page->url[0] == '\0')
		return ("no url");
	if (page->ts == NULL)
		return ("no ts");
	if (page->ts_ms == TIME_UNKNOWN)
		return ("ts is no time of RFC 3339");
	return (NULL);
}

static void
take(const struct pages_reader *r, struct page *page)
{
	const json_t *j = r->json;

	page->json = j;
	page->format = json_text(j, "format");
	page->header = page->format != NULL;
	page->id = json_text(j, "id");
	page->url = json_text(j, "url");
	page->ts = json_text(j, "ts");
	page->title = json_text(j, "title");
	page->text = json_text(j, "text");
	page->fault = page->header ? check_header(r, page) :
	    check_page(r, page);
}

int
pages_next(struct pages_reader *r, struct page *page, struct error *e)
{
	struct error own = ERROR_INIT;
	struct span line;
	int rc;

	memset(page, 0, sizeof(*page));
	page->ts_ms = TIME_UNKNOWN;
	json_decref(r->json);
	r->json = NULL;
	if ((rc = next_line(r, &line, e)) <= 0)
		return (rc);
	page->line = r->line;
	if (span_trim(line).n == 0) {
		page->fault = "an empty line";
		return (1);
	}
	if ((r->json = json_read(line, &own)) == NULL) {
		if (own.code != ERR_SYNTAX)
			return (error_set(e, own.code, "%s", own.text));
		page->fault = "no JSON";
		return (1);
	}
	if (!json_is_object(r->json)) {
		page->fault = "not a JSON object";
		return (1);
	}
	take(r, page);
	return (1);
}

void
pages_close(struct pages_reader *r)
{

	if (r == NULL)
		return;
	json_decref(r->json);
	buf_free(&r->held);
	free(r);
}
