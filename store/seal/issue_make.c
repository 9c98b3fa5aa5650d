#include <string.h>

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "store/base/random.h"
#include "store/seal/issue_internal.h"
#include "store/seal/ossl.h"

#define NAME_MAX_CHARS	64	/* RFC 5280 appendix A, ub-organization-name */
#define HOST_MAX	253	/* RFC 1035 section 2.3.4, as text */
#define LABEL_MAX	63
#define SERIAL_BYTES	16
#define KEY_ID_BYTES	20

/* Extended key usages of a seal, RFC 9336 and RFC 5280 section 4.2.1.12. */
#define DOCUMENT_SIGNING	"1.3.6.1.5.5.7.3.36"

static size_t
characters(struct span utf8)
{
	size_t i, n = 0;

	for (i = 0; i < utf8.n; i++)
		n += (utf8.p[i] & 0xc0) != 0x80;
	return (n);
}

static bool
name_ok(struct span s)
{
	size_t i;

	if (s.n == 0 || !span_utf8(s) || characters(s) > NAME_MAX_CHARS)
		return (false);
	for (i = 0; i < s.n; i++)
		if (s.p[i] < 0x20 || s.p[i] == 0x7f)
			return (false);
	return (true);
}

static bool
label_ok(struct span s)
{
	size_t i;
	uint8_t c;

	if (s.n == 0 || s.n > LABEL_MAX || s.p[0] == '-' ||
	    s.p[s.n - 1] == '-')
		return (false);
	for (i = 0; i < s.n; i++) {
		c = s.p[i];
		if (c != '-' && (c < '0' || c > '9') &&
		    ((c | 0x20) < 'a' || (c | 0x20) > 'z'))
			return (false);
	}
	return (true);
}

static bool
domain_ok(struct span s)
{
	ptrdiff_t dot;

	if (s.n > HOST_MAX)
		return (false);
	while ((dot = span_find(s, '.')) >= 0) {
		if (!label_ok(span_sub(s, 0, (size_t)dot)))
			return (false);
		s = span_sub(s, (size_t)dot + 1, s.n);
	}
	return (label_ok(s));
}

int
issue_names_ok(const char *organization, const char *domain, struct error *e)
{

	if (!name_ok(span_of(organization)))
		return (error_set(e, ERR_INPUT, "an organization's name has "
		    "1 to %d characters, none of them control characters",
		    NAME_MAX_CHARS));
	if (!domain_ok(span_of(domain)))
		return (error_set(e, ERR_INPUT, "a seal's domain is a host "
		    "name: letters, digits, hyphens and dots"));
	return (0);
}

int
issue_person_ok(const char *name, struct error *e)
{

	if (!name_ok(span_of(name)))
		return (error_set(e, ERR_INPUT, "an operator's name has "
		    "1 to %d characters, none of them control characters",
		    NAME_MAX_CHARS));
	return (0);
}

/* Put ${value} under ${ext} of ${x}; false when it cannot. */
static bool
put(X509 *x, int ext, void *value, bool critical)
{

	return (value != NULL && X509_add1_ext_i2d(x, ext, value, critical,
	    X509V3_ADD_DEFAULT) == 1);
}

static bool
put_constraints(X509 *x, bool ca)
{
	BASIC_CONSTRAINTS *b = BASIC_CONSTRAINTS_new();
	bool ok = b != NULL;

	if (ok && ca) {
		b->ca = 1;
		/* Issues end certificates only. */
		ok = (b->pathlen = ASN1_INTEGER_new()) != NULL &&
		    ASN1_INTEGER_set(b->pathlen, 0) == 1;
	}
	ok = ok && put(x, NID_basic_constraints, b, true);
	BASIC_CONSTRAINTS_free(b);
	return (ok);
}

/* Bits of KeyUsage, RFC 5280 section 4.2.1.3. */
static bool
put_usage(X509 *x, bool ca)
{
	ASN1_BIT_STRING *s = ASN1_BIT_STRING_new();
	int first = ca ? 5 : 0;	/* keyCertSign, cRLSign; else
				 * digitalSignature, nonRepudiation */
	bool ok;

	ok = s != NULL && ASN1_BIT_STRING_set_bit(s, first, 1) == 1 &&
	    ASN1_BIT_STRING_set_bit(s, first + 1, 1) == 1 &&
	    put(x, NID_key_usage, s, true);
	ASN1_BIT_STRING_free(s);
	return (ok);
}

/*
 * What the seal's key is for.  documentSigning says it plainly.  Nobody who
 * reads wacz-auth looks at it, but `openssl cms -verify`, which an expert
 * will run on a dossier, takes every signature for S/MIME and refuses a
 * signer that has extended usages without emailProtection; so has it too.
 * Not serverAuth, though wacz-auth was thought for TLS certificates: a root
 * that people trust for our seals must not vouch for web servers.
 */
