#include <sys/file.h>
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/base/io.h"
#include "store/base/limits.h"
#include "store/home/home_internal.h"

#define LOCK_TRIES	10

/* "<home>/work/<uuid><suffix>", or NULL with ${e}. */
static char *
work_path(const struct home *h, const char *uuid, const char *suffix,
    struct error *e)
{
	struct buf b = BUF_INIT(PATH_TEXT);
	char *s;

	buf_printf(&b, "%s/work/%s%s", h->path, uuid, suffix);
	if ((s = buf_take(&b)) == NULL)
		(void)error_nomem(e);
	return (s);
}

/* Whether ${path} still is the file that we hold open. */
static bool
same_file(int fd, const char *path)
{
	struct stat a, b;

	return (fstat(fd, &a) == 0 && lstat(path, &b) == 0 &&
	    a.st_dev == b.st_dev && a.st_ino == b.st_ino);
}

/*
 * Make and hold the lock.  Between making and holding somebody may clean up
 * what looks like a dead one: then another name is taken.
 */
static int
take_lock(struct home_job *j, struct error *e)
{
	int i;

	for (i = 0; i < LOCK_TRIES; i++) {
		free(j->lock_path);
		if (random_uuid(j->uuid, e) != 0 || (j->lock_path =
		    work_path(j->home, j->uuid, ".lock", e)) == NULL)
			return (-1);
		j->lock = open(j->lock_path,
		    O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
		if (j->lock < 0)
			return (error_sys(e, "cannot make %s", j->lock_path));
		if (flock(j->lock, LOCK_EX | LOCK_NB) == 0 &&
		    same_file(j->lock, j->lock_path))
			return (0);
		(void)close(j->lock);
		j->lock = -1;
	}
	return (error_set(e, ERR_BUSY, "cannot hold a lock in the store"));
}

static int
note_job(struct home_job *j, const char *url, struct error *e)
{
	struct catalog *c = j->home->catalog;
	struct catalog_job row = { j->uuid, url, getpid(),
	    home_now(j->home), NULL };

	if (catalog_begin(c, e) != 0)
		return (-1);
	if (catalog_job_add(c, &row, e) != 0) {
		catalog_rollback(c);
		return (-1);
	}
	return (catalog_commit(c, e));
}

static void
job_free(struct home_job *j)
{

	if (j->lock >= 0)
		(void)close(j->lock);
	free(j->folder);
	free(j->lock_path);
	free(j);
}

void
home_job_clean(const struct home *h, const char *uuid)
{
	char *folder = work_path(h, uuid, "", NULL);
	char *lock = work_path(h, uuid, ".lock", NULL);

	if (folder != NULL)
		io_remove_tree(folder);
	/* Last: while it is held, the folder is known to be in use. */
	if (lock != NULL)
		(void)unlink(lock);
	free(folder);
	free(lock);
}

int
home_job_begin(struct home *h, const char *url, struct home_job **out,
    struct error *e)
{
	struct buf work = BUF_INIT(PATH_TEXT);
	struct home_job *j;

	*out = NULL;
	if (home_need_write(h, e) != 0)
		return (-1);
	if ((j = calloc(1, sizeof(*j))) == NULL)
		return (error_nomem(e));
	j->home = h;
	j->lock = -1;
	if (take_lock(j, e) != 0)
		goto fail;
	if ((j->folder = work_path(h, j->uuid, "", e)) == NULL)
		goto clean;
	if (mkdir(j->folder, 0700) != 0) {
		(void)error_sys(e, "cannot make %s", j->folder);
		goto clean;
	}
	/* What is sealed in it must outlive a power cut. */
	if (home_join(h, "work", &work, e) != 0 ||
	    io_sync_folder(buf_str(&work), e) != 0)
		goto clean;
	if (note_job(j, url, e) != 0)
		goto clean;
	buf_free(&work);
	*out = j;
	return (0);
clean:
	home_job_clean(h, j->uuid);
fail:
	buf_free(&work);
	job_free(j);
	return (-1);
}

bool
home_job_package(const char *url)
{

	return (span_starts(span_of(url), JOB_PACKAGE));
}

const char *
home_job_uuid(const struct home_job *j)
{

	return (j->uuid);
}

const char *
home_job_folder(const struct home_job *j)
{

	return (j->folder);
}

void
home_job_end(struct home_job *j)
{
	struct catalog *c;

	if (j == NULL)
		return;
	c = j->home->catalog;
	/*
	 * What fails here is a leftover, and found as such.  The row goes
	 * before the lock, so that it never stands for a living process.
	 */
	io_remove_tree(j->folder);
	if (catalog_begin(c, NULL) == 0) {
		(void)catalog_job_remove(c, j->uuid, NULL);
		(void)catalog_commit(c, NULL);
	}
	(void)unlink(j->lock_path);
	job_free(j);
}

bool
home_job_waits(const struct home_job *j)
{

	return (j != NULL && j->waits);
}

void
home_job_leave(struct home_job *j)
{

	if (j != NULL)
		job_free(j);
}

int
home_lock_dead(const struct home *h, const char *uuid, int *fd,
    struct error *e)
{
	char *path;
	int rc = -1;

	*fd = -1;
	if ((path = work_path(h, uuid, ".lock", e)) == NULL)
		return (-1);
	if ((*fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)) < 0) {
		if (errno == ENOENT)
			rc = 1;
		else
			(void)error_sys(e, "cannot open %s", path);
	} else if (flock(*fd, LOCK_EX | LOCK_NB) == 0) {
		rc = 1;
	} else if (errno == EWOULDBLOCK) {
		rc = 0;
	} else
		(void)error_sys(e, "cannot lock %s", path);
	if (rc != 1 && *fd >= 0) {
		(void)close(*fd);
		*fd = -1;
	}
	free(path);
	return (rc);
}
