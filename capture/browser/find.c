#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "capture/browser/browser.h"
#include "store/base/io.h"
#include "store/base/time.h"

#define PROBE_MS	10000

static const char *const names[] = {
	"chromium", "chromium-browser", "google-chrome-stable",
	"google-chrome", "chrome"
};

/* Programs that Debian's, Ubuntu's and Google's wrapper scripts start. */
static const char *const behind[][2] = {
	{ "/usr/bin/chromium", "/usr/lib/chromium/chromium" },
	{ "/usr/bin/chromium-browser",
	    "/usr/lib/chromium-browser/chromium-browser" },
	{ "/usr/bin/google-chrome-stable", "/opt/google/chrome/chrome" },
	{ "/usr/bin/google-chrome", "/opt/google/chrome/chrome" }
};

static int
look_in_path(const char *name, struct buf *path)
{
	const char *all = getenv("PATH");
	struct span rest, part;
	ptrdiff_t at;

	if (all == NULL || all[0] == '\0')
		all = "/usr/local/bin:/usr/bin:/bin";
	rest = span_of(all);
	while (rest.n > 0) {
		at = span_find(rest, ':');
		part = at < 0 ? rest : span_sub(rest, 0, (size_t)at);
		rest = at < 0 ? span_sub(rest, rest.n, 0) :
		    span_sub(rest, (size_t)at + 1, rest.n);
		if (part.n == 0 || part.p[0] != '/')
			continue;
		buf_reset(path);
		buf_putspan(path, part);
		buf_puts(path, "/");
		buf_puts(path, name);
		if (path->failed == ERR_NONE &&
		    access(buf_str(path), X_OK) == 0)
			return (0);
	}
	buf_reset(path);
	return (-1);
}

/* The program itself: a shell in between costs time and changes flags. */
static void
look_behind(struct buf *path)
{
	size_t i;

	for (i = 0; i < sizeof(behind) / sizeof(behind[0]); i++) {
		if (span_is(buf_span(path), behind[i][0]) &&
		    access(behind[i][1], X_OK) == 0) {
			buf_reset(path);
			buf_puts(path, behind[i][1]);
			return;
		}
	}
}

static int
find_named(const char *wanted, struct buf *path, struct error *e)
{

	if (strchr(wanted, '/') != NULL) {
		buf_puts(path, wanted);
		if (access(wanted, X_OK) != 0)
			return (error_sys(e, "browser %s", wanted));
	} else if (look_in_path(wanted, path) == -1) {
		return (error_set(e, ERR_NOTFOUND, "no browser named %s",
		    wanted));
	}
	look_behind(path);
	return (buf_ok(path, e));
}

int
browser_find(const char *wanted, struct buf *path, struct error *e)
{
	size_t i;

	buf_reset(path);
	if (wanted == NULL)
		wanted = getenv("CONSTAT_BROWSER");
	if (wanted != NULL && wanted[0] != '\0')
		return (find_named(wanted, path, e));
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (look_in_path(names[i], path) == 0) {
			look_behind(path);
			return (buf_ok(path, e));
		}
	}
	return (error_set(e, ERR_NOTFOUND, "no Chromium found"));
}

/* Read what comes until the end, the first line's end or ${end}. */
static int
read_line(int fd, int64_t end, struct buf *line, struct error *e)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	char c[256];
	ssize_t n;
	int64_t left;

	for (;;) {
		left = end - time_monotonic();
		if (left <= 0)
			return (error_set(e, ERR_TIMEOUT,
			    "the browser did not tell its version"));
		if (poll(&p, 1, (int)left) <= 0)
			continue;
		if ((n = io_read(fd, c, sizeof(c), e)) <= 0)
			return ((int)n);
		buf_put(line, c, (size_t)n);
		if (span_find(buf_span(line), '\n') >= 0 || line->n > 4096)
			return (buf_ok(line, e));
	}
}

static int
spawn_version(const char *path, int out, pid_t *pid, struct error *e)
{
	posix_spawn_file_actions_t fa;
	char name[] = "chromium", flag[] = "--version";
	char where[] = "PATH=/usr/bin:/bin", home[] = "HOME=/nonexistent";
	char *const argv[] = { name, flag, NULL };
	char *const envp[] = { where, home, NULL };
	int err;

	if ((err = posix_spawn_file_actions_init(&fa)) == 0) {
		err = posix_spawn_file_actions_adddup2(&fa, out, 1);
		if (err == 0)
			err = posix_spawn_file_actions_addopen(&fa, 2,
			    "/dev/null", 1, 0);
		if (err == 0)
			err = posix_spawn(pid, path, &fa, NULL, argv, envp);
		(void)posix_spawn_file_actions_destroy(&fa);
	}
	if (err == 0)
		return (0);
	errno = err;
	return (error_sys(e, "cannot run %s", path));
}

int
browser_probe(const char *path, struct buf *version, struct error *e)
{
	struct span rest, line;
	int fd[2], rc, status;
	pid_t pid;

	buf_reset(version);
	if (pipe2(fd, O_CLOEXEC) == -1)
		return (error_sys(e, "pipe"));
	rc = spawn_version(path, fd[1], &pid, e);
	(void)close(fd[1]);
	if (rc == 0) {
		rc = read_line(fd[0], time_monotonic() + PROBE_MS, version, e);
		(void)kill(pid, SIGKILL);
		while (waitpid(pid, &status, 0) == -1 && errno == EINTR)
			continue;
	}
	(void)close(fd[0]);
	if (rc == -1)
		return (-1);
	rest = buf_span(version);
	if (!span_line(&rest, &line) || (line = span_trim(line)).n == 0)
		return (error_set(e, ERR_BROWSER, "%s tells no version", path));
	version->n = (size_t)(line.p - version->p) + line.n;
	buf_drop(version, (size_t)(line.p - version->p));
	return (0);
}
