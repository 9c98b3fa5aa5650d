#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/authorities.h"
#include "cmd/cms_stamp.h"
#include "cmd/incoming.h"
#include "cmd/urls.h"
#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/base/newfile.h"
#include "store/base/time.h"
#include "store/dossier/dossier.h"

static const struct opt opts[] = {
	{ OPT_FILE, "--receipt", NULL, N_("OUT"), N_("where to write the "
	    "signed receipt, for the sender; without it beside the package, "
	    "with \".receipt.p7m\" for \".asice\""), false, 0, 0 },
	{ OPT_TEXT, "--case", NULL, N_("NAME"), N_("the case that the "
	    "exhibits go to; without it the one that the package names"),
	    false, 0, 0 },
	{ OPT_FLAG, "--refuse", NULL, NULL, N_("do not take it: sign a "
	    "refusal, with the reason of --why"), false, 0, 0 },
	OPT_TRUST,
	OPT_TSA,
	{ OPT_FLAG, "--no-timestamp", NULL, NULL, N_("do not have the receipt "
	    "time-stamped"), false, 0, 0 },
	OPT_WHY,
	OPT_JSON,
	OPT_STORE
};

/* One package from the check to the receipt. */
struct receiving {
	struct incoming in;
	char *path;			/* where the receipt is written */
	bool received;
	bool again;			/* it came in before */
	int64_t n;			/* its row */
	struct home_taken taken;
	struct buf receipt;
	int64_t stamped;		/* TIME_UNKNOWN: not */
	const char *tsa;
};

/* The receipt of the row, as it is kept. */
static int
read_receipt(struct receiving *r, struct error *e)
{
	struct catalog_package_filter f = CATALOG_PACKAGE_FILTER_INIT;
	struct catalog_cursor *cur;
	struct catalog_package p;
	int got;

	f.n = r->n;
	if (catalog_packages(home_catalog(r->in.u.home), &f, &cur, e) != 0)
		return (-1);
	got = catalog_package_next(cur, &p, e);
	buf_reset(&r->receipt);
	if (got == 1 && p.receipt.p != NULL)
		buf_putspan(&r->receipt, p.receipt);
	catalog_cursor_free(cur);
	return (got < 0 ? -1 : buf_ok(&r->receipt, e));
}

/* The row of this very file, which came in before: 1, 0, -1. */
static int
find_before(struct receiving *r, struct error *e)
{
	struct catalog_package_filter f = CATALOG_PACKAGE_FILTER_INIT;
	struct catalog_cursor *cur;
	struct catalog_package p;
	int got;

	f.uuid = r->in.d->uuid;
	f.sha256 = home_incoming_sha256(r->in.g);
	f.direction = CATALOG_RECEIVED;
	f.state = CATALOG_PACKAGE_CLOSED;
	if (catalog_packages(home_catalog(r->in.u.home), &f, &cur, e) != 0)
		return (-1);
	if ((got = catalog_package_next(cur, &p, e)) == 1)
		r->n = p.n;
	catalog_cursor_free(cur);
	return (got == 1 && read_receipt(r, e) != 0 ? -1 : got);
}

static int
refuse(struct receiving *r, const char *why, struct error *e)
{
	struct home_incoming_opts o = { .direction = CATALOG_RECEIVED,
	    .detail = r->in.detail };

	return (home_incoming_refuse(r->in.g, &o, r->in.d != NULL ?
	    r->in.d->uuid : NULL, why, &r->n, e));
}

/* Another file under the same UUID is not what it says. */
static int
refuse_second(struct receiving *r, struct error *e)
{

	(void)fprintf(stderr, _("%s: another file with this number was "
	    "received before; it is refused\n"), r->in.who);
	return (refuse(r, "another file of the same package was received "
	    "before", e));
}

/* A package for somebody else can be taken over; the person is told. */
static void
say_addressee(const struct receiving *r)
{
	const char *to = r->in.d->to_organization;
	char *safe;

	if (to == NULL || strcmp(to,
	    home_settings(r->in.u.home)->organization) == 0)
		return;
	safe = say_safe(to);
	(void)fprintf(stderr, _("%s: it is addressed to another "
	    "organization: %s\n"), r->in.who, safe != NULL ? safe : "");
	free(safe);
}

