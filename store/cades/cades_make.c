#include <stdlib.h>
#include <string.h>

#include <openssl/err.h>

#include "store/base/time.h"
#include "store/cades/cades_internal.h"
#include "store/seal/identity.h"
#include "store/stamp/der.h"

/* What is written before it is put together. */
struct draft {
	struct buf certs;
	struct buf crls;
	struct buf signer;
	struct buf attributes;
	struct buf value;
};

static void
draft_free(struct draft *d)
{

	buf_free(&d->certs);
	buf_free(&d->crls);
	buf_free(&d->signer);
	buf_free(&d->attributes);
	buf_free(&d->value);
}

static int
compare(const void *a, const void *b)
{

	return (der_order(*(const struct span *)a, *(const struct span *)b));
}

/* The chain as a SET OF, and its digests, in order, into ${w}. */
static int
write_certs(const struct certs *c, struct draft *d, struct signed_words *w,
    struct error *e)
{
	struct span s[CADES_CERTS_MAX];
	unsigned char *der[CADES_CERTS_MAX] = { NULL };
	int i, n, size, path, rc = -1;

	n = sk_X509_num(c->stack);
	if (n > CADES_CERTS_MAX)
		return (error_set(e, ERR_INPUT, "a chain of %d certificates",
		    n));
	if ((path = ossl_is_path(c, e)) < 0)
		return (-1);
	if (path == 0)
		return (error_set(e, ERR_INPUT, "the certificates are not a "
		    "path from the signer on"));
	for (i = 0; i < n; i++) {
		size = i2d_X509(sk_X509_value(c->stack, i), &der[i]);
		if (size <= 0) {
			(void)error_crypto(e, "cannot write a certificate");
			goto out;
		}
		s[i] = (struct span){ der[i], (size_t)size };
		if (digest_of(s[i], w->certs[i], e) != 0)
			goto out;
	}
	w->certs_n = (size_t)n;
	qsort(s, w->certs_n, sizeof(s[0]), compare);
	for (i = 0; i < n; i++)
		buf_putspan(&d->certs, s[i]);
	rc = buf_ok(&d->certs, e);
out:
	for (i = 0; i < n; i++)
		OPENSSL_free(der[i]);
	return (rc);
}

static int
write_crls(const struct cades_make *m, struct draft *d, struct error *e)
{
	struct cades_result r = { .crl_time = TIME_UNKNOWN };
	struct crls c = { .n = 0 };
	int rc = -1;

	if (m->crl.p == NULL)
		return (0);
	if (crls_read_pem(m->crl, &c, e) != 0 ||
	    crls_of_chain(&c, sealer_chain(m->sealer), &r, e) != 0)
		goto out;
	if (r.faults_n > 0)
		(void)error_set(e, ERR_INPUT, "%s", r.faults[0].detail);
	else
		rc = crls_write_set(&c, &d->crls, e);
out:
	crls_free(&c);
	return (rc);
}

static int
write_signed(const struct cades_make *m, struct draft *d,
    struct signed_words *w, struct error *e)
{
	struct buf text = BUF_INIT(CADES_MAX);
	int rc = -1;

	w->time = m->now;
	w->commitment = m->commitment;
	if (m->sha256 != NULL)
		memcpy(w->digest, m->sha256, sizeof(w->digest));
	else if (digest_of(m->content, w->digest, e) != 0)
		return (-1);
	if (!words_write(w, &d->attributes))
		return (error_set(e, ERR_INPUT,
		    "a time that UTCTime cannot say"));
	der_element(&text, DER_SET, buf_span(&d->attributes));
	if (buf_ok(&d->attributes, e) == 0 && buf_ok(&text, e) == 0)
		rc = sealer_sign_bytes(m->sealer, buf_span(&text), &d->value,
		    e);
	buf_free(&text);
	return (rc);
}

