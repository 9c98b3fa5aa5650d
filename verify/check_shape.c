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

/* The signed manifest names the certificates, one by one. */
static int
check_named(struct work *w, struct error *e)
{
	const json_t *named = w->m->certificates;
	size_t i, n = certs_count(w->seal.chain);
	char label[DIGEST_LABEL];
	const char *s;

	if (named == NULL)
		return (0);	/* told already */
	for (i = 0; i < n; i++) {
		if (certs_label(w->seal.chain, i, label, e) != 0)
			return (-1);
		s = json_string_value(json_array_get(named, i));
		if (s == NULL || strcmp(s, label) != 0)
			break;
	}
	if (i < n || n != json_array_size(named))
		fail(w, CHECK_SEAL_FORMAT, "domainCert is not the list of "
		    "certificates that the signed manifest names");
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
	return (check_named(w, e));
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
	if (w->seal.encoding == SEAL_ENCODING_DER && !w->seal.low &&
	    w->seal.signature == SEAL_VALID)
		fail(w, CHECK_SEAL_SIGNATURE, "the signature was turned into "
		    "the other one of the same numbers: constat writes the "
		    "lower s");
	if (w->seal.domain_matches && !w->seal.domain_first)
		fail(w, CHECK_SEAL_DOMAIN, "domain is not the first name of "
		    "the certificate, as written there");
	if ((s->time_signature == NULL) != (s->timestamp_cert == NULL))
		fail(w, CHECK_SEAL_FORMAT, "timeSignature and timestampCert "
		    "go together");
	return (check_chain(w, s, e));
}
