#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include "store/warc/http_body.h"
#include "store/warc/http_br.h"
#include "store/warc/http_head.h"

#define CHUNK_MAX	(UINT64_C(1) << 58)	/* before the next digit */

enum chunk_state {
	CHUNK_SIZE, CHUNK_EXTENSION, CHUNK_DATA, CHUNK_DATA_END, CHUNK_TRAILER,
	CHUNK_DONE
};

/* Takes chunks (RFC 9112 section 7.1) off as bytes come. */
struct dechunk {
	bool on;
	enum chunk_state state;
	bool digits;		/* a size has begun */
	uint64_t left;		/* of the chunk */
	size_t line;		/* bytes of the trailer line so far */
};

struct http_body {
	struct dechunk chunks;
	bool zip;		/* content coding gzip or deflate */
	bool zip_ready;
	bool zip_done;
	z_stream z;
	struct http_br *br;	/* content coding br, or NULL */
	http_body_sink *sink;
	void *ctx;
};

static int
hex_value(uint8_t c)
{

	return (c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ?
	    c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1);
}

/* One byte outside of data; 0, or -1 when it breaks the format. */
static int
chunk_byte(struct dechunk *d, uint8_t c, struct error *e)
{
	int digit;

	switch (d->state) {
	case CHUNK_SIZE:
		if ((digit = hex_value(c)) >= 0 && d->left < CHUNK_MAX) {
			d->left = d->left * 16 + (uint64_t)digit;
			d->digits = true;
			return (0);
		}
		if (!d->digits || (c != ';' && c != ' ' && c != '\t' &&
		    c != '\r' && c != '\n'))
			return (error_set(e, ERR_SYNTAX, "size of a chunk"));
		d->state = CHUNK_EXTENSION;
		/* FALLTHROUGH */
	case CHUNK_EXTENSION:
		if (c == '\n')
			d->state = d->left > 0 ? CHUNK_DATA : CHUNK_TRAILER;
		return (0);
	case CHUNK_DATA_END:
		if (c == '\n')
			d->state = CHUNK_SIZE;
		else if (c != '\r')
			return (error_set(e, ERR_SYNTAX, "end of a chunk"));
		d->digits = false;
		return (0);
	case CHUNK_TRAILER:
		if (c == '\n' && d->line == 0)
			d->state = CHUNK_DONE;
		else if (c == '\n')
			d->line = 0;
		else if (c != '\r')
			d->line++;
		return (0);
	case CHUNK_DATA:
	case CHUNK_DONE:
		break;
	}
	return (0);
}

static int
give(struct http_body *d, struct span s, struct error *e)
{

	return (s.n == 0 ? 0 : d->sink(d->ctx, s, e));
}

static int
zip_begin(struct http_body *d, uint8_t first, struct error *e)
{
	/* "deflate" is zlib (RFC 9110 section 8.4.1.2); some send it raw. */
	int bits = first == 0x1f || (first & 0x0f) == 8 ? 15 + 32 : -15;

	if (inflateInit2(&d->z, bits) != Z_OK)
		return (error_nomem(e));
	d->zip_ready = true;
	return (0);
}

static int
zip_put(struct http_body *d, struct span s, struct error *e)
{
	uint8_t block[16384];
	int rc;

	if (s.n == 0 || d->zip_done)
		return (0);
	if (!d->zip_ready && zip_begin(d, s.p[0], e) < 0)
		return (-1);
	/* zlib does not write to its input; its interface lacks the const. */
	memcpy(&d->z.next_in, &s.p, sizeof(s.p));
	d->z.avail_in = (uInt)s.n;
	do {
		d->z.next_out = block;
		d->z.avail_out = sizeof(block);
		rc = inflate(&d->z, Z_NO_FLUSH);
		if (give(d, (struct span){ block, sizeof(block) -
		    d->z.avail_out }, e) < 0)
			return (-1);
		if (rc == Z_STREAM_END && d->z.avail_in > 0)
			rc = inflateReset(&d->z);	/* next gzip member */
		else if (rc == Z_STREAM_END)
			d->zip_done = true;
	} while (rc == Z_OK && (d->z.avail_in > 0 || d->z.avail_out == 0));
	if (rc == Z_MEM_ERROR)
		return (error_nomem(e));
	if (rc != Z_OK && rc != Z_STREAM_END && rc != Z_BUF_ERROR)
		return (error_set(e, ERR_SYNTAX, "content coding is broken"));
	return (0);
}

static int
content_put(struct http_body *d, struct span s, struct error *e)
{

	if (d->zip)
		return (zip_put(d, s, e));
	if (d->br != NULL)
		return (http_br_put(d->br, s, d->sink, d->ctx, e));
	return (give(d, s, e));
}

int
http_body_put(struct http_body *d, struct span s, struct error *e)
{
	struct dechunk *c = &d->chunks;
	size_t n;

	if (!c->on)
		return (content_put(d, s, e));
	while (s.n > 0 && c->state != CHUNK_DONE) {
		if (c->state != CHUNK_DATA) {
			if (chunk_byte(c, s.p[0], e) < 0)
				return (-1);
			s = span_sub(s, 1, s.n);
			continue;
		}
		n = c->left < s.n ? (size_t)c->left : s.n;
		if (content_put(d, span_sub(s, 0, n), e) < 0)
			return (-1);
		s = span_sub(s, n, s.n);
		if ((c->left -= n) == 0)
			c->state = CHUNK_DATA_END;
	}
	return (0);
}

static int
begin(struct http_body *d, struct span head, struct error *e)
{
	struct http_head h;
	struct span transfer, content;

	if (head.p == NULL || !http_head_parse(head, &h))
		return (0);
	transfer = http_head_field(&h, "Transfer-Encoding", 0);
	content = http_head_field(&h, "Content-Encoding", 0);
	if (transfer.p != NULL && !span_is_nocase(transfer, "identity")) {
		if (!span_is_nocase(transfer, "chunked"))
			return (error_set(e, ERR_UNSUPPORTED,
			    "transfer coding %.*s", (int)(transfer.n & 0xff),
			    (const char *)transfer.p));
		d->chunks.on = true;
	}
	if (content.n == 0 || span_is_nocase(content, "identity"))
		return (0);
	if (span_is_nocase(content, "br"))
		return (http_br_open(&d->br, e));
	if (!span_is_nocase(content, "gzip") &&
	    !span_is_nocase(content, "x-gzip") &&
	    !span_is_nocase(content, "deflate"))
		return (error_set(e, ERR_UNSUPPORTED, "content coding %.*s",
		    (int)(content.n & 0xff), (const char *)content.p));
	d->zip = true;
	return (0);
}

int
http_body_open(struct span head, http_body_sink *sink, void *ctx,
    struct http_body **out, struct error *e)
{
	struct http_body *d = calloc(1, sizeof(*d));

	if (d == NULL)
		return (error_nomem(e));
	d->sink = sink;
	d->ctx = ctx;
	if (begin(d, head, e) < 0) {
		free(d);
		return (-1);
	}
	*out = d;
	return (0);
}

bool
http_body_coded(const struct http_body *d)
{

	return (d->zip || d->br != NULL || d->chunks.on);
}

void
http_body_free(struct http_body *d)
{

	if (d == NULL)
		return;
	if (d->zip_ready)
		(void)inflateEnd(&d->z);
	http_br_free(d->br);
	free(d);
}
