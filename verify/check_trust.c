#include <stdio.h>
#include <string.h>

#include "store/base/time.h"
#include "verify/work.h"

/*
 * Whom the seal belongs to (RFC 5280 section 6): its certificate leads to an
 * anchor of the reader's, as of the time-stamp.  Without a time-stamp it is
 * judged as of now, and the date stays open.
 */
static void
add_verdict(struct work *w, const struct trust_verdict *v, bool before)
{
	struct findings *fs = &w->r->findings;
	enum finding_level level = FINDING_WARN;
	char at[TIME_TEXT];

	if (v->state == TRUST_OK) {
		finding_add(fs, CHECK_SEAL_TRUST, FINDING_PASS, NULL, -1,
		    "anchor %s (%s), as of %s", v->anchor_subject,
		    v->anchor_source, time_text(v->at, at));
		return;
	}
	/* Sealed before there was the certificate: that cannot be. */
	if (v->state == TRUST_BAD || before)
		level = FINDING_FAIL;
	finding_add(fs, CHECK_SEAL_TRUST, level, MANIFEST_DIGEST_NAME
	    "#domainCert", -1, "%s as of %s%s%s", trust_state_name(v->state),
	    time_text(v->at, at), v->detail[0] != '\0' ? ": " : "",
	    before ? "the certificate begins only later" : v->detail);
}

static int
begins_after(const struct certs *chain, int64_t at, bool *yes,
    struct error *e)
{
	struct cert_info info;
	int rc;

	memset(&info, 0, sizeof(info));
	*yes = false;
	if ((rc = certs_info(chain, 0, &info, e)) == 0) {
		*yes = info.not_before > at;
		cert_info_free(&info);
	}
	return (rc);
}

static int
judge(struct work *w, const struct certs *extra, struct error *e)
{
	struct trust_verdict v;
	struct verify_signer *s = &w->r->signer;
	int64_t at = w->stamped != TIME_UNKNOWN ? w->stamped : w->p->now;
	bool before;

	memset(&v, 0, sizeof(v));
	if (begins_after(w->seal.chain, at, &before, e) != 0 ||
	    trust_judge(w->p->signers, w->seal.chain, extra, TRUST_SEAL, at,
	    &v, e) != 0)
		return (-1);
	/* Judged as of now, an early moment is the reader's choice. */
	add_verdict(w, &v, before && w->stamped != TIME_UNKNOWN);
	s->trusted = v.state == TRUST_OK;
	if (s->trusted) {
		(void)snprintf(s->anchor, sizeof(s->anchor), "%s",
		    v.anchor_source);
		s->own = strcmp(v.anchor_source, POLICY_OWN) == 0;
	}
	return (0);
}

int
check_trust(struct work *w, struct error *e)
{
	struct error why = ERROR_INIT;
	struct certs *cross = NULL;
	const char *pem;
	int rc;

	if (w->seal.form == SEAL_FORM_ANONYMOUS) {
		finding_add(&w->r->findings, CHECK_SEAL_TRUST, FINDING_WARN,
		    MANIFEST_DIGEST_NAME, -1,
		    "an anonymous key: nobody vouches for whose it is");
		return (0);
	}
	if (w->seal.chain == NULL) {
		finding_add(&w->r->findings, CHECK_SEAL_TRUST,
		    FINDING_UNCHECKED, NULL, -1, "no certificate of a signer");
		return (0);
	}
	pem = w->d->seal.cross_signed_cert;
	if (pem != NULL && certs_read_pem(span_of(pem), &cross, &why) != 0) {
		if (why.code == ERR_NOMEM || why.code == ERR_CRYPTO)
			return (error_set(e, why.code, "%s", why.text));
		finding_add(&w->r->findings, CHECK_SEAL_TRUST, FINDING_WARN,
		    MANIFEST_DIGEST_NAME "#crossSignedCert", -1,
		    "no certificates: %s", why.text);
	}
	rc = judge(w, cross, e);
	certs_free(cross);
	return (rc);
}
