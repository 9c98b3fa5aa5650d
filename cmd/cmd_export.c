#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/making.h"
#include "cmd/urls.h"
#include "store/base/json.h"
#include "store/home/package.h"

static const struct opt opts[] = {
	{ OPT_FILE, "--output", "-o", N_("FILE"), N_("the file to write "
	    "(.asice), which must not be there yet"), false, 0, 0 },
	{ OPT_TEXT, "--exhibit", NULL, N_("ID"), N_("only this exhibit of the "
	    "case; may be repeated"), true, 0, 0 },
	{ OPT_TEXT, "--to", NULL, N_("NAME"), N_("for whom it is"), false, 0,
	    0 },
	OPT_WHY,
	MAKING_OPTIONS,
	OPT_JSON,
	OPT_STORE
};

/* One export: what was chosen, and the event that tells of it. */
struct export {
	struct use *use;
	const struct args *args;
	const char *case_name;
	char uuid[UUID_TEXT];
	char (*ids)[BLOB_DIGEST];
	bool *gone;			/* of each: disposed of */
	const char **list;		/* all, in their order */
	size_t n;
	const char **there;		/* those that can be put in */
	size_t n_there;
	uint64_t seq;
};

static int
add_id(struct export *x, const char *id, bool gone, struct error *e)
{
	char (*v)[BLOB_DIGEST];
	bool *g;

	if (x->n == DOSSIER_EXHIBITS_MAX)
		return (error_set(e, ERR_LIMIT, "more than %d exhibits: name "
		    "those wanted with --exhibit", DOSSIER_EXHIBITS_MAX));
	if ((v = reallocarray(x->ids, x->n + 1, sizeof(*v))) == NULL)
		return (error_nomem(e));
	x->ids = v;
	if ((g = reallocarray(x->gone, x->n + 1, sizeof(*g))) == NULL)
		return (error_nomem(e));
	x->gone = g;
	g[x->n] = gone;
	(void)snprintf(v[x->n++], sizeof(*v), "%s", id);
	return (0);
}

static int
choose_named(struct export *x, const char *const *named, struct error *e)
{
	struct home_found one;
	int rc = 0;

	for (; *named != NULL && rc == 0; named++) {
		if (home_found(x->use->home, *named, &one, e) != 0)
			return (-1);
		if (one.case_name == NULL ||
		    strcmp(one.case_name, x->case_name) != 0)
			rc = error_set(e, ERR_INPUT,
			    "%s is not in this case", *named);
		else
			rc = add_id(x, one.id, one.disposed, e);
		home_found_free(&one);
	}
	return (rc);
}

static int
choose_all(struct export *x, struct error *e)
{
	struct catalog_filter f = CATALOG_FILTER_INIT;
	struct catalog_cursor *cur = NULL;
	struct catalog_exhibit row;
	int rc;

	f.case_name = x->case_name;
	if (catalog_exhibits(home_catalog(x->use->home), &f, &cur, e) != 0)
		return (-1);
	while ((rc = catalog_exhibit_next(cur, &row, e)) == 1)
		if ((rc = add_id(x, row.id, row.disposed != 0, e)) != 0)
			break;
	catalog_cursor_free(cur);
	return (rc);
}

/* In the order of their numbers: the newest was listed first. */
static int
choose(struct export *x, struct error *e)
{
	const char *const *named = args_list(x->args, "--exhibit");
	size_t i, at;
	int got;

	got = catalog_case_has(home_catalog(x->use->home), x->case_name, e);
	if (got < 0)
		return (-1);
	if (got == 0)
		return (error_set(e, ERR_NOTFOUND, "no case %s",
		    x->case_name));
	if ((named != NULL ? choose_named(x, named, e) :
	    choose_all(x, e)) != 0)
		return (-1);
	x->list = calloc(x->n + 1, sizeof(*x->list));
	x->there = calloc(x->n + 1, sizeof(*x->there));
	if (x->list == NULL || x->there == NULL)
		return (error_nomem(e));
	for (i = 0; i < x->n; i++) {
		at = named != NULL ? i : x->n - 1 - i;
		x->list[i] = x->ids[at];
		if (!x->gone[at])
			x->there[x->n_there++] = x->ids[at];
	}
	return (0);
}

