#include <stdio.h>

#include "cmd/cmd.h"
#include "verify/command.h"

/* The options of one subcommand, words for compgen -W. */
static void
print_options(const struct cmd_ops *c)
{
	const struct verify_option *v;
	const struct opt *o;

	(void)printf("\t%s) options=\"", c->name);
	if (c->opts == NULL) {
		(void)printf("--home --as");
		for (v = verify_options; v->name != NULL; v++)
			(void)printf(" %s", v->name);
	} else
		for (o = c->opts; o->kind != OPT_END; o++)
			(void)printf("%s%s", o == c->opts ? "" : " ",
			    o->name);
	(void)printf("\" ;;\n");
}

/* Options whose value is a path, as patterns of a case. */
static void
print_paths(enum opt_kind kind, const char *compgen)
{
	const struct cmd_ops *const *c;
	const struct opt *o;

	for (c = cmd_all; *c != NULL; c++)
		for (o = (*c)->opts; o != NULL && o->kind != OPT_END; o++)
			if (o->kind == kind)
				(void)printf("\t%s:%s) COMPREPLY=($(compgen "
				    "%s -- \"$word\")); return ;;\n",
				    (*c)->name, o->name, compgen);
}

void
cmd_completion(void)
{
	const struct cmd_ops *const *c;

	(void)printf("# bash completion for constat\n"
	    "_constat()\n{\n"
	    "\tlocal word=${COMP_WORDS[COMP_CWORD]} options=\n"
	    "\tlocal command=${COMP_WORDS[1]}\n"
	    "\tif [ \"$COMP_CWORD\" -eq 1 ]; then\n"
	    "\t\tCOMPREPLY=($(compgen -W \"");
	for (c = cmd_all; *c != NULL; c++)
		(void)printf("%s ", (*c)->name);
	(void)printf("--help --version\" -- \"$word\"))\n"
	    "\t\treturn\n\tfi\n"
	    "\tcase $command:${COMP_WORDS[COMP_CWORD-1]} in\n");
	print_paths(OPT_FILE, "-f");
	print_paths(OPT_FOLDER, "-d");
	(void)printf("\tcase:case) COMPREPLY=($(compgen -W \"new list show "
	    "set close reopen sheet triage add own\" -- \"$word\")); "
	    "return ;;\n"
	    "\toperator:operator) COMPREPLY=($(compgen -W \"add list "
	    "revoke default\" -- \"$word\")); return ;;\n");
	(void)printf("\tlog:log) COMPREPLY=($(compgen -W \"show check "
	    "checkpoint prove key\" -- \"$word\")); return ;;\n"
	    "\tesac\n\tcase $command in\n");
	for (c = cmd_all; *c != NULL; c++)
		print_options(*c);
	(void)printf("\tesac\n"
	    "\tcase $word in\n"
	    "\t-*) COMPREPLY=($(compgen -W \"$options\" -- \"$word\")) ;;\n"
	    "\t*) COMPREPLY=($(compgen -f -- \"$word\")) ;;\n"
	    "\tesac\n}\n"
	    "complete -o filenames -F _constat constat\n");
}
