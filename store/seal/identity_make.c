#include <stdlib.h>

#include <openssl/ec.h>
#include <openssl/err.h>

#include "store/seal/issue_internal.h"
#include "store/seal/key_internal.h"
#include "store/seal/ossl.h"

#define DAY		INT64_C(86400000)	/* ms */
#define ROOT_DAYS	7305	/* 20 years */
#define SEAL_DAYS	1096	/* 3 years */
#define BEFORE		INT64_C(300000)	/* for clocks that run late */

/* Put the certificates ${leaf}, ${root} (may be NULL) into ${out} as PEM. */
static int
write_chain(X509 *leaf, X509 *root, struct buf *out, struct error *e)
{
	struct certs *c = NULL;
	int rc = -1;

	if (certs_new(&c, e) == 0 && certs_push(c, leaf, e) == 0 &&
	    (root == NULL || certs_push(c, root, e) == 0))
		rc = certs_write_pem(out, c, e);
	certs_free(c);
	return (rc);
}

static EVP_PKEY *
new_key(struct error *e)
{
	EVP_PKEY *key;

	if ((key = EVP_EC_gen("P-256")) == NULL)
		(void)error_crypto(e, "cannot make a P-256 key");
	return (key);
}

/* Issue the seal of ${o} under ${root} into ${out}. */
static int
make_seal(const char *organization, const struct identity_opts *o, X509 *root,
    EVP_PKEY *root_key, struct span passphrase, struct seal_identity *out,
    struct error *e)
{
	struct issue i = { .organization = organization, .domain = o->domain,
	    .not_before = o->now - BEFORE,
	    .not_after = o->now + SEAL_DAYS * DAY,
	    .issuer = root, .issuer_key = root_key };
	X509 *seal = NULL;
	int64_t first, last;
	int rc = -1;

	if (ossl_time(X509_get0_notBefore(root), &first) != 0 ||
	    ossl_time(X509_get0_notAfter(root), &last) != 0 ||
	    o->now >= last)
		return (error_set(e, ERR_INPUT, "the root has expired"));
	if (i.not_before < first)
		i.not_before = first;
	if (i.not_after > last)
		i.not_after = last;
	if ((i.key = new_key(e)) == NULL)
		return (-1);
	if ((seal = issue(&i, e)) != NULL &&
	    write_chain(seal, root, &out->seal_chain, e) == 0)
		rc = key_write(i.key, passphrase, &out->seal_key, e);
	X509_free(seal);
	EVP_PKEY_free(i.key);
	return (rc);
}

int
identity_make(const struct identity_opts *o, struct span passphrase,
    struct seal_identity *out, struct error *e)
{
	struct issue i = { .organization = o->organization,
	    .not_before = o->now - BEFORE,
	    .not_after = o->now + ROOT_DAYS * DAY };
	X509 *root = NULL;
	int rc = -1;

	ERR_clear_error();
	if (issue_names_ok(o->organization, o->domain, e) != 0)
		return (-1);
	if ((i.key = i.issuer_key = new_key(e)) == NULL)
		return (-1);
	if (key_write(i.key, passphrase, &out->root_key, e) == 0 &&
	    (root = issue(&i, e)) != NULL &&
	    write_chain(root, NULL, &out->root_cert, e) == 0)
		rc = make_seal(o->organization, o, root, i.key, passphrase,
		    out, e);
	/* OpenSSL can call a signature made without memory a success. */
	if (ossl_nomem(e))
		rc = -1;
	X509_free(root);
	EVP_PKEY_free(i.key);
	return (rc);
}

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

int
identity_renew(const struct identity_opts *o, struct span root_cert,
    struct span root_key, struct span passphrase, struct seal_identity *out,
    struct error *e)
{
	struct certs *root = NULL;
	unsigned char *organization = NULL;
	EVP_PKEY *key = NULL;
	X509 *x;
	int rc = -1;

	ERR_clear_error();
	if (certs_read_pem(root_cert, &root, e) != 0)
		goto out;
	x = sk_X509_value(root->stack, 0);
	if ((key = key_read(root_key, passphrase, e)) == NULL ||
	    organization_of(x, &organization, e) != 0 ||
	    issue_names_ok((const char *)organization, o->domain, e) != 0)
		goto out;
	if (X509_check_private_key(x, key) != 1) {
		if (!ossl_nomem(e))
			(void)error_set(e, ERR_INPUT,
			    "the key is not that of the root");
		goto out;
	}
	rc = make_seal((const char *)organization, o, x, key, passphrase, out,
	    e);
	if (ossl_nomem(e))
		rc = -1;
out:
	OPENSSL_free(organization);
	EVP_PKEY_free(key);
	certs_free(root);
	return (rc);
}

void
identity_free(struct seal_identity *i)
{

	if (i == NULL)
		return;
	buf_free(&i->root_cert);
	buf_free(&i->root_key);
	buf_free(&i->seal_chain);
	buf_free(&i->seal_key);
}
