#include <stdlib.h>
#include <string.h>

#include <openssl/asn1.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "store/base/alloc.h"
#include "store/base/codec.h"
#include "store/base/limits.h"
#include "store/base/time.h"
#include "store/seal/ossl.h"

bool
ossl_nomem(struct error *e)
{
	unsigned long code;
	bool out = alloc_failed();

	while ((code = ERR_get_error()) != 0)
		if (ERR_GET_REASON(code) == ERR_R_MALLOC_FAILURE)
			out = true;
	if (out)
		(void)error_nomem(e);
	return (out);
}

int
ossl_size(struct span s)
{

	return (s.n > INT32_MAX ? -1 : (int)s.n);
}

/* Print ${name}: 1, 0 when it has no text in this manner, -1 no memory. */
static int
print_name(const X509_NAME *name, unsigned long flags, char **out,
    struct error *e)
{
	BIO *bio;
	char *p;
	long n;
	int rc = -1;

	if ((bio = BIO_new(BIO_s_mem())) == NULL)
		return (error_nomem(e));
	if (X509_NAME_print_ex(bio, name, 0, flags) < 0) {
		rc = ossl_nomem(e) ? -1 : 0;
		goto out;
	}
	n = BIO_get_mem_data(bio, &p);
	*out = span_str((struct span){ (const uint8_t *)p, (size_t)n });
	if (*out == NULL)
		(void)error_nomem(e);
	else
		rc = 1;
out:
	BIO_free(bio);
	return (rc);
}

char *
ossl_name_text(const X509_NAME *name, struct error *e)
{
	/* Keep letters with accents; control characters stay escaped. */
	unsigned long flags = XN_FLAG_RFC2253 &
	    ~(unsigned long)ASN1_STRFLGS_ESC_MSB;
	char *s = NULL;
	int got;

	if (X509_NAME_entry_count(name) == 0) {
		if ((s = strdup("")) == NULL)
			(void)error_nomem(e);
		return (s);
	}
	got = print_name(name, flags, &s, e);
	/* Not the character set that it claims: show its bytes in hex. */
	if (got == 0)
		got = print_name(name, XN_FLAG_RFC2253 | ASN1_STRFLGS_DUMP_ALL |
		    ASN1_STRFLGS_DUMP_DER, &s, e);
	if (got == 0 && (s = strdup("?")) == NULL)
		(void)error_nomem(e);
	return (s);
}

/* The last attribute ${nid} of ${name}, or NULL. */
static int
name_part(const X509_NAME *name, int nid, char **out, struct error *e)
{
	const ASN1_STRING *s;
	unsigned char *utf8 = NULL;
	int at = -1, next, n;

	*out = NULL;
	while ((next = X509_NAME_get_index_by_NID(name, nid,
	    at)) >= 0)
		at = next;
	if (at < 0)
		return (0);
	s = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at));
	if ((n = ASN1_STRING_to_UTF8(&utf8, s)) < 0)
		return (ossl_nomem(e) ? -1 : 0);
	if (memchr(utf8, '\0', (size_t)n) == NULL &&
	    (*out = span_str((struct span){ utf8, (size_t)n })) == NULL) {
		OPENSSL_free(utf8);
		return (error_nomem(e));
	}
	OPENSSL_free(utf8);
	return (0);
}

int
ossl_common_name(const X509_NAME *name, char **out, struct error *e)
{

	return (name_part(name, NID_commonName, out, e));
}

int
ossl_organization(const X509_NAME *name, char **out, struct error *e)
{

	return (name_part(name, NID_organizationName, out, e));
}

int
ossl_time(const ASN1_TIME *t, int64_t *ms)
{
	struct tm tm;

	if (t == NULL || ASN1_TIME_to_tm(t, &tm) != 1)
		return (-1);
	return (time_of_civil((int64_t)tm.tm_year + 1900, tm.tm_mon + 1,
	    tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec, ms));
}

int
ossl_fingerprint(const X509 *x, char s[static CERT_FINGERPRINT],
    struct error *e)
{
	uint8_t d[EVP_MAX_MD_SIZE];
	unsigned n;

	s[0] = '\0';
	if (X509_digest(x, EVP_sha256(), d, &n) != 1)
		return (error_crypto(e, "cannot hash a certificate"));
	(void)hex_text(d, n, s);
	return (0);
}

static int
serial_text(const X509 *x, char **out, struct error *e)
{
	const ASN1_INTEGER *i = X509_get0_serialNumber(x);
	struct span s = { ASN1_STRING_get0_data(i),
	    (size_t)ASN1_STRING_length(i) };
	struct buf b = BUF_INIT(PEM_MAX);

	/* The bytes are the magnitude; the type holds the sign. */
	if (ASN1_STRING_type(i) == V_ASN1_NEG_INTEGER)
		buf_putc(&b, '-');
	codec_hex(&b, s);
	if ((*out = buf_take(&b)) == NULL) {
		buf_free(&b);
		return (error_nomem(e));
	}
	return (0);
}

int
ossl_info(const X509 *x, struct cert_info *info, struct error *e)
{

	memset(info, 0, sizeof(*info));
	ERR_clear_error();
	if (ossl_time(X509_get0_notBefore(x), &info->not_before) != 0 ||
	    ossl_time(X509_get0_notAfter(x), &info->not_after) != 0) {
		if (ossl_nomem(e))
			return (-1);
		return (error_set(e, ERR_SYNTAX,
		    "a certificate's validity is no pair of dates"));
	}
	if ((info->subject = ossl_name_text(X509_get_subject_name(x),
	    e)) == NULL ||
	    (info->issuer = ossl_name_text(X509_get_issuer_name(x),
	    e)) == NULL ||
	    ossl_common_name(X509_get_subject_name(x), &info->name, e) != 0 ||
	    ossl_organization(X509_get_subject_name(x),
	    &info->organization, e) != 0 ||
	    serial_text(x, &info->serial, e) != 0 ||
	    ossl_fingerprint(x, info->fingerprint, e) != 0) {
		cert_info_free(info);
		return (-1);
	}
	return (0);
}

int
ossl_may_stamp(X509 *x, const char **why, struct error *e)
{
	EXTENDED_KEY_USAGE *eku;
	uint32_t usage;
	int critical = 0;

	*why = NULL;
	/* 3.0 answers UINT32_MAX where there is no keyUsage. */
	usage = X509_get_key_usage(x);
	if (usage != UINT32_MAX &&
	    ((usage & ~(uint32_t)(KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION)) !=
	    0 || usage == 0))
		*why = "keyUsage allows more or less than signing";
	eku = X509_get_ext_d2i(x, NID_ext_key_usage, &critical, NULL);
	if (eku == NULL) {
		if (ossl_nomem(e))
			return (-1);
		*why = critical == -1 ? "no extended key usage" :
		    "extended key usage is unreadable or repeated";
		return (0);
	}
	if (critical != 1)
		*why = "extended key usage is not critical";
	if (sk_ASN1_OBJECT_num(eku) != 1 ||
	    OBJ_obj2nid(sk_ASN1_OBJECT_value(eku, 0)) != NID_time_stamp)
		*why = "extended key usage is not timeStamping alone";
	sk_ASN1_OBJECT_pop_free(eku, ASN1_OBJECT_free);
	return (*why == NULL);
}
