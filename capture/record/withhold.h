#ifndef CAPTURE_RECORD_WITHHOLD_H
#define CAPTURE_RECORD_WITHHOLD_H

#include "store/base/buf.h"

/*
 * withhold - keep secrets out of everything that is written down.
 *
 * Cookie, Set-Cookie, Authorization, Proxy-Authorization, CSRF and token
 * headers keep their name; the value becomes the word "withheld".
 */

/*
 * withhold_head(out, head, count):
 * Append the message head ${head} with the values of secret headers replaced.
 * ${count}, where not NULL, is how many were.
 */
void withhold_head(struct buf *out, struct span head, size_t *count);

/* withhold_header(name): whether a header of this name carries a secret. */
bool withhold_header(struct span name);

#endif
