#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "capture/browser/launch.h"
#include "capture/browser/scratch.h"
#include "capture/login/profile.h"
#include "store/base/io.h"
#include "store/base/json.h"
#include "store/base/time.h"

#define ARGS_MAX	64
#define ENV_MAX		12
#define ENDING_MAX	3000	/* ms until what closed its pipe has ended */

/*
 * What a capture must not have: anything that talks to the network by itself,
 * comes from an earlier session, changes the URL that was asked for, or slows
 * down a page that nobody looks at.
 */
static const char *const flags[] = {
	"--headless", "--remote-debugging-pipe", "--no-startup-window",
	"--no-first-run", "--no-default-browser-check", "--no-service-autorun",
	"--disable-background-networking", "--disable-component-update",
	"--disable-sync", "--disable-default-apps", "--disable-extensions",
	"--disable-component-extensions-with-background-pages",
	"--disable-breakpad", "--disable-crash-reporter",
	"--disable-domain-reliability", "--disable-pings",
	"--disable-client-side-phishing-detection",
	"--disable-field-trial-config", "--disable-hang-monitor",
	"--disable-prompt-on-repost", "--disable-search-engine-choice-screen",
	"--disable-background-timer-throttling",
	"--disable-backgrounding-occluded-windows",
	"--disable-renderer-backgrounding", "--disable-ipc-flooding-protection",
	"--metrics-recording-only", "--media-router=0", "--mute-audio",
	"--hide-scrollbars", "--password-store=basic", "--use-mock-keychain",
	"--force-color-profile=srgb", "--log-level=3",
	"--disable-features=Translate,OptimizationHints,MediaRouter,"
	"DialMediaRouteProvider,InterestFeedContentSuggestions,"
	"CertificateTransparencyComponentUpdater,"
	"AutofillServerCommunication,HttpsUpgrades,"
	"HttpsFirstBalancedModeAutoEnable,BackForwardCache,"
	"PreloadTopChromeWebUI,WebUIReloadButton,GlobalMediaControls,"
	"DestroyProfileOnBrowserClose,PaintHolding"
};

/* All that the child needs, made before the fork. */
struct child {
	const char *program;
	const char *folder;
	char *argv[ARGS_MAX];
	char *envp[ENV_MAX];
	size_t args;
	size_t envs;
	int in;
	int out;
	int log;
	pid_t parent;
	bool become;
	uid_t uid;
	gid_t gid;
};

static char *
text(struct buf *b, const char *name, const char *value)
{

	buf_reset(b);
	buf_puts(b, name);
	buf_puts(b, value);
	return (buf_take(b));
}

static int
add(char **list, size_t *n, size_t max, char *s, struct error *e)
{

	if (s == NULL)
		return (error_nomem(e));
	if (*n + 1 >= max) {
		free(s);
		return (error_set(e, ERR_LIMIT, "too many arguments"));
	}
	list[(*n)++] = s;
	return (0);
}

