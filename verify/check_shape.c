#include <string.h>

#include "store/base/limits.h"
#include "verify/work.h"

/*
 * Most of datapackage-digest.json is covered by no signature: the signature
 * itself, the name and the certificates that go with it, blanks, the order of
 * the keys.  In exhibits of our own all of that has one form, the writer's,
 * so that whoever touched it is found out (docs/formats/exhibit.md section 3).
 */
static void
fail(struct work *w, enum check c, const char *text)
{

	finding_add(&w->r->findings, c, FINDING_FAIL, MANIFEST_DIGEST_NAME, -1,
	    "%s", text);
}

static int
check_bytes(struct work *w, struct span file, struct error *e)
{
	bool same;

	if (manifest_digest_shape(w->d, file, &same, e) != 0)
		return (-1);
	if (!same)
		fail(w, CHECK_WACZ_DIGEST, "keys, their order or blanks are "
		    "not as constat writes them");
	return (0);
}

static int
check_chain(struct work *w, const struct manifest_signed *s, struct error *e)
{
	bool same;

	if (w->seal.chain == NULL)
		return (0);	/* told already */
	if (certs_shape(w->seal.chain, span_of(s->domain_cert), &same, e) != 0)
		return (-1);
	if (!same)
		fail(w, CHECK_SEAL_FORMAT, "domainCert is not one path of "
		    "issuers from the signer on, as constat writes it");
	return (0);
}

int
check_digest_shape(struct work *w, struct span file, struct error *e)
{

	return (w->ours ? check_bytes(w, file, e) : 0);
}

int
check_seal_shape(struct work *w, struct error *e)
{
	const struct manifest_signed *s = &w->d->seal;

	if (!w->ours)
		return (0);
	if (w->seal.form == SEAL_FORM_ANONYMOUS)
		fail(w, CHECK_SEAL_FORMAT, "a bare key: constat seals with a "
		    "certificate");
	if (w->seal.encoding == SEAL_ENCODING_RAW)
		fail(w, CHECK_SEAL_SIGNATURE, "signature as r||s: constat "
		    "writes DER");
	if (w->seal.domain_matches && !w->seal.domain_first)
		fail(w, CHECK_SEAL_DOMAIN, "domain is not the first name of "
		    "the certificate, as written there");
	if ((s->time_signature == NULL) != (s->timestamp_cert == NULL))
		fail(w, CHECK_SEAL_FORMAT, "timeSignature and timestampCert "
		    "go together");
	return (check_chain(w, s, e));
}
