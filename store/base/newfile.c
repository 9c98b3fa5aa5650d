#include <sys/stat.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/base/io.h"
#include "store/base/newfile.h"

int
newfile_open(struct newfile *f, const char *path, struct error *e)
{
	int n;

	f->fd = -1;
	f->path[0] = f->temp[0] = '\0';
	if (strlen(path) >= sizeof(f->path))
		return (error_set(e, ERR_INPUT, "path too long"));
	memcpy(f->path, path, strlen(path) + 1);
	if (access(path, F_OK) == 0)
		return (error_set(e, ERR_EXISTS, "%s exists", path));
	n = snprintf(f->temp, sizeof(f->temp), "%s.XXXXXX", path);
	if (n < 0 || (size_t)n >= sizeof(f->temp)) {
		f->temp[0] = '\0';
		return (error_set(e, ERR_INPUT, "path too long"));
	}
	if ((f->fd = mkostemp(f->temp, O_CLOEXEC)) < 0) {
		f->temp[0] = '\0';
		return (error_sys(e, "cannot write beside %s", path));
	}
	return (0);
}

static int
rename_new(const char *from, const char *to, struct error *e)
{

	if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
		return (0);
	if (errno == EEXIST)
		return (error_set(e, ERR_EXISTS, "%s exists", to));
	/* Not every file system can; the name was free at the beginning. */
	if (errno != EINVAL && errno != ENOSYS)
		return (error_sys(e, "cannot name %s", to));
	if (access(to, F_OK) == 0)
		return (error_set(e, ERR_EXISTS, "%s exists", to));
	if (rename(from, to) != 0)
		return (error_sys(e, "cannot name %s", to));
	return (0);
}

static int
sync_folder_of(const char *path, struct error *e)
{
	char copy_of[PATH_MAX];

	if (strlen(path) >= sizeof(copy_of))
		return (error_set(e, ERR_INPUT, "path too long"));
	memcpy(copy_of, path, strlen(path) + 1);
	return (io_sync_folder(dirname(copy_of), e));
}

int
newfile_rename(const char *from, const char *to, struct error *e)
{

	if (rename_new(from, to, e) != 0)
		return (-1);
	return (sync_folder_of(to, e));
}

int
newfile_name(struct newfile *f, struct error *e)
{

	if (fchmod(f->fd, S_IRUSR | S_IRGRP | S_IROTH) != 0 ||
	    fsync(f->fd) != 0)
		return (error_sys(e, "cannot finish %s", f->path));
	if (io_close(&f->fd, e) != 0 || rename_new(f->temp, f->path, e) != 0)
		return (-1);
	f->temp[0] = '\0';
	if (sync_folder_of(f->path, e) == 0)
		return (0);
	(void)unlink(f->path);
	return (-1);
}

/* The file ${fd} without a name gets one that must be free. */
static int
link_new(int fd, const char *path, struct error *e)
{
	char self[32];

	(void)snprintf(self, sizeof(self), "/proc/self/fd/%d", fd);
	if (linkat(AT_FDCWD, self, AT_FDCWD, path, AT_SYMLINK_FOLLOW) == 0)
		return (sync_folder_of(path, e));
	if (errno == EEXIST)
		return (error_set(e, ERR_EXISTS, "%s exists", path));
	return (error_sys(e, "cannot name %s", path));
}

/* The same with a name beside it, for file systems that want one. */
static int
write_named(const char *path, struct span s, struct error *e)
{
	struct newfile f;
	int rc = -1;

	if (newfile_open(&f, path, e) != 0)
		return (-1);
	if (io_write(f.fd, s.p, s.n, e) == 0)
		rc = newfile_name(&f, e);
	newfile_drop(&f);
	return (rc);
}

int
newfile_write(const char *path, struct span s, struct error *e)
{
	char folder[PATH_MAX];
	int fd, rc = -1;

	if (strlen(path) >= sizeof(folder))
		return (error_set(e, ERR_INPUT, "path too long"));
	memcpy(folder, path, strlen(path) + 1);
	fd = open(dirname(folder), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0644);
	if (fd < 0 || access("/proc/self/fd", X_OK) != 0) {
		if (fd >= 0)
			(void)close(fd);
		return (write_named(path, s, e));
	}
	if (io_write(fd, s.p, s.n, e) == 0)
		rc = fsync(fd) == 0 ? link_new(fd, path, e) :
		    error_sys(e, "cannot write %s", path);
	(void)close(fd);
	return (rc);
}

void
newfile_drop(struct newfile *f)
{

	if (f->fd >= 0)
		(void)close(f->fd);
	f->fd = -1;
	if (f->temp[0] != '\0')
		(void)unlink(f->temp);
	f->temp[0] = '\0';
}

void
newfile_leftovers(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash == NULL ? path : slash + 1;
	size_t n = strlen(name);
	char folder[PATH_MAX];
	struct dirent *d;
	DIR *dir;

	if (strlen(path) >= sizeof(folder))
		return;
	memcpy(folder, path, strlen(path) + 1);
	if ((dir = opendir(dirname(folder))) == NULL)
		return;
	while ((d = readdir(dir)) != NULL)
		if (strlen(d->d_name) == n + strlen(".XXXXXX") &&
		    strncmp(d->d_name, name, n) == 0 && d->d_name[n] == '.')
			(void)unlinkat(dirfd(dir), d->d_name, 0);
	(void)closedir(dir);
}
