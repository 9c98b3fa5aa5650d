#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "capture/job/job.h"
#include "cmd/cmd.h"
#include "cmd/demo.h"
#include "cmd/demo_alter.h"
#include "cmd/progress.h"
#include "cmd/stop.h"
#include "cmd/use.h"
#include "store/base/io.h"
#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/base/time.h"
#include "verify/verify.h"

static const struct opt opts[] = {
	OPT_JSON,
	OPT_QUIET,
	OPT_COMMON
};

/* The demonstration as it goes; freed as a whole. */
struct demo {
	char *folder;			/* for the copy and the store */
	struct use use;
	struct demo_tsa *tsa;
	struct demo_site *site;
	struct capture_outcome *page;	/* of the post, with its author */
	struct verify_report before;
	struct verify_report after;
	struct buf copy;		/* path of the altered copy */
	struct altered altered;
};

static void
demo_free(struct demo *d)
{

	demo_site_stop(d->site);
	demo_tsa_free(d->tsa);
	capture_outcome_free(d->page);
	verify_report_free(&d->before);
	verify_report_free(&d->after);
	buf_free(&d->copy);
	use_close(&d->use);
	free(d->folder);
}

/* A folder for what the demonstration makes. */
static int
make_folder(struct demo *d, struct error *e)
{
	const char *tmp = getenv("TMPDIR");
	struct buf path = BUF_INIT(64 * KIB);

	if (io_join(&path, tmp != NULL && *tmp != '\0' ? tmp : "/tmp",
	    "constat-demo-XXXXXX", e) != 0 ||
	    (d->folder = buf_take(&path)) == NULL) {
		buf_free(&path);
		return (error_nomem(e));
	}
	if (mkdtemp(d->folder) == NULL)
		return (error_sys(e, "cannot make %s", d->folder));
	return (0);
}

/*
 * Unless --home says otherwise the demonstration has a store of its own, so
 * that invented posts never stand in a real custody log.  It names no server
 * on the network.
 */
static int
open_store(struct demo *d, const struct args *a, struct error *e)
{
	const char *const none[] = { NULL };
	struct home_settings s = { .organization = "constat demo",
	    .operator_name = "constat demo", .tsa = none, .ntp = none };
	struct buf path = BUF_INIT(64 * KIB);
	int rc = -1;

	if (make_folder(d, e) != 0)
		return (-1);
	if (args_has(a, "--home"))
		return (use_open(&d->use, a, USE_WRITE, e));
	if (io_join(&path, d->folder, "store", e) == 0 &&
	    use_make(buf_str(&path), &s, NULL, NULL, e) == 0)
		rc = use_open_at(&d->use, buf_str(&path), USE_WRITE, e);
	buf_free(&path);
	return (rc);
}

static int
capture_post(struct demo *d, struct progress_line *line,
    const atomic_bool *cancel, struct error *e)
{
	struct capture_request q = CAPTURE_REQUEST_INIT;
	char url[64], tsa[64];
	const char *list[] = { tsa, NULL };

	(void)snprintf(url, sizeof(url), "http://127.0.0.1:%u%s",
	    demo_site_port(d->site), DEMO_POST);
	(void)snprintf(tsa, sizeof(tsa), "http://127.0.0.1:%u%s",
	    demo_site_port(d->site), DEMO_TSA);
	q.url = url;
	q.case_name = "demo";
	q.tsa = list;
	q.allow_private = true;
	q.progress = progress_for(line);
	q.cancel = cancel;
	return (capture_run(d->use.home, &q, &d->page, e));
}

static int
serve_and_capture(struct demo *d, bool quiet, struct error *e)
{
	const atomic_bool *cancel = stop_begin();
	struct progress_line *line = NULL;
	int rc = -1;

	if (demo_tsa_new(&d->tsa, e) == 0 &&
	    demo_site_start(d->tsa, &d->site, e) == 0 &&
	    progress_begin(&line, quiet, e) == 0 &&
	    capture_post(d, line, cancel, e) == 0)
		rc = 0;
	progress_end(line);
	return (rc);
}

/* Check as `constat verify` would: the store's own root is believed. */
static int
check(struct demo *d, const char *path, struct verify_report *r,
    struct error *e)
{
	struct buf root = BUF_INIT(PEM_MAX);
	struct policy *p;
	int rc = -1;

	if ((p = policy_new(time_now(), e)) != NULL &&
	    home_root_cert(d->use.home, &root, e) == 0 &&
	    policy_trust_own(p, buf_span(&root), e) == 0)
		rc = verify_file(p, path, r, e);
	policy_free(p);
	buf_free(&root);
	return (rc);
}

static int
alter_copy(struct demo *d, struct error *e)
{

	if (io_join(&d->copy, d->folder, "altered-copy.wacz", e) != 0)
		return (-1);
	return (alter(d->page->file, buf_str(&d->copy), &d->altered, e));
}