static int
take(struct receiving *r, struct error *e)
{
	struct home_incoming_opts o = { .direction = CATALOG_RECEIVED,
	    .case_name = args_text(r->in.a, "--case"),
	    .why = args_text(r->in.a, "--why"), .detail = r->in.detail };
	struct error why = ERROR_INIT;
	int got;

	if (r->in.d->kind != DOSSIER_TRANSFER)
		return (error_set(e, ERR_INPUT, "this is a dossier that was "
		    "not handed over to anybody: \"import\" takes it"));
	if (home_incoming_keep(r->in.g, &o, &r->taken, &why) == 0) {
		r->received = true;
		r->n = r->taken.n;
		return (0);
	}
	if (why.code != ERR_EXISTS) {
		*e = why;
		return (-1);
	}
	if ((got = find_before(r, e)) == 0)
		return (refuse_second(r, e));
	r->received = r->again = got == 1;
	return (got == 1 ? 0 : -1);
}

/* 0: decided and entered; 1: nothing was done; -1. */
static int
decide(struct receiving *r, struct error *e)
{
	const char *why = args_text(r->in.a, "--why");
	struct buf found = BUF_INIT(64 * KIB);
	int rc = 1;

	if (args_has(r->in.a, "--refuse"))
		rc = refuse(r, why, e);
	else
		switch (incoming_judge(&r->in)) {
		case INCOMING_GOOD:
			incoming_say(&r->in);
			say_addressee(r);
			rc = take(r, e);
			break;
		case INCOMING_ALTERED:
			incoming_say(&r->in);
			incoming_why(&r->in, &found);
			rc = refuse(r, why != NULL ? why : buf_str(&found),
			    e);
			break;
		default:
			incoming_say(&r->in);
			break;
		}
	buf_free(&found);
	return (rc);
}

/* Without a time-stamp it is a receipt all the same. */
static void
stamp(struct receiving *r)
{
	struct authority_answer answer = AUTHORITY_ANSWER_INIT;
	struct authority_query q = { .net = NULL };
	struct error e = ERROR_INIT;

	if (args_has(r->in.a, "--no-timestamp"))
		return;
	if (authorities_open(&q, args_list(r->in.a, "--tsa"), NULL,
	    r->in.u.home, &e) == 0 &&
	    cms_stamp(&r->receipt, &q, &answer, &e) == 0) {
		r->stamped = answer.stamp.gen_time;
		r->tsa = answer.by;
	} else
		(void)fprintf(stderr, _("%s: the receipt has no time-stamp: "
		    "%s\n"), r->in.who, e.text);
	authorities_close(&q);
	authority_answer_free(&answer);
}

/* Another process may have been faster: there is one receipt of a package. */
static int
keep_receipt(struct receiving *r, struct error *e)
{
	struct error why = ERROR_INIT;

	if (home_receipt_keep(r->in.u.home, r->n, buf_span(&r->receipt),
	    &why) == 0)
		return (0);
	if (why.code != ERR_NOTFOUND) {
		*e = why;
		return (-1);
	}
	r->again = true;
	return (read_receipt(r, e));
}

/* Sign it unless it was signed before, keep it, write it out. */
static int
give_receipt(struct receiving *r, struct error *e)
{
	struct home *h = r->in.u.home;

	if (r->receipt.n == 0) {
		if (home_receipt_make(h, r->n, &r->receipt, e) != 0)
			return (-1);
		stamp(r);
		if (keep_receipt(r, e) != 0)
			return (-1);
	}
	return (newfile_write(r->path, buf_span(&r->receipt), e));
}

static json_t *
answer_json(const struct receiving *r, bool *ok)
{
	json_t *j = incoming_json(&r->in, ok);

	json_put_text(j, "result", r->received ? "received" : "rejected", ok);
	if (r->again)
		json_put_bool(j, "again", true, ok);
	else if (r->received) {
		json_put_int(j, "exhibits", (json_int_t)r->taken.exhibits, ok);
		json_put_int(j, "here", (json_int_t)r->taken.here, ok);
	}
	json_put_text(j, "receipt", r->path, ok);
	json_put_time(j, "stamped", r->stamped, ok);
	json_put_text(j, "tsa", r->tsa, ok);
	return (j);
}