static int
add_args(struct child *c, const struct browser_opts *o, struct error *e)
{
	struct buf b = BUF_INIT((size_t)64 * 1024);
	size_t i, m = ARGS_MAX;
	int rc = -1;

	if (add(c->argv, &c->args, m, strdup(c->program), e) == -1)
		goto out;
	for (i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
		if (add(c->argv, &c->args, m, strdup(flags[i]), e) == -1)
			goto out;
	if (add(c->argv, &c->args, m, text(&b, "--user-data-dir=", c->folder),
	    e) == -1 ||
	    add(c->argv, &c->args, m, text(&b, "--lang=",
	    o->lang == NULL ? "en-US" : o->lang), e) == -1)
		goto out;
	/* Without a proxy of ours no other one may slip in. */
	if (add(c->argv, &c->args, m, o->proxy == NULL ?
	    strdup("--no-proxy-server") :
	    text(&b, "--proxy-server=", o->proxy), e) == -1)
		goto out;
	if (o->no_sandbox && add(c->argv, &c->args, m, strdup("--no-sandbox"),
	    e) == -1)
		goto out;
	rc = 0;
out:
	buf_free(&b);
	return (rc);
}

static int
add_env(struct child *c, struct error *e)
{
	static const char *const homes[] = { "HOME=", "TMPDIR=",
		"XDG_CONFIG_HOME=", "XDG_CACHE_HOME=", "XDG_RUNTIME_DIR=" };
	struct buf b = BUF_INIT((size_t)64 * 1024);
	const char *tz = getenv("TZ");
	size_t i;
	int rc = -1;

	for (i = 0; i < sizeof(homes) / sizeof(homes[0]); i++)
		if (add(c->envp, &c->envs, ENV_MAX, text(&b, homes[i],
		    c->folder), e) == -1)
			goto out;
	/* A bus of the person's session is none of the page's business. */
	if (add(c->envp, &c->envs, ENV_MAX, strdup("PATH=/usr/bin:/bin"), e) ==
	    -1 ||
	    add(c->envp, &c->envs, ENV_MAX, strdup("LANG=C.UTF-8"), e) == -1 ||
	    add(c->envp, &c->envs, ENV_MAX,
	    strdup("DBUS_SESSION_BUS_ADDRESS=unix:path=/dev/null"), e) == -1)
		goto out;
	if (tz != NULL && add(c->envp, &c->envs, ENV_MAX, text(&b, "TZ=", tz),
	    e) == -1)
		goto out;
	rc = 0;
out:
	buf_free(&b);
	return (rc);
}

/* As root: whom to become. */
static int
find_user(struct child *c, const char *wanted, char **user, struct error *e)
{
	static const char *const usual[] = { "_constat", "nobody" };
	struct passwd pw, *found = NULL;
	char room[8192];
	size_t i;

	if (geteuid() != 0)
		return (0);
	for (i = 0; i < 2 && found == NULL; i++) {
		(void)getpwnam_r(wanted == NULL ? usual[i] : wanted, &pw, room,
		    sizeof(room), &found);
		if (wanted != NULL)
			break;
	}
	if (found == NULL || pw.pw_uid == 0)
		return (error_set(e, ERR_DENIED, "the browser may not run as "
		    "root, and there is no user %s to become",
		    wanted == NULL ? "nobody" : wanted));
	if ((*user = strdup(pw.pw_name)) == NULL)
		return (error_nomem(e));
	c->become = true;
	c->uid = pw.pw_uid;
	c->gid = pw.pw_gid;
	return (0);
}

/* In the child: only calls that are safe after a fork among threads. */
static void
move_descriptors(const struct child *c)
{
	int in, out, log;

	in = fcntl(c->in, F_DUPFD, 16);
	out = fcntl(c->out, F_DUPFD, 16);
	log = fcntl(c->log, F_DUPFD, 16);
	if (in < 0 || out < 0 || log < 0 || dup2(in, 3) < 0 ||
	    dup2(out, 4) < 0 || dup2(log, 2) < 0)
		_exit(126);
	in = open("/dev/null", O_RDWR);
	if (in < 0 || dup2(in, 0) < 0 || dup2(in, 1) < 0)
		_exit(126);
	if (close_range(5, ~0U, 0) == -1)
		_exit(126);
}

static void
__attribute__((noreturn))
child_run(const struct child *c)
{
	struct sigaction sa = { .sa_handler = SIG_DFL };
	struct rlimit none = { 0, 0 };
	sigset_t empty;
	int i;

	for (i = 1; i < NSIG; i++)
		(void)sigaction(i, &sa, NULL);
	(void)sigemptyset(&empty);
	(void)sigprocmask(SIG_SETMASK, &empty, NULL);
	(void)setsid();
	(void)setrlimit(RLIMIT_CORE, &none);
	(void)umask(077);
	move_descriptors(c);
	/* The bare calls: glibc's would look for threads that are not here. */
	if (c->become && (syscall(SYS_setgroups, (size_t)0, NULL) != 0 ||
	    syscall(SYS_setresgid, c->gid, c->gid, c->gid) != 0 ||
	    syscall(SYS_setresuid, c->uid, c->uid, c->uid) != 0))
		_exit(126);
	/* After the change of user, which would clear it. */
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != c->parent || chdir(c->folder) == -1)
		_exit(126);
	(void)execve(c->program, c->argv, c->envp);
	_exit(127);
}

static int
note_flags(struct launch *l, const struct child *c, struct error *e)
{
	bool ok = true;
	size_t i;

	if ((l->flags = json_array()) == NULL)
		return (error_nomem(e));
	for (i = 1; i < c->args; i++)
		json_add(l->flags, json_string(c->argv[i]), &ok);
	return (ok ? 0 : error_nomem(e));
}

static int
spawn(struct launch *l, struct child *c, struct error *e)
{
	int down[2] = { -1, -1 }, up[2] = { -1, -1 };

	/* Commands go over a socket, so that no SIGPIPE can come of it. */
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, down) == -1 ||
	    pipe2(up, O_CLOEXEC) == -1) {
		(void)error_sys(e, "pipe");
		goto fail;
	}
	c->in = down[0];
	c->out = up[1];
	c->log = l->log;
	c->parent = getpid();
	if ((l->pid = fork()) == 0)
		child_run(c);
	if (l->pid == -1) {
		l->pid = 0;
		(void)error_sys(e, "cannot start a process");
		goto fail;
	}
	(void)close(down[0]);
	(void)close(up[1]);
	l->to = down[1];
	l->from = up[0];
	return (0);
