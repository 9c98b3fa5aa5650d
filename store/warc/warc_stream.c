#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/crc.h"
#include "store/base/io.h"
#include "store/warc/warc_internal.h"

#define GZIP_WINDOW	(15 + 16)	/* zlib: 32 KiB, gzip wrapper only */

static ssize_t
span_read(void *ctx, void *p, size_t n, struct error *e)
{
	struct span *s = ctx;

	(void)e;
	if (n > s->n)
		n = s->n;
	if (n > 0)
		memcpy(p, s->p, n);
	*s = span_sub(*s, n, s->n);
	return ((ssize_t)n);
}

struct warc_source
warc_from_span(struct span *s)
{

	return ((struct warc_source){ span_read, s });
}

static ssize_t
fd_read(void *ctx, void *p, size_t n, struct error *e)
{
	const int *fd = ctx;

	return (io_read(*fd, p, n, e));
}

struct warc_source
warc_from_fd(int *fd)
{

	return ((struct warc_source){ fd_read, fd });
}

int
stream_init(struct stream *s, bool stored, struct error *e)
{

	if ((s->in = malloc(IO_CHUNK)) == NULL)
		return (error_nomem(e));
	return (stored ? digest_open(&s->stored, e) : 0);
}

void
stream_restart(struct stream *s, struct warc_source source, int64_t offset)
{

	s->source = source;
	s->in_at = s->in_n = 0;
	s->in_end = s->begun = s->gzip = s->in_member = false;
	s->pos = s->start = offset;
	s->avail = (struct span){ s->in, 0 };
	memset(&s->fault, 0, sizeof(s->fault));
}

int
stream_fault(struct stream *s, enum warc_fault_code code, int64_t offset,
    const char *fmt, ...)
{
	va_list ap;

	if (s->fault.code != WARC_FAULT_NONE)
		return (STREAM_FAULT);
	s->fault.code = code;
	s->fault.offset = offset;
	va_start(ap, fmt);
	(void)vsnprintf(s->fault.text, sizeof(s->fault.text), fmt, ap);
	va_end(ap);
	return (STREAM_FAULT);
}

/* Have at least ${n} bytes in in, unless the source ends before; 0 or -1. */
static int
refill(struct stream *s, size_t n, struct error *e)
{
	ssize_t k;

	while (s->in_n - s->in_at < n && !s->in_end) {
		if (s->in_at > 0) {
			s->in_n -= s->in_at;
			memmove(s->in, s->in + s->in_at, s->in_n);
			s->in_at = 0;
		}
		k = s->source.read(s->source.ctx, s->in + s->in_n,
		    IO_CHUNK - s->in_n, e);
		if (k < 0)
			return (-1);
		s->in_end = k == 0;
		s->in_n += (size_t)k;
	}
	return (0);
}

/* Count ${n} bytes of in as used: they belong to what began at start. */
static int
use(struct stream *s, size_t n, struct error *e)
{

	const uint8_t *p = s->in + s->in_at;
	int rc = 0;

	if (s->stored != NULL && s->also != NULL)
		rc = digest_put_pair(s->stored, s->also, p, n, e);
	else if (s->stored != NULL || s->also != NULL)
		rc = digest_put(s->stored != NULL ? s->stored : s->also, p, n,
		    e);
	if (rc != 0)
		return (-1);
	s->in_at += n;
	s->pos += (int64_t)n;
	return (0);
}

static int
open_inflate(struct stream *s, struct error *e)
{
	int rc;

	if (s->out == NULL && (s->out = malloc(WARC_WINDOW)) == NULL)
		return (error_nomem(e));
	if (s->z_open)
		rc = inflateValidate(&s->z, 1) == Z_OK ?
		    inflateReset(&s->z) : Z_STREAM_ERROR;
	else
		rc = inflateInit2(&s->z, GZIP_WINDOW);
	if (rc != Z_OK)
		return (error_nomem(e));
	s->z_open = true;
	s->in_body = false;
	s->crc = s->size = 0;
	return (0);
}

/* The last bytes used: at the end of a member, its CRC-32 and length. */
static void
keep_tail(struct stream *s, size_t n)
{
	const uint8_t *end = s->in + s->in_at + n;

	if (n >= sizeof(s->tail)) {
		memcpy(s->tail, end - sizeof(s->tail), sizeof(s->tail));
		return;
	}
	memmove(s->tail, s->tail + n, sizeof(s->tail) - n);
	memcpy(s->tail + sizeof(s->tail) - n, end - n, n);
}

