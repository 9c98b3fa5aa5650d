#ifndef CMD_VERIFIED_H
#define CMD_VERIFIED_H

#include "store/home/home.h"
#include "verify/verify.h"

/*
 * verified - that exhibits of the store were verified is itself entered in
 * the custody log: one event for one command.  Files that the store does not
 * keep are no matter of its log.
 */
struct verified_one {
	char id[65];			/* of the manifest, or "" */
	char sha256[65];		/* as the file's name says, or "" */
	enum verdict verdict;
};

struct verified {
	struct verified_one *list;
	size_t n;			/* at most EVENT_EXHIBITS_MAX */
};

/* verified_add(ctx, r): note one report in the struct verified ${ctx}. */
void verified_add(void *ctx, const struct verify_report *r);

/*
 * verified_note(who, home, as, v):
 * Enter those that the store ${home} keeps, in the name of ${as} (NULL: as
 * use_act()).  Where that cannot be, say so on stderr.
 */
void verified_note(const char *who, const char *home, const char *as,
    const struct verified *v);
void verified_free(struct verified *v);

#endif
