#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "capture/job/job.h"
#include "cmd/ask.h"
#include "cmd/cmd.h"
#include "cmd/exhibit.h"
#include "cmd/lang.h"
#include "cmd/outcome.h"
#include "cmd/params.h"
#include "cmd/progress.h"
#include "cmd/stamping.h"
#include "cmd/stop.h"
#include "cmd/urls.h"
#include "cmd/use.h"
#include "store/base/alloc.h"
#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/base/time.h"
#include "store/base/url.h"

#define WORDS_MAX	100000

static const struct opt opts[] = {
	{ OPT_TEXT, "--case", NULL, N_("NAME"), N_("case that the exhibit "
	    "belongs to; made where it is not there"), false, 0, 0 },
	{ OPT_FILE, "--output", "-o", N_("FILE"), N_("also write the exhibit "
	    "there; one URL only"), false, 0, 0 },
	{ OPT_FILE, "--from", NULL, N_("FILE"), N_("capture each URL of this "
	    "file, one a line; - is standard input"), false, 0, 0 },
	{ OPT_FLAG, "--own", NULL, NULL, N_("mark it as a publication of "
	    "one's own"), false, 0, 0 },
	{ OPT_TEXT, "--note", NULL, N_("TEXT"), N_("why this is captured, for "
	    "the custody log"), false, 0, 0 },
	{ OPT_FLAG, "--no-browser", NULL, NULL, N_("receive the page and its "
	    "parts without showing them in a browser"), false, 0, 0 },
	{ OPT_FLAG, "--no-author", NULL, NULL, N_("leave out the profile of "
	    "the author"), false, 0, 0 },
	{ OPT_NUMBER, "--scroll", NULL, N_("SECONDS"), N_("scroll down at most "
	    "this long (default 15; 0: not at all)"), false, 0, 3600 },
	{ OPT_TEXT, "--lang", NULL, N_("LANG"), N_("ask pages in this "
	    "language, for instance fr-FR (default: that of the "
	    "environment)"), false, 0, 0 },
	{ OPT_FILE, "--cookies", NULL, N_("FILE"), N_("use the log-in that "
	    "these cookies are (Netscape format)"), false, 0, 0 },
	{ OPT_FOLDER, "--browser-profile", NULL, N_("DIR"), N_("use the "
	    "log-in of this profile of Chromium or a browser like it; a copy "
	    "is used"), false, 0, 0 },
	{ OPT_TEXT, "--account", NULL, N_("TEXT"), N_("whose account that "
	    "log-in is, and why it may be used; recorded"), false, 0, 0 },
	{ OPT_FLAG, "--public", NULL, NULL, N_("visit the page once more "
	    "without log-in, to see whether the public sees the post; done "
	    "anyway where a log-in is used"), false, 0, 0 },
	{ OPT_TEXT, "--also", NULL, N_("ARCHIVE"), N_("also fetch the copy of "
	    "a public archive, which learns of the address: wayback"),
	    false, 0, 0 },
	{ OPT_TEXT, "--proxy", NULL, N_("URL"), N_("go through this proxy; "
	    "recorded (default: direct)"), false, 0, 0 },
	OPT_TSA,
	{ OPT_FLAG, "--no-timestamp", NULL, NULL, N_("ask for no time-stamp"),
	    false, 0, 0 },
	{ OPT_FLAG, "--allow-private", NULL, NULL, N_("allow private and "
	    "loopback addresses"), false, 0, 0 },
	{ OPT_FILE, "--ca", NULL, N_("FILE"), N_("further TLS roots for the "
	    "captured site (PEM); recorded"), false, 0, 0 },
	{ OPT_NUMBER, "--timeout", NULL, N_("SECONDS"), N_("for the whole "
	    "capture of one URL (default 180)"), false, 1, 86400 },
	{ OPT_SIZE, "--max-size", NULL, N_("BYTES"), N_("for the whole capture "
	    "of one URL; K, M, G may follow (default 4G)"), false, 1,
	    INT64_C(1) << 44 },
	OPT_JSON,
	OPT_QUIET,
	OPT_STORE
};

/* Tests have an archive of their own. */
static const char *
wayback_base(void)
{
	const char *base = getenv("CONSTAT_WAYBACK");

	return (base != NULL && *base != '\0' ? base : CAPTURE_WAYBACK);
}

static struct capture_request
request(const struct args *a, const json_t *params, const char *lang)
{
	struct capture_request q = CAPTURE_REQUEST_INIT;

	q.case_name = args_text(a, "--case");
	q.out_path = args_text(a, "--output");
	q.note = args_text(a, "--note");
	q.own = args_has(a, "--own");
	q.proxy = args_text(a, "--proxy");
	q.ca_file = args_text(a, "--ca");
	q.tsa = args_list(a, "--tsa");
	q.parameters = params;
	q.lang = lang;
	q.cookies = args_text(a, "--cookies");
	q.profile = args_text(a, "--browser-profile");
	q.account = args_text(a, "--account");
	q.wayback = args_has(a, "--also") ? wayback_base() : NULL;
	q.use_browser = !args_has(a, "--no-browser");
	q.use_author = !args_has(a, "--no-author");
	q.use_public = args_has(a, "--public");
	q.timestamp = !args_has(a, "--no-timestamp");
	q.allow_private = args_has(a, "--allow-private");
	q.scroll_s = (int)args_number(a, "--scroll", q.scroll_s);
	q.timeout_ms = args_number(a, "--timeout", q.timeout_ms / 1000) *
	    1000;
	q.max_size = args_number(a, "--max-size", q.max_size);
	return (q);
}

