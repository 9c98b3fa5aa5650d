#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/custody.h"
#include "cmd/findings.h"
#include "cmd/proof.h"
#include "cmd/use.h"
#include "store/base/io.h"
#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/base/num.h"

static const struct opt opts[] = {
	{ OPT_FILE, "--output", "-o", N_("FILE"), N_("write the checkpoint or "
	    "the proof there"), false, 0, 0 },
	OPT_JSON,
	OPT_STORE
};

/* One exhibit's full identity for its beginning, for free(). */
static char *
full_id(struct home *h, const char *prefix, struct error *e)
{
	struct catalog_cursor *cur = NULL;
	struct catalog_exhibit x;
	char *id = NULL;
	int rc = home_exhibit(h, prefix, &cur, &x, e);

	if (rc == 0)
		(void)error_set(e, ERR_NOTFOUND, "no exhibit begins with %s",
		    prefix);
	else if (rc == 1 && (id = strdup(x.id)) == NULL)
		(void)error_nomem(e);
	catalog_cursor_free(cur);
	return (id);
}

static int
show(struct use *u, const struct args *a, struct error *e)
{
	char *id = NULL;
	int rc;

	if (a->n > 1 && (id = full_id(u->home, a->rest[1], e)) == NULL)
		return (-1);
	rc = args_has(a, "--json") ? custody_raw(u->home, id, e) :
	    custody_show(u->home, id, e);
	free(id);
	return (rc);
}

static int
check_json(uint64_t size, const struct log_findings *fs, struct error *e)
{
	json_t *j = json_object();
	bool ok = j != NULL;

	json_put_bool(j, "sound", fs->failed == 0, &ok);
	json_put_int(j, "size", (int64_t)size, &ok);
	json_put_int(j, "failed", (int64_t)fs->failed, &ok);
	json_put_int(j, "warned", (int64_t)fs->warned, &ok);
	json_put(j, "findings", findings_log_json(fs), &ok);
	if (!ok) {
		json_decref(j);
		return (error_nomem(e));
	}
	return (say_json(j) == 0 ? 0 : error_set(e, ERR_SYS, "cannot write"));
}

static int
check(struct use *u, const struct args *a, struct error *e)
{
	struct log_findings fs = LOG_FINDINGS_INIT;
	uint64_t size = 0;
	int rc = -1;

	if (home_log_check(u->home, &fs, &size, NULL, e) != 0)
		goto out;
	rc = fs.failed > 0 ? EXIT_MISSING : EXIT_DONE;
	if (args_has(a, "--json")) {
		if (check_json(size, &fs, e) != 0)
			rc = -1;
		goto out;
	}
	findings_log_show(&fs);
	say_textf(fs.failed > 0 ? _("The custody log does not hold "
	    "(events: %llu).") : _("The custody log holds (events: %llu): "
	    "in order, each linked to the one before, and the signed "
	    "checkpoints agree."), (unsigned long long)size);
out:
	log_findings_free(&fs);
	return (rc);
}

static int
put_out(const struct args *a, struct span s, struct error *e)
{
	const char *path = args_text(a, "--output");

	if (path != NULL)
		return (io_write_file(path, s, 0644, e));
	if (fwrite(s.p, 1, s.n, stdout) != s.n)
		return (error_sys(e, "cannot write"));
	return (0);
}

static int
checkpoint(struct use *u, const struct args *a, struct error *e)
{
	struct buf note = BUF_INIT(NOTE_MAX), key = BUF_INIT(4 * KIB);
	json_t *j = NULL;
	bool ok = true;
	int rc = -1;

	if (home_checkpoint(u->home, &note, e) != 0)
		goto out;
	if (!args_has(a, "--json")) {
		rc = put_out(a, buf_span(&note), e);
		goto out;
	}
	note_vkey_text(home_log_key(u->home), &key);
	if ((j = json_object()) == NULL)
		ok = false;
	json_put_text(j, "key", buf_str(&key), &ok);
	json_put_text(j, "checkpoint", buf_str(&note), &ok);
	if (!ok) {
		json_decref(j);
		(void)error_nomem(e);
	} else if (say_json(j) == 0)
		rc = 0;
	else
		(void)error_set(e, ERR_SYS, "cannot write");
out:
	buf_free(&key);
	buf_free(&note);
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
		rc = put_out(a, buf_span(&out), e);
	buf_free(&out);
	return (rc);
}

static int
key(struct use *u, const struct args *a, struct error *e)
{
	struct buf line = BUF_INIT(4 * KIB);
	int rc = -1;

	note_vkey_text(home_log_key(u->home), &line);
	buf_putc(&line, '\n');
	if (buf_ok(&line, e) == 0)
		rc = put_out(a, buf_span(&line), e);
	buf_free(&line);
	return (rc);
}

static const struct {
	const char *name;
	size_t max;		/* words, itself counted */
	int (*run)(struct use *u, const struct args *a, struct error *e);
} verbs[] = {
	{ "show", 2, show },
	{ "check", 1, check },
	{ "checkpoint", 1, checkpoint },
	{ "prove", 2, prove },
	{ "key", 1, key },
};

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
	if (use_open(&u, a, USE_READ, &e) == 0 &&
	    use_act(&u, a, HOME_ANY_ROLE, &e) == 0)
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
	.words = N_("show [ID] | check | checkpoint | prove SEQ | key"),
	.summary = N_("show and check the custody log"),
	.about = N_("show: the events, of one exhibit or all; with --json as "
	    "they were written. check: goes through the whole log and its "
	    "signed checkpoints. checkpoint: the latest one, to be handed "
	    "out. prove SEQ: a proof that event SEQ is in the log of that "
	    "checkpoint. key: the public key that signs. Exit: 0 done or the "
	    "log holds; 1 the log does not hold; 2 it could not be told; 64 "
	    "usage."),
	.opts = opts, .min = 1, .max = 2, .run = run
};
