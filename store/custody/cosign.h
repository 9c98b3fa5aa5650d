#ifndef STORE_CUSTODY_COSIGN_H
#define STORE_CUSTODY_COSIGN_H

#include "store/base/time.h"
#include "store/custody/note.h"

/*
 * cosign - what a witness signs (c2sp.org/tlog-cosignature, the Ed25519 form
 * "cosignature/v1"): that of the log named by the checkpoint's origin it has
 * seen nothing that contradicts the checkpoint, as of a time.  A signature
 * line of a note, by a key of type 0x04:
 *
 *   key id = SHA-256(name || 0x0A || 0x04 || public key)[:4]
 *   signature = seconds since 1970 (8 bytes, big endian) || Ed25519 over
 *     "cosignature/v1\n" "time <seconds>\n" and the text of the checkpoint
 */

/* cosign_vkey_parse(s, out, e): as note_vkey_parse, of a witness's key. */
int cosign_vkey_parse(struct span s, struct note_vkey *out, struct error *e);

/*
 * cosign_check(n, witness, state, time, e):
 * What ${n} has of the key ${witness}: NOTE_GOOD with the ${*time} (ms) of
 * its last line, NOTE_UNKNOWN where it has none, NOTE_BAD where one fails.
 * Return 0, or -1 with ${e} for trouble of ours.
 */
int cosign_check(const struct note *n, const struct note_vkey *witness,
    enum note_state *state, int64_t *time, struct error *e);

/*
 * cosign_check_line(text, line, witness, state, time, e):
 * The same of one ${line} (without its line feed) under the checkpoint's
 * ${text}.  A line that is none is NOTE_BAD.
 */
int cosign_check_line(struct span text, struct span line,
    const struct note_vkey *witness, enum note_state *state, int64_t *time,
    struct error *e);

/* cosign_message(text, seconds, out): append what is signed. */
void cosign_message(struct span text, int64_t seconds, struct buf *out);

#endif
