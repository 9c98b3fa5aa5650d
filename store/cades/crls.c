#include <stdlib.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/pem.h>

#include "store/cades/cades_internal.h"
#include "store/stamp/der.h"

/* Reading and writing revocation lists; what they say is in revocation.c. */

/* Append a list; ${*ok} false: it is none, or there are too many. */
static int
push(struct crls *c, struct span der, bool *ok, struct error *e)
{
	const uint8_t *at = der.p;
	X509_CRL *crl = NULL;

	*ok = false;
	if (c->n == CADES_CRLS_MAX || der.n > CADES_MAX)
		return (0);
	crl = d2i_X509_CRL(NULL, &at, (long)der.n);
	*ok = crl != NULL && at == der.p + der.n;
	if (*ok)
		c->v[c->n++] = crl;
	else
		X509_CRL_free(crl);
	return (!*ok && ossl_nomem(e) ? -1 : 0);
}

int
crls_read_set(struct span set, struct crls *out, struct cades_result *r,
    struct error *e)
{
	struct span one = { NULL, 0 };
	bool ok = true;

	out->n = 0;
	while (ok && set.n > 0) {
		ok = set_take(&set, &one);
		if (ok && push(out, one, &ok, e) != 0)
			return (-1);
	}
	if (!ok)
		fault_add(r, CADES_FAULT_CRL, "the revocation lists are "
		    "no set of up to %d lists in order", CADES_CRLS_MAX);
	return (0);
}

/* The next PEM block: 1, 0 at the end, -1. */
static int
read_block(BIO *bio, struct crls *c, struct error *e)
{
	char *label = NULL, *header = NULL;
	unsigned char *p = NULL;
	unsigned long code;
	long n = 0;
	bool ok = false;
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
	rc = 0;
	if (strcmp(label, PEM_STRING_X509_CRL) == 0)
		rc = push(c, (struct span){ p, (size_t)n }, &ok, e);
	OPENSSL_free(label);
	OPENSSL_free(header);
	OPENSSL_free(p);
	if (rc == 0 && !ok)
		rc = error_set(e, ERR_SYNTAX, "a PEM block is no revocation "
		    "list, or one of more than %d", CADES_CRLS_MAX);
	return (rc == 0 ? 1 : -1);
}

int
crls_read_pem(struct span pem, struct crls *out, struct error *e)
{
	BIO *bio;
	int got;

	out->n = 0;
	if (pem.n > CADES_MAX)
		return (error_set(e, ERR_LIMIT,
		    "revocation lists of more than %zu bytes", CADES_MAX));
	if (memchr(pem.p, '\0', pem.n) != NULL)
		return (error_set(e, ERR_SYNTAX, "a NUL byte: this is no PEM "
		    "file"));
	ERR_clear_error();
	if ((bio = BIO_new_mem_buf(pem.p, (int)pem.n)) == NULL)
		return (error_nomem(e));
	while ((got = read_block(bio, out, e)) == 1)
		continue;
	BIO_free(bio);
	if (got == 0 && out->n == 0)
		got = error_set(e, ERR_SYNTAX, "no revocation list in PEM");
	return (got);
}

static int
compare(const void *a, const void *b)
{

	return (der_order(*(const struct span *)a, *(const struct span *)b));
}

int
crls_write_set(const struct crls *c, struct buf *set, struct error *e)
{
	struct span s[CADES_CRLS_MAX];
	unsigned char *der[CADES_CRLS_MAX] = { NULL };
	size_t i;
	int n, rc = -1;

	for (i = 0; i < c->n; i++) {
		if ((n = i2d_X509_CRL(c->v[i], &der[i])) <= 0) {
			(void)error_crypto(e, "cannot write a list");
			goto out;
		}
		s[i] = (struct span){ der[i], (size_t)n };
	}
	qsort(s, c->n, sizeof(s[0]), compare);
	for (i = 0; i < c->n; i++)
		buf_putspan(set, s[i]);
	rc = buf_ok(set, e);
out:
	for (i = 0; i < c->n; i++)
		OPENSSL_free(der[i]);
	return (rc);
}

void
crls_free(struct crls *c)
{

	while (c->n > 0)
		X509_CRL_free(c->v[--c->n]);
}
