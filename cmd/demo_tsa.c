#include <stdlib.h>
#include <string.h>

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/ts.h>
#include <openssl/x509v3.h>

#include "cmd/demo.h"

#define NAME		"Demonstration authority, UNTRUSTED (constat demo)"
#define POLICY		"1.3.6.1.4.1.32473.1.1"	/* example arc, RFC 5612 */
#define DAY_S		86400L

struct demo_tsa {
	EVP_PKEY *key;
	X509 *cert;
	ASN1_OBJECT *policy;
};

static int
add_extension(X509 *x, int nid, const char *value)
{
	X509_EXTENSION *ext = X509V3_EXT_conf_nid(NULL, NULL, nid, value);
	int ok = ext != NULL && X509_add_ext(x, ext, -1);

	X509_EXTENSION_free(ext);
	return (ok ? 0 : -1);
}

static int
random_serial(ASN1_INTEGER *out)
{
	BIGNUM *n = BN_new();
	int ok = n != NULL && BN_rand(n, 127, 0, 0) &&
	    BN_to_ASN1_INTEGER(n, out) != NULL;

	BN_free(n);
	return (ok ? 0 : -1);
}

/* Self-signed for a day: nothing stands behind it, and that is the point. */
static int
make_cert(struct demo_tsa *t)
{
	static const unsigned char name[] = NAME;
	X509_NAME *n;
	X509 *x;

	if ((x = t->cert = X509_new()) == NULL ||
	    !X509_set_version(x, X509_VERSION_3) ||
	    random_serial(X509_get_serialNumber(x)) != 0 ||
	    X509_gmtime_adj(X509_getm_notBefore(x), -300) == NULL ||
	    X509_gmtime_adj(X509_getm_notAfter(x), DAY_S) == NULL)
		return (-1);
	n = X509_get_subject_name(x);
	if (!X509_NAME_add_entry_by_txt(n, "CN", MBSTRING_UTF8, name, -1, -1,
	    0) || !X509_set_issuer_name(x, n) || !X509_set_pubkey(x, t->key))
		return (-1);
	if (add_extension(x, NID_basic_constraints, "critical,CA:FALSE") != 0 ||
	    add_extension(x, NID_key_usage, "critical,digitalSignature") != 0 ||
	    add_extension(x, NID_ext_key_usage,
	    "critical,timeStamping") != 0)
		return (-1);
	return (X509_sign(x, t->key, EVP_sha256()) > 0 ? 0 : -1);
}

int
demo_tsa_new(struct demo_tsa **out, struct error *e)
{
	struct demo_tsa *t;

	if ((t = calloc(1, sizeof(*t))) == NULL)
		return (error_nomem(e));
	if ((t->key = EVP_EC_gen("P-256")) == NULL || make_cert(t) != 0 ||
	    (t->policy = OBJ_txt2obj(POLICY, 1)) == NULL) {
		demo_tsa_free(t);
		return (error_crypto(e, "demonstration authority"));
	}
	*out = t;
	return (0);
}

void
demo_tsa_free(struct demo_tsa *t)
{

	if (t == NULL)
		return;
	X509_free(t->cert);
	EVP_PKEY_free(t->key);
	ASN1_OBJECT_free(t->policy);
	free(t);
}

static ASN1_INTEGER *
serial(struct TS_resp_ctx *ctx, void *arg)
{
	ASN1_INTEGER *n = ASN1_INTEGER_new();

	(void)ctx;
	(void)arg;
	if (n != NULL && random_serial(n) != 0) {
		ASN1_INTEGER_free(n);
		n = NULL;
	}
	return (n);
}

static TS_RESP *
respond(struct demo_tsa *t, BIO *query)
{
	TS_RESP_CTX *ctx = TS_RESP_CTX_new();
	TS_RESP *r = NULL;

	if (ctx == NULL)
		return (NULL);
	TS_RESP_CTX_set_serial_cb(ctx, serial, NULL);
	if (TS_RESP_CTX_set_signer_cert(ctx, t->cert) &&
	    TS_RESP_CTX_set_signer_key(ctx, t->key) &&
	    TS_RESP_CTX_set_signer_digest(ctx, EVP_sha256()) &&
	    TS_RESP_CTX_set_ess_cert_id_digest(ctx, EVP_sha256()) &&
	    TS_RESP_CTX_set_def_policy(ctx, t->policy) &&
	    TS_RESP_CTX_add_md(ctx, EVP_sha256()) &&
	    TS_RESP_CTX_set_accuracy(ctx, 1, 0, 0))
		r = TS_RESP_create_response(ctx, query);
	TS_RESP_CTX_free(ctx);
	return (r);
}

int
demo_tsa_answer(struct demo_tsa *t, struct span query, uint8_t **p, size_t *n)
{
	BIO *in = BIO_new_mem_buf(query.p, (int)query.n);
	TS_RESP *r = NULL;
	uint8_t *at;
	int len, rc = -1;

	if (in == NULL || (r = respond(t, in)) == NULL ||
	    (len = i2d_TS_RESP(r, NULL)) <= 0 ||
	    (*p = at = malloc((size_t)len)) == NULL)
		goto out;
	*n = (size_t)i2d_TS_RESP(r, &at);
	rc = 0;
out:
	TS_RESP_free(r);
	BIO_free(in);
	return (rc);
}
