#ifndef CAPTURE_BROWSER_CDP_H
#define CAPTURE_BROWSER_CDP_H

#include <jansson.h>

#include "capture/browser/cut.h"

/*
 * cdp - commands, answers and events of the Chrome DevTools Protocol 1.3 over
 * two pipes, flattened sessions (Target.setAutoAttach, flatten).
 *
 * Nothing blocks but cdp_poll.  A failure of the connection sticks: sends
 * become no-ops and the next cdp_poll returns it.
 */
#define CDP_SESSION	64	/* bytes of a session id with its NUL */
#define CDP_QUEUE_MAX	((size_t)4 * 1024 * 1024)	/* unsent commands */

struct cdp;

/* A text that came: an event (method set) or the answer to a command. */
struct cdp_message {
	const char *method;	/* NULL: an answer */
	const char *session;	/* "": the browser itself */
	json_t *params;		/* of the event; the answer's result, or NULL
				   when the command failed */
	const char *failure;	/* why it failed, or NULL */
	struct cut_value *v;	/* long strings cut out of it */
	size_t n;
};

/* Both may take bodies out of ${m}; all else in it dies on return. */
typedef void cdp_event(void *ctx, struct cdp_message *m);
typedef void cdp_answer(void *ctx, void *arg, struct cdp_message *m);

/*
 * cdp_open(c, to, from, folder, max, event, ctx, e):
 * Speak over the socket ${to} and the pipe ${from}, which ${c} closes; they
 * become non-blocking.  (A write to a pipe whose reader is gone would raise
 * SIGPIPE, which a library has no right to catch.)  ${folder} and ${max} as
 * for cut_open.
 */
int cdp_open(struct cdp **c, int to, int from, const char *folder,
    int64_t max, cdp_event *event, void *ctx, struct error *e);

/*
 * cdp_send(c, session, method, params, answer, ctx, arg):
 * Queue a command; the reference to ${params} is taken (NULL: memory ran out
 * while making it, which becomes the connection's failure).  ${session} ""
 * means the browser.  ${answer} (may be NULL) is called once, unless
 * cdp_forget comes first.
 */
void cdp_send(struct cdp *c, const char *session, const char *method,
    json_t *params, cdp_answer *answer, void *ctx, void *arg);

/* cdp_forget(c, ctx, arg): answers for them are dropped; arg NULL: any. */
void cdp_forget(struct cdp *c, const void *ctx, const void *arg);

/* cdp_gone(c, session): what waits for that session fails now. */
void cdp_gone(struct cdp *c, const char *session);

/*
 * cdp_poll(c, ms, e):
 * Send what is queued; wait up to ${ms} for something to come, take all that
 * is there and call back for it.  Return 0, or -1 with ${e}: ERR_BROWSER (the
 * other side is gone), ERR_SYS, ERR_NOMEM.
 */
int cdp_poll(struct cdp *c, int ms, struct error *e);

/*
 * cdp_take(c, m, object, key, base64, v, e):
 * The string under ${key} as a value of the caller's, however long it is.
 * Return 0, or -1 with ${e}: ERR_NOTFOUND, ERR_SYNTAX, ERR_SYS, ERR_NOMEM.
 */
int cdp_take(struct cdp *c, struct cdp_message *m, const json_t *object,
    const char *key, bool base64, struct cut_value *v, struct error *e);

/*
 * cdp_span(m, object, key):
 * The string under ${key} where it fits in memory, else absent.  Lives as
 * long as ${m}; may hold NULs.
 */
struct span cdp_span(const struct cdp_message *m, const json_t *object,
    const char *key);

/* cdp_number(object, key, otherwise): a number, whole or not. */
double cdp_number(const json_t *object, const char *key, double otherwise);

void cdp_close(struct cdp *c);

#endif
