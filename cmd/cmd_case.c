#include <string.h>

#include "cmd/case_data.h"
#include "cmd/case_show.h"
#include "cmd/cmd.h"
#include "cmd/use.h"
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
	LINE("--published", N_("new, set: date of first publication")),
	LINE("--published-source", N_("new, set: what says so")),
	LINE("--known", N_("new, set: when the person concerned knew of it")),
	LINE("--author-known", N_("new, set: when the author was known")),
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
	{ OPT_FLAG, "--not", NULL, NULL, N_("own: take the mark away"),
	    false, 0, 0 },
	OPT_JSON,
	OPT_STORE
};

/* What a change of a case does to its row. */
struct change {
	struct home *home;
	const char *name;
	json_t *data;			/* as it becomes, or NULL: as it is */
	bool make;
	int closed;			/* 1, 0; -1: as it is */
	const char *own;		/* exhibit to be marked */
	const char *add;		/* exhibit that comes into the case */
	bool is_own;
	json_t *detail;
};

static int
write_row(struct change *k, struct catalog *c, const struct catalog_case *was,
    int64_t now, struct error *e)
{
	struct buf text = BUF_INIT(EVENT_MAX);
	struct catalog_case row = { .name = k->name, .created = now };
	int rc = -1;

	if (was != NULL) {
		row.closed = was->closed;
		row.data = was->data;
	}
	if (k->closed >= 0)
		row.closed = k->closed == 1;
	if (k->data != NULL) {
		if (json_write(&text, k->data, e) != 0 ||
		    buf_ok(&text, e) != 0)
			goto out;
		row.data = buf_str(&text);
	}
	rc = k->make ? catalog_case_add(c, &row, e) :
	    catalog_case_set(c, &row, e);
out:
	buf_free(&text);
	return (rc);
}

static int
change_row(void *ctx, struct catalog *c, int64_t now, struct error *e)
{
	struct change *k = ctx;
	struct catalog_cursor *cur = NULL;
	struct catalog_case was;
	int64_t number;
	bool ok = true;
	int got, rc = -1;

	if (k->make)
		return (write_row(k, c, NULL, now, e));
	if (k->own != NULL)
		return (catalog_exhibit_own(c, k->own, k->is_own, e));
	if (k->add != NULL) {
		if (catalog_exhibit_case(c, k->add, k->name, now, &number,
		    e) != 0)
			return (-1);
		json_put_int(k->detail, "number", number, &ok);
		return (ok ? 0 : error_nomem(e));
	}
	got = catalog_case_find(c, k->name, &cur, &was, e);
	if (got == 0)
		(void)error_set(e, ERR_NOTFOUND, "no case %.200s", k->name);
	else if (got == 1)
		rc = write_row(k, c, &was, now, e);
	catalog_cursor_free(cur);
	return (rc);
}

/* Enter the event with ${detail}, whose reference is taken. */
static int
record(struct change *k, struct event *ev, json_t *detail, const char *why,
    struct error *e)
{
	int rc;

	if (detail == NULL)
		return (error_nomem(e));
	k->detail = detail;
	ev->kind = EVENT_ANNOTATED;
	ev->case_name = k->name;
	ev->why = why;
	ev->detail = detail;
	rc = home_record(k->home, ev, change_row, k, e);
	json_decref(detail);
	return (rc);
}

/* {"case": ${what}} */
static json_t *
said(const char *what)
{
	json_t *j = json_object();
	bool ok = j != NULL;

	json_put_text(j, "case", what, &ok);
	if (ok)
		return (j);
	json_decref(j);
	return (NULL);
}

/* The data of the case as it is, an object; NULL with ${e}. */
static json_t *
data_of(struct home *h, const char *name, struct error *e)
{
	struct catalog_cursor *cur = NULL;
	struct catalog_case k;
	json_t *j = NULL;
	int got = catalog_case_find(home_catalog(h), name, &cur, &k, e);

	if (got == 0)
		(void)error_set(e, ERR_NOTFOUND, "no case %.200s", name);
	else if (got == 1)
		j = k.data == NULL ? json_object() :
		    json_read(span_of(k.data), e);
	catalog_cursor_free(cur);
	return (j);
}

/* ---- new, set ---- */

