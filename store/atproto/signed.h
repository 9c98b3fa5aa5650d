#ifndef STORE_ATPROTO_SIGNED_H
#define STORE_ATPROTO_SIGNED_H

#include "store/atproto/cid.h"
#include "store/base/buf.h"

#include <jansson.h>

/*
 * signed - an object that carries its own signature in the member "sig", as
 * commits of a repository and operations of did:plc do: what is signed is the
 * DAG-CBOR of the object without that member.
 */
#define SIGNED_BYTES_MAX	(1 * MIB)

/*
 * signed_check(j, sig, key, ok, e):
 * Whether ${sig} is the signature of ${key} (multikey.h) over ${j} without
 * "sig": into ${*ok}.  0, or -1 ERR_NOMEM, ERR_CRYPTO.
 */
int signed_check(json_t *j, struct span sig, struct span key, bool *ok,
    struct error *e);

/*
 * signed_cid(j, out, ok, e): the CID of all of ${j}; ${*ok} false where it is
 * not of the data model.  0 or -1.
 */
int signed_cid(json_t *j, struct cid *out, bool *ok, struct error *e);

#endif
