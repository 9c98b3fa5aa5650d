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

/*
 * Issue the end certificate ${i}, which has its names, under ${root} into
 * ${out}; valid from ${now} for SEAL_DAYS, within the root's own life.
 */
static int
make_end(struct issue *i, int64_t now, X509 *root, EVP_PKEY *root_key,
    struct span passphrase, struct seal_identity *out, struct error *e)
{
	X509 *x = NULL;
	int64_t first, last;
	int rc = -1;

	i->issuer = root;
	i->issuer_key = root_key;
	i->not_before = now - BEFORE;
	i->not_after = now + SEAL_DAYS * DAY;
	if (ossl_time(X509_get0_notBefore(root), &first) != 0 ||
	    ossl_time(X509_get0_notAfter(root), &last) != 0 || now >= last)
		return (error_set(e, ERR_INPUT, "the root has expired"));
	if (i->not_before < first)
		i->not_before = first;
	if (i->not_after > last)
		i->not_after = last;
	if ((i->key = new_key(e)) == NULL)
		return (-1);
	if ((x = issue(i, e)) != NULL &&
	    write_chain(x, root, &out->seal_chain, e) == 0)
		rc = key_write(i->key, passphrase, &out->seal_key, e);
	X509_free(x);
	EVP_PKEY_free(i->key);
	return (rc);
}

static int
make_seal(const char *organization, const struct identity_opts *o, X509 *root,
    EVP_PKEY *root_key, struct span passphrase, struct seal_identity *out,
    struct error *e)
{
	struct issue i = { .organization = organization,
	    .domain = o->domain };

	return (make_end(&i, o->now, root, root_key, passphrase, out, e));
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

int
identity_renew(const struct identity_opts *o, struct span root_cert,
    struct span root_key, struct span passphrase, struct seal_identity *out,
    struct error *e)
{
	struct issue_root r = { .certs = NULL };
	int rc = -1;

	if (issue_root_open(&r, root_cert, root_key, passphrase, e) == 0 &&
	    issue_names_ok((const char *)r.organization, o->domain, e) == 0)
		rc = make_seal((const char *)r.organization, o, r.x, r.key,
		    passphrase, out, e);
	if (rc == 0 && ossl_nomem(e))
		rc = -1;
	issue_root_close(&r);
	return (rc);
}

int
identity_operator(const struct identity_operator *o, struct span root_cert,
    struct span root_key, struct span root_passphrase, struct span passphrase,
    struct seal_identity *out, struct error *e)
{
	struct issue_root r = { .certs = NULL };
	struct issue i = { .person = o->name };
	int rc = -1;

	if (issue_person_ok(o->name, e) != 0)
		return (-1);
	if (issue_root_open(&r, root_cert, root_key, root_passphrase, e) == 0) {
		i.organization = (const char *)r.organization;
		rc = make_end(&i, o->now, r.x, r.key, passphrase, out, e);
	}
	if (rc == 0 && ossl_nomem(e))
		rc = -1;
	issue_root_close(&r);
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
