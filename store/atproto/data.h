#ifndef STORE_ATPROTO_DATA_H
#define STORE_ATPROTO_DATA_H

#include <jansson.h>

#include "store/atproto/cid.h"
#include "store/base/buf.h"

/*
 * data - links and bytes in the JSON form of the AT Protocol's data model.
 */

/* data_link(j, out): whether ${j} is {"$link": CID}. */
bool data_link(const json_t *j, struct cid *out);

/*
 * data_bytes(j, out, e): append the bytes of {"$bytes": base64}; false for
 * anything else, for more than fits, and where memory ran out (${e} set).
 */
bool data_bytes(const json_t *j, struct buf *out, struct error *e);

/*
 * data_unbase64(s, out, e): base64 without padding, of the usual alphabet or
 * of the one for URLs; as data_bytes.
 */
bool data_unbase64(struct span s, struct buf *out, struct error *e);

#endif
