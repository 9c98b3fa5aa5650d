#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/time.h"
#include "store/cades/cades.h"
#include "verify/bundle.h"
#include "verify/token.h"

/*
 * The organization's signature and that of the operator who made it
 * (EN 319 122-1), with time-stamps and lists of revoked certificates.
 */
#define SIGNATURES	2
#define AHEAD_MS	(INT64_C(60) * 1000)	/* clocks that differ */
#define BEHIND_MS	(INT64_C(600) * 1000)	/* as for an exhibit */

static void
add_faults(struct work *w, const char *subject, const struct cades_result *r)
{
	struct findings *fs = &w->r->findings;
	size_t i;

	for (i = 0; i < r->faults_n; i++)
		finding_add(fs, CHECK_DOSSIER_SIGNATURES, FINDING_FAIL,
		    subject, -1, "%s: %s (%s)",
		    cades_faults[r->faults[i].code].name, r->faults[i].detail,
		    cades_faults[r->faults[i].code].standard);
	if (r->faults_n == 0 && (r->state != CADES_READ ||
	    r->digest != STAMP_YES || r->signature != STAMP_YES))
		finding_add(fs, CHECK_DOSSIER_SIGNATURES, FINDING_FAIL,
		    subject, -1, "it does not hold");
	else if (r->faults_n == 0)
		finding_add(fs, CHECK_DOSSIER_SIGNATURES, FINDING_PASS,
		    subject, -1, "signed by %s", r->signer.subject);
}

static void
add_trust(struct work *w, const char *subject, const struct cades_result *r)
{
	struct findings *fs = &w->r->findings;
	char at[TIME_TEXT];

	(void)time_text(r->at, at);
	if (r->trust.state == TRUST_OK)
		finding_add(fs, CHECK_SEAL_TRUST, FINDING_PASS, subject, -1,
		    "anchor %s (%s), as of %s", r->trust.anchor_subject,
		    r->trust.anchor_source, at);
	else if (r->trust.state == TRUST_UNCHECKED)
		finding_add(fs, CHECK_SEAL_TRUST, FINDING_UNCHECKED, subject,
		    -1, "its signer could not be judged");
	else
		finding_add(fs, CHECK_SEAL_TRUST,
		    r->trust.state == TRUST_BAD ? FINDING_FAIL : FINDING_WARN,
		    subject, -1, "%s as of %s%s%s",
		    trust_state_name(r->trust.state), at,
		    r->trust.detail[0] != '\0' ? ": " : "", r->trust.detail);
}

/* The root at the end of its chain; "" where there is none. */
static int
root_of(const struct cades_result *r, char root[static CERT_FINGERPRINT],
    struct error *e)
{
	struct cert_info info;
	size_t n = certs_count(r->certs);

	root[0] = '\0';
	if (n == 0)
		return (0);
	memset(&info, 0, sizeof(info));
	if (certs_info(r->certs, n - 1, &info, e) != 0)
		return (-1);
	memcpy(root, info.fingerprint, CERT_FINGERPRINT);
	cert_info_free(&info);
	return (0);
}

/*
 * Nobody signs for the list inside a signature; the one in people/ is signed
 * for, and they are the same.
 */
static void
add_revocation(struct work *w, const char *subject,
    const struct cades_result *r, bool listed)
{
	struct findings *fs = &w->r->findings;
	char t[TIME_TEXT];

	if (r->revocation == CADES_REVOCATION_REVOKED)
		finding_add(fs, CHECK_DOSSIER_REVOCATION, FINDING_FAIL,
		    subject, -1, "the signer's certificate was revoked on %s",
		    r->revoked_at != TIME_UNKNOWN ?
		    time_text(r->revoked_at, t) : "a day not told");
	else if (listed && r->crl_same != STAMP_YES)
		finding_add(fs, CHECK_DOSSIER_REVOCATION, FINDING_FAIL,
		    subject, -1, "the list of revoked certificates in it is "
		    "not that of the dossier");
	else if (!listed && r->crls > 0)
		finding_add(fs, CHECK_DOSSIER_REVOCATION, FINDING_FAIL,
		    subject, -1, "a list of revoked certificates that the "
		    "dossier does not have");
	else if (r->revocation == CADES_REVOCATION_UNKNOWN)
		finding_add(fs, CHECK_DOSSIER_REVOCATION, FINDING_WARN,
		    subject, -1, "no list that was in force when it was "
		    "signed says whether the signer's certificate was "
		    "revoked");
	else
		finding_add(fs, CHECK_DOSSIER_REVOCATION, FINDING_PASS,
		    subject, -1, "%s, by a list of %s",
		    cades_revocation_name(r->revocation),
		    r->crl_time != TIME_UNKNOWN ? time_text(r->crl_time, t) :
		    "an unknown day");
}

