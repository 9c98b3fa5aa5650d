#ifndef STORE_CUSTODY_NOTE_H
#define STORE_CUSTODY_NOTE_H

#include "store/base/buf.h"

/*
 * note - a signed note as C2SP defines it (c2sp.org/signed-note): a text
 * that ends in a line feed, an empty line, and signature lines
 *
 *   — <key name> <base64(key id || signature)>
 *
 * with key id = SHA-256(name || 0x0A || type || public key)[:4].  Type 0x01
 * is Ed25519 over the text with its last line feed.  Other types are parsed
 * and never known here.  Limits: NOTE_MAX bytes, NOTE_SIGNATURES_MAX lines.
 */
#define NOTE_NAME_MAX		255	/* bytes of a key name */
#define NOTE_SIGNATURES_MAX	64
#define NOTE_KEY_ED25519	0x01
#define NOTE_KEY_COSIGNATURE	0x04	/* Ed25519 with a time: cosign.h */
#define NOTE_KEY_BYTES		32	/* an Ed25519 public key */

/* What is needed to check a note: a name and a public key. */
struct note_vkey {
	char name[NOTE_NAME_MAX + 1];
	uint8_t type;			/* NOTE_KEY_ED25519, here */
	uint8_t id[4];
	uint8_t pub[NOTE_KEY_BYTES];
};

/* One signature line; spans point into the note. */
struct note_signature {
	struct span name;
	uint8_t id[4];
	struct span base64;		/* key id and signature, as written */
};

struct note {
	struct span text;		/* the signed bytes */
	size_t n;
	struct note_signature signature[NOTE_SIGNATURES_MAX];
};

/*
 * note_parse(s, out, e):
 * Take ${s} apart; spans in ${out} live as long as ${s}.  Return 0, or -1
 * with ${e}: ERR_SYNTAX with the offset (not UTF-8, a control character, no
 * empty line, no signature, a line that is no signature, base64 that is not
 * strict, fewer than 5 bytes), or ERR_LIMIT.
 */
int note_parse(struct span s, struct note *out, struct error *e);

enum note_state {
	NOTE_GOOD,		/* a known key signed, and none failed */
	NOTE_UNKNOWN,		/* signed by keys that are not known only */
	NOTE_BAD		/* the signature of a known key fails */
};

/*
 * note_check(n, keys, count, state, who, e):
 * Check every signature whose name and id belong to one of the ${count}
 * ${keys}; others are ignored.  ${*who}, when not NULL, becomes the index of
 * the first key that signed well (or that failed, for NOTE_BAD).  Return 0
 * with ${*state}, or -1 with ${e} for trouble of ours (ERR_NOMEM,
 * ERR_CRYPTO).
 */
int note_check(const struct note *n, const struct note_vkey *keys,
    size_t count, enum note_state *state, size_t *who, struct error *e);

/*
 * note_vkey_make(name, pub, out, e):
 * Fill ${out} from a name and a raw public key.  ERR_INPUT for a name that
 * is empty, too long, not UTF-8, or holds a space, a control character or
 * '+'.
 */
int note_vkey_make(const char *name, const uint8_t pub[static NOTE_KEY_BYTES],
    struct note_vkey *out, struct error *e);

/*
 * note_vkey_make_type(name, type, pub, out, e), note_vkey_parse_type(s, type,
 * out, e): the same two for keys of a ${type} and no other.
 */
int note_vkey_make_type(const char *name, uint8_t type,
    const uint8_t pub[static NOTE_KEY_BYTES], struct note_vkey *out,
    struct error *e);
int note_vkey_parse_type(struct span s, uint8_t type, struct note_vkey *out,
    struct error *e);

/*
 * note_vkey_parse(s, out, e), note_vkey_text(k, out):
 * Read and write the line "<name>+<8 hex>+<base64(type || key)>".  ERR_SYNTAX
 * where it breaks the form or the id does not belong to the key;
 * ERR_UNSUPPORTED for a type other than Ed25519.
 */
int note_vkey_parse(struct span s, struct note_vkey *out, struct error *e);
void note_vkey_text(const struct note_vkey *k, struct buf *out);

/*
 * note_log_name(pub, out, e): the name that a log of ours has by its key and
 * no other: "constat/" and half of the hash (docs/formats/custody.md section
 * 3).  0, or -1 with ERR_CRYPTO.
 */
#define NOTE_LOG_PREFIX	"constat/"
#define NOTE_LOG_NAME	(sizeof(NOTE_LOG_PREFIX) + 16)
int note_log_name(const uint8_t pub[static NOTE_KEY_BYTES],
    char out[static NOTE_LOG_NAME], struct error *e);

/* note_signed_by(sig, key): whether ${sig} names ${key}, by name and id. */
bool note_signed_by(const struct note_signature *sig,
    const struct note_vkey *key);

/*
 * note_part(n, key, out):
 * Append the note with the signature lines that name ${key} and no other.
 * Return how many those are; buf_ok() tells.
 */
size_t note_part(const struct note *n, const struct note_vkey *key,
    struct buf *out);

/* note_name_ok(s): whether ${s} can be the name of a key. */
bool note_name_ok(struct span s);

#endif
