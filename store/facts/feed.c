#include <stdlib.h>
#include <string.h>

#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/facts/arena.h"
#include "store/facts/feed.h"
#include "store/warc/http_body.h"
#include "store/warc/http_head.h"

#define DECODED_MAX	(256 * MIB)	/* of a body, to be hashed */
#define FAILURE_MAX	(64 * KIB)	/* of a record that says why */
#define HEADER_TEXTS	(8 * MIB)	/* of one record */
#define DOM_URN		"urn:dom:"

/* What a record is to us. */
enum use { USE_NONE, USE_SOURCE, USE_NOTE, USE_FAILURE };

struct feed {
	struct facts *f;
	enum use use;
	struct arena texts;		/* of the present record */
	struct facts_source s;
	struct facts_exchange x;
	struct http_body *body;		/* NULL: no coding */
	struct digest *digest;		/* of the content, where coded */
	size_t decoded;
	bool plain;			/* as stored: the coding was undone */
	bool broken;			/* the coding cannot be undone */
	struct buf content;
};

int
feed_open(struct facts *f, struct feed **out, struct error *e)
{
	struct feed *d = calloc(1, sizeof(*d));

	if (d == NULL)
		return (error_nomem(e));
	d->f = f;
	d->texts.max = HEADER_TEXTS;
	d->content = (struct buf)BUF_INIT(FACTS_SOURCE_MAX);
	if (digest_open(&d->digest, e) != 0) {
		free(d);
		return (-1);
	}
	*out = d;
	return (0);
}

static void
forget(struct feed *d)
{

	http_body_free(d->body);
	d->body = NULL;
	arena_free(&d->texts);
	buf_reset(&d->content);
	memset(&d->s, 0, sizeof(d->s));
	memset(&d->x, 0, sizeof(d->x));
	d->use = USE_NONE;
	d->decoded = 0;
	d->plain = d->broken = false;
}

static const char *
keep(struct feed *d, struct span s)
{

	return ((const char *)arena_span(&d->texts, s).p);
}

/* The parameter charset of a Content-Type. */
static struct span
charset_of(struct span type)
{
	struct span s = type;

	while (s.n > 8) {
		if (!span_is_nocase(span_sub(s, 0, 8), "charset=")) {
			s = span_sub(s, 1, s.n);
			continue;
		}
		s = span_sub(s, 8, s.n);
		if (s.n > 0 && s.p[0] == '"')
			s = span_sub(s, 1, s.n);
		for (size_t i = 0; i < s.n; i++)
			if (strchr(" ;\"\t", s.p[i]) != NULL)
				return (span_sub(s, 0, i));
		return (s);
	}
	return ((struct span){ NULL, 0 });
}

/* The media type in lower case. */
static const char *
mime_of(struct feed *d, struct span type)
{
	struct span s = arena_span(&d->texts, http_mime(type));
	uint8_t *p = (uint8_t *)(uintptr_t)s.p;

	for (size_t i = 0; i < s.n; i++)
		if (p[i] >= 'A' && p[i] <= 'Z')
			p[i] = (uint8_t)(p[i] - 'A' + 'a');
	return (s.n > 0 ? (const char *)s.p : NULL);
}

static int
sink(void *ctx, struct span piece, struct error *e)
{
	struct feed *d = ctx;

	d->decoded += piece.n;
	if (d->decoded > DECODED_MAX) {
		d->broken = true;
		return (0);
	}
	if (d->use == USE_SOURCE)
		buf_putspan(&d->content, piece);
	if (d->content.failed == ERR_NOMEM)
		return (error_nomem(e));
	return (digest_put(d->digest, piece.p, piece.n, e));
}

static int
begin_response(struct feed *d, const struct warc_record *rec,
    struct error *e)
{
	struct error why = ERROR_INIT;
	struct span type = { NULL, 0 };
	struct http_head h;

	if (rec->head.p != NULL) {
		if (!http_head_parse(rec->head, &h) || h.request)
			return (0);
		d->s.status = h.status;
		type = http_head_field(&h, "Content-Type", 0);
		d->s.head.p = (const uint8_t *)keep(d, rec->head);
		d->s.head.n = d->s.head.p == NULL ? 0 : rec->head.n;
	} else
		type = rec->content_type;
	d->s.mime = mime_of(d, type);
	d->s.charset = keep(d, charset_of(type));
	d->use = facts_wants(d->s.url, d->s.mime, d->s.status, -1) ?
	    USE_SOURCE : USE_NOTE;
	if (rec->head.p == NULL || http_body_open(rec->head, sink, d,
	    &d->body, &why) == 0) {
		if (d->body != NULL && !http_body_coded(d->body)) {
			http_body_free(d->body);
			d->body = NULL;
		}
		return (d->body != NULL ? digest_reset(d->digest, e) : 0);
	}
	d->broken = true;
	return (why.code == ERR_NOMEM ? error_nomem(e) : 0);
}

static void
begin_resource(struct feed *d, const struct warc_record *rec)
{

	if (span_starts(rec->target, DOM_URN)) {
		d->s.url = keep(d, span_sub(rec->target, strlen(DOM_URN),
		    rec->target.n));
		d->s.rendered = true;
	} else if (!span_starts(rec->target, "http"))
		return;
	d->s.mime = mime_of(d, rec->content_type);
	d->s.charset = keep(d, charset_of(rec->content_type));
	if (facts_wants(d->s.url, d->s.mime, 0, -1))
		d->use = USE_SOURCE;
}

