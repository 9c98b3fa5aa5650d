#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/err.h>

#include "store/base/codec.h"
#include "store/base/limits.h"
#include "store/digest/digest.h"
#include "store/seal/seal_internal.h"

/* Note a reader's complaint as a fault; trouble stays trouble. */
static int
fault_of(struct seal_result *r, enum seal_fault_code code,
    const struct error *why, struct error *e)
{

	if (why->code != ERR_SYNTAX && why->code != ERR_LIMIT) {
		if (e != NULL && e->code == ERR_NONE)
			*e = *why;
		return (-1);
	}
	fault_add(r, code, "%.150s", why->text);
	return (0);
}

static int
decode(struct span text, const char *field, struct seal_result *r,
    struct buf *out, bool *ok, struct error *e)
{
	struct error why = ERROR_INIT;

	*ok = codec_unbase64(out, text, &why) == 0;
	if (*ok)
		return (0);
	(void)error_context(&why, "%s", field);
	return (fault_of(r, SEAL_FAULT_BASE64, &why, e));
}

/*
 * Take the key out of ${from}: 1, or 0 with a fault, or -1.  ${*key} is NULL
 * for a kind of key that OpenSSL does not know, which is no fault of the key.
 */
static int
take_key(X509_PUBKEY *from, struct seal_result *r, EVP_PKEY **key,
    struct error *e)
{
	ASN1_OBJECT *algorithm;
	int nid;

	if ((*key = X509_PUBKEY_get(from)) != NULL)
		return (1);
	if (ossl_nomem(e))
		return (-1);
	(void)X509_PUBKEY_get0_param(&algorithm, NULL, NULL, NULL, from);
	nid = OBJ_obj2nid(algorithm);
	if (nid != NID_X9_62_id_ecPublicKey && nid != NID_rsaEncryption)
		return (1);
	fault_add(r, SEAL_FAULT_KEY, "the public key is no key of its kind");
	return (0);
}

/* The key of the anonymous form: 1, 0 with a fault, -1. */
static int
anonymous_key(const struct seal_input *in, struct seal_result *r,
    EVP_PKEY **key, struct error *e)
{
	struct buf spki = BUF_INIT(PEM_MAX);
	X509_PUBKEY *pub = NULL;
	const uint8_t *at;
	uint8_t digest[EVP_MAX_MD_SIZE];
	unsigned n;
	bool ok;
	int rc = -1;

	if (decode(in->public_key, "publicKey", r, &spki, &ok, e) != 0)
		goto out;
	rc = 0;
	if (!ok)
		goto out;
	at = buf_span(&spki).p;
	pub = d2i_X509_PUBKEY(NULL, &at, (long)spki.n);
	if (pub == NULL || at != buf_span(&spki).p + spki.n) {
		rc = ossl_nomem(e) ? -1 : 0;
		fault_add(r, SEAL_FAULT_KEY,
		    "publicKey is not one SubjectPublicKeyInfo");
		goto out;
	}
	if (EVP_Digest(spki.p, spki.n, digest, &n, EVP_sha256(), NULL) != 1) {
		rc = error_crypto(e, "cannot hash a public key");
		goto out;
	}
	(void)hex_text(digest, n, r->fingerprint);
	rc = take_key(pub, r, key, e);
out:
	X509_PUBKEY_free(pub);
	buf_free(&spki);
	return (rc);
}

/* The key of the domain form, that of the first certificate: the same. */
static int
domain_key(const struct seal_input *in, struct seal_result *r, EVP_PKEY **key,
    struct error *e)
{
	struct error why = ERROR_INIT;
	X509 *leaf;
	int match;

	if (certs_read_pem(in->domain_cert, &r->chain, &why) != 0)
		return (fault_of(r, SEAL_FAULT_CERT, &why, e));
	leaf = sk_X509_value(r->chain->stack, 0);
	r->subject = ossl_name_text(X509_get_subject_name(leaf), e);
	if (r->subject == NULL || ossl_fingerprint(leaf, r->fingerprint,
	    e) != 0)
		return (-1);
	match = domain_of_cert(leaf, in->domain, &r->domain_by_name,
	    &r->domain_first, e);
	if (match < 0)
		return (-1);
	r->domain_matches = match == 1;
	if (match == 0)
		fault_add(r, SEAL_FAULT_DOMAIN, "domain is no dNSName, nor "
		    "common name in its absence, of %.110s", r->subject);
	return (take_key(X509_get_X509_PUBKEY(leaf), r, key, e));
}

