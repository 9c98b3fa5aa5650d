#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/custody.h"
#include "cmd/log_verbs.h"
#include "cmd/proof.h"
#include "cmd/urls.h"
#include "cmd/use.h"
#include "store/base/limits.h"
#include "store/base/num.h"
#include "store/home/home_attest.h"

#define WORDS_MAX	1000

static const struct opt opts[] = {
	{ OPT_FILE, "--output", "-o", N_("FILE"), N_("write the checkpoint or "
	    "the proof there"), false, 0, 0 },
	{ OPT_FLAG, "--stamp", NULL, NULL, N_("checkpoint, export: have "
	    "it time-stamped first; the time-stamp is written beside the file "
	    "of -o, as FILE.tsr"), false, 0, 0 },
	OPT_TSA,
	OPT_PROXY,
	{ OPT_FILE, "--tsa-trust", NULL, N_("FILE"), N_("check: believe only "
	    "the time-stamp authorities of these certificates (PEM); may be "
	    "repeated"), true, 0, 0 },
	{ OPT_FILE, "--witness-key", NULL, N_("FILE"), N_("witness: the key of "
	    "whoever is asked; the first time"), false, 0, 0 },
	{ OPT_NUMBER, "--old", NULL, N_("N"), N_("witness -o: how many events "
	    "the witness has cosigned last"), false, 0, INT64_MAX },
	{ OPT_FILE, "--log-key", NULL, N_("FILE"), N_("cosign: the key of the "
	    "other's log, the first time; check DIR: of an exported log that "
	    "is another's"), false, 0, 0 },
	{ OPT_FLAG, "--witness", NULL, NULL, N_("key: the one that we sign "
	    "with as a witness of others"), false, 0, 0 },
	OPT_JSON,
	OPT_STORE
};

static int
show(struct use *u, const struct args *a, struct error *e)
{
	struct home_found x = { .case_name = NULL };
	const char *id = a->n > 1 ? x.id : NULL;
	int rc = -1;

	catalog_spare(home_catalog(u->home));
	if (a->n < 2 || home_found(u->home, a->rest[1], &x, e) == 0)
		rc = args_has(a, "--json") ? custody_raw(u->home, id, e) :
		    custody_show(u->home, id, e);
	home_found_free(&x);
	return (rc);
}

static int
prove(struct use *u, const struct args *a, struct error *e)
{
	struct buf out = BUF_INIT(NOTE_MAX + 64 * KIB);
	int64_t seq;
	int rc = -1;

	if (a->n < 2 ||
	    num_parse(span_of(a->rest[1]), 1, INT64_MAX, &seq, NULL) != 0)
		return (error_set(e, ERR_INPUT,
		    "the number of an event is wanted: log prove SEQ"));
	if (proof_make(u->home, (uint64_t)seq, args_has(a, "--json"), &out,
	    e) == 0)
		rc = log_put(a, buf_span(&out), e);
	buf_free(&out);
	return (rc);
}

static int
key(struct use *u, const struct args *a, struct error *e)
{
	struct buf line = BUF_INIT(4 * KIB);
	struct note_vkey own = *home_log_key(u->home);
	int rc = -1;

	if (args_has(a, "--witness") &&
	    home_witness_key(u->home, &own, e) != 0)
		return (-1);
	note_vkey_text(&own, &line);
	buf_putc(&line, '\n');
	if (buf_ok(&line, e) == 0)
		rc = log_put(a, buf_span(&line), e);
	buf_free(&line);
	return (rc);
}

static bool
never(const struct args *a)
{

	(void)a;
	return (false);
}

static bool
if_stamped(const struct args *a)
{

	return (args_has(a, "--stamp"));
}

static bool
if_witness(const struct args *a)
{

	return (args_has(a, "--witness"));
}

static bool
always(const struct args *a)
{

	(void)a;
	return (true);
}

static const struct {
	const char *name;
	size_t max;		/* words, itself counted */
	int (*run)(struct use *u, const struct args *a, struct error *e);
	bool (*writes)(const struct args *a);
} verbs[] = {
	{ "show", 2, show, never },
	{ "check", WORDS_MAX, log_check, never },
	{ "checkpoint", 1, log_point, if_stamped },
	{ "prove", 2, prove, never },
	{ "key", 1, key, if_witness },
	{ "witness", 2, log_witness, always },
	{ "cosign", 2, log_cosign, always },
	{ "export", 2, log_export, always },
};

/* Open the store as the verb needs it, with somebody who may. */
static int
open_for(struct use *u, const struct args *a, bool writes, struct error *e)
{

	if (use_open(u, a, writes ? USE_WRITE : USE_READ, e) != 0)
		return (-1);
	return (use_act(u, a, writes ? HOME_CAPTURE | HOME_MANAGE :
	    HOME_ANY_ROLE, e));
}

static int
run(const char *who, const struct args *a)
{
	struct error e = ERROR_INIT;
	struct use u;
	size_t i, n = sizeof(verbs) / sizeof(verbs[0]);
	int rc = -1;

	for (i = 0; i < n && strcmp(verbs[i].name, a->rest[0]) != 0; i++)
		continue;
	if (i == n)
		return (cmd_usage(who, _("no such command"), a->rest[0]));
	if (a->n > verbs[i].max)
		return (cmd_usage(who, _("one word too many"),
		    a->rest[verbs[i].max]));
	if (!urls_services(who, args_list(a, "--tsa")))
		return (EXIT_USAGE);
	if (open_for(&u, a, verbs[i].writes(a), &e) == 0)
		rc = verbs[i].run(&u, a, &e);
	if (rc < 0) {
		say_error(who, a->rest[0], &e);
		rc = e.code == ERR_INPUT ? EXIT_USAGE : EXIT_NOTHING;
	}
	use_close(&u);
	return (rc);
}

const struct cmd_ops cmd_log = {
	.name = "log",
	.words = N_("show [ID] | check [FILE...] | checkpoint | prove SEQ | "
	    "key | witness [URL|FILE] | cosign FILE | export DIR"),
	.summary = N_("show and check the custody log"),
	.about = N_("show: the events, of one exhibit or all; with --json as "
	    "they were written. check: goes through the whole log, its "
	    "signed checkpoints and their time-stamps; with FILE, an older "
	    "checkpoint that somebody kept, also whether the log has only "
	    "grown since. checkpoint: the latest one, to be handed "
	    "out. prove SEQ: a proof that event SEQ is in the log of that "
	    "checkpoint. key: the public key that signs. witness: have "
	    "somebody else's constat, or any C2SP witness, confirm that this "
	    "log has only grown since it saw it last: at a URL; or -o writes a "
	    "request to be handed over, and FILE is the answer. cosign FILE: "
	    "be the witness who answers such a request. export DIR: the "
	    "whole log as files that anybody can check (C2SP tlog-tiles); "
	    "check DIR checks them. Exit: 0 done or the "
	    "log holds; 1 the log does not hold, or is not cosigned; 2 it "
	    "could not be told; 64 "
	    "usage."),
	.opts = opts, .min = 1, .max = WORDS_MAX, .run = run
};
