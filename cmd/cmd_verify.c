#include <sys/mman.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/cmd.h"
#include "cmd/verified.h"
#include "store/base/io.h"
#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/home/home.h"
#include "verify/command.h"

#define HELP_COLUMN	23	/* as verify/ lays its help out */

/* Take --home or --as out of the words, since verify/ knows no store. */
static const char *
take_option(const char *name, int *argc, char *argv[])
{
	const char *value = NULL;
	size_t length = strlen(name);
	int i, n = 0;

	for (i = 0; i < *argc; i++) {
		if (strcmp(argv[i], "--") == 0) {
			while (i < *argc)
				argv[n++] = argv[i++];
			break;
		}
		if (strcmp(argv[i], name) == 0 && i + 1 < *argc)
			value = argv[++i];
		else if (strncmp(argv[i], name, length) == 0 &&
		    argv[i][length] == '=')
			value = argv[i] + length + 1;
		else
			argv[n++] = argv[i];
	}
	*argc = n;
	argv[n] = NULL;
	return (value);
}

/*
 * The log's public key stands in constat.json; the verifier reads files.  A
 * file without a name holds it as long as ${*fd} is open.
 */
static int
log_key_file(const char *home, char path[static 64], int *fd)
{
	struct buf text = BUF_INIT(JSON_FILE_MAX), name = BUF_INIT(64 * KIB);
	const char *key;
	json_t *j = NULL;
	int rc = -1;

	if (io_join(&name, home, "constat.json", NULL) == 0 &&
	    io_read_file(buf_str(&name), &text, NULL) == 0 &&
	    (j = json_read(buf_span(&text), NULL)) != NULL &&
	    (key = json_text(j, "log_key")) != NULL &&
	    (*fd = memfd_create("log-key", MFD_CLOEXEC)) >= 0 &&
	    io_write(*fd, key, strlen(key), NULL) == 0 &&
	    io_write(*fd, "\n", 1, NULL) == 0) {
		(void)snprintf(path, 64, "/proc/self/fd/%d", *fd);
		rc = 0;
	}
	json_decref(j);
	buf_free(&name);
	buf_free(&text);
	return (rc);
}

static bool
wants_help(int argc, char *const argv[])
{
	int i;

	for (i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (strcmp(argv[i], "--help") == 0)
			return (true);
	return (false);
}

static int
run(const char *who, int argc, char *argv[])
{
	struct buf home = BUF_INIT(64 * KIB), root = BUF_INIT(64 * KIB);
	struct verify_defaults d = { .program = who };
	const char *option = take_option("--home", &argc, argv);
	const char *as = take_option("--as", &argc, argv);
	struct verified seen = { .n = 0 };
	char key[64];
	int fd = -1, rc;

	/* No store is no obstacle: the checks need none. */
	if (home_find(option, &home, NULL) == 0 &&
	    home_there(buf_str(&home)) &&
	    io_join(&root, buf_str(&home), "keys/root.pem", NULL) == 0) {
		d.own_root = buf_str(&root);
		if (log_key_file(buf_str(&home), key, &fd) == 0)
			d.own_log = key;
		d.told = verified_add;
		d.ctx = &seen;
	}
	rc = verify_command(argc, argv, &d);
	if (wants_help(argc, argv)) {
		say_row("--home DIR", _("the store whose root and log key are "
		    "trusted too"), HELP_COLUMN);
		say_row("--as NAME", _("the operator who acts"), HELP_COLUMN);
	} else if (d.told != NULL)
		verified_note(who, buf_str(&home), as, &seen);
	verified_free(&seen);
	if (fd >= 0)
		(void)close(fd);
	buf_free(&root);
	buf_free(&home);
	return (rc);
}

const struct cmd_ops cmd_verify = {
	.name = "verify",
	.words = N_("FILE..."),
	.summary = N_("check exhibits: whole, sealed by whom, when"),
	.opts = NULL, .run_raw = run
};
