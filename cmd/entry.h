#ifndef CMD_ENTRY_H
#define CMD_ENTRY_H

#include "cmd/opt.h"
#include "store/home/home.h"

/*
 * entry - what any entry of a person's may say besides itself: that it was
 * made later than what it tells of, and that it corrects another.
 */
#define OPT_HAPPENED	{ OPT_TEXT, "--happened", NULL, N_("TIME"),	\
	N_("when it happened, where it is entered later"), false, 0, 0 }

#define OPT_CORRECTS	{ OPT_NUMBER, "--corrects", NULL, N_("SEQ"),	\
	N_("the number of the event that this one corrects"), false, 1,	\
	INT64_MAX }

/*
 * entry_take(h, a, ev, detail, e):
 * Put what these options say into ${ev} and ${detail}.  The event that is
 * corrected must be of the same case or of an exhibit that ${ev} names.
 * 0, or -1 with ${e}: ERR_INPUT, ERR_NOTFOUND.
 */
int entry_take(struct home *h, const struct args *a, struct event *ev,
    json_t *detail, struct error *e);

#endif
