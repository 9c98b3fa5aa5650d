#include <stdlib.h>
#include <string.h>

#include "store/warc/warc_internal.h"

#define VERSION_LINE_MAX	64

static const struct span absent = { NULL, 0 };

const char *
warc_fault_name(enum warc_fault_code code)
{
	static const char * const names[WARC_FAULTS] = {
		[WARC_FAULT_NONE] = "none", [WARC_FAULT_VERSION] = "version",
		[WARC_FAULT_HEADER] = "header", [WARC_FAULT_FIELD] = "field",
		[WARC_FAULT_SHORT] = "short",
		[WARC_FAULT_SEPARATOR] = "separator",
		[WARC_FAULT_GZIP] = "gzip",
		[WARC_FAULT_TRAILING] = "trailing",
	};

	if (code < WARC_FAULT_NONE || code >= WARC_FAULTS)
		return ("unknown");
	return (names[code]);
}

int
warc_open(struct warc_source source, unsigned want, struct warc_reader **out,
    struct error *e)
{
	struct warc_reader *r = calloc(1, sizeof(*r));

	if (r == NULL)
		return (error_nomem(e));
	r->want = want;
	r->header.text = (struct buf)BUF_INIT(WARC_HEADER_MAX);
	r->head = (struct buf)BUF_INIT(HTTP_HEADER_MAX);
	if (stream_init(&r->stream, (want & WARC_MEMBER) != 0, e) != 0) {
		warc_free(r);
		return (-1);
	}
	warc_restart(r, source, 0);
	*out = r;
	return (0);
}

void
warc_restart(struct warc_reader *r, struct warc_source source, int64_t offset)
{

	stream_restart(&r->stream, source, offset);
	r->state = READER_BETWEEN;
	r->inside = false;
	r->given = 0;
}

const struct warc_fault *
warc_fault(const struct warc_reader *r)
{

	return (&r->stream.fault);
}

static int
fault(struct warc_reader *r, enum warc_fault_code code, const char *text)
{

	(void)stream_fault(&r->stream, code, r->rec.offset, "%s", text);
	r->state = READER_DONE;
	return (WARC_FAULT);
}

static int
fault_short(struct warc_reader *r)
{

	return (fault(r, WARC_FAULT_SHORT, "the file ends inside a record"));
}

int
warc_look(struct warc_reader *r, struct error *e)
{
	int rc = stream_look(&r->stream, e);

	while (rc == STREAM_MEMBER) {
		r->rec.notes |= WARC_NOTE_SHARED;
		if ((rc = stream_begin(&r->stream, e)) == STREAM_BYTES)
			rc = stream_look(&r->stream, e);
	}
	switch (rc) {
	case STREAM_BYTES:
		return (WARC_GOT);
	case STREAM_END:
		return (WARC_END);
	case STREAM_FAULT:
		r->state = READER_DONE;
		return (WARC_FAULT);
	default:
		return (-1);
	}
}

int
warc_read_line(struct warc_reader *r, struct buf *to, int64_t max,
    struct error *e)
{
	struct span piece;
	ptrdiff_t lf = -1;
	int rc;

	while (lf < 0 && max > 0) {
		if ((rc = warc_look(r, e)) != WARC_GOT)
			return (rc);
		piece = r->stream.avail;
		if ((int64_t)piece.n > max)
			piece.n = (size_t)max;
		if ((lf = span_find(piece, '\n')) >= 0)
			piece.n = (size_t)lf + 1;
		buf_putspan(to, piece);
		if (buf_ok(to, e) != 0) {
			(void)error_context(e, "header of a WARC record");
			return (error_at(e, NULL, r->rec.offset));
		}
		if (stream_take(&r->stream, piece.n, e) != 0)
			return (-1);
		max -= (int64_t)piece.n;
	}
	return (lf >= 0 ? WARC_GOT : WARC_END);
}

/* All lines of the header up to the empty one. */
static int
read_header(struct warc_reader *r, struct error *e)
{
	struct buf *text = &r->header.text;
	size_t before;
	int rc;

	buf_reset(text);
	rc = warc_read_line(r, text, VERSION_LINE_MAX, e);
	if (rc == WARC_FAULT || rc == -1)
		return (rc);
	if (!span_starts(buf_span(text), "WARC/") ||
	    (rc == WARC_END && text->n == VERSION_LINE_MAX))
		return (fault(r, WARC_FAULT_VERSION,
		    "a record does not begin with WARC/ and a version"));
	for (; rc == WARC_GOT; rc = warc_read_line(r, text, INT64_MAX, e)) {
		before = text->n;
		if (before >= 2 && text->p[before - 2] == '\n')
			break;
		if (before >= 3 && text->p[before - 2] == '\r' &&
		    text->p[before - 3] == '\n')
			break;
	}
	return (rc == WARC_END ? fault_short(r) : rc);
}

/*
 * Stand at the first byte of a record: WARC_GOT, WARC_END, WARC_FAULT, -1.
 * In a gzip member with several records it is wherever the last one ended.
 */
static int
find_record(struct warc_reader *r, struct error *e)
{
	int rc = STREAM_BYTES;

	memset(&r->rec, 0, sizeof(r->rec));
	if (r->inside)
		r->rec.notes |= WARC_NOTE_SHARED;
	else
		rc = stream_begin(&r->stream, e);
	r->rec.offset = r->stream.start;
	if (rc == STREAM_BYTES)
		rc = stream_look(&r->stream, e);
	if (rc == STREAM_BYTES)
		return (WARC_GOT);
	if (rc == -1)
		return (-1);
	r->state = READER_DONE;
	if (rc == STREAM_MEMBER)
		return (fault(r, WARC_FAULT_GZIP,
		    "a gzip member without a record"));
	return (rc == STREAM_END ? WARC_END : WARC_FAULT);
}

