#ifndef STORE_BASE_ERROR_H
#define STORE_BASE_ERROR_H

#include <stdbool.h>
#include <stdint.h>

/*
 * error - what went wrong, told by the place that saw it.
 *
 * The caller owns a struct error, passes it as the last argument and may pass
 * NULL.  The first error wins: later ones only add context in front of it.
 * Setters return -1, so that a failing function ends in
 * `return (error_set(e, ...));`.  Libraries never print, exit or abort.
 *
 * A verdict about evidence is never an error, and an error is never a
 * verdict: see verify/finding.h.
 *
 * text is technical English for people who look closer; the words shown
 * first are chosen by cmd/ from the code, in the reader's language.
 */
enum error_code {
	ERR_NONE = 0,
	ERR_SYS,		/* the system refused; sys holds errno */
	ERR_NOMEM,		/* memory ran out */
	ERR_LIMIT,		/* a named limit of limits.h was passed */
	ERR_SYNTAX,		/* input breaks its format; offset is set */
	ERR_INPUT,		/* the caller's words cannot be used */
	ERR_UNSUPPORTED,	/* understood, but not handled here */
	ERR_CRYPTO,		/* OpenSSL refused; lib holds its code */
	ERR_NOTFOUND,		/* what was named is not there */
	ERR_EXISTS,		/* what would be made is there already */
	ERR_BUSY,		/* held by another process */
	ERR_DENIED,		/* not allowed: rights, policy, passphrase */
	ERR_DB,			/* SQLite refused; lib holds its code */
	ERR_CORRUPT,		/* what we keep is not what we wrote */
	ERR_DNS,		/* no address for the host */
	ERR_CONNECT,		/* no connection to the address */
	ERR_TLS,		/* no TLS session with the peer */
	ERR_HTTP,		/* the peer breaks HTTP */
	ERR_PRIVATE,		/* a private or loopback address, refused */
	ERR_REDIRECT,		/* too many redirects, or a loop */
	ERR_TIMEOUT,		/* the time allowed has passed */
	ERR_BROWSER,		/* the browser failed or went away */
	ERR_TSA,		/* a time-stamp authority's answer is no good */
	ERR_CANCELED,		/* the person stopped it */
	ERR_CODES		/* how many there are */
};

struct error {
	enum error_code code;
	int sys;		/* errno, or 0 */
	unsigned long lib;	/* a library's own code, or 0 */
	int64_t offset;		/* byte offset in source, or -1 */
	char source[128];	/* file, entry or record concerned, or "" */
	char text[512];
};

#define ERROR_INIT	{ .code = ERR_NONE, .offset = -1 }

/*
 * error_set(e, code, fmt, ...):
 * Note ${code} and the formatted text in ${e}, unless it holds an error
 * already.  Return -1.
 */
int error_set(struct error *e, enum error_code code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/*
 * error_sys(e, fmt, ...):
 * As error_set with the code for the present errno: ERR_NOMEM for ENOMEM,
 * ERR_NOTFOUND for ENOENT, ERR_DENIED for EACCES, EPERM and EROFS, else
 * ERR_SYS.  The text of errno is appended.  Return -1.
 */
int error_sys(struct error *e, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * error_nomem(e):
 * Memory ran out.  Return -1.
 */
int error_nomem(struct error *e);

/*
 * error_crypto(e, fmt, ...):
 * As error_set with ERR_CRYPTO and the first reason in OpenSSL's error
 * queue, which is emptied; ERR_NOMEM if the queue or alloc_failed() says that
 * memory ran out.
 * Return -1.
 */
int error_crypto(struct error *e, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * error_at(e, source, offset):
 * Say which file, entry or record ${e} concerns, and where in it, unless
 * that is known already.  ${source} may be NULL, ${offset} -1.  Return -1.
 */
int error_at(struct error *e, const char *source, int64_t offset);

/*
 * error_context(e, fmt, ...):
 * Put the formatted text and ": " in front of the text of ${e}.  Return -1.
 */
int error_context(struct error *e, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * error_clear(e):
 * Forget what ${e} holds.  NULL is a no-op.
 */
void error_clear(struct error *e);

/*
 * error_ends(code):
 * Memory ran out, or the person stopped it: what comes next of many would end
 * the same way, and is not begun.
 */
bool error_ends(enum error_code code);

/*
 * error_code_name(code):
 * Return the stable name of ${code} ("nomem", "dns", ...), as in JSON.
 */
const char *error_code_name(enum error_code code);

#endif
