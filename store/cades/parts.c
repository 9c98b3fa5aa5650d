#include "store/cades/cades_internal.h"
#include "store/stamp/der.h"

/* The outer syntax: RFC 5652 sections 3, 5.1 and 5.3. */

#define PKCS9		0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09
#define SMIME		PKCS9, 0x10

const struct oid oid_signed_data = { 11, { DER_OID, 9, 0x2a, 0x86, 0x48, 0x86,
    0xf7, 0x0d, 0x01, 0x07, 0x02 } };
const struct oid oid_data = { 11, { DER_OID, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7,
    0x0d, 0x01, 0x07, 0x01 } };
const struct oid oid_content_type = { 11, { DER_OID, 9, PKCS9, 3 } };
const struct oid oid_message_digest = { 11, { DER_OID, 9, PKCS9, 4 } };
const struct oid oid_signing_time = { 11, { DER_OID, 9, PKCS9, 5 } };
const struct oid oid_signing_certificate = { 13, { DER_OID, 11, SMIME, 2,
    47 } };
const struct oid oid_commitment = { 13, { DER_OID, 11, SMIME, 2, 16 } };
const struct oid oid_stamp_token = { 13, { DER_OID, 11, SMIME, 2, 14 } };
static const struct oid oid_origin = { 13, { DER_OID, 11, SMIME, 6, 1 } };
static const struct oid oid_receipt = { 13, { DER_OID, 11, SMIME, 6, 2 } };

/* RFC 5754 sections 2 and 3: only RSA's have parameters, which are NULL. */
static const uint8_t sha256[] = { DER_SEQUENCE, 11, DER_OID, 9, 0x60, 0x86,
    0x48, 0x01, 0x65, 3, 4, 2, 1 };
static const uint8_t ecdsa_sha256[] = { DER_SEQUENCE, 10, DER_OID, 8, 0x2a,
    0x86, 0x48, 0xce, 0x3d, 4, 3, 2 };
static const uint8_t rsa_sha256[] = { DER_SEQUENCE, 13, DER_OID, 9, 0x2a, 0x86,
    0x48, 0x86, 0xf7, 0x0d, 1, 1, 11, DER_NULL, 0 };
static const uint8_t version_1[] = { DER_INTEGER, 1, 1 };

#define SPAN_OF(array)	((struct span){ (array), sizeof(array) })

struct span
oid_span(const struct oid *o)
{

	return ((struct span){ o->der, o->n });
}

const struct oid *
oid_of(enum cades_commitment c)
{

	switch (c) {
	case CADES_COMMITMENT_ORIGIN:
		return (&oid_origin);
	case CADES_COMMITMENT_RECEIPT:
		return (&oid_receipt);
	case CADES_COMMITMENT_NONE:
		break;
	}
	return (NULL);
}

struct span
algorithm_of(enum seal_key kind)
{

	if (kind == SEAL_KEY_RSA)
		return (SPAN_OF(rsa_sha256));
	return (SPAN_OF(ecdsa_sha256));
}

static bool
fault(struct cades_result *r, enum cades_fault_code code, const char *text)
{

	fault_add(r, code, "%s", text);
	return (false);
}

static bool
take_oid(struct span *rest, const struct oid *o)
{
	struct span whole;

	return (der_any(rest, NULL, NULL, &whole) &&
	    span_eq(whole, oid_span(o)));
}

/* ContentInfo: the content of SignedData. */
static bool
open_info(struct span der, struct span *data, struct cades_result *r)
{
	struct span info, explicit;

	if (!der_take(&der, DER_SEQUENCE, &info))
		return (fault(r, CADES_FAULT_DER, "no DER"));
	if (der.n != 0)
		return (fault(r, CADES_FAULT_DER, "bytes follow"));
	if (!take_oid(&info, &oid_signed_data) ||
	    !der_take(&info, DER_CONTEXT_MADE(0), &explicit) || info.n != 0 ||
	    !der_take(&explicit, DER_SEQUENCE, data) || explicit.n != 0)
		return (fault(r, CADES_FAULT_CMS, "no SignedData"));
	return (true);
}

/* encapContentInfo: id-data, and the bytes where they are inside. */
static bool
read_content(struct span *rest, struct cades_parts *p, struct cades_result *r)
{
	struct span info, explicit;

	if (!der_take(rest, DER_SEQUENCE, &info) ||
	    !take_oid(&info, &oid_data))
		return (fault(r, CADES_FAULT_CONTENT,
		    "the content is not of type id-data"));
	if (info.n == 0)
		return (true);
	if (!der_take(&info, DER_CONTEXT_MADE(0), &explicit) || info.n != 0 ||
	    !der_take(&explicit, DER_OCTETS, &p->content) || explicit.n != 0)
		return (fault(r, CADES_FAULT_CONTENT,
		    "the content is not one OCTET STRING"));
	return (true);
}

/* unsignedAttrs: the time-stamp, or nothing. */
static bool
read_unsigned(struct span *rest, struct cades_parts *p,
    struct cades_result *r)
{
	struct span set, attribute, values;

