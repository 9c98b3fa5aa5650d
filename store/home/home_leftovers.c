#include <sys/stat.h>

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/base/io.h"
#include "store/base/limits.h"
#include "store/base/temp.h"
#include "store/home/home_errand.h"
#include "store/home/home_package.h"

/* Whether the file ${path} can be what the record says. */
static bool
file_there(const char *path, int64_t bytes)
{
	struct stat st;

	return (stat(path, &st) == 0 && S_ISREG(st.st_mode) &&
	    st.st_size == bytes);
}

int
leftover_sealed(const struct home *h, const char *uuid,
    const struct record *r, struct buf *path, struct error *e)
{

	buf_reset(path);
	if (r->sealed[0] == '/')
		buf_puts(path, r->sealed);
	else
		buf_printf(path, "%s/work/%s/%s", h->path, uuid, r->sealed);
	return (buf_ok(path, e));
}

int
leftover_record(struct home *h, const char *uuid, struct buf *b,
    struct error *e)
{
	struct buf path = BUF_INIT(PATH_TEXT);
	struct error why = ERROR_INIT;
	int rc = 1;

	buf_printf(&path, "%s/work/%s/" LEFTOVER_RECORD, h->path, uuid);
	if (buf_ok(&path, e) != 0)
		rc = -1;
	else if (io_read_file(buf_str(&path), b, &why) != 0)
		rc = why.code == ERR_NOTFOUND ? 0 :
		    error_set(e, why.code, "%s", why.text);
	buf_free(&path);
	return (rc);
}

static int
note_keeping(struct home *h, struct home_findings *fs,
    const struct catalog_job *j, const struct record *r, struct error *e)
{
	struct buf path = BUF_INIT(PATH_TEXT);
	const char *where = "its file is lost";
	bool there = true;
	int fd, rc = -1;

	if (leftover_sealed(h, j->uuid, r, &path, e) != 0)
		goto out;
	if (blob_open(h->blobs, r->exhibit.sha256, &fd, NULL) == 0) {
		(void)close(fd);
		where = "its file is among the blobs";
	} else if (file_there(buf_str(&path), r->exhibit.bytes))
		where = "its file is in the work folder";
	else
		there = false;
	rc = home_note(fs, HOME_JOB_KEEPING, !there, j->uuid, e,
	    "exhibit %.16s was sealed and not kept yet; %s",
	    r->exhibit.id, where);
out:
	buf_free(&path);
	return (rc);
}

/* Nothing is known of it but that it began. */
static int
note_begun(struct home_findings *fs, const struct catalog_job *j,
    struct error *e)
{
	const char *of, *what = errand_text(j->url, &of);
	char when[TIME_TEXT];

	return (home_note(fs, HOME_JOB_DEAD, false, j->uuid, e,
	    "the %s %.80s, begun %s by process %lld, was not finished", what,
	    of, time_text(j->started, when), (long long)j->pid));
}

static int
note_errand(struct home *h, struct home_findings *fs,
    const struct catalog_job *j, struct error *e)
{
	const char *of, *what = errand_text(j->url, &of);
	int left;

	if ((left = errand_left(h, j->record, e)) < 0)
		return (-1);
	if (left == 1)
		return (note_begun(fs, j, e));
	return (home_note(fs, HOME_JOB_DEAD, false, j->uuid, e,
	    "the %s %.80s is done; only the note of it is left", what, of));
}

static int
note_dead(struct home *h, struct home_findings *fs,
    const struct catalog_job *j, struct error *e)
{
	struct buf left = BUF_INIT(32 * MIB);
	struct record r;
	bool mine;
	int got = 1, rc = -1;

	if (j->record != NULL)
		buf_puts(&left, j->record);
	else if ((got = leftover_record(h, j->uuid, &left, e)) < 0)
		goto out;
	if (got == 0) {
		rc = note_begun(fs, j, e);
		goto out;
	}
	if (errand_is(j->url)) {
		rc = note_errand(h, fs, j, e);
		goto out;
	}
	if (buf_ok(&left, e) != 0 ||
	    package_note(h, fs, j->uuid, buf_str(&left), &mine, e) != 0)
		goto out;
	if (mine) {
		rc = 0;
		goto out;
	}
	if (record_read(buf_span(&left), &r, e) != 0)
		goto out;
	if (r.kept != NULL)
		rc = home_note(fs, HOME_JOB_DEAD, false, j->uuid, e,
		    "exhibit %.16s is kept; only the work folder is left",
		    r.kept);
	else
		rc = note_keeping(h, fs, j, &r, e);
	record_free(&r);
out:
	buf_free(&left);
	return (rc);
}

