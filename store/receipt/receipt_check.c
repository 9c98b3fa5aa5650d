#include <stdlib.h>
#include <string.h>

#include "store/base/json.h"
#include "store/base/time.h"
#include "store/custody/log_check.h"
#include "store/receipt/receipt.h"

const struct fault_kind receipt_faults[RECEIPT_FAULTS] = {
	[RECEIPT_FAULT_SIGNATURE] = { "signature", "RFC 5652 section 5.6" },
	[RECEIPT_FAULT_COMMITMENT] = { "commitment",
	    "EN 319 122-1 section 5.2.3" },
	[RECEIPT_FAULT_TEXT] = { "text", "constat dossier section 5" },
	[RECEIPT_FAULT_SIGNER] = { "signer", "constat dossier section 5" },
	[RECEIPT_FAULT_ROOT] = { "root", "constat dossier section 5" },
	[RECEIPT_FAULT_REVOKED] = { "revoked", "RFC 5280 section 5" },
	[RECEIPT_FAULT_CHECKPOINT] = { "checkpoint", "C2SP tlog-checkpoint" },
	[RECEIPT_FAULT_EVENT] = { "event", "constat dossier section 5" },
	[RECEIPT_FAULT_TIME] = { "time", "constat dossier section 5" },
	[RECEIPT_FAULT_PATH] = { "path", "RFC 6962 section 2.1.1" },
};

/* Why the signature does not hold, in the words of who found out. */
static const char *
why_not(const struct cades_result *s)
{

	if (s->faults_n > 0)
		return (s->faults[0].detail);
	if (s->stamped && s->stamp.faults_n > 0)
		return (s->stamp.faults[0].detail);
	return ("it does not hold");
}

