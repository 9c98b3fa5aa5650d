#ifndef CMD_CUSTODY_H
#define CMD_CUSTODY_H

#include "store/home/home.h"

/*
 * custody - events of the custody log, for people and as JSON.
 *
 * custody_show(h, exhibit, e): a line for each event on stdout, of one
 * exhibit or (NULL) of the whole log.  0 or -1.
 */
int custody_show(struct home *h, const char *exhibit, struct error *e);

/* custody_raw(h, exhibit, e): the bytes of each event, as kept, a line each. */
int custody_raw(struct home *h, const char *exhibit, struct error *e);

/*
 * custody_json(h, exhibit, out, e):
 * The list "custody" of cli.md, a new reference.  0 or -1.
 */
int custody_json(struct home *h, const char *exhibit, json_t **out,
    struct error *e);

/* The same of the events that name the case ${name}. */
int custody_case_show(struct home *h, const char *name, struct error *e);
int custody_case_json(struct home *h, const char *name, json_t **out,
    struct error *e);

#endif
