#ifndef STORE_ATPROTO_CBOR_H
#define STORE_ATPROTO_CBOR_H

#include <jansson.h>

#include "store/base/buf.h"

/*
 * cbor - DAG-CBOR (ipld.io/specs/codecs/dag-cbor, RFC 8949 section 4.2) to
 * and from the JSON of the AT Protocol's data model, where a link is
 * {"$link":"bafy..."} and bytes are {"$bytes":"base64 without padding"}
 * (atproto.com/specs/data-model).
 *
 * There is one encoding of a value only, and only that one is read: shortest
 * numbers, no indefinite lengths, keys that are text, by length and then
 * bytewise, none twice, tag 42 alone, nothing behind the value.  Floating
 * numbers, which that data model has not, are refused.  So reading and
 * writing are each other's inverse.  Nesting up to JSON_DEPTH_MAX.
 */

/*
 * cbor_read(s, out, e):
 * Return 0 with a new reference, or -1 with ${e}: ERR_SYNTAX (offset set),
 * ERR_UNSUPPORTED (a number too large, a float), ERR_LIMIT, ERR_NOMEM.
 */
int cbor_read(struct span s, json_t **out, struct error *e);

/*
 * cbor_write(out, j, e):
 * Append ${j}.  Return 0, or -1 with ${e}: ERR_INPUT (not of the data model:
 * a float, a malformed link), ERR_LIMIT, ERR_NOMEM.
 */
int cbor_write(struct buf *out, json_t *j, struct error *e);

#endif