static int
show(const struct receiving *r)
{
	char *path = say_safe(r->path);
	bool ok = true;
	json_t *j;

	if (args_has(r->in.a, "--json")) {
		free(path);
		j = answer_json(r, &ok);
		if (!ok) {
			json_decref(j);
			j = NULL;
		}
		return (say_json(j));
	}
	if (r->again)
		say_text(_("This package was received before; its receipt is "
		    "written once more."));
	else if (r->received)
		say_textf(_("Received. Exhibits: %zu; here already: %zu."),
		    r->taken.exhibits, r->taken.here);
	else
		say_text(_("Refused, and entered in the custody log. Nothing "
		    "of it is kept but the digest of the file."));
	say_textf(_("Send this back to the sender: %s"), path != NULL ? path :
	    "");
	free(path);
	return (0);
}

static int
outcome(const struct receiving *r)
{

	if (!r->received && !args_has(r->in.a, "--refuse"))
		return (EXIT_MISSING);
	return (r->again || r->stamped != TIME_UNKNOWN ||
	    args_has(r->in.a, "--no-timestamp") ? EXIT_DONE : EXIT_MISSING);
}

static int
receive(struct receiving *r, const char *who, const struct args *a)
{
	struct error e = ERROR_INIT;
	int got;

	if (incoming_open(&r->in, who, a, &e) != 0 ||
	    (got = decide(r, &e)) < 0) {
		say_error(who, a->rest[0], &e);
		return (EXIT_NOTHING);
	}
	if (got == 1)
		return (EXIT_NOTHING);
	if (give_receipt(r, &e) != 0) {
		/* What was decided stands; the same command goes on. */
		say_error(who, r->path, &e);
		return (EXIT_MISSING);
	}
	return (show(r) != 0 ? EXIT_MISSING : outcome(r));
}

/* Where the receipt goes, or NULL when memory is short. */
static char *
receipt_path(const struct args *a)
{
	const char *given = args_text(a, "--receipt");
	struct span name = span_of(a->rest[0]);
	char *path;

	if (given != NULL)
		return (strdup(given));
	if (span_ends(name, ".asice"))
		name = span_sub(name, 0, name.n - strlen(".asice"));
	if (asprintf(&path, "%.*s.receipt.p7m", (int)name.n,
	    (const char *)name.p) < 0)
		return (NULL);
	return (path);
}

static int
run(const char *who, const struct args *a)
{
	struct receiving r = { .receipt = BUF_INIT(RECEIPT_MAX),
	    .stamped = TIME_UNKNOWN };
	struct error e = ERROR_INIT;
	int rc;

	if (args_has(a, "--refuse") && args_text(a, "--why") == NULL)
		return (cmd_usage(who, _("something is missing"), "--why"));
	if (!urls_services(who, args_list(a, "--tsa")))
		return (EXIT_USAGE);
	if ((r.path = receipt_path(a)) == NULL) {
		(void)error_nomem(&e);
		say_error(who, NULL, &e);
		return (EXIT_NOTHING);
	}
	if (access(r.path, F_OK) == 0)
		rc = cmd_usage(who, _("this file is there already"), r.path);
	else {
		rc = receive(&r, who, a);
		incoming_close(&r.in);
	}
	buf_free(&r.receipt);
	free(r.path);
	return (rc);
}

const struct cmd_ops cmd_receive = {
	.name = "receive",
	.words = N_("FILE.asice"),
	.summary = N_("take over what somebody hands over, with a receipt"),
	.about = N_("The package is checked first as \"verify\" does. One "
	    "that holds, signed by somebody whom you trust, is kept with its "
	    "exhibits, and a receipt is signed; one that does not hold is "
	    "refused, and the refusal is signed. Exit: 0 received, or "
	    "refused as asked; 1 refused because it does not hold, or the "
	    "receipt has no time-stamp; 2 nothing was done."),
	.opts = opts, .min = 1, .max = 1, .run = run
};
