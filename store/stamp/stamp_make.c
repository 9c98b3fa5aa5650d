#include <string.h>

#include <openssl/err.h>
#include <openssl/ts.h>

#include "store/base/random.h"
#include "store/stamp/der.h"
#include "store/stamp/stamp_internal.h"

static int
imprint_nid(size_t n)
{

	switch (n) {
	case 32:
		return (NID_sha256);
	case 48:
		return (NID_sha384);
	case 64:
		return (NID_sha512);
	default:
		return (NID_undef);
	}
}

/* Fill ${q}; false when OpenSSL refuses. */
static bool
fill(TS_REQ *q, struct stamp_request *out)
{
	TS_MSG_IMPRINT *imprint = TS_MSG_IMPRINT_new();
	X509_ALGOR *algorithm = X509_ALGOR_new();
	ASN1_INTEGER *nonce = NULL;
	BIGNUM *n = BN_bin2bn(out->nonce, STAMP_NONCE, NULL);
	bool ok;

	/* Each of these copies what it is given. */
	ok = imprint != NULL && algorithm != NULL && n != NULL &&
	    (nonce = BN_to_ASN1_INTEGER(n, NULL)) != NULL &&
	    X509_ALGOR_set0(algorithm, OBJ_nid2obj(imprint_nid(
	    out->imprint_n)), V_ASN1_NULL, NULL) == 1 &&
	    TS_MSG_IMPRINT_set_algo(imprint, algorithm) == 1 &&
	    TS_MSG_IMPRINT_set_msg(imprint, out->imprint,
	    (int)out->imprint_n) == 1 &&
	    TS_REQ_set_version(q, 1) == 1 &&
	    TS_REQ_set_msg_imprint(q, imprint) == 1 &&
	    TS_REQ_set_nonce(q, nonce) == 1 && TS_REQ_set_cert_req(q, 1) == 1;
	BN_free(n);
	ASN1_INTEGER_free(nonce);
	X509_ALGOR_free(algorithm);
	TS_MSG_IMPRINT_free(imprint);
	return (ok);
}

int
stamp_request_digest(struct span digest, struct stamp_request *out,
    struct error *e)
{
	TS_REQ *q = NULL;
	unsigned char *der = NULL;
	int n, rc = -1;

	ERR_clear_error();
	buf_reset(&out->der);
	if (imprint_nid(digest.n) == NID_undef)
		return (error_set(e, ERR_INPUT, "a digest of %zu bytes",
		    digest.n));
	memcpy(out->imprint, digest.p, digest.n);
	out->imprint_n = digest.n;
	if (random_bytes(out->nonce, sizeof(out->nonce), e) != 0)
		return (-1);
	if ((q = TS_REQ_new()) == NULL || !fill(q, out) ||
	    (n = i2d_TS_REQ(q, &der)) <= 0) {
		(void)error_crypto(e, "cannot make a time-stamp request");
		goto out;
	}
	buf_put(&out->der, der, (size_t)n);
	rc = ossl_nomem(e) ? -1 : buf_ok(&out->der, e);
out:
	OPENSSL_free(der);
	TS_REQ_free(q);
	return (rc);
}

int
stamp_request_make(struct span data, struct stamp_request *out,
    struct error *e)
{
	uint8_t sum[DIGEST_LEN];

	if (digest_of(data, sum, e) != 0)
		return (-1);
	return (stamp_request_digest((struct span){ sum, sizeof(sum) }, out,
	    e));
}

void
stamp_request_free(struct stamp_request *r)
{

	if (r != NULL)
		buf_free(&r->der);
}

/* Why an answer is not taken, or NULL when it is. */
static const char *
refusal(const struct stamp_result *r)
{

	if (r->state == STAMP_REJECTED && r->faults_n == 0)
		return (r->status_text == NULL ? "the authority refuses" :
		    r->status_text);
	if (r->faults_n > 0)
		return (r->faults[0].detail);
	if (r->state != STAMP_GRANTED)
		return ("the answer is malformed");
	if (r->signer_state == STAMP_SIGNER_NO_CERT)
		return ("the authority's certificate is not in the token");
	if (r->signer_state != STAMP_SIGNER_FOUND)
		return ("signed with a key or digest that is not supported");
	if (r->nonce_match != STAMP_YES || !stamp_holds(r))
		return ("the token does not hold");
	if (r->trust.state == TRUST_EXPIRED || r->trust.state == TRUST_BAD)
		return (r->trust.detail);
	return (NULL);
}

/* Around the token nothing but "granted": see stamp_plain(). */
static int
write_plain(struct buf *response, struct span token, struct error *e)
{
	struct buf made = BUF_INIT(TOKEN_MAX);

	buf_put(&made, response_granted, RESPONSE_GRANTED);
	buf_putspan(&made, token);
	der_wrap(&made, 0, DER_SEQUENCE);
	if (buf_ok(&made, e) != 0) {
		buf_free(&made);
		return (-1);
	}
	buf_free(response);
	*response = made;
	return (0);
}

int
stamp_accept(const struct stamp_request *request, struct buf *response,
    const struct trust *trust, int64_t now, struct stamp_result *out,
    struct error *e)
{
	struct stamp_input in = { .response = buf_span(response),
	    .trust = trust, .now = now };
	const char *why;

	in.digest = (struct span){ request->imprint, request->imprint_n };
	in.nonce = (struct span){ request->nonce, sizeof(request->nonce) };
	if (stamp_check(&in, out, e) != 0)
		return (-1);
	/* An answer to a request is a response, never a bare token. */
	why = out->bare ? "a token without a response" : refusal(out);
	if (why == NULL && write_plain(response, out->token, e) != 0)
		return (-1);
	/* It went with the bytes that it was in. */
	out->token = (struct span){ NULL, 0 };
	if (why == NULL)
		return (0);
	return (error_set(e, ERR_TSA, "%s%s%.300s", out->faults_n > 0 ?
	    stamp_faults[out->faults[0].code].name : stamp_state_name(
	    out->state), ": ", why));
}
