#include <stdio.h>

#include "cmd/incoming.h"
#include "store/base/json.h"
#include "store/dossier/dossier.h"

static const struct opt opts[] = {
	{ OPT_TEXT, "--case", NULL, N_("NAME"), N_("the case that the "
	    "exhibits go to; without it the one that the dossier names"),
	    false, 0, 0 },
	OPT_TRUST,
	OPT_WHY,
	OPT_JSON,
	OPT_STORE
};

static int
show(const struct incoming *in, const struct home_taken *taken)
{
	json_t *j;
	bool ok = true;

	if (!args_has(in->a, "--json")) {
		say_textf(_("Taken in. Exhibits: %zu; here already: %zu."),
		    taken->exhibits, taken->here);
		return (EXIT_DONE);
	}
	j = incoming_json(in, &ok);
	json_put_text(j, "result", "imported", &ok);
	json_put_int(j, "exhibits", (json_int_t)taken->exhibits, &ok);
	json_put_int(j, "here", (json_int_t)taken->here, &ok);
	return (say_json(json_made(j, ok, NULL)) == 0 ? EXIT_DONE :
	    EXIT_NOTHING);
}

static int
import(struct incoming *in, struct home_taken *taken, struct error *e)
{
	struct home_incoming_opts o = { .direction = CATALOG_IMPORTED,
	    .case_name = args_text(in->a, "--case"),
	    .why = args_text(in->a, "--why"), .detail = in->detail };

	return (home_incoming_keep(in->g, &o, taken, e));
}

static int
run(const char *who, const struct args *a)
{
	struct error e = ERROR_INIT;
	struct home_taken taken;
	struct incoming in;
	int rc = EXIT_NOTHING;

	if (incoming_open(&in, who, a, &e) == 0) {
		incoming_say(&in);
		if (incoming_judge(&in) == INCOMING_GOOD) {
			if (import(&in, &taken, &e) == 0)
				rc = show(&in, &taken);
			else
				say_error(who, a->rest[0], &e);
		}
	} else
		say_error(who, a->rest[0], &e);
	incoming_close(&in);
	return (rc);
}

const struct cmd_ops cmd_import = {
	.name = "import",
	.words = N_("FILE.asice"),
	.summary = N_("take the exhibits of a dossier into this store"),
	.about = N_("The dossier is checked first as \"verify\" does; one "
	    "that does not hold is not taken. The file itself is kept: it "
	    "holds the custody of those who had the exhibits before. Nobody "
	    "is sent a receipt: \"receive\" does that."),
	.opts = opts, .min = 1, .max = 1, .run = run
};
