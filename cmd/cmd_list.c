#include <stdio.h>
#include <stdlib.h>

#include "cmd/cmd.h"
#include "cmd/exhibit.h"
#include "cmd/use.h"
#include "store/base/time.h"

#define SHORT_ID	12	/* digits shown; enough for `show` */

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
	OPT_COMMON
};

static const char *
stamp_word(enum catalog_stamp stamp)
{

	switch (stamp) {
	case CATALOG_STAMP_GRANTED:
		return (_("stamped"));
	case CATALOG_STAMP_PENDING:
		return (_("pending"));
	case CATALOG_STAMP_OFF:
		break;
	}
	return (_("no stamp"));
}

static void
show(const struct catalog_exhibit *x)
{
	const char *stamp = stamp_word(x->stamp);
	char t[TIME_TEXT], *title = say_safe(x->title), *url, *name;

	url = say_safe(x->final_url != NULL ? x->final_url : x->url);
	name = say_safe(x->case_name);
	(void)printf("%.*s  %s  %s%*s  %s\n", SHORT_ID, x->id,
	    x->sealed != TIME_UNKNOWN ? time_text(x->sealed, t) :
	    "                    ", stamp, 10 - say_width(stamp) > 0 ?
	    10 - say_width(stamp) : 0, "",
	    title != NULL && title[0] != '\0' ? title : url);
	if (name != NULL && name[0] != '\0')
		(void)printf("%*s  [%s] %s\n", SHORT_ID, "", name, url);
	else if (title != NULL && title[0] != '\0')
		(void)printf("%*s  %s\n", SHORT_ID, "", url);
	free(title);
	free(url);
	free(name);
}

static int
list(struct use *u, const struct args *a, struct error *e)
{
	struct catalog_filter f = CATALOG_FILTER_INIT;
	struct catalog_cursor *cur = NULL;
	struct catalog_exhibit x;
	int64_t n = 0;
	int rc;

	f.case_name = args_text(a, "--case");
	f.url = args_text(a, "--url");
	if (args_has(a, "--pending"))
		f.stamp = CATALOG_STAMP_PENDING;
	f.limit = args_number(a, "--limit", -1);
	if (catalog_exhibits(home_catalog(u->home), &f, &cur, e) != 0)
		return (-1);
	while ((rc = catalog_exhibit_next(cur, &x, e)) == 1) {
		n++;
		if (!args_has(a, "--json"))
			show(&x);
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

	if (use_open(&u, a, USE_READ, &e) == 0 && list(&u, a, &e) == 0)
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
