#include <stdlib.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/pem.h>

#include "store/base/limits.h"
#include "store/seal/ossl.h"

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
push_der(struct certs *c, const char *label, const uint8_t *p, long n,
    struct error *e)
{
	const uint8_t *at = p;
	X509 *x = NULL;
	int rc = -1;

	/* "TRUSTED CERTIFICATE" carries settings of OpenSSL's own: not here. */
	if (strcmp(label, PEM_STRING_X509) != 0)
		return (error_set(e, ERR_SYNTAX,
		    "a PEM block is %.40s, not CERTIFICATE", label));
	if (sk_X509_num(c->stack) >= CERTS_MAX)
		return (error_set(e, ERR_LIMIT, "more than %d certificates",
		    CERTS_MAX));
	x = d2i_X509(NULL, &at, n);
	if (x == NULL || at != p + n) {
		if (!ossl_nomem(e))
			(void)error_set(e, ERR_SYNTAX, "certificate %d is not "
			    "one DER certificate", sk_X509_num(c->stack) + 1);
		goto out;
	}
	rc = certs_push(c, x, e);
out:
	X509_free(x);
	return (rc);
}

/* Read the next block: 1, 0 at the end, -1. */
static int
read_block(BIO *bio, struct certs *c, struct error *e)
{
	char *label = NULL, *header = NULL;
	unsigned char *p = NULL;
	unsigned long code;
	long n = 0;
	int rc;

	if (PEM_read_bio(bio, &label, &header, &p, &n) != 1) {
		code = ERR_peek_last_error();
		if (ossl_nomem(e))
			return (-1);
		if (ERR_GET_LIB(code) == ERR_LIB_PEM &&
		    ERR_GET_REASON(code) == PEM_R_NO_START_LINE)
			return (0);
		return (error_set(e, ERR_SYNTAX, "a PEM block is broken"));
	}
	rc = push_der(c, label, p, n, e) == 0 ? 1 : -1;
	OPENSSL_free(label);
	OPENSSL_free(header);
	OPENSSL_free(p);
	return (rc);
}

int
certs_read_pem(struct span pem, struct certs **out, struct error *e)
{
	struct certs *c = NULL;
	BIO *bio = NULL;
	int rc = -1, got;

	if (pem.n > PEM_MAX)
		return (error_set(e, ERR_LIMIT, "PEM of more than %zu bytes",
		    PEM_MAX));
	if (pem.p == NULL || pem.n == 0)
		return (error_set(e, ERR_SYNTAX, "no certificate in PEM"));
	/* A file that merely holds certificates, such as an exhibit. */
	if (memchr(pem.p, '\0', pem.n) != NULL)
		return (error_set(e, ERR_SYNTAX, "a NUL byte: this is no PEM "
		    "file"));
	ERR_clear_error();
	if (certs_new(&c, e) != 0)
		goto out;
	if ((bio = BIO_new_mem_buf(pem.p, (int)pem.n)) == NULL) {
		(void)error_nomem(e);
		goto out;
	}
	while ((got = read_block(bio, c, e)) == 1)
		continue;
	if (got != 0)
		goto out;
	if (sk_X509_num(c->stack) == 0) {
		(void)error_set(e, ERR_SYNTAX, "no certificate in PEM");
		goto out;
	}
	*out = c;
	c = NULL;
	rc = 0;
out:
	BIO_free(bio);
	certs_free(c);
	return (rc);
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