static uint32_t
little(const uint8_t *p)
{

	return ((uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	    (uint32_t)p[3] << 24);
}

/* A member has ended: RFC 1952 section 2.3.1. */
static int
check_tail(struct stream *s)
{

	if (little(s->tail) != s->crc)
		return (stream_fault(s, WARC_FAULT_GZIP, s->start,
		    "gzip member: CRC-32 is %08x, want %08x", s->crc,
		    little(s->tail)));
	if (little(s->tail + 4) != s->size)
		return (stream_fault(s, WARC_FAULT_GZIP, s->start,
		    "gzip member: %u bytes (modulo 2^32), want %u", s->size,
		    little(s->tail + 4)));
	return (STREAM_BYTES);
}

/*
 * zlib checks the member's header; the CRC-32 of its content is taken here,
 * several times as fast.  Z_BLOCK stops behind the header, where the one
 * gives way to the other.
 */
static int
call_inflate(struct stream *s)
{
	int rc;

	if (s->in_body)
		return (inflate(&s->z, Z_NO_FLUSH));
	rc = inflate(&s->z, Z_BLOCK);
	if (rc == Z_OK && (s->z.data_type & 128) != 0) {
		s->in_body = true;
		rc = inflateValidate(&s->z, 0);
	}
	return (rc);
}

/* One call of inflate; *got is what it gave. */
static int
inflate_some(struct stream *s, size_t *got, struct error *e)
{
	size_t before = s->in_n - s->in_at;
	int rc;

	s->z.next_in = s->in + s->in_at;
	s->z.avail_in = (uInt)before;
	s->z.next_out = s->out;
	s->z.avail_out = WARC_WINDOW;
	rc = call_inflate(s);
	if (rc == Z_MEM_ERROR)
		return (error_nomem(e));
	if (rc != Z_OK && rc != Z_STREAM_END && rc != Z_BUF_ERROR)
		return (stream_fault(s, WARC_FAULT_GZIP, s->start,
		    "gzip member: %s",
		    s->z.msg != NULL ? s->z.msg : "damaged"));
	*got = WARC_WINDOW - s->z.avail_out;
	s->crc = crc_update(s->crc, s->out, *got);
	s->size += (uint32_t)*got;
	keep_tail(s, before - s->z.avail_in);
	if (use(s, before - s->z.avail_in, e) != 0)
		return (-1);
	if (rc == Z_STREAM_END) {
		s->in_member = false;
		return (check_tail(s));
	}
	if (*got == 0 && s->in_end && s->in_at == s->in_n)
		return (stream_fault(s, WARC_FAULT_SHORT, s->start,
		    "the file ends inside a gzip member"));
	return (STREAM_BYTES);
}

static int
look_gzip(struct stream *s, struct error *e)
{
	size_t got;
	int rc;

	while (s->in_member) {
		if (refill(s, 1, e) != 0)
			return (-1);
		if ((rc = inflate_some(s, &got, e)) != STREAM_BYTES)
			return (rc);
		if (got > 0) {
			s->avail = (struct span){ s->out, got };
			return (STREAM_BYTES);
		}
	}
	return (STREAM_MEMBER);
}

int
stream_look(struct stream *s, struct error *e)
{

	if (s->fault.code != WARC_FAULT_NONE)
		return (STREAM_FAULT);
	if (s->avail.n > 0)
		return (STREAM_BYTES);
	if (s->gzip)
		return (look_gzip(s, e));
	if (refill(s, 1, e) != 0)
		return (-1);
	s->avail = (struct span){ s->in + s->in_at, s->in_n - s->in_at };
	return (s->avail.n > 0 ? STREAM_BYTES : STREAM_END);
}

int
stream_take(struct stream *s, size_t n, struct error *e)
{

	s->avail = span_sub(s->avail, n, s->avail.n);
	return (s->gzip ? 0 : use(s, n, e));
}

int
stream_begin(struct stream *s, struct error *e)
{
	bool magic;

	if (s->fault.code != WARC_FAULT_NONE)
		return (STREAM_FAULT);
	if (refill(s, 2, e) != 0)
		return (-1);
	s->start = s->pos;
	if (s->in_n == s->in_at)
		return (STREAM_END);
	if (s->stored != NULL && digest_reset(s->stored, e) != 0)
		return (-1);
	magic = s->in_n - s->in_at >= 2 && s->in[s->in_at] == 0x1f &&
	    s->in[s->in_at + 1] == 0x8b;
	if (!s->begun)
		s->gzip = magic;
	s->begun = true;
	if (!s->gzip)
		return (STREAM_BYTES);
	if (!magic)
		return (stream_fault(s, WARC_FAULT_TRAILING, s->pos,
		    "what follows a gzip member is no gzip member"));
	if (open_inflate(s, e) != 0)
		return (-1);
	s->in_member = true;
	return (STREAM_BYTES);
}

void
stream_free(struct stream *s)
{

	if (s->z_open)
		(void)inflateEnd(&s->z);
	digest_free(s->stored);
	free(s->in);
	free(s->out);
}
