#include <string.h>

#include "cmd/cmd.h"
#include "cmd/entry.h"
#include "cmd/use.h"
#include "store/base/json.h"

static const struct opt opts[] = {
	OPT_CORRECTS,
	OPT_HAPPENED,
	OPT_WHY,
	OPT_JSON,
	OPT_STORE
};

/* The note and the exhibit that it is about. */
struct remark {
	char id[BLOB_DIGEST];
	const char *text;
};

static int
add(void *ctx, struct catalog *c, int64_t now, struct error *e)
{
	const struct remark *n = ctx;

	(void)now;
	return (catalog_exhibit_note(c, n->id, n->text, e));
}

static json_t *
detail_of(const char *text, struct error *e)
{
	json_t *j = json_object();
	bool ok = j != NULL;

	json_put_text(j, "note", text, &ok);
	if (ok)
		return (j);
	json_decref(j);
	(void)error_nomem(e);
	return (NULL);
}

/* Enter it about what ${ev} names; with ${n} a search will find it. */
static int
enter(struct use *u, const struct args *a, struct event *ev,
    struct remark *n, struct error *e)
{
	json_t *detail = detail_of(a->rest[1], e);
	int rc = -1;

	ev->kind = EVENT_ANNOTATED;
	ev->detail = detail;
	ev->why = args_text(a, "--why");
	if (detail != NULL && entry_take(u->home, a, ev, detail, e) == 0)
		rc = n != NULL ? home_record(u->home, ev, add, n, e) :
		    home_append(u->home, ev, 1, e);
	json_decref(detail);
	return (rc);
}

static int
note_exhibit(struct use *u, const struct args *a, struct error *e)
{
	struct remark n = { .text = a->rest[1] };
	struct event ev = EVENT_INIT;
	struct home_found x;
	const char *id = n.id;
	int rc;

	if (use_exhibit(u, a->rest[0], &x, e) != 0)
		return (-1);
	memcpy(n.id, x.id, sizeof(n.id));
	ev.exhibits = &id;
	ev.n_exhibits = 1;
	ev.case_name = x.case_name;
	rc = enter(u, a, &ev, &n, e);
	home_found_free(&x);
	return (rc);
}

static int
note(struct use *u, const struct args *a, struct error *e)
{
	struct event ev = EVENT_INIT;
	int has = catalog_case_has(home_catalog(u->home), a->rest[0], e);

	if (has != 1)
		return (has < 0 ? -1 : note_exhibit(u, a, e));
	ev.case_name = a->rest[0];
	return (enter(u, a, &ev, NULL, e));
}

static int
run(const char *who, const struct args *a)
{
	struct error e = ERROR_INIT;
	struct use u;
	int rc = EXIT_NOTHING;

	if (a->rest[1][0] == '\0' || !span_utf8(span_of(a->rest[1])))
		return (cmd_usage(who, _("a note is a text in UTF-8"), NULL));
	if (use_open(&u, a, USE_WRITE, &e) == 0 &&
	    use_act(&u, a, HOME_CAPTURE | HOME_MANAGE, &e) == 0 &&
	    note(&u, a, &e) == 0)
		rc = use_done(a, a->rest[0]);
	else
		say_error(who, a->rest[0], &e);
	use_close(&u);
	return (rc);
}

const struct cmd_ops cmd_note = {
	.name = "note",
	.words = N_("CASE|ID TEXT"),
	.summary = N_("add a note to a case or an exhibit"),
	.about = N_("The note is an event of the custody log; that of an "
	    "exhibit is found by search. Nothing is ever changed in place: a "
	    "correction is a new note that names the event which it "
	    "corrects, and what is entered later says when it happened."),
	.opts = opts, .min = 2, .max = 2, .run = run
};
