#include <stdlib.h>

#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "store/base/codec.h"
#include "store/base/limits.h"
#include "store/digest/digest.h"
#include "store/seal/identity.h"
#include "store/seal/key_internal.h"
#include "store/seal/seal_internal.h"

struct sealer {
	EVP_PKEY *key;
	enum seal_key kind;
	struct certs *chain;
	struct cert_info info;
	char *domain;
};

/* The first dNSName, else the common name. */
static int
name_domain(struct sealer *s, struct error *e)
{
	GENERAL_NAMES *names;
	const GENERAL_NAME *g;
	struct span name = span_of(s->info.name);
	int i;

	names = X509_get_ext_d2i(sk_X509_value(s->chain->stack, 0),
	    NID_subject_alt_name, NULL, NULL);
	for (i = 0; i < sk_GENERAL_NAME_num(names); i++) {
		g = sk_GENERAL_NAME_value(names, i);
		if (g->type != GEN_DNS)
			continue;
		name.p = ASN1_STRING_get0_data(g->d.dNSName);
		name.n = (size_t)ASN1_STRING_length(g->d.dNSName);
		break;
	}
	if (name.n > 0 && (s->domain = span_str(name)) == NULL)
		(void)error_nomem(e);
	GENERAL_NAMES_free(names);
	if (ossl_nomem(e) || (name.n > 0 && s->domain == NULL))
		return (-1);
	if (s->domain == NULL)
		return (error_set(e, ERR_INPUT,
		    "the seal certificate names no domain"));
	return (0);
}

static int
open_parts(struct sealer *s, struct span chain, struct span key,
    struct span passphrase, struct error *e)
{
	int bits;

	if (certs_read_pem(chain, &s->chain, e) != 0 ||
	    certs_info(s->chain, 0, &s->info, e) != 0 ||
	    name_domain(s, e) != 0 ||
	    (s->key = key_read(key, passphrase, e)) == NULL)
		return (-1);
	s->kind = key_kind(s->key, &bits);
	if (s->kind == SEAL_KEY_OTHER) {
		if (ossl_nomem(e))
			return (-1);
		return (error_set(e, ERR_UNSUPPORTED, "the key is none of "
		    "ECDSA P-256, P-384, RSA from 2048 bits"));
	}
	if (X509_check_private_key(sk_X509_value(s->chain->stack, 0),
	    s->key) != 1) {
		if (ossl_nomem(e))
			return (-1);
		return (error_set(e, ERR_INPUT, "the private key is not that "
		    "of the seal certificate"));
	}
	return (0);
}

/*
 * OpenSSL looks at a certificate's extensions when it first needs them, and
 * where memory runs out then, calls the certificate invalid for as long as it
 * lives.  Done now, that is an error of this call and nothing else.
 */
static int
settle(const struct sealer *s, struct error *e)
{
	int i;

	for (i = 0; i < sk_X509_num(s->chain->stack); i++)
		if (X509_check_purpose(sk_X509_value(s->chain->stack, i), -1,
		    0) != 1 && ossl_nomem(e))
			return (-1);
	ERR_clear_error();
	return (0);
}

int
sealer_open(struct span chain, struct span key, struct span passphrase,
    struct sealer **out, struct error *e)
{
	struct sealer *s;

	ERR_clear_error();
	if ((s = calloc(1, sizeof(*s))) == NULL)
		return (error_nomem(e));
	if (open_parts(s, chain, key, passphrase, e) != 0 ||
	    settle(s, e) != 0) {
		sealer_free(s);
		return (-1);
	}
	*out = s;
	return (0);
}

static int
sign(const struct sealer *s, struct span text, struct buf *sig,
    struct error *e)
{
	EVP_MD_CTX *ctx;
	uint8_t *to;
	size_t n = (size_t)EVP_PKEY_get_size(s->key);
	int rc = -1;

	if ((to = buf_reserve(sig, n)) == NULL)
		return (buf_ok(sig, e));
	if ((ctx = EVP_MD_CTX_new()) == NULL)
		return (error_nomem(e));
	if (EVP_DigestSignInit(ctx, NULL, EVP_sha256(), NULL, s->key) == 1 &&
	    EVP_DigestSign(ctx, to, &n, text.p, text.n) == 1) {
		sig->n += n;
		rc = 0;
	} else
		(void)error_crypto(e, "cannot sign");
	EVP_MD_CTX_free(ctx);
	return (rc);
}

