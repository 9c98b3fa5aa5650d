#ifndef CMD_VERB_H
#define CMD_VERB_H

#include "cmd/opt.h"
#include "cmd/use.h"

/* verb - what a command does, told by its first word: "operator add NAME". */
struct verb {
	const char *name;
	size_t words;			/* as many as there must be, with it */
	enum use_mode mode;
	unsigned roles;			/* of which who acts must have one */
	/* 0, 1 where something lacks and was said, or -1 with ${e}. */
	int (*run)(struct use *u, const struct args *a, struct error *e);
};

/*
 * verb_run(who, a, verbs, n):
 * Do what the words of ${a} (one at least) ask for: open the store as the verb
 * needs it, run it, say what went wrong, or that a change is made.  The exit
 * code: EXIT_MISSING where something lacks, EXIT_USAGE also where what was
 * given cannot be used (ERR_INPUT).
 */
int verb_run(const char *who, const struct args *a, const struct verb *verbs,
    size_t n);

#endif
