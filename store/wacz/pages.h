#ifndef STORE_WACZ_PAGES_H
#define STORE_WACZ_PAGES_H

#include <stddef.h>
#include <stdint.h>

#include <jansson.h>
#include <sys/types.h>

#include "store/base/buf.h"
#include "store/base/error.h"
#include "store/base/span.h"

/*
 * pages - pages/pages.jsonl of a WACZ (WACZ 1.1.1 section 5.2.3,
 * json-pages-1.0): one JSON object a line, the first one a header.
 * Limit: PAGES_LINE_MAX bytes a line.
 */
struct pages_reader;		/* opaque; one thread at a time */

/* Gives up to ${n} bytes: the count, 0 at the end, -1 with ${e}. */
typedef ssize_t pages_source(void *ctx, void *p, size_t n, struct error *e);

/* Strings are borrowed until the next call; NULL: absent or no string. */
struct page {
	int64_t line;		/* from 1 */
	const char *fault;	/* NULL, or why this line is not as it must */
	bool header;		/* the line with "format"; else a page */
	const char *format;	/* header: "json-pages-1.0" */
	const char *id;
	const char *url;
	const char *ts;		/* as written */
	int64_t ts_ms;		/* TIME_UNKNOWN */
	const char *title;
	const char *text;
	const json_t *json;	/* the line, or NULL */
};

/*
 * pages_open(source, ctx, out, e): 0 with a reader for pages_close, or -1
 * with ${e} ERR_NOMEM.
 */
int pages_open(pages_source *source, void *ctx, struct pages_reader **out,
    struct error *e);

/*
 * pages_next(r, page, e):
 * The next line.  Faults (broken JSON, no header in the first line, a second
 * header, page without url or ts, ts no time, an empty line) are data.
 * Return 1, 0 at the end, or -1 with ${e}: ERR_NOMEM, ERR_LIMIT (line too
 * long), what the source says.  Other tools' extra fields are no fault.
 */
int pages_next(struct pages_reader *r, struct page *page, struct error *e);

void pages_close(struct pages_reader *r);

/* One page to be written.  ts in ms; title and text may be absent. */
struct page_new {
	const char *id;		/* unique, not NULL */
	const char *url;	/* byte-equal to the CDXJ url */
	int64_t ts;		/* moment of the WARC record */
	struct span title;
	struct span text;
};

/*
 * pages_write(out, pages, n, e):
 * Append the header line and ${n} >= 1 pages, each line ending in LF, fields
 * id, url, ts (to the millisecond), title, text.  Bytes that are not UTF-8
 * become U+FFFD.  Return 0, or -1 with ${e}: ERR_INPUT (no page, no url, no
 * moment), ERR_LIMIT (line beyond PAGES_LINE_MAX: see pages_fit), ERR_NOMEM.
 */
int pages_write(struct buf *out, const struct page_new *pages, size_t n,
    struct error *e);

/* Bytes of a text that fit in any case: JSON may write a byte as six. */
#define PAGES_TEXT_MAX	(PAGES_LINE_MAX / 8)

/*
 * pages_fit(text): the longest beginning of ${text} that is sure to fit a
 * line, cut between characters.  The whole stands in evidence/post.txt.
 */
struct span pages_fit(struct span text);

#endif
