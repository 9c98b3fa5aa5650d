#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <zlib.h>

#include "store/base/buf.h"
#include "store/base/io.h"
#include "store/base/limits.h"
#include "store/base/time.h"
#include "store/warc/warc_write.h"

#define OUT_CHUNK	(64 * KIB)
#define GZIP_WINDOW	(15 + 16)	/* zlib: 32 KiB, gzip wrapper */
#define FAST		1		/* near the ratio of 3, twice as fast */
#define SAMPLE_MIN	4096		/* fewer bytes tell too little */

struct warc_writer {
	int fd;
	int64_t size;
	struct digest *file;		/* over the whole file */
	struct digest *file_before;	/* the same before this record */
	struct digest *member;
	z_stream z;
	bool z_open;
	bool random;			/* the content at hand looks so */
	bool broken;			/* a record could not be taken back */
	uint8_t in[OUT_CHUNK];
	uint8_t out[OUT_CHUNK];
};

int
warc_id(char id[static UUID_TEXT + 16], struct error *e)
{
	char uuid[UUID_TEXT];

	if (random_uuid(uuid, e) != 0)
		return (-1);
	(void)snprintf(id, UUID_TEXT + 16, "<urn:uuid:%s>", uuid);
	return (0);
}

int
warc_writer_open(const char *path, struct warc_writer **out, struct error *e)
{
	struct warc_writer *w = calloc(1, sizeof(*w));

	if (w == NULL)
		return (error_nomem(e));
	w->fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (w->fd < 0) {
		(void)error_sys(e, "cannot make %s", path);
		goto fail;
	}
	if (digest_open(&w->file, e) != 0 ||
	    digest_open(&w->file_before, e) != 0 ||
	    digest_open(&w->member, e) != 0)
		goto fail;
	if (deflateInit2(&w->z, FAST, Z_DEFLATED, GZIP_WINDOW, 8,
	    Z_DEFAULT_STRATEGY) != Z_OK) {
		(void)error_nomem(e);
		goto fail;
	}
	w->z_open = true;
	*out = w;
	return (0);
fail:
	warc_writer_free(w);
	return (-1);
}

/* Compressed bytes go to the file and to both digests. */
static int
put_out(struct warc_writer *w, size_t n, struct error *e)
{

	if (digest_put_pair(w->member, w->file, w->out, n, e) != 0 ||
	    io_write(w->fd, w->out, n, e) != 0)
		return (-1);
	w->size += (int64_t)n;
	return (0);
}

static int
deflate_bytes(struct warc_writer *w, const void *p, size_t n, int flush,
    struct error *e)
{
	int rc;

	/* zlib never writes through next_in; it only lacks the const. */
	w->z.next_in = (z_const Bytef *)(uintptr_t)p;
	w->z.avail_in = (uInt)n;
	do {
		w->z.next_out = w->out;
		w->z.avail_out = sizeof(w->out);
		rc = deflate(&w->z, flush);
		if (rc == Z_STREAM_ERROR)
			return (error_set(e, ERR_CORRUPT, "deflate failed"));
		if (put_out(w, sizeof(w->out) - w->z.avail_out, e) != 0)
			return (-1);
	} while (w->z.avail_out == 0);
	return (0);
}

static void
header(struct buf *out, const char *name, const char *value)
{

	if (value != NULL)
		buf_printf(out, "%s: %s\r\n", name, value);
}

/* A header value that would end its line early is refused. */
static int
check_text(const char *s, struct error *e)
{

	for (; s != NULL && *s != '\0'; s++)
		if ((unsigned char)*s < ' ' || *s == 0x7f)
			return (error_set(e, ERR_INPUT,
			    "control byte in a WARC header"));
	return (0);
}

static int
check(const struct warc_new *r, struct error *e)
{
	const char * const all[] = { r->type, r->id, r->target,
	    r->concurrent_to, r->refers_to, r->warcinfo, r->ip,
	    r->protocols[0], r->protocols[1], r->protocols[2], r->cipher,
	    r->page_id, r->resource_type, r->json_metadata, r->truncated,
	    r->content_type };
	size_t i;

	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (check_text(all[i], e) != 0)
			return (-1);
	return (0);
}

