#include <stdio.h>
#include <string.h>

#include <openssl/cms.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include "tests/lib/tsa_forge.h"

#define FLAGS	(CMS_BINARY | CMS_NOSMIMECAP | CMS_PARTIAL)
#define TST_MAX	(64 * 1024)

void
der_put(struct buf *out, uint8_t tag, struct span content)
{

	buf_putc(out, tag);
	if (content.n >= 0x100) {
		buf_putc(out, 0x82);
		buf_putc(out, (uint8_t)(content.n >> 8));
	} else if (content.n >= 0x80)
		buf_putc(out, 0x81);
	buf_putc(out, (uint8_t)content.n);
	buf_putspan(out, content);
}

void
der_put_oid(struct buf *out, const char *dotted)
{
	ASN1_OBJECT *o = OBJ_txt2obj(dotted, 1);
	struct span s = { OBJ_get0_data(o), OBJ_length(o) };

	der_put(out, 0x06, s);
	ASN1_OBJECT_free(o);
}

/* Put what ${in} holds as one element into ${out}, and empty ${in}. */
static void
wrap(struct buf *out, uint8_t tag, struct buf *in)
{

	der_put(out, tag, buf_span(in));
	buf_reset(in);
}

static void
put_imprint(struct buf *out, const struct tst_words *w)
{
	struct buf b = BUF_INIT(TST_MAX), algorithm = BUF_INIT(TST_MAX);

	der_put_oid(&algorithm, w->imprint_oid == NULL ?
	    "2.16.840.1.101.3.4.2.1" : w->imprint_oid);
	der_put(&algorithm, 0x05, (struct span){ NULL, 0 });
	wrap(&b, 0x30, &algorithm);
	der_put(&b, 0x04, w->imprint);
	wrap(out, 0x30, &b);
	buf_free(&b);
	buf_free(&algorithm);
}

static void
put_extension(struct buf *out, const struct tst_words *w)
{
	struct buf b = BUF_INIT(TST_MAX), all = BUF_INIT(TST_MAX);
	uint8_t yes = 0xff;

	der_put_oid(&b, w->extension);
	if (w->critical)
		der_put(&b, 0x01, (struct span){ &yes, 1 });
	der_put(&b, 0x04, w->value);
	wrap(&all, 0x30, &b);
	wrap(out, 0xa1, &all);
	buf_free(&b);
	buf_free(&all);
}

void
tst_write(struct buf *out, const struct tst_words *w)
{
	struct buf b = BUF_INIT(TST_MAX), n = BUF_INIT(64);
	uint8_t version = (uint8_t)w->version, serial = 7;

	der_put(&b, 0x02, (struct span){ &version, 1 });
	der_put_oid(&b, "1.3.6.1.4.1.32473.1.1");
	put_imprint(&b, w);
	der_put(&b, 0x02, (struct span){ &serial, 1 });
	der_put(&b, 0x18, span_of(w->gen_time));
	buf_putspan(&b, w->accuracy);
	if (w->nonce != NULL) {
		if (w->nonce[0] & 0x80)
			buf_putc(&n, 0);
		buf_put(&n, w->nonce, 8);
		wrap(&b, 0x02, &n);
	}
	if (w->tsa.p != NULL)
		der_put(&b, 0xa0, w->tsa);
	if (w->extension != NULL)
		put_extension(&b, w);
	buf_putspan(&b, w->tail);
	wrap(out, 0x30, &b);
	buf_free(&b);
	buf_free(&n);
}

static FILE *
open_part(const struct forge *f, const char *name, const char *kind)
{
	char path[256];

	(void)snprintf(path, sizeof(path), "%s/ca/%s.%s", f->folder, name,
	    kind);
	return (fopen(path, "r"));
}

static X509 *
read_cert(const struct forge *f, const char *name)
{
	FILE *in = open_part(f, name, "pem");
	X509 *x = NULL;

	if (in != NULL) {
		x = PEM_read_X509(in, NULL, NULL, NULL);
		(void)fclose(in);
	}
	return (x);
}

static EVP_PKEY *
read_key(const struct forge *f, const char *name)
{
	FILE *in = open_part(f, name, "key");
	EVP_PKEY *key = NULL;

	if (in != NULL) {
		key = PEM_read_PrivateKey(in, NULL, NULL, NULL);
		(void)fclose(in);
	}
	return (key);
}

