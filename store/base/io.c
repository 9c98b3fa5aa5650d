#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/base/io.h"
#include "store/base/limits.h"
#include "store/base/temp.h"

int
io_write(int fd, const void *p, size_t n, struct error *e)
{
	const uint8_t *at = p;
	ssize_t k;

	while (n > 0) {
		k = write(fd, at, n);
		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			return (error_sys(e, "cannot write"));
		at += k;
		n -= (size_t)k;
	}
	return (0);
}

ssize_t
io_read(int fd, void *p, size_t n, struct error *e)
{
	ssize_t k;

	do
		k = read(fd, p, n);
	while (k < 0 && errno == EINTR);
	if (k < 0)
		return (error_sys(e, "cannot read"));
	return (k);
}

int
io_pread_all(int fd, void *p, size_t n, int64_t offset, struct error *e)
{
	uint8_t *at = p;
	ssize_t k;

	while (n > 0) {
		k = pread(fd, at, n, offset);
		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			return (error_sys(e, "cannot read"));
		if (k == 0) {
			(void)error_set(e, ERR_SYNTAX, "the file ends early");
			return (error_at(e, NULL, offset));
		}
		at += k;
		n -= (size_t)k;
		offset += k;
	}
	return (0);
}

int
io_size(int fd, int64_t *size, struct error *e)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return (error_sys(e, "cannot look at the file"));
	if (!S_ISREG(st.st_mode))
		return (error_set(e, ERR_UNSUPPORTED, "not a regular file"));
	*size = st.st_size;
	return (0);
}

int
io_open_read(const char *path, int *fd, struct error *e)
{

	/* Non-blocking, so that a FIFO cannot hold us; no effect on files. */
	*fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (*fd < 0)
		return (error_sys(e, "cannot open %s", path));
	return (0);
}

static int
read_all(int fd, struct buf *out, struct error *e)
{
	uint8_t *to;
	ssize_t k;
	uint8_t one;
	size_t room;

	for (;;) {
		room = out->max - out->n;
		if (room > 64 * KIB)
			room = 64 * KIB;
		if (room == 0) {
			/* Full: fine only if the file ends here. */
			if ((k = io_read(fd, &one, 1, e)) <= 0)
				return ((int)k);
			return (error_set(e, ERR_LIMIT,
			    "more than %zu bytes", out->max));
		}
		if ((to = buf_reserve(out, room)) == NULL)
			return (buf_ok(out, e));
		if ((k = io_read(fd, to, room, e)) <= 0)
			break;
		out->n += (size_t)k;
		out->p[out->n] = '\0';
	}
	return ((int)k);
}

int
io_read_file(const char *path, struct buf *out, struct error *e)
{
	int fd, rc;

	if (io_open_read(path, &fd, e) != 0)
		return (-1);
	if ((rc = read_all(fd, out, e)) != 0)
		(void)error_context(e, "%s", path);
	(void)close(fd);
	return (rc);
}

int
io_close(int *fd, struct error *e)
{
	int old = *fd;

	*fd = -1;
	if (old >= 0 && close(old) != 0)
		return (error_sys(e, "cannot finish writing"));
	return (0);
}

int
io_sync_folder(const char *path, struct error *e)
{
	int fd, rc = 0;

	if ((fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) < 0)
		return (error_sys(e, "cannot open folder %s", path));
	if (fsync(fd) != 0)
		rc = error_sys(e, "cannot sync folder %s", path);
	(void)close(fd);
	return (rc);
}

static int
sync_parent(const char *path, struct error *e)
{
	char copy[PATH_MAX];

	(void)snprintf(copy, sizeof(copy), "%s", path);
	return (io_sync_folder(dirname(copy), e));
}

int
io_put_fd(void *fd, struct span s, struct error *e)
{

	return (io_write(*(const int *)fd, s.p, s.n, e));
}

/* What was made without a name, while another took ${path}. */
static int
name_over(int fd, const char *path, char temp[static PATH_MAX],
    struct error *e)
{
	int other;

	if ((other = temp_open(path, temp, e)) < 0)
		return (-1);
	(void)close(other);
	(void)unlink(temp);
	return (temp_link(fd, temp, e));
}

/* Give the file ${fd}, called ${temp} or nothing at all, its name. */
static int
name_file(int fd, const char *path, char temp[static PATH_MAX],
    struct error *e)
{
	struct error why = ERROR_INIT;

	if (temp[0] == '\0') {
		if (temp_link(fd, path, &why) == 0)
			return (0);
		if (why.code != ERR_EXISTS)
			return (error_set(e, why.code, "%s", why.text));
		if (name_over(fd, path, temp, e) != 0)
			return (-1);
	}
	if (rename(temp, path) != 0)
		return (error_sys(e, "cannot rename"));
	temp[0] = '\0';
	return (0);
}

int
io_fill_file(const char *path, mode_t mode,
    int (*fill)(void *ctx, struct buf *out, struct error *e), void *ctx,
    struct error *e)
{
	char temp[PATH_MAX] = "";
	int fd = -1, rc = -1;
	struct buf_drain to = { io_put_fd, &fd, ERROR_INIT };
	struct buf out = BUF_DRAINED(&to);

	if (access(path, F_OK) != 0)
		fd = temp_unnamed(path);
	if (fd < 0 && (fd = temp_open(path, temp, e)) < 0)
		return (-1);
	if (fill(ctx, &out, e) != 0 || buf_flush(&out, e) != 0)
		goto out;
	if (fchmod(fd, mode) != 0 || fsync(fd) != 0) {
		(void)error_sys(e, "cannot write");
		goto out;
	}
	/* Closed when it has its name: until then it is locked. */
	if (name_file(fd, path, temp, e) == 0 && io_close(&fd, e) == 0)
		rc = sync_parent(path, e);
out:
	if (rc != 0)
		(void)error_context(e, "%s", path);
	if (temp[0] != '\0')
		(void)unlink(temp);
	if (fd >= 0)
		(void)close(fd);
	buf_free(&out);
	return (rc);
}

/* The bytes, past the buffer: they are all there. */
static int
fill_span(void *ctx, struct buf *out, struct error *e)
{

	return (out->drain->put(out->drain->ctx, *(const struct span *)ctx,
	    e));
}

int
io_write_file(const char *path, struct span s, mode_t mode, struct error *e)
{

	return (io_fill_file(path, mode, fill_span, &s, e));
}

int
io_make_folders(const char *path, mode_t mode, struct error *e)
{
	char part[PATH_MAX];
	size_t i, n = strlen(path);

	if (n == 0 || n >= sizeof(part))
		return (error_set(e, ERR_INPUT, "path empty or too long"));
	for (i = 1; i <= n; i++) {
		if (path[i] != '/' && path[i] != '\0')
			continue;
		memcpy(part, path, i);
		part[i] = '\0';
		if (mkdir(part, mode) == 0) {
			if (sync_parent(part, e) != 0)
				return (-1);
		} else if (errno != EEXIST)
			return (error_sys(e, "cannot make folder %s", part));
	}
	return (0);
}

static int
remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{

	(void)st;
	(void)kind;
	(void)ftw;
	(void)remove(path);
	return (0);
}

void
io_remove_tree(const char *path)
{

	(void)nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
}

int
io_join(struct buf *out, const char *folder, const char *name, struct error *e)
{

	buf_reset(out);
	buf_printf(out, "%s/%s", folder, name);
	return (buf_ok(out, e));
}
