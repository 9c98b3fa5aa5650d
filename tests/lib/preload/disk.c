/*
 * disk - stands between a program and its disk (LD_PRELOAD): counts every
 * call that changes something below a folder, and at the one that is asked
 * for kills the program or lets the call fail; or writes down what each did.
 *
 *   DISK_UNDER=FOLDER   absolute, without links: only what is below counts
 *   DISK_KILL=N         SIGKILL before the N-th call, counted from 1
 *   DISK_FAIL=N ERRNO   the N-th call fails; "N+ ERRNO": all from there on
 *   DISK_OPS=open,...   only calls of these names count
 *   DISK_LOG=FILE       one line a call, fields between tabs, and data:
 *                           open INODE HOW PATH     HOW: new, unnamed, empty
 *                           write INODE OFFSET LENGTH PATH, bytes, newline
 *                           truncate INODE SIZE PATH
 *                           sync INODE PATH         of a file or a folder
 *                           rename FROM TO          link INODE PATH
 *                           unlink PATH   mkdir PATH   rmdir PATH
 *                           chmod PATH    close PATH   told (to stdout)
 *
 * Not seen: what stdio writes into its own files, and shared mappings.
 */
#include <sys/stat.h>

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define REAL(fn)	((__typeof__(&fn))dlsym(RTLD_NEXT, #fn))

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char under[PATH_MAX], ops[512];
static long calls, kill_at, fail_at;
static bool fail_on;
static int fail_errno, out = -1;

__attribute__((constructor)) static void
begin(void)
{
	const char *s;
	char *end;

	if ((s = getenv("DISK_UNDER")) == NULL)
		return;
	(void)snprintf(under, sizeof(under), "%s/", s);
	if ((s = getenv("DISK_OPS")) != NULL)
		(void)snprintf(ops, sizeof(ops), ",%s,", s);
	if ((s = getenv("DISK_KILL")) != NULL)
		kill_at = strtol(s, NULL, 10);
	if ((s = getenv("DISK_FAIL")) != NULL) {
		fail_at = strtol(s, &end, 10);
		fail_on = *end == '+';
		fail_errno = (int)strtol(end + fail_on, NULL, 10);
	}
	if ((s = getenv("DISK_LOG")) != NULL)
		out = REAL(open)(s, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC,
		    0600);
	/* Whatever it starts is not looked at. */
	(void)unsetenv("LD_PRELOAD");
	(void)unsetenv("DISK_UNDER");
}

/* Whether it counts; then it may be the end, or fail (-1, errno). */
static int
count(const char *op, const char *path)
{
	char name[32];
	bool mine, fails;

	if (under[0] == '\0' || strncmp(path, under, strlen(under)) != 0)
		return (0);
	(void)snprintf(name, sizeof(name), ",%s,", op);
	mine = ops[0] == '\0' || strstr(ops, name) != NULL;
	(void)pthread_mutex_lock(&lock);
	if (mine && ++calls == kill_at) {
		(void)kill(getpid(), SIGKILL);
		for (;;)
			(void)pause();
	}
	fails = mine && fail_at > 0 &&
	    (fail_on ? calls >= fail_at : calls == fail_at);
	(void)pthread_mutex_unlock(&lock);
	if (!fails)
		return (1);
	errno = fail_errno;
	return (-1);
}

/* ---- paths ---- */

static const char *
path_at(int at, const char *path, char whole[static 2 * PATH_MAX])
{
	char link[64], folder[PATH_MAX] = "";
	ssize_t n;

	if (path[0] == '/') {
		(void)snprintf(whole, 2 * PATH_MAX, "%s", path);
		return (whole);
	}
	if (at == AT_FDCWD)
		(void)snprintf(link, sizeof(link), "/proc/self/cwd");
	else
		(void)snprintf(link, sizeof(link), "/proc/self/fd/%d", at);
	if ((n = readlink(link, folder, sizeof(folder) - 1)) > 0)
		folder[n] = '\0';
	(void)snprintf(whole, 2 * PATH_MAX, "%s/%s", folder, path);
	return (whole);
}

static const char *
path_fd(int fd, char whole[static 2 * PATH_MAX])
{
	char link[64];
	ssize_t n;
	int saved = errno;

	(void)snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = readlink(link, whole, PATH_MAX);
	whole[n > 0 ? n : 0] = '\0';
	errno = saved;
	return (whole);
}

static unsigned long
inode(int fd)
{
	struct stat st;

	return (fstat(fd, &st) == 0 ? (unsigned long)st.st_ino : 0);
}

/* ---- the record ---- */

static void
put(const void *p, size_t n)
{
	const char *at = p;
	ssize_t k;

	while (n > 0 && (k = REAL(write)(out, at, n)) > 0) {
		at += k;
		n -= (size_t)k;
	}
}

__attribute__((format(printf, 3, 4))) static void
note(const void *data, size_t n, const char *fmt, ...)
{
	char line[5 * PATH_MAX];
	int saved = errno, k;
	va_list ap;

	if (out < 0)
		return;
	va_start(ap, fmt);
	k = vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	(void)pthread_mutex_lock(&lock);
	put(line, (size_t)k);
	if (data != NULL) {
		put(data, n);
		put("\n", 1);
	}
	(void)pthread_mutex_unlock(&lock);
	errno = saved;
}

/* ---- opening ---- */

static int
open_noted(const char *name, int at, const char *path, int flags, mode_t mode)
{
	bool unnamed = (flags & O_TMPFILE) == O_TMPFILE, there;
	char whole[2 * PATH_MAX];
	int fd, got;

	if ((flags & O_ACCMODE) == O_RDONLY ||
	    ((flags & (O_CREAT | O_TRUNC)) == 0 && !unnamed))
		return (REAL(openat)(at, path, flags, mode));
	there = faccessat(at, path, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
	if ((got = count(name, path_at(at, path, whole))) < 0)
		return (-1);
	fd = REAL(openat)(at, path, flags, mode);
	if (got == 1 && fd >= 0 && (unnamed || !there ||
	    (flags & O_TRUNC) != 0))
		note(NULL, 0, "open\t%lu\t%s\t%s\n", inode(fd), unnamed ?
		    "unnamed" : there ? "empty" : "new", whole);
	return (fd);
}

static mode_t
mode_of(int flags, va_list ap)
{

	if ((flags & O_CREAT) == 0 && (flags & O_TMPFILE) != O_TMPFILE)
		return (0);
	return (va_arg(ap, mode_t));
}

#define OPEN(fn)							\
int									\
fn(const char *path, int flags, ...)					\
{									\
	va_list ap;							\
	mode_t mode;							\
									\
	va_start(ap, flags);						\
	mode = mode_of(flags, ap);					\
	va_end(ap);							\
	return (open_noted("open", AT_FDCWD, path, flags, mode));	\
}

#define OPENAT(fn)							\
int									\
fn(int at, const char *path, int flags, ...)				\
{									\
	va_list ap;							\
	mode_t mode;							\
									\
	va_start(ap, flags);						\
	mode = mode_of(flags, ap);					\
	va_end(ap);							\
	return (open_noted("open", at, path, flags, mode));		\
}

OPEN(open)
OPEN(open64)
OPENAT(openat)
OPENAT(openat64)

static int
made(const char *whole, int fd)
{

	if (fd >= 0)
		note(NULL, 0, "open\t%lu\tnew\t%s\n", inode(fd), whole);
	return (fd);
}

int
mkostemps(char *path, int suffix, int flags)
{
	char whole[2 * PATH_MAX];
	int fd, got;

	if ((got = count("open", path_at(AT_FDCWD, path, whole))) < 0)
		return (-1);
	fd = REAL(mkostemps)(path, suffix, flags);
	return (got == 0 ? fd : made(path_at(AT_FDCWD, path, whole), fd));
}

int
mkostemp(char *path, int flags)
{

	return (mkostemps(path, 0, flags));
}

FILE *
fopen(const char *path, const char *mode)
{
	char whole[2 * PATH_MAX];
	FILE *f;
	int got = 0;

	if (mode[0] != 'r' && (got = count("open", path_at(AT_FDCWD, path,
	    whole))) < 0)
		return (NULL);
	f = REAL(fopen)(path, mode);
	if (f != NULL && got == 1)
		(void)made(whole, fileno(f));
	return (f);
}

/* ---- writing ---- */

ssize_t
write(int fd, const void *p, size_t n)
{
	char whole[2 * PATH_MAX];
	off_t at;
	ssize_t k;
	int got;

	if (fd == STDOUT_FILENO)
		note(NULL, 0, "told\n");
	if ((got = count("write", path_fd(fd, whole))) < 0)
		return (-1);
	k = REAL(write)(fd, p, n);
	if (got == 1 && k > 0) {
		at = lseek(fd, 0, SEEK_CUR) - k;
		note(p, (size_t)k, "write\t%lu\t%lld\t%zd\t%s\n", inode(fd),
		    (long long)at, k, whole);
	}
	return (k);
}

static ssize_t
pwrite_noted(int fd, const void *p, size_t n, off_t at)
{
	char whole[2 * PATH_MAX];
	ssize_t k;
	int got;

	if ((got = count("write", path_fd(fd, whole))) < 0)
		return (-1);
	k = REAL(pwrite)(fd, p, n, at);
	if (got == 1 && k > 0)
		note(p, (size_t)k, "write\t%lu\t%lld\t%zd\t%s\n", inode(fd),
		    (long long)at, k, whole);
	return (k);
}

ssize_t
pwrite(int fd, const void *p, size_t n, off_t at)
{

	return (pwrite_noted(fd, p, n, at));
}

ssize_t
pwrite64(int fd, const void *p, size_t n, off64_t at)
{

	return (pwrite_noted(fd, p, n, at));
}

static int
truncate_noted(int fd, off_t size)
{
	char whole[2 * PATH_MAX];
	int got, rc;

	if ((got = count("truncate", path_fd(fd, whole))) < 0)
		return (-1);
	if ((rc = REAL(ftruncate)(fd, size)) == 0 && got == 1)
		note(NULL, 0, "truncate\t%lu\t%lld\t%s\n", inode(fd),
		    (long long)size, whole);
	return (rc);
}

int
ftruncate(int fd, off_t size)
{

	return (truncate_noted(fd, size));
}

int
ftruncate64(int fd, off64_t size)
{

	return (truncate_noted(fd, size));
}

/* ---- what has one descriptor or one path ---- */

#define ON_FD(fn, op, params, args, fmt, ...)				\
int									\
fn params								\
{									\
	char whole[2 * PATH_MAX];					\
	int got, rc;							\
									\
	if ((got = count(op, path_fd(fd, whole))) < 0)			\
		return (-1);						\
	if ((rc = REAL(fn) args) == 0 && got == 1)			\
		note(NULL, 0, fmt, __VA_ARGS__);			\
	return (rc);							\
}

#define ON_PATH(fn, op, at, params, args)				\
int									\
fn params								\
{									\
	char whole[2 * PATH_MAX];					\
	int got, rc;							\
									\
	if ((got = count(op, path_at(at, path, whole))) < 0)		\
		return (-1);						\
	if ((rc = REAL(fn) args) == 0 && got == 1)			\
		note(NULL, 0, "%s\t%s\n", op, whole);			\
	return (rc);							\
}

ON_FD(fsync, "sync", (int fd), (fd), "sync\t%lu\t%s\n", inode(fd), whole)
ON_FD(fdatasync, "sync", (int fd), (fd), "sync\t%lu\t%s\n", inode(fd), whole)
ON_FD(fchmod, "chmod", (int fd, mode_t mode), (fd, mode), "chmod\t%s\n",
    whole)
/* One call for the whole file system, so for all below the folder. */
ON_FD(syncfs, "sync", (int fd), (fd), "sync\t0\t%s\n", whole)
ON_PATH(unlink, "unlink", AT_FDCWD, (const char *path), (path))
ON_PATH(remove, "unlink", AT_FDCWD, (const char *path), (path))
ON_PATH(unlinkat, "unlink", at, (int at, const char *path, int flags),
    (at, path, flags))
ON_PATH(rmdir, "rmdir", AT_FDCWD, (const char *path), (path))
ON_PATH(mkdir, "mkdir", AT_FDCWD, (const char *path, mode_t mode),
    (path, mode))
ON_PATH(mkdirat, "mkdir", at, (int at, const char *path, mode_t mode),
    (at, path, mode))

char *
mkdtemp(char *path)
{
	char whole[2 * PATH_MAX];
	int got;

	if ((got = count("mkdir", path_at(AT_FDCWD, path, whole))) < 0 ||
	    REAL(mkdtemp)(path) == NULL)
		return (NULL);
	if (got == 1)
		note(NULL, 0, "mkdir\t%s\n", path_at(AT_FDCWD, path, whole));
	return (path);
}

/* What was written may be told as lost only now. */
int
close(int fd)
{
	char whole[2 * PATH_MAX];
	int got, rc;

	if (under[0] == '\0' || fcntl(fd, F_GETFL) < 0 ||
	    (fcntl(fd, F_GETFL) & O_ACCMODE) == O_RDONLY)
		return (REAL(close)(fd));
	got = count("close", path_fd(fd, whole));
	rc = REAL(close)(fd);
	if (got == 1)
		note(NULL, 0, "close\t%s\n", whole);
	if (got < 0)
		errno = fail_errno;
	return (got < 0 ? -1 : rc);
}

/* ---- names ---- */

#define ON_TWO(fn, from_at, to_at, params, args)			\
int									\
fn params								\
{									\
	char a[2 * PATH_MAX], b[2 * PATH_MAX];				\
	int got, rc;							\
									\
	(void)path_at(from_at, from, a);				\
	if ((got = count("rename", path_at(to_at, to, b))) < 0)		\
		return (-1);						\
	if ((rc = REAL(fn) args) == 0 && got == 1)			\
		note(NULL, 0, "rename\t%s\t%s\n", a, b);		\
	return (rc);							\
}

ON_TWO(rename, AT_FDCWD, AT_FDCWD, (const char *from, const char *to),
    (from, to))
ON_TWO(renameat2, from_at, to_at, (int from_at, const char *from, int to_at,
    const char *to, unsigned flags), (from_at, from, to_at, to, flags))

static int
linked(int got, int rc, const char *whole)
{
	struct stat st;

	if (got == 1 && rc == 0 && lstat(whole, &st) == 0)
		note(NULL, 0, "link\t%lu\t%s\n", (unsigned long)st.st_ino,
		    whole);
	return (rc);
}

int
link(const char *from, const char *to)
{
	char whole[2 * PATH_MAX];
	int got;

	if ((got = count("link", path_at(AT_FDCWD, to, whole))) < 0)
		return (-1);
	return (linked(got, REAL(link)(from, to), whole));
}

int
linkat(int from_at, const char *from, int to_at, const char *to, int flags)
{
	char whole[2 * PATH_MAX];
	int got;

	if ((got = count("link", path_at(to_at, to, whole))) < 0)
		return (-1);
	return (linked(got, REAL(linkat)(from_at, from, to_at, to, flags),
	    whole));
}
