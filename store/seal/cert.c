#include <stdlib.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/pem.h>

#include "store/base/limits.h"
#include "store/seal/ossl.h"
#include "store/seal/pem.h"

int
certs_new(struct certs **out, struct error *e)
{
	struct certs *c;

	if ((c = calloc(1, sizeof(*c))) == NULL)
		return (error_nomem(e));
	if ((c->stack = sk_X509_new_null()) == NULL) {
		free(c);
		return (error_nomem(e));
	}
	*out = c;
	return (0);
}

int
certs_push(struct certs *c, X509 *x, struct error *e)
{

	if (X509_up_ref(x) != 1)
		return (error_crypto(e, "cannot share a certificate"));
	if (sk_X509_push(c->stack, x) <= 0) {
		X509_free(x);
		return (error_nomem(e));
	}
	return (0);
}

/* One DER certificate, all of it. */
static int
push_der(void *ctx, const char *label, struct span der, struct error *e)
{
	struct certs *c = ctx;
	const uint8_t *at = der.p;
	X509 *x;
	int rc = -1;

	/* "TRUSTED CERTIFICATE" carries settings of OpenSSL's own: not here. */
	if (strcmp(label, PEM_STRING_X509) != 0)
		return (error_set(e, ERR_SYNTAX,
		    "a PEM block is %.40s, not CERTIFICATE", label));
	if (sk_X509_num(c->stack) >= CERTS_MAX)
		return (error_set(e, ERR_LIMIT, "more than %d certificates",
		    CERTS_MAX));
	x = d2i_X509(NULL, &at, (long)der.n);
	if (x != NULL && at == der.p + der.n)
		rc = certs_push(c, x, e);
	else if (!ossl_nomem(e))
		(void)error_set(e, ERR_SYNTAX, "certificate %d is not one DER "
		    "certificate", sk_X509_num(c->stack) + 1);
	X509_free(x);
	return (rc);
}

int
certs_read_pem(struct span pem, struct certs **out, struct error *e)
{
	struct certs *c = NULL;

	if (pem.n > PEM_MAX)
		return (error_set(e, ERR_LIMIT, "PEM of more than %zu bytes",
		    PEM_MAX));
	if (certs_new(&c, e) != 0)
		return (-1);
	if (pem_each(pem, push_der, c, e) != 0) {
		certs_free(c);
		return (-1);
	}
	if (sk_X509_num(c->stack) == 0) {
		certs_free(c);
		return (error_set(e, ERR_SYNTAX, "no certificate in PEM"));
	}
	*out = c;
	return (0);
}

size_t
certs_count(const struct certs *c)
{

	return (c == NULL ? 0 : (size_t)sk_X509_num(c->stack));
}

int
certs_info(const struct certs *c, size_t i, struct cert_info *info,
    struct error *e)
{

	return (ossl_info(sk_X509_value(c->stack, (int)i), info, e));
}

int
certs_label(const struct certs *c, size_t i, char s[static DIGEST_LABEL],
    struct error *e)
{
	uint8_t d[EVP_MAX_MD_SIZE];
	unsigned n;

	if (X509_digest(sk_X509_value(c->stack, (int)i), EVP_sha256(), d,
	    &n) != 1)
		return (error_crypto(e, "cannot hash a certificate"));
	(void)digest_label(d, s);
	return (0);
}

void
cert_info_free(struct cert_info *info)
{

	if (info == NULL)
		return;
	free(info->subject);
	free(info->issuer);
	free(info->name);
	free(info->organization);
	free(info->serial);
	memset(info, 0, sizeof(*info));
}

int
certs_write_pem(struct buf *out, const struct certs *c, struct error *e)
{
	BIO *bio;
	char *p;
	long n;
	int i, rc = -1;

	ERR_clear_error();
	if ((bio = BIO_new(BIO_s_mem())) == NULL)
		return (error_nomem(e));
	for (i = 0; i < sk_X509_num(c->stack); i++) {
		/* A blank line between two, none at the ends. */
		if ((i > 0 && BIO_write(bio, "\n", 1) != 1) ||
		    PEM_write_bio_X509(bio, sk_X509_value(c->stack, i)) != 1) {
			(void)error_crypto(e, "cannot write a certificate");
			goto out;
		}
	}
	n = BIO_get_mem_data(bio, &p);
	buf_put(out, p, (size_t)n);
	rc = buf_ok(out, e);
out:
	BIO_free(bio);
	return (rc);
}

void
certs_free(struct certs *c)
{

	if (c == NULL)
		return;
	sk_X509_pop_free(c->stack, X509_free);
	free(c);
}
