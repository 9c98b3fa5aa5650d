#include <stdio.h>
#include <unistd.h>

#include "cmd/cmd.h"
#include "cmd/use.h"
#include "cmd/why.h"
#include "store/base/limits.h"
#include "store/catalog/catalog_package.h"

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

/* 1: a package that came in and is kept still has the exhibit; 0, -1. */
static int
has_copy(struct use *u, const char *id, struct error *e)
{
	struct catalog_package_filter f = CATALOG_PACKAGE_FILTER_INIT;
	struct catalog_cursor *cur;
	struct catalog_package p;
	int got, fd;

	f.exhibit = id;
	if (catalog_packages(home_catalog(u->home), &f, &cur, e) != 0)
		return (-1);
	while ((got = catalog_package_next(cur, &p, e)) == 1)
		if (p.blob != NULL && blob_open(home_blobs(u->home), p.blob,
		    &fd, NULL) == 0) {
			(void)close(fd);
			break;
		}
	catalog_cursor_free(cur);
	return (got);
}

/* What came in with others goes with the last of them. */
static void
say_copy(const char *who, struct use *u, const char *id)
{
	struct home_found x;

	if (home_found(u->home, id, &x, NULL) != 0)
		return;
	if (has_copy(u, x.id, NULL) == 1)
		(void)fprintf(stderr, _("%s: the package that it came in is "
		    "kept as long as another exhibit of it is\n"), who);
	home_found_free(&x);
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
	    use_act(&u, a, HOME_MANAGE, &e) == 0 &&
	    dispose(&u, a, &e) == 0) {
		say_copy(who, &u, a->rest[0]);
		rc = use_done(a, a->rest[0]);
	} else
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
