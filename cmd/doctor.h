#ifndef CMD_DOCTOR_H
#define CMD_DOCTOR_H

#include <jansson.h>

#include "store/base/error.h"
#include "store/home/home.h"

/*
 * doctor - what this machine has and lacks for a capture, one check after
 * the other.
 */
enum doctor_level {
	DOCTOR_OK,
	DOCTOR_WARN,		/* a capture works; someone should know */
	DOCTOR_LACK		/* a capture would lack something, or fail */
};

/* One line of the report; all strings are set. */
struct doctor_line {
	const char *name;	/* stable: "browser", "clock" ... */
	enum doctor_level level;
	char text[512];		/* for people, translated */
	char detail[512];	/* technical, "" for none */
};

struct doctor {
	const char *path;	/* of the store */
	struct home *home;	/* NULL: there is none yet */
	bool offline;
	void (*tell)(void *ctx, const struct doctor_line *l);
	void *ctx;
	bool lacks;		/* some line was DOCTOR_LACK */
};

/* doctor_tell(d, name, level, text, detail): one line; ${detail} or NULL. */
void doctor_tell(struct doctor *d, const char *name, enum doctor_level level,
    const char *text, const char *detail);

/* The checks that need the network. */
void doctor_clock(struct doctor *d);
void doctor_authorities(struct doctor *d);

#endif
