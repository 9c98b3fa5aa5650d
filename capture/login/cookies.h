#ifndef CAPTURE_LOGIN_COOKIES_H
#define CAPTURE_LOGIN_COOKIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include "store/base/buf.h"
#include "store/base/error.h"

/*
 * cookies - a person's log-in, as cookies (RFC 6265): from a file in the
 * Netscape format that browsers' tools export, or from a browser.
 *
 * They are secrets: nothing of a value ever goes into an error.
 */
#define COOKIES_FILE_MAX	(4 * MIB)
#define COOKIES_MAX		4096

struct cookie {
	char *name;
	char *value;
	char *domain;		/* lower case, without a dot in front */
	char *path;
	int64_t expires;	/* seconds since 1970; 0: with the session */
	bool subdomains;	/* also for hosts below the domain */
	bool secure;		/* https only */
	bool http_only;
};

struct cookies {
	struct cookie *v;
	size_t n;
};

/*
 * cookies_read(path, out, e):
 * The cookies of a Netscape file: domain, whether for hosts below it, path,
 * whether secure only, moment of expiry, name and value, with a tab between
 * each; "#HttpOnly_" may stand in front.  Lines that are no cookie are passed
 * over, but a file in which there is no cookie at all is none: ERR_SYNTAX.
 * Return 0 with cookies for cookies_free, or -1 with ${e}, also ERR_NOTFOUND,
 * ERR_DENIED, ERR_LIMIT, ERR_NOMEM.
 */
int cookies_read(const char *path, struct cookies *out, struct error *e);

/* cookies_of(list, out, e): the same from what a browser's
 * Storage.getCookies answers; 0 or -1 ERR_NOMEM. */
int cookies_of(const json_t *list, struct cookies *out, struct error *e);

/*
 * cookies_keep(c, host, now):
 * Forget those that have nothing to do with the site of ${host}, and those
 * that have expired by ${now} (ms): a person's other log-ins are nobody's
 * business.  Kept are those of the host, of the domains that it is below,
 * and of hosts below it ("www." in front of it does not count).
 */
void cookies_keep(struct cookies *c, const char *host, int64_t now);

/* cookie_line(c, out): append ${c} as a line of a Netscape file. */
void cookie_line(const struct cookie *c, struct buf *out);

/* cookie_param(c): ${c} as a CookieParam of the DevTools protocol; NULL when
 * memory ran out. */
json_t *cookie_param(const struct cookie *c);

void cookies_free(struct cookies *c);

#endif
