#ifndef CMD_CASE_SHOW_H
#define CMD_CASE_SHOW_H

#include "store/home/home.h"

/*
 * case_show - a case for people and for programs: what is known of it, the
 * time limits that may apply, its exhibits, and everything that happened.
 *
 * case_show_text(h, name, e), case_show_json(h, name, e): on stdout; 0 or -1
 * with ${e}: ERR_NOTFOUND.
 */
int case_show_text(struct home *h, const char *name, struct error *e);
int case_show_json(struct home *h, const char *name, struct error *e);

/* case_list(h, json, e): all cases, one a line. */
int case_list(struct home *h, bool json, struct error *e);

#endif