static int
begin_record(struct warc_reader *r, struct error *e)
{
	const char *why = NULL;
	int rc;

	if ((rc = find_record(r, e)) != WARC_GOT ||
	    (rc = read_header(r, e)) != WARC_GOT)
		return (rc);
	if ((rc = header_parse(&r->header, &r->rec, &why, e)) != 0)
		return (rc == -1 ? -1 : fault(r, (enum warc_fault_code)rc,
		    why));
	rc = warc_read_head(r, e);
	if (rc == WARC_END)
		return (fault_short(r));
	if (rc != WARC_GOT)
		return (rc);
	if (checks_begin(&r->checks, &r->header, &r->rec, r->want, e) != 0)
		return (-1);
	r->state = READER_PAYLOAD;
	return (WARC_GOT);
}

int
warc_next(struct warc_reader *r, struct warc_record *rec, struct error *e)
{
	struct warc_end end;
	int rc;

	memset(rec, 0, sizeof(*rec));
	if (r->state == READER_PAYLOAD &&
	    (rc = warc_finish(r, &end, e)) != WARC_GOT)
		return (rc);
	if (r->state == READER_DONE)
		return (r->stream.fault.code == WARC_FAULT_NONE ? WARC_END :
		    WARC_FAULT);
	rc = begin_record(r, e);
	if (rc == WARC_GOT)
		*rec = r->rec;
	return (rc);
}

int
warc_read(struct warc_reader *r, struct span *piece, struct error *e)
{
	int rc;

	*piece = absent;
	if (r->state != READER_PAYLOAD)
		return (r->stream.fault.code == WARC_FAULT_NONE ? WARC_END :
		    WARC_FAULT);
	if (r->given > 0 && stream_take(&r->stream, r->given, e) != 0)
		return (-1);
	r->given = 0;
	if (r->pending.n > 0) {
		*piece = r->pending;
		r->pending = absent;
	} else if (r->left > 0) {
		if ((rc = warc_look(r, e)) == WARC_END)
			return (fault_short(r));
		if (rc != WARC_GOT)
			return (rc);
		*piece = r->stream.avail;
		if ((int64_t)piece->n > r->left)
			piece->n = (size_t)r->left;
		r->left -= (int64_t)piece->n;
		r->given = piece->n;
	} else
		return (WARC_END);
	return (checks_put(&r->checks, *piece, e) != 0 ? -1 : WARC_GOT);
}

/* CRLF CRLF behind the block (section 4); LF LF where all lines end so. */
static int
read_separator(struct warc_reader *r, struct error *e)
{
	const char *want = "\r\n\r\n";
	struct span avail;
	int rc;

	if ((r->rec.notes & WARC_NOTE_LINES) != 0)
		want = "\n\n";
	for (; *want != '\0'; want++) {
		rc = stream_look(&r->stream, e);
		if (rc == -1)
			return (-1);
		avail = r->stream.avail;
		if (rc != STREAM_BYTES || avail.p[0] != (uint8_t)*want)
			return (fault(r, WARC_FAULT_SEPARATOR,
			    "no empty lines behind the block of a record"));
		if (stream_take(&r->stream, 1, e) != 0)
			return (-1);
	}
	return (WARC_GOT);
}

/* The gzip member should end with its record. */
static int
end_member(struct warc_reader *r, struct warc_end *end, struct error *e)
{
	int rc = STREAM_MEMBER;

	if (r->stream.gzip && (rc = stream_look(&r->stream, e)) == -1)
		return (-1);
	if (rc == STREAM_FAULT) {
		r->state = READER_DONE;
		return (WARC_FAULT);
	}
	r->inside = rc == STREAM_BYTES;
	if (r->inside)
		r->rec.notes |= WARC_NOTE_SHARED;
	if ((r->rec.notes & WARC_NOTE_SHARED) != 0)
		return (WARC_GOT);
	end->length = r->stream.pos - r->rec.offset;
	if (r->stream.stored == NULL)
		return (WARC_GOT);
	if (digest_peek(r->stream.stored, end->member, e) != 0)
		return (-1);
	end->has_member = true;
	return (WARC_GOT);
}

int
warc_finish(struct warc_reader *r, struct warc_end *end, struct error *e)
{
	struct span piece;
	int rc;

	memset(end, 0, sizeof(*end));
	end->length = -1;
	while ((rc = warc_read(r, &piece, e)) == WARC_GOT)
		continue;
	end->notes = r->rec.notes;
	if (rc != WARC_END)
		return (rc);
	if (r->state != READER_PAYLOAD)
		return (error_set(e, ERR_INPUT, "no record to finish"));
	if (checks_end(&r->checks, r->want, end, e) != 0)
		return (-1);
	r->state = READER_BETWEEN;
	rc = read_separator(r, e);
	if (rc == WARC_GOT)
		rc = end_member(r, end, e);
	end->notes = r->rec.notes;
	return (rc);
}

void
warc_hash_file(struct warc_reader *r, struct digest *d)
{

	r->stream.also = d;
}

int
warc_rest(struct warc_reader *r, struct error *e)
{
	struct stream *s = &r->stream;
	size_t n = s->in_n - s->in_at;

	if (s->also == NULL || n == 0)
		return (0);
	s->in_at += n;
	return (digest_put(s->also, s->in + s->in_at - n, n, e));
}

struct span
warc_field(const struct warc_reader *r, const char *name, size_t nth)
{

	return (header_field(&r->header, name, nth));
}

void
warc_free(struct warc_reader *r)
{

	if (r == NULL)
		return;
	stream_free(&r->stream);
	checks_free(&r->checks);
	buf_free(&r->header.text);
	buf_free(&r->head);
	free(r->header.fields);
	free(r);
}
