#include <sys/stat.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "capture/login/profile.h"
#include "store/base/buf.h"
#include "store/base/io.h"
#include "store/base/limits.h"
#include "store/base/num.h"

#define FILES_MAX	10000

struct copy {
	int data;		/* the user data directory */
	int profile;		/* the profile in it */
	int to;			/* where it goes: "Default" in */
	uid_t uid;
	gid_t gid;
	int64_t left;		/* bytes that may still come */
	int files;
	const char *host;	/* whose databases are taken */
};

/* --- Which folder it is --- */

static bool
has(int folder, const char *name)
{
	struct stat st;

	return (fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) == 0);
}

static int
open_folder(int at, const char *path, int *fd, struct error *e)
{

	*fd = openat(at, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return (*fd < 0 ? error_sys(e, "cannot open the folder %s", path) :
	    0);
}

/*
 * ${given} is the folder above ("Local State" and "Default" in it) or the
 * profile itself.
 */
static int
find_folders(struct copy *c, const char *given, struct error *e)
{
	int fd = -1;

	if (open_folder(AT_FDCWD, given, &fd, e) != 0)
		return (-1);
	if (has(fd, "cookies.sqlite")) {
		(void)error_set(e, ERR_UNSUPPORTED, "a profile of Firefox; "
		    "export its cookies to a file");
	} else if (has(fd, "Local State") && has(fd, "Default")) {
		c->data = fd;
		return (open_folder(fd, "Default", &c->profile, e));
	} else if (has(fd, "Cookies") || has(fd, "Network") ||
	    has(fd, "Preferences")) {
		c->profile = fd;
		return (open_folder(fd, "..", &c->data, e));
	} else {
		(void)error_set(e, ERR_INPUT, "no profile of a browser");
	}
	(void)close(fd);
	return (error_at(e, given, -1));
}

/*
 * While a browser runs, "SingletonLock" is a link to "<host>-<pid>".  One that
 * a crash has left names a process that is no more.
 */
static int
check_lock(const struct copy *c, struct error *e)
{
	char to[256], host[256];
	const char *dash;
	int64_t pid;
	ssize_t n;

	n = readlinkat(c->data, "SingletonLock", to, sizeof(to) - 1);
	if (n < 0)
		return (0);
	to[n] = '\0';
	if (gethostname(host, sizeof(host)) == 0 &&
	    (dash = strrchr(to, '-')) != NULL &&
	    (size_t)(dash - to) == strnlen(host, sizeof(host)) &&
	    strncmp(to, host, (size_t)(dash - to)) == 0 &&
	    num_parse(span_of(dash + 1), 1, INT32_MAX, &pid, NULL) == 0 &&
	    kill((pid_t)pid, 0) != 0 && errno == ESRCH)
		return (0);
	return (error_set(e, ERR_BUSY,
	    "a browser has this profile open; close it first"));
}

static void
close_all(struct copy *c)
{

	if (c->data >= 0)
		(void)close(c->data);
	if (c->profile >= 0)
		(void)close(c->profile);
	if (c->to >= 0)
		(void)close(c->to);
}

int
profile_check(const char *from, struct error *e)
{
	struct copy c = { .data = -1, .profile = -1, .to = -1 };
	int rc = -1;

	if (find_folders(&c, from, e) == 0)
		rc = check_lock(&c, e);
	close_all(&c);
	return (rc);
}

/* --- Copying --- */

static int
own(const struct copy *c, int fd, struct error *e)
{

	if (c->uid != geteuid() && fchown(fd, c->uid, c->gid) != 0)
		return (error_sys(e, "cannot give a file away"));
	return (0);
}

static int
copy_bytes(struct copy *c, int in, int out, struct error *e)
{
	uint8_t chunk[64 * 1024];
	ssize_t n;

	while ((n = io_read(in, chunk, sizeof(chunk), e)) > 0) {
		if ((c->left -= n) < 0)
			return (error_set(e, ERR_LIMIT,
			    "the profile is too large"));
		if (io_write(out, chunk, (size_t)n, e) != 0)
			return (-1);
	}
	return (n < 0 ? -1 : 0);
}

/* One regular file; what is not there, or is something else, is left out. */
static int
copy_file(struct copy *c, int from, int to, const char *name,
    struct error *e)
{
	struct stat st;
	int in, out = -1, rc = -1;

	in = openat(from, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK |
	    O_CLOEXEC);
	if (in < 0 && (errno == ENOENT || errno == ELOOP))
		return (0);
	if (in < 0)
		return (error_sys(e, "cannot read %s", name));
	if (fstat(in, &st) != 0 || !S_ISREG(st.st_mode)) {
		rc = 0;
		goto out;
	}
	if (++c->files > FILES_MAX) {
		(void)error_set(e, ERR_LIMIT, "too many files");
		goto out;
	}
	out = openat(to, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW |
	    O_CLOEXEC, 0600);
	if (out < 0) {
		(void)error_sys(e, "cannot make %s", name);
		goto out;
	}
	if (copy_bytes(c, in, out, e) == 0 && own(c, out, e) == 0)
		rc = io_close(&out, e);
out:
	(void)close(in);
	if (out >= 0)
		(void)close(out);
	return (rc);
}

static int
make_folder(struct copy *c, int at, const char *name, int *fd,
    struct error *e)
{

	*fd = -1;
	if (mkdirat(at, name, 0700) != 0 && errno != EEXIST)
		return (error_sys(e, "cannot make %s", name));
	if (open_folder(at, name, fd, e) != 0)
		return (-1);
	return (own(c, *fd, e));
}

/*
 * The folder ${name} of ${from}, open, and one of that name made in ${to}: 1, 0
 * where there is none, -1.  Both are for leave().
 */
static int
enter(struct copy *c, int from, int to, const char *name, int *in, int *out,
    struct error *e)
{

	*out = -1;
	*in = openat(from, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW |
	    O_CLOEXEC);
	if (*in < 0)
		return (0);
	return (make_folder(c, to, name, out, e) == 0 ? 1 : -1);
}

static void
leave(int in, int out)
{

	if (in >= 0)
		(void)close(in);
	if (out >= 0)
		(void)close(out);
}

/* Take what is in the folder ${name}, one after the other. */
static int
copy_each(struct copy *c, int from, int to, const char *name,
    int (*take)(struct copy *c, int in, int out, const char *name,
    struct error *e), struct error *e)
{
	struct dirent *entry;
	DIR *d = NULL;
	int in, out, rc = enter(c, from, to, name, &in, &out, e);

	if (rc == 1 && (d = fdopendir(in)) == NULL)
		rc = error_sys(e, "cannot read %s", name);
	if (d != NULL)
		rc = 0;
	while (rc == 0 && d != NULL && (entry = readdir(d)) != NULL)
		rc = take(c, dirfd(d), out, entry->d_name, e);
	if (d != NULL)
		(void)closedir(d);
	leave(d != NULL ? -1 : in, out);
	return (rc);
}

/* LOCK is made anew by whoever opens the database. */
static int
take_file(struct copy *c, int in, int out, const char *name, struct error *e)
{

	return (strcmp(name, "LOCK") == 0 ? 0 :
	    copy_file(c, in, out, name, e));
}

/* The files in the folder ${name}, not those further below. */
static int
copy_folder(struct copy *c, int from, int to, const char *name,
    struct error *e)
{

	return (copy_each(c, from, to, name, take_file, e));
}

/* "https_x.example_0.indexeddb.leveldb": whether it is of ${host}. */
static bool
of_site(const char *name, const char *host)
{
	const char *at = strchr(name, '_');
	const char *bare = strncmp(host, "www.", 4) == 0 ? host + 4 : host;
	const char *end = at == NULL ? NULL : strchr(at + 1, '_');
	size_t n, b = strlen(bare);

	if (end == NULL || strstr(end, ".indexeddb.leveldb") == NULL)
		return (false);
	n = (size_t)(end - at - 1);
	return (n >= b && strncmp(end - b, bare, b) == 0 &&
	    (n == b || end[-(ptrdiff_t)b - 1] == '.'));
}

static int
take_database(struct copy *c, int in, int out, const char *name,
    struct error *e)
{

	return (of_site(name, c->host) ? copy_folder(c, in, out, name, e) : 0);
}

/* Newer versions keep the cookies in a folder of their own. */
static int
copy_cookies(struct copy *c, struct error *e)
{
	static const char *const names[] = { "Cookies", "Cookies-journal",
		"Cookies-wal" };
	int in, out, rc;
	size_t i;

	for (i = 0; i < 3; i++)
		if (copy_file(c, c->profile, c->to, names[i], e) != 0)
			return (-1);
	rc = enter(c, c->profile, c->to, "Network", &in, &out, e);
	for (i = 0; rc == 1 && i < 3; i++)
		if (copy_file(c, in, out, names[i], e) != 0)
			rc = -1;
	leave(in, out);
	return (rc < 0 ? -1 : 0);
}

static int
copy_storage(struct copy *c, struct error *e)
{
	int in, out;
	int rc = enter(c, c->profile, c->to, "Local Storage", &in, &out, e);

	if (rc == 1)
		rc = copy_folder(c, in, out, "leveldb", e);
	leave(in, out);
	return (rc);
}

int
profile_copy(const char *from, const char *to, const char *host, uid_t uid,
    gid_t gid, struct error *e)
{
	struct copy c = { .data = -1, .profile = -1, .to = -1, .uid = uid,
		.gid = gid, .left = PROFILE_BYTES_MAX, .host = host };
	int above = -1, rc = -1;

	if (find_folders(&c, from, e) != 0 || check_lock(&c, e) != 0 ||
	    open_folder(AT_FDCWD, to, &above, e) != 0 ||
	    make_folder(&c, above, "Default", &c.to, e) != 0)
		goto out;
	if (copy_file(&c, c.data, above, "Local State", e) != 0 ||
	    copy_cookies(&c, e) != 0 || copy_storage(&c, e) != 0 ||
	    copy_each(&c, c.profile, c.to, "IndexedDB", take_database,
	    e) != 0)
		goto out;
	rc = 0;
out:
	if (rc != 0)
		(void)error_at(e, from, -1);
	if (above >= 0)
		(void)close(above);
	close_all(&c);
	return (rc);
}
