#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/base/io.h"
#include "store/base/limits.h"
#include "store/base/temp.h"
#include "store/blob/blob_internal.h"

/* The folder of ${digest}, made durably where it is not there. */
static int
make_shelf(const struct folder *f, const char *digest, struct buf *out,
    struct error *e)
{

	buf_reset(out);
	buf_printf(out, "%s/%.2s", f->path, digest);
	if (buf_ok(out, e) != 0)
		return (-1);
	/* One that is there may be of a run that died before this. */
	if (mkdir(buf_str(out), 0700) == 0 || errno == EEXIST)
		return (io_sync_folder(f->path, e));
	return (error_sys(e, "cannot make %s", buf_str(out)));
}

/* The source must be what the caller says that it is. */
static int
check_source(int fd, int64_t bytes, const char *digest, struct error *e)
{
	char hex[BLOB_DIGEST];
	int64_t size;

	if (io_size(fd, &size, e) != 0 ||
	    blob_hash_fd(fd, &size, hex, NULL, NULL, e) != 0)
		return (-1);
	if (size != bytes)
		return (error_set(e, ERR_CORRUPT, "found %lld bytes, want "
		    "%lld", (long long)size, (long long)bytes));
	if (strcmp(hex, digest) != 0)
		return (error_set(e, ERR_CORRUPT, "found digest %s, want %s",
		    hex, digest));
	return (0);
}

/* Something stands under the name already: it must be the same bytes. */
static int
check_present(const char *path, const char *digest, struct error *e)
{
	char hex[BLOB_DIGEST];
	int64_t size;
	int fd, rc;

	if (io_open_read(path, &fd, e) != 0)
		return (-1);
	if ((rc = io_size(fd, &size, e)) == 0)
		rc = blob_hash_fd(fd, &size, hex, NULL, NULL, e);
	/* It may be from a run that died before this. */
	if (rc == 0 && fsync(fd) != 0)
		rc = error_sys(e, "cannot sync %s", path);
	(void)close(fd);
	if (rc == 0 && strcmp(hex, digest) != 0)
		rc = error_set(e, ERR_CORRUPT, "%s holds other bytes", path);
	return (rc);
}

static int
copy_bytes(int from, int to, struct error *e)
{
	uint8_t *chunk;
	ssize_t k = -1;

	if ((chunk = malloc(IO_CHUNK)) == NULL)
		return (error_nomem(e));
	if (lseek(from, 0, SEEK_SET) != 0)
		(void)error_sys(e, "cannot rewind");
	else
		while ((k = io_read(from, chunk, IO_CHUNK, e)) > 0)
			if (io_write(to, chunk, (size_t)k, e) != 0) {
				k = -1;
				break;
			}
	free(chunk);
	return (k < 0 ? -1 : 0);
}

/* Give ${temp} the name ${path} unless that is taken (errno EEXIST). */
static int
rename_new(const char *temp, const char *path)
{

	if (renameat2(AT_FDCWD, temp, AT_FDCWD, path, RENAME_NOREPLACE) == 0)
		return (0);
	if (errno != EINVAL && errno != ENOSYS)
		return (-1);
	/* A file system that cannot do it in one step: link can. */
	if (link(temp, path) != 0)
		return (-1);
	(void)unlink(temp);
	return (0);
}

/* On another file system, or one without links: a copy, hashed again. */
static int
put_copy(int fd, const char *path, int64_t bytes, const char *digest,
    struct error *e)
{
	char temp[PATH_MAX];
	int to, rc = -1;

	if ((to = temp_open(path, temp, e)) < 0)
		return (-1);
	if (copy_bytes(fd, to, e) != 0 ||
	    check_source(to, bytes, digest, e) != 0)
		goto out;
	if (fchmod(to, 0444) != 0 || fsync(to) != 0) {
		(void)error_sys(e, "cannot write");
		goto out;
	}
	if (rename_new(temp, path) == 0)
		rc = 0;
	else if (errno == EEXIST)
		rc = check_present(path, digest, e);
	else
		(void)error_sys(e, "cannot name %s", path);
out:
	/* Gone where it has its name. */
	(void)unlink(temp);
	/* Only now: until then it is locked. */
	if (io_close(&to, rc == 0 ? e : NULL) != 0)
		rc = -1;
	return (rc);
}

/* 0, 1 where the name is taken, 2 where a copy is needed, or -1. */
static int
put_link(int fd, const char *from, const char *path, struct error *e)
{
	struct stat a, b;

	if (link(from, path) != 0) {
		if (errno == EEXIST)
			return (1);
		if (errno == EXDEV || errno == EPERM || errno == EMLINK ||
		    errno == EOPNOTSUPP || errno == ENOSYS)
			return (2);
		return (error_sys(e, "cannot name %s", path));
	}
	/* What got the name must be the file that was hashed. */
	if (fstat(fd, &a) != 0 || lstat(path, &b) != 0 ||
	    a.st_dev != b.st_dev || a.st_ino != b.st_ino) {
		(void)unlink(path);
		return (error_set(e, ERR_CORRUPT,
		    "the sealed file was replaced meanwhile"));
	}
	return (0);
}

