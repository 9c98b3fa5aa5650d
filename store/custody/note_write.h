#ifndef STORE_CUSTODY_NOTE_WRITE_H
#define STORE_CUSTODY_NOTE_WRITE_H

#include "store/custody/note.h"
#include "store/seal/note_key.h"

/*
 * note_vkey_of(name, key, out, e):
 * The public half of the Ed25519 key ${key} under ${name}.  0, or -1 with
 * ${e}: ERR_INPUT for a bad name, ERR_CRYPTO, ERR_NOMEM.
 */
int note_vkey_of(const char *name, const struct note_key *key,
    struct note_vkey *out, struct error *e);

/*
 * note_sign(text, name, key, out, e):
 * Append the note ${text}, signed by ${key} under ${name}, to ${out}.
 * ${text} is UTF-8 without control characters but line feeds, and ends in
 * one.  Return 0, or -1 with ${e}: ERR_INPUT, ERR_CRYPTO, ERR_NOMEM.
 */
int note_sign(struct span text, const char *name, const struct note_key *key,
    struct buf *out, struct error *e);

#endif
