#include <string.h>

#include "store/base/time.h"
#include "verify/work.h"

/*
 * The seal (wacz-auth 0.1.0 section 3), apart from whom it belongs to and
 * when it was made: signedData is about this package, its dates are the
 * package's, and the signature holds.
 */
static void
fail(struct work *w, enum check c, const char *text)
{

	finding_add(&w->r->findings, c, FINDING_FAIL, MANIFEST_DIGEST_NAME, -1,
	    "%s", text);
}

static void
check_fields(struct work *w, const struct manifest_signed *s)
{
	struct findings *fs = &w->r->findings;

	if (s->hash == NULL)
		fail(w, CHECK_SEAL_FORMAT, "signedData has no hash");
	if (s->created == NULL)
		fail(w, CHECK_SEAL_FORMAT, "signedData has no created");
	if (s->signature == NULL)
		fail(w, CHECK_SEAL_FORMAT, "signedData has no signature");
	if (s->version == NULL)
		finding_add(fs, CHECK_SEAL_FORMAT,
		    w->ours ? FINDING_FAIL : FINDING_WARN,
		    MANIFEST_DIGEST_NAME, -1, "signedData has no version");
	else if (strcmp(s->version, "0.1.0") != 0)
		finding_add(fs, CHECK_SEAL_FORMAT,
		    w->ours ? FINDING_FAIL : FINDING_WARN,
		    MANIFEST_DIGEST_NAME, -1,
		    "version of signedData is %.40s, want 0.1.0", s->version);
	if (s->software == NULL)
		finding_add(fs, CHECK_SEAL_FORMAT,
		    w->ours ? FINDING_FAIL : FINDING_WARN,
		    MANIFEST_DIGEST_NAME, -1, "signedData has no software");
	else if (w->ours && (w->m->software == NULL ||
	    strcmp(s->software, w->m->software) != 0))
		fail(w, CHECK_SEAL_FORMAT, "software of signedData is not the "
		    "manifest's");
}

/*
 * A certificate's seal without a time-stamp proves no date.  Our own packages
 * say in their signed manifest that one was asked for or left out on purpose;
 * in any other the standard wants it.
 */
static void
check_stamp_there(struct work *w, const struct manifest_signed *s)
{

	if (w->seal.form != SEAL_FORM_DOMAIN || s->time_signature != NULL)
		return;
	if (w->ours && w->m->stamp != MANIFEST_STAMP_NONE)
		return;
	fail(w, CHECK_SEAL_FORMAT, "a seal with a certificate has no "
	    "timeSignature");
}

static void
check_hash(struct work *w, const struct manifest_signed *s)
{
	char want[72];

	if (s->hash == NULL) {
		fail(w, CHECK_SEAL_HASH, "signedData has no hash");
		return;
	}
	(void)snprintf(want, sizeof(want), "sha256:%s",
	    w->r->manifest_sha256);
	if (strcmp(s->hash, want) != 0)
		finding_add(&w->r->findings, CHECK_SEAL_HASH, FINDING_FAIL,
		    MANIFEST_DIGEST_NAME, -1, "signedData.hash is %.80s, want "
		    "%s (of " MANIFEST_NAME ")", s->hash, want);
	work_pass(w, CHECK_SEAL_HASH, "the seal is over %s", s->hash);
}

/* created is not signed: it must be what the signed manifest says. */
static void
check_created(struct work *w, const struct manifest_signed *s)
{
	struct findings *fs = &w->r->findings;
	const char *want = w->m != NULL ? w->m->created : NULL;
	int64_t t;

	if (s->created == NULL || want == NULL) {
		finding_add(fs, CHECK_SEAL_CREATED, FINDING_FAIL,
		    s->created == NULL ? MANIFEST_DIGEST_NAME : MANIFEST_NAME,
		    -1, "no created");
		return;
	}
	if (strcmp(s->created, want) == 0) {
		work_pass(w, CHECK_SEAL_CREATED, "%s", want);
		return;
	}
	if (time_parse(span_of(s->created), &t, NULL) != 0) {
		finding_add(fs, CHECK_SEAL_CREATED, FINDING_FAIL,
		    MANIFEST_DIGEST_NAME, -1, "created is %.80s: no date and "
		    "time (RFC 3339)", s->created);
		return;
	}
	/* Scoop cuts the seconds' fraction off in one of the two. */
	finding_add(fs, CHECK_SEAL_CREATED, !w->ours &&
	    w->m->created_ms != TIME_UNKNOWN && t % 1000 == 0 &&
	    w->m->created_ms - t >= 0 && w->m->created_ms - t < 1000 ?
	    FINDING_WARN : FINDING_FAIL, MANIFEST_DIGEST_NAME, -1,
	    "created is %.80s, want %.80s (as in " MANIFEST_NAME ")",
	    s->created, want);
}

