#ifndef VERIFY_COMMAND_H
#define VERIFY_COMMAND_H

#include <stddef.h>

/*
 * command - `constat-verify [options] FILE...` and `constat verify`: the same
 * options, the same output, the same exit codes.
 */

struct verify_report;

/* One option, for --help, man pages and completion. */
struct verify_option {
	const char *name;	/* "--trust" */
	const char *arg;	/* "FILE", translatable, or NULL */
	const char *help;	/* translatable with gettext() */
};

/* The options, in order; a NULL name ends them. */
extern const struct verify_option verify_options[];

struct verify_defaults {
	const char *program;	/* "constat verify", for messages */
	const char *own_root;	/* PEM file of the store's own root, or NULL */
	const char *own_log;	/* file with the store's vkey, or NULL */
	/* Told of each file that there is a report of, in order; or NULL. */
	void (*told)(void *ctx, const struct verify_report *r);
	void *ctx;
};

/*
 * verify_command(argc, argv, d):
 * argv[0] is skipped.  Reads files, prints the reports on stdout and errors
 * on stderr.  words_begin() was called by the caller; --lang calls it again.
 * Return the exit code: the worst verdict in the order altered (1), undecided
 * (2), unestablished (3), holds (0); 64 for wrong usage.
 * ${d} may be NULL.  Files named in ${d} that are not there are left out.
 */
int verify_command(int argc, char *const argv[],
    const struct verify_defaults *d);

#endif
