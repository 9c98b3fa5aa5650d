#ifndef VERIFY_PAGE_SET_H
#define VERIFY_PAGE_SET_H

#include <jansson.h>

#include "store/wacz/pages.h"
#include "verify/records.h"
#include "verify/work.h"

/*
 * page_set - the pages of an exhibit of our own, as three parts of it tell of
 * them: pages/pages.jsonl lists the post and, where it was had, its author's
 * profile; evidence/acquisition.json names these and the ones that were only
 * looked at; each record of the archive belongs to one of them
 * (WARC-Page-ID), and each exchange of the log says of which it was.
 */
#define PAGE_SET_MAX	16		/* of each */
#define PAGE_NAME_MAX	16		/* bytes of a name */

struct page_set;

int page_set_new(struct page_set **out, struct error *e);

/* page_set_line(w, p, e): a page of pages.jsonl. */
int page_set_line(struct work *w, const struct page *p, struct error *e);

/* page_set_record(w, j, e): "pages" of the acquisition record ${j}. */
int page_set_record(struct work *w, const json_t *j, struct error *e);

/* page_set_see(w, r): a record; false where it is of no page. */
bool page_set_see(struct work *w, const struct record_info *r);

/* page_set_fits(w, name, r): whether ${r} is of the page that the log names;
 * NULL: it names none. */
bool page_set_fits(const struct work *w, const char *name,
    const struct record_info *r);

/* page_set_end(w): after the last record; what does not agree. */
void page_set_end(struct work *w);

void page_set_free(struct page_set *s);

#endif