static int
check_signature(const struct seal_input *in, struct seal_result *r,
    EVP_PKEY *key, struct error *e)
{
	struct buf sig = BUF_INIT(PEM_MAX);
	bool ok, valid;
	int rc = -1;

	if (decode(in->signature, "signature", r, &sig, &ok, e) != 0)
		goto out;
	rc = 0;
	if (!ok)
		goto out;
	rc = signature_check(key, r->key, in->text, buf_span(&sig),
	    &r->encoding, &valid, e);
	if (rc != 0)
		goto out;
	if (valid && r->encoding == SEAL_ENCODING_DER &&
	    (rc = signature_low(key, buf_span(&sig), &r->low, e)) != 0)
		goto out;
	r->signature = valid ? SEAL_VALID : SEAL_INVALID;
	if (r->encoding == SEAL_ENCODING_NONE)
		fault_add(r, SEAL_FAULT_ENCODING, "%zu bytes are neither "
		    "strict DER nor r||s for this key, nor an RSA signature",
		    sig.n);
	else if (!valid)
		fault_add(r, SEAL_FAULT_SIGNATURE,
		    "the signature is not this key's over this text");
out:
	buf_free(&sig);
	return (rc);
}

static enum seal_form
form_of(const struct seal_input *in)
{
	bool key = in->public_key.p != NULL;
	bool domain = in->domain.p != NULL, cert = in->domain_cert.p != NULL;

	if (in->signature.p == NULL || in->text.p == NULL)
		return (SEAL_FORM_NONE);
	if (key && !domain && !cert)
		return (SEAL_FORM_ANONYMOUS);
	if (!key && domain && cert)
		return (SEAL_FORM_DOMAIN);
	return (SEAL_FORM_NONE);
}

static bool
as_standard(const struct seal_result *r)
{

	if (r->form == SEAL_FORM_DOMAIN)
		return (r->encoding == SEAL_ENCODING_DER);
	return (r->key == SEAL_KEY_P384 && r->encoding == SEAL_ENCODING_RAW);
}

int
seal_check(const struct seal_input *in, struct seal_result *out,
    struct error *e)
{
	EVP_PKEY *key = NULL;
	int rc = -1;

	memset(out, 0, sizeof(*out));
	ERR_clear_error();
	out->form = form_of(in);
	if (out->form == SEAL_FORM_NONE) {
		fault_add(out, SEAL_FAULT_FORM,
		    "the fields are those of no form, or of two");
		return (0);
	}
	if (!digest_label_ok(in->text))
		fault_add(out, SEAL_FAULT_TEXT,
		    "the text is not sha256: and 64 lower-case hex digits");
	if (out->form == SEAL_FORM_ANONYMOUS)
		rc = anonymous_key(in, out, &key, e);
	else
		rc = domain_key(in, out, &key, e);
	if (rc != 1)
		goto out;
	rc = 0;
	out->key = key_kind(key, &out->key_bits);
	if (ossl_nomem(e)) {
		rc = -1;
		goto out;
	}
	if (out->key == SEAL_KEY_OTHER) {
		out->signature = SEAL_UNSUPPORTED;
		fault_add(out, SEAL_FAULT_KEY_KIND, "a key of %d bits that is "
		    "none of P-256, P-384, RSA from 2048", out->key_bits);
		goto out;
	}
	rc = check_signature(in, out, key, e);
	out->standard = out->signature == SEAL_VALID && as_standard(out);
out:
	EVP_PKEY_free(key);
	return (rc);
}

void
seal_result_free(struct seal_result *r)
{

	if (r == NULL)
		return;
	free(r->subject);
	certs_free(r->chain);
	memset(r, 0, sizeof(*r));
}
