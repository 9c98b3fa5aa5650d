#include <stdio.h>
#include <stdlib.h>

#include "cmd/cmd.h"
#include "cmd/custody.h"
#include "cmd/exhibit.h"
#include "cmd/use.h"
#include "store/base/json.h"
#include "store/base/time.h"

static const struct opt opts[] = {
	OPT_JSON,
	OPT_COMMON
};

static void
show_row(struct home *h, const struct catalog_exhibit *x)
{
	char *path = exhibit_path(h, x), t[TIME_TEXT], text[64];

	say_field(_("exhibit"), x->id);
	say_field(_("file"), path);
	say_field("sha256", x->sha256);
	say_field(_("page"), x->url);
	say_field(_("final page"), x->final_url);
	say_field(_("title"), x->title);
	say_field(_("case"), x->case_name);
	say_field(_("note"), x->note);
	if (x->status > 0) {
		(void)snprintf(text, sizeof(text), "HTTP %d", x->status);
		say_field(_("answer"), text);
	}
	if (x->started != TIME_UNKNOWN)
		say_field(_("started"), time_text(x->started, t));
	if (x->sealed != TIME_UNKNOWN)
		say_field(_("sealed"), time_text(x->sealed, t));
	if (x->stamp == CATALOG_STAMP_GRANTED &&
	    x->stamp_time != TIME_UNKNOWN) {
		say_field(_("time-stamp"), time_text(x->stamp_time, t));
		say_field(_("authority"), x->stamp_tsa);
	} else
		say_field(_("time-stamp"), x->stamp == CATALOG_STAMP_OFF ?
		    _("none was asked for") : _("pending"));
	if (x->bytes >= 0) {
		(void)snprintf(text, sizeof(text), "%lld",
		    (long long)x->bytes);
		say_field(_("bytes"), text);
	}
	free(path);
}

static void
show_missing(const struct catalog_exhibit *x)
{
	json_t *list = x->missing == NULL ? NULL :
	    json_read(span_of(x->missing), NULL);
	const json_t *one;
	size_t i;

	json_array_foreach(list, i, one) {
		say_field(_("missing"), json_text(one, "what"));
		say_field("", json_text(one, "why"));
	}
	json_decref(list);
}

static int
show_json(struct home *h, const struct catalog_exhibit *x, struct error *e)
{
	json_t *j = exhibit_of_row(h, x), *custody = NULL;
	bool ok = j != NULL;

	if (custody_json(h, x->id, &custody, e) != 0) {
		json_decref(j);
		return (-1);
	}
	json_put(j, "custody", custody, &ok);
	if (!ok) {
		json_decref(j);
		return (error_nomem(e));
	}
	return (say_json(j) == 0 ? 0 : error_set(e, ERR_SYS, "cannot write"));
}

static int
show(struct home *h, const struct args *a, struct error *e)
{
	struct catalog_cursor *cur = NULL;
	struct catalog_exhibit x;
	int rc;

	rc = home_exhibit(h, a->rest[0], &cur, &x, e);
	if (rc == 0)
		rc = error_set(e, ERR_NOTFOUND,
		    "no exhibit begins with %s", a->rest[0]);
	else if (rc == 1 && args_has(a, "--json"))
		rc = show_json(h, &x, e);
	else if (rc == 1) {
		show_row(h, &x);
		show_missing(&x);
		(void)printf("\n%s\n", _("Chain of custody"));
		rc = custody_show(h, x.id, e);
	}
	catalog_cursor_free(cur);
	return (rc);
}

static int
run(const char *who, const struct args *a)
{
	struct error e = ERROR_INIT;
	struct use u;
	int rc = EXIT_NOTHING;

	if (use_open(&u, a, USE_READ, &e) == 0 && show(u.home, a, &e) == 0)
		rc = EXIT_DONE;
	else
		say_error(who, a->rest[0], &e);
	use_close(&u);
	return (rc);
}

const struct cmd_ops cmd_show = {
	.name = "show",
	.words = N_("ID"),
	.summary = N_("show one exhibit and its chain of custody"),
	.about = N_("ID is the identity of the exhibit or its beginning, at "
	    "least 4 digits."),
	.opts = opts, .min = 1, .max = 1, .run = run
};