static int
show(const struct args *a, const struct export *x,
    const struct pack_result *r)
{
	json_t *j;
	bool ok = true;

	if (!args_has(a, "--json")) {
		if (args_has(a, "--quiet"))
			return (0);
		say_textf(_("Written: %s (bytes: %lld, exhibits: %zu, events: "
		    "%llu)"), args_text(a, "--output"),
		    (long long)r->file.bytes, r->exhibits,
		    (unsigned long long)r->events);
		say_field("SHA-256", r->file.sha256);
		making_show(r);
		return (0);
	}
	j = json_object();
	json_put_text(j, "dossier", x->uuid, &ok);
	json_put_text(j, "file", args_text(a, "--output"), &ok);
	json_put_text(j, "sha256", r->file.sha256, &ok);
	json_put_int(j, "bytes", r->file.bytes, &ok);
	json_put_text(j, "case", x->case_name, &ok);
	json_put_int(j, "exhibits", (int64_t)r->exhibits, &ok);
	json_put_int(j, "events", (int64_t)r->events, &ok);
	json_put_int(j, "event", (int64_t)x->seq, &ok);
	json_put(j, "missing", making_missing(r, &ok), &ok);
	return (say_json(json_made(j, ok, NULL)));
}

static int
write_file(struct export *x, struct home_outgoing *g, struct pack_result *r,
    struct error *e)
{
	struct making m = { .use = x->use, .args = x->args,
	    .path = home_outgoing_part(g), .uuid = x->uuid,
	    .kind = DOSSIER_EXPORT, .event = x->seq,
	    .case_name = x->case_name, .exhibits = x->list, .n = x->n,
	    .part = args_has(x->args, "--exhibit"),
	    .to_name = args_text(x->args, "--to"),
	    .why = args_text(x->args, "--why") };

	if (making_run(&m, r, e) == 0)
		return (home_outgoing_end(g, r->file.sha256, r->file.bytes,
		    e));
	/* Whoever reads the log must not take it for made. */
	home_outgoing_give_up(g, e->text);
	return (-1);
}

/* The event first, so that the dossier can hold it. */
static int
export(struct export *x, struct pack_result *r, struct error *e)
{
	struct home_outgoing_opts o = { .case_name = x->case_name,
	    .to_name = args_text(x->args, "--to"),
	    .why = args_text(x->args, "--why"),
	    .path = args_text(x->args, "--output") };
	struct home_outgoing *g;

	catalog_spare(home_catalog(x->use->home));
	if (choose(x, e) != 0 || use_unlock(x->use, e) != 0)
		return (-1);
	o.exhibits = x->there;
	o.n = x->n_there;
	if (home_outgoing_begin(x->use->home, &o, &g, e) != 0)
		return (-1);
	(void)snprintf(x->uuid, sizeof(x->uuid), "%s", home_outgoing_uuid(g));
	x->seq = home_outgoing_seq(g);
	return (write_file(x, g, r, e));
}

static int
run(const char *who, const struct args *a)
{
	struct error e = ERROR_INIT;
	struct pack_result r = { .exhibits = 0 };
	struct export x = { .args = a, .case_name = a->rest[0] };
	struct use u;
	int rc = EXIT_NOTHING;

	if (args_text(a, "--output") == NULL)
		return (cmd_usage(who, _("something is missing"), "-o"));
	if (!urls_services(who, args_list(a, "--tsa")))
		return (EXIT_USAGE);
	x.use = &u;
	if (use_open(&u, a, USE_WRITE, &e) == 0 &&
	    use_act(&u, a, HOME_MANAGE, &e) == 0 && export(&x, &r, &e) == 0 &&
	    show(a, &x, &r) == 0)
		rc = making_complete(&r) ? EXIT_DONE : EXIT_MISSING;
	else
		say_error(who, args_text(a, "--output"), &e);
	pack_result_free(&r);
	free(x.ids);
	free(x.gone);
	free(x.list);
	free(x.there);
	use_close(&u);
	return (rc);
}

const struct cmd_ops cmd_export = {
	.name = "export",
	.words = N_("CASE"),
	.summary = N_("write a case as one file that anybody can check"),
	.about = N_("A dossier holds the exhibits as they were sealed, their "
	    "time-stamps, every custody event about them with proof that it "
	    "stands in the log, certificates, and a report in French and in "
	    "English. It is signed by the seal of the organization and by the "
	    "operator who makes it. Exit: 0 done; 1 written, but something is "
	    "missing, which is named; 2 nothing was written."),
	.opts = opts, .min = 1, .max = 1, .run = run
};
