#ifndef STORE_CUSTODY_COSIGN_WRITE_H
#define STORE_CUSTODY_COSIGN_WRITE_H

#include "store/custody/cosign.h"
#include "store/seal/note_key.h"

/* cosign_vkey_of(name, key, out, e): the public half of a witness's key. */
int cosign_vkey_of(const char *name, const struct note_key *key,
    struct note_vkey *out, struct error *e);

/*
 * cosign_sign(text, name, key, time, out, e):
 * Append the signature line of ${key} under ${name} for the checkpoint
 * ${text}, as of ${time} (ms), with its line feed.  0, or -1 with ${e}:
 * ERR_INPUT, ERR_CRYPTO, ERR_NOMEM.
 */
int cosign_sign(struct span text, const char *name,
    const struct note_key *key, int64_t time, struct buf *out,
    struct error *e);

#endif
