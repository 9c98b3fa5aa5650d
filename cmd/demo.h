#ifndef CMD_DEMO_H
#define CMD_DEMO_H

#include <stddef.h>
#include <stdint.h>

#include "store/base/error.h"
#include "store/base/span.h"

/*
 * demo - the two parties that `constat demo` plays on loopback: a small site
 * with a post and its author's profile, and a time-stamp authority that
 * nobody has a reason to trust, since its key is made on the spot and thrown
 * away.
 */

/* ---- the authority (RFC 3161) ---- */

struct demo_tsa;

/* demo_tsa_new(out, e): with a fresh key; 0 or -1. */
int demo_tsa_new(struct demo_tsa **out, struct error *e);
void demo_tsa_free(struct demo_tsa *t);

/*
 * demo_tsa_answer(t, query, p, n):
 * Answer the TimeStampReq ${query} with a TimeStampResp in ${*p}, ${*n} bytes,
 * for free().  0, or -1.  One thread at a time.
 */
int demo_tsa_answer(struct demo_tsa *t, struct span query, uint8_t **p,
    size_t *n);

/* ---- the site, with the authority under DEMO_TSA ---- */

#define DEMO_POST	"/jeanne/posts/1042"
#define DEMO_AUTHOR	"/jeanne"
#define DEMO_TSA	"/tsa"

struct demo_site;

/* demo_site_start(t, out, e): on a free port of 127.0.0.1; ${t} is borrowed. */
int demo_site_start(struct demo_tsa *t, struct demo_site **out,
    struct error *e);
unsigned demo_site_port(const struct demo_site *s);
void demo_site_stop(struct demo_site *s);

/* What the site serves: path, type and bytes; a NULL path ends them. */
struct demo_page {
	const char *path;
	const char *type;
	const char *text;
};
extern const struct demo_page demo_pages[];

#endif
