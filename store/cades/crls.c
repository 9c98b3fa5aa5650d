#include <stdlib.h>
#include <string.h>

#include <openssl/pem.h>

#include "store/cades/cades_internal.h"
#include "store/seal/pem.h"
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

static int
push_block(void *ctx, const char *label, struct span der, struct error *e)
{
	bool ok = false;

	if (strcmp(label, PEM_STRING_X509_CRL) == 0 &&
	    push(ctx, der, &ok, e) != 0)
		return (-1);
	if (!ok)
		return (error_set(e, ERR_SYNTAX, "a PEM block is no "
		    "revocation list, or one of more than %d",
		    CADES_CRLS_MAX));
	return (0);
}

int
crls_read_pem(struct span pem, struct crls *out, struct error *e)
{

	out->n = 0;
	if (pem.n > CADES_MAX)
		return (error_set(e, ERR_LIMIT,
		    "revocation lists of more than %zu bytes", CADES_MAX));
	if (pem_each(pem, push_block, out, e) != 0)
		return (-1);
	if (out->n == 0)
		return (error_set(e, ERR_SYNTAX,
		    "no revocation list in PEM"));
	return (0);
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
