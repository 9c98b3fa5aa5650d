#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "store/base/limits.h"
#include "store/seal/ossl.h"

/* Whether a chain is one path, written in the one way in which we write it. */

static bool
issued(X509 *x, X509 *by)
{
	EVP_PKEY *key = X509_get0_pubkey(by);

	return (X509_check_issued(by, x) == X509_V_OK && key != NULL &&
	    X509_verify(x, key) == 1);
}

int
ossl_is_path(const struct certs *c, struct error *e)
{
	int i, n = sk_X509_num(c->stack);
	bool path = true;

	ERR_clear_error();
	for (i = 0; path && i + 1 < n; i++) {
		/* Nothing follows one that issued itself. */
		path = X509_check_issued(sk_X509_value(c->stack, i),
		    sk_X509_value(c->stack, i)) != X509_V_OK &&
		    issued(sk_X509_value(c->stack, i),
		    sk_X509_value(c->stack, i + 1));
	}
	return (ossl_nomem(e) ? -1 : path);
}

int
certs_shape(const struct certs *c, struct span pem, bool *same,
    struct error *e)
{
	struct buf again = BUF_INIT(2 * PEM_MAX);
	int rc = -1, path;

	*same = false;
	if (certs_write_pem(&again, c, e) != 0 ||
	    (path = ossl_is_path(c, e)) < 0)
		goto out;
	*same = path == 1 && span_eq(buf_span(&again), pem);
	rc = 0;
out:
	buf_free(&again);
	return (rc);
}
