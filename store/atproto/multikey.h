#ifndef STORE_ATPROTO_MULTIKEY_H
#define STORE_ATPROTO_MULTIKEY_H

#include <stdbool.h>

#include "store/base/error.h"
#include "store/base/span.h"

/*
 * multikey - public keys and signatures of the AT Protocol (atproto.com/specs/
 * cryptography): did:key or multibase text of a compressed point on P-256 or
 * secp256k1; ECDSA with SHA-256, as 64 bytes r and s, s in the lower half.
 */
#define MULTIKEY_TEXT_MAX	128

/*
 * multikey_verify(key, bytes, sig, ok, e):
 * Whether ${sig} is ${key}'s over ${bytes}: into ${*ok}.  ${key} is
 * "did:key:z..." or "z...".  A key or signature that is malformed is one that
 * does not hold.  Return 0, or -1 with ${e}: ERR_NOMEM, ERR_CRYPTO.
 */
int multikey_verify(struct span key, struct span bytes, struct span sig,
    bool *ok, struct error *e);

#endif
