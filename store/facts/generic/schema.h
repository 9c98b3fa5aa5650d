#ifndef STORE_FACTS_GENERIC_SCHEMA_H
#define STORE_FACTS_GENERIC_SCHEMA_H

#include "store/facts/reader.h"

/*
 * schema - what schema.org descriptions say of posts and people, whatever
 * they were written in (JSON-LD 1.1, HTML microdata).
 *
 * A description is a JSON object with "@type" and properties.  A value may be
 * an object with "@value" (text), "@href" (a link on it) and "@at" (its own
 * place); otherwise its place is its owner's, '/' and the property.
 */
struct schema_thing {
	json_t *j;
	const char *at;
};

#define SCHEMA_THINGS_MAX	500	/* looked at in one document */

/*
 * schema_read(d, things, n):
 * Claim what the ${n} descriptions of a page say, in document order, under
 * d->method.  Only the one that names this page is its subject; where there
 * is but one posting and it names no page, it is.
 */
void schema_read(struct doc *d, const struct schema_thing *things, size_t n);

/*
 * schema_text(d, j): a value as text: a string, a number, "@value", or the
 * one member of an array; else absent.
 */
struct span schema_text(struct doc *d, json_t *j);

/* schema_is(j, types): whether a type of ${j} is in the NULL-ended list;
 * prefixes and case do not count. */
bool schema_is(const json_t *j, const char * const *types);

#endif
