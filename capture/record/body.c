#include <fcntl.h>
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