fail:
	if (down[0] != -1) {
		(void)close(down[0]);
		(void)close(down[1]);
	}
	return (-1);
}

int
launch_start(struct launch *l, const struct browser_opts *opts,
    struct error *e)
{
	struct child c = { .in = -1 };
	struct buf path = BUF_INIT((size_t)8192);
	size_t i;
	int rc = -1;

	if (browser_find(opts->program, &path, e) == -1)
		goto out;
	if ((l->program = buf_take(&path)) == NULL) {
		(void)error_nomem(e);
		goto out;
	}
	if (find_user(&c, opts->user, &l->user, e) == -1 ||
	    scratch_make(&l->folder, &l->lock, opts->folder,
	    c.become ? c.uid : geteuid(), c.become ? c.gid : getegid(),
	    e) == -1)
		goto out;
	if (opts->profile != NULL && profile_copy(opts->profile, l->folder,
	    opts->host, c.become ? c.uid : geteuid(),
	    c.become ? c.gid : getegid(), e) == -1)
		goto out;
	c.program = l->program;
	c.folder = l->folder;
	l->log = open(l->folder, O_TMPFILE | O_RDWR | O_APPEND | O_CLOEXEC,
	    0600);
	if (l->log == -1) {
		(void)error_sys(e, "cannot make a file in %s", l->folder);
		goto out;
	}
	if (add_args(&c, opts, e) == -1 || add_env(&c, e) == -1 ||
	    note_flags(l, &c, e) == -1)
		goto out;
	rc = spawn(l, &c, e);
out:
	for (i = 0; i < c.args; i++)
		free(c.argv[i]);
	for (i = 0; i < c.envs; i++)
		free(c.envp[i]);
	buf_free(&path);
	return (rc);
}

static void
last_line(int fd, char *out, size_t max)
{
	struct error ignored = ERROR_INIT;
	struct span rest, line;
	uint8_t b[2048];
	int64_t size;
	size_t n;

	out[0] = '\0';
	if (fd == -1 || io_size(fd, &size, &ignored) == -1 || size == 0)
		return;
	n = size < (int64_t)sizeof(b) ? (size_t)size : sizeof(b);
	if (io_pread_all(fd, b, n, size - (int64_t)n, &ignored) == -1)
		return;
	rest = (struct span){ b, n };
	while (span_line(&rest, &line))
		if (span_trim(line).n > 0)
			(void)snprintf(out, max, "%.*s", (int)line.n,
			    (const char *)line.p);
}

void
launch_why(struct launch *l, struct error *e)
{
	char said[256], how[64];
	int status, i;
	pid_t got = 0;

	if (e == NULL)
		return;
	/*
	 * Its pipe closes a moment before it can be waited for: a long one on
	 * a busy machine.
	 */
	for (i = 0; l->pid > 0 && got == 0 && i < ENDING_MAX; i++) {
		got = waitpid(l->pid, &status, WNOHANG);
		if (got == 0)
			(void)usleep(1000);
	}
	if (got <= 0) {
		(void)error_context(e, "%s", l->program);
		return;
	}
	if (WIFSIGNALED(status))
		(void)snprintf(how, sizeof(how), "killed by signal %d",
		    WTERMSIG(status));
	else
		(void)snprintf(how, sizeof(how), "exit status %d",
		    WEXITSTATUS(status));
	(void)kill(-l->pid, SIGKILL);
	l->pid = 0;
	last_line(l->log, said, sizeof(said));
	(void)error_context(e, "%s: %s%s%s", l->program, how,
	    said[0] == '\0' ? "" : ": ", said);
}

void
launch_kill(struct launch *l)
{

	if (l->pid <= 0)
		return;
	/* The second is for a child that has no group of its own yet. */
	(void)kill(-l->pid, SIGKILL);
	(void)kill(l->pid, SIGKILL);
}

void
launch_end(struct launch *l)
{
	int status;

	if (l->pid > 0) {
		launch_kill(l);
		while (waitpid(l->pid, &status, 0) == -1 && errno == EINTR)
			continue;
		l->pid = 0;
	}
	if (l->to != -1)
		(void)close(l->to);
	if (l->from != -1)
		(void)close(l->from);
	if (l->log != -1)
		(void)close(l->log);
	scratch_remove(l->folder, l->lock);
	free(l->folder);
	free(l->program);
	free(l->user);
	json_decref(l->flags);
	*l = (struct launch)LAUNCH_INIT;
}
