#ifndef CAPTURE_RECORD_SECRET_H
#define CAPTURE_RECORD_SECRET_H

#include <stdbool.h>

#include "store/base/buf.h"
#include "store/base/error.h"

/*
 * secret - values that must not be written down: those of the cookies of a
 * log-in.  Wherever one stands, as it is or percent-encoded, the word
 * "withheld" stands in its place.
 *
 * A value shorter than SECRET_MIN bytes is not looked for: it would be found
 * everywhere ("1", "true", "fr").
 */
#define SECRET_MIN	8
#define SECRETS_MAX	1024

struct secrets {
	struct secret *v;
	size_t n;
};

/*
 * secrets_add(s, name, value, e):
 * Look for ${value}, the value of a cookie ${name}, from now on.  0, or -1
 * with ${e} ERR_NOMEM, ERR_LIMIT.
 */
int secrets_add(struct secrets *s, const char *name, struct span value,
    struct error *e);

/*
 * secrets_clean(s, in, out):
 * Append ${in} to ${out} without the values; return how many there were.
 */
size_t secrets_clean(const struct secrets *s, struct span in,
    struct buf *out);

/* secrets_in(s, in): the name of one whose value stands in ${in}, or NULL. */
const char *secrets_in(const struct secrets *s, struct span in);

/* secrets_longest(s): bytes of the longest value looked for; 0: none. */
size_t secrets_longest(const struct secrets *s);

void secrets_free(struct secrets *s);

#endif
