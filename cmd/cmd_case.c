#include <string.h>

#include "cmd/case_change.h"
#include "cmd/case_data.h"
#include "cmd/case_show.h"
#include "cmd/cmd.h"
#include "cmd/entry.h"
#include "cmd/verb.h"
#include "store/base/json.h"
#include "store/base/limits.h"

#define CASE_NAME_MAX	255	/* bytes */

#define LINE(name, help)						\
	{ OPT_TEXT, name, NULL, N_("TEXT"), help, false, 0, 0 }
#define LIST(name, help)						\
	{ OPT_TEXT, name, NULL, N_("TEXT"), help, true, 0, 0 }

static const struct opt opts[] = {
	LINE("--reference", N_("new, set: the file number")),
	LIST("--jurisdiction", N_("new, set: FR, CA-QC, US-NY ...; may be "
	    "repeated")),
	LIST("--party", N_("new, set: a party; may be repeated")),
	LIST("--counsel", N_("new, set: a lawyer; may be repeated")),
	LIST("--statement", N_("new, set: words complained of; may be "
	    "repeated")),
	LINE("--published", N_("new, set: date of first publication "
	    "(2026-11-14, 2026-11, 2026-11-14T23:30:00Z)")),
	LINE("--published-source", N_("new, set: what says so")),
	LINE("--known", N_("new, set: when the person concerned knew of it")),
	LINE("--author-known", N_("new, set: when the author was known")),
	LIST("--interrupted", N_("new, set: day of an act that interrupts "
	    "the time limit; may be repeated")),
	{ OPT_TEXT, "--exhibit", NULL, N_("ID"), N_("set: the exhibit in "
	    "which the words of --statement stand"), false, 0, 0 },
	LINE("--who", N_("sheet: who")),
	LINE("--what", N_("sheet: what")),
	LINE("--where", N_("sheet: where")),
	LINE("--when", N_("sheet, triage: when")),
	LINE("--how", N_("sheet: how")),
	LINE("--how-many", N_("sheet: how many")),
	LINE("--author", N_("triage: troll, rager, misinformed, customer, "
	    "employee, competitor, impostor or other")),
	LINE("--reach", N_("triage: how far it goes; the counters captured "
	    "are added")),
	LINE("--network", N_("triage: nature of the network")),
	LINE("--decision", N_("triage: monitor, private, correct, respond or "
	    "legal")),
	LINE("--by", N_("triage: who does it")),
	LINE("--why", N_("sheet: why; else the reason, for the custody log")),
	{ OPT_FLAG, "--not", NULL, NULL, N_("own: take the mark away; set: "
	    "take away what is named"), false, 0, 0 },
	OPT_CORRECTS,
	OPT_HAPPENED,
	OPT_JSON,
	OPT_STORE
};

/* ---- new, set ---- */

/* The exhibit of --exhibit, which must be of this case. */
static int
quote(struct use *u, const struct args *a, struct case_change *k,
    struct home_found *x, json_t *before, json_t *after, size_t *absent,
    struct error *e)
{

	if (!args_has(a, "--exhibit"))
		return (0);
	if (args_list(a, "--statement") == NULL || args_has(a, "--not"))
		return (error_set(e, ERR_INPUT, _("%s wants the words that "
		    "stand in it: --statement"), "--exhibit"));
	if (use_exhibit(u, args_text(a, "--exhibit"), x, e) != 0)
		return (-1);
	if (x->case_name == NULL || strcmp(x->case_name, k->name) != 0)
		return (error_set(e, ERR_INPUT, _("the exhibit %.12s is not "
		    "of this case: \"case add\" brings it in"), x->id));
	k->exhibit = x->id;
	return (case_quote(u, a, x, k->data, before, after, absent, e));
}

static int
write_data(struct use *u, const struct args *a, bool make, size_t *absent,
    struct error *e)
{
	struct case_change k = CASE_CHANGE_INIT;
	struct home_found x = { .case_name = NULL };
	json_t *before = json_object(), *after = json_object(), *detail;
	bool ok = true;
	int rc = -1;

	k.name = a->rest[1];
	k.make = make;
	k.why = args_text(a, "--why");
	k.data = make ? json_object() : case_data_of(u->home, k.name, e);
	k.was = make ? NULL : json_deep_copy(k.data);
	if (k.data == NULL || case_data_take(a, k.data, before, after,
	    e) != 0 || case_quote_prune(k.data, before, after, e) != 0 ||
	    quote(u, a, &k, &x, before, after, absent, e) != 0)
		goto out;
	if (!make && json_object_size(after) + json_object_size(before) == 0) {
		(void)error_set(e, ERR_INPUT, _("nothing to change is named, "
		    "or it is so already"));
		goto out;
	}
	detail = case_said(make ? "opened" : "changed");
	if (json_object_size(before) > 0)
		json_put(detail, "before", json_incref(before), &ok);
	if (json_object_size(after) > 0)
		json_put(detail, "after", json_incref(after), &ok);
	rc = case_change(u, a, &k, detail, e);
out:
	home_found_free(&x);
	json_decref(k.data);
	json_decref(k.was);
	json_decref(before);
	json_decref(after);
	return (rc);
}