/* Why nothing could be captured there; and that nothing was. */
static void
show_trouble(const char *who, const char *url, const struct error *e)
{
	struct url *parsed = NULL;

	if (e->code == ERR_SYNTAX &&
	    url_parse(span_of(url), NULL, &parsed, NULL) != 0)
		say_error_address(who, url, e);
	else
		say_error_url(who, url, e);
	url_free(parsed);
	if (e->code != ERR_CANCELED)
		(void)fprintf(stderr, "  %s\n", _("Nothing was sealed."));
}

/* Nothing of ${url} could be sealed: for people, and for programs. */
static void
say_failed(const char *who, const struct args *a, const char *url,
    const struct error *e)
{
	json_t *j;
	bool ok;

	show_trouble(who, url, e);
	if (!args_has(a, "--json"))
		return;
	ok = (j = json_object()) != NULL;
	params_put(j, "url", url, &ok);
	json_put(j, "error", say_error_json(e), &ok);
	if (ok)
		(void)say_json(j);
	else
		json_decref(j);
}

/* One URL: 0 complete, 1 sealed but something missing, -1 nothing sealed. */
static int
capture_one(const char *who, struct home *h, const struct args *a,
    struct capture_request *q, bool *stop)
{
	bool quiet = args_has(a, "--quiet");
	struct capture_outcome *o = NULL;
	struct progress_line *line = NULL;
	struct error e = ERROR_INIT;
	int rc = -1;

	if (progress_begin(&line, quiet, &e) == 0) {
		q->progress = progress_for(line);
		rc = capture_run(h, q, &o, &e);
	}
	progress_end(line);
	if (rc != 0) {
		say_failed(who, a, q->url, &e);
		*stop = e.code == ERR_CANCELED;
		return (-1);
	}
	if (args_has(a, "--json"))
		/* Sealed and kept, but whoever asked cannot be told. */
		*stop = say_json(exhibit_of_outcome(o)) != 0;
	else if (!quiet)
		outcome_show(o);
	rc = o->missing_n > 0 ? 1 : 0;
	capture_outcome_free(o);
	return (rc);
}

static void
show_which(size_t i, size_t n, const char *url)
{
	char *bare = say_url(url), *safe = say_safe(bare);

	(void)fprintf(stderr, "[%zu/%zu] %s\n", i, n,
	    safe != NULL ? safe : "?");
	free(bare);
	free(safe);
}

static int
capture_all(const char *who, struct use *u, const struct args *a,
    const struct urls *list, struct capture_request q)
{
	size_t i, sealed = 0, whole = 0;
	bool stop = false;
	int rc;

	q.cancel = stop_begin();
	for (i = 0; i < list->n && !stop; i++) {
		if (list->n > 1 && !args_has(a, "--quiet"))
			show_which(i + 1, list->n, list->v[i]);
		q.url = list->v[i];
		/* What one page wanted of memory is no matter of the next. */
		alloc_forget();
		rc = capture_one(who, u->home, a, &q, &stop);
		sealed += rc >= 0 ? 1 : 0;
		whole += rc == 0 ? 1 : 0;
	}
	if (list->n > 1 && !args_has(a, "--quiet"))
		(void)fprintf(stderr, _("Sealed: %zu of %zu; with nothing "
		    "missing: %zu.\n"), sealed, list->n, whole);
	if (sealed == 0)
		return (EXIT_NOTHING);
	return (whole == list->n ? EXIT_DONE : EXIT_MISSING);
}

/* Finish what a crash interrupted, and say so. */
static int
recover(struct home *h, struct error *e)
{
	unsigned kept = 0, dropped = 0;

	if (home_recover(h, &kept, &dropped, e) != 0)
		return (-1);
	if (kept > 0)
		(void)fprintf(stderr, _("Exhibits of interrupted captures "
		    "that were sealed already and are kept now: %u\n"), kept);
	if (dropped > 0)
		(void)fprintf(stderr, _("Interrupted captures that had not "
		    "been sealed, removed and noted in the log: %u\n"),
		    dropped);
	return (0);
}

/* Whether any can be captured; if not, say why of each. */
static bool
any_good(const char *who, const struct args *a, const struct urls *list)
{
	struct error e;
	struct url *url;
	size_t i;

	for (i = 0; i < list->n; i++) {
		url = NULL;
		if (url_parse(span_of(list->v[i]), NULL, &url, NULL) == 0) {
			url_free(url);
			return (true);
		}
	}
	for (i = 0; i < list->n; i++) {
		e = (struct error)ERROR_INIT;
		(void)url_parse(span_of(list->v[i]), NULL, &url, &e);
		say_failed(who, a, list->v[i], &e);
	}
	return (false);
}

