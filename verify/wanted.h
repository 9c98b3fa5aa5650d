#ifndef VERIFY_WANTED_H
#define VERIFY_WANTED_H

#include "verify/records.h"
#include "verify/finding.h"

/*
 * wanted - URLs that one part of the package names and another must have:
 * pages in the index, steps of the acquisition log in the records.
 */
#define WANTED_MAX	50000
#define WANTED_SHOWN	200		/* bytes of a URL kept for messages */

struct wanted;

/* wanted_new(out, e): empty; 0, or -1 with ${e} ERR_NOMEM. */
int wanted_new(struct wanted **out, struct error *e);

/*
 * wanted_add(w, url, line, e): ${url} is wanted because of line ${line}.
 * Return 0, 1 when there are too many already, or -1 with ${e}.
 */
int wanted_add(struct wanted *w, const char *url, int64_t line,
    struct error *e);

/* wanted_see(w, key): something with the URL of this records_key() is there. */
void wanted_see(struct wanted *w, const uint8_t key[static RECORDS_KEY]);

/*
 * wanted_report(w, fs, c, subject, where): a failure of ${c} for each URL
 * that was not seen: "<url> is not in <where>".
 */
void wanted_report(const struct wanted *w, struct findings *fs, enum check c,
    const char *subject, const char *where);

size_t wanted_count(const struct wanted *w);

void wanted_free(struct wanted *w);

#endif
