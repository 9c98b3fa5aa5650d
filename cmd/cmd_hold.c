#include <string.h>

#include "cmd/cmd.h"
#include "cmd/use.h"
#include "cmd/why.h"
#include "store/base/json.h"
#include "store/base/limits.h"

/* hold and release: the same but for what they set. */
static const struct opt opts[] = {
	OPT_WHY,
	OPT_JSON,
	OPT_STORE
};

struct hold {
	bool set;
	const char *case_name;	/* of the hold; NULL: an exhibit's */
	const char *id;
};

static int
change(void *ctx, struct catalog *c, int64_t now, struct error *e)
{
	const struct hold *h = ctx;
	int64_t since = h->set ? now : 0;

	if (h->case_name != NULL)
		return (catalog_case_hold(c, h->case_name, since, e));
	return (catalog_exhibit_hold(c, h->id, since, e));
}

static int
record(struct use *u, struct hold *h, struct event *ev, const char *why,
    struct error *e)
{
	json_t *detail = json_object();
	bool ok = detail != NULL;
	int rc;

	json_put_text(detail, "hold", h->case_name != NULL ? "case" :
	    "exhibit", &ok);
	ev->kind = h->set ? EVENT_HOLD_SET : EVENT_HOLD_LIFTED;
	ev->why = why;
	ev->detail = detail;
	rc = ok ? home_record(u->home, ev, change, h, e) : error_nomem(e);
	json_decref(detail);
	return (rc);
}

/* A hold twice, or none to lift, is told and changes nothing. */
static int
check_state(bool set, int64_t since, struct error *e)
{

	if (set && since != 0)
		return (error_set(e, ERR_EXISTS,
		    _("it is under hold already")));
	if (!set && since == 0)
		return (error_set(e, ERR_NOTFOUND, _("it is not under hold")));
	return (0);
}

/* 1: ${name} is a case, and done; 0: no case; -1. */
static int
hold_case(struct use *u, bool set, const char *name, const char *why,
    struct error *e)
{
	struct hold h = { .set = set, .case_name = name };
	struct event ev = EVENT_INIT;
	struct catalog_cursor *cur = NULL;
	struct catalog_case k;
	int64_t since = 0;
	int got;

	got = catalog_case_find(home_catalog(u->home), name, &cur, &k, e);
	if (got == 1)
		since = k.hold;
	catalog_cursor_free(cur);
	if (got != 1)
		return (got);
	ev.case_name = name;
	return (check_state(set, since, e) != 0 ||
	    record(u, &h, &ev, why, e) != 0 ? -1 : 1);
}

static int
hold_exhibit(struct use *u, bool set, const char *id, const char *why,
    struct error *e)
{
	struct hold h = { .set = set };
	struct event ev = EVENT_INIT;
	struct home_found x;
	int rc = -1;

	if (use_exhibit(u, id, &x, e) != 0)
		return (-1);
	h.id = x.id;
	ev.exhibits = &h.id;
	ev.n_exhibits = 1;
	ev.case_name = x.case_name;
	if (check_state(set, x.held, e) == 0)
		rc = record(u, &h, &ev, why, e);
	home_found_free(&x);
	return (rc);
}

static int
hold(struct use *u, bool set, const struct args *a, struct error *e)
{
	struct buf why = BUF_INIT(64 * KIB);
	int rc = -1, got;

	if (why_get(a, &why, e) != 0)
		goto out;
	got = hold_case(u, set, a->rest[0], buf_str(&why), e);
	if (got != 0)
		rc = got < 0 ? -1 : 0;
	else
		rc = hold_exhibit(u, set, a->rest[0], buf_str(&why), e);
out:
	buf_free(&why);
	return (rc);
}

static int
run(const char *who, const struct args *a, bool set)
{
	struct error e = ERROR_INIT;
	struct use u;
	int rc = EXIT_NOTHING;

	if (use_open(&u, a, USE_WRITE, &e) == 0 &&
	    use_act(&u, a, HOME_MANAGE, &e) == 0 && hold(&u, set, a, &e) == 0)
		rc = use_done(a, a->rest[0]);
	else
		say_error(who, a->rest[0], &e);
	use_close(&u);
	return (rc);
}

static int
run_hold(const char *who, const struct args *a)
{

	return (run(who, a, true));
}

static int
run_release(const char *who, const struct args *a)
{

	return (run(who, a, false));
}

const struct cmd_ops cmd_hold = {
	.name = "hold",
	.words = N_("CASE|ID"),
	.summary = N_("put a case or an exhibit under legal hold"),
	.about = N_("What is under hold cannot be disposed of. The reason is "
	    "asked for where --why does not give it."),
	.opts = opts, .min = 1, .max = 1, .run = run_hold
};

const struct cmd_ops cmd_release = {
	.name = "release",
	.words = N_("CASE|ID"),
	.summary = N_("lift the legal hold of a case or an exhibit"),
	.about = N_("The hold of a case and that of an exhibit are lifted "
	    "each on its own. The reason is asked for where --why does not "
	    "give it."),
	.opts = opts, .min = 1, .max = 1, .run = run_release
};