/* Put ${t} in the place of the s of ${s}, as DER into ${sig}. */
static int
write_again(ECDSA_SIG *s, BIGNUM *t, struct buf *sig, struct error *e)
{
	BIGNUM *r = BN_dup(ECDSA_SIG_get0_r(s));
	unsigned char *der = NULL;
	int n;

	if (r == NULL || ECDSA_SIG_set0(s, r, t) != 1) {
		BN_free(r);
		BN_free(t);
		return (error_nomem(e));
	}
	if ((n = i2d_ECDSA_SIG(s, &der)) <= 0)
		return (error_crypto(e, "cannot write a signature"));
	buf_reset(sig);
	buf_put(sig, der, (size_t)n);
	OPENSSL_free(der);
	return (buf_ok(sig, e));
}

/*
 * Of the two signatures that ECDSA makes at once, always the one with the
 * lower s: then the other one is nobody's but a forger's.
 */
static int
lower(const struct sealer *k, struct buf *sig, struct error *e)
{
	const uint8_t *at = sig->p;
	ECDSA_SIG *s = NULL;
	BIGNUM *order = NULL, *half = NULL, *t;
	int rc = -1;

	if (k->kind == SEAL_KEY_RSA)
		return (0);
	if ((s = d2i_ECDSA_SIG(NULL, &at, (long)sig->n)) == NULL) {
		(void)error_crypto(e, "a signature cannot be read");
		goto out;
	}
	if (signature_half(k->key, &order, &half, e) != 0)
		goto out;
	rc = 0;
	if (BN_cmp(ECDSA_SIG_get0_s(s), half) <= 0)
		goto out;
	rc = -1;
	if ((t = BN_new()) == NULL ||
	    BN_sub(t, order, ECDSA_SIG_get0_s(s)) != 1) {
		BN_free(t);
		(void)error_nomem(e);
		goto out;
	}
	rc = write_again(s, t, sig, e);
out:
	BN_free(order);
	BN_free(half);
	ECDSA_SIG_free(s);
	return (rc);
}

/* Never hand out a signature that the certificate does not bear out. */
static int
check_again(const struct sealer *s, struct span text, struct span sig,
    struct error *e)
{
	EVP_PKEY *key = X509_get0_pubkey(sk_X509_value(s->chain->stack, 0));
	enum seal_encoding encoding;
	bool valid;

	if (key == NULL)
		return (error_crypto(e, "no public key in a certificate"));
	if (signature_check(key, s->kind, text, sig, &encoding, &valid,
	    e) != 0)
		return (-1);
	/* 3.0 calls it a success when it had no memory to encode it in. */
	if (!valid && ossl_nomem(e))
		return (-1);
	if (!valid)
		return (error_set(e, ERR_CRYPTO,
		    "a signature just made does not check out"));
	return (0);
}

int
sealer_sign_bytes(const struct sealer *s, struct span bytes, struct buf *out,
    struct error *e)
{
	struct buf sig = BUF_INIT(PEM_MAX);
	int rc = -1;

	ERR_clear_error();
	if (sign(s, bytes, &sig, e) == 0 && lower(s, &sig, e) == 0 &&
	    check_again(s, bytes, buf_span(&sig), e) == 0) {
		buf_putspan(out, buf_span(&sig));
		rc = buf_ok(out, e);
	}
	buf_free(&sig);
	return (rc);
}

int
sealer_sign(const struct sealer *s, struct span text, struct buf *out,
    struct error *e)
{
	struct buf sig = BUF_INIT(PEM_MAX);
	int rc = -1;

	if (!digest_label_ok(text))
		return (error_set(e, ERR_INPUT, "what is sealed is sha256: "
		    "and 64 lower-case hex digits"));
	if (sealer_sign_bytes(s, text, &sig, e) == 0) {
		codec_base64(out, buf_span(&sig));
		rc = buf_ok(out, e);
	}
	buf_free(&sig);
	return (rc);
}

const char *
sealer_domain(const struct sealer *s)
{

	return (s->domain);
}

const struct certs *
sealer_chain(const struct sealer *s)
{

	return (s->chain);
}

const struct cert_info *
sealer_info(const struct sealer *s)
{

	return (&s->info);
}

void
sealer_free(struct sealer *s)
{

	if (s == NULL)
		return;
	EVP_PKEY_free(s->key);
	certs_free(s->chain);
	cert_info_free(&s->info);
	free(s->domain);
	free(s);
}