static int
note_job(struct home *h, struct home_findings *fs,
    const struct catalog_job *j, struct error *e)
{
	const char *of, *what = errand_text(j->url, &of);
	int fd, dead;

	if ((dead = home_lock_dead(h, j->uuid, &fd, e)) < 0)
		return (-1);
	if (fd >= 0)
		(void)close(fd);
	if (dead == 0)
		return (home_note(fs, HOME_JOB_ALIVE, false, j->uuid, e,
		    "process %lld: %s %.100s", (long long)j->pid, what, of));
	return (note_dead(h, fs, j, e));
}

/* The UUID that ${name} begins with and ends in or before ".lock". */
bool
leftover_uuid(const char *name, char uuid[static UUID_TEXT])
{
	size_t n = strlen(name);

	if (n < UUID_TEXT - 1 || strspn(name, "0123456789abcdef-") <
	    UUID_TEXT - 1 || (name[UUID_TEXT - 1] != '\0' &&
	    strcmp(name + UUID_TEXT - 1, ".lock") != 0))
		return (false);
	memcpy(uuid, name, UUID_TEXT - 1);
	uuid[UUID_TEXT - 1] = '\0';
	return (true);
}

/* 1: the catalogue knows the job, 0, -1. */
static int
known(struct home *h, const char *uuid, struct error *e)
{
	struct catalog_cursor *cur;
	struct catalog_job j;
	int got;

	if (catalog_jobs(h->catalog, &cur, e) != 0)
		return (-1);
	while ((got = catalog_job_next(cur, &j, e)) == 1)
		if (strcmp(j.uuid, uuid) == 0)
			break;
	catalog_cursor_free(cur);
	return (got);
}

/* One name in work/. */
static int
note_name(struct home *h, struct home_findings *fs, const char *name,
    struct error *e)
{
	char uuid[UUID_TEXT];
	int fd, got;

	if (!leftover_uuid(name, uuid))
		return (home_note(fs, HOME_WORK_STRANGER, false, name, e,
		    "not made by a command of ours"));
	if ((got = home_lock_dead(h, uuid, &fd, e)) < 0)
		return (-1);
	if (fd >= 0)
		(void)close(fd);
	/* Held: a capture that begins or ends at this moment. */
	if (got == 0)
		return (0);
	if ((got = known(h, uuid, e)) != 0)
		return (got < 0 ? -1 : 0);
	return (home_note(fs, HOME_WORK_STRANGER, false, name, e,
	    "of a command that had not begun or was over"));
}

bool
leftover_log(const char *name)
{

	/* What io_write_file() makes beside the file until it is whole. */
	return (temp_for(name) == strlen("checkpoint") &&
	    span_starts(span_of(name), "checkpoint"));
}

int
leftover_each(struct home *h, const char *folder,
    int (*fn)(struct home *h, void *ctx, const char *name, struct error *e),
    void *ctx, struct error *e)
{
	struct buf path = BUF_INIT(PATH_TEXT);
	struct dirent *d;
	DIR *dir = NULL;
	int rc = -1;

	if (home_join(h, folder, &path, e) != 0)
		goto out;
	if ((dir = opendir(buf_str(&path))) == NULL) {
		(void)error_sys(e, "cannot list %s", buf_str(&path));
		goto out;
	}
	for (errno = 0; (d = readdir(dir)) != NULL; errno = 0)
		if (strcmp(d->d_name, ".") != 0 &&
		    strcmp(d->d_name, "..") != 0 &&
		    fn(h, ctx, d->d_name, e) != 0)
			goto out;
	if (errno != 0)
		(void)error_sys(e, "cannot list %s", buf_str(&path));
	else
		rc = 0;
out:
	if (dir != NULL)
		(void)closedir(dir);
	buf_free(&path);
	return (rc);
}

static int
note_each(struct home *h, void *ctx, const char *name, struct error *e)
{

	return (note_name(h, ctx, name, e));
}

static int
note_log(struct home *h, void *ctx, const char *name, struct error *e)
{

	(void)h;
	if (!leftover_log(name))
		return (0);
	return (home_note(ctx, HOME_WORK_STRANGER, false, name, e,
	    "in log/: a checkpoint that was being written"));
}

int
home_leftovers(struct home *h, struct home_findings *fs, struct error *e)
{
	struct catalog_cursor *cur = NULL;
	struct catalog_job j;
	int got;

	if (catalog_jobs(h->catalog, &cur, e) != 0)
		return (-1);
	while ((got = catalog_job_next(cur, &j, e)) == 1)
		if (note_job(h, fs, &j, e) != 0) {
			got = -1;
			break;
		}
	catalog_cursor_free(cur);
	if (got != 0)
		return (-1);
	if (leftover_each(h, "work", note_each, fs, e) != 0)
		return (-1);
	return (leftover_each(h, "log", note_log, fs, e));
}
