#include <stdlib.h>
#include <string.h>

#include "store/base/limits.h"
#include "store/receipt/receipt.h"
#include "verify/bundle.h"

/* Receipts and refusals of those to whom exhibits were handed over. */

static void
add_trust(struct work *w, const char *name, const struct receipt_result *r)
{
	enum trust_state s = r->signature.trust.state;

	if (s == TRUST_OK)
		finding_add(&w->r->findings, CHECK_CUSTODY_RECEIPTS,
		    FINDING_PASS, name, -1, "signed by %s",
		    r->signature.signer.subject);
	else
		finding_add(&w->r->findings, CHECK_CUSTODY_RECEIPTS,
		    s == TRUST_BAD ? FINDING_FAIL : FINDING_WARN, name, -1,
		    "signed by %s, %s", r->signature.signer.subject,
		    trust_state_name(s));
}

/* Nothing is wrong with it but that it is judged as of an earlier moment. */
static bool
not_yet(const struct receipt_result *r)
{
	const struct stamp_result *s = &r->signature.stamp;

	return (r->faults_n == 1 && r->signature.faults_n == 0 &&
	    r->faults[0].code == RECEIPT_FAULT_SIGNATURE &&
	    r->signature.stamped && s->faults_n == 1 &&
	    s->faults[0].code == STAMP_FAULT_FUTURE);
}

static int
take(struct work *w, struct bundle *b, const char *name, const char *sha256,
    const struct receipt_result *r, struct error *e)
{
	const struct receipt *x;
	struct timeline_receipt t;
	size_t i;

	for (i = 0; i < r->faults_n; i++)
		finding_add(&w->r->findings, CHECK_CUSTODY_RECEIPTS,
		    not_yet(r) ? FINDING_WARN : FINDING_FAIL, name, -1,
		    "%s: %s (%s)", receipt_faults[r->faults[i].code].name,
		    r->faults[i].detail,
		    receipt_faults[r->faults[i].code].standard);
	if (!receipt_holds(r)) {
		b->untold = true;
		return (0);
	}
	add_trust(w, name, r);
	x = receipt_of(r->doc);
	if (bundle_answers(w, b, name, sha256, x, e) != 0)
		return (-1);
	t = (struct timeline_receipt){ .id = sha256,
	    .package = x->package, .log = x->log,
	    .organization = x->by.organization, .sha256 = x->sha256,
	    .time = x->time, .received = x->received,
	    .unknown = r->signature.trust.state != TRUST_OK };
	return (timeline_receipt(b->t, &t, e));
}

static int
check_one(struct work *w, struct bundle *b, const char *name,
    struct error *e)
{
	struct buf der = BUF_INIT(RECEIPT_MAX);
	struct receipt_input in = { .trust = w->p->signers,
	    .now = w->p->now };
	struct receipt_result r;
	uint8_t md[DIGEST_LEN];
	char hex[DIGEST_HEX];
	bool there;
	int rc = -1;

	memset(&r, 0, sizeof(r));
	if (bundle_read(b, name, &der, &there, e) != 0 ||
	    policy_tsas(w->p, &in.stamp_trust, e) != 0 ||
	    digest_of(buf_span(&der), md, e) != 0)
		goto out;
	if (!there || strncmp(name + strlen("receipts/"),
	    digest_hex(md, hex), 64) != 0)
		finding_add(&w->r->findings, CHECK_CUSTODY_RECEIPTS,
		    FINDING_FAIL, name, -1, "its name is not its SHA-256");
	in.der = buf_span(&der);
	if (receipt_check(&in, &r, e) == 0)
		rc = take(w, b, name, hex, &r, e);
out:
	receipt_result_free(&r);
	buf_free(&der);
	return (rc);
}

int
bundle_receipts(struct work *w, struct bundle *b, struct error *e)
{
	struct span s;
	char *name;
	size_t i;
	int rc = 0;

	if (b->t == NULL)
		return (0);
	bundle_order(w, b);
	for (i = 0; i < zip_count(b->zip) && rc == 0; i++) {
		s = zip_entry(b->zip, i)->name;
		if (!span_starts(s, "receipts/"))
			continue;
		if ((name = span_str(s)) == NULL)
			return (error_nomem(e));
		rc = check_one(w, b, name, e);
		free(name);
	}
	return (rc);
}