static enum check
check_of(enum seal_fault_code code)
{

	switch (code) {
	case SEAL_FAULT_FORM:
		return (CHECK_SEAL_FORMAT);
	case SEAL_FAULT_TEXT:
		return (CHECK_SEAL_HASH);
	case SEAL_FAULT_DOMAIN:
		return (CHECK_SEAL_DOMAIN);
	default:
		return (CHECK_SEAL_SIGNATURE);
	}
}

/*
 * A seal without a dNSName goes by its common name.  Roots of ours give every
 * seal one: without, the certificate is a person's, who has a key of their
 * own and not the seal's.
 */
static int
add_by_name(struct work *w, struct error *e)
{
	struct cert_info who;
	bool person;

	if (w->seal.form != SEAL_FORM_DOMAIN || !w->seal.domain_by_name)
		return (0);
	memset(&who, 0, sizeof(who));
	if (certs_info(w->seal.chain, 0, &who, e) != 0)
		return (-1);
	person = span_starts(span_of(who.issuer), "CN=" CERT_ROOT_NAME ",");
	finding_add(&w->r->findings, CHECK_SEAL_DOMAIN, person ?
	    FINDING_FAIL : FINDING_WARN, MANIFEST_DIGEST_NAME, -1, "%s",
	    person ? "signed by a person of the organization, not by its "
	    "seal: the certificate has no dNSName" :
	    "by the common name: the certificate has no dNSName");
	cert_info_free(&who);
	return (0);
}

static void
add_result(struct work *w)
{
	const struct seal_result *s = &w->seal;
	struct findings *fs = &w->r->findings;
	size_t i;

	for (i = 0; i < s->faults_n; i++)
		finding_add(fs, check_of(s->faults[i].code),
		    s->faults[i].code == SEAL_FAULT_KEY_KIND ?
		    FINDING_UNCHECKED : FINDING_FAIL, MANIFEST_DIGEST_NAME,
		    -1, "%s: %s (%s)", seal_faults[s->faults[i].code].name,
		    s->faults[i].detail,
		    seal_faults[s->faults[i].code].standard);
	if (s->signature != SEAL_VALID && s->faults_n == 0)
		finding_add(fs, CHECK_SEAL_SIGNATURE, FINDING_UNCHECKED,
		    MANIFEST_DIGEST_NAME, -1, "%s",
		    seal_state_name(s->signature));
	if (s->signature == SEAL_VALID && !s->standard)
		finding_add(fs, CHECK_SEAL_SIGNATURE, FINDING_WARN,
		    MANIFEST_DIGEST_NAME, -1, "holds, but a %s key with a "
		    "signature as %s is not what wacz-auth 0.1.0 prescribes "
		    "for the %s form", seal_key_name(s->key),
		    seal_encoding_name(s->encoding), seal_form_name(s->form));
	else if (s->signature == SEAL_VALID)
		work_pass(w, CHECK_SEAL_SIGNATURE, "%s, %s form",
		    seal_key_name(s->key), seal_form_name(s->form));
	if (s->form == SEAL_FORM_DOMAIN && s->domain_matches)
		work_pass(w, CHECK_SEAL_DOMAIN, "%s",
		    w->d->seal.domain != NULL ? w->d->seal.domain : "");
}

static int
note_signer(struct work *w, struct error *e)
{
	struct verify_signer *s = &w->r->signer;

	s->form = w->seal.form == SEAL_FORM_ANONYMOUS ? SIGNER_ANONYMOUS :
	    SIGNER_DOMAIN;
	memcpy(s->fingerprint, w->seal.fingerprint, sizeof(s->fingerprint));
	if (w->seal.subject != NULL &&
	    (s->subject = strdup(w->seal.subject)) == NULL)
		return (error_nomem(e));
	return (0);
}

int
check_seal(struct work *w, struct error *e)
{
	const struct manifest_signed *s;
	struct seal_input in;

	if (w->d == NULL || !w->d->seal.present) {
		/* Ours is always sealed: the seal was taken out. */
		finding_add(&w->r->findings, CHECK_SEAL_FORMAT,
		    w->ours ? FINDING_FAIL : FINDING_UNCHECKED,
		    MANIFEST_DIGEST_NAME, -1,
		    "no signedData: the package is not signed");
		return (0);
	}
	s = &w->d->seal;
	in = (struct seal_input){
		.text = span_of(s->hash),
		.signature = span_of(s->signature),
		.public_key = span_of(s->public_key),
		.domain = span_of(s->domain),
		.domain_cert = span_of(s->domain_cert),
	};
	if (seal_check(&in, &w->seal, e) != 0)
		return (-1);
	check_fields(w, s);
	check_stamp_there(w, s);
	check_hash(w, s);
	check_created(w, s);
	if (add_by_name(w, e) != 0)
		return (-1);
	add_result(w);
	if (check_seal_shape(w, e) != 0)
		return (-1);
	if (w->seal.form != SEAL_FORM_NONE && note_signer(w, e) != 0)
		return (-1);
	work_pass(w, CHECK_SEAL_FORMAT, "wacz-auth %s, %s form",
	    s->version != NULL ? s->version : "without version",
	    seal_form_name(w->seal.form));
	return (0);
}