static int
write_data(struct use *u, const struct args *a, bool make, struct error *e)
{
	struct change k = { .home = u->home, .name = a->rest[1],
	    .make = make, .closed = -1 };
	struct event ev = EVENT_INIT;
	json_t *before = json_object(), *after = json_object(), *detail;
	bool ok = true;
	int rc = -1;

	k.data = make ? json_object() : data_of(u->home, k.name, e);
	if (k.data == NULL || case_data_take(a, k.data, before, after,
	    e) != 0)
		goto out;
	if (!make && json_object_size(after) == 0) {
		(void)error_set(e, ERR_INPUT, "nothing to change is named");
		goto out;
	}
	detail = said(make ? "opened" : "changed");
	if (json_object_size(before) > 0)
		json_put(detail, "before", json_incref(before), &ok);
	if (json_object_size(after) > 0)
		json_put(detail, "after", json_incref(after), &ok);
	rc = record(&k, &ev, detail, args_text(a, "--why"), e);
out:
	json_decref(k.data);
	json_decref(before);
	json_decref(after);
	return (rc);
}

static int
new_case(struct use *u, const struct args *a, struct error *e)
{
	struct span name = span_of(a->rest[1]);

	if (name.n == 0 || name.n > CASE_NAME_MAX || !span_utf8(name))
		return (error_set(e, ERR_INPUT, "a case has a name of 1 to %d "
		    "bytes in UTF-8", CASE_NAME_MAX));
	return (write_data(u, a, true, e));
}

