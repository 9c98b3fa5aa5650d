#ifndef VERIFY_TOKEN_H
#define VERIFY_TOKEN_H

#include "verify/work.h"

/*
 * token - one time-stamp after the other; the best of them dates the seal:
 * the earliest of a trusted authority, else the earliest that holds.
 */

/* What was stamped, by whom it may be, and where the token was found. */
struct token_input {
	const char *subject;		/* file that holds the token */
	struct span der;
	struct span data;		/* what it must be about */
	const struct certs *extra;	/* or NULL */
	bool inside;			/* in the package, made with the seal */
	const char *pem;		/* ours, inside: timestampCert, which
					 * lists the token's certificates */
};

/*
 * token_judge(w, in, e):
 * Check the token, note what was seen (stamp.token, stamp.trust,
 * stamp.window) and take its time into the report where it is the best.
 * 0, or -1 with ${e}.
 */
int token_judge(struct work *w, const struct token_input *in,
    struct error *e);

/*
 * token_beside(base, i, e):
 * The name of time-stamp ${i}, from 0, beside the file ${base}, for free();
 * NULL with ${e}.
 */
char *token_beside(const char *base, size_t i, struct error *e);
#define TOKEN_BESIDE_MAX	64

/*
 * token_tell(w, subject, r): note what was seen of a token that was checked;
 * token_time(w, r, trusted, e): take its time into the report where it is the
 * best; 0 or -1.
 */
void token_tell(struct work *w, const char *subject,
    const struct stamp_result *r);
int token_time(struct work *w, const struct stamp_result *r, bool trusted,
    struct error *e);

/*
 * token_later(w, data, extra, n, e):
 * Judge the later time-stamps that w->in brings; ${*n} of them.  Files beside
 * are looked for up to the first name that is not there.
 */
int token_later(struct work *w, struct span data, const struct certs *extra,
    size_t *n, struct error *e);

#endif
