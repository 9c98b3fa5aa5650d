#ifndef VERIFY_TRACE_H
#define VERIFY_TRACE_H

#include <jansson.h>

#include "verify/lines.h"
#include "verify/work.h"

/*
 * trace - what the acquisition log of our own exhibits accounts for: each
 * exchange has its records in the web archive and each record of the web its
 * exchange; each file of the package was seen when it was written.
 *
 * Memory: 24 bytes and a bit for each record, of up to TRACE_MAX.
 */
#define TRACE_MAX	INT64_C(1000000)

struct trace;

/*
 * trace_new(w, out, e):
 * Take in the records of ${w}, which must all be there.  0, or -1 with ${e}:
 * ERR_NOMEM, or trouble with the spilled records.  ${*out} is NULL, and a
 * finding says so, where there are more than TRACE_MAX.
 */
int trace_new(struct work *w, struct trace **out, struct error *e);

/*
 * trace_exchange(w, l, j, e): hold line ${j} ("exchange") against its record.
 * trace_file(w, r): the log has seen this file of the manifest written.
 * 0, or -1 with ${e}.
 */
int trace_exchange(struct work *w, const struct lines *l, const json_t *j,
    struct error *e);
void trace_file(struct work *w, const struct manifest_resource *r);

/* trace_end(w, e): records and files that no line accounts for; 0 or -1. */
int trace_end(struct work *w, struct error *e);

void trace_free(struct trace *t);

#endif