static void
put_headers(struct buf *out, const struct warc_new *r,
    const struct warc_written *w, const uint8_t block[static DIGEST_LEN],
    int64_t length)
{
	char text[TIME_TEXT], label[DIGEST_LABEL];
	size_t i;

	buf_puts(out, "WARC/1.1\r\n");
	header(out, "WARC-Type", r->type);
	header(out, "WARC-Record-ID", w->id);
	header(out, "WARC-Date", time_text_ms(r->date, text));
	header(out, "WARC-Target-URI", r->target);
	header(out, "WARC-Warcinfo-ID", r->warcinfo);
	header(out, "WARC-Concurrent-To", r->concurrent_to);
	header(out, "WARC-Refers-To", r->refers_to);
	header(out, "WARC-IP-Address", r->ip);
	for (i = 0; i < 3 && r->protocols[i] != NULL; i++)
		header(out, "WARC-Protocol", r->protocols[i]);
	header(out, "WARC-Cipher-Suite", r->cipher);
	header(out, "WARC-Page-ID", r->page_id);
	header(out, "WARC-Resource-Type", r->resource_type);
	header(out, "WARC-JSON-Metadata", r->json_metadata);
	header(out, "WARC-Truncated", r->truncated);
	header(out, "WARC-Payload-Digest", digest_label(w->payload, label));
	header(out, "WARC-Block-Digest", digest_label(block, label));
	header(out, "Content-Type", r->content_type);
	buf_printf(out, "Content-Length: %lld\r\n\r\n", (long long)length);
}

/*
 * Whether deflate would gain nothing: in compressed or encrypted bytes all
 * values come about equally often, so that the sum of the squares of their
 * counts is near its least, n * n / 256.  Text has ten times that.
 */
static bool
looks_random(const uint8_t *p, size_t n)
{
	uint64_t count[256] = { 0 }, sum = 0;
	size_t i;

	if (n < SAMPLE_MIN)
		return (false);
	for (i = 0; i < n; i++)
		count[p[i]]++;
	for (i = 0; i < 256; i++)
		sum += count[i] * count[i];
	return (sum * 256 < (uint64_t)n * n * 5 / 4);
}

/* Go through the content, giving each piece to both digests or to the file. */
static int
each_piece(struct warc_writer *w, const struct warc_content *c,
    struct digest *block, struct digest *payload, struct error *e)
{
	int64_t at = 0;
	ssize_t n;

	while (c != NULL && at < c->size) {
		n = c->read(c->ctx, at, w->in, sizeof(w->in), e);
		if (n < 0)
			return (-1);
		if (n == 0 || n > c->size - at)
			return (error_set(e, ERR_CORRUPT,
			    "content is not as long as it was"));
		if (at == 0)
			w->random = looks_random(w->in, (size_t)n);
		if (block == NULL) {
			if (deflate_bytes(w, w->in, (size_t)n, Z_NO_FLUSH,
			    e) != 0)
				return (-1);
		} else if (digest_put_pair(block, payload, w->in, (size_t)n,
		    e) != 0)
			return (-1);
		at += n;
	}
	return (0);
}

/* The two digests of a record, in one pass over its content. */
static int
make_digests(struct warc_writer *w, const struct warc_new *r,
    uint8_t block[static DIGEST_LEN], uint8_t payload[static DIGEST_LEN],
    struct error *e)
{
	const struct warc_content *c = r->content;
	bool known = c != NULL && c->sha256 != NULL;
	struct digest *b = NULL, *p = NULL;
	int rc = -1;

