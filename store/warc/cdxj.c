#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/base/num.h"
#include "store/base/time.h"
#include "store/warc/cdxj.h"
#include "store/warc/warc_internal.h"

struct cdxj_reader {
	struct stream stream;
	bool done;
	struct buf text;	/* present line with its end */
	struct buf before;	/* key and moment of the line before */
	json_t *object;
	int64_t line;
	int64_t offset;		/* of the next line */
	struct cdxj_fault fault;
};

int
cdxj_open(struct warc_source source, struct cdxj_reader **out,
    struct error *e)
{
	struct cdxj_reader *r = calloc(1, sizeof(*r));

	if (r == NULL)
		return (error_nomem(e));
	r->text = (struct buf)BUF_INIT(CDXJ_LINE_MAX);
	r->before = (struct buf)BUF_INIT(CDXJ_LINE_MAX);
	if (stream_init(&r->stream, false, e) != 0) {
		cdxj_free(r);
		return (-1);
	}
	stream_restart(&r->stream, source, 0);
	*out = r;
	return (0);
}

static int fault(struct cdxj_reader *, const char *, ...)
    __attribute__((format(printf, 2, 3)));

static int
fault(struct cdxj_reader *r, const char *fmt, ...)
{
	va_list ap;

	r->fault.line = r->line;
	r->fault.offset = r->offset;
	va_start(ap, fmt);
	(void)vsnprintf(r->fault.text, sizeof(r->fault.text), fmt, ap);
	va_end(ap);
	return (CDXJ_FAULT);
}

/* Bytes in avail, from one gzip member to the next. */
static int
look(struct cdxj_reader *r, struct error *e)
{
	int rc = STREAM_MEMBER;

	if (r->stream.begun)
		rc = stream_look(&r->stream, e);
	while (rc == STREAM_MEMBER)
		if ((rc = stream_begin(&r->stream, e)) == STREAM_BYTES)
			rc = stream_look(&r->stream, e);
	return (rc);
}

/* The next line with its end into text; an enum stream_got or -1. */
static int
read_line(struct cdxj_reader *r, struct error *e)
{
	struct span piece;
	ptrdiff_t lf = -1;
	int rc;

	buf_reset(&r->text);
	while (lf < 0) {
		if ((rc = look(r, e)) != STREAM_BYTES)
			return (rc == STREAM_END && r->text.n > 0 ?
			    STREAM_BYTES : rc);
		piece = r->stream.avail;
		if ((lf = span_find(piece, '\n')) >= 0)
			piece.n = (size_t)lf + 1;
		buf_putspan(&r->text, piece);
		if (buf_ok(&r->text, e) != 0) {
			(void)error_context(e, "line of an index");
			return (error_at(e, NULL, r->offset));
		}
		if (stream_take(&r->stream, piece.n, e) != 0)
			return (-1);
	}
	return (STREAM_BYTES);
}

/* A number, or digits in a string; "-" and "" are absent.  0, or -1. */
static int
get_number(const json_t *j, const char *key, int64_t *out)
{
	const char *text = json_text(j, key);

	*out = -1;
	if (json_object_get(j, key) == NULL)
		return (0);
	if (json_whole(j, key, out))
		return (*out >= 0 ? 0 : -1);
	if (text == NULL)
		return (-1);
	if (*text == '\0' || strcmp(text, "-") == 0)
		return (0);
	return (num_parse(span_of(text), 0, INT64_MAX, out, NULL));
}

static int
get_text(const json_t *j, const char *key, const char **out)
{

	*out = json_text(j, key);
	return (*out == NULL && json_object_get(j, key) != NULL ? -1 : 0);
}

