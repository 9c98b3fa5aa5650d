#include <sys/file.h>
#include <sys/stat.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "store/base/io.h"
#include "store/base/limits.h"
#include "store/base/random.h"
#include "store/home/home_half.h"
#include "store/home/home_leftovers.h"

/*
 * All that a store begins with; folders first, and last the one file by which
 * home_there() knows a store.
 */
static const char * const parts[] = {
	"keys", "blobs", "log", "work", "catalog.db", "constat.json"
};
#define FOLDERS	4
#define PARTS	(sizeof(parts) / sizeof(parts[0]))
#define MIDDLE	".new."		/* before a UUID */
#define WHOLE	"whole"		/* a file: nothing is missing but its place */
#define TRIES	100		/* folders that others clear under our hands */

/* Whether ${folder} is still what ${fd} is open on. */
static bool
is_there(const char *folder, int fd)
{
	struct stat a, b;

	return (fstat(fd, &a) == 0 && lstat(folder, &b) == 0 &&
	    a.st_dev == b.st_dev && a.st_ino == b.st_ino);
}

/* Hold ${folder} while we live; false where somebody else does, or it is
 * gone. */
static bool
hold(const char *folder, int *lock)
{

	*lock = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (*lock < 0)
		return (false);
	if (flock(*lock, LOCK_EX | LOCK_NB) == 0 && is_there(folder, *lock))
		return (true);
	(void)close(*lock);
	*lock = -1;
	return (false);
}

/*
 * A folder of our own, held.  Before it is held, whoever clears what dead ones
 * have left may take it for one of those: then another is made.
 */
static int
make_held(struct half *m, const char *path, bool inside, struct error *e)
{
	char uuid[UUID_TEXT];
	int i, n;

	for (i = 0; i < TRIES; i++) {
		if (random_uuid(uuid, e) != 0)
			return (-1);
		n = snprintf(m->folder, sizeof(m->folder), "%s%s" MIDDLE "%s",
		    path, inside ? "/" : "", uuid);
		if (n < 0 || (size_t)n >= sizeof(m->folder) ||
		    mkdir(m->folder, 0700) != 0)
			break;
		if (hold(m->folder, &m->lock))
			return (0);
	}
	m->folder[0] = '\0';
	return (error_sys(e, "cannot make a folder for %s", path));
}

int
half_make(struct half *m, const char *path, bool inside, struct error *e)
{
	struct buf b = BUF_INIT(PATH_TEXT);
	size_t i;
	int rc = -1;

	m->folder[0] = '\0';
	m->lock = -1;
	if (make_held(m, path, inside, e) != 0)
		return (-1);
	for (i = 0; i <= FOLDERS; i++)
		if (io_join(&b, m->folder, i < FOLDERS ? parts[i] :
		    OPERATOR_KEYS, e) != 0 || mkdir(buf_str(&b), 0700) != 0) {
			(void)error_sys(e, "cannot make %s", buf_str(&b));
			goto out;
		}
	rc = 0;
out:
	buf_free(&b);
	return (rc);
}

/*
 * Into a folder that is there already: it may be where a disk is mounted, or
 * the only place that we may write to.  What is not in ${folder} was moved
 * before.
 */
static int
move_in(const char *folder, const char *path, struct error *e)
{
	struct buf from = BUF_INIT(PATH_TEXT), to = BUF_INIT(PATH_TEXT);
	size_t i;
	int rc = -1;

	if (chmod(path, 0700) != 0) {
		(void)error_sys(e, "cannot close %s to others", path);
		goto out;
	}
	for (i = 0; i < PARTS; i++) {
		if (io_join(&from, folder, parts[i], e) != 0 ||
		    io_join(&to, path, parts[i], e) != 0)
			goto out;
		if (rename(buf_str(&from), buf_str(&to)) != 0 &&
		    (errno != ENOENT || access(buf_str(&to), F_OK) != 0)) {
			(void)error_sys(e, "cannot rename to %s",
			    buf_str(&to));
			goto out;
		}
	}
	rc = io_sync_folder(path, e);
out:
	buf_free(&from);
	buf_free(&to);
	return (rc);
}

