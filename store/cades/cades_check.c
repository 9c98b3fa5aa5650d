#include <string.h>

#include <openssl/err.h>

#include "store/base/time.h"
#include "store/cades/cades_internal.h"
#include "store/stamp/der.h"

/* The bytes that are signed: the attributes as a SET OF (RFC 5652 5.4). */
static void
put_signed(const struct cades_parts *p, struct buf *out)
{

	der_element(out, DER_SET, p->attributes);
}

/* Taken apart, put together again, compared: all that no signature covers. */
static int
check_form(struct span der, const struct cades_parts *p,
    struct cades_result *r, struct error *e)
{
	struct buf again = BUF_INIT(CADES_MAX + CADES_CONTENT_MAX);
	int rc;

	parts_write(p, &again);
	if (again.failed == ERR_LIMIT || !span_eq(buf_span(&again), der))
		fault_add(r, CADES_FAULT_CMS,
		    "not in the form in which we write it");
	rc = again.failed == ERR_NOMEM ? error_nomem(e) : 0;
	buf_free(&again);
	return (rc);
}

static int
check_content(const struct cades_input *in, const struct cades_parts *p,
    const struct signed_words *w, struct cades_result *r, struct error *e)
{
	struct span content = in->content.p != NULL ? in->content : p->content;
	bool outside = in->content.p != NULL || in->sha256 != NULL;
	uint8_t sum[DIGEST_LEN];

	if (outside == (p->content.p != NULL)) {
		fault_add(r, CADES_FAULT_CONTENT, p->content.p != NULL ?
		    "the content is inside, want it outside" :
		    "the content is not inside");
		return (0);
	}
	r->content = p->content;
	if (in->sha256 != NULL)
		memcpy(sum, in->sha256, sizeof(sum));
	else if (digest_of(content, sum, e) != 0)
		return (-1);
	r->digest = memcmp(sum, w->digest, sizeof(sum)) == 0 ? STAMP_YES :
	    STAMP_NO;
	if (r->digest == STAMP_NO)
		fault_add(r, CADES_FAULT_DIGEST,
		    "message-digest is that of other content");
	return (0);
}

/* Over the attributes, by the signer's key, in the one encoding it has. */
static int
verify(const struct cades_parts *p, EVP_PKEY *key, enum seal_key kind,
    struct cades_result *r, struct error *e)
{
	struct buf text = BUF_INIT(CADES_MAX);
	enum seal_encoding encoding;
	bool valid = false, low = true;
	int rc = -1;

	put_signed(p, &text);
	if (buf_ok(&text, e) != 0 || signature_check(key, kind,
	    buf_span(&text), p->value, &encoding, &valid, e) != 0)
		goto out;
	if (valid && encoding == SEAL_ENCODING_DER &&
	    signature_low(key, p->value, &low, e) != 0)
		goto out;
	rc = 0;
	r->signature = valid ? STAMP_YES : STAMP_NO;
	if (!valid)
		fault_add(r, CADES_FAULT_SIGNATURE,
		    "the signature does not hold");
	else if (!low || encoding == SEAL_ENCODING_RAW)
		fault_add(r, CADES_FAULT_SIGNATURE, "the signature is "
		    "in another form than its signer gave it");
out:
	buf_free(&text);
	return (rc);
}

static int
check_signature(const struct cades_parts *p, struct cades_result *r,
    struct error *e)
{
	EVP_PKEY *key;
	enum seal_key kind;
	int bits;

	key = X509_get0_pubkey(sk_X509_value(r->certs->stack, 0));
	kind = key_kind(key, &bits);
	if (ossl_nomem(e))
		return (-1);
	if (kind == SEAL_KEY_OTHER || kind == SEAL_KEY_NONE) {
		fault_add(r, CADES_FAULT_KEY, "a key of %d bits that is "
		    "none of P-256, P-384, RSA from 2048", bits);
		return (0);
	}
	if (!span_eq(p->algorithm, algorithm_of(kind))) {
		fault_add(r, CADES_FAULT_ALGORITHM, "the signature "
		    "algorithm is not that of the key with SHA-256");
		return (0);
	}
	return (verify(p, key, kind, r, e));
}

/* The time-stamp over the signature's value; ${*proven}: its time stands. */
static int
check_stamp(const struct cades_input *in, const struct cades_parts *p,
    struct cades_result *r, bool *proven, struct error *e)
{
	struct stamp_input s = { .response = p->token, .data = p->value,
	    .trust = in->stamp_trust, .now = in->now };