static int
add_stamp(struct work *w, struct bundle *b, const char *subject,
    const struct cades_result *r, struct error *e)
{

	if (!r->stamped) {
		finding_add(&w->r->findings, CHECK_STAMP_TOKEN,
		    FINDING_UNCHECKED, subject, -1, "no time-stamp");
		b->established = false;
		return (0);
	}
	token_tell(w, subject, &r->stamp);
	if (!stamp_holds(&r->stamp) || r->stamp.trust.state != TRUST_OK)
		b->established = false;
	if (b->d != NULL && stamp_holds(&r->stamp) &&
	    b->d->created > r->stamp.gen_time + AHEAD_MS)
		finding_add(&w->r->findings, CHECK_STAMP_WINDOW, FINDING_FAIL,
		    subject, -1, "made %lld s after its time-stamp",
		    (long long)((b->d->created - r->stamp.gen_time) / 1000));
	if (stamp_holds(&r->stamp) &&
	    r->signing_time < r->stamp.gen_time - BEHIND_MS)
		finding_add(&w->r->findings, CHECK_STAMP_WINDOW, FINDING_WARN,
		    subject, -1, "signed, as it says, %lld s before its "
		    "time-stamp", (long long)((r->stamp.gen_time -
		    r->signing_time) / 1000));
	return (stamp_holds(&r->stamp) ? token_time(w, &r->stamp,
	    r->stamp.trust.state == TRUST_OK, e) : 0);
}

static int
take_signer(struct work *w, const struct cades_result *r, struct error *e)
{
	struct verify_signer *s = &w->r->signer;

	s->form = SIGNER_CMS;
	if (r->signer.subject != NULL &&
	    (s->subject = strdup(r->signer.subject)) == NULL)
		return (error_nomem(e));
	memcpy(s->fingerprint, r->signer.fingerprint,
	    sizeof(s->fingerprint));
	s->trusted = cades_holds(r) && r->trust.state == TRUST_OK &&
	    r->revocation != CADES_REVOCATION_REVOKED;
	if (s->trusted) {
		(void)snprintf(s->anchor, sizeof(s->anchor), "%s",
		    r->trust.anchor_source);
		s->own = strcmp(r->trust.anchor_source, POLICY_OWN) == 0;
	}
	return (0);
}

/* The list of the root that the signature's own chain ends in. */
static int
read_list(struct bundle *b, const struct cades_result *r, struct buf *crl,
    bool *there, struct error *e)
{
	char root[CERT_FINGERPRINT], name[96];

	*there = false;
	if (root_of(r, root, e) != 0)
		return (-1);
	(void)snprintf(name, sizeof(name), "people/%s.crl", root);
	return (root[0] == '\0' ? 0 : bundle_read(b, name, crl, there, e));
}

/*
 * Twice: the chain tells whose list to look for.  A list that is broken is
 * the dossier's fault.
 */
static int
check_both(struct work *w, struct bundle *b, const char *subject,
    struct cades_input *in, struct cades_result *r, struct buf *crl,
    bool *listed, struct error *e)
{
	struct error why = ERROR_INIT;

	if (cades_check(in, r, e) != 0 ||
	    read_list(b, r, crl, listed, e) != 0)
		return (-1);
	if (!*listed)
		return (0);
	cades_result_free(r);
	in->crl = buf_span(crl);
	if (cades_check(in, r, &why) == 0)
		return (0);
	if (why.code != ERR_SYNTAX)
		return (error_set(e, why.code, "%s", why.text));
	finding_add(&w->r->findings, CHECK_DOSSIER_REVOCATION, FINDING_FAIL,
	    subject, -1, "the dossier's list of revoked certificates: %s",
	    why.text);
	in->crl = (struct span){ NULL, 0 };
	*listed = false;
	cades_result_free(r);
	return (cades_check(in, r, e));
}