static int
mark_whole(const char *folder, struct error *e)
{
	struct buf path = BUF_INIT(PATH_TEXT);
	int rc = -1;

	if (io_join(&path, folder, WHOLE, e) == 0)
		rc = io_write_file(buf_str(&path), span_of("whole\n"), 0600,
		    e);
	buf_free(&path);
	return (rc);
}

int
half_show(struct half *m, const char *path, bool inside, struct error *e)
{
	char copy[4096];

	if (io_sync_folder(m->folder, e) != 0)
		return (-1);
	if (inside)
		return (mark_whole(m->folder, e) != 0 ||
		    io_sync_folder(path, e) != 0 ? -1 :
		    move_in(m->folder, path, e));
	if (rename(m->folder, path) != 0) {
		if (errno == ENOTEMPTY || errno == EEXIST)
			return (error_set(e, ERR_EXISTS,
			    "%s was made meanwhile", path));
		return (error_sys(e, "cannot rename to %s", path));
	}
	m->folder[0] = '\0';
	(void)snprintf(copy, sizeof(copy), "%s", path);
	return (io_sync_folder(dirname(copy), e));
}

/* ---- what dead ones have left ---- */

/* Finished where it was whole and within the store's place; else removed. */
static int
clear_one(void *ctx, const char *folder, bool inside, struct error *e)
{
	const char *path = ctx;
	struct buf mark = BUF_INIT(PATH_TEXT);
	int lock, rc = 0;

	if (!hold(folder, &lock))
		return (0);
	if (io_join(&mark, folder, WHOLE, e) != 0)
		rc = -1;
	else if (inside && access(buf_str(&mark), F_OK) == 0)
		rc = move_in(folder, path, e);
	if (rc == 0)
		io_remove_tree(folder);
	(void)close(lock);
	buf_free(&mark);
	return (rc);
}

/* All in ${folder} whose names are ${base}, ".new." and a UUID. */
static int
each_in(const char *folder, const char *base, bool inside,
    int (*fn)(void *ctx, const char *half, bool inside, struct error *e),
    void *ctx, struct error *e)
{
	struct buf whole = BUF_INIT(PATH_TEXT);
	size_t n = strlen(base);
	char uuid[UUID_TEXT];
	struct dirent *d;
	DIR *dir;
	int rc = 0;

	if ((dir = opendir(folder)) == NULL)
		return (errno == ENOENT || errno == ENOTDIR ||
		    errno == EACCES ? 0 :
		    error_sys(e, "cannot list %s", folder));
	while (rc == 0 && (d = readdir(dir)) != NULL)
		if (strncmp(d->d_name, base, n) == 0 &&
		    strncmp(d->d_name + n, MIDDLE, strlen(MIDDLE)) == 0 &&
		    strlen(d->d_name + n + strlen(MIDDLE)) == UUID_TEXT - 1 &&
		    leftover_uuid(d->d_name + n + strlen(MIDDLE), uuid))
			rc = io_join(&whole, folder, d->d_name, e) != 0 ? -1 :
			    fn(ctx, buf_str(&whole), inside, e);
	(void)closedir(dir);
	buf_free(&whole);
	return (rc);
}

int
half_each(const char *path,
    int (*fn)(void *ctx, const char *half, bool inside, struct error *e),
    void *ctx, struct error *e)
{
	char up[4096], name[4096];
	int n = snprintf(up, sizeof(up), "%s", path);

	if (n < 0 || (size_t)n >= sizeof(up))
		return (error_set(e, ERR_INPUT, "path too long"));
	(void)snprintf(name, sizeof(name), "%s", path);
	if (each_in(path, "", true, fn, ctx, e) != 0)
		return (-1);
	return (each_in(dirname(up), basename(name), false, fn, ctx, e));
}

int
half_clear(const char *path, struct error *e)
{
	char copy[4096];

	(void)snprintf(copy, sizeof(copy), "%s", path);
	return (half_each(path, clear_one, copy, e));
}

void
half_drop(struct half *m)
{

	if (m->folder[0] != '\0')
		io_remove_tree(m->folder);
	if (m->lock >= 0)
		(void)close(m->lock);
	m->lock = -1;
}
