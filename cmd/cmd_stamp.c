#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/authorities.h"
#include "cmd/cmd.h"
#include "cmd/pending.h"
#include "cmd/renew.h"
#include "cmd/stamping.h"
#include "cmd/urls.h"
#include "cmd/use.h"
#include "store/base/alloc.h"
#include "store/base/json.h"
#include "store/base/time.h"

#define WORDS_MAX	100000

static const struct opt opts[] = {
	{ OPT_FLAG, "--renew", NULL, NULL, N_("make or renew evidence records "
	    "(RFC 4998) instead, of all exhibits or of those named; of a FILE "
	    "too, beside it"), false, 0, 0 },
	{ OPT_TEXT, "--case", NULL, N_("NAME"), N_("--renew: only exhibits of "
	    "this case"), false, 0, 0 },
	{ OPT_TEXT, "--hash", NULL, N_("NAME"), N_("--renew: by this hash "
	    "function: sha256 (where nothing else was used), sha384, sha512"),
	    false, 0, 0 },
	OPT_TSA,
	OPT_PROXY,
	OPT_JSON,
	OPT_QUIET,
	OPT_STORE
};

struct ids {
	char **v;
	size_t n;
};

static int
add_id(struct ids *l, const char *id, struct error *e)
{
	char **v = realloc(l->v, (l->n + 1) * sizeof(*v));

	if (v == NULL)
		return (error_nomem(e));
	l->v = v;
	if ((l->v[l->n] = strdup(id)) == NULL)
		return (error_nomem(e));
	l->n++;
	return (0);
}

/* All whose time-stamp is pending: read first, since stamping changes it. */
static int
all_pending(struct home *h, struct ids *l, struct error *e)
{
	struct catalog_filter f = CATALOG_FILTER_INIT;
	struct catalog_cursor *cur = NULL;
	struct catalog_exhibit x;
	int rc;

	f.stamp = CATALOG_STAMP_PENDING;
	f.disposed = 0;
	if (catalog_exhibits(home_catalog(h), &f, &cur, e) != 0)
		return (-1);
	while ((rc = catalog_exhibit_next(cur, &x, e)) == 1)
		if ((rc = add_id(l, x.id, e)) != 0)
			break;
	catalog_cursor_free(cur);
	return (rc);
}

static int
named(struct home *h, const struct args *a, struct ids *l, struct error *e)
{
	struct home_found x;
	size_t i;
	int rc = 0;

	for (i = 0; i < a->n && rc == 0; i++) {
		rc = home_found(h, a->rest[i], &x, e);
		if (rc == 0)
			rc = add_id(l, x.id, e);
		home_found_free(&x);
	}
	return (rc);
}

static void
free_ids(struct ids *l)
{
	size_t i;

	for (i = 0; i < l->n; i++)
		free(l->v[i]);
	free(l->v);
}

static int
show(const struct args *a, const char *id,
    const struct authority_answer *answer)
{
	json_t *j, *stamp;
	char t[TIME_TEXT];
	bool ok = true;

	(void)time_text(answer->stamp.gen_time, t);
	if (!args_has(a, "--json")) {
		if (!args_has(a, "--quiet"))
			(void)printf("%.12s  %s  %s\n", id, t, answer->by);
		return (0);
	}
	if ((j = json_object()) == NULL || (stamp = json_object()) == NULL) {
		json_decref(j);
		return (-1);
	}
	json_put_text(j, "exhibit", id, &ok);
	json_put_text(stamp, "state", "granted", &ok);
	json_put_text(stamp, "time", t, &ok);
	json_put_text(stamp, "tsa", answer->by, &ok);
	json_put(j, "timestamp", stamp, &ok);
	return (say_json(json_made(j, ok, NULL)));
}

static int
stamp_all(const char *who, struct use *u, const struct args *a,
    const struct ids *l, struct error *e)
{
	const char *const *tsa = args_list(a, "--tsa");
	const char *proxy = args_text(a, "--proxy");
	struct authority_answer answer;
	struct authority_query q;
	struct error one = ERROR_INIT;
	size_t i, done = 0;
	int shown = 0;

	if (authorities_open(&q, tsa, proxy, u->home, e) != 0)
		return (-1);
	for (i = 0; i < l->n && shown == 0 && !error_ends(one.code); i++) {
		one = (struct error)ERROR_INIT;
		answer = (struct authority_answer)AUTHORITY_ANSWER_INIT;
		alloc_forget();
		if (pending_fetch(u->home, &q, l->v[i], &answer, &one) == 0) {
			done++;
			shown = show(a, l->v[i], &answer);
		} else
			say_error(who, l->v[i], &one);
		authority_answer_free(&answer);
	}
	authorities_close(&q);
	if (done > 0)
		stamping_after(u->home, tsa, proxy);
	if (done == l->n)
		return (EXIT_DONE);
	return (done > 0 ? EXIT_MISSING : EXIT_NOTHING);
}

static int
run(const char *who, const struct args *a)
{
	struct error e = ERROR_INIT;
	struct ids l = { .v = NULL };
	bool renew = args_has(a, "--renew");
	struct use u;
	int rc = -1;

	if (!urls_services(who, args_list(a, "--tsa")))
		return (EXIT_USAGE);
	if (!renew && (args_has(a, "--case") || args_has(a, "--hash")))
		return (cmd_usage(who, _("only with --renew"),
		    args_has(a, "--case") ? "--case" : "--hash"));
	if (renew && a->n > 0 && args_has(a, "--case"))
		return (cmd_usage(who, _("either a case or exhibits"),
		    "--case"));
	if (use_open(&u, a, USE_WRITE, &e) != 0 ||
	    use_act(&u, a, HOME_CAPTURE | HOME_MANAGE, &e) != 0)
		rc = -1;
	else if (renew)
		rc = renew_run(who, &u, a, &e);
	else if ((a->n > 0 ? named(u.home, a, &l, &e) :
	    all_pending(u.home, &l, &e)) == 0) {
		rc = EXIT_DONE;
		if (l.n > 0)
			rc = stamp_all(who, &u, a, &l, &e);
		else if (!args_has(a, "--json") && !args_has(a, "--quiet"))
			(void)printf("%s\n", _("No time-stamp is pending."));
	}
	if (rc < 0) {
		say_error(who, NULL, &e);
		rc = EXIT_NOTHING;
	}
	free_ids(&l);
	use_close(&u);
	return (rc);
}

const struct cmd_ops cmd_stamp = {
	.name = "stamp",
	.words = N_("[ID|FILE...]"),
	.summary = N_("fetch time-stamps still pending; renew evidence "
	    "records"),
	.about = N_("Without ID, of all exhibits whose time-stamp is pending. "
	    "A named exhibit gets a further time-stamp even if it has one. "
	    "Each is kept beside the sealed file, which is never rewritten. "
	    "With --renew an evidence record of each is made, or renewed "
	    "before the certificates of the last one run out, all under one "
	    "time-stamp, and kept as FILE.ers. "
	    "Exit: 0 all were fetched; 1 some; 2 none."),
	.opts = opts, .max = WORDS_MAX, .run = run
};