static int
new_case(struct use *u, const struct args *a, struct error *e)
{
	struct span name = span_of(a->rest[1]);
	size_t absent = 0;

	if (name.n == 0 || name.n > CASE_NAME_MAX || !span_utf8(name))
		return (error_set(e, ERR_INPUT, _("a case has a name of 1 to "
		    "%d bytes in UTF-8"), CASE_NAME_MAX));
	return (write_data(u, a, true, &absent, e));
}

/* 1 where words that were given for an exhibit are not in it. */
static int
set(struct use *u, const struct args *a, struct error *e)
{
	size_t absent = 0;

	if (write_data(u, a, false, &absent, e) != 0)
		return (-1);
	return (absent > 0);
}

/* ---- list, show ---- */

static int
list(struct use *u, const struct args *a, struct error *e)
{

	return (case_list(u->home, args_has(a, "--json"), e));
}

static int
show(struct use *u, const struct args *a, struct error *e)
{

	return (args_has(a, "--json") ?
	    case_show_json(u->home, a->rest[1], e) :
	    case_show_text(u->home, a->rest[1], e));
}

/* ---- close, reopen ---- */

static int
set_state(struct use *u, const struct args *a, bool closed, struct error *e)
{
	struct case_change k = CASE_CHANGE_INIT;

	k.name = a->rest[1];
	k.closed = closed;
	k.why = args_text(a, "--why");
	return (case_change(u, a, &k, case_said(closed ? "closed" :
	    "reopened"), e));
}

static int
close_case(struct use *u, const struct args *a, struct error *e)
{

	return (set_state(u, a, true, e));
}

static int
reopen(struct use *u, const struct args *a, struct error *e)
{

	return (set_state(u, a, false, e));
}

/* ---- add, own ---- */

static int
change_exhibit(struct use *u, const struct args *a, bool add,
    const struct home_found *x, struct error *e)
{
	struct case_change k = CASE_CHANGE_INIT;
	json_t *detail;
	bool ok = true;

	k.exhibit = x->id;
	k.why = args_text(a, "--why");
	if (add) {
		k.name = a->rest[1];
		k.add = x->id;
		return (case_change(u, a, &k, case_said("exhibit-added"),
		    e));
	}
	k.name = x->case_name;
	k.own = x->id;
	k.is_own = !args_has(a, "--not");
	detail = json_object();
	json_put_bool(detail, "own", k.is_own, &ok);
	return (case_change(u, a, &k, detail, e));
}

static int
add(struct use *u, const struct args *a, struct error *e)
{
	struct home_found x;
	int rc = -1, has;

	has = catalog_case_has(home_catalog(u->home), a->rest[1], e);
	if (has == 0)
		return (error_set(e, ERR_NOTFOUND, "no case %.200s",
		    a->rest[1]));
	if (has == 1 && use_exhibit(u, a->rest[2], &x, e) == 0) {
		rc = change_exhibit(u, a, true, &x, e);
		home_found_free(&x);
	}
	return (rc);
}

static int
own(struct use *u, const struct args *a, struct error *e)
{
	struct home_found x;
	int rc;

	if (use_exhibit(u, a->rest[1], &x, e) != 0)
		return (-1);
	rc = change_exhibit(u, a, false, &x, e);
	home_found_free(&x);
	return (rc);
}

static const struct verb verbs[] = {
	{ "new", 2, USE_WRITE, HOME_MANAGE, new_case },
	{ "list", 1, USE_READ, HOME_ANY_ROLE, list },
	{ "show", 2, USE_READ, HOME_ANY_ROLE, show },
	{ "set", 2, USE_WRITE, HOME_MANAGE, set },
	{ "close", 2, USE_WRITE, HOME_MANAGE, close_case },
	{ "reopen", 2, USE_WRITE, HOME_MANAGE, reopen },
	{ "sheet", 2, USE_WRITE, HOME_MANAGE, case_sheet },
	{ "triage", 2, USE_WRITE, HOME_MANAGE, case_triage },
	{ "add", 3, USE_WRITE, HOME_MANAGE, add },
	{ "own", 2, USE_WRITE, HOME_MANAGE, own },
};

static int
run(const char *who, const struct args *a)
{

	return (verb_run(who, a, verbs, sizeof(verbs) / sizeof(verbs[0])));
}

const struct cmd_ops cmd_case = {
	.name = "case",
	.words = N_("new NAME | list | show NAME | set NAME | close NAME | "
	    "reopen NAME | sheet NAME | triage NAME | add NAME ID | own ID"),
	.summary = N_("cases: what is known, time limits, what happened"),
	.about = N_("new, set: who is concerned, what was said, since when; "
	    "with --exhibit the words are looked for in that exhibit. sheet: "
	    "who, what, where, when, how, how many, why. triage: what kind of "
	    "author, how far it goes (the figures captured are added), what "
	    "is decided. add: an exhibit of no case comes into this one, with "
	    "the next number. own: mark an exhibit as a publication of one's "
	    "own. list: the case whose time limit ends next on top; !! is "
	    "within 7 days. show: all of it, with the time limits that may "
	    "apply (not legal advice), the earliest first. Everything is an "
	    "event of the custody log."),
	.opts = opts, .min = 1, .max = 3, .run = run
};