/* Never hand out what would not be taken. */
static int
check_again(const struct cades_make *m, struct span der, struct error *e)
{
	struct cades_input in = { .der = der, .now = m->now };
	struct cades_result r;
	int rc = -1;

	if (m->sha256 != NULL)
		in.sha256 = m->sha256;
	else if (!m->attached)
		in.content = m->content;
	if (cades_check(&in, &r, e) == 0) {
		if (cades_holds(&r))
			rc = 0;
		else
			(void)error_set(e, ERR_CRYPTO, "a signature just made "
			    "does not check out: %s", r.faults_n > 0 ?
			    r.faults[0].detail : "");
	}
	cades_result_free(&r);
	return (rc);
}

static int
put_together(const struct cades_make *m, const struct draft *d,
    struct buf *der, struct error *e)
{
	const struct certs *chain = sealer_chain(m->sealer);
	struct buf made = BUF_INIT(CADES_MAX + CADES_CONTENT_MAX);
	struct cades_parts p = { .certs = buf_span(&d->certs),
	    .signer = buf_span(&d->signer),
	    .attributes = buf_span(&d->attributes),
	    .value = buf_span(&d->value) };
	int bits, rc = -1;

	if (m->crl.p != NULL)
		p.crls = buf_span(&d->crls);
	if (m->attached)
		p.content = m->content;
	p.algorithm = algorithm_of(key_kind(X509_get0_pubkey(
	    sk_X509_value(chain->stack, 0)), &bits));
	parts_write(&p, &made);
	if (buf_ok(&made, e) == 0 && check_again(m, buf_span(&made), e) == 0) {
		buf_putspan(der, buf_span(&made));
		rc = buf_ok(der, e);
	}
	buf_free(&made);
	return (rc);
}

int
cades_make(const struct cades_make *m, struct buf *der, struct error *e)
{
	struct draft d = { BUF_INIT(CADES_MAX), BUF_INIT(CADES_MAX),
	    BUF_INIT(CADES_MAX), BUF_INIT(CADES_MAX), BUF_INIT(CADES_MAX) };
	const struct certs *chain = sealer_chain(m->sealer);
	struct signed_words w;
	int rc = -1;

	memset(&w, 0, sizeof(w));
	ERR_clear_error();
	if (m->attached && m->sha256 != NULL)
		return (error_set(e, ERR_INPUT, "no content to be put in"));
	if (m->attached && m->content.n > CADES_CONTENT_MAX)
		return (error_set(e, ERR_LIMIT, "content of more than %zu "
		    "bytes", CADES_CONTENT_MAX));
	if (write_certs(chain, &d, &w, e) == 0 && write_crls(m, &d, e) == 0 &&
	    signer_write(sk_X509_value(chain->stack, 0), &d.signer, e) == 0 &&
	    write_signed(m, &d, &w, e) == 0)
		rc = put_together(m, &d, der, e);
	draft_free(&d);
	return (rc);
}

/* That the response is a time-stamp of ${value}; its token. */
static int
take_token(struct span response, struct span value, struct span *token,
    struct error *e)
{
	struct stamp_input in = { .response = response, .data = value,
	    .now = TIME_UNKNOWN };
	struct stamp_result r;
	int rc = -1;

	if (stamp_check(&in, &r, e) == 0) {
		*token = r.token;
		if (stamp_holds(&r))
			rc = 0;
		else
			(void)error_set(e, ERR_INPUT, "no time-stamp of this "
			    "signature: %s", r.faults_n > 0 ?
			    r.faults[0].detail : stamp_state_name(r.state));
	}
	stamp_result_free(&r);
	return (rc);
}

int
cades_stamp(struct buf *der, struct span response, struct error *e)
{
	struct buf made = BUF_INIT(der->max);
	struct cades_result r = { .faults_n = 0 };
	struct cades_parts p;
	int rc = -1;

	if (!parts_read(buf_span(der), &p, &r))
		return (error_set(e, ERR_SYNTAX, "%s", r.faults[0].detail));
	if (p.token.p != NULL)
		return (error_set(e, ERR_INPUT, "it has a time-stamp"));
	if (take_token(response, p.value, &p.token, e) != 0)
		return (-1);
	parts_write(&p, &made);
	if ((rc = buf_ok(&made, e)) == 0) {
		buf_free(der);
		*der = made;
	} else
		buf_free(&made);
	return (rc);
}
