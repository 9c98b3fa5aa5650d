#include <string.h>

#include "cmd/cmd.h"
#include "cmd/use.h"
#include "store/base/json.h"

static const struct opt opts[] = {
	{ OPT_NUMBER, "--corrects", NULL, N_("SEQ"), N_("the number of the "
	    "event that this one corrects"), false, 1, INT64_MAX },
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
detail_of(const struct args *a, const char *text, struct error *e)
{
	json_t *j = json_object();
	bool ok = j != NULL;

	json_put_text(j, "note", text, &ok);
	if (args_has(a, "--corrects"))
		json_put_int(j, "corrects", args_number(a, "--corrects", 0),
		    &ok);
	if (ok)
		return (j);
	json_decref(j);
	(void)error_nomem(e);
	return (NULL);
}

/* An event that does not exist cannot be corrected. */
static int
check_corrected(struct home *h, const struct args *a, struct error *e)
{
	int64_t seq = args_number(a, "--corrects", 0);
	uint64_t size;

	if (catalog_log_size(home_catalog(h), &size, e) != 0)
		return (-1);
	if (seq > 0 && (uint64_t)seq > size)
		return (error_set(e, ERR_NOTFOUND, "no event %lld",
		    (long long)seq));
	return (0);
}

static int
note(struct use *u, const struct args *a, struct error *e)
{
	struct remark n = { .text = a->rest[1] };
	struct event ev = EVENT_INIT;
	struct use_exhibit x;
	const char *id = n.id;
	json_t *detail = NULL;
	int rc = -1;

	if (check_corrected(u->home, a, e) != 0 ||
	    use_exhibit(u, a->rest[0], &x, e) != 0)
		return (-1);
	memcpy(n.id, x.id, sizeof(n.id));
	if ((detail = detail_of(a, n.text, e)) != NULL) {
		ev.kind = args_has(a, "--corrects") ? EVENT_CORRECTED :
		    EVENT_ANNOTATED;
		ev.exhibits = &id;
		ev.n_exhibits = 1;
		ev.case_name = x.case_name;
		ev.detail = detail;
		rc = home_record(u->home, &ev, add, &n, e);
	}
	json_decref(detail);
	use_exhibit_free(&x);
	return (rc);
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
	.words = N_("ID TEXT"),
	.summary = N_("add a note to an exhibit"),
	.about = N_("The note is an event of the custody log, and search "
	    "finds the exhibit by its words. Nothing is ever changed in "
	    "place: a correction is a new note that names the event which it "
	    "corrects."),
	.opts = opts, .min = 2, .max = 2, .run = run
};
