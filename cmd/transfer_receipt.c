#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/closing.h"
#include "cmd/transfer.h"
#include "store/base/json.h"
#include "store/base/limits.h"

/* The refusals, as people read them. */
static const struct {
	const char *code;
	const char *words;
} reasons[] = {
	{ "signature", N_("its signature does not hold: it was altered or "
	    "forged") },
	{ "commitment", N_("it was signed for another purpose") },
	{ "text", N_("it does not say what a receipt says") },
	{ "signer", N_("somebody else signed it than the person it names") },
	{ "root", N_("it was signed under another root certificate than it "
	    "names") },
	{ "revoked", N_("who signed it was not entitled any more") },
	{ "checkpoint", N_("the log that it speaks of did not sign it") },
	{ "event", N_("the event in it says something else") },
	{ "path", N_("the event in it is not in the log that it names") },
	{ "package", N_("nothing of this store was handed over under this "
	    "number") },
	{ "closed", N_("this hand-over has ended already") },
	{ "digest", N_("it is about another file than the one that was "
	    "sent") },
	{ "exhibits", N_("it is about other exhibits than those that were "
	    "sent") },
	{ "sender", N_("it names another sender") },
	{ "recipient", N_("somebody else signed it than the one it was sent "
	    "to") },
	{ "unknown", N_("nobody you trust vouches for who signed it") },
};

static const char *
reason(const char *code)
{
	size_t i;

	for (i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
		if (strcmp(reasons[i].code, code) == 0)
			return (_(reasons[i].words));
	return (code);
}

/* A receipt that is none is an incident: somebody made it. */
static int
note_incident(struct closing *k, struct error *e)
{
	struct event ev = EVENT_INIT;
	json_t *detail = json_object();
	uint8_t md[DIGEST_LEN];
	char hex[DIGEST_HEX];
	bool ok = detail != NULL;
	int rc = -1;

	if (digest_of(buf_span(&k->der), md, e) != 0)
		goto out;
	json_put_text(detail, "incident", "receipt-refused", &ok);
	json_put_text(detail, "code", k->code, &ok);
	json_put_text(detail, "receipt", digest_hex(md, hex), &ok);
	if (k->says != NULL)
		json_put_text(detail, "package", k->says->package, &ok);
	if (k->r.signature.signer.fingerprint[0] != '\0')
		json_put_text(detail, "signer",
		    k->r.signature.signer.fingerprint, &ok);
	ev.kind = EVENT_INCIDENT;
	ev.case_name = k->case_name;
	ev.detail = detail;
	ev.result = EVENT_FAIL;
	ev.error = k->why;
	rc = ok ? home_append(k->u.home, &ev, 1, e) : error_nomem(e);
out:
	json_decref(detail);
	return (rc);
}

static int
close_it(struct closing *k, bool *held, struct error *e)
{
	json_t *detail = json_object();
	bool ok = detail != NULL;
	int rc;

	json_put_text(detail, "signer", k->r.signature.signer.fingerprint,
	    &ok);
	json_put_bool(detail, "trusted", k->r.signature.trust.state ==
	    TRUST_OK, &ok);
	json_put_time(detail, "signed", k->says->time, &ok);
	rc = ok ? home_receipt_close(k->u.home, k->n, buf_span(&k->der),
	    k->says, detail, held, e) : error_nomem(e);
	json_decref(detail);
	return (rc);
}

static int
show_json(const struct closing *k, bool held)
{
	json_t *j = json_object();
	bool ok = j != NULL;

	json_put_text(j, "result", k->code != NULL ? "refused" :
	    k->says->received ? "received" : "rejected", &ok);
	json_put_text(j, "code", k->code, &ok);
	json_put_text(j, "detail", k->code != NULL ? k->why : NULL, &ok);
	if (k->says != NULL) {
		json_put_text(j, "package", k->says->package, &ok);
		json_put_text(j, "by", k->says->by.name, &ok);
		json_put_text(j, "organization", k->says->by.organization,
		    &ok);
		json_put_text(j, "why", k->says->why, &ok);
		json_put_time(j, "time", k->says->time, &ok);
	}
	if (held)
		json_put_bool(j, "held", true, &ok);
	return (say_json(json_made(j, ok, NULL)));
}

static void
show_text(const struct closing *k, bool held)
{
	char *name = say_safe(k->says->by.name);
	char *organization = say_safe(k->says->by.organization);
	char *why = say_safe(k->says->why);

	if (k->says->received)
		say_textf(_("%s (%s) has received it: the hand-over is "
		    "closed."), name != NULL ? name : "",
		    organization != NULL ? organization : "");
	else
		say_textf(_("%s (%s) has refused it: %s"), name != NULL ?
		    name : "", organization != NULL ? organization : "",
		    why != NULL ? why : "");
	if (!k->says->received && !closing_same(k->says->sha256, k->sha256))
		say_text(_("What arrived there was another file than the one "
		    "that was sent."));
	if (held)
		say_text(_("An exhibit has come under legal hold meanwhile: "
		    "nothing is given away."));
	free(name);
	free(organization);
	free(why);
}

static int
finish(struct closing *k, const char *who, struct error *e)
{
	bool held = false;

	if (k->known) {
		say_text(_("This receipt has closed the hand-over already."));
		return (EXIT_DONE);
	}
	if (k->code != NULL) {
		(void)fprintf(stderr, _("%s: the receipt is not accepted: "
		    "%s (%s)\n"), who, reason(k->code), k->why);
		if (args_has(k->a, "--json") && show_json(k, false) != 0)
			return (EXIT_NOTHING);
		return (note_incident(k, e) != 0 ? -1 : EXIT_NOTHING);
	}
	if (close_it(k, &held, e) != 0)
		return (-1);
	if (args_has(k->a, "--json"))
		return (show_json(k, held) == 0 ? EXIT_DONE : EXIT_MISSING);
	show_text(k, held);
	return (EXIT_DONE);
}

int
transfer_receipt(const char *who, const struct args *a)
{
	struct closing k = { .a = a, .der = BUF_INIT(RECEIPT_MAX) };
	struct error e = ERROR_INIT;
	int rc = -1;

	if (use_open(&k.u, a, USE_WRITE, &e) == 0 &&
	    use_act(&k.u, a, HOME_MANAGE, &e) == 0 &&
	    closing_check(&k, &e) == 0)
		rc = finish(&k, who, &e);
	if (rc < 0) {
		say_error(who, args_text(a, "--receipt"), &e);
		rc = EXIT_NOTHING;
	}
	closing_free(&k);
	use_close(&k.u);
	return (rc);
}
