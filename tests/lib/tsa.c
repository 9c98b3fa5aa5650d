#include <sys/wait.h>

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <string.h>
#include <unistd.h>

#include "store/base/io.h"
#include "store/base/limits.h"
#include "tests/lib/tsa.h"

#define WORDS_MAX	32

extern char **environ;

int
tsa_run(const char * const words[], struct error *e)
{
	union {
		const char *in;
		char *out;
	} word;
	posix_spawn_file_actions_t actions;
	char *argv[WORDS_MAX + 1];
	pid_t pid;
	int status, n, failed;

	/* posix_spawn takes no const, and changes nothing. */
	for (n = 0; n < WORDS_MAX && words[n] != NULL; n++) {
		word.in = words[n];
		argv[n] = word.out;
	}
	argv[n] = NULL;
	if (posix_spawn_file_actions_init(&actions) != 0)
		return (error_nomem(e));
	failed = posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO,
	    "/dev/null", O_WRONLY, 0);
	if (failed == 0)
		failed = posix_spawnp(&pid, argv[0], &actions, NULL, argv,
		    environ);
	(void)posix_spawn_file_actions_destroy(&actions);
	if (failed != 0) {
		errno = failed;
		return (error_sys(e, "cannot run %s", argv[0]));
	}
	while (waitpid(pid, &status, 0) == -1)
		if (errno != EINTR)
			return (error_sys(e, "cannot wait for %s", argv[0]));
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		return (error_set(e, ERR_INPUT, "%s %s failed (%d)", argv[0],
		    n > 1 ? argv[1] : "", status));
	return (0);
}

int
tsa_make(const char *folder, struct error *e)
{
	const char *words[] = { "sh", "tests/lib/tsa.sh", "make", folder,
	    NULL };

	return (tsa_run(words, e));
}

int
tsa_ask(const char *folder, const char *mode, struct span query,
    struct buf *answer, struct error *e)
{
	struct buf asked = BUF_INIT(URL_MAX), got = BUF_INIT(URL_MAX);
	const char *words[] = { "sh", "tests/lib/tsa.sh", "reply", folder,
	    mode, NULL, NULL, NULL };
	int rc = -1;

	if (io_join(&asked, folder, "query", e) != 0 ||
	    io_join(&got, folder, "answer", e) != 0)
		goto out;
	words[5] = buf_str(&asked);
	words[6] = buf_str(&got);
	if (io_write_file(words[5], query, 0600, e) == 0 &&
	    tsa_run(words, e) == 0)
		rc = io_read_file(words[6], answer, e);
out:
	buf_free(&asked);
	buf_free(&got);
	return (rc);
}
