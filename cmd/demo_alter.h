#ifndef CMD_DEMO_ALTER_H
#define CMD_DEMO_ALTER_H

#include "store/base/error.h"

/* What was changed in the copy. */
struct altered {
	char name[256];		/* file inside the exhibit */
	int64_t offset;		/* of the byte in it */
};

/*
 * alter(from, to, what, e):
 * Copy the exhibit ${from} to ${to}, one byte of its visible text (else of its
 * records) changed.  0, or -1 with ${e}.
 */
int alter(const char *from, const char *to, struct altered *what,
    struct error *e);

#endif
