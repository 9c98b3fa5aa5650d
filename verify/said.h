#ifndef VERIFY_SAID_H
#define VERIFY_SAID_H

#include "store/warc/warc.h"
#include "verify/work.h"

/*
 * said - what the records say of post and author, derived while they are read
 * once; evidence/facts.json is held against it (check_facts.c).
 */
#define SAID_PAGES_MAX	8	/* of the list of pages */

struct said;

/* said_begin(w, e): in a package of ours.  0, or -1 with ${e}. */
int said_begin(struct work *w, struct error *e);

/*
 * said_record(w, r, rec, e): the payload of the present record, read up to
 * its end or its fault; nothing where w->said is NULL.  As warc_read.
 * said_record_end(w, end, e): its end was read.
 */
int said_record(struct work *w, struct warc_reader *r,
    const struct warc_record *rec, struct error *e);
int said_record_end(struct work *w, const struct warc_end *end,
    struct error *e);

/* said_page(w, id, url, e): a page of the list, in its order.  0 or -1. */
int said_page(struct work *w, const char *id, const char *url,
    struct error *e);

/*
 * said_pages_fit(w, pages): whether ${pages}, an array of objects with "role",
 * "id" and "url" (with or without a fragment), are the pages of the list.
 */
bool said_pages_fit(const struct work *w, const json_t *pages);

/*
 * said_derive(w, pages, out, e): of these pages, or where ${pages} is NULL of
 * those of the list.  A new reference; 0 or -1.
 */
int said_derive(struct work *w, const json_t *pages, json_t **out,
    struct error *e);

void said_free(struct said *s);

#endif
