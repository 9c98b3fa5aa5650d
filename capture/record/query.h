#ifndef CAPTURE_RECORD_QUERY_H
#define CAPTURE_RECORD_QUERY_H

#include "store/base/buf.h"
#include "store/base/error.h"

/*
 * query - what was sent with a request, as a query: so do the indexes of web
 * archives tell apart the answers to several POST requests to one address
 * (CDXJ "requestBody", as pywb, warcio.js and ReplayWeb.page make it), and so
 * does a reader find them again.
 *
 * Forms are as they are; JSON is made flat, "key=value" for each plain value,
 * a key met again with a number; of a multipart form the values; anything else
 * is base64.
 */
#define QUERY_MAX	4096	/* longer ones are cut, as they all do */

/*
 * query_of(out, type, body, e):
 * Append what stands for ${body} of the media type ${type} (with its
 * parameters; may be absent).  What cannot be read is empty.  0, or -1
 * ERR_NOMEM.
 */
int query_of(struct buf *out, struct span type, struct span body,
    struct error *e);

#endif