	if (rest->n == 0)
		return (true);
	if (!der_take(rest, DER_CONTEXT_MADE(1), &set) || rest->n != 0 ||
	    !der_take(&set, DER_SEQUENCE, &attribute) || set.n != 0 ||
	    !take_oid(&attribute, &oid_stamp_token) ||
	    !der_take(&attribute, DER_SET, &values) || attribute.n != 0 ||
	    der_peek(values) != DER_SEQUENCE ||
	    !der_any(&values, NULL, NULL, &p->token) || values.n != 0)
		return (fault(r, CADES_FAULT_UNSIGNED, "unsigned attributes "
		    "are not one signature-time-stamp"));
	return (true);
}

static bool
read_signer(struct span set, struct cades_parts *p, struct cades_result *r)
{
	struct span info, whole;

	if (!der_take(&set, DER_SEQUENCE, &info) || set.n != 0)
		return (fault(r, CADES_FAULT_SIGNERS, "not one SignerInfo"));
	if (!der_any(&info, NULL, NULL, &whole) ||
	    !span_eq(whole, SPAN_OF(version_1)) ||
	    der_peek(info) != DER_SEQUENCE ||
	    !der_any(&info, NULL, NULL, &p->signer))
		return (fault(r, CADES_FAULT_CMS, "the signer is not named by "
		    "issuer and serial, version 1"));
	if (!der_any(&info, NULL, NULL, &whole) ||
	    !span_eq(whole, SPAN_OF(sha256)))
		return (fault(r, CADES_FAULT_ALGORITHM,
		    "the digest is not SHA-256"));
	if (!der_take(&info, DER_CONTEXT_MADE(0), &p->attributes))
		return (fault(r, CADES_FAULT_ATTRIBUTES,
		    "no signed attributes"));
	if (der_peek(info) != DER_SEQUENCE ||
	    !der_any(&info, NULL, NULL, &p->algorithm) ||
	    !der_take(&info, DER_OCTETS, &p->value))
		return (fault(r, CADES_FAULT_CMS, "no signature value"));
	return (read_unsigned(&info, p, r));
}

bool
parts_read(struct span der, struct cades_parts *p, struct cades_result *r)
{
	struct span data, whole, set;

	*p = (struct cades_parts){ .content = { NULL, 0 } };
	if (!open_info(der, &data, r))
		return (false);
	if (!der_any(&data, NULL, NULL, &whole) ||
	    !span_eq(whole, SPAN_OF(version_1)))
		return (fault(r, CADES_FAULT_CMS, "not version 1"));
	if (!der_take(&data, DER_SET, &set) || !span_eq(set, SPAN_OF(sha256)))
		return (fault(r, CADES_FAULT_ALGORITHM,
		    "digestAlgorithms is not SHA-256 alone"));
	if (!read_content(&data, p, r))
		return (false);
	if (!der_take(&data, DER_CONTEXT_MADE(0), &p->certs))
		return (fault(r, CADES_FAULT_CERTS, "no certificates"));
	if (der_peek(data) == DER_CONTEXT_MADE(1) &&
	    (!der_take(&data, DER_CONTEXT_MADE(1), &p->crls) ||
	    p->crls.n == 0))
		return (fault(r, CADES_FAULT_CRL, "no lists"));
	if (!der_take(&data, DER_SET, &set) || data.n != 0)
		return (fault(r, CADES_FAULT_SIGNERS, "no signerInfos"));
	return (read_signer(set, p, r));
}

static void
write_signer(const struct cades_parts *p, struct buf *out)
{
	size_t set = out->n, info, attribute;

	info = out->n;
	buf_putspan(out, SPAN_OF(version_1));
	buf_putspan(out, p->signer);
	buf_putspan(out, SPAN_OF(sha256));
	der_element(out, DER_CONTEXT_MADE(0), p->attributes);
	buf_putspan(out, p->algorithm);
	der_element(out, DER_OCTETS, p->value);
	if (p->token.p != NULL) {
		attribute = out->n;
		buf_putspan(out, oid_span(&oid_stamp_token));
		der_element(out, DER_SET, p->token);
		der_wrap(out, attribute, DER_SEQUENCE);
		der_wrap(out, attribute, DER_CONTEXT_MADE(1));
	}
	der_wrap(out, info, DER_SEQUENCE);
	der_wrap(out, set, DER_SET);
}

void
parts_write(const struct cades_parts *p, struct buf *out)
{
	size_t info = out->n, data, content;

	buf_putspan(out, oid_span(&oid_signed_data));
	data = out->n;
	buf_putspan(out, SPAN_OF(version_1));
	der_element(out, DER_SET, SPAN_OF(sha256));
	content = out->n;
	buf_putspan(out, oid_span(&oid_data));
	if (p->content.p != NULL) {
		size_t octets = out->n;

		der_element(out, DER_OCTETS, p->content);
		der_wrap(out, octets, DER_CONTEXT_MADE(0));
	}
	der_wrap(out, content, DER_SEQUENCE);
	der_element(out, DER_CONTEXT_MADE(0), p->certs);
	if (p->crls.p != NULL)
		der_element(out, DER_CONTEXT_MADE(1), p->crls);
	write_signer(p, out);
	der_wrap(out, data, DER_SEQUENCE);
	der_wrap(out, data, DER_CONTEXT_MADE(0));
	der_wrap(out, info, DER_SEQUENCE);
}