	*proven = false;
	r->at = in->now;
	if (p->token.p == NULL)
		return (0);
	r->stamped = true;
	if (stamp_check(&s, &r->stamp, e) != 0)
		return (-1);
	if (!stamp_holds(&r->stamp))
		return (0);
	if (r->signing_time != TIME_UNKNOWN &&
	    r->signing_time - r->stamp.gen_time > STAMP_CLOCK_SLACK)
		fault_add(r, CADES_FAULT_TIME,
		    "signing-time is %lld s behind the time-stamp",
		    (long long)((r->signing_time - r->stamp.gen_time) / 1000));
	if (r->stamp.trust.state == TRUST_OK) {
		*proven = true;
		r->at = r->stamp.gen_time;
	}
	return (0);
}

static int
check_lists(const struct cades_input *in, const struct cades_parts *p,
    bool proven, struct cades_result *r, struct error *e)
{
	struct crls inside = { .n = 0 }, more = { .n = 0 };
	struct buf set = BUF_INIT(CADES_MAX);
	int rc = -1;

	if (p->crls.p != NULL && crls_read_set(p->crls, &inside, r, e) != 0)
		goto out;
	r->crls = inside.n;
	if (in->crl.p != NULL && (crls_read_pem(in->crl, &more, e) != 0 ||
	    crls_write_set(&more, &set, e) != 0))
		goto out;
	if (in->crl.p != NULL)
		r->crl_same = p->crls.p != NULL && span_eq(p->crls,
		    buf_span(&set)) ? STAMP_YES : STAMP_NO;
	if (crls_of_chain(&inside, r->certs, r, e) == 0)
		rc = crls_judge(&inside, &more, proven, r, e);
out:
	crls_free(&inside);
	crls_free(&more);
	buf_free(&set);
	return (rc);
}

/* What the certificates are needed for. */
static int
check_signer(const struct cades_input *in, const struct cades_parts *p,
    bool proven, struct cades_result *r, struct error *e)
{

	if (check_signature(p, r, e) != 0 ||
	    check_lists(in, p, proven, r, e) != 0)
		return (-1);
	if (in->trust == NULL)
		return (0);
	return (trust_judge(in->trust, r->certs, NULL, TRUST_SEAL, r->at,
	    &r->trust, e));
}

int
cades_check(const struct cades_input *in, struct cades_result *out,
    struct error *e)
{
	struct cades_parts p;
	struct signed_words w;
	bool proven;
	int got;

	memset(out, 0, sizeof(*out));
	out->signing_time = out->at = TIME_UNKNOWN;
	out->crl_time = out->revoked_at = TIME_UNKNOWN;
	ERR_clear_error();
	if (in->der.n > CADES_MAX + CADES_CONTENT_MAX) {
		fault_add(out, CADES_FAULT_DER, "%zu bytes", in->der.n);
		return (0);
	}
	if (!parts_read(in->der, &p, out))
		return (0);
	if ((got = words_read(p.attributes, &w, out, e)) != 1)
		return (got);
	out->signing_time = w.time;
	out->commitment = w.commitment;
	if (check_form(in->der, &p, out, e) != 0 ||
	    check_content(in, &p, &w, out, e) != 0 ||
	    check_stamp(in, &p, out, &proven, e) != 0 ||
	    chain_read(&p, &w, out, e) != 0)
		return (-1);
	if (out->certs != NULL && check_signer(in, &p, proven, out, e) != 0)
		return (-1);
	out->state = CADES_READ;
	return (0);
}

bool
cades_holds(const struct cades_result *r)
{

	return (r->state == CADES_READ && r->digest == STAMP_YES &&
	    r->signature == STAMP_YES && r->faults_n == 0 &&
	    (!r->stamped || stamp_holds(&r->stamp)));
}

int
cades_value(struct span der, struct buf *value, struct error *e)
{
	struct cades_result r = { .faults_n = 0 };
	struct cades_parts p;

	if (!parts_read(der, &p, &r))
		return (error_set(e, ERR_SYNTAX, "%s", r.faults[0].detail));
	buf_putspan(value, p.value);
	return (buf_ok(value, e));
}

void
cades_result_free(struct cades_result *r)
{

	if (r == NULL)
		return;
	stamp_result_free(&r->stamp);
	cert_info_free(&r->signer);
	certs_free(r->certs);
	memset(r, 0, sizeof(*r));
}
