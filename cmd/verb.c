#include <string.h>

#include "cmd/cmd.h"
#include "cmd/verb.h"

static int
run(const char *who, const struct args *a, const struct verb *v)
{
	struct error e = ERROR_INIT;
	struct use u;
	int rc, got;

	if (use_open(&u, a, v->mode, &e) == 0 &&
	    use_act(&u, a, v->roles, &e) == 0 &&
	    (got = v->run(&u, a, &e)) >= 0) {
		rc = v->mode == USE_READ ? EXIT_DONE : use_done(a, a->rest[1]);
		if (got > 0 && rc == EXIT_DONE)
			rc = EXIT_MISSING;
	} else {
		say_error(who, a->rest[a->n - 1], &e);
		rc = e.code == ERR_INPUT ? EXIT_USAGE : EXIT_NOTHING;
	}
	use_close(&u);
	return (rc);
}

int
verb_run(const char *who, const struct args *a, const struct verb *verbs,
    size_t n)
{
	size_t i;

	for (i = 0; i < n && strcmp(verbs[i].name, a->rest[0]) != 0; i++)
		continue;
	if (i == n)
		return (cmd_usage(who, _("no such command"), a->rest[0]));
	if (a->n != verbs[i].words)
		return (cmd_usage(who, a->n > verbs[i].words ?
		    _("one word too many") : _("something is missing"),
		    a->rest[0]));
	return (run(who, a, &verbs[i]));
}
