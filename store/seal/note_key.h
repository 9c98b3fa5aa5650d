#ifndef STORE_SEAL_NOTE_KEY_H
#define STORE_SEAL_NOTE_KEY_H

#include <stdbool.h>
#include <stdint.h>

#include "store/base/buf.h"
#include "store/base/error.h"
#include "store/base/span.h"

/*
 * note_key - the Ed25519 key (RFC 8032) that signs the log's notes.
 *
 * Checking is in the read half; making, opening and signing in the make half
 * (store_write).  The private key is kept as encrypted PKCS#8 in PEM, as all
 * our keys: see identity.h.
 */

#define NOTE_KEY_PUBLIC		32	/* bytes, RFC 8032 section 5.1.5 */
#define NOTE_KEY_SIGNATURE	64	/* bytes, section 5.1.6 */

struct note_key;			/* opaque; signing: any thread */

/*
 * note_key_check(public, text, signature, valid, e):
 * Tell in ${*valid} whether ${signature} is ${public}'s over ${text}.
 * Return 0, or -1 with ${e} when it could not be told: ERR_NOMEM,
 * ERR_CRYPTO.
 */
int note_key_check(const uint8_t public[static NOTE_KEY_PUBLIC],
    struct span text, const uint8_t signature[static NOTE_KEY_SIGNATURE],
    bool *valid, struct error *e);

/*
 * note_key_make(passphrase, pem, e):
 * Make a key and append it, encrypted with ${passphrase} (not empty), to
 * ${pem}.  Return 0, or -1 with ${e}: ERR_INPUT, ERR_NOMEM, ERR_CRYPTO.
 */
int note_key_make(struct span passphrase, struct buf *pem, struct error *e);

/*
 * note_key_open(pem, passphrase, out, e):
 * Open a key made by note_key_make.  ${*out} is the caller's to
 * note_key_free().  Return 0, or -1 with ${e}: ERR_DENIED (wrong
 * passphrase), ERR_SYNTAX (no such key), ERR_NOMEM, ERR_CRYPTO.
 */
int note_key_open(struct span pem, struct span passphrase,
    struct note_key **out, struct error *e);

/* note_key_public(k, public, e): its public half; 0 or -1. */
int note_key_public(const struct note_key *k,
    uint8_t public[static NOTE_KEY_PUBLIC], struct error *e);

/* note_key_sign(k, text, signature, e): 0, or -1 with ERR_NOMEM, ERR_CRYPTO. */
int note_key_sign(const struct note_key *k, struct span text,
    uint8_t signature[static NOTE_KEY_SIGNATURE], struct error *e);

void note_key_free(struct note_key *k);

#endif
