#include <string.h>

#include "store/base/codec.h"
#include "store/base/limits.h"
#include "verify/token.h"

/*
 * The time-stamps of the seal (RFC 3161; wacz-auth 0.1.0 section 3): one
 * inside signedData, any number beside the file.  Each is over the base64
 * text of the signature.
 */
#define INSIDE	MANIFEST_DIGEST_NAME "#timeSignature"

static int
judge_inside(struct work *w, const struct certs *extra, struct error *e)
{
	const struct manifest_signed *s = &w->d->seal;
	struct buf der = BUF_INIT(TOKEN_MAX);
	struct error why = ERROR_INIT;
	struct token_input in;
	int rc = -1;

	if (codec_unbase64(&der, span_of(s->time_signature), &why) != 0) {
		if (why.code != ERR_SYNTAX && why.code != ERR_LIMIT) {
			rc = error_set(e, why.code, "%s", why.text);
			goto out;
		}
		finding_add(&w->r->findings, CHECK_STAMP_TOKEN, FINDING_FAIL,
		    INSIDE, -1, "no base64 of a time-stamp: %s", why.text);
		rc = 0;
		goto out;
	}
	in = (struct token_input){ .subject = INSIDE, .der = buf_span(&der),
	    .data = span_of(s->signature), .extra = extra, .inside = true };
	if (w->ours) {
		in.extra = NULL;
		in.pem = s->timestamp_cert;
	}
	rc = token_judge(w, &in, e);
out:
	buf_free(&der);
	return (rc);
}

/* timestampCert: certificates that the token may lack. */
static int
read_extra(struct work *w, struct certs **extra, struct error *e)
{
	struct error why = ERROR_INIT;

	*extra = NULL;
	if (w->d->seal.timestamp_cert == NULL ||
	    certs_read_pem(span_of(w->d->seal.timestamp_cert), extra,
	    &why) == 0)
		return (0);
	if (why.code == ERR_NOMEM || why.code == ERR_CRYPTO)
		return (error_set(e, why.code, "%s", why.text));
	finding_add(&w->r->findings, CHECK_STAMP_TOKEN, FINDING_FAIL,
	    MANIFEST_DIGEST_NAME "#timestampCert", -1, "no certificates: %s",
	    why.text);
	return (0);
}

int
check_stamp(struct work *w, struct error *e)
{
	struct findings *fs = &w->r->findings;
	struct certs *extra = NULL;
	size_t n = 0;
	int rc = -1;

	if (w->d == NULL || w->d->seal.signature == NULL) {
		finding_add(fs, CHECK_STAMP_TOKEN, FINDING_UNCHECKED, NULL, -1,
		    "no seal that a time-stamp could be of");
		return (0);
	}
	if (read_extra(w, &extra, e) != 0)
		goto out;
	if (w->d->seal.time_signature != NULL &&
	    judge_inside(w, extra, e) != 0)
		goto out;
	if (token_later(w, span_of(w->d->seal.signature), extra, &n, e) != 0)
		goto out;
	if (w->d->seal.time_signature == NULL && n == 0)
		finding_add(fs, CHECK_STAMP_TOKEN, FINDING_UNCHECKED, NULL, -1,
		    w->ours && w->m->stamp == MANIFEST_STAMP_REQUESTED ?
		    "asked for when sealing, but there is none yet" :
		    "no time-stamp");
	rc = 0;
out:
	certs_free(extra);
	return (rc);
}
