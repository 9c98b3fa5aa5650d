#include "cmd/cmd.h"
#include "cmd/use.h"
#include "cmd/why.h"
#include "store/base/limits.h"

static const struct opt opts[] = {
	OPT_WHY,
	{ OPT_TEXT, "--with", NULL, N_("NAME"), N_("the second operator, who "
	    "signs too"), false, 0, 0 },
	OPT_JSON,
	OPT_STORE
};

static int
dispose(struct use *u, const struct args *a, struct error *e)
{
	struct buf why = BUF_INIT(64 * KIB);
	int rc = -1;

	if (why_get(a, &why, e) == 0)
		rc = home_dispose(u->home, a->rest[0], buf_str(&why),
		    args_text(a, "--with"), e);
	buf_free(&why);
	return (rc);
}

static int
run(const char *who, const struct args *a)
{
	struct error e = ERROR_INIT;
	struct use u;
	int rc = EXIT_NOTHING;

	if (args_text(a, "--with") == NULL)
		return (cmd_usage(who, _("a second operator is wanted"),
		    "--with"));
	if (use_open(&u, a, USE_WRITE, &e) == 0 &&
	    use_act(&u, a, HOME_MANAGE, &e) == 0 && dispose(&u, a, &e) == 0)
		rc = use_done(a, a->rest[0]);
	else
		say_error(who, a->rest[0], &e);
	use_close(&u);
	return (rc);
}

const struct cmd_ops cmd_dispose = {
	.name = "dispose",
	.words = N_("ID"),
	.summary = N_("remove the file of an exhibit, for good"),
	.about = N_("Two operators who may manage sign for it: the one who "
	    "acts and the one of --with. First the disposal is entered in the "
	    "custody log, then the file and its time-stamps are removed; what "
	    "the catalogue and the log say of the exhibit stays. Refused "
	    "under legal hold."),
	.opts = opts, .min = 1, .max = 1, .run = run
};
