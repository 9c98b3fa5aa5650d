#ifndef STORE_WARC_WARC_INTERNAL_H
#define STORE_WARC_WARC_INTERNAL_H

#include <zlib.h>

#include "store/base/buf.h"
#include "store/base/limits.h"
#include "store/warc/warc.h"

#define WARC_FIELDS_MAX	4096	/* header fields of a record */
#define WARC_ALGS	(DIGEST_SHA512 + 1)

/* --- warc_stream.c: the bytes of records, out of gzip or as they are --- */

enum stream_got {
	STREAM_END = 0,		/* of the source, between members */
	STREAM_BYTES,		/* avail holds at least one byte */
	STREAM_MEMBER,		/* the gzip member has ended */
	STREAM_FAULT		/* fault is set */
};

struct stream {
	struct warc_source source;
	uint8_t *in;		/* IO_CHUNK */
	size_t in_at;
	size_t in_n;
	bool in_end;		/* the source has no more */
	int64_t pos;		/* of in[in_at] in the file */

	bool begun;
	bool gzip;
	bool in_member;
	uint8_t *out;		/* WARC_WINDOW; made for gzip only */
	z_stream z;
	bool z_open;
	bool in_body;		/* behind the member's header */
	uint32_t crc;		/* of the member's content so far */
	uint32_t size;		/* its length, modulo 2^32 */
	uint8_t tail[8];	/* the last bytes used */

	int64_t start;		/* of the gzip member, or plain record */
	struct span avail;	/* bytes not yet taken */
	struct digest *stored;	/* of the bytes since start; may be NULL */
	struct digest *also;	/* the caller's, of all bytes; may be NULL */
	struct warc_fault fault;
};

/* Inflated bytes are hashed while they are still near. */
#define WARC_WINDOW	(128 * KIB)

int stream_init(struct stream *s, bool stored, struct error *e);
void stream_restart(struct stream *s, struct warc_source source,
    int64_t offset);

/* Make avail hold bytes: an enum stream_got, or -1. */
int stream_look(struct stream *s, struct error *e);

/* Take ${n} bytes off avail; 0 or -1. */
int stream_take(struct stream *s, size_t n, struct error *e);

/*
 * Go on to the next member (gzip, where the one before has ended) or record
 * (plain): STREAM_BYTES, STREAM_END, STREAM_FAULT, or -1.
 */
int stream_begin(struct stream *s, struct error *e);

/* Set the fault, unless there is one; return STREAM_FAULT. */
int stream_fault(struct stream *s, enum warc_fault_code code, int64_t offset,
    const char *fmt, ...) __attribute__((format(printf, 4, 5)));

void stream_free(struct stream *s);

/* --- warc_header.c --- */

struct field {
	struct span name;
	struct span value;
};

struct header {
	struct buf text;	/* as read; folded lines are joined in place */
	struct field *fields;
	size_t n;
	size_t cap;
};

/*
 * Take apart h->text, which ends with an empty line, into h->fields and
 * ${rec}.  0, or the code of a fault with ${why}; -1 with ${e}.
 */
int header_parse(struct header *h, struct warc_record *rec,
    const char **why, struct error *e);

struct span header_field(const struct header *h, const char *name,
    size_t nth);

/* --- warc_check.c --- */

/*
 * Digests by what they see and by algorithm: [0] the whole block, [1] what is
 * behind the HTTP head.  Without a head both are the same bytes and [0] is
 * used for both, so nothing is hashed twice.
 */
struct checks {
	struct digest *pool[2][WARC_ALGS];
	bool active[2][WARC_ALGS];
	int payload;		/* which of the two is the payload */
	struct warc_check block_check;
	struct warc_check payload_check;
};

int checks_begin(struct checks *c, const struct header *h,
    struct warc_record *rec, unsigned want, struct error *e);
int checks_put(struct checks *c, struct span s, struct error *e);
int checks_end(struct checks *c, unsigned want, struct warc_end *end,
    struct error *e);
void checks_free(struct checks *c);

/* --- warc_read.c --- */

enum reader_state {
	READER_BETWEEN = 0,	/* the next byte begins a record */
	READER_PAYLOAD,
	READER_DONE		/* END or FAULT was said */
};

struct warc_reader {
	struct stream stream;
	unsigned want;
	enum reader_state state;
	bool inside;		/* the present gzip member has more records */
	struct header header;
	struct buf head;	/* HTTP head, or what was tried as one */
	struct span pending;	/* of head: payload to be given out first */
	int64_t left;		/* of the block, behind head */
	size_t given;		/* of avail, given out and not yet taken */
	struct warc_record rec;
	struct checks checks;
};

/* warc_head.c: read the HTTP head of the block; WARC_GOT, _FAULT or -1. */
int warc_read_head(struct warc_reader *r, struct error *e);

/* Bytes in avail, across gzip members: WARC_GOT, _END, _FAULT or -1. */
int warc_look(struct warc_reader *r, struct error *e);

/*
 * Append to ${to} up to the next LF and with it, at most ${max} bytes:
 * WARC_GOT; WARC_END where there is none; WARC_FAULT; or -1.
 */
int warc_read_line(struct warc_reader *r, struct buf *to, int64_t max,
    struct error *e);

#endif
