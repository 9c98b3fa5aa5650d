#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

#include "cmd/cmd.h"
#include "cmd/findings.h"
#include "cmd/stop.h"
#include "cmd/use.h"
#include "store/base/json.h"

static const struct opt opts[] = {
	{ OPT_FLAG, "--recover", NULL, NULL, N_("first finish what interrupted "
	    "commands have left, or undo it, noting it in the log"),
	    false, 0, 0 },
	OPT_JSON,
	OPT_QUIET,
	OPT_STORE
};

struct watch {
	const atomic_bool *stop;
	bool live;
};

static int
step(void *ctx, const char *what, int64_t done, int64_t total)
{
	const struct watch *w = ctx;

	if (w->live)
		(void)fprintf(stderr, "\r\033[K%s %lld/%lld",
		    what[0] == 'l' ? _("custody log") : _("sealed files"),
		    (long long)done, (long long)total);
	return (atomic_load(w->stop) ? -1 : 0);
}

static int
show_json(const struct home_findings *fs, const struct log_findings *log)
{
	json_t *j = json_object();
	bool ok = j != NULL;

	json_put_bool(j, "sound", fs->failed == 0 && log->failed == 0, &ok);
	json_put_int(j, "failed", (int64_t)fs->failed, &ok);
	json_put_int(j, "others", (int64_t)fs->others, &ok);
	json_put(j, "findings", findings_home_json(fs), &ok);
	json_put_int(j, "log_failed", (int64_t)log->failed, &ok);
	json_put_int(j, "log_warned", (int64_t)log->warned, &ok);
	json_put(j, "log", findings_log_json(log), &ok);
	return (say_json(json_made(j, ok, NULL)));
}

static void
show(const struct home_findings *fs, const struct log_findings *log)
{

	findings_home_show(fs);
	findings_log_show(log);
	if (fs->failed > 0 || log->failed > 0)
		say_text(_("Something kept here is not as it was written. Keep "
		    "a copy of the store as it is, and do not write to it."));
	else if (fs->others > 0 || log->warned > 0)
		say_text(_("Everything kept here was read again and is as it "
		    "was written; the notes above are no damage."));
	else
		say_text(_("Everything kept here was read again and is as it "
		    "was written."));
}

/* Whether the catalogue itself is damaged: then nothing is written to it. */
static bool
damaged(const struct home_findings *fs)
{
	size_t i;

	for (i = 0; i < fs->n; i++)
		if (fs->list[i].fault == HOME_CATALOG)
			return (true);
	return (false);
}

/* That everything was read and hashed again, and what came of it. */
static void
note(const char *who, struct use *u, const struct home_findings *fs,
    const struct log_findings *log)
{
	struct event ev = EVENT_INIT;
	json_t *detail;
	bool ok = true;

	if (u->mute || damaged(fs) || log->failed > 0)
		return;
	detail = json_object();
	json_put_text(detail, "verified", "store", &ok);
	json_put_int(detail, "failed", (int64_t)fs->failed, &ok);
	json_put_int(detail, "others", (int64_t)fs->others, &ok);
	ev.kind = EVENT_VERIFIED;
	ev.detail = detail;
	ev.result = fs->failed > 0 ? EVENT_FAIL : EVENT_SUCCESS;
	ev.error = fs->failed > 0 ? "something kept is not as it was written"
	    : NULL;
	use_looked(who, u, &ev);
	json_decref(detail);
}

static int
check(const char *who, struct use *u, const struct args *a,
    struct error *e)
{
	struct home_findings fs = HOME_FINDINGS_INIT;
	struct log_findings log = LOG_FINDINGS_INIT;
	struct watch w = { .stop = stop_begin(),
	    .live = !args_has(a, "--quiet") && isatty(STDERR_FILENO) };
	struct home_progress p = { .step = step, .ctx = &w };
	int rc = -1;

	if (args_has(a, "--recover") &&
	    (home_recover(u->home, NULL, NULL, e) != 0 ||
	    home_clear(u->home, e) != 0))
		return (-1);
	if (home_fsck(u->home, &fs, &log, &p, e) == 0) {
		note(who, u, &fs, &log);
		rc = fs.failed > 0 || log.failed > 0 ? EXIT_MISSING :
		    EXIT_DONE;
		if (w.live)
			(void)fprintf(stderr, "\r\033[K");
		if (args_has(a, "--json")) {
			if (show_json(&fs, &log) != 0)
				rc = error_set(e, ERR_SYS, "cannot write");
		} else if (!args_has(a, "--quiet"))
			show(&fs, &log);
	} else if (w.live)
		(void)fprintf(stderr, "\r\033[K");
	home_findings_free(&fs);
	log_findings_free(&log);
	return (rc);
}

static int
run(const char *who, const struct args *a)
{
	struct error e = ERROR_INIT;
	struct use u;
	int rc = -1;

	if ((args_has(a, "--recover") ? use_open(&u, a, USE_WRITE, &e) :
	    use_open_look(&u, a, &e)) == 0 &&
	    use_act(&u, a, args_has(a, "--recover") ? HOME_CAPTURE |
	    HOME_MANAGE : HOME_ANY_ROLE, &e) == 0)
		rc = check(who, &u, a, &e);
	if (rc < 0) {
		say_error(who, NULL, &e);
		rc = EXIT_NOTHING;
	}
	use_close(&u);
	return (rc);
}

const struct cmd_ops cmd_fsck = {
	.name = "fsck",
	.summary = N_("read and hash again everything that is kept"),
	.about = N_("Compares every sealed file with its name and with the "
	    "catalogue, and goes through the custody log. Exit: 0 all is as "
	    "it was written; 1 something is not; 2 it could not be told."),
	.opts = opts, .max = 0, .run = run
};
