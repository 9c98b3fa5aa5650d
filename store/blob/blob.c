#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/base/io.h"
#include "store/base/limits.h"
#include "store/blob/blob_internal.h"
#include "store/digest/digest.h"

bool
blob_digest_ok(const char *s)
{

	return (s != NULL && strlen(s) == BLOB_DIGEST - 1 &&
	    strspn(s, "0123456789abcdef") == BLOB_DIGEST - 1);
}

static int
need_digest(const char *digest, struct error *e)
{

	if (!blob_digest_ok(digest))
		return (error_set(e, ERR_INPUT, "not a SHA-256 in hex"));
	return (0);
}

int
blob_hash_fd(int fd, int64_t *size, char hex[static BLOB_DIGEST],
    int (*step)(void *ctx, int64_t bytes), void *ctx, struct error *e)
{
	struct digest *d = NULL;
	uint8_t md[DIGEST_LEN], *chunk = NULL;
	ssize_t k = 0;
	int rc = -1;

	*size = 0;
	if ((chunk = malloc(IO_CHUNK)) == NULL) {
		(void)error_nomem(e);
		goto out;
	}
	if (digest_open(&d, e) != 0)
		goto out;
	if (lseek(fd, 0, SEEK_SET) != 0) {
		(void)error_sys(e, "cannot rewind");
		goto out;
	}
	while ((k = io_read(fd, chunk, IO_CHUNK, e)) > 0) {
		*size += k;
		if (digest_put(d, chunk, (size_t)k, e) != 0)
			goto out;
		if (step != NULL && step(ctx, *size) != 0) {
			(void)error_set(e, ERR_CANCELED, "stopped");
			goto out;
		}
	}
	if (k < 0 || digest_peek(d, md, e) != 0)
		goto out;
	(void)digest_hex(md, hex);
	rc = 0;
out:
	digest_free(d);
	free(chunk);
	return (rc);
}

int
blob_put(struct blob_store *s, const char *from, int64_t bytes,
    const char *digest, struct error *e)
{

	if (need_digest(digest, e) != 0)
		return (-1);
	return (s->ops->put(s, from, bytes, digest, e));
}

int
blob_put_stamp(struct blob_store *s, const char *digest, struct span token,
    struct buf *name, struct error *e)
{

	if (need_digest(digest, e) != 0)
		return (-1);
	if (token.n > TOKEN_MAX)
		return (error_set(e, ERR_LIMIT, "a time-stamp of %zu bytes",
		    token.n));
	return (s->ops->put_stamp(s, digest, token, name, e));
}

/* Where the record of ${digest} is. */
static int
record_path(struct blob_store *s, const char *digest, struct buf *path,
    struct error *e)
{

	if (blob_path(s, digest, path, e) != 0)
		return (-1);
	buf_puts(path, BLOB_RECORD_SUFFIX);
	return (buf_ok(path, e));
}

int
blob_put_record(struct blob_store *s, const char *digest, struct span record,
    struct error *e)
{
	struct buf path = BUF_INIT(64 * KIB);
	int fd, rc = -1;

	/* A record of a file that is not here would be lost. */
	if (blob_open(s, digest, &fd, e) != 0)
		return (-1);
	(void)close(fd);
	if (record_path(s, digest, &path, e) == 0)
		rc = io_write_file(buf_str(&path), record, 0444, e);
	buf_free(&path);
	return (rc);
}

int
blob_record(struct blob_store *s, const char *digest, struct buf *out,
    struct error *e)
{
	struct buf path = BUF_INIT(64 * KIB);
	struct error why = ERROR_INIT;
	int rc = -1;

	if (record_path(s, digest, &path, e) != 0)
		goto out;
	if (io_read_file(buf_str(&path), out, &why) == 0)
		rc = 1;
	else if (why.code == ERR_NOTFOUND)
		rc = 0;
	else {
		(void)error_set(e, why.code, "%s", why.text);
		(void)error_at(e, buf_str(&path), -1);
	}
out:
	buf_free(&path);
	return (rc);
}

int
blob_open(struct blob_store *s, const char *digest, int *fd, struct error *e)
{

	*fd = -1;
	if (need_digest(digest, e) != 0)
		return (-1);
	return (s->ops->open(s, digest, fd, e));
}

int
blob_path(struct blob_store *s, const char *digest, struct buf *out,
    struct error *e)
{

	if (need_digest(digest, e) != 0)
		return (-1);
	return (s->ops->path(s, digest, out, e));
}

int
blob_check(struct blob_store *s, const char *digest, int64_t *bytes,
    char found[static BLOB_DIGEST], int (*step)(void *ctx, int64_t bytes),
    void *ctx, struct error *e)
{
	int64_t size;
	int fd, rc;

	if (blob_open(s, digest, &fd, e) != 0)
		return (-1);
	rc = blob_hash_fd(fd, &size, found, step, ctx, e);
	(void)close(fd);
	if (rc != 0)
		return (-1);
	if (bytes != NULL)
		*bytes = size;
	return (strcmp(found, digest) == 0);
}

int
blob_remove(struct blob_store *s, const char *digest, struct error *e)
{

	if (need_digest(digest, e) != 0)
		return (-1);
	return (s->ops->remove(s, digest, e));
}

int
blob_each(struct blob_store *s,
    int (*fn)(void *ctx, const struct blob_entry *b, struct error *e),
    void *ctx, struct error *e)
{

	return (s->ops->each(s, fn, ctx, e));
}

void
blob_close(struct blob_store *s)
{

	if (s != NULL)
		s->ops->close(s);
}
