#include <stdlib.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "store/base/time.h"
#include "store/stamp/stamp_internal.h"

#define RSA_BITS_MIN	2048

/* Append those of ${from} to ${c}, but not ${but}. */
static int
push_all(struct certs *c, const STACK_OF(X509) *from, const X509 *but,
    struct error *e)
{
	int i;

	for (i = 0; i < sk_X509_num(from); i++)
		if (sk_X509_value(from, i) != but &&
		    certs_push(c, sk_X509_value(from, i), e) != 0)
			return (-1);
	return (0);
}

/*
 * Whom SignerInfo names (issuer and serial, or key identifier) and ESSCertID
 * binds.  The order of the certificates means nothing, and issuer and serial
 * alone could be those of a double.  1 with ${*signer}, 0 or -1; ${*bound}
 * tells whether the binding holds.
 */
static int
find(CMS_SignerInfo *si, const STACK_OF(X509) *from, X509 **signer,
    bool *bound, struct error *e)
{
	X509 *x;
	int i, got;

	for (i = 0; i < sk_X509_num(from); i++) {
		x = sk_X509_value(from, i);
		if (CMS_SignerInfo_cert_cmp(si, x) != 0)
			continue;
		if ((got = ess_match(si, x, e)) < 0)
			return (-1);
		if (*signer == NULL || got == 1)
			*signer = x;
		if (got == 1) {
			*bound = true;
			break;
		}
	}
	return (*signer != NULL);
}

static int
find_signer(CMS_SignerInfo *si, const STACK_OF(X509) *inside,
    const struct stamp_input *in, struct stamp_result *r, struct error *e)
{
	const STACK_OF(X509) *extra = in->extra == NULL ? NULL :
	    in->extra->stack;
	X509 *signer = NULL;
	bool bound = false;

	if (find(si, inside, &signer, &bound, e) < 0)
		return (-1);
	if (!bound && find(si, extra, &signer, &bound, e) < 0)
		return (-1);
	if (signer == NULL) {
		r->signer_state = STAMP_SIGNER_NO_CERT;
		return (0);
	}
	if (!bound)
		fault_add(r, STAMP_FAULT_ESS, "no signed ESSCertID "
		    "names the signer's certificate, or a wrong one does");
	r->signer_state = STAMP_SIGNER_FOUND;
	if (certs_new(&r->certs, e) != 0 ||
	    certs_push(r->certs, signer, e) != 0 ||
	    push_all(r->certs, inside, signer, e) != 0 ||
	    push_all(r->certs, extra, signer, e) != 0)
		return (-1);
	return (0);
}

/* Whether we know how to check this key and digest; notes weak ones. */
static int
usable(CMS_SignerInfo *si, const X509 *signer, struct stamp_result *r,
    bool *ok, struct error *e)
{
	const ASN1_OBJECT *oid;
	const EVP_MD *md;
	X509_ALGOR *digest = NULL;
	EVP_PKEY *key = X509_get0_pubkey(signer);
	int id = key == NULL ? 0 : EVP_PKEY_get_base_id(key);

	CMS_SignerInfo_get0_algs(si, NULL, NULL, &digest, NULL);
	X509_ALGOR_get0(&oid, NULL, NULL, digest);
	md = EVP_get_digestbyobj(oid);
	if (ossl_nomem(e))
		return (-1);
	*ok = md != NULL && (id == EVP_PKEY_RSA || id == EVP_PKEY_RSA_PSS ||
	    id == EVP_PKEY_EC);
	if (!*ok)
		return (0);
	if (EVP_MD_get_size(md) <= 20)
		fault_add(r, STAMP_FAULT_WEAK, "signed with %s",
		    EVP_MD_get0_name(md));
	if (id != EVP_PKEY_EC && EVP_PKEY_get_bits(key) < RSA_BITS_MIN)
		fault_add(r, STAMP_FAULT_WEAK,
		    "signed with an RSA key of %d bits",
		    EVP_PKEY_get_bits(key));
	return (0);
}

static int
check_signature(CMS_ContentInfo *cms, CMS_SignerInfo *si, X509 *signer,
    struct stamp_result *r, struct error *e)
{
	bool ok;
	int got;

	if (usable(si, signer, r, &ok, e) != 0)
		return (-1);
	if (!ok) {
		r->signer_state = STAMP_SIGNER_UNSUPPORTED;
		return (0);
	}
	/* Set by us: CMS_verify would take the first that fits the name. */
	CMS_SignerInfo_set1_signer_cert(si, signer);
	got = CMS_verify(cms, NULL, NULL, NULL, NULL,
	    CMS_NO_SIGNER_CERT_VERIFY | CMS_BINARY);
	if (ossl_nomem(e))
		return (-1);
	r->signature = got == 1 ? STAMP_YES : STAMP_NO;
	if (got != 1)
		fault_add(r, STAMP_FAULT_SIGNATURE,
		    "the signature does not hold");
	return (0);
}

