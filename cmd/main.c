#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "store/base/alloc.h"

#define NAME_COLUMN	12

const struct cmd_ops *const cmd_all[] = {
	&cmd_capture, &cmd_verify, &cmd_list, &cmd_search, &cmd_show,
	&cmd_case, &cmd_note, &cmd_hold, &cmd_release, &cmd_derive,
	&cmd_dispose, &cmd_export, &cmd_transfer, &cmd_receive, &cmd_import,
	&cmd_operator, &cmd_stamp, &cmd_log, &cmd_facts, &cmd_idtime,
	&cmd_fsck, &cmd_init, &cmd_doctor, &cmd_demo,
	&cmd_operator, &cmd_stamp, &cmd_log, &cmd_facts, &cmd_idtime,
	&cmd_fsck, &cmd_init, &cmd_doctor, &cmd_demo,
	NULL
};

int
cmd_usage(const char *who, const char *why, const char *word)
{
	char *safe = say_safe(word);

	(void)fprintf(stderr, "%s: %s%s%s\n", who, why,
	    word != NULL ? ": " : "", safe != NULL ? safe : "");
	(void)fprintf(stderr, _("try: %s --help\n"), who);
	free(safe);
	return (EXIT_USAGE);
}

static void
show_help(void)
{
	const struct cmd_ops *const *c;

	(void)printf(_("usage: %s COMMAND [options]\n"), "constat");
	say_text(_("Captures a post and its page, seals and time-stamps what "
	    "was received, keeps it, and checks it again."));
	(void)printf("\n");
	for (c = cmd_all; *c != NULL; c++)
		say_row((*c)->name, _((*c)->summary), NAME_COLUMN);
	(void)printf("\n");
	say_text(_("\"constat COMMAND --help\" tells more. First steps: "
	    "\"constat doctor\", \"constat demo\", then \"constat capture "
	    "URL\"."));
	say_text(_("Not legal advice: what a court makes of an exhibit is "
	    "for the court to say."));
}

static void
show_command(const char *who, const struct cmd_ops *c)
{

	(void)printf(_("usage: %s [options]%s%s\n"), who,
	    c->words != NULL ? " " : "", c->words != NULL ? _(c->words) : "");
	say_text(_(c->summary));
	if (c->about != NULL) {
		(void)printf("\n");
		say_text(_(c->about));
	}
	(void)printf("\n");
	opt_help(c->opts);
}

static int
run_args(const char *who, const struct cmd_ops *c, int argc, char *argv[])
{
	const char *why = NULL, *word = NULL;
	struct args a;
	int rc;

	switch (args_read(&a, c->opts, argc, argv, &why, &word)) {
	case 0:
		if (args_has(&a, "--help")) {
			show_command(who, c);
			rc = EXIT_DONE;
		} else if (a.n < c->min)
			rc = cmd_usage(who, _("something is missing"),
			    c->words != NULL ? _(c->words) : NULL);
		else if (a.n > c->max)
			rc = cmd_usage(who, _("one word too many"),
			    a.rest[c->max]);
		else
			rc = c->run(who, &a);
		break;
	case 1:
		rc = cmd_usage(who, why, word);
		break;
	default:
		(void)fprintf(stderr, "%s: %s\n", who,
		    say_error_what(ERR_NOMEM));
		rc = EXIT_NOTHING;
		break;
	}
	args_free(&a);
	return (rc);
}

static int
run(int argc, char *argv[])
{
	const struct cmd_ops *const *c;
	char who[64];

	if (argc < 2)
		return (cmd_usage("constat", _("no command named"), NULL));
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
	    strcmp(argv[1], "help") == 0) {
		show_help();
		return (EXIT_DONE);
	}
	if (strcmp(argv[1], "--version") == 0) {
		(void)printf("constat %s\n", CONSTAT_VERSION);
		return (EXIT_DONE);
	}
	if (strcmp(argv[1], "--completion") == 0 && argc == 3 &&
	    strcmp(argv[2], "bash") == 0) {
		cmd_completion();
		return (EXIT_DONE);
	}
	for (c = cmd_all; *c != NULL; c++) {
		if (strcmp(argv[1], (*c)->name) != 0)
			continue;
		(void)snprintf(who, sizeof(who), "constat %s", (*c)->name);
		return ((*c)->opts == NULL ?
		    (*c)->run_raw(who, argc - 1, argv + 1) :
		    run_args(who, *c, argc - 1, argv + 1));
	}
	return (cmd_usage("constat", _("no such command"), argv[1]));
}

int
main(int argc, char *argv[])
{
	int rc;

	/* Before OpenSSL and jansson are used: see store/base/alloc.h. */
	if (alloc_watch() != 0)
		return (EXIT_NOTHING);
	/* A peer or a pager that goes away is an error, not our end. */
	(void)signal(SIGPIPE, SIG_IGN);
	(void)words_begin(NULL);
	rc = run(argc, argv);
	if (fflush(stdout) != 0 || ferror(stdout)) {
		(void)fprintf(stderr, "constat: %s\n",
		    _("the output could not be written"));
		if (rc == EXIT_DONE)
			rc = EXIT_NOTHING;
	}
	return (rc);
}