static bool
same(const char *a, const char *b)
{

	return (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* ---- who signed ---- */

static int
check_root(struct receipt_result *out, const char *root, struct error *e)
{
	const struct certs *chain = out->signature.certs;
	size_t n = certs_count(chain);
	struct cert_info info;

	if (n == 0)
		return (0);
	if (certs_info(chain, n - 1, &info, e) != 0)
		return (-1);
	if (n < 2 || !same(info.subject, info.issuer) ||
	    !same(info.fingerprint, root))
		fault_add(out, RECEIPT_FAULT_ROOT, "its chain ends in %s, want "
		    "the root %s", info.fingerprint, root);
	cert_info_free(&info);
	return (0);
}

static int
check_signer(struct receipt_result *out, const struct receipt *r,
    struct error *e)
{
	const struct cert_info *who = &out->signature.signer;

	if (!same(who->fingerprint, r->by.key))
		fault_add(out, RECEIPT_FAULT_SIGNER, "signed by %s, want %s",
		    who->fingerprint, r->by.key);
	else if (!same(who->name, r->by.name))
		fault_add(out, RECEIPT_FAULT_SIGNER, "the certificate is of "
		    "%.60s, want %.60s", who->name == NULL ? "nobody" :
		    who->name, r->by.name == NULL ? "a name" : r->by.name);
	else if (!same(who->organization, r->by.organization))
		fault_add(out, RECEIPT_FAULT_SIGNER, "the certificate is of "
		    "somebody of %.60s, want %.60s",
		    who->organization == NULL ? "nothing" :
		    who->organization, r->by.organization == NULL ?
		    "a name" : r->by.organization);
	if (out->signature.revocation == CADES_REVOCATION_REVOKED)
		fault_add(out, RECEIPT_FAULT_REVOKED, "%s was revoked before "
		    "it signed", who->fingerprint);
	return (check_root(out, r->root, e));
}

/* ---- what the receiver's log says ---- */

static void
check_words(struct receipt_result *out, const struct receipt *r,
    const struct event *ev)
{
	enum event_kind want = r->received ? EVENT_RECEIVED : EVENT_REJECTED;
	const char *package = json_text(ev->detail, "package");
	size_t i;

	if (ev->kind != want)
		fault_add(out, RECEIPT_FAULT_EVENT, "the event is %s, want %s",
		    event_kind_name(ev->kind), event_kind_name(want));
	else if ((package != NULL || r->package != NULL) &&
	    !same(package, r->package))
		fault_add(out, RECEIPT_FAULT_EVENT, "the event is about "
		    "another package");
	else if (!same(ev->after.value, r->sha256) ||
	    ev->after.bytes != r->bytes)
		fault_add(out, RECEIPT_FAULT_EVENT, "the event is about "
		    "another file");
	else if (!same(ev->who.organization, r->by.organization))
		fault_add(out, RECEIPT_FAULT_EVENT, "the event is of %.60s, "
		    "want %.60s", ev->who.organization == NULL ? "nobody" :
		    ev->who.organization, r->by.organization == NULL ?
		    "a name" : r->by.organization);
	else if (ev->n_exhibits != r->n_exhibits)
		fault_add(out, RECEIPT_FAULT_EVENT, "the event is about %zu "
		    "exhibits, want %zu", ev->n_exhibits, r->n_exhibits);
	else
		for (i = 0; i < r->n_exhibits; i++)
			if (!same(ev->exhibits[i], r->exhibits[i]))
				fault_add(out, RECEIPT_FAULT_EVENT, "the event "
				    "is about other exhibits");
}

/*
 * The text, its signature and its event are of one machine and its clock; a
 * time-stamp is of whoever was asked at that moment, or later.
 */
static void
check_time(struct receipt_result *out, const struct receipt *r,
    const struct event *ev)
{
	const struct cades_result *s = &out->signature;
	char is[TIME_TEXT], was[TIME_TEXT];
	int64_t other = TIME_UNKNOWN;
	const char *what;

	if (r->time < ev->time - LOG_STAMP_SLACK) {
		what = "its event is of";
		other = ev->time;
	} else if (s->signing_time != TIME_UNKNOWN &&
	    llabs(r->time - s->signing_time) > LOG_STAMP_SLACK) {
		what = "signed, as it says, on";
		other = s->signing_time;
	} else if (s->stamped && stamp_holds(&s->stamp) &&
	    r->time > s->stamp.gen_time + LOG_STAMP_SLACK) {
		what = "its time-stamp is of";
		other = s->stamp.gen_time;
	} else
		return;
	fault_add(out, RECEIPT_FAULT_TIME, "dated %s; %s %s",
	    time_text(r->time, is), what, time_text(other, was));
}

static int
check_path(struct receipt_result *out, const struct receipt *r,
    const struct event *ev, const struct checkpoint *cp, struct error *e)
{
	struct merkle_hasher *h = merkle_hasher_new(e);
	struct merkle_node leaf;
	bool holds = false;
	int rc = -1;

	if (h == NULL)
		return (-1);
	if (ev->seq < 1 || ev->seq > cp->size)
		rc = 0;
	else if (merkle_leaf(h, r->event, &leaf, e) == 0)
		rc = merkle_check(h, &leaf, ev->seq - 1, cp->size, &r->path,
		    &cp->root, &holds, e);
	if (rc == 0 && !holds)
		fault_add(out, RECEIPT_FAULT_PATH, "the event %llu is not in "
		    "the checkpoint", (unsigned long long)ev->seq);
	merkle_hasher_free(h);
	return (rc);
}

/* 1: ${cp} is signed by the log that the receipt names; 0: not; -1. */
static int
open_checkpoint(struct receipt_result *out, const struct receipt *r,
    struct checkpoint *cp, struct error *e)
{
	struct error why = ERROR_INIT;
	struct note_vkey key;
	enum note_state state = NOTE_BAD;
	char origin[NOTE_LOG_NAME];

	if (note_vkey_parse(span_of(r->log_key), &key, &why) == 0) {
		/* The origin is made of the key: no other has it. */
		if (note_log_name(key.pub, origin, e) != 0)
			return (-1);
		if (strcmp(origin, key.name) != 0 || !same(origin, r->log))
			(void)error_set(&why, ERR_SYNTAX,
			    "the key is not that of %.80s", r->log);
		else if (checkpoint_open(r->checkpoint, &key, cp, &state,
		    &why) == 0 && state == NOTE_GOOD)
			return (1);
	}
	if (why.code == ERR_NOMEM || why.code == ERR_CRYPTO)
		return (error_set(e, why.code, "%s", why.text));
	fault_add(out, RECEIPT_FAULT_CHECKPOINT, "%.200s", why.text[0] != '\0' ?
	    why.text : "not signed by the log's key");
	return (0);
}

static int
check_log(struct receipt_result *out, const struct receipt *r,
    struct error *e)
{
	struct error why = ERROR_INIT;
	struct event *ev = NULL;
	struct checkpoint cp;
	int got, rc = -1;

	if (event_read(r->event, &ev, &why) != 0) {
		if (why.code == ERR_NOMEM)
			return (error_nomem(e));
		fault_add(out, RECEIPT_FAULT_EVENT, "%.200s", why.text);
		return (0);
	}
	check_words(out, r, ev);
	check_time(out, r, ev);
	if ((got = open_checkpoint(out, r, &cp, e)) == 0)
		rc = 0;
	else if (got == 1)
		rc = check_path(out, r, ev, &cp, e);
	event_free(ev);
	return (rc);
}

int
receipt_check(const struct receipt_input *in, struct receipt_result *out,
    struct error *e)
{
	struct cades_input c = { .der = in->der, .crl = in->crl,
	    .trust = in->trust, .stamp_trust = in->stamp_trust,
	    .now = in->now };
	const struct cades_result *s = &out->signature;
	struct error why = ERROR_INIT;
	const struct receipt *r;

	memset(out, 0, sizeof(*out));
	if (cades_check(&c, &out->signature, e) != 0)
		return (-1);
	if (!cades_holds(s)) {
		fault_add(out, RECEIPT_FAULT_SIGNATURE, "%.200s", why_not(s));
		/* What it says may still be shown, as not believed. */
		if (s->state != CADES_READ || s->content.p == NULL)
			return (0);
	} else if (s->commitment != CADES_COMMITMENT_RECEIPT)
		fault_add(out, RECEIPT_FAULT_COMMITMENT,
		    "commitment %s, want %s",
		    cades_commitment_name(s->commitment),
		    cades_commitment_name(CADES_COMMITMENT_RECEIPT));
	if (receipt_read(s->content, &out->doc, &why) != 0) {
		if (why.code == ERR_NOMEM)
			return (error_nomem(e));
		fault_add(out, RECEIPT_FAULT_TEXT, "%.200s", why.text);
		return (0);
	}
	r = receipt_of(out->doc);
	if (check_signer(out, r, e) != 0 || check_log(out, r, e) != 0)
		return (-1);
	return (0);
}

bool
receipt_holds(const struct receipt_result *r)
{

	return (r->doc != NULL && r->faults_n == 0);
}

void
receipt_result_free(struct receipt_result *r)
{

	if (r == NULL)
		return;
	cades_result_free(&r->signature);
	receipt_doc_free(r->doc);
	memset(r, 0, sizeof(*r));
}
