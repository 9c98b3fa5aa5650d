#include <sys/wait.h>

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/base/buf.h"
#include "store/base/io.h"
#include "store/base/limits.h"
#include "tests/lib/site.h"

#define WORDS_MAX	16

extern char **environ;

struct server {
	pid_t pid;
	int in;			/* its standard input */
	int out;		/* its standard output */
	struct buf text;	/* what it printed: NUL instead of line ends */
};

static int
spawn(struct server *s, const char *const words[], struct error *e)
{
	union {
		const char *in;
		char *out;
	} word;
	posix_spawn_file_actions_t actions;
	char *argv[WORDS_MAX + 1];
	int in[2], out[2];
	int n, failed;

	/* posix_spawn takes no const, and changes nothing. */
	for (n = 0; n < WORDS_MAX && words[n] != NULL; n++) {
		word.in = words[n];
		argv[n] = word.out;
	}
	argv[n] = NULL;
	if (pipe2(in, O_CLOEXEC) != 0)
		return (error_sys(e, "pipe"));
	s->in = in[1];
	if (pipe2(out, O_CLOEXEC) != 0) {
		close(in[0]);
		return (error_sys(e, "pipe"));
	}
	s->out = out[0];
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, in[0], STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
	failed = posix_spawnp(&s->pid, argv[0], &actions, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	close(in[0]);
	close(out[1]);
	if (failed == 0)
		return (0);
	s->pid = 0;
	errno = failed;
	return (error_sys(e, "cannot run %s", argv[0]));
}

static int
read_lines(struct server *s, size_t lines, struct error *e)
{
	char c;

	while (lines > 0) {
		if (io_read(s->out, &c, 1, e) != 1)
			return (error_set(e, ERR_INPUT,
			    "the server ended before it was ready"));
		lines -= c == '\n';
		buf_putc(&s->text, c == '\n' ? '\0' : (uint8_t)c);
	}
	return (buf_ok(&s->text, e));
}

int
server_start(const char *const words[], size_t lines, struct server **out,
    struct error *e)
{
	struct server *s = calloc(1, sizeof(*s));

	*out = NULL;
	if (s == NULL)
		return (error_nomem(e));
	s->in = s->out = -1;
	s->text.max = 64 * KIB;
	if (spawn(s, words, e) < 0 || read_lines(s, lines, e) < 0) {
		server_stop(s);
		return (-1);
	}
	*out = s;
	return (0);
}

const char *
server_value(const struct server *s, const char *name)
{
	const char *p = buf_str(&s->text);
	const char *end = p + s->text.n;
	size_t n = strlen(name);

	for (; p < end; p += strlen(p) + 1) {
		if (strncmp(p, name, n) == 0 && (p[n] == ' ' || p[n] == '='))
			return (p + n + 1);
	}
	return (NULL);
}

int
server_wait(struct server *s, const char *line, struct error *e)
{
	size_t at;

	do {
		at = s->text.n;
		if (read_lines(s, 1, e) < 0)
			return (-1);
	} while (strcmp(buf_str(&s->text) + at, line) != 0);
	return (0);
}

void
server_stop(struct server *s)
{

	if (s == NULL)
		return;
	if (s->in >= 0)
		close(s->in);
	while (s->pid > 0 && waitpid(s->pid, NULL, 0) < 0 && errno == EINTR)
		;
	if (s->out >= 0)
		close(s->out);
	buf_free(&s->text);
	free(s);
}

int
site_start(const char *folder, struct server **s, struct error *e)
{
	const char *words[] = { "sh", "tests/lib/site.sh", "serve", folder,
	    NULL };

	return (server_start(words, 9, s, e));
}

int
badsite_start(const char *address, struct server **s, struct error *e)
{
	const char *words[] = { "python3", "tests/lib/badsite.py", address,
	    NULL };

	return (server_start(words, 2, s, e));
}
