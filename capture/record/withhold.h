#ifndef CAPTURE_RECORD_WITHHOLD_H
#define CAPTURE_RECORD_WITHHOLD_H

#include "capture/record/secret.h"

/*
 * withhold - keep secrets out of everything that is written down.
 *
 * Cookie, Set-Cookie, Authorization, Proxy-Authorization, CSRF and token
 * headers keep their name; the value becomes the word "withheld".  So do the
 * parameters of a URL that carry a log-in by their name (access_token,
 * sessionid ...: a short list, for a URL that is not the page's own any more
 * is not found again when the page is replayed), and the values of ${s},
 * which may be NULL, wherever they stand.
 */

/*
 * withhold_head(out, head, s, count):
 * Append the message head ${head} with its secrets replaced.  ${count}, where
 * not NULL, is how many were.
 */
void withhold_head(struct buf *out, struct span head,
    const struct secrets *s, size_t *count);

/* withhold_text(out, text, s): the same of a URL, or of a text with URLs and
 * values in it; return how many were replaced. */
size_t withhold_text(struct buf *out, struct span text,
    const struct secrets *s);

/* withhold_header(name): whether a header of this name carries a secret. */
bool withhold_header(struct span name);

#endif