/* The file in which the altered copy was found out, or NULL. */
static const char *
found_in(const struct verify_report *r)
{
	size_t i;

	for (i = 0; i < r->findings.n; i++)
		if (r->findings.v[i].level == FINDING_FAIL &&
		    r->findings.v[i].subject != NULL)
			return (r->findings.v[i].subject);
	return (NULL);
}

/* Whether the two verdicts are those that the demonstration promises. */
static bool
as_promised(const struct demo *d)
{

	return (d->before.verdict == VERDICT_UNESTABLISHED &&
	    d->before.signer.trusted && !d->before.time.trusted &&
	    d->before.time.stamped != TIME_UNKNOWN &&
	    d->after.verdict == VERDICT_ALTERED);
}

static void
show(const struct demo *d)
{
	const char *where = found_in(&d->after), *home = home_path(d->use.home);
	const char *name = json_text(d->page->author, "name");
	char t[TIME_TEXT];

	say_textf(_("1. A small site on this machine, http://127.0.0.1:%u, "
	    "served a post and its author's profile. No network was needed."),
	    demo_site_port(d->site));
	say_textf(_("2. Both pages were captured as sent and as shown, and "
	    "sealed in one file: what %s wrote, and when."),
	    name != NULL ? name : "?");
	(void)printf("   %s\n", d->page->file);
	say_textf(_("3. It bears a time-stamp, %s, of a demonstration "
	    "authority. It is UNTRUSTED: its key was made a moment ago and is "
	    "thrown away now."), time_text(d->page->stamp_time, t));
	say_textf(_("4. Checked: every byte of the post is as it was sealed, "
	    "and the seal is this store's. The time is not established, since "
	    "nobody vouches for that authority (exit code %d)."),
	    (int)d->before.verdict);
	say_textf(_("5. In a copy, one byte was changed: byte %lld of %s."),
	    (long long)d->altered.offset, d->altered.name);
	(void)printf("   %s\n", buf_str(&d->copy));
	say_textf(_("6. Checked again: ALTERED, found in %s (exit code %d)."),
	    where != NULL ? where : "?", (int)d->after.verdict);
	say_text(_("See for yourself:"));
	(void)printf("   constat verify --home %s %s\n", home,
	    d->page->file);
	(void)printf("   constat list --home %s\n", home);
	say_textf(_("The folder %s can be removed when you have seen enough."),
	    d->folder);
}

static int
show_json(const struct demo *d)
{
	json_t *j = json_object(), *list = json_array();
	bool ok = j != NULL;

	json_put_text(j, "home", home_path(d->use.home), &ok);
	json_add(list, json_string(d->page->file), &ok);
	json_put(j, "files", list, &ok);
	json_put_text(j, "verdict", verdict_name(d->before.verdict), &ok);
	json_put_text(j, "copy", buf_str(&d->copy), &ok);
	json_put_text(j, "changed", d->altered.name, &ok);
	json_put_int(j, "offset", d->altered.offset, &ok);
	json_put_text(j, "copy_verdict", verdict_name(d->after.verdict), &ok);
	json_put_text(j, "found_in", found_in(&d->after), &ok);
	return (say_json(json_made(j, ok, NULL)));
}

static int
play(struct demo *d, const struct args *a, struct error *e)
{

	if (open_store(d, a, e) != 0 ||
	    serve_and_capture(d, args_has(a, "--quiet"), e) != 0 ||
	    check(d, d->page->file, &d->before, e) != 0 ||
	    alter_copy(d, e) != 0 ||
	    check(d, buf_str(&d->copy), &d->after, e) != 0)
		return (-1);
	if (!as_promised(d))
		return (error_set(e, ERR_CORRUPT, "the verdicts were %s and "
		    "%s, want unestablished and altered",
		    verdict_name(d->before.verdict),
		    verdict_name(d->after.verdict)));
	return (0);
}

static int
run(const char *who, const struct args *a)
{
	struct demo d = { .copy = BUF_INIT(64 * KIB) };
	struct error e = ERROR_INIT;
	int rc = EXIT_NOTHING;

	if (play(&d, a, &e) != 0) {
		say_error(who, NULL, &e);
		goto out;
	}
	rc = d.page->missing_n > 0 ? EXIT_MISSING : EXIT_DONE;
	if (args_has(a, "--json")) {
		if (show_json(&d) != 0)
			rc = EXIT_NOTHING;
	} else if (!args_has(a, "--quiet")) {
		show(&d);
		if (rc == EXIT_MISSING)
			say_text(_("Something was missing in the capture: see "
			    "\"constat doctor\"."));
	}
out:
	demo_free(&d);
	return (rc);
}

const struct cmd_ops cmd_demo = {
	.name = "demo",
	.summary = N_("show the whole way on an invented post, without a "
	    "network"),
	.about = N_("Serves a post and a profile on this machine, captures and "
	    "seals them in one file, checks it, changes one byte in a copy, "
	    "and checks that copy. Uses a store of its own in the folder for "
	    "temporary files unless --home is given. Exit: 0 all went as it "
	    "should; 1 the same, but the capture lacks something; 2 it did "
	    "not."),
	.opts = opts, .max = 0, .run = run
};