static bool
put_extended_usage(X509 *x)
{
	EXTENDED_KEY_USAGE *all = sk_ASN1_OBJECT_new_null();
	ASN1_OBJECT *o = OBJ_txt2obj(DOCUMENT_SIGNING, 1);
	bool ok;

	ok = all != NULL && o != NULL && sk_ASN1_OBJECT_push(all, o) > 0;
	if (!ok)
		ASN1_OBJECT_free(o);
	/* The second is a static object: freeing it does nothing. */
	ok = ok && sk_ASN1_OBJECT_push(all,
	    OBJ_nid2obj(NID_email_protect)) > 0 &&
	    put(x, NID_ext_key_usage, all, false);
	sk_ASN1_OBJECT_pop_free(all, ASN1_OBJECT_free);
	return (ok);
}

static bool
put_host(X509 *x, const char *domain)
{
	GENERAL_NAMES *names = GENERAL_NAMES_new();
	GENERAL_NAME *g = GENERAL_NAME_new();
	ASN1_IA5STRING *s = ASN1_IA5STRING_new();
	bool ok;

	ok = names != NULL && g != NULL && s != NULL &&
	    ASN1_STRING_set(s, domain, -1) == 1;
	if (ok) {
		GENERAL_NAME_set0_value(g, GEN_DNS, s);
		s = NULL;
		if ((ok = sk_GENERAL_NAME_push(names, g) > 0))
			g = NULL;
	}
	ok = ok && put(x, NID_subject_alt_name, names, false);
	ASN1_IA5STRING_free(s);
	GENERAL_NAME_free(g);
	GENERAL_NAMES_free(names);
	return (ok);
}

/* Key identifiers: RFC 7093 section 2, method 1 (SHA-256 cut to 160 bits). */
static bool
put_key_ids(X509 *x, X509 *issuer)
{
	ASN1_OCTET_STRING *id = ASN1_OCTET_STRING_new();
	AUTHORITY_KEYID *authority = AUTHORITY_KEYID_new();
	const ASN1_OCTET_STRING *of;
	uint8_t d[EVP_MAX_MD_SIZE];
	unsigned n;
	bool ok;

	ok = id != NULL && authority != NULL &&
	    X509_pubkey_digest(x, EVP_sha256(), d, &n) == 1 &&
	    ASN1_OCTET_STRING_set(id, d, KEY_ID_BYTES) == 1 &&
	    put(x, NID_subject_key_identifier, id, false);
	if (ok && issuer != NULL &&
	    (of = X509_get0_subject_key_id(issuer)) != NULL) {
		authority->keyid = ASN1_OCTET_STRING_dup(of);
		ok = authority->keyid != NULL &&
		    put(x, NID_authority_key_identifier, authority, false);
	}
	ASN1_OCTET_STRING_free(id);
	AUTHORITY_KEYID_free(authority);
	return (ok);
}

static bool
set_serial(X509 *x, struct error *e)
{
	uint8_t raw[SERIAL_BYTES];
	BIGNUM *n = NULL;
	bool ok;

	if (random_bytes(raw, sizeof(raw), e) != 0)
		return (false);
	ok = (n = BN_bin2bn(raw, (int)sizeof(raw), NULL)) != NULL &&
	    BN_to_ASN1_INTEGER(n, X509_get_serialNumber(x)) != NULL;
	BN_free(n);
	return (ok);
}

static bool
add_name(X509_NAME *name, int nid, const char *s)
{

	return (X509_NAME_add_entry_by_NID(name, nid, MBSTRING_UTF8,
	    span_of(s).p, (int)strlen(s), -1, 0) == 1);
}

static bool
set_names(X509 *x, const struct issue *i)
{
	X509_NAME *name = X509_get_subject_name(x);
	const char *cn = i->person != NULL ? i->person :
	    i->domain != NULL ? i->domain : CERT_ROOT_NAME;

	if (!add_name(name, NID_organizationName, i->organization))
		return (false);
	/* A longer host name stands in the dNSName alone. */
	if (characters(span_of(cn)) <= NAME_MAX_CHARS &&
	    !add_name(name, NID_commonName, cn))
		return (false);
	return (X509_set_issuer_name(x, i->issuer == NULL ? name :
	    X509_get_subject_name(i->issuer)) == 1);
}

static bool
set_validity(X509 *x, const struct issue *i)
{

	return (ASN1_TIME_set(X509_getm_notBefore(x),
	    (time_t)(i->not_before / 1000)) != NULL &&
	    ASN1_TIME_set(X509_getm_notAfter(x),
	    (time_t)(i->not_after / 1000)) != NULL);
}

X509 *
issue(const struct issue *i, struct error *e)
{
	bool ca = i->domain == NULL && i->person == NULL;
	X509 *x;

	ERR_clear_error();
	if ((x = X509_new()) == NULL) {
		(void)error_nomem(e);
		return (NULL);
	}
	if (X509_set_version(x, X509_VERSION_3) == 1 && set_serial(x, e) &&
	    set_names(x, i) && set_validity(x, i) &&
	    X509_set_pubkey(x, i->key) == 1 && put_constraints(x, ca) &&
	    put_usage(x, ca) && (ca || put_extended_usage(x)) &&
	    put_key_ids(x, i->issuer) &&
	    (i->domain == NULL || put_host(x, i->domain)) &&
	    X509_sign(x, i->issuer_key, EVP_sha256()) > 0)
		return (x);
	(void)error_crypto(e, "cannot issue a certificate");
	X509_free(x);
	return (NULL);
}
