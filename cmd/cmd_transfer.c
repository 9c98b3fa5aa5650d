#include <string.h>

#include "cmd/making.h"
#include "cmd/transfer.h"
#include "cmd/urls.h"

static const struct opt opts[] = {
	{ OPT_TEXT, "--to", NULL, N_("NAME"), N_("who receives it"), false, 0,
	    0 },
	{ OPT_TEXT, "--to-organization", NULL, N_("ORG"), N_("whose receipt "
	    "is waited for: the organization of that person"), false, 0, 0 },
	{ OPT_FLAG, "--move", NULL, NULL, N_("give the exhibits away: from the "
	    "receipt on the receiver holds them; not under legal hold"),
	    false, 0, 0 },
	{ OPT_FILE, "--output", "-o", N_("FILE.asice"), N_("where to write the "
	    "package"), false, 0, 0 },
	{ OPT_FILE, "--receipt", NULL, N_("FILE"), N_("check the receipt that "
	    "came back, and close the hand-over by it"), false, 0, 0 },
	{ OPT_FLAG, "--list", NULL, NULL, N_("show what was handed over, and "
	    "how it stands"), false, 0, 0 },
	{ OPT_FILE, "--trust", NULL, N_("PEM"), N_("certificates whose "
	    "signatures are believed; may be repeated"), true, 0, 0 },
	{ OPT_FLAG, "--accept-unknown", NULL, NULL, N_("take a receipt "
	    "although nobody vouches for who signed it, or by another than "
	    "the one it was sent to; the log says so"), false, 0, 0 },
	MAKING_OPTIONS,
	OPT_WHY,
	OPT_JSON,
	OPT_STORE
};

static int
run(const char *who, const struct args *a)
{

	if (args_has(a, "--list") || args_has(a, "--receipt")) {
		if (a->n > 0 || (args_has(a, "--list") &&
		    args_has(a, "--receipt")))
			return (cmd_usage(who, _("one word too many"), a->n >
			    0 ? a->rest[0] : "--list"));
		return (args_has(a, "--list") ? transfer_list(who, a) :
		    transfer_receipt(who, a));
	}
	if (a->n == 0)
		return (cmd_usage(who, _("something is missing"),
		    _("CASE|ID...")));
	if (args_text(a, "--to") == NULL)
		return (cmd_usage(who, _("something is missing"), "--to"));
	if (args_text(a, "--output") == NULL)
		return (cmd_usage(who, _("something is missing"), "-o"));
	if (!urls_services(who, args_list(a, "--tsa")))
		return (EXIT_USAGE);
	return (transfer_make(who, a));
}

const struct cmd_ops cmd_transfer = {
	.name = "transfer",
	.words = N_("CASE|ID..."),
	.summary = N_("hand over a case or exhibits, against a receipt"),
	.about = N_("Writes a package for somebody else's store: the "
	    "exhibits, their custody and who hands them over, signed. It "
	    "stays open until the receipt that \"receive\" signs there comes "
	    "back: --receipt checks it and closes. --list shows what is "
	    "open."),
	.opts = opts, .max = 10000, .run = run
};