/* Whether ${name} is the subject of ${x} or one of its other names. */
static int
is_name_of(X509 *x, GENERAL_NAME *name, struct error *e)
{
	GENERAL_NAMES *all;
	int i, rc;

	rc = name->type == GEN_DIRNAME && X509_NAME_cmp(
	    name->d.directoryName, X509_get_subject_name(x)) == 0;
	all = X509_get_ext_d2i(x, NID_subject_alt_name, NULL, NULL);
	for (i = 0; !rc && i < sk_GENERAL_NAME_num(all); i++)
		rc = GENERAL_NAME_cmp(name, sk_GENERAL_NAME_value(all,
		    i)) == 0;
	GENERAL_NAMES_free(all);
	return (ossl_nomem(e) ? -1 : rc);
}

static int
name_text(GENERAL_NAME *name, char **out, struct error *e)
{
	struct span s;

	if (name->type == GEN_DIRNAME) {
		*out = ossl_name_text(name->d.directoryName, e);
		return (*out == NULL ? -1 : 0);
	}
	if (name->type != GEN_DNS && name->type != GEN_URI &&
	    name->type != GEN_EMAIL)
		return (0);
	s.p = ASN1_STRING_get0_data(name->d.ia5);
	s.n = (size_t)ASN1_STRING_length(name->d.ia5);
	if (!span_utf8(s) || span_find(s, '\0') >= 0)
		return (0);
	if ((*out = span_str(s)) == NULL)
		return (error_nomem(e));
	return (0);
}

/* The tsa field, a hint that must not lie; ${x} NULL: no signer found. */
static int
check_tsa(const struct tst *t, X509 *x, struct stamp_result *r,
    struct error *e)
{
	const uint8_t *at = t->tsa.p;
	GENERAL_NAME *name;
	int rc = 0, same;

	if (t->tsa.p == NULL)
		return (0);
	name = d2i_GENERAL_NAME(NULL, &at, (long)t->tsa.n);
	if (name == NULL || at != t->tsa.p + t->tsa.n) {
		rc = ossl_nomem(e) ? -1 : 0;
		fault_add(r, STAMP_FAULT_TSTINFO,
		    "tsa is no GeneralName");
		goto out;
	}
	if ((rc = name_text(name, &r->tsa, e)) != 0 || x == NULL)
		goto out;
	if ((same = is_name_of(x, name, e)) < 0)
		rc = -1;
	else if (same == 0)
		fault_add(r, STAMP_FAULT_TSA_NAME,
		    "tsa is %.120s", r->tsa == NULL ? "no name that can be "
		    "shown" : r->tsa);
out:
	GENERAL_NAME_free(name);
	return (rc);
}

/* Usage, validity at genTime, and the chain. */
static int
check_certificate(const struct stamp_input *in, X509 *signer,
    struct stamp_result *r, struct error *e)
{
	const char *why;
	int got;

	if ((got = ossl_may_stamp(signer, &why, e)) < 0)
		return (-1);
	if (got == 0)
		fault_add(r, STAMP_FAULT_USAGE, "%s", why);
	if (r->gen_time == TIME_UNKNOWN)
		return (0);
	/* The second that notAfter names still belongs to it. */
	if (r->gen_time < r->signer.not_before ||
	    r->gen_time > r->signer.not_after + 999)
		fault_add(r, STAMP_FAULT_VALIDITY,
		    "the signer's certificate was not valid at genTime");
	if (in->trust == NULL)
		return (0);
	return (trust_judge(in->trust, r->certs, NULL, TRUST_STAMP,
	    r->gen_time, &r->trust, e));
}

int
signer_check(CMS_ContentInfo *cms, CMS_SignerInfo *si,
    const struct stamp_input *in, const struct tst *t,
    struct stamp_result *r, struct error *e)
{
	STACK_OF(X509) *inside;
	X509 *signer = NULL;
	struct error why = ERROR_INIT;
	int rc = -1;

	inside = CMS_get1_certs(cms);
	/* NULL is "none" as well as "no memory". */
	if (ossl_nomem(e) || find_signer(si, inside, in, r, e) != 0)
		goto out;
	if (r->certs != NULL)
		signer = sk_X509_value(r->certs->stack, 0);
	if (check_tsa(t, signer, r, e) != 0)
		goto out;
	if (signer == NULL) {
		rc = 0;
		goto out;
	}
	if (ossl_info(signer, &r->signer, &why) != 0) {
		if (why.code == ERR_NOMEM) {
			(void)error_nomem(e);
			goto out;
		}
		fault_add(r, STAMP_FAULT_VALIDITY, "%.150s", why.text);
		rc = check_signature(cms, si, signer, r, e);
		goto out;
	}
	if (r->tsa == NULL && (r->tsa = strdup(r->signer.subject)) == NULL) {
		(void)error_nomem(e);
		goto out;
	}
	if (check_signature(cms, si, signer, r, e) == 0)
		rc = check_certificate(in, signer, r, e);
out:
	sk_X509_pop_free(inside, X509_free);
	return (rc);
}
