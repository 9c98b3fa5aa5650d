#ifndef CMD_MAKING_H
#define CMD_MAKING_H

#include "cmd/opt.h"
#include "cmd/use.h"
#include "store/pack/pack.h"

/*
 * making - the file of an export or a hand-over: the log's time-stamp, the
 * file itself, with progress on stderr.
 */

/* Options of every command that makes one; they follow the command's own. */
#define MAKING_OPTIONS							\
	{ OPT_FLAG, "--no-timestamp", NULL, NULL,			\
	    N_("ask no time-stamp authority"), false, 0, 0 },		\
	OPT_TSA, OPT_PROXY, OPT_QUIET

struct making {
	struct use *use;		/* whose operator signs */
	const struct args *args;	/* of MAKING_OPTIONS */
	const char *path;
	const char *uuid;
	enum dossier_kind kind;
	uint64_t event;			/* seq of the event that tells of it */
	const char *case_name;		/* or NULL */
	bool part;			/* not all exhibits of the case */
	const char *const *exhibits;
	size_t n;
	const char *to_name;		/* or NULL */
	const char *to_organization;	/* or NULL */
	const char *why;		/* or NULL */
};

/*
 * making_run(m, out, e):
 * Have the log's checkpoint time-stamped and write the file ${m}.  What could
 * not be had is in ${out->missing}.  0, or -1 with ${e} as pack_write(); then
 * there is no file.  ${out} is for pack_result_free().
 */
int making_run(const struct making *m, struct pack_result *out,
    struct error *e);

/* making_missing(r, ok): the list "missing" of cli.md; a new reference. */
json_t *making_missing(const struct pack_result *r, bool *ok);

/* making_complete(r): nothing is missing but what the person did without. */
bool making_complete(const struct pack_result *r);

/* making_show(r): what is missing, on stdout, for people. */
void making_show(const struct pack_result *r);

#endif
