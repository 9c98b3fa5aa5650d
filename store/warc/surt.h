#ifndef STORE_WARC_SURT_H
#define STORE_WARC_SURT_H

#include <stdbool.h>

#include "store/base/buf.h"

/*
 * surt - the key under which an index lists a URL (Sort-friendly URI
 * Reordering Transform, as CDXJ of WACZ 1.1.1 uses it).
 *
 * "www", "www2" ... in front of the host is dropped, all is in lower case,
 * the URL is normalized (store/base/url.h), the host's parts are reversed and
 * joined by commas, a port that is not the scheme's follows, then ')', the
 * path, and '?' with the parts of the query sorted by name (stable).
 * Percent-escapes are in upper case.  What is no http or https URL ("urn:...")
 * is its own key.
 */

/*
 * surt_put(out, url, e):
 * Append the key of ${url}.  Return 0, or -1 with ${e} ERR_NOMEM, ERR_LIMIT,
 * ERR_SYNTAX (a blank or control byte in what is no URL).
 */
int surt_put(struct buf *out, struct span url, struct error *e);

/*
 * surt_fits(key, url, fits, e):
 * Whether ${key}, perhaps of another tool, is the key of ${url}: letters
 * without regard to case, as tools differ there.  Return 0, or -1 with ${e}
 * ERR_NOMEM, ERR_LIMIT.
 */
int surt_fits(struct span key, struct span url, bool *fits, struct error *e);

#endif
