#include <openssl/err.h>

#include "store/stamp/der.h"
#include "store/stamp/stamp_internal.h"

/* The single value of a signed attribute: 1, 0 absent, -1 repeated. */
static int
attribute(CMS_SignerInfo *si, int nid, const ASN1_TYPE **value)
{
	X509_ATTRIBUTE *a;
	int at = CMS_signed_get_attr_by_NID(si, nid, -1);

	*value = NULL;
	if (at < 0)
		return (0);
	if (CMS_signed_get_attr_by_NID(si, nid, at) >= 0)
		return (-1);
	a = CMS_signed_get_attr(si, at);
	if (X509_ATTRIBUTE_count(a) != 1)
		return (-1);
	*value = X509_ATTRIBUTE_get0_type(a, 0);
	return (*value == NULL ? -1 : 1);
}

/*
 * CMS_verify checks messageDigest, but leaves the signed content-type unread:
 * without it a signature over other content of the same bytes would do.
 */
void
attributes_check(CMS_SignerInfo *si, struct stamp_result *r)
{
	const ASN1_TYPE *type, *digest;

	if (attribute(si, NID_pkcs9_contentType, &type) != 1 ||
	    attribute(si, NID_pkcs9_messageDigest, &digest) != 1) {
		fault_add(r, STAMP_FAULT_ATTRIBUTES, "content-type and "
		    "message-digest are not both signed, once each");
		return;
	}
	if (type->type != V_ASN1_OBJECT ||
	    OBJ_obj2nid(type->value.object) != NID_id_smime_ct_TSTInfo)
		fault_add(r, STAMP_FAULT_CONTENT_ATTR,
		    "the signed content-type is not id-ct-TSTInfo");
}

/* Whether IssuerSerial's content names ${x}: 1, 0, -1. */
static int
issuer_serial(struct span seq, const X509 *x, struct error *e)
{
	struct span names, name, serial;
	const uint8_t *at;
	X509_NAME *issuer;
	ASN1_INTEGER *number;
	int rc = 0;

	if (!der_take(&seq, DER_SEQUENCE, &names) ||
	    !der_take(&names, DER_CONTEXT_MADE(4), &name) || names.n != 0 ||
	    der_peek(seq) != DER_INTEGER ||
	    !der_any(&seq, NULL, NULL, &serial) || seq.n != 0)
		return (0);
	at = name.p;
	issuer = d2i_X509_NAME(NULL, &at, (long)name.n);
	at = serial.p;
	number = d2i_ASN1_INTEGER(NULL, &at, (long)serial.n);
	if (issuer != NULL && number != NULL)
		rc = X509_NAME_cmp(issuer, X509_get_issuer_name(x)) == 0 &&
		    ASN1_INTEGER_cmp(number, X509_get0_serialNumber(x)) == 0;
	X509_NAME_free(issuer);
	ASN1_INTEGER_free(number);
	return (ossl_nomem(e) ? -1 : rc);
}

/* Whether an ESSCertID (v1: SHA-1) or ESSCertIDv2 names ${x}: 1, 0, -1. */
static int
cert_id(struct span id, bool v2, const X509 *x, struct error *e)
{
	const char *name = v2 ? "sha256" : "sha1";
	const struct digest_kind *kind;
	struct span algorithm, oid, hash, issuer;
	uint8_t d[EVP_MAX_MD_SIZE];
	unsigned n;

	if (v2 && der_take(&id, DER_SEQUENCE, &algorithm)) {
		if (!digest_of_algorithm(algorithm, &oid) ||
		    (kind = digest_by_oid(oid)) == NULL)
			return (0);
		name = kind->name;
	}
	if (!der_take(&id, DER_OCTETS, &hash))
		return (0);
	if (X509_digest(x, EVP_get_digestbyname(name), d, &n) != 1)
		return (error_crypto(e, "cannot hash a certificate"));
	if (!span_eq(hash, (struct span){ d, n }))
		return (0);
	if (id.n == 0)
		return (1);
	if (!der_take(&id, DER_SEQUENCE, &issuer) || id.n != 0)
		return (0);
	return (issuer_serial(issuer, x, e));
}

/* The first id of a SigningCertificate(V2); the others name issuers. */
static int
signing_certificate(const ASN1_TYPE *value, bool v2, const X509 *x,
    struct error *e)
{
	struct span rest, seq, ids, id;

	if (value->type != V_ASN1_SEQUENCE)
		return (0);
	rest.p = ASN1_STRING_get0_data(value->value.sequence);
	rest.n = (size_t)ASN1_STRING_length(value->value.sequence);
	if (!der_take(&rest, DER_SEQUENCE, &seq) || rest.n != 0 ||
	    !der_take(&seq, DER_SEQUENCE, &ids) ||
	    !der_take(&ids, DER_SEQUENCE, &id))
		return (0);
	return (cert_id(id, v2, x, e));
}

int
ess_match(CMS_SignerInfo *si, X509 *x, struct error *e)
{
	static const int nids[] = { NID_id_smime_aa_signingCertificate,
	    NID_id_smime_aa_signingCertificateV2 };
	const ASN1_TYPE *value;
	int v2, there, seen = 0, rc;

	for (v2 = 0; v2 < 2; v2++) {
		if ((there = attribute(si, nids[v2], &value)) == 0)
			continue;
		if (there < 0)
			return (0);
		if ((rc = signing_certificate(value, v2 == 1, x, e)) != 1)
			return (rc);
		seen = 1;
	}
	return (seen);
}