int
feed_begin(struct feed *d, const struct warc_reader *r,
    const struct warc_record *rec, bool *wants, struct error *e)
{
	int rc = 0;

	forget(d);
	d->s.record = d->x.record = keep(d, rec->id);
	d->s.page = d->x.page = keep(d, warc_field(r, "WARC-Page-ID", 0));
	d->s.url = d->x.url = keep(d, rec->target);
	d->s.date = rec->date;
	d->x.type = keep(d, warc_field(r, "WARC-Resource-Type", 0));
	d->x.size = rec->length - (int64_t)rec->head.n;
	d->x.cut = (rec->notes & WARC_NOTE_TRUNCATED) != 0 ||
	    warc_field(r, "WARC-Truncated", 0).p != NULL;
	if (rec->type == WARC_RESPONSE && rec->http &&
	    span_starts(rec->target, "http"))
		rc = begin_response(d, rec, e);
	else if (rec->type == WARC_RESOURCE)
		begin_resource(d, rec);
	else if (rec->type == WARC_METADATA &&
	    rec->length <= (int64_t)FAILURE_MAX &&
	    span_starts(rec->content_type, "application/json"))
		d->use = USE_FAILURE;
	*wants = d->use == USE_SOURCE || d->use == USE_FAILURE ||
	    (d->use == USE_NOTE && d->body != NULL);
	if (rc == 0 && d->texts.nomem)
		rc = error_nomem(e);
	return (rc);
}

static int
put_plain(struct feed *d, struct span piece, struct error *e)
{

	if (d->use == USE_NOTE)
		return (0);
	buf_putspan(&d->content, piece);
	return (d->content.failed == ERR_NOMEM ? error_nomem(e) : 0);
}

int
feed_put(struct feed *d, struct span piece, struct error *e)
{
	struct error why = ERROR_INIT;

	if (d->use == USE_NONE || d->broken || piece.n == 0)
		return (0);
	if (d->body == NULL || d->plain)
		return (put_plain(d, piece, e));
	if (http_body_put(d->body, piece, &why) == 0)
		return (0);
	if (why.code == ERR_NOMEM || why.code == ERR_CRYPTO) {
		*e = why;
		return (-1);
	}
	/* Some tools undo a coding and leave the word for it standing. */
	if (d->decoded == 0 && !d->plain) {
		d->plain = true;
		return (put_plain(d, piece, e));
	}
	d->broken = true;
	return (0);
}

/* Why there was no answer: a record of our own recorder. */
static int
end_failure(struct feed *d, struct error *e)
{
	json_t *j = json_read(buf_span(&d->content), NULL);
	int rc = 0;

	if (json_text(j, "failure") != NULL && d->x.url != NULL) {
		d->x.failed = true;
		d->x.size = 0;
		rc = facts_note(d->f, &d->x, e);
	}
	json_decref(j);
	return (rc);
}

static int
end_source(struct feed *d, struct error *e)
{

	if (d->broken || d->content.failed != ERR_NONE) {
		facts_unread(d->f);
		return (0);
	}
	d->s.body = (struct span){ (const uint8_t *)buf_str(&d->content),
	    d->content.n };
	return (facts_add(d->f, &d->s, e));
}

int
feed_end(struct feed *d, const struct warc_end *end, struct error *e)
{
	uint8_t sum[DIGEST_LEN];
	char hex[DIGEST_HEX];
	bool coded = d->body != NULL && !d->plain;
	int rc = 0;

	if (d->use == USE_FAILURE)
		rc = end_failure(d, e);
	else if (d->use != USE_NONE) {
		d->x.mime = d->s.mime;
		d->x.status = d->s.status;
		if (coded)
			d->x.size = d->broken ? -1 : (int64_t)d->decoded;
		if (coded && !d->broken) {
			if (digest_peek(d->digest, sum, e) != 0)
				return (-1);
			d->x.sha256 = digest_hex(sum, hex);
		} else if (!coded && !d->broken && end->has_payload_sha256)
			d->x.sha256 = digest_hex(end->payload_sha256, hex);
		if (!d->s.rendered)
			rc = facts_note(d->f, &d->x, e);
		if (rc == 0 && d->use == USE_SOURCE)
			rc = end_source(d, e);
	}
	forget(d);
	return (rc);
}

/* One record; as warc_next. */
static int
feed_record(struct feed *d, struct warc_reader *r, struct error *e)
{
	struct warc_record rec;
	struct warc_end end;
	struct span piece;
	bool wants;
	int got;

	if ((got = warc_next(r, &rec, e)) != WARC_GOT)
		return (got);
	if (feed_begin(d, r, &rec, &wants, e) != 0)
		return (-1);
	while (wants && (got = warc_read(r, &piece, e)) == WARC_GOT)
		if (feed_put(d, piece, e) != 0)
			return (-1);
	if (got < 0 || got == WARC_FAULT)
		return (got);
	if ((got = warc_finish(r, &end, e)) == WARC_GOT &&
	    feed_end(d, &end, e) != 0)
		return (-1);
	return (got);
}

int
feed_warc(struct facts *f, struct warc_source source, struct error *e)
{
	struct warc_reader *r = NULL;
	struct feed *d = NULL;
	int got = -1;

	if (feed_open(f, &d, e) == 0 &&
	    warc_open(source, WARC_PAYLOAD, &r, e) == 0)
		do
			got = feed_record(d, r, e);
		while (got == WARC_GOT);
	warc_free(r);
	feed_free(d);
	return (got < 0 ? -1 : 0);
}

int
facts_file(const json_t *facts, struct buf *out, struct error *e)
{

	if (json_write(out, facts, e) != 0)
		return (-1);
	buf_putc(out, '\n');
	return (buf_ok(out, e));
}

void
feed_free(struct feed *d)
{

	if (d == NULL)
		return;
	forget(d);
	buf_free(&d->content);
	digest_free(d->digest);
	free(d);
}
