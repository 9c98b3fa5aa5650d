#ifndef CMD_OPT_H
#define CMD_OPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * opt - one table of options for each subcommand, from which come parsing,
 * --help and completion; the style tests hold the man pages against it.
 *
 * Long options are --name VALUE or --name=VALUE, in any order with the other
 * words; "--" ends them.  Texts are marked with N_() and shown with _().
 */
enum opt_kind {
	OPT_END = 0,
	OPT_FLAG,
	OPT_TEXT,
	OPT_FILE,		/* as text; completion offers files */
	OPT_FOLDER,
	OPT_NUMBER,		/* decimal, within min and max */
	OPT_SIZE		/* the same; K, M, G are powers of 1024 */
};

struct opt {
	enum opt_kind kind;
	const char *name;	/* "--case" */
	const char *brief;	/* "-o", or NULL */
	const char *arg;	/* N_("NAME"), or NULL */
	const char *help;	/* N_("...") */
	bool repeat;
	int64_t min, max;
};

/* At the end of every table: what every subcommand knows. */
#define OPT_COMMON							\
	{ OPT_FOLDER, "--home", NULL, N_("DIR"),			\
	    N_("where the store is"), false, 0, 0 },			\
	{ OPT_FLAG, "--help", "-h", NULL,				\
	    N_("show this help"), false, 0, 0 },			\
	{ OPT_END, NULL, NULL, NULL, NULL, false, 0, 0 }

/* The same where somebody acts on the store. */
#define OPT_STORE							\
	{ OPT_TEXT, "--as", NULL, N_("NAME"),				\
	    N_("the operator who acts"), false, 0, 0 },			\
	OPT_COMMON

#define OPT_WHY		{ OPT_TEXT, "--why", NULL, N_("REASON"),	\
	N_("the reason, for the custody log"), false, 0, 0 }

#define OPT_JSON	{ OPT_FLAG, "--json", NULL, NULL,		\
	N_("print JSON, one object a line"), false, 0, 0 }

#define OPT_QUIET	{ OPT_FLAG, "--quiet", NULL, NULL,		\
	N_("say nothing but errors"), false, 0, 0 }

#define OPT_PROXY	{ OPT_TEXT, "--proxy", NULL, N_("URL"),		\
	N_("go through this proxy"), false, 0, 0 }

#define OPT_TSA		{ OPT_TEXT, "--tsa", NULL, N_("URL"),		\
	N_("time-stamp authority to ask instead of the configured "	\
	"ones; may be repeated"), true, 0, 0 }

/* What was given; strings are argv's. */
struct args {
	const struct opt *opts;
	const char ***values;	/* of each option, NULL ends each list */
	const char **rest;	/* the words that are no options */
	size_t n;
};

/*
 * args_read(a, opts, argc, argv, why, word):
 * Read argv[1] and on by the table ${opts}.  Return 0; 1 for wrong usage with
 * ${*why} (translated) about ${*word}; -1 when memory ran out.  Free ${a} with
 * args_free() in any case.
 */
int args_read(struct args *a, const struct opt *opts, int argc,
    char *const argv[], const char **why, const char **word);
void args_free(struct args *a);

/*
 * What was given for the option ${name}, which must be in the table:
 * args_has: whether; args_text: the last value or NULL; args_list: all of
 * them, NULL-ended (NULL: none); args_number: the value, else ${other}.
 */
bool args_has(const struct args *a, const char *name);
const char *args_text(const struct args *a, const char *name);
const char *const *args_list(const struct args *a, const char *name);
int64_t args_number(const struct args *a, const char *name, int64_t other);

/* opt_help(opts): print the lines about the options. */
void opt_help(const struct opt *opts);

#endif
