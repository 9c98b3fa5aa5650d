#include <string.h>

#include <openssl/err.h>

#include "store/cades/cades_internal.h"
#include "store/stamp/der.h"

bool
set_take(struct span *set, struct span *whole)
{
	struct span before = *whole;

	if (der_peek(*set) != DER_SEQUENCE ||
	    !der_any(set, NULL, NULL, whole))
		return (false);
	return (before.p == NULL || der_order(before, *whole) < 0);
}

int
signer_write(const X509 *x, struct buf *out, struct error *e)
{
	unsigned char *name = NULL, *serial = NULL;
	size_t from = out->n;
	int n, m, rc = -1;

	n = i2d_X509_NAME(X509_get_issuer_name(x), &name);
	m = i2d_ASN1_INTEGER(X509_get0_serialNumber(x), &serial);
	if (n > 0 && m > 0) {
		buf_put(out, name, (size_t)n);
		buf_put(out, serial, (size_t)m);
		der_wrap(out, from, DER_SEQUENCE);
		rc = buf_ok(out, e);
	} else
		(void)error_crypto(e, "cannot write a certificate's name");
	OPENSSL_free(name);
	OPENSSL_free(serial);
	return (rc);
}

static int
push(struct certs *c, struct span der, bool *ok, struct error *e)
{
	const uint8_t *at = der.p;
	X509 *x = d2i_X509(NULL, &at, (long)der.n);
	int rc = 0;

	*ok = x != NULL && at == der.p + der.n;
	if (!*ok && ossl_nomem(e))
		rc = -1;
	if (*ok)
		rc = certs_push(c, x, e);
	X509_free(x);
	return (rc);
}

/* The certificates of the set and their digests; how many, or -1 when they
 * are not a set of so many. */
static int
digest_all(struct span set, struct span der[static CADES_CERTS_MAX],
    uint8_t sum[static CADES_CERTS_MAX][DIGEST_LEN], int *n,
    struct error *e)
{
	struct span one = { NULL, 0 };

	for (*n = 0; set.n > 0; (*n)++) {
		if (*n == CADES_CERTS_MAX || !set_take(&set, &one)) {
			*n = -1;
			return (0);
		}
		der[*n] = one;
		if (digest_of(one, sum[*n], e) != 0)
			return (-1);
	}
	return (0);
}

/* Append the one that the attribute names; ${*ok} false: there is none. */
static int
push_named(struct certs *c, const uint8_t want[static DIGEST_LEN],
    const struct span *der, uint8_t (*sum)[DIGEST_LEN], int n,
    bool *ok, struct error *e)
{
	int i;

	*ok = false;
	for (i = 0; i < n; i++)
		if (memcmp(sum[i], want, DIGEST_LEN) == 0)
			return (push(c, der[i], ok, e));
	return (0);
}

/* Whether it is a path and its first is whom SignerInfo names. */
static int
check_path(const struct cades_parts *p, struct certs *c,
    struct cades_result *r, struct error *e)
{
	struct buf signer = BUF_INIT(PEM_MAX);
	int path, rc = -1;

	if ((path = ossl_is_path(c, e)) < 0 ||
	    signer_write(sk_X509_value(c->stack, 0), &signer, e) != 0)
		goto out;
	rc = 0;
	if (path == 0)
		fault_add(r, CADES_FAULT_CERTS, "the certificates are "
		    "not a path from the signer on");
	if (!span_eq(buf_span(&signer), p->signer))
		fault_add(r, CADES_FAULT_CERTS, "issuer and serial are "
		    "not those of the signing certificate");
out:
	buf_free(&signer);
	return (rc);
}

/* The signer's certificate in words: 1, 0 with a fault, -1. */
static int
describe(const struct certs *c, struct cades_result *r, struct error *e)
{
	struct error why = ERROR_INIT;

	if (certs_info(c, 0, &r->signer, &why) == 0)
		return (1);
	if (why.code != ERR_SYNTAX)
		return (error_set(e, why.code, "%s", why.text));
	fault_add(r, CADES_FAULT_CERTS, "%.150s", why.text);
	return (0);
}

int
chain_read(const struct cades_parts *p, const struct signed_words *w,
    struct cades_result *r, struct error *e)
{
	uint8_t sum[CADES_CERTS_MAX][DIGEST_LEN];
	struct span der[CADES_CERTS_MAX];
	struct certs *c = NULL;
	bool ok = true;
	size_t i;
	int n, rc = -1;

	if (digest_all(p->certs, der, sum, &n, e) != 0 ||
	    certs_new(&c, e) != 0)
		return (-1);
	if (n < 0) {
		fault_add(r, CADES_FAULT_CERTS,
		    "the certificates are no set in order");
		rc = 0;
		goto out;
	}
	for (i = 0; ok && i < w->certs_n; i++)
		if (push_named(c, w->certs[i], der, sum, n, &ok, e) != 0)
			goto out;
	rc = 0;
	if (!ok || (size_t)n != w->certs_n) {
		fault_add(r, n == 0 || ok ? CADES_FAULT_CERTS :
		    CADES_FAULT_ESS, "signing-certificate-v2 names %zu "
		    "certificates, %d are there, and not the same ones",
		    w->certs_n, n);
		goto out;
	}
	if ((rc = check_path(p, c, r, e)) != 0 ||
	    (rc = describe(c, r, e)) != 1)
		goto out;
	rc = 0;
	r->certs = c;
	c = NULL;
out:
	certs_free(c);
	return (rc);
}
