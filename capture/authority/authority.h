#ifndef CAPTURE_AUTHORITY_AUTHORITY_H
#define CAPTURE_AUTHORITY_AUTHORITY_H

#include "capture/net/net.h"
#include "store/stamp/stamp.h"

/*
 * authority - time-stamp authorities, asked over HTTP (RFC 3161 section 3.4)
 * one after the other until one answers well.  The only place that asks them.
 */

#define AUTHORITY_WAIT_MS	15000	/* patient */

struct authority_query {
	struct net *net;		/* its cancel stops the asking */
	const char *const *list;	/* URLs in the order in which they are
					 * asked, NULL-ended; NULL: none */
	int64_t wait_ms;		/* for each of them */
	struct span data;		/* what is to be time-stamped ... */
	struct span digest;		/* ... or, where p is not NULL, its
					 * SHA-256, -384, -512, told by length
					 * (stamp_request_digest()) */
};

struct authority_answer {
	struct buf response;		/* in the form of stamp_plain() */
	struct stamp_result stamp;	/* what it says: stamp_accept() */
	const char *by;			/* who gave it: one of the list */
	int64_t start, end;		/* when that one was asked, ms */
	struct buf why;			/* of the others: "URL: why; ..." */
};

#define AUTHORITY_ANSWER_INIT { .response = BUF_INIT(TOKEN_MAX),	\
	.why = BUF_INIT(64 * KIB) }

/*
 * authority_ask(q, out, e):
 * Ask each of ${q->list} in turn, with a nonce of its own, until one answers
 * within ${q->wait_ms} with HTTP status 200, at most TOKEN_MAX bytes, and a
 * time-stamp that stamp_accept() takes.  Redirects are not followed.  Free
 * ${out} with authority_answer_free() in any case; it serves one call.
 * Return 0 with ${out}, or -1 with ${e}: ERR_TSA (none answered well; why,
 * one after the other, in its text and at any length in ${out->why}),
 * ERR_INPUT (there is none to ask), or what is no fault of theirs: ERR_NOMEM,
 * ERR_CANCELED, ERR_CRYPTO.
 */
int authority_ask(const struct authority_query *q,
    struct authority_answer *out, struct error *e);
void authority_answer_free(struct authority_answer *a);

/* authority_some(list, e): 0, or -1 with ERR_INPUT where there is none. */
int authority_some(const char *const *list, struct error *e);

#endif