static int
put_as(int fd, const char *from, const char *path, int64_t bytes,
    const char *digest, struct error *e)
{

	switch (put_link(fd, from, path, e)) {
	case 0:
		return (0);
	case 1:
		return (check_present(path, digest, e));
	case 2:
		return (put_copy(fd, path, bytes, digest, e));
	default:
		return (-1);
	}
}

int
blob_folder_put(struct blob_store *s, const char *from, int64_t bytes,
    const char *digest, struct error *e)
{
	const struct folder *f = (const struct folder *)s;
	struct buf path = BUF_INIT(64 * KIB), shelf = BUF_INIT(64 * KIB);
	int fd = -1, rc = -1;

	if (io_open_read(from, &fd, e) != 0)
		return (-1);
	if (check_source(fd, bytes, digest, e) != 0)
		goto out;
	/* Before it has its name: then it is sealed from the first moment. */
	if (fchmod(fd, 0444) != 0 || fsync(fd) != 0) {
		(void)error_sys(e, "cannot make it durable");
		goto out;
	}
	if (make_shelf(f, digest, &shelf, e) != 0 ||
	    blob_folder_path(f, digest, BLOB_SUFFIX, &path, e) != 0 ||
	    put_as(fd, from, buf_str(&path), bytes, digest, e) != 0 ||
	    io_sync_folder(buf_str(&shelf), e) != 0)
		goto out;
	rc = 0;
out:
	if (rc != 0)
		(void)error_context(e, "%s", from);
	(void)close(fd);
	buf_free(&path);
	buf_free(&shelf);
	return (rc);
}

/* 1: ${path} holds ${token}; 0: something else; -1. */
static int
same_stamp(const char *path, struct span token, struct error *e)
{
	struct buf b = BUF_INIT(2 * TOKEN_MAX);
	int rc = -1;

	if (io_read_file(path, &b, e) == 0)
		rc = span_eq(buf_span(&b), token);
	buf_free(&b);
	return (rc);
}

/* Write ${token} under a temporary name; its descriptor, or -1. */
static int
write_temp(const char *shelf, struct span token, char temp[static PATH_MAX],
    struct error *e)
{
	struct buf b = BUF_INIT(64 * KIB);
	int fd = -1;

	temp[0] = '\0';
	buf_printf(&b, "%s/tsr", shelf);
	if (buf_ok(&b, e) == 0)
		fd = temp_open(buf_str(&b), temp, e);
	buf_free(&b);
	if (fd < 0 || (io_write(fd, token.p, token.n, e) == 0 &&
	    fchmod(fd, 0444) == 0 && fsync(fd) == 0))
		return (fd);
	(void)error_sys(e, "cannot write %s", temp);
	(void)unlink(temp);
	(void)close(fd);
	return (-1);
}

/* Try one name after the other until one is free. */
static int
name_stamp(const struct folder *f, const char *temp, const char *digest,
    struct span token, struct buf *path, struct error *e)
{
	int i, same;

	for (i = 1; i <= BLOB_STAMPS_MAX; i++) {
		if (blob_folder_stamp(f, digest, i, path, e) != 0)
			return (-1);
		if (rename_new(temp, buf_str(path)) == 0)
			return (0);
		if (errno != EEXIST)
			return (error_sys(e, "cannot name %s", buf_str(path)));
		if ((same = same_stamp(buf_str(path), token, e)) < 0)
			return (-1);
		if (same == 1) {
			(void)unlink(temp);
			return (0);
		}
	}
	return (error_set(e, ERR_LIMIT, "more than %d time-stamps",
	    BLOB_STAMPS_MAX));
}

int
blob_folder_put_stamp(struct blob_store *s, const char *digest,
    struct span token, struct buf *name, struct error *e)
{
	const struct folder *f = (const struct folder *)s;
	struct buf shelf = BUF_INIT(64 * KIB), path = BUF_INIT(64 * KIB);
	char temp[PATH_MAX];
	int fd, rc = -1;

	/* A time-stamp of a file that is not here would be lost. */
	if (s->ops->open(s, digest, &fd, e) != 0)
		return (-1);
	(void)close(fd);
	fd = -1;
	if (make_shelf(f, digest, &shelf, e) != 0 ||
	    (fd = write_temp(buf_str(&shelf), token, temp, e)) < 0)
		goto out;
	if (name_stamp(f, temp, digest, token, &path, e) != 0) {
		(void)unlink(temp);
		goto out;
	}
	if (io_sync_folder(buf_str(&shelf), e) != 0)
		goto out;
	buf_puts(name, buf_str(&path) + strlen(f->path) + 1);
	rc = buf_ok(name, e);
out:
	if (io_close(&fd, rc == 0 ? e : NULL) != 0)
		rc = -1;
	buf_free(&shelf);
	buf_free(&path);
	return (rc);
}
