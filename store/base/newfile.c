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
#include "store/base/temp.h"

int
newfile_open(struct newfile *f, const char *path, struct error *e)
{

	f->fd = -1;
	f->path[0] = f->temp[0] = '\0';
	if (strlen(path) >= sizeof(f->path))
		return (error_set(e, ERR_INPUT, "path too long"));
	memcpy(f->path, path, strlen(path) + 1);
	if (access(path, F_OK) == 0)
		return (error_set(e, ERR_EXISTS, "%s exists", path));
	if ((f->fd = temp_unnamed(path)) < 0)
		f->fd = temp_open(path, f->temp, e);
	return (f->fd < 0 ? -1 : 0);
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

static int
newfile_end(struct newfile *f, mode_t mode, struct error *e)
{

	if (fchmod(f->fd, mode) != 0 || fsync(f->fd) != 0)
		return (error_sys(e, "cannot finish %s", f->path));
	if ((f->temp[0] == '\0' ? temp_link(f->fd, f->path, e) :
	    rename_new(f->temp, f->path, e)) != 0)
		return (-1);
	f->temp[0] = '\0';
	if (io_close(&f->fd, e) == 0 && sync_folder_of(f->path, e) == 0)
		return (0);
	(void)unlink(f->path);
	return (-1);
}

int
newfile_name(struct newfile *f, struct error *e)
{

	return (newfile_end(f, S_IRUSR | S_IRGRP | S_IROTH, e));
}

int
newfile_write(const char *path, struct span s, struct error *e)
{
	struct newfile f;
	int rc = -1;

	if (newfile_open(&f, path, e) != 0)
		return (-1);
	if (io_write(f.fd, s.p, s.n, e) == 0)
		rc = newfile_end(&f, 0644, e);
	if (rc != 0)
		(void)error_context(e, "%s", path);
	newfile_drop(&f);
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
		if (temp_for(d->d_name) == n &&
		    strncmp(d->d_name, name, n) == 0)
			(void)unlinkat(dirfd(dir), d->d_name, 0);
	(void)closedir(dir);
}
