#include <stdlib.h>

#include <openssl/err.h>

#include "store/seal/key_internal.h"
#include "store/seal/note_key.h"
#include "store/seal/ossl.h"

struct note_key {
	EVP_PKEY *key;
};

int
note_key_make(struct span passphrase, struct buf *pem, struct error *e)
{
	EVP_PKEY *key;
	int rc;

	ERR_clear_error();
	if ((key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519")) == NULL)
		return (error_crypto(e, "cannot make an Ed25519 key"));
	rc = key_write(key, passphrase, pem, e);
	EVP_PKEY_free(key);
	return (ossl_nomem(e) ? -1 : rc);
}

int
note_key_open(struct span pem, struct span passphrase, struct note_key **out,
    struct error *e)
{
	struct note_key *k;

	if ((k = calloc(1, sizeof(*k))) == NULL)
		return (error_nomem(e));
	if ((k->key = key_read(pem, passphrase, e)) == NULL)
		goto bad;
	if (EVP_PKEY_get_base_id(k->key) != EVP_PKEY_ED25519) {
		(void)error_set(e, ERR_SYNTAX, "not an Ed25519 key");
		goto bad;
	}
	*out = k;
	return (0);
bad:
	note_key_free(k);
	return (-1);
}

int
note_key_public(const struct note_key *k,
    uint8_t public[static NOTE_KEY_PUBLIC], struct error *e)
{
	size_t n = NOTE_KEY_PUBLIC;

	ERR_clear_error();
	if (EVP_PKEY_get_raw_public_key(k->key, public, &n) != 1 ||
	    n != NOTE_KEY_PUBLIC)
		return (error_crypto(e, "cannot take a public key"));
	return (0);
}

int
note_key_sign(const struct note_key *k, struct span text,
    uint8_t signature[static NOTE_KEY_SIGNATURE], struct error *e)
{
	EVP_MD_CTX *ctx;
	size_t n = NOTE_KEY_SIGNATURE;
	int rc = 0;

	ERR_clear_error();
	if ((ctx = EVP_MD_CTX_new()) == NULL)
		return (error_nomem(e));
	if (EVP_DigestSignInit(ctx, NULL, NULL, NULL, k->key) != 1 ||
	    EVP_DigestSign(ctx, signature, &n, text.p, text.n) != 1 ||
	    n != NOTE_KEY_SIGNATURE)
		rc = error_crypto(e, "cannot sign a note");
	EVP_MD_CTX_free(ctx);
	return (ossl_nomem(e) ? -1 : rc);
}

void
note_key_free(struct note_key *k)
{

	if (k == NULL)
		return;
	EVP_PKEY_free(k->key);
	free(k);
}
