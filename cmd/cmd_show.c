#include <stdio.h>
#include <stdlib.h>

#include "cmd/cmd.h"
#include "cmd/custody.h"
#include "cmd/exhibit.h"
#include "cmd/outcome.h"
#include "cmd/use.h"
#include "store/base/json.h"
#include "store/base/time.h"
#include "verify/story.h"

static const struct opt opts[] = {
	OPT_JSON,
	OPT_STORE
};

/* Its place in a case, and what binds it. */
static void
show_case(const struct catalog_exhibit *x)
{
	char text[64], t[TIME_TEXT];

	say_field(_("case"), x->case_name);
	if (x->number > 0) {
		(void)snprintf(text, sizeof(text), "%lld",
		    (long long)x->number);
		say_field(_("number"), text);
	}
	if (x->own)
		say_field(_("author"), _("a publication of one's own"));
	if (x->hold != 0 || x->case_hold != 0)
		say_field(_("legal hold"), time_text(x->hold != 0 ? x->hold :
		    x->case_hold, t));
	if (x->disposed != 0)
		say_field(_("disposed of"), time_text(x->disposed, t));
}

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
	show_case(x);
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

/* Who said what when, as the facts that were captured tell. */
static void
show_said(const struct catalog_exhibit *x)
{
	json_t *post = NULL, *author = NULL;

	if (x->post != NULL)
		post = json_read(span_of(x->post), NULL);
	if (x->author != NULL)
		author = json_read(span_of(x->author), NULL);
	outcome_said(post, author);
	json_decref(post);
	json_decref(author);
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

/* What was made from it: a line each, or (${list}) as JSON. */
static int
derivatives(struct home *h, const char *id, json_t *list, struct error *e)
{
	struct catalog_cursor *cur;
	struct catalog_derivative d;
	json_t *j;
	bool ok = true;
	int got;

	if (catalog_derivatives(home_catalog(h), id, NULL, &cur, e) != 0)
		return (-1);
	while ((got = catalog_derivative_next(cur, &d, e)) == 1) {
		if (list == NULL) {
			say_field(_("derivative"), d.id);
			say_field("", d.name);
			say_field("", story_case_value(tongue_reader(),
			    "operation", d.operation));
			say_field("", d.tool);
			say_field("", d.note);
			continue;
		}
		j = json_object();
		json_put_text(j, "derivative", d.id, &ok);
		json_put_text(j, "parent", d.parent, &ok);
		json_put_int(j, "bytes", d.bytes, &ok);
		json_put_text(j, "name", d.name, &ok);
		json_put_text(j, "operation", d.operation, &ok);
		json_put_text(j, "tool", d.tool, &ok);
		json_put_text(j, "note", d.note, &ok);
		json_put_time(j, "made", d.made, &ok);
		json_add(list, j, &ok);
	}
	catalog_cursor_free(cur);
	if (got == 0 && !ok)
		return (error_nomem(e));
	return (got);
}

static int
show_json(struct home *h, const struct catalog_exhibit *x, struct error *e)
{
	json_t *j = exhibit_of_row(h, x), *custody = NULL;
	json_t *made = json_array();
	bool ok = j != NULL;

	if (derivatives(h, x->id, made, e) != 0 ||
	    custody_json(h, x->id, &custody, e) != 0) {
		json_decref(made);
		json_decref(j);
		return (-1);
	}
	if (json_array_size(made) > 0)
		json_put(j, "derivatives", json_incref(made), &ok);
	json_decref(made);
	json_put(j, "custody", custody, &ok);
	if (!ok) {
		json_decref(j);
		return (error_nomem(e));
	}
	return (say_json(j) == 0 ? 0 : error_set(e, ERR_SYS, "cannot write"));
}

static int
show_text(struct home *h, const struct catalog_exhibit *x, struct error *e)
{

	show_row(h, x);
	show_said(x);
	show_missing(x);
	if (derivatives(h, x->id, NULL, e) != 0)
		return (-1);
	(void)printf("\n%s\n", _("Chain of custody"));
	return (custody_show(h, x->id, e));
}

static int
show(struct use *u, const struct args *a, const char *id, struct error *e)
{
	struct catalog_cursor *cur = NULL;
	struct catalog_exhibit x;
	int rc = home_exhibit(u->home, id, &cur, &x, e);

	if (rc == 1)
		rc = args_has(a, "--json") ? show_json(u->home, &x, e) :
		    show_text(u->home, &x, e);
	catalog_cursor_free(cur);
	return (rc);
}

/* The look is in the log before anything is shown, and so among it. */
static int
look(const char *who, struct use *u, const struct args *a, struct error *e)
{
	struct event ev = EVENT_INIT;
	struct home_found x;
	const char *id = x.id;

	if (use_exhibit(u, a->rest[0], &x, e) != 0)
		return (-1);
	ev.kind = EVENT_VIEWED;
	ev.exhibits = &id;
	ev.n_exhibits = 1;
	ev.case_name = x.case_name;
	use_looked(who, u, &ev);
	home_found_free(&x);
	return (show(u, a, x.id, e));
}

static int
run(const char *who, const struct args *a)
{
	struct error e = ERROR_INIT;
	struct use u;
	int rc = EXIT_NOTHING;

	if (use_open_look(&u, a, &e) == 0 && look(who, &u, a, &e) == 0)
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
