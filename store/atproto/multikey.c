#include <string.h>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include "store/atproto/multikey.h"
#include "store/seal/ossl.h"

#define POINT		33	/* a compressed point */
#define HALF		32	/* r or s */
#define DER_MAX		80	/* both as DER */

static const char digits58[] =
    "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

struct curve {
	const char *group;
	uint8_t code[2];	/* multicodec, as a varint */
	const char *half_order;	/* hex: the largest s that is allowed */
};
static const struct curve curves[] = {
	{ "secp256k1", { 0xe7, 0x01 }, "7fffffffffffffffffffffffffffffff"
	    "5d576e7357a4501ddfe92f46681b20a0" },
	{ "prime256v1", { 0x80, 0x24 }, "7fffffff800000007fffffffffffffff"
	    "de737d56d38bcf4279dce5617e3192a8" },
};

/* Base58 (Bitcoin's alphabet) of exactly ${n} bytes; their first is not 0. */
static bool
unbase58(struct span s, uint8_t *out, size_t n)
{
	const char *at;
	size_t i, k;
	unsigned carry;

	memset(out, 0, n);
	for (i = 0; i < s.n; i++) {
		at = s.p[i] == '\0' ? NULL : strchr(digits58, s.p[i]);
		if (at == NULL)
			return (false);
		carry = (unsigned)(at - digits58);
		for (k = n; k-- > 0; carry >>= 8) {
			carry += 58U * out[k];
			out[k] = (uint8_t)carry;
		}
		if (carry != 0)
			return (false);
	}
	return (out[0] != 0);
}

/* Curve and point of a key's text, or NULL. */
static const struct curve *
key_parts(struct span key, uint8_t point[static POINT])
{
	static const char did[] = "did:key:";
	uint8_t raw[2 + POINT];
	size_t i;

	if (span_starts(key, did))
		key = span_sub(key, strlen(did), key.n);
	if (key.n < 2 || key.n > MULTIKEY_TEXT_MAX || key.p[0] != 'z' ||
	    !unbase58(span_sub(key, 1, key.n), raw, sizeof(raw)))
		return (NULL);
	for (i = 0; i < sizeof(curves) / sizeof(curves[0]); i++)
		if (memcmp(raw, curves[i].code, 2) == 0) {
			memcpy(point, raw + 2, POINT);
			return (&curves[i]);
		}
	return (NULL);
}

/* A public key; NULL with ${e} only where memory ran out. */
static EVP_PKEY *
public_key(const struct curve *c, uint8_t point[static POINT],
    struct error *e)
{
	OSSL_PARAM params[3];
	EVP_PKEY_CTX *ctx;
	EVP_PKEY *key = NULL;
	char group[16];

	(void)snprintf(group, sizeof(group), "%s", c->group);
	params[0] = OSSL_PARAM_construct_utf8_string(
	    OSSL_PKEY_PARAM_GROUP_NAME, group, 0);
	params[1] = OSSL_PARAM_construct_octet_string(
	    OSSL_PKEY_PARAM_PUB_KEY, point, POINT);
	params[2] = OSSL_PARAM_construct_end();
	ctx = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
	if (ctx == NULL || EVP_PKEY_fromdata_init(ctx) != 1 ||
	    EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_PUBLIC_KEY, params) != 1) {
		EVP_PKEY_free(key);
		key = NULL;
		(void)ossl_nomem(e);
	}
	EVP_PKEY_CTX_free(ctx);
	return (key);
}

/* r and s as DER; its length, 0 where s is too large, -1 with ${e}. */
static int
signature_der(const struct curve *c, struct span sig, uint8_t *der,
    struct error *e)
{
	ECDSA_SIG *pair = ECDSA_SIG_new();
	BIGNUM *r = BN_bin2bn(sig.p, HALF, NULL);
	BIGNUM *s = BN_bin2bn(sig.p + HALF, HALF, NULL);
	BIGNUM *half = NULL;
	int n = -1;

	if (pair == NULL || r == NULL || s == NULL ||
	    BN_hex2bn(&half, c->half_order) == 0) {
		BN_free(r);
		BN_free(s);
	} else if (BN_cmp(s, half) > 0) {
		BN_free(r);
		BN_free(s);
		n = 0;
	} else if (ECDSA_SIG_set0(pair, r, s) == 1)
		n = i2d_ECDSA_SIG(pair, &der);
	ECDSA_SIG_free(pair);
	BN_free(half);
	return (n < 0 ? error_nomem(e) : n);
}

static int
check(EVP_PKEY *key, struct span bytes, struct span der, bool *ok,
    struct error *e)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	int got = -1;

	if (ctx == NULL)
		return (error_nomem(e));
	if (EVP_DigestVerifyInit(ctx, NULL, EVP_sha256(), NULL, key) == 1)
		got = EVP_DigestVerify(ctx, der.p, der.n, bytes.p, bytes.n);
	EVP_MD_CTX_free(ctx);
	*ok = got == 1;
	if (got != 1 && ossl_nomem(e))
		return (-1);
	return (0);
}

int
multikey_verify(struct span key, struct span bytes, struct span sig,
    bool *ok, struct error *e)
{
	uint8_t point[POINT], der[DER_MAX];
	const struct curve *c = key_parts(key, point);
	struct error why = ERROR_INIT;
	EVP_PKEY *pkey;
	int n, rc;

	*ok = false;
	if (c == NULL || sig.n != 2 * HALF)
		return (0);
	if ((n = signature_der(c, sig, der, e)) <= 0)
		return (n);
	if ((pkey = public_key(c, point, &why)) == NULL) {
		if (why.code == ERR_NONE)
			return (0);
		return (error_nomem(e));
	}
	rc = check(pkey, bytes, (struct span){ der, (size_t)n }, ok, e);
	EVP_PKEY_free(pkey);
	return (rc);
}
