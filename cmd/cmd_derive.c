#include <stdio.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/use.h"
#include "store/base/json.h"

static const struct opt opts[] = {
	{ OPT_TEXT, "--operation", NULL, N_("WHAT"), N_("what was done: "
	    "redact, excerpt or convert"), false, 0, 0 },
	{ OPT_TEXT, "--tool", NULL, N_("NAME"), N_("the program that did it, "
	    "with its version"), false, 0, 0 },
	{ OPT_TEXT, "--note", NULL, N_("TEXT"), N_("what exactly was taken "
	    "out, cut or converted"), false, 0, 0 },
	OPT_WHY,
	OPT_JSON,
	OPT_STORE
};

static int
derive(struct use *u, const struct args *a, char id[static BLOB_DIGEST],
    struct error *e)
{
	struct home_derive_opts o = { .from = a->rest[0],
	    .file = a->rest[1], .operation = args_text(a, "--operation"),
	    .tool = args_text(a, "--tool"), .note = args_text(a, "--note") };
	struct event ev = EVENT_INIT;

	ev.why = args_text(a, "--why");
	return (home_derive(u->home, &o, &ev, id, e));
}

static int
show(const struct args *a, const char *id)
{
	json_t *j;
	bool ok = true;

	if (!args_has(a, "--json")) {
		(void)printf(_("Kept as a derivative: %s\n"), id);
		return (EXIT_DONE);
	}
	j = json_object();
	json_put_text(j, "derivative", id, &ok);
	json_put_text(j, "parent", a->rest[0], &ok);
	return (say_json(json_made(j, ok, NULL)) == 0 ? EXIT_DONE :
	    EXIT_NOTHING);
}

static bool
is_operation(const char *s)
{

	return (strcmp(s, "redact") == 0 || strcmp(s, "excerpt") == 0 ||
	    strcmp(s, "convert") == 0);
}

static int
run(const char *who, const struct args *a)
{
	struct error e = ERROR_INIT;
	char id[BLOB_DIGEST];
	struct use u;
	int rc = EXIT_NOTHING;

	if (args_text(a, "--operation") == NULL)
		return (cmd_usage(who, _("something is missing"),
		    "--operation"));
	if (!is_operation(args_text(a, "--operation")))
		return (cmd_usage(who, _("--operation is redact, excerpt or "
		    "convert"), args_text(a, "--operation")));
	if (args_text(a, "--tool") == NULL)
		return (cmd_usage(who, _("something is missing"), "--tool"));
	if (use_open(&u, a, USE_WRITE, &e) == 0 &&
	    use_act(&u, a, HOME_MANAGE, &e) == 0 &&
	    derive(&u, a, id, &e) == 0)
		rc = show(a, id);
	else
		say_error(who, a->rest[1], &e);
	use_close(&u);
	return (rc);
}

const struct cmd_ops cmd_derive = {
	.name = "derive",
	.words = N_("ID FILE"),
	.summary = N_("keep what was made from an exhibit"),
	.about = N_("FILE is a redacted copy, an excerpt or a conversion, "
	    "made from the exhibit ID or from another derivative. It is kept "
	    "as an object of its own, with its parent, what was done, the "
	    "tool and both hashes; the exhibit itself is never touched."),
	.opts = opts, .min = 2, .max = 2, .run = run
};
