#include <string.h>

#include <openssl/bn.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "store/seal/issue_internal.h"
#include "store/seal/ossl.h"

#define DAY		INT64_C(86400000)	/* ms */
#define CRL_DAYS	32	/* a new one is made with each signature */

static bool
add_number(X509_CRL *crl, int64_t number)
{
	ASN1_INTEGER *n = ASN1_INTEGER_new();
	bool ok;

	ok = n != NULL && ASN1_INTEGER_set_int64(n, number) == 1 &&
	    X509_CRL_add1_ext_i2d(crl, NID_crl_number, n, 0,
	    X509V3_ADD_DEFAULT) == 1;
	ASN1_INTEGER_free(n);
	return (ok);
}

static bool
add_issuer_id(X509_CRL *crl, X509 *root)
{
	AUTHORITY_KEYID *id = AUTHORITY_KEYID_new();
	const ASN1_OCTET_STRING *of = X509_get0_subject_key_id(root);
	bool ok = id != NULL;

	if (ok && of != NULL)
		ok = (id->keyid = ASN1_OCTET_STRING_dup(of)) != NULL &&
		    X509_CRL_add1_ext_i2d(crl, NID_authority_key_identifier,
		    id, 0, X509V3_ADD_DEFAULT) == 1;
	AUTHORITY_KEYID_free(id);
	return (ok);
}

/* Fill ${r} from ${one}; false when it cannot. */
static bool
fill_revoked(X509_REVOKED *r, const struct identity_revoked *one)
{
	ASN1_TIME *when = ASN1_TIME_set(NULL, (time_t)(one->when / 1000));
	ASN1_ENUMERATED *reason = ASN1_ENUMERATED_new();
	ASN1_INTEGER *serial = NULL;
	BIGNUM *n = NULL;
	bool ok;

	ok = when != NULL && reason != NULL &&
	    BN_hex2bn(&n, one->serial) == (int)strlen(one->serial) &&
	    (serial = BN_to_ASN1_INTEGER(n, NULL)) != NULL &&
	    X509_REVOKED_set_serialNumber(r, serial) == 1 &&
	    X509_REVOKED_set_revocationDate(r, when) == 1 &&
	    ASN1_ENUMERATED_set(reason, one->compromised ?
	    CRL_REASON_KEY_COMPROMISE : CRL_REASON_CESSATION_OF_OPERATION) ==
	    1 && X509_REVOKED_add1_ext_i2d(r, NID_crl_reason, reason, 0,
	    X509V3_ADD_DEFAULT) == 1;
	BN_free(n);
	ASN1_INTEGER_free(serial);
	ASN1_ENUMERATED_free(reason);
	ASN1_TIME_free(when);
	return (ok);
}

static bool
add_revoked(X509_CRL *crl, const struct identity_revoked *one)
{
	X509_REVOKED *r = X509_REVOKED_new();

	if (r != NULL && fill_revoked(r, one) && X509_CRL_add0_revoked(crl, r))
		return (true);
	X509_REVOKED_free(r);
	return (false);
}

static bool
fill_crl(X509_CRL *crl, const struct issue_root *root, int64_t now)
{
	ASN1_TIME *t = ASN1_TIME_set(NULL, (time_t)(now / 1000));
	ASN1_TIME *next = ASN1_TIME_set(NULL,
	    (time_t)((now + CRL_DAYS * DAY) / 1000));
	bool ok;

	ok = t != NULL && next != NULL &&
	    X509_CRL_set_version(crl, X509_CRL_VERSION_2) == 1 &&
	    X509_CRL_set_issuer_name(crl, X509_get_subject_name(root->x)) ==
	    1 && X509_CRL_set1_lastUpdate(crl, t) == 1 &&
	    X509_CRL_set1_nextUpdate(crl, next) == 1 &&
	    add_issuer_id(crl, root->x) && add_number(crl, now / 1000);
	ASN1_TIME_free(t);
	ASN1_TIME_free(next);
	return (ok);
}

static int
put_pem(X509_CRL *crl, struct buf *pem, struct error *e)
{
	BIO *b = BIO_new(BIO_s_mem());
	char *p;
	long n;
	int rc = -1;

	if (b != NULL && PEM_write_bio_X509_CRL(b, crl) == 1 &&
	    (n = BIO_get_mem_data(b, &p)) > 0) {
		buf_put(pem, p, (size_t)n);
		rc = buf_ok(pem, e);
	} else
		(void)error_crypto(e, "cannot write the revocation list");
	BIO_free(b);
	return (rc);
}

int
identity_crl(struct span root_cert, struct span root_key,
    struct span passphrase, const struct identity_revoked *list, size_t n,
    int64_t now, struct buf *pem, struct error *e)
{
	struct issue_root r = { .certs = NULL };
	X509_CRL *crl = NULL;
	bool ok;
	size_t i;
	int rc = -1;

	if (issue_root_open(&r, root_cert, root_key, passphrase, e) != 0)
		goto out;
	ok = (crl = X509_CRL_new()) != NULL && fill_crl(crl, &r, now);
	for (i = 0; ok && i < n; i++)
		ok = add_revoked(crl, &list[i]);
	if (!ok || X509_CRL_sort(crl) != 1 ||
	    X509_CRL_sign(crl, r.key, EVP_sha256()) <= 0)
		(void)error_crypto(e, "cannot make the revocation list");
	else
		rc = put_pem(crl, pem, e);
	if (rc == 0 && ossl_nomem(e))
		rc = -1;
out:
	X509_CRL_free(crl);
	issue_root_close(&r);
	return (rc);
}
