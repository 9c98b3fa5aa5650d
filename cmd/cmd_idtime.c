#include <stdio.h>

#include "cmd/cmd.h"
#include "store/base/json.h"
#include "store/facts/facts.h"
#include "store/facts/when.h"

static const struct opt opts[] = {
	OPT_JSON,
	OPT_COMMON
};

static int
show(const struct idtime *t, struct error *e)
{
	static const char *const trust[] = { "server", "claim",
	    "corroborative" };
	struct when w = when_of_us(t->us, t->digits);
	json_t *j = json_object();
	char text[WHEN_TEXT];
	bool ok = j != NULL;

	json_put_text(j, "time", when_text(&w, text), &ok);
	json_put_text(j, "trust", trust[t->trust], &ok);
	json_put_int(j, "tolerance_s", t->tolerance_s, &ok);
	if (!ok) {
		json_decref(j);
		return (error_nomem(e));
	}
	return (say_json(j) == 0 ? 0 : error_set(e, ERR_SYS, "cannot write"));
}

static int
run(const char *who, const struct args *a)
{
	struct error e = ERROR_INIT;
	struct idtime t;

	if (idtime_of(a->rest[0], span_of(a->rest[1]), &t, &e) == 0 &&
	    show(&t, &e) == 0)
		return (EXIT_DONE);
	say_error(who, a->rest[1], &e);
	return (EXIT_NOTHING);
}

const struct cmd_ops cmd_idtime = {
	.name = "idtime",
	.words = N_("PLATFORM ID"),
	.summary = N_("tell the time that the id of a post carries"),
	.about = N_("PLATFORM is x, tiktok, instagram, threads, linkedin, "
	    "bluesky, mastodon, discord or trustpilot; ID is the id, or the "
	    "address of the post. Where an id carries no time the exit code "
	    "is 2."),
	.opts = opts, .min = 2, .max = 2, .run = run
};
