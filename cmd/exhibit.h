#ifndef CMD_EXHIBIT_H
#define CMD_EXHIBIT_H

#include "capture/job/job.h"
#include "store/home/home.h"

/*
 * exhibit - an exhibit as JSON with the fields of cli.md, from a fresh capture
 * or from the catalogue.  Both return a new reference, or NULL (no memory).
 * A value that is not known is absent.
 */
json_t *exhibit_of_outcome(const struct capture_outcome *o);
json_t *exhibit_of_row(struct home *h, const struct catalog_exhibit *x);

/*
 * exhibit_path(h, x): where its file is, for free(); NULL: unknown, or it was
 * disposed of.
 */
char *exhibit_path(struct home *h, const struct catalog_exhibit *x);

/* exhibit_line(x): one exhibit of a list, on stdout, in two lines. */
void exhibit_line(const struct catalog_exhibit *x);

#endif
