#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>

#include "store/base/limits.h"
#include "store/base/num.h"
#include "store/seal/key_internal.h"
#include "store/seal/ossl.h"

/*
 * scrypt needs 128 * N * r bytes: 16 MiB, which leaves room in the 64 MiB of
 * the whole program and under the 32 MiB that OpenSSL allows by itself.
 */
#define SCRYPT_N	16384
#define SCRYPT_N_RANDOM	1024	/* nothing to guess: see is_random */
#define RANDOM_DIGITS	64
#define SCRYPT_R	8
#define SCRYPT_P	1
#define SALT_BYTES	16

static int
check_passphrase(struct span passphrase, struct error *e)
{

	/* A length of -1 or 0 has meanings of its own in OpenSSL. */
	if (passphrase.p == NULL || passphrase.n == 0)
		return (error_set(e, ERR_INPUT, "the passphrase is empty"));
	if (passphrase.n > PASSPHRASE_MAX)
		return (error_set(e, ERR_INPUT,
		    "the passphrase is longer than %d bytes", PASSPHRASE_MAX));
	return (0);
}

/*
 * Whether the passphrase is one that the program made (store/home): 256 random
 * bits as 64 hexadecimal digits.  Stretching only slows down guessing, and
 * nobody guesses those; it would cost a fifth of a capture's own time.
 */
static bool
is_random(struct span passphrase)
{
	uint64_t part;
	size_t i;

	if (passphrase.n != RANDOM_DIGITS)
		return (false);
	for (i = 0; i < RANDOM_DIGITS; i += 16)
		if (num_parse_hex(span_sub(passphrase, i, 16), UINT64_MAX,
		    &part, NULL) != 0)
			return (false);
	return (true);
}

static X509_SIG *
encrypt(PKCS8_PRIV_KEY_INFO *plain, struct span passphrase)
{
	X509_ALGOR *pbe;
	X509_SIG *locked;

	/* No salt given: a random one of this length. */
	pbe = PKCS5_pbe2_set_scrypt(EVP_aes_256_cbc(), NULL, SALT_BYTES, NULL,
	    is_random(passphrase) ? SCRYPT_N_RANDOM : SCRYPT_N, SCRYPT_R,
	    SCRYPT_P);
	if (pbe == NULL)
		return (NULL);
	locked = PKCS8_set0_pbe((const char *)passphrase.p, (int)passphrase.n,
	    plain, pbe);
	/* It keeps ${pbe} only when it succeeds. */
	if (locked == NULL)
		X509_ALGOR_free(pbe);
	return (locked);
}

int
key_write(const EVP_PKEY *key, struct span passphrase, struct buf *pem,
    struct error *e)
{
	PKCS8_PRIV_KEY_INFO *plain = NULL;
	X509_SIG *locked = NULL;
	BIO *bio = NULL;
	char *p;
	long n;
	int rc = -1;

	ERR_clear_error();
	if (check_passphrase(passphrase, e) != 0)
		return (-1);
	/* Its bytes are cleansed by its own free (ASN.1 flag of the type). */
	if ((plain = EVP_PKEY2PKCS8(key)) == NULL ||
	    (locked = encrypt(plain, passphrase)) == NULL ||
	    (bio = BIO_new(BIO_s_mem())) == NULL ||
	    PEM_write_bio_PKCS8(bio, locked) != 1) {
		(void)error_crypto(e, "cannot encrypt a private key");
		goto out;
	}
	n = BIO_get_mem_data(bio, &p);
	buf_put(pem, p, (size_t)n);
	rc = buf_ok(pem, e);
out:
	BIO_free(bio);
	X509_SIG_free(locked);
	PKCS8_PRIV_KEY_INFO_free(plain);
	return (rc);
}

EVP_PKEY *
key_read(struct span pem, struct span passphrase, struct error *e)
{
	PKCS8_PRIV_KEY_INFO *plain = NULL;
	X509_SIG *locked = NULL;
	EVP_PKEY *key = NULL;
	BIO *bio = NULL;

	ERR_clear_error();
	if (check_passphrase(passphrase, e) != 0)
		return (NULL);
	if (pem.p == NULL || pem.n == 0 || pem.n > PEM_MAX) {
		(void)error_set(e, ERR_SYNTAX, "no encrypted private key");
		return (NULL);
	}
	if ((bio = BIO_new_mem_buf(pem.p, (int)pem.n)) == NULL) {
		(void)error_nomem(e);
		goto out;
	}
	/* Only "ENCRYPTED PRIVATE KEY" will do; a key in the clear will not. */
	if ((locked = PEM_read_bio_PKCS8(bio, NULL, NULL, NULL)) == NULL) {
		if (!ossl_nomem(e))
			(void)error_set(e, ERR_SYNTAX,
			    "no encrypted private key (PKCS#8 in PEM)");
		goto out;
	}
	plain = PKCS8_decrypt(locked, (const char *)passphrase.p,
	    (int)passphrase.n);
	/* A wrong key may by chance leave the right padding, but no key. */
	if (plain == NULL || (key = EVP_PKCS82PKEY(plain)) == NULL) {
		if (!ossl_nomem(e))
			(void)error_set(e, ERR_DENIED,
			    "the passphrase does not open the private key");
	}
out:
	PKCS8_PRIV_KEY_INFO_free(plain);
	X509_SIG_free(locked);
	BIO_free(bio);
	return (key);
}
