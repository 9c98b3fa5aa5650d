#ifndef STORE_FACTS_BRIEF_H
#define STORE_FACTS_BRIEF_H

#include "store/base/buf.h"
#include "store/facts/facts.h"

/*
 * brief - facts as the catalogue and the outcome of a capture have them: the
 * values alone, of post, author and thread (../shared/cli.md "capture").
 *
 * A page may have repeated a secret that must not go on from the archive:
 * clean(ctx, s, out), where it is not NULL, appends each value to ${out}
 * without it.
 */
struct facts_clean {
	void (*clean)(void *ctx, struct span s, struct buf *out);
	void *ctx;
};

/*
 * facts_brief_post(facts, c, out, e), ..._author, ..._thread:
 * ${*out} becomes the object, a new reference, or NULL where ${facts} has no
 * such part.  ${c} may be NULL.  0, or -1 with ${e} ERR_NOMEM.
 */
int facts_brief_post(const json_t *facts, const struct facts_clean *c,
    json_t **out, struct error *e);
int facts_brief_author(const json_t *facts, const struct facts_clean *c,
    json_t **out, struct error *e);
int facts_brief_thread(const json_t *facts, const struct facts_clean *c,
    json_t **out, struct error *e);

#endif
