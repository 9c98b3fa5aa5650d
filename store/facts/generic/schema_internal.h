#ifndef STORE_FACTS_GENERIC_SCHEMA_INTERNAL_H
#define STORE_FACTS_GENERIC_SCHEMA_INTERNAL_H

#include "store/facts/generic/schema.h"

struct schema {
	struct doc *d;
	const struct schema_thing *things;
	size_t n;
};

/* The nth value of a property that may be one value or an array of them. */
struct schema_thing schema_value(struct schema *s,
    const struct schema_thing *owner, const char *key, size_t nth);

/* A description that is only named by "@id" here, where it is written out. */
struct schema_thing schema_whole(struct schema *s, struct schema_thing t);

/* The first value of ${key} as text without markup; absent where none. */
struct span schema_plain(struct schema *s, const struct schema_thing *owner,
    const char *key, struct schema_thing *at);

/* The first value of ${key} as an absolute URL: a string, or the URL of the
 * thing that stands there. */
struct span schema_url(struct schema *s, const struct schema_thing *owner,
    const char *key, struct schema_thing *at);

/*
 * The number of ${action} ("LikeAction") in the counters under ${key};
 * absent where there is none.  ${at}: its place.
 */
struct span schema_count(struct schema *s, const struct schema_thing *owner,
    const char *key, const char *action, struct schema_thing *at);

/* Claims of one posting with its author; of its answers too. */
struct item *schema_post(struct schema *s, const struct schema_thing *t,
    enum relation rel);
void schema_answers(struct schema *s, const struct schema_thing *t,
    struct item *post);

/* Claims of the authors of ${t}; of a person who a profile is about. */
void schema_authors(struct schema *s, const struct schema_thing *t,
    struct item *post);
void schema_person(struct schema *s, const struct schema_thing *t,
    struct item *author, bool profile);

#endif
