#ifndef STORE_SEAL_KEY_INTERNAL_H
#define STORE_SEAL_KEY_INTERNAL_H

#include <openssl/evp.h>

#include "store/base/buf.h"
#include "store/base/error.h"
#include "store/base/span.h"

/* Private keys at rest; make half only. */

/*
 * key_write(key, passphrase, pem, e):
 * Append ${key} as encrypted PKCS#8.  0, or -1: ERR_INPUT (an empty or too
 * long passphrase), ERR_NOMEM, ERR_CRYPTO.
 */
int key_write(const EVP_PKEY *key, struct span passphrase, struct buf *pem,
    struct error *e);

/*
 * key_read(pem, passphrase, e):
 * The key for EVP_PKEY_free(), or NULL: ERR_DENIED (wrong passphrase),
 * ERR_SYNTAX (no encrypted PKCS#8), ERR_NOMEM, ERR_CRYPTO.
 */
EVP_PKEY *key_read(struct span pem, struct span passphrase, struct error *e);

#endif