static int
set(struct use *u, const struct args *a, struct error *e)
{

	return (write_data(u, a, false, e));
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
	struct change k = { .home = u->home, .name = a->rest[1],
	    .closed = closed };
	struct event ev = EVENT_INIT;

	return (record(&k, &ev, said(closed ? "closed" : "reopened"),
	    args_text(a, "--why"), e));
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

/* ---- sheet, triage ---- */

static int
enter(struct use *u, const struct args *a, const char *what, json_t *group,
    struct error *e)
{
	struct change k = { .home = u->home, .name = a->rest[1],
	    .closed = -1 };
	struct event ev = EVENT_INIT;
	json_t *detail;
	bool ok = true;

	if (group == NULL)
		return (-1);
	detail = json_object();
	json_put(detail, what, group, &ok);
	return (record(&k, &ev, detail, NULL, e));
}

static int
sheet(struct use *u, const struct args *a, struct error *e)
{

	return (enter(u, a, "sheet", case_data_sheet(a, e), e));
}

/* The counters of one exhibit, where its post has any. */
static void
put_counters(const struct catalog_exhibit *x, json_t *list, bool *ok)
{
	json_t *post, *counters, *one;

	if (x->post == NULL ||
	    (post = json_read(span_of(x->post), NULL)) == NULL)
		return;
	counters = json_object_get(post, "counters");
	if (json_is_object(counters) && json_object_size(counters) > 0) {
		one = json_object();
		json_put_text(one, "exhibit", x->id, ok);
		json_put(one, "counters", json_incref(counters), ok);
		json_add(list, one, ok);
	}
	json_decref(post);
}

#define COUNTERS_MAX	100	/* exhibits whose counters an event lists */

/* Reach from what was captured. */
static int
add_counters(struct use *u, const char *name, json_t *triage, struct error *e)
{
	struct catalog_filter f = CATALOG_FILTER_INIT;
	struct catalog_cursor *cur;
	struct catalog_exhibit x;
	json_t *list = json_array();
	bool ok = list != NULL;
	int got;

	f.case_name = name;
	if (catalog_exhibits(home_catalog(u->home), &f, &cur, e) != 0) {
		json_decref(list);
		return (-1);
	}
	while ((got = catalog_exhibit_next(cur, &x, e)) == 1 &&
	    json_array_size(list) < COUNTERS_MAX)
		put_counters(&x, list, &ok);
	catalog_cursor_free(cur);
	if (json_array_size(list) > 0)
		json_put(triage, "counters", json_incref(list), &ok);
	json_decref(list);
	return (got < 0 ? -1 : ok ? 0 : error_nomem(e));
}

static int
triage(struct use *u, const struct args *a, struct error *e)
{
	json_t *j = case_data_triage(a, e);

	if (j != NULL && add_counters(u, a->rest[1], j, e) != 0) {
		json_decref(j);
		j = NULL;
	}
	return (enter(u, a, "triage", j, e));
}

/* ---- add, own ---- */

static int
change_exhibit(struct use *u, const struct args *a, bool add,
    const struct use_exhibit *x, struct error *e)
{
	struct change k = { .home = u->home, .closed = -1 };
	struct event ev = EVENT_INIT;
	const char *id = x->id;
	json_t *detail;
	bool ok = true;

	ev.exhibits = &id;
	ev.n_exhibits = 1;
	if (add) {
		k.name = a->rest[1];
		k.add = x->id;
		return (record(&k, &ev, said("exhibit-added"),
		    args_text(a, "--why"), e));
	}
	k.name = x->case_name;
	k.own = x->id;
	k.is_own = !args_has(a, "--not");
	detail = json_object();
	json_put_bool(detail, "own", k.is_own, &ok);
	return (record(&k, &ev, detail, args_text(a, "--why"), e));
}

static int
add(struct use *u, const struct args *a, struct error *e)
{
	struct use_exhibit x;
	int rc = -1, has;

	has = catalog_case_has(home_catalog(u->home), a->rest[1], e);
	if (has == 0)
		return (error_set(e, ERR_NOTFOUND, "no case %.200s",
		    a->rest[1]));
	if (has == 1 && use_exhibit(u, a->rest[2], &x, e) == 0) {
		rc = change_exhibit(u, a, true, &x, e);
		use_exhibit_free(&x);
	}
	return (rc);
}

static int
own(struct use *u, const struct args *a, struct error *e)
{
	struct use_exhibit x;
	int rc;

	if (use_exhibit(u, a->rest[1], &x, e) != 0)
		return (-1);
	rc = change_exhibit(u, a, false, &x, e);
	use_exhibit_free(&x);
	return (rc);
}

static const struct {
	const char *name;
	size_t words;		/* itself counted */
	enum use_mode mode;
	unsigned roles;
	int (*run)(struct use *u, const struct args *a, struct error *e);
} verbs[] = {
	{ "new", 2, USE_WRITE, HOME_MANAGE, new_case },
	{ "list", 1, USE_READ, HOME_ANY_ROLE, list },
	{ "show", 2, USE_READ, HOME_ANY_ROLE, show },
	{ "set", 2, USE_WRITE, HOME_MANAGE, set },
	{ "close", 2, USE_WRITE, HOME_MANAGE, close_case },
	{ "reopen", 2, USE_WRITE, HOME_MANAGE, reopen },
	{ "sheet", 2, USE_WRITE, HOME_MANAGE, sheet },
	{ "triage", 2, USE_WRITE, HOME_MANAGE, triage },
	{ "add", 3, USE_WRITE, HOME_MANAGE, add },
	{ "own", 2, USE_WRITE, HOME_MANAGE, own },
};

static int
run(const char *who, const struct args *a)
{
	struct error e = ERROR_INIT;
	struct use u;
	size_t i, n = sizeof(verbs) / sizeof(verbs[0]);
	int rc = EXIT_NOTHING;

	for (i = 0; i < n && strcmp(verbs[i].name, a->rest[0]) != 0; i++)
		continue;
	if (i == n)
		return (cmd_usage(who, _("no such command"), a->rest[0]));
	if (a->n != verbs[i].words)
		return (cmd_usage(who, a->n > verbs[i].words ?
		    _("one word too many") : _("something is missing"),
		    a->rest[0]));
	if (use_open(&u, a, verbs[i].mode, &e) == 0 &&
	    use_act(&u, a, verbs[i].roles, &e) == 0 &&
	    verbs[i].run(&u, a, &e) == 0)
		rc = verbs[i].mode == USE_READ ? EXIT_DONE :
		    use_done(a, a->rest[1]);
	else {
		say_error(who, a->rest[a->n - 1], &e);
		rc = e.code == ERR_INPUT ? EXIT_USAGE : EXIT_NOTHING;
	}
	use_close(&u);
	return (rc);
}

const struct cmd_ops cmd_case = {
	.name = "case",
	.words = N_("new NAME | list | show NAME | set NAME | close NAME | "
	    "reopen NAME | sheet NAME | triage NAME | add NAME ID | own ID"),
	.summary = N_("cases: what is known, time limits, what happened"),
	.about = N_("new, set: who is concerned, what was said, since when. "
	    "sheet: who, what, where, when, how, how many, why. triage: what "
	    "kind of author, how far it goes, what is decided. add: an "
	    "exhibit of no case comes into this one, with the next number. "
	    "own: mark an exhibit as a publication of one's own. show: all of "
	    "it, with the time limits that may apply (not legal advice), the "
	    "earliest first. Everything is an event of the custody log."),
	.opts = opts, .min = 1, .max = 3, .run = run
};
