#include <string.h>

#include <openssl/err.h>
#include <openssl/pkcs12.h>
#include <openssl/x509v3.h>

#include "store/base/limits.h"
#include "store/seal/identity.h"
#include "store/seal/key_internal.h"
#include "store/seal/seal_internal.h"

#define LINKS_MAX	10	/* issuers above an imported certificate */

/* What a refused file was refused for. */
static int
refused(struct error *e)
{
	unsigned long code = ERR_peek_last_error();
	int reason = ERR_GET_REASON(code);

	if (ossl_nomem(e))
		return (-1);
	if (reason == PKCS12_R_MAC_VERIFY_FAILURE)
		return (error_set(e, ERR_DENIED,
		    "the passphrase does not open the PKCS#12 file"));
	if (reason == ERR_R_UNSUPPORTED || ERR_GET_LIB(code) == ERR_LIB_EVP)
		return (error_set(e, ERR_UNSUPPORTED, "the PKCS#12 file uses "
		    "a cipher that is no longer supported"));
	return (error_set(e, ERR_SYNTAX, "not a PKCS#12 file"));
}

static int
open_file(struct span p12, struct span passphrase, EVP_PKEY **key,
    X509 **leaf, STACK_OF(X509) **others, struct error *e)
{
	const uint8_t *at = p12.p;
	char pass[PASSPHRASE_MAX + 1];
	PKCS12 *p = NULL;
	int rc = -1;

	if (p12.p == NULL || p12.n > PKCS12_MAX ||
	    (p = d2i_PKCS12(NULL, &at, (long)p12.n)) == NULL)
		return (refused(e));
	if (passphrase.n > PASSPHRASE_MAX || (passphrase.n > 0 &&
	    memchr(passphrase.p, '\0', passphrase.n) != NULL)) {
		PKCS12_free(p);
		return (error_set(e, ERR_DENIED,
		    "the passphrase does not open the PKCS#12 file"));
	}
	if (passphrase.n > 0)
		memcpy(pass, passphrase.p, passphrase.n);
	pass[passphrase.n] = '\0';
	if (PKCS12_parse(p, pass, key, leaf, others) == 1)
		rc = 0;
	else
		(void)refused(e);
	OPENSSL_cleanse(pass, sizeof(pass));
	PKCS12_free(p);
	return (rc);
}

/* Whoever of ${others} issued ${x}, by name and by signature; else NULL. */
static X509 *
issuer_of(X509 *x, const STACK_OF(X509) *others)
{
	X509 *o;
	int i;

	for (i = 0; i < sk_X509_num(others); i++) {
		o = sk_X509_value(others, i);
		if (X509_check_issued(o, x) == X509_V_OK &&
		    X509_verify(x, X509_get0_pubkey(o)) == 1)
			return (o);
	}
	return (NULL);
}

/* The chain, leaf first: the order in the file means nothing. */
static int
write_chain(X509 *leaf, const STACK_OF(X509) *others, struct buf *out,
    struct error *e)
{
	struct certs *c = NULL;
	X509 *x;
	int i, rc = -1;

	if (certs_new(&c, e) != 0)
		return (-1);
	for (x = leaf, i = 0; x != NULL && i <= LINKS_MAX; i++) {
		if (certs_push(c, x, e) != 0)
			goto out;
		if (X509_check_issued(x, x) == X509_V_OK)
			break;
		x = issuer_of(x, others);
		if (ossl_nomem(e))
			goto out;
	}
	rc = certs_write_pem(out, c, e);
out:
	certs_free(c);
	return (rc);
}

static int
check_pair(EVP_PKEY *key, X509 *leaf, struct error *e)
{
	uint32_t usage;
	int bits;

	if (key == NULL || leaf == NULL)
		return (error_set(e, ERR_INPUT, "the PKCS#12 file holds no "
		    "private key with its certificate"));
	if (key_kind(key, &bits) == SEAL_KEY_OTHER) {
		if (ossl_nomem(e))
			return (-1);
		return (error_set(e, ERR_UNSUPPORTED, "the key is none of "
		    "ECDSA P-256, P-384, RSA from 2048 bits"));
	}
	usage = X509_get_key_usage(leaf);
	if ((usage & (KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION)) == 0)
		return (error_set(e, ERR_INPUT,
		    "the certificate's keyUsage does not allow signing"));
	return (0);
}

int
identity_import(struct span p12, struct span p12_passphrase,
    struct span passphrase, struct seal_identity *out, struct error *e)
{
	EVP_PKEY *key = NULL;
	X509 *leaf = NULL;
	STACK_OF(X509) *others = NULL;
	int rc = -1;

	ERR_clear_error();
	if (open_file(p12, p12_passphrase, &key, &leaf, &others, e) == 0 &&
	    check_pair(key, leaf, e) == 0 &&
	    write_chain(leaf, others, &out->seal_chain, e) == 0)
		rc = key_write(key, passphrase, &out->seal_key, e);
	if (ossl_nomem(e))
		rc = -1;
	sk_X509_pop_free(others, X509_free);
	X509_free(leaf);
	EVP_PKEY_free(key);
	return (rc);
}
