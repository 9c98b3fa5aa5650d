#include <openssl/err.h>

#include "store/seal/issue_internal.h"
#include "store/seal/key_internal.h"
#include "store/seal/ossl.h"

/* The organization's name in the subject of ${x}, for OPENSSL_free(). */
static int
organization_of(const X509 *x, unsigned char **out, struct error *e)
{
	const X509_NAME *name = X509_get_subject_name(x);
	int at = X509_NAME_get_index_by_NID(name, NID_organizationName, -1);

	if (at < 0)
		return (error_set(e, ERR_INPUT,
		    "the root names no organization"));
	if (ASN1_STRING_to_UTF8(out, X509_NAME_ENTRY_get_data(
	    X509_NAME_get_entry(name, at))) < 0)
		return (error_crypto(e, "cannot read the root's name"));
	return (0);
}

void
issue_root_close(struct issue_root *r)
{

	OPENSSL_free(r->organization);
	EVP_PKEY_free(r->key);
	certs_free(r->certs);
}

int
issue_root_open(struct issue_root *r, struct span cert, struct span key,
    struct span passphrase, struct error *e)
{

	ERR_clear_error();
	if (certs_read_pem(cert, &r->certs, e) != 0)
		return (-1);
	r->x = sk_X509_value(r->certs->stack, 0);
	if ((r->key = key_read(key, passphrase, e)) == NULL ||
	    organization_of(r->x, &r->organization, e) != 0)
		return (-1);
	if (X509_check_private_key(r->x, r->key) != 1) {
		if (!ossl_nomem(e))
			(void)error_set(e, ERR_INPUT,
			    "the key is not that of the root");
		return (-1);
	}
	return (0);
}
