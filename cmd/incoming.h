#ifndef CMD_INCOMING_H
#define CMD_INCOMING_H

#include "cmd/cmd.h"
#include "cmd/use.h"
#include "store/home/package.h"
#include "verify/verify.h"

/*
 * incoming - what `receive` and `import` have in common: a package is copied,
 * checked as `verify` does, and judged by whom the person trusts.
 */
#define OPT_TRUST							\
	{ OPT_FILE, "--trust", NULL, N_("PEM"), N_("certificates whose "   \
	    "signatures are believed; may be repeated"), true, 0, 0 },	\
	{ OPT_FILE, "--tsa-trust", NULL, N_("PEM"), N_("the same for "	\
	    "time-stamp authorities, instead of the system's; may be "	\
	    "repeated"), true, 0, 0 },					\
	{ OPT_FLAG, "--accept-unknown", NULL, NULL, N_("take it although " \
	    "nobody vouches for who signed it; the log says so"), false,   \
	    0, 0 }

struct incoming {
	const char *who;		/* for messages */
	const struct args *a;
	struct use u;
	struct home_incoming *g;
	struct dossier *d;		/* what it says of itself, or NULL */
	struct verify_report r;
	json_t *detail;			/* for the event */
};

enum incoming_answer {
	INCOMING_GOOD,			/* to be kept */
	INCOMING_ALTERED,		/* to be refused */
	INCOMING_UNKNOWN,		/* nobody vouches for its signer */
	INCOMING_UNDECIDED
};

/*
 * incoming_open(in, who, a, e):
 * Open the store as somebody who may manage, copy a->rest[0] and check it.
 * incoming_close() in any case.  0, or -1 with ${e}.
 */
int incoming_open(struct incoming *in, const char *who, const struct args *a,
    struct error *e);
void incoming_close(struct incoming *in);

/* incoming_judge(in): what to do with it, as the options say. */
enum incoming_answer incoming_judge(const struct incoming *in);

/*
 * incoming_say(in): on stderr: what the check found, who signed, and what can
 * be done.
 */
void incoming_say(const struct incoming *in);

/* incoming_why(in, out): in a few words, why it does not hold; appended. */
void incoming_why(const struct incoming *in, struct buf *out);

/* incoming_json(in, ok): package, file, signer and verdict; a new object. */
json_t *incoming_json(const struct incoming *in, bool *ok);

#endif
