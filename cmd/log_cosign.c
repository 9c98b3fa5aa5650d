#include "cmd/cmd.h"
#include "cmd/log_verbs.h"
#include "store/base/io.h"
#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/custody/witness.h"
#include "store/home/home_attest.h"

/* Being the witness of somebody else's log. */

static const char * const verdicts[] = {
	[HOME_COSIGNED] = "cosigned",
	[HOME_LOG_UNKNOWN] = "unknown",
	[HOME_LOG_SIGNATURE] = "signature",
	[HOME_LOG_SIZE] = "size",
	[HOME_LOG_BACK] = "rolled-back",
	[HOME_LOG_FORKED] = "forked",
	[HOME_LOG_UNPROVED] = "unproved",
};

static void
say_verdict(const struct home_cosigned *r)
{
	unsigned long long is = r->point.size, was = r->seen;

	switch (r->verdict) {
	case HOME_COSIGNED:
		say_textf(_("Cosigned: %s, %llu events. It continues what was "
		    "cosigned before, and this is remembered."),
		    r->point.origin, is);
		return;
	case HOME_LOG_UNKNOWN:
		say_text(_("This log was never cosigned here: name its key "
		    "with --log-key (its keeper prints it with \"constat log "
		    "key\")."));
		return;
	case HOME_LOG_SIGNATURE:
		say_text(_("The checkpoint is not signed by the key of that "
		    "log."));
		return;
	case HOME_LOG_SIZE:
		say_textf(_("The request does not begin where the last "
		    "cosignature ended: its keeper must make it again with "
		    "--old %llu."), was);
		return;
	case HOME_LOG_BACK:
		say_textf(_("REFUSED: this log had %llu events when it was "
		    "cosigned last, and now it has %llu. It was cut or "
		    "restored from an older copy, or the request is an old "
		    "one."), was, is);
		break;
	case HOME_LOG_FORKED:
		say_textf(_("REFUSED: two histories. When it was cosigned, "
		    "this log had other events, of the same number (%llu)."),
		    is);
		break;
	case HOME_LOG_UNPROVED:
		say_textf(_("REFUSED: it is not shown that these %llu events "
		    "continue the %llu that were cosigned: the log may have "
		    "two histories."), is, was);
		break;
	}
	say_text(_("Both checkpoints, each signed by that log, were entered "
	    "in the custody log here: keep them, they are the proof."));
}

static int
show_verdict(const struct args *a, const struct home_cosigned *r,
    struct error *e)
{
	json_t *j;
	bool ok = true;

	if (!args_has(a, "--json")) {
		/* The answer itself may be on standard output. */
		if (r->verdict != HOME_COSIGNED || args_has(a, "--output"))
			say_verdict(r);
		return (0);
	}
	j = json_object();
	json_put_text(j, "verdict", verdicts[r->verdict], &ok);
	json_put_text(j, "log", r->point.origin, &ok);
	json_put_int(j, "size", (int64_t)r->point.size, &ok);
	json_put_int(j, "seen", (int64_t)r->seen, &ok);
	if ((j = json_made(j, ok, e)) == NULL)
		return (-1);
	return (say_json(j) == 0 ? 0 : error_set(e, ERR_SYS, "cannot write"));
}

int
log_cosign(struct use *u, const struct args *a, struct error *e)
{
	struct buf request = BUF_INIT(WITNESS_REQUEST_MAX);
	struct buf out = BUF_INIT(2 * NOTE_MAX);
	struct note_vkey key;
	struct home_cosigned r;
	int got, rc = -1;

	if (a->n < 2) {
		(void)error_set(e, ERR_INPUT,
		    "the file with the request is wanted: log cosign FILE");
		goto out;
	}
	if (io_read_file(a->rest[1], &request, e) != 0 ||
	    (got = log_key_of(a, "--log-key", note_vkey_parse, &key, e)) < 0 ||
	    home_cosign(u->home, buf_span(&request), got == 1 ? &key : NULL,
	    &out, &r, e) != 0 || show_verdict(a, &r, e) != 0)
		goto out;
	rc = r.verdict == HOME_COSIGNED ? EXIT_DONE : EXIT_MISSING;
	if (rc == EXIT_DONE && (args_has(a, "--output") ||
	    !args_has(a, "--json")) && log_put(a, buf_span(&out), e) != 0)
		rc = -1;
out:
	buf_free(&request);
	buf_free(&out);
	return (rc);
}
