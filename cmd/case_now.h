#ifndef CMD_CASE_NOW_H
#define CMD_CASE_NOW_H

#include "store/home/home.h"

/*
 * case_now - what is held to be so of a case, from its events and exhibits.
 *
 * case_now_read(h, name, out, e):
 * An object with "sheet" and "triage", the last answer to each question, and
 * in each "seq", "time" and "entered_by" of the last entry; absent where none
 * was made.  0 or -1.
 */
int case_now_read(struct home *h, const char *name, json_t **out,
    struct error *e);

/*
 * case_now_reach(h, name, out, e):
 * How far it goes, from what was captured: a list with "exhibit", "number",
 * "captured" and, where the pages told them, "platform", "counters" (likes,
 * reposts, replies, views) and "followers" (of the author) of each exhibit
 * that is not one's own; newest first, at most CASE_REACH_MAX.
 */
#define CASE_REACH_MAX	100

int case_now_reach(struct home *h, const char *name, json_t **out,
    struct error *e);

/* case_now_show(now, reach): all of it, on stdout. */
void case_now_show(const json_t *now, const json_t *reach);

#endif
