#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/transfer.h"
#include "store/base/io.h"
#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/base/time.h"
#include "store/home/package.h"

/* A receipt that came back, and the hand-over that it may close. */
struct closing {
	struct use u;
	const struct args *a;
	struct buf der;
	struct trust *trust;
	struct receipt_result r;
	const struct receipt *says;	/* NULL: no text */
	bool found;
	/* Of its row: */
	int64_t n;
	enum catalog_package_state state;
	uint64_t closed_seq;
	int64_t bytes;
	char *sha256;
	char *organization;
	char *case_name;
	bool known;			/* by this very receipt it is closed */
	const char *code;		/* why it is refused: a stable word */
	char why[512];			/* the same in technical English */
};

static void __attribute__((format(printf, 3, 4)))
refuse(struct closing *k, const char *code, const char *fmt, ...)
{
	va_list ap;

	if (k->code != NULL)
		return;
	k->code = code;
	va_start(ap, fmt);
	(void)vsnprintf(k->why, sizeof(k->why), fmt, ap);
	va_end(ap);
}

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

/* ---- checking ---- */

static int
make_trust(struct closing *k, struct error *e)
{
	const char *const *list = args_list(k->a, "--trust");
	struct buf root = BUF_INIT(PEM_MAX);
	int rc = -1;

	if (trust_new(&k->trust, e) != 0 ||
	    home_root_cert(k->u.home, &root, e) != 0 ||
	    trust_add_pem(k->trust, buf_span(&root), "own", e) != 0)
		goto out;
	for (; list != NULL && *list != NULL; list++)
		if (trust_add_file(k->trust, *list, e) != 0)
			goto out;
	rc = 0;
out:
	buf_free(&root);
	return (rc);
}

static int
read_receipt(struct closing *k, struct error *e)
{
	struct receipt_input in = { .now = time_now() };

	if (io_read_file(args_text(k->a, "--receipt"), &k->der, e) != 0 ||
	    make_trust(k, e) != 0)
		return (-1);
	in.der = buf_span(&k->der);
	in.trust = k->trust;
	if (receipt_check(&in, &k->r, e) != 0)
		return (-1);
	if (k->r.doc != NULL)
		k->says = receipt_of(k->r.doc);
	if (k->says == NULL && k->r.signature.state != CADES_READ)
		return (error_set(e, ERR_SYNTAX, "this file is no receipt"));
	if (k->r.faults_n > 0)
		refuse(k, receipt_faults[k->r.faults[0].code].name, "%s",
		    k->r.faults[0].detail);
	return (0);
}

static int
copy_text(char **to, const char *s, struct error *e)
{

	if (s != NULL && (*to = strdup(s)) == NULL)
		return (error_nomem(e));
	return (0);
}

/* What is needed of the row: an open question would keep us from writing. */
static int
copy_row(struct closing *k, const struct catalog_package *p, struct error *e)
{

	k->found = true;
	k->n = p->n;
	k->state = p->state;
	k->closed_seq = p->closed_seq;
	k->bytes = p->bytes;
	k->known = p->receipt.p != NULL &&
	    span_eq(p->receipt, buf_span(&k->der));
	if (copy_text(&k->sha256, p->sha256, e) != 0 ||
	    copy_text(&k->organization, p->organization, e) != 0)
		return (-1);
	return (copy_text(&k->case_name, p->case_name, e));
}

/* The hand-over that it names. */
static int
find_package(struct closing *k, struct error *e)
{
	struct catalog_package_filter f = CATALOG_PACKAGE_FILTER_INIT;
	struct catalog_cursor *cur;
	struct catalog_package p;
	int got;

	if (k->says == NULL || k->says->package == NULL) {
		refuse(k, "package", "it names no package");
		return (0);
	}
	f.uuid = k->says->package;
	f.direction = CATALOG_SENT;
	if (catalog_packages(home_catalog(k->u.home), &f, &cur, e) != 0)
		return (-1);
	if ((got = catalog_package_next(cur, &p, e)) == 1 &&
	    copy_row(k, &p, e) != 0)
		got = -1;
	catalog_cursor_free(cur);
	if (got == 0)
		refuse(k, "package", "no package %s was sent",
		    k->says->package);
	return (got < 0 ? -1 : 0);
}

static bool
same(const char *a, const char *b)
{

	return (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* Whether the exhibits of the receipt are those that were sent. */
static int
check_exhibits(struct closing *k, struct error *e)
{
	struct catalog_cursor *cur;
	size_t i, n = 0;
	const char *id;
	int got;

	if (catalog_package_exhibits(home_catalog(k->u.home), k->n, &cur,
	    e) != 0)
		return (-1);
	while ((got = catalog_package_exhibit_next(cur, &id, e)) == 1) {
		for (i = 0; i < k->says->n_exhibits; i++)
			if (same(k->says->exhibits[i], id))
				break;
		if (i == k->says->n_exhibits)
			refuse(k, "exhibits", "%s is not in it", id);
		n++;
	}
	catalog_cursor_free(cur);
	if (got == 0 && n != k->says->n_exhibits)
		refuse(k, "exhibits", "found %zu, want %zu",
		    k->says->n_exhibits, n);
	return (got);
}

static void
check_people(struct closing *k)
{
	const struct receipt *s = k->says;
	const char *log = home_log_key(k->u.home)->name;
	bool accept = args_has(k->a, "--accept-unknown");

	/* What was altered on the way may name anybody. */
	if (s->received && !same(s->from_log, log))
		refuse(k, "sender", "from the log %.80s, want %s",
		    s->from_log == NULL ? "of nobody" : s->from_log, log);
	if (k->r.signature.trust.state != TRUST_OK && !accept)
		refuse(k, "unknown", "%.200s", k->r.signature.signer.subject !=
		    NULL ? k->r.signature.signer.subject : "no certificate");
	if (k->organization != NULL && !accept &&
	    !same(k->organization, s->by.organization))
		refuse(k, "recipient", "signed for %.80s, sent to %.80s",
		    s->by.organization == NULL ? "nobody" :
		    s->by.organization, k->organization);
}

static int
check_package(struct closing *k, struct error *e)
{
	const struct receipt *s = k->says;

	if (k->state != CATALOG_PACKAGE_OPEN)
		refuse(k, "closed", "it was closed by event %llu",
		    (unsigned long long)k->closed_seq);
	if (s->received && (!same(s->sha256, k->sha256) ||
	    s->bytes != k->bytes))
		refuse(k, "digest", "found %s, want %s", s->sha256,
		    k->sha256 == NULL ? "none" : k->sha256);
	if (s->received && check_exhibits(k, e) != 0)
		return (-1);
	check_people(k);
	return (0);
}

/* ---- entering ---- */

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
	if (!k->says->received && !same(k->says->sha256, k->sha256))
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
	    read_receipt(&k, &e) == 0 && find_package(&k, &e) == 0 &&
	    (!k.found || check_package(&k, &e) == 0))
		rc = finish(&k, who, &e);
	if (rc < 0) {
		say_error(who, args_text(a, "--receipt"), &e);
		rc = EXIT_NOTHING;
	}
	free(k.sha256);
	free(k.organization);
	free(k.case_name);
	receipt_result_free(&k.r);
	trust_free(k.trust);
	buf_free(&k.der);
	use_close(&k.u);
	return (rc);
}