/* A certificate that says all that ${x} says, of a key of its own. */
static X509 *
double_of(X509 *x)
{
	EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256");
	X509 *twin = X509_dup(x);

	if (key == NULL || twin == NULL || X509_set_pubkey(twin, key) != 1 ||
	    X509_sign(twin, key, EVP_sha256()) <= 0) {
		X509_free(twin);
		twin = NULL;
	}
	EVP_PKEY_free(key);
	return (twin);
}

static int
add_signer(CMS_ContentInfo *cms, const struct forge *f, const char *name)
{
	unsigned flags = FLAGS | CMS_NOCERTS;
	X509 *x = read_cert(f, name), *twin = NULL;
	EVP_PKEY *key = read_key(f, name);
	CMS_SignerInfo *si;
	int rc = -1;

	if (x == NULL || key == NULL)
		goto out;
	if (f->doubled || f->double_only) {
		if ((twin = double_of(x)) == NULL ||
		    CMS_add1_cert(cms, twin) != 1)
			goto out;
	}
	if (!f->double_only && CMS_add1_cert(cms, x) != 1)
		goto out;
	flags |= f->no_ess ? 0 : CMS_CADES;
	flags |= f->no_attributes ? CMS_NOATTR : 0;
	flags |= f->key_id ? CMS_USE_KEYID : 0;
	flags |= f->pss ? CMS_KEY_PARAM : 0;
	si = CMS_add1_signer(cms, x, key, EVP_get_digestbyname(
	    f->digest == NULL ? "sha256" : f->digest), flags);
	if (si == NULL || (f->pss && EVP_PKEY_CTX_set_rsa_padding(
	    CMS_SignerInfo_get0_pkey_ctx(si), RSA_PKCS1_PSS_PADDING) <= 0))
		goto out;
	rc = 0;
out:
	X509_free(twin);
	X509_free(x);
	EVP_PKEY_free(key);
	return (rc);
}

static int
add_middle(CMS_ContentInfo *cms, const struct forge *f)
{
	X509 *x = read_cert(f, "middle");
	int rc = x != NULL && CMS_add1_cert(cms, x) == 1 ? 0 : -1;

	X509_free(x);
	return (rc);
}

static void
respond(const struct forge *f, struct span token, struct buf *out)
{
	struct buf b = BUF_INIT(TST_MAX), status = BUF_INIT(64);
	uint8_t code = (uint8_t)f->status;

	if (f->bare)
		buf_putspan(out, token);
	else {
		der_put(&status, 0x02, (struct span){ &code, 1 });
		wrap(&b, 0x30, &status);
		buf_putspan(&b, token);
		wrap(out, 0x30, &b);
	}
	buf_free(&b);
	buf_free(&status);
}

int
forge(const struct forge *f, struct buf *out, struct error *e)
{
	unsigned flags = FLAGS | (f->detached ? CMS_DETACHED : 0);
	ASN1_OBJECT *tst = OBJ_nid2obj(NID_id_smime_ct_TSTInfo);
	ASN1_OBJECT *data = OBJ_nid2obj(NID_pkcs7_data);
	CMS_ContentInfo *cms = NULL;
	BIO *in = NULL;
	unsigned char *der = NULL;
	int n, rc = -1;

	cms = CMS_sign(NULL, NULL, NULL, NULL, flags);
	in = BIO_new_mem_buf(f->tst.p, (int)f->tst.n);
	if (cms == NULL || in == NULL ||
	    CMS_set1_eContentType(cms, f->other_type ? data : tst) != 1 ||
	    add_signer(cms, f, f->signer) != 0 ||
	    (f->second != NULL && add_signer(cms, f, f->second) != 0) ||
	    add_middle(cms, f) != 0 || CMS_final(cms, in, NULL, flags) != 1 ||
	    CMS_set1_eContentType(cms, f->wrong_type ? data : tst) != 1 ||
	    (n = i2d_CMS_ContentInfo(cms, &der)) <= 0) {
		(void)error_crypto(e, "cannot forge a token");
		goto out;
	}
	respond(f, (struct span){ der, (size_t)n }, out);
	rc = buf_ok(out, e);
out:
	OPENSSL_free(der);
	BIO_free(in);
	CMS_ContentInfo_free(cms);
	return (rc);
}
