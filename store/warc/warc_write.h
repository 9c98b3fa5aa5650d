#ifndef STORE_WARC_WARC_WRITE_H
#define STORE_WARC_WARC_WRITE_H

#include <stdbool.h>
#include <stdint.h>

#include <sys/types.h>

#include "store/base/error.h"
#include "store/base/random.h"
#include "store/base/span.h"
#include "store/digest/digest.h"

/*
 * warc_write - records of a WARC 1.1 file (ISO 28500:2017, sections 4 to 6),
 * one gzip member (RFC 1952) for each, so that each can be cut out.
 *
 * A content that would not shrink by deflate (images, video: told by its
 * first bytes) is put into stored blocks.  Memory does not grow with a record.
 */
struct warc_writer;		/* opaque; one thread at a time */

/* What was written. */
struct warc_written {
	int64_t offset;		/* of the member in the file */
	int64_t length;		/* of the member */
	uint8_t member[DIGEST_LEN];	/* SHA-256 of the member as stored */
	uint8_t payload[DIGEST_LEN];	/* SHA-256 of the payload */
	char id[UUID_TEXT + 16];	/* "<urn:uuid:...>" */
};

/*
 * The payload of a record, read as often as needed (twice: once for its
 * digest unless that is known, once for its bytes).
 */
struct warc_content {
	int64_t size;
	/* Up to ${n} bytes from ${offset}; 0 at the end; -1 with ${e}. */
	ssize_t (*read)(void *ctx, int64_t offset, void *p, size_t n,
	    struct error *e);
	void *ctx;
	const uint8_t *sha256;	/* DIGEST_LEN bytes if known, or NULL */
};

/* NULL members are not written. */
struct warc_new {
	const char *type;	/* "response" ... */
	const char *id;		/* "<urn:uuid:...>"; NULL: a new one */
	const char *target;	/* WARC-Target-URI */
	int64_t date;		/* WARC-Date, to the millisecond */
	const char *concurrent_to;
	const char *refers_to;
	const char *warcinfo;	/* id of the warcinfo record */
	const char *ip;
	const char *protocols[3];
	const char *cipher;
	const char *page_id;
	const char *resource_type;
	const char *json_metadata;	/* WARC-JSON-Metadata */
	const char *truncated;	/* "length", "time", "disconnect" */
	const char *content_type;
	struct span head;	/* HTTP head, in front of the payload */
	const struct warc_content *content;	/* or NULL: none */
	bool compressed;	/* known not to shrink: do not try */
};

/*
 * warc_writer_open(path, w, e):
 * Make the file ${path}, which must not exist.  0, or -1 with ${e}.
 */
int warc_writer_open(const char *path, struct warc_writer **w,
    struct error *e);

/* warc_id(id, e): a new record id, for records that name each other. */
int warc_id(char id[static UUID_TEXT + 16], struct error *e);

/*
 * warc_write(w, rec, out, e):
 * Append ${rec}.  Return 0, or -1 with ${e}: ERR_INPUT (a control byte in a
 * header), ERR_SYS (disk full ...), ERR_NOMEM, ERR_CORRUPT (the content gave
 * another number of bytes than its size, or not the digest it promised);
 * then the file is as before the call.  Where even that cannot be had, this
 * and every later call fails.
 */
int warc_write(struct warc_writer *w, const struct warc_new *rec,
    struct warc_written *out, struct error *e);

/*
 * warc_writer_close(w, sha256, size, e):
 * Make the file durable and say its digest and size, taken while it was
 * written.  ${w} is freed in any case.
 */
int warc_writer_close(struct warc_writer *w,
    uint8_t sha256[static DIGEST_LEN], int64_t *size, struct error *e);

/* warc_writer_free(w): give up; the file stays as it is. */
void warc_writer_free(struct warc_writer *w);

#endif
