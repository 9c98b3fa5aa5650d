#include <sys/file.h>
#include <sys/stat.h>

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "capture/browser/scratch.h"
#include "store/base/buf.h"
#include "store/base/io.h"
#include "store/base/time.h"

#define PREFIX		"constat-browser-"
#define LEFT_MAX	32	/* folders removed at a time */
#define YOUNG		10000	/* ms: may be about to be locked */

/*
 * A UNIX socket's path has at most 107 bytes (unix(7)), of which Chromium
 * needs 46 below its folder, and the folder's own name 23.
 */
#define BASE_MAX	36

/* Whether anyone may pass through ${path} and all above it. */
static bool
open_to_all(const char *path)
{
	struct stat st;
	char *s, *at;
	bool ok = path[0] == '/';

	if ((s = strdup(path)) == NULL)
		return (false);
	while (ok && s[0] != '\0') {
		ok = stat(s, &st) == 0 && (st.st_mode & S_IXOTH) != 0;
		if ((at = strrchr(s, '/')) == NULL)
			break;
		*at = '\0';
	}
	free(s);
	return (ok);
}

/* A folder of the user's that nobody holds the lock of. */
static void
remove_left(int base, const char *base_path, const char *name, uid_t uid)
{
	struct stat st;
	char path[512];
	int fd;

	if (strncmp(name, PREFIX, strlen(PREFIX)) != 0 ||
	    strlen(name) != strlen(PREFIX) + 6)
		return;
	fd = openat(base, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW |
	    O_CLOEXEC);
	if (fd == -1)
		return;
	if (fstat(fd, &st) == 0 && st.st_uid == uid &&
	    time_now() - (int64_t)st.st_mtime * 1000 > YOUNG &&
	    flock(fd, LOCK_EX | LOCK_NB) == 0) {
		(void)snprintf(path, sizeof(path), "%s/%s", base_path, name);
		io_remove_tree(path);
	}
	(void)close(fd);
}

static void
remove_all_left(const char *base, uid_t uid)
{
	struct dirent *entry;
	DIR *d;
	int n = 0;

	if ((d = opendir(base)) == NULL)
		return;
	while (n < LEFT_MAX && (entry = readdir(d)) != NULL)
		if (strncmp(entry->d_name, PREFIX, strlen(PREFIX)) == 0) {
			remove_left(dirfd(d), base, entry->d_name, uid);
			n++;
		}
	(void)closedir(d);
}

int
scratch_make(char **path, int *lock, const char *wanted, uid_t uid, gid_t gid,
    struct error *e)
{
	const char *base = wanted == NULL ? getenv("TMPDIR") : wanted;
	bool other = uid != geteuid();
	struct buf b = BUF_INIT((size_t)256);

	if (base == NULL || base[0] != '/' || strlen(base) > BASE_MAX ||
	    (other && !open_to_all(base)))
		base = "/tmp";
	remove_all_left(base, uid);
	buf_puts(&b, base);
	buf_puts(&b, "/" PREFIX "XXXXXX");
	if (buf_ok(&b, e) == -1)
		goto fail;
	if (mkdtemp((char *)b.p) == NULL) {
		(void)error_sys(e, "cannot make a folder in %s", base);
		goto fail;
	}
	if ((*path = buf_take(&b)) == NULL)
		return (error_nomem(e));
	*lock = open(*path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (*lock == -1 || flock(*lock, LOCK_EX | LOCK_NB) == -1)
		return (error_sys(e, "cannot lock %s", *path));
	/* Locked before it is given away: no one takes it for left behind. */
	if (other && fchown(*lock, uid, gid) == -1)
		return (error_sys(e, "cannot give %s away", *path));
	return (0);
fail:
	buf_free(&b);
	return (-1);
}

void
scratch_remove(const char *path, int lock)
{

	if (path != NULL)
		io_remove_tree(path);
	if (lock != -1)
		(void)close(lock);
}
