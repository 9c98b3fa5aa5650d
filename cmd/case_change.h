#ifndef CMD_CASE_CHANGE_H
#define CMD_CASE_CHANGE_H

#include "cmd/opt.h"
#include "cmd/use.h"

/*
 * case_change - what a command does to the row of a case or of an exhibit of
 * it, and the event that says so, in one step.
 */
struct case_change {
	const char *name;
	json_t *data;			/* as it becomes, or NULL: as it is */
	json_t *was;			/* as it was when ${data} was made */
	bool make;
	int closed;			/* 1, 0; -1: as it is */
	const char *own;		/* exhibit to be marked */
	const char *add;		/* exhibit that comes into the case */
	bool is_own;
	const char *exhibit;		/* that the event names, or NULL */
	const char *why;
	json_t *detail;			/* its own affair */
};

#define CASE_CHANGE_INIT	{ .closed = -1 }

/*
 * case_change(u, a, k, detail, e):
 * Make the change and enter it with ${detail}, whose reference is taken (NULL
 * is out of memory), and with what ${a} says of any entry (entry.h).  0, or
 * -1 with ${e}: ERR_NOTFOUND, ERR_EXISTS, ERR_INPUT ...
 */
int case_change(struct use *u, const struct args *a, struct case_change *k,
    json_t *detail, struct error *e);

/* case_said(what): {"case": ${what}}, or NULL. */
json_t *case_said(const char *what);

/*
 * case_data_of(h, name, e): the data of the case, an object of the caller's
 * own, or NULL.
 */
json_t *case_data_of(struct home *h, const char *name, struct error *e);

/* The verbs "sheet" and "triage": case_entry.c. */
int case_sheet(struct use *u, const struct args *a, struct error *e);
int case_triage(struct use *u, const struct args *a, struct error *e);

/* case_quote_prune(data, before, after, e): drop words no longer named. */
int case_quote_prune(json_t *data, json_t *before, json_t *after,
    struct error *e);

/*
 * case_quote(u, a, x, data, before, after, absent, e):
 * Note in ${data} that the words of --statement stand in the exhibit ${x},
 * and whether they are there; ${*absent} counts those that are not.
 */
int case_quote(struct use *u, const struct args *a,
    const struct home_found *x, json_t *data, json_t *before,
    json_t *after, size_t *absent, struct error *e);

#endif
