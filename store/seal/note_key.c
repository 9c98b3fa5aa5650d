#include <openssl/err.h>

#include "store/seal/note_key.h"
#include "store/seal/ossl.h"

int
note_key_check(const uint8_t public[static NOTE_KEY_PUBLIC],
    struct span text, const uint8_t signature[static NOTE_KEY_SIGNATURE],
    bool *valid, struct error *e)
{
	EVP_PKEY *key = NULL;
	EVP_MD_CTX *ctx = NULL;
	int rc = -1, got;

	ERR_clear_error();
	key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, public,
	    NOTE_KEY_PUBLIC);
	ctx = EVP_MD_CTX_new();
	if (key == NULL || ctx == NULL ||
	    EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, key) != 1) {
		(void)error_crypto(e, "cannot check a note's signature");
		goto out;
	}
	got = EVP_DigestVerify(ctx, signature, NOTE_KEY_SIGNATURE, text.p,
	    text.n);
	if (ossl_nomem(e))
		goto out;
	*valid = got == 1;
	rc = 0;
out:
	EVP_MD_CTX_free(ctx);
	EVP_PKEY_free(key);
	return (rc);
}
