#ifndef CMD_CMD_H
#define CMD_CMD_H

#include "cmd/opt.h"
#include "cmd/say.h"

/*
 * cmd - the subcommands of constat: one const struct cmd_ops each, in
 * cmd_<name>.c, all of them in the table cmd_all (main.c).
 */
struct cmd_ops {
	const char *name;	/* "capture" */
	const char *words;	/* N_("URL..."), or NULL: takes none */
	const char *summary;	/* N_("..."), one line */
	const char *about;	/* N_("..."), a paragraph for --help, or NULL */
	const struct opt *opts;	/* NULL: parses its own (verify) */
	size_t min, max;	/* how many words besides options */
	/* ${who}: "constat capture", for messages.  Return the exit code. */
	int (*run)(const char *who, const struct args *a);
	int (*run_raw)(const char *who, int argc, char *argv[]);
};

extern const struct cmd_ops cmd_capture, cmd_case, cmd_demo, cmd_derive,
    cmd_dispose, cmd_doctor, cmd_export, cmd_facts, cmd_fsck, cmd_hold,
    cmd_idtime, cmd_import, cmd_init, cmd_list, cmd_log, cmd_note,
    cmd_operator, cmd_receive, cmd_release, cmd_search, cmd_show, cmd_stamp,
    cmd_transfer, cmd_verify;

extern const struct cmd_ops *const cmd_all[];	/* NULL ends it */

/* cmd_usage(who, why, word): say what is wrong; returns EXIT_USAGE. */
int cmd_usage(const char *who, const char *why, const char *word);

/* cmd_completion(): print the completion script for bash. */
void cmd_completion(void);

#endif
