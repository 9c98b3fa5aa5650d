#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "capture/record/body.h"
#include "store/base/io.h"
#include "store/digest/digest.h"

struct body {
	const char *folder;
	struct digest *digest;
	struct buf memory;	/* all bytes, until there is a file */
	int fd;			/* unnamed file, or -1 */
	int64_t size;
	int64_t max;
};

int
body_open(struct body **out, const char *folder, int64_t max, struct error *e)
{
	struct body *b = calloc(1, sizeof(*b));

	if (b == NULL)
		return (error_nomem(e));
	b->folder = folder;
	b->fd = -1;
	b->max = max;
	b->memory = (struct buf)BUF_INIT(BODY_IN_MEMORY);
	if (digest_open(&b->digest, e) != 0) {
		body_free(b);
		return (-1);
	}
	*out = b;
	return (0);
}

/* From memory to a file that no name leads to. */
static int
spill(struct body *b, struct error *e)
{

	b->fd = open(b->folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (b->fd < 0)
		return (error_sys(e, "cannot make a temporary file in %s",
		    b->folder));
	if (io_write(b->fd, b->memory.p, b->memory.n, e) != 0)
		return (-1);
	buf_free(&b->memory);
	return (0);
}

static int
keep(struct body *b, const void *p, size_t n, struct error *e)
{

	if (b->fd < 0 && n <= BODY_IN_MEMORY - b->memory.n) {
		buf_put(&b->memory, p, n);
		return (buf_ok(&b->memory, e));
	}
	if (b->fd < 0 && spill(b, e) != 0)
		return (-1);
	return (io_write(b->fd, p, n, e));
}

int
body_put(struct body *b, const void *p, size_t n, struct error *e)
{
	size_t fits = n;

	if (b->max - b->size < (int64_t)n)
		fits = (size_t)(b->max - b->size);
	if (digest_put(b->digest, p, fits, e) != 0 ||
	    keep(b, p, fits, e) != 0)
		return (-1);
	b->size += (int64_t)fits;
	if (fits < n)
		return (error_set(e, ERR_LIMIT, "more than %lld bytes",
		    (long long)b->max));
	return (0);
}

int64_t
body_size(const struct body *b)
{

	return (b == NULL ? 0 : b->size);
}

int
body_digest(const struct body *b, uint8_t digest[static BODY_DIGEST_LEN],
    struct error *e)
{

	return (digest_peek(b->digest, digest, e));
}

ssize_t
body_read(const struct body *b, int64_t offset, void *p, size_t n,
    struct error *e)
{

	if (offset < 0 || offset >= b->size)
		return (0);
	if ((int64_t)n > b->size - offset)
		n = (size_t)(b->size - offset);
	if (b->fd < 0)
		memcpy(p, b->memory.p + offset, n);
	else if (io_pread_all(b->fd, p, n, offset, e) != 0)
		return (-1);
	return ((ssize_t)n);
}

struct span
body_span(const struct body *b)
{

	if (b->fd >= 0)
		return ((struct span){ NULL, 0 });
	return (buf_span(&b->memory));
}

/* Give the unnamed file a name (open(2), O_TMPFILE); not on other disks. */
static bool
name_file(struct body *b, const char *path)
{
	char self[64];

	if (b->fd < 0)
		return (false);
	(void)snprintf(self, sizeof(self), "/proc/self/fd/%d", b->fd);
	if (linkat(AT_FDCWD, self, AT_FDCWD, path, AT_SYMLINK_FOLLOW) != 0)
		return (false);
	b->max = b->size;
	return (true);
}

static int
copy_to(int fd, const struct body *from, struct error *e)
{
	uint8_t chunk[64 * 1024];
	int64_t at = 0;
	ssize_t n;

	if (from->fd < 0)
		return (io_write(fd, from->memory.p, from->memory.n, e));
	while ((n = body_read(from, at, chunk, sizeof(chunk), e)) > 0) {
		if (io_write(fd, chunk, (size_t)n, e) != 0)
			return (-1);
		at += n;
	}
	return (n < 0 ? -1 : 0);
}

int
body_save(struct body *b, const char *path, struct error *e)
{
	int fd = -1, rc = -1;

	if (name_file(b, path))
		return (0);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return (error_sys(e, "cannot make %s", path));
	if (copy_to(fd, b, e) == 0 && io_close(&fd, e) == 0)
		rc = 0;
	if (fd >= 0)
		(void)close(fd);
	if (rc != 0)
		(void)unlink(path);
	return (rc);
}

void
body_free(struct body *b)
{

	if (b == NULL)
		return;
	digest_free(b->digest);
	buf_free(&b->memory);
	if (b->fd >= 0)
		(void)close(b->fd);
	free(b);
}
