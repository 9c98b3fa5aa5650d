#include <stdio.h>

#include "cmd/cmd.h"
#include "cmd/exhibit.h"
#include "cmd/use.h"

static const struct opt opts[] = {
	{ OPT_TEXT, "--case", NULL, N_("NAME"), N_("only exhibits of this "
	    "case"), false, 0, 0 },
	{ OPT_TEXT, "--url", NULL, N_("URL"), N_("only exhibits of this "
	    "address"), false, 0, 0 },
	{ OPT_FLAG, "--pending", NULL, NULL, N_("only exhibits whose "
	    "time-stamp is pending"), false, 0, 0 },
	{ OPT_NUMBER, "--limit", NULL, N_("N"), N_("at most this many, newest "
	    "first"), false, 1, INT64_C(1000000000) },
	OPT_JSON,
	OPT_STORE
};

static int
list(struct use *u, const struct args *a, struct error *e)
{
	struct catalog_filter f = CATALOG_FILTER_INIT;
	struct catalog_cursor *cur = NULL;
	struct catalog_exhibit x;
	int64_t n = 0;
	int rc;

	if (use_case(u, a, &f.case_name, e) != 0)
		return (-1);
	f.url = args_text(a, "--url");
	if (args_has(a, "--pending")) {
		f.stamp = CATALOG_STAMP_PENDING;
		f.disposed = 0;
	}
	f.limit = args_number(a, "--limit", -1);
	if (catalog_exhibits(home_catalog(u->home), &f, &cur, e) != 0)
		return (-1);
	while ((rc = catalog_exhibit_next(cur, &x, e)) == 1) {
		n++;
		if (!args_has(a, "--json"))
			exhibit_line(&x);
		else if (say_json(exhibit_of_row(u->home, &x)) != 0) {
			rc = error_set(e, ERR_SYS, "cannot write");
			break;
		}
	}
	catalog_cursor_free(cur);
	if (rc == 0 && n == 0 && !args_has(a, "--json"))
		(void)printf("%s\n", _("No exhibit."));
	return (rc);
}

static int
run(const char *who, const struct args *a)
{
	struct error e = ERROR_INIT;
	struct use u;
	int rc = EXIT_NOTHING;

	if (use_open(&u, a, USE_READ, &e) == 0 &&
	    use_act(&u, a, HOME_ANY_ROLE, &e) == 0 && list(&u, a, &e) == 0)
		rc = EXIT_DONE;
	else
		say_error(who, NULL, &e);
	use_close(&u);
	return (rc);
}

const struct cmd_ops cmd_list = {
	.name = "list",
	.summary = N_("list the exhibits of the store, newest first"),
	.opts = opts, .max = 0, .run = run
};