static int
take_object(struct cdxj_reader *r, struct cdxj_line *line)
{
	const json_t *j = r->object;

	if (get_text(j, "url", &line->url) != 0 ||
	    get_text(j, "mime", &line->mime) != 0 ||
	    get_text(j, "digest", &line->digest) != 0 ||
	    get_text(j, "filename", &line->filename) != 0 ||
	    get_text(j, "recordDigest", &line->record_digest) != 0)
		return (fault(r, "a text is no text"));
	if (get_number(j, "status", &line->status) != 0 ||
	    get_number(j, "length", &line->length) != 0 ||
	    get_number(j, "offset", &line->record_offset) != 0)
		return (fault(r, "a number is no number"));
	if (line->length < 0 || line->record_offset < 0 ||
	    line->filename == NULL)
		return (fault(r, "length, offset or filename is missing"));
	return (line->url == NULL ? CDXJ_ZIPNUM : CDXJ_LINE);
}

static int
read_object(struct cdxj_reader *r, struct span s, struct error *e)
{
	struct error why = ERROR_INIT;

	json_decref(r->object);
	if ((r->object = json_read(s, &why)) == NULL) {
		if (why.code != ERR_SYNTAX)
			return (error_set(e, why.code, "%s", why.text));
		return (fault(r, "%.120s", why.text));
	}
	if (!json_is_object(r->object))
		return (fault(r, "no JSON object"));
	return (CDXJ_LINE);
}

static int
note_order(struct cdxj_reader *r, struct cdxj_line *line, struct span place,
    struct error *e)
{
	struct span before = buf_span(&r->before);
	size_t n = place.n < before.n ? place.n : before.n;
	int c = memcmp(before.p, place.p, n);

	line->sorted = c < 0 || (c == 0 && before.n <= place.n);
	buf_reset(&r->before);
	buf_putspan(&r->before, place);
	return (buf_ok(&r->before, e));
}

static int
parse(struct cdxj_reader *r, struct cdxj_line *line, struct error *e)
{
	struct span s = line->text, rest;
	ptrdiff_t cut;
	int rc;

	if (span_starts(s, "!meta ") || span_starts(s, " CDX "))
		return (CDXJ_HEADER);
	if ((cut = span_find(s, ' ')) <= 0)
		return (fault(r, "no key"));
	line->key = span_sub(s, 0, (size_t)cut);
	rest = span_sub(s, (size_t)cut + 1, s.n);
	if ((cut = span_find(rest, ' ')) <= 0)
		return (fault(r, "no moment"));
	line->moment_text = span_sub(rest, 0, (size_t)cut);
	rest = span_sub(rest, (size_t)cut + 1, rest.n);
	if (time_parse_digits(line->moment_text, &line->moment, NULL) != 0)
		return (fault(r, "the moment is not 14 or 17 digits"));
	if (note_order(r, line, span_sub(s, 0, line->key.n + 1 + (size_t)cut),
	    e) != 0)
		return (-1);
	if ((rc = read_object(r, rest, e)) != CDXJ_LINE)
		return (rc);
	return (take_object(r, line));
}

int
cdxj_next(struct cdxj_reader *r, struct cdxj_line *line, struct error *e)
{
	struct span rest;
	int rc;

	memset(line, 0, sizeof(*line));
	if (r->done)
		return (CDXJ_END);
	if ((rc = read_line(r, e)) == -1)
		return (-1);
	line->line = ++r->line;
	line->offset = r->offset;
	if (rc != STREAM_BYTES) {
		r->done = true;
		return (rc == STREAM_END ? CDXJ_END :
		    fault(r, "%s", r->stream.fault.text));
	}
	rest = buf_span(&r->text);
	(void)span_line(&rest, &line->text);
	rc = parse(r, line, e);
	r->offset += (int64_t)r->text.n;
	return (rc);
}

const struct cdxj_fault *
cdxj_fault(const struct cdxj_reader *r)
{

	return (&r->fault);
}

void
cdxj_free(struct cdxj_reader *r)
{

	if (r == NULL)
		return;
	stream_free(&r->stream);
	buf_free(&r->text);
	buf_free(&r->before);
	json_decref(r->object);
	free(r);
}
