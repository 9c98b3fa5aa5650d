#ifndef STORE_DIGEST_DIGEST_H
#define STORE_DIGEST_DIGEST_H

#include <stdbool.h>
#include <stdint.h>

#include "store/base/error.h"
#include "store/base/span.h"

/*
 * digest - SHA-256 over bytes as they pass (FIPS 180-4), and the digests that
 * other tools write down in many spellings (OpenSSL EVP).
 */
#define DIGEST_LEN	32		/* bytes of a SHA-256 */
#define DIGEST_HEX	65		/* 64 lower-case digits and a NUL */
#define DIGEST_LABEL	72		/* "sha256:", 64 digits and a NUL */
#define DIGEST_MAX	64		/* bytes of the longest: SHA-512 */

enum digest_alg {
	DIGEST_NONE = 0,		/* not known */
	DIGEST_MD5, DIGEST_SHA1, DIGEST_SHA256, DIGEST_SHA384, DIGEST_SHA512
};

struct digest;				/* opaque; one thread at a time */

/*
 * digest_open(d, e), digest_open_alg(d, alg, e):
 * A new digest over no bytes yet, SHA-256 or ${alg}; digest_free() it.
 * Return 0, or -1 with ${e} ERR_NOMEM, ERR_CRYPTO, ERR_INPUT (DIGEST_NONE).
 */
int digest_open(struct digest **d, struct error *e);
int digest_open_alg(struct digest **d, enum digest_alg alg, struct error *e);

/* digest_reset(d, e): over no bytes again. */
int digest_reset(struct digest *d, struct error *e);

/* digest_put(d, p, n, e): ${n} more bytes.  0 or -1. */
int digest_put(struct digest *d, const void *p, size_t n, struct error *e);

/*
 * digest_put_pair(a, b, p, n, e):
 * The same ${n} bytes into two digests, which need not stand at the same
 * place of their messages.  Faster than one after the other where both are
 * SHA-256 and the processor can do two at once (pair.h).  0 or -1.
 */
int digest_put_pair(struct digest *a, struct digest *b, const void *p,
    size_t n, struct error *e);

/*
 * digest_peek(d, out, e):
 * The SHA-256 of the bytes so far; more may follow.  ${d} must be SHA-256.
 */
int digest_peek(const struct digest *d, uint8_t out[static DIGEST_LEN],
    struct error *e);

/* digest_peek_alg(d, out, n, e): the same for any; ${*n} bytes. */
int digest_peek_alg(const struct digest *d, uint8_t out[static DIGEST_MAX],
    size_t *n, struct error *e);

/* digest_copy(to, from, e): make ${to} stand where ${from} stands; 0 or -1. */
int digest_copy(struct digest *to, const struct digest *from,
    struct error *e);

void digest_free(struct digest *d);

/* digest_of(s, out, e): SHA-256 of ${s} at once. */
int digest_of(struct span s, uint8_t out[static DIGEST_LEN], struct error *e);

/* digest_hex(d, s), digest_label(d, s): "<hex>", "sha256:<hex>"; return s. */
const char *digest_hex(const uint8_t d[static DIGEST_LEN],
    char s[static DIGEST_HEX]);
const char *digest_label(const uint8_t d[static DIGEST_LEN],
    char s[static DIGEST_LABEL]);

/* digest_label_ok(s): whether ${s} is such a label and nothing else. */
bool digest_label_ok(struct span s);

/* A digest as somebody claims it. */
struct digest_claim {
	enum digest_alg alg;		/* NONE: label not known */
	uint8_t value[DIGEST_MAX];
	size_t n;			/* bytes of the value */
	bool standard;			/* label spelled as usual, "sha256" */
};

/*
 * digest_claim_read(s, out, e):
 * Read "<label>:<value>": labels md5, sha1, sha256, sha384, sha512, also with
 * a hyphen and in capitals (then not standard); value in hex, base32 or
 * base64 (also without padding, and in the alphabet for URLs), told apart by
 * its length.  Return 0 (alg is DIGEST_NONE for a label
 * that is not known), or -1 with ${e} ERR_SYNTAX (no label, or the value is
 * no digest of its kind), ERR_NOMEM.
 */
int digest_claim_read(struct span s, struct digest_claim *out,
    struct error *e);

/* digest_alg_name(alg), digest_alg_len(alg): "sha256", 32; NONE: "", 0. */
const char *digest_alg_name(enum digest_alg alg);
size_t digest_alg_len(enum digest_alg alg);

#endif