	if (digest_open(&b, e) != 0 || digest_open(&p, e) != 0 ||
	    digest_put(b, r->head.p, r->head.n, e) != 0 ||
	    each_piece(w, c, b, p, e) != 0 || digest_peek(b, block, e) != 0 ||
	    digest_peek(p, payload, e) != 0)
		goto out;
	if (known && memcmp(payload, c->sha256, DIGEST_LEN) != 0) {
		(void)error_set(e, ERR_CORRUPT,
		    "content is not what it was when it arrived");
		goto out;
	}
	rc = 0;
out:
	digest_free(b);
	digest_free(p);
	return (rc);
}

static int
put_record(struct warc_writer *w, const struct warc_new *r,
    const struct buf *head, struct error *e)
{

	if (deflateReset(&w->z) != Z_OK ||
	    deflateParams(&w->z, r->compressed || w->random ? 0 : FAST,
	    Z_DEFAULT_STRATEGY) != Z_OK)
		return (error_set(e, ERR_CORRUPT, "deflate failed"));
	if (deflate_bytes(w, head->p, head->n, Z_NO_FLUSH, e) != 0 ||
	    deflate_bytes(w, r->head.p, r->head.n, Z_NO_FLUSH, e) != 0 ||
	    each_piece(w, r->content, NULL, NULL, e) != 0 ||
	    deflate_bytes(w, "\r\n\r\n", 4, Z_FINISH, e) != 0)
		return (-1);
	return (0);
}

/* Take back what a failed record has written. */
static int
take_back(struct warc_writer *w, int64_t size, struct error *e)
{
	struct digest *d = w->file;

	w->file = w->file_before;
	w->file_before = d;
	w->size = size;
	if (ftruncate(w->fd, size) != 0 ||
	    lseek(w->fd, size, SEEK_SET) < 0) {
		w->broken = true;
		return (error_sys(e, "cannot take back a record"));
	}
	return (-1);
}

int
warc_write(struct warc_writer *w, const struct warc_new *r,
    struct warc_written *out, struct error *e)
{
	struct buf head = BUF_INIT(WARC_HEADER_MAX);
	uint8_t block[DIGEST_LEN];
	int64_t length = (int64_t)r->head.n;
	int rc = -1;

	if (r->content != NULL)
		length += r->content->size;
	out->offset = w->size;
	w->random = false;
	if (w->broken)
		return (error_set(e, ERR_CORRUPT,
		    "the archive holds half a record"));
	if (check(r, e) != 0)
		return (-1);
	if (r->id != NULL)
		(void)snprintf(out->id, sizeof(out->id), "%s", r->id);
	else if (warc_id(out->id, e) != 0)
		return (-1);
	if (make_digests(w, r, block, out->payload, e) != 0)
		return (-1);
	put_headers(&head, r, out, block, length);
	if (buf_ok(&head, e) != 0 || digest_reset(w->member, e) != 0 ||
	    digest_copy(w->file_before, w->file, e) != 0)
		goto out;
	if (put_record(w, r, &head, e) != 0 ||
	    digest_peek(w->member, out->member, e) != 0) {
		(void)take_back(w, out->offset, e);
		goto out;
	}
	out->length = w->size - out->offset;
	rc = 0;
out:
	buf_free(&head);
	return (rc);
}

int
warc_writer_close(struct warc_writer *w, uint8_t sha256[static DIGEST_LEN],
    int64_t *size, struct error *e)
{
	int rc = -1;

	*size = w->size;
	if (w->broken)
		(void)error_set(e, ERR_CORRUPT,
		    "the archive holds half a record");
	else if (fsync(w->fd) != 0)
		(void)error_sys(e, "cannot finish the archive");
	else if (digest_peek(w->file, sha256, e) == 0)
		rc = io_close(&w->fd, e);
	warc_writer_free(w);
	return (rc);
}

void
warc_writer_free(struct warc_writer *w)
{

	if (w == NULL)
		return;
	if (w->z_open)
		(void)deflateEnd(&w->z);
	if (w->fd >= 0)
		(void)close(w->fd);
	digest_free(w->file);
	digest_free(w->file_before);
	digest_free(w->member);
	free(w);
}
