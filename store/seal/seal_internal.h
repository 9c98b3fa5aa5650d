#ifndef STORE_SEAL_SEAL_INTERNAL_H
#define STORE_SEAL_SEAL_INTERNAL_H

#include "store/seal/ossl.h"
#include "store/seal/seal.h"

/*
 * key_kind(key, bits):
 * What ${key} (may be NULL) is to us; SEAL_KEY_OTHER for all that we neither
 * make nor check: other curves, curves by explicit parameters, RSA-PSS keys,
 * RSA below 2048 bits.
 */
enum seal_key key_kind(const EVP_PKEY *key, int *bits);

/*
 * signature_check(key, kind, text, sig, encoding, valid, e):
 * Check ${sig} (decoded bytes) over ${text} and tell its encoding, which is
 * SEAL_ENCODING_NONE when it is in none.  Return 0 or -1.
 */
int signature_check(EVP_PKEY *key, enum seal_key kind, struct span text,
    struct span sig, enum seal_encoding *encoding, bool *valid,
    struct error *e);

/*
 * signature_half(key, order, half, e):
 * The order of the curve of ${key} and half of it, rounded down, to be freed
 * with BN_free().  Where (r, s) is a signature, (r, order - s) is one too: the
 * s of one of them is at most ${half}.  Return 0 or -1.
 */
int signature_half(const EVP_PKEY *key, BIGNUM **order, BIGNUM **half,
    struct error *e);

/* signature_low(key, sig, low, e): whether the DER signature ${sig} of an
 * ECDSA key is that one of the two; 0 or -1. */
int signature_low(const EVP_PKEY *key, struct span sig, bool *low,
    struct error *e);

/*
 * domain_of_cert(x, domain, by_name, e):
 * Whether ${domain} is a dNSName of ${x} or, where it has none, its common
 * name.  Compared without case, wildcards taken literally.  ${*first}: it is
 * the first of them, byte for byte.  1, 0 or -1.
 */
int domain_of_cert(X509 *x, struct span domain, bool *by_name, bool *first,
    struct error *e);

#endif
