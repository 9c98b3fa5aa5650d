#include <string.h>

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/rsa.h>

#include "store/seal/seal_internal.h"

#define RSA_BITS_MIN	2048

static enum seal_key
curve_kind(const EVP_PKEY *key)
{
	char group[32];
	int is_explicit = 0;

	/* The name is given even where the parameters were spelled out. */
	if (EVP_PKEY_get_int_param(key,
	    OSSL_PKEY_PARAM_EC_DECODED_FROM_EXPLICIT_PARAMS,
	    &is_explicit) == 1 && is_explicit)
		return (SEAL_KEY_OTHER);
	if (EVP_PKEY_get_group_name(key, group, sizeof(group), NULL) != 1)
		return (SEAL_KEY_OTHER);
	if (strcmp(group, "prime256v1") == 0)
		return (SEAL_KEY_P256);
	if (strcmp(group, "secp384r1") == 0)
		return (SEAL_KEY_P384);
	return (SEAL_KEY_OTHER);
}

enum seal_key
key_kind(const EVP_PKEY *key, int *bits)
{

	*bits = 0;
	if (key == NULL)
		return (SEAL_KEY_OTHER);
	*bits = EVP_PKEY_get_bits(key);
	switch (EVP_PKEY_get_base_id(key)) {
	case EVP_PKEY_EC:
		return (curve_kind(key));
	case EVP_PKEY_RSA:
		return (*bits >= RSA_BITS_MIN ? SEAL_KEY_RSA : SEAL_KEY_OTHER);
	default:
		return (SEAL_KEY_OTHER);
	}
}

/* Whether ${sig} holds over ${text}, in the encoding that OpenSSL takes. */
static int
holds(EVP_PKEY *key, struct span text, struct span sig, struct error *e)
{
	EVP_MD_CTX *ctx;
	int got;

	if ((ctx = EVP_MD_CTX_new()) == NULL)
		return (error_nomem(e));
	got = EVP_DigestVerifyInit(ctx, NULL, EVP_sha256(), NULL, key);
	if (got != 1) {
		EVP_MD_CTX_free(ctx);
		return (error_crypto(e, "cannot check a signature"));
	}
	/* Below 0 for what it takes for no signature at all. */
	got = EVP_DigestVerify(ctx, sig.p, sig.n, text.p, text.n);
	EVP_MD_CTX_free(ctx);
	if (ossl_nomem(e))
		return (-1);
	return (got == 1);
}

/* Whether both numbers are above zero. */
static bool
in_range(const ECDSA_SIG *s)
{
	const BIGNUM *r = ECDSA_SIG_get0_r(s), *t = ECDSA_SIG_get0_s(s);

	return (r != NULL && t != NULL && !BN_is_zero(r) &&
	    !BN_is_negative(r) && !BN_is_zero(t) && !BN_is_negative(t));
}

/*
 * Whether ${sig} is the one DER form of its two numbers: 1, 0, -1.  OpenSSL
 * reads BER here, so what it has read is written again and compared.
 */
static int
is_der(struct span sig, struct error *e)
{
	const uint8_t *at = sig.p;
	unsigned char *again = NULL;
	ECDSA_SIG *s = NULL;
	int n, rc = 0;

	if (ossl_size(sig) <= 0)
		return (0);
	if ((s = d2i_ECDSA_SIG(NULL, &at, (long)sig.n)) == NULL)
		goto out;
	if (at != sig.p + sig.n || !in_range(s))
		goto out;
	if ((n = i2d_ECDSA_SIG(s, &again)) > 0)
		rc = (size_t)n == sig.n && memcmp(again, sig.p, sig.n) == 0;
out:
	OPENSSL_free(again);
	ECDSA_SIG_free(s);
	return (ossl_nomem(e) ? -1 : rc);
}

/* Put r||s of half ${half} bytes each as DER into ${der}: 1, 0, -1. */
static int
raw_to_der(struct span sig, size_t half, unsigned char **der, int *n,
    struct error *e)
{
	ECDSA_SIG *s = ECDSA_SIG_new();
	BIGNUM *r = BN_bin2bn(sig.p, (int)half, NULL);
	BIGNUM *t = BN_bin2bn(sig.p + half, (int)half, NULL);
	int rc = 0;

	*n = 0;
	if (s == NULL || r == NULL || t == NULL ||
	    ECDSA_SIG_set0(s, r, t) != 1) {
		BN_free(r);
		BN_free(t);
		ECDSA_SIG_free(s);
		return (error_nomem(e));
	}
	if (in_range(s))
		rc = (*n = i2d_ECDSA_SIG(s, der)) > 0;
	ECDSA_SIG_free(s);
	return (ossl_nomem(e) ? -1 : rc);
}

static int
check_raw(EVP_PKEY *key, size_t half, struct span text, struct span sig,
    enum seal_encoding *encoding, struct error *e)
{
	unsigned char *der = NULL;
	int n, rc;

	if ((rc = raw_to_der(sig, half, &der, &n, e)) == 1) {
		*encoding = SEAL_ENCODING_RAW;
		rc = holds(key, text, (struct span){ der, (size_t)n }, e);
	}
	OPENSSL_free(der);
	return (rc);
}

int
signature_check(EVP_PKEY *key, enum seal_key kind, struct span text,
    struct span sig, enum seal_encoding *encoding, bool *valid,
    struct error *e)
{
	size_t half = kind == SEAL_KEY_P256 ? 32 : 48;
	int got;

	*encoding = SEAL_ENCODING_NONE;
	*valid = false;
	if (kind == SEAL_KEY_RSA) {
		/* A signature is as long as the modulus (RFC 8017 8.2.2). */
		if (sig.n != (size_t)EVP_PKEY_get_size(key))
			return (0);
		*encoding = SEAL_ENCODING_RSA;
		got = holds(key, text, sig, e);
	} else if ((got = is_der(sig, e)) == 1) {
		*encoding = SEAL_ENCODING_DER;
		got = holds(key, text, sig, e);
	}
	/* Bytes that happen to be DER and as long as r||s may be either. */
	if (got == 0 && kind != SEAL_KEY_RSA && sig.n == 2 * half)
		got = check_raw(key, half, text, sig, encoding, e);
	if (got < 0)
		return (-1);
	*valid = got == 1;
	return (0);
}

int
signature_half(const EVP_PKEY *key, BIGNUM **order, BIGNUM **half,
    struct error *e)
{

	*order = *half = NULL;
	if (EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_EC_ORDER,
	    order) == 1 && (*half = BN_new()) != NULL &&
	    BN_rshift1(*half, *order) == 1)
		return (0);
	BN_free(*order);
	BN_free(*half);
	*order = *half = NULL;
	return (error_crypto(e, "no order of a curve"));
}

int
signature_low(const EVP_PKEY *key, struct span sig, bool *low,
    struct error *e)
{
	const uint8_t *at = sig.p;
	ECDSA_SIG *s = d2i_ECDSA_SIG(NULL, &at, (long)sig.n);
	BIGNUM *order = NULL, *half = NULL;
	int rc = -1;

	*low = false;
	if (s == NULL) {
		(void)error_crypto(e, "a signature cannot be read");
		goto out;
	}
	if (signature_half(key, &order, &half, e) != 0)
		goto out;
	*low = BN_cmp(ECDSA_SIG_get0_s(s), half) <= 0;
	rc = 0;
out:
	BN_free(order);
	BN_free(half);
	ECDSA_SIG_free(s);
	return (rc);
}