/* Who signs has in the certificate the name that dossier.json gives. */
static void
same_person(struct work *w, struct bundle *b, const char *subject,
    const struct cert_info *who)
{
	const struct event_who *by = &b->d->by;

	if (strcmp(who->fingerprint, b->seal) == 0)
		return;		/* a store without operators */
	if ((by->name != NULL && who->name != NULL &&
	    strcmp(by->name, who->name) != 0) ||
	    (by->organization != NULL && who->organization != NULL &&
	    strcmp(by->organization, who->organization) != 0))
		finding_add(&w->r->findings, CHECK_DOSSIER_SIGNATURES,
		    FINDING_FAIL, subject, -1, "the certificate is of %.200s, "
		    "%s names another", who->subject, DOSSIER_JSON);
}

static int
check_one(struct work *w, struct bundle *b, size_t i, struct error *e)
{
	const struct asic_signature *s = asic_signature(b->asic, i);
	struct cades_input in = { .der = s->p7s, .sha256 = s->sha256,
	    .trust = w->p->signers, .now = w->p->now };
	struct buf crl = BUF_INIT(PEM_MAX);
	struct cades_result r;
	bool listed = false;
	int rc = -1;

	memset(&r, 0, sizeof(r));
	if (policy_tsas(w->p, &in.stamp_trust, e) != 0 ||
	    check_both(w, b, s->p7s_name, &in, &r, &crl, &listed, e) != 0)
		goto out;
	add_faults(w, s->p7s_name, &r);
	if (!cades_holds(&r)) {
		b->established = false;
		if (r.state != CADES_READ) {
			rc = 0;
			goto out;
		}
	}
	add_trust(w, s->p7s_name, &r);
	add_revocation(w, s->p7s_name, &r, listed);
	b->unlisted[i] = r.revocation == CADES_REVOCATION_UNKNOWN;
	if (r.trust.state != TRUST_OK)
		b->established = false;
	if (add_stamp(w, b, s->p7s_name, &r, e) != 0 ||
	    (i == 0 && take_signer(w, &r, e) != 0) ||
	    root_of(&r, i == 0 ? b->seal_root : b->person_root, e) != 0)
		goto out;
	memcpy(i == 0 ? b->seal : b->person, r.signer.fingerprint,
	    CERT_FINGERPRINT);
	if (i == 1)
		same_person(w, b, s->p7s_name, &r.signer);
	rc = 0;
out:
	cades_result_free(&r);
	buf_free(&crl);
	return (rc);
}

int
bundle_signatures(struct work *w, struct bundle *b, struct error *e)
{
	struct findings *fs = &w->r->findings;
	size_t i, n = asic_signature_count(b->asic);

	if (n != SIGNATURES)
		finding_add(fs, CHECK_DOSSIER_SIGNATURES, FINDING_FAIL, NULL,
		    -1, "%zu signatures, want that of the organization and "
		    "that of the operator", n);
	for (i = 0; i < n && i < SIGNATURES; i++)
		if (check_one(w, b, i, e) != 0)
			return (-1);
	/* The organization's root has a list: without it a certificate that
	 * was revoked would do.  A seal by another authority may have none. */
	if (b->unlisted[1] || (b->unlisted[0] &&
	    strcmp(b->seal_root, b->person_root) == 0))
		b->established = false;
	if (b->person[0] != '\0' && strcmp(b->person, b->d->by.key) != 0)
		finding_add(fs, CHECK_DOSSIER_SIGNATURES, FINDING_FAIL,
		    asic_signature(b->asic, 1)->p7s_name, -1, "not by the "
		    "operator that %s names", DOSSIER_JSON);
	return (0);
}
