#ifndef STORE_FACTS_FEED_H
#define STORE_FACTS_FEED_H

#include "store/base/buf.h"
#include "store/facts/facts.h"
#include "store/warc/warc.h"

/*
 * feed - the records of a WARC file as sources and exchanges of facts: one way
 * for the program that captures, from its closed archive, and for the verifier,
 * while it reads each record once.  docs/formats/facts.md, "What is read".
 *
 * Memory: one decoded body up to FACTS_SOURCE_MAX and what struct facts keeps.
 */
struct feed;

/* feed_open(f, out, e): into ${f}, which must live as long.  0 or -1. */
int feed_open(struct facts *f, struct feed **out, struct error *e);

/*
 * For each record of ${r}, in order:
 * feed_begin(d, r, rec, e) after warc_next; feed_put(d, piece, e) for each
 * piece of its payload from warc_read, unless feed_begin said false in
 * ${*wants} (then warc_finish may skip it); feed_end(d, end, e) after
 * warc_finish, whose reader was opened with WARC_PAYLOAD.  A record whose end
 * is not reached is dropped by the next feed_begin.  0, or -1 with ${e}:
 * ERR_NOMEM, ERR_CRYPTO.
 */
int feed_begin(struct feed *d, const struct warc_reader *r,
    const struct warc_record *rec, bool *wants, struct error *e);
int feed_put(struct feed *d, struct span piece, struct error *e);
int feed_end(struct feed *d, const struct warc_end *end, struct error *e);

/*
 * feed_warc(f, source, e):
 * All records of a file, up to where it cannot be read on.  0 or -1 with
 * ${e}.
 */
int feed_warc(struct facts *f, struct warc_source source, struct error *e);

void feed_free(struct feed *d);

/*
 * facts_file(facts, out, e):
 * Append evidence/facts.json: one line of JSON and a line end.  0 or -1.
 */
int facts_file(const json_t *facts, struct buf *out, struct error *e);

#endif
