#include <stdlib.h>
#include <string.h>

#include "store/base/num.h"
#include "store/base/time.h"
#include "verify/command.h"
#include "verify/options.h"
#include "verify/words.h"

const struct verify_option verify_options[] = {
	{ "--trust", N_("FILE"), N_("believe the signers of these root "
	    "certificates (PEM), or of this log key; may be repeated") },
	{ "--tsa-trust", N_("FILE"), N_("believe the time-stamp authorities "
	    "of these certificates (PEM); may be repeated; without it, those "
	    "of the system") },
	{ "--witness", N_("FILE"), N_("believe the witnesses of logs whose "
	    "keys these are; may be repeated") },
	{ "--at", N_("TIME"), N_("judge as of this moment (RFC 3339), not as "
	    "of now") },
	{ "--json", NULL, N_("print one JSON object a line for each file") },
	{ "--report", N_("FILE"), N_("write a report for people (HTML)") },
	{ "--lang", N_("LANG"), N_("language of messages and reports: fr or "
	    "en") },
	{ "--jobs", N_("N"), N_("use at most this many processors") },
	{ "--quiet", NULL, N_("print nothing but errors") },
	{ "--help", NULL, N_("show this help") },
	{ "--version", NULL, N_("show the version") },
	{ NULL, NULL, NULL }
};

enum which { TRUST, TSA_TRUST, WITNESS, AT, JSON, REPORT, LANG, JOBS, QUIET,
	HELP, VERSION, NONE };

static enum which
find(const char *arg, const char **value)
{
	size_t i, n;

	*value = NULL;
	for (i = 0; verify_options[i].name != NULL; i++) {
		n = strlen(verify_options[i].name);
		if (strncmp(arg, verify_options[i].name, n) != 0)
			continue;
		if (arg[n] == '=' && verify_options[i].arg != NULL) {
			*value = arg + n + 1;
			return ((enum which)i);
		}
		if (arg[n] == '\0')
			return ((enum which)i);
	}
	return (NONE);
}

/* Take the value in; NULL, or why not. */
static const char *
take(struct options *o, enum which w, const char *v)
{
	int64_t n;

	switch (w) {
	case TRUST:
		o->trust[o->ntrust++] = v;
		break;
	case TSA_TRUST:
		o->tsa_trust[o->ntsa++] = v;
		break;
	case WITNESS:
		o->witness[o->nwitness++] = v;
		break;
	case AT:
		if (time_parse(span_of(v), &o->at, NULL) != 0)
			return (_("not a date and time like "
			    "2026-11-21T12:00:00Z"));
		break;
	case REPORT:
		o->report = v;
		break;
	case LANG:
		if (words_begin(v) != 0)
			return (_("the languages are fr and en"));
		o->lang = v;
		break;
	case JOBS:
		if (num_parse(span_of(v), 1, OPTIONS_JOBS_MAX, &n, NULL) != 0)
			return (_("not a number from 1 to 256"));
		o->jobs = (int)n;
		break;
	case JSON:
		o->json = true;
		break;
	case QUIET:
		o->quiet = true;
		break;
	case HELP:
		o->help = true;
		break;
	case VERSION:
	case NONE:
		o->version = true;
		break;
	}
	return (NULL);
}

static int
wrong(const char **why, const char **word, const char *text, const char *arg)
{

	*why = text;
	*word = arg;
	return (1);
}

int
options_read(int argc, char *const argv[], struct options *o,
    const char **why, const char **word)
{
	const char *value, *text;
	size_t n = (size_t)argc + 1;
	enum which w;
	int i;

	*o = (struct options){ .at = TIME_UNKNOWN, .jobs = 1 };
	if ((o->trust = calloc(n, sizeof(*o->trust))) == NULL ||
	    (o->tsa_trust = calloc(n, sizeof(*o->tsa_trust))) == NULL ||
	    (o->witness = calloc(n, sizeof(*o->witness))) == NULL ||
	    (o->files = calloc(n, sizeof(*o->files))) == NULL)
		return (-1);
	for (i = 1; i < argc; i++) {
		if (argv[i][0] != '-' || argv[i][1] == '\0') {
			o->files[o->nfiles++] = argv[i];
			continue;
		}
		if (strcmp(argv[i], "--") == 0) {
			while (++i < argc)
				o->files[o->nfiles++] = argv[i];
			break;
		}
		if ((w = find(argv[i], &value)) == NONE)
			return (wrong(why, word, _("no such option"), argv[i]));
		if (verify_options[w].arg != NULL && value == NULL &&
		    (value = argv[++i]) == NULL)
			return (wrong(why, word, _("a value is missing"),
			    argv[i - 1]));
		if ((text = take(o, w, value)) != NULL)
			return (wrong(why, word, text, value));
	}
	if (o->nfiles == 0 && !o->help && !o->version)
		return (wrong(why, word, _("no file named"), NULL));
	return (0);
}

void
options_free(struct options *o)
{

	free(o->trust);
	free(o->tsa_trust);
	free(o->witness);
	free(o->files);
}
