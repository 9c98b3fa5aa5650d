#include <string.h>

#include <openssl/bn.h>
#include <openssl/pem.h>

#include "store/seal/identity.h"
#include "store/seal/ossl.h"

int
identity_crl_has(struct span pem, const char *serial, struct error *e)
{
	BIO *bio = BIO_new_mem_buf(pem.p, ossl_size(pem));
	X509_CRL *crl = bio == NULL ? NULL :
	    PEM_read_bio_X509_CRL(bio, NULL, NULL, NULL);
	X509_REVOKED *found = NULL;
	ASN1_INTEGER *number = NULL;
	BIGNUM *n = NULL;
	int rc = 0;

	if (crl != NULL && BN_hex2bn(&n, serial) == (int)strlen(serial) &&
	    (number = BN_to_ASN1_INTEGER(n, NULL)) != NULL)
		rc = X509_CRL_get0_by_serial(crl, &found, number) == 1;
	if (rc == 0 && ossl_nomem(e))
		rc = -1;
	BN_free(n);
	ASN1_INTEGER_free(number);
	X509_CRL_free(crl);
	BIO_free(bio);
	return (rc);
}
