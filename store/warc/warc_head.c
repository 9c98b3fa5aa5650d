#include "store/warc/http_head.h"
#include "store/warc/warc_internal.h"

#define FIRST_LINE_MAX	((int64_t)(2 * URL_MAX))

/*
 * Whether the block is meant to be an HTTP message.  Some tools leave out
 * Content-Type where they have seen nothing else.
 */
static bool
is_http(const struct warc_record *rec)
{
	struct span mime = http_mime(rec->content_type);

	if (mime.p != NULL)
		return (span_is_nocase(mime, "application/http"));
	if (rec->type != WARC_RESPONSE && rec->type != WARC_REQUEST &&
	    rec->type != WARC_REVISIT)
		return (false);
	return (span_starts(rec->target, "http:") ||
	    span_starts(rec->target, "https:"));
}

static bool
is_empty_line(const struct buf *b, size_t from)
{
	struct span line = span_sub(buf_span(b), from, b->n);

	return (span_is(line, "\r\n") || span_is(line, "\n"));
}

/*
 * The block ended before the head did.  Where nothing follows a head (most
 * requests, revisits) some tools leave the empty line out.
 */
static int
open_head(struct warc_reader *r)
{

	if (r->rec.type == WARC_RESPONSE)
		r->rec.notes |= WARC_NOTE_HEAD_OPEN;
	return (WARC_GOT);
}

/* What was read is no head: it is the payload's beginning. */
static int
no_head(struct warc_reader *r)
{

	r->rec.notes |= WARC_NOTE_HEAD_MISSING;
	r->pending = buf_span(&r->head);
	return (WARC_GOT);
}

static int
one_line(struct warc_reader *r, int64_t max, struct error *e)
{
	size_t before = r->head.n;
	int rc = warc_read_line(r, &r->head, max < r->left ? max : r->left, e);

	r->left -= (int64_t)(r->head.n - before);
	return (rc);
}

static int
rest_of_head(struct warc_reader *r, struct error *e)
{
	size_t before;
	int rc;

	do {
		before = r->head.n;
		rc = one_line(r, INT64_MAX, e);
	} while (rc == WARC_GOT && !is_empty_line(&r->head, before));
	return (rc == WARC_END && r->left == 0 ? open_head(r) : rc);
}

int
warc_read_head(struct warc_reader *r, struct error *e)
{
	struct http_head h;
	int rc;

	buf_reset(&r->head);
	r->pending = (struct span){ NULL, 0 };
	r->left = r->rec.length;
	r->rec.http = is_http(&r->rec);
	if (!r->rec.http)
		return (WARC_GOT);
	if (r->left == 0) {
		if (r->rec.type != WARC_REVISIT)
			r->rec.notes |= WARC_NOTE_HEAD_MISSING;
		return (WARC_GOT);
	}
	rc = one_line(r, FIRST_LINE_MAX, e);
	if (rc == WARC_FAULT || rc == -1)
		return (rc);
	if (!http_head_parse(buf_span(&r->head), &h))
		return (no_head(r));
	if (rc == WARC_GOT)
		rc = rest_of_head(r, e);
	else if (r->left == 0)
		rc = open_head(r);
	if (rc != WARC_GOT)
		return (rc);
	r->rec.head = buf_span(&r->head);
	if (!span_utf8(r->rec.head))
		r->rec.notes |= WARC_NOTE_HEAD_TEXT;
	return (WARC_GOT);
}