/* Options that do not go together: why (translated) and which, or NULL. */
static const char *
misfit(const struct args *a, const char **word)
{
	bool profile = args_has(a, "--browser-profile");

	*word = "--browser-profile";
	if (profile && args_has(a, "--cookies"))
		return (_("one log-in at a time: --cookies or this"));
	if (profile && args_has(a, "--no-browser"))
		return (_("needs the browser"));
	*word = args_text(a, "--also");
	if (*word != NULL && strcmp(*word, "wayback") != 0)
		return (_("no archive of that name; there is: wayback"));
	*word = "--account";
	if (args_has(a, "--account") && !profile && !args_has(a, "--cookies"))
		return (_("goes with a log-in only: --cookies or "
		    "--browser-profile"));
	return (NULL);
}

/*
 * Whose log-in it is belongs into the record (procedure.md 1.2 N10): said with
 * --account, else asked where a person is there to answer.
 */
static int
set_account(const struct args *a, struct capture_request *q, struct buf *room,
    struct error *e)
{

	if ((q->cookies == NULL && q->profile == NULL) || q->account != NULL)
		return (0);
	if (!args_has(a, "--json") && !args_has(a, "--quiet") &&
	    isatty(STDIN_FILENO) && ask_there()) {
		if (ask_text(_("Whose account is this log-in, and why may it "
		    "be used? This is recorded: "), room, e) != 0)
			return (-1);
		if (room->n > 0)
			q->account = buf_str(room);
	}
	if (q->account == NULL)
		(void)fprintf(stderr, "%s\n", _("The record does not say whose "
		    "account the log-in is; --account says it."));
	return (0);
}

static int
run(const char *who, const struct args *a)
{
	struct error e = ERROR_INIT;
	struct urls list = { .v = NULL };
	struct use u = { .home = NULL };
	struct capture_request q;
	struct buf account = BUF_INIT(KIB);
	char lang[LANG_BYTES];
	const char *why, *word = NULL;
	json_t *params = NULL;
	int rc = EXIT_NOTHING;

	if (urls_read(&list, a->rest, a->n, args_text(a, "--from"), &e) != 0) {
		say_error(who, args_text(a, "--from"), &e);
		goto out;
	}
	if (list.n == 0) {
		rc = cmd_usage(who, _("no URL named"), NULL);
		goto out;
	}
	if (list.n > 1 && args_has(a, "--output")) {
		rc = cmd_usage(who, _("-o goes with one URL only"), NULL);
		goto out;
	}
	if (lang_read(args_text(a, "--lang"), lang) != 0) {
		rc = cmd_usage(who, _("not a language, as fr-FR"),
		    args_text(a, "--lang"));
		goto out;
	}
	if ((why = misfit(a, &word)) != NULL) {
		rc = cmd_usage(who, why, word);
		goto out;
	}
	if (!urls_services(who, args_list(a, "--tsa"))) {
		rc = EXIT_USAGE;
		goto out;
	}
	/* No store is made for what cannot be captured. */
	if (!any_good(who, a, &list))
		goto out;
	/* Where a passphrase may be asked for, Ctrl-C ends the question. */
	if (!ask_there())
		(void)stop_begin();
	if ((params = params_of(a)) == NULL)
		(void)error_nomem(&e);
	else if (use_open(&u, a, USE_WRITE, &e) == 0 &&
	    use_act(&u, a, HOME_CAPTURE, &e) == 0 &&
	    use_unlock(&u, &e) == 0 && recover(u.home, &e) == 0 &&
	    (!alloc_failed() || error_nomem(&e) == 0)) {
		q = request(a, params, lang);
		if (set_account(a, &q, &account, &e) == 0) {
			rc = capture_all(who, &u, a, &list, q);
			if (rc != EXIT_NOTHING && q.timestamp)
				stamping_after(u.home, q.tsa, q.proxy);
			goto out;
		}
	}
	say_error(who, NULL, &e);
out:
	use_close(&u);
	json_decref(params);
	urls_free(&list);
	buf_free(&account);
	return (rc);
}

const struct cmd_ops cmd_capture = {
	.name = "capture",
	.words = N_("URL..."),
	.summary = N_("capture pages, seal and time-stamp them"),
	.about = N_("Receives each page twice, exactly as the server sends it "
	    "and as a browser shows it, with everything that it is made of; "
	    "hashes what arrives, seals it in one file, has it time-stamped, "
	    "and keeps it. The profile of the post's author is found and "
	    "captured along with it. Exit: 0 done, nothing missing; 1 "
	    "sealed, but something asked for is missing; 2 nothing was "
	    "sealed, nothing was changed; 64 usage."),
	.opts = opts, .max = WORDS_MAX, .run = run
};
