#ifndef STORE_BASE_URL_H
#define STORE_BASE_URL_H

#include <stdbool.h>

#include "store/base/error.h"
#include "store/base/span.h"

/*
 * url - http and https URLs, parsed and written in one way (WHATWG URL,
 * https://url.spec.whatwg.org/, sections 3 and 4, for these two schemes).
 *
 * Scheme and host in lower case, host names by UTS 46 as punycode (libidn2,
 * not transitional), IPv4 in four decimal parts, IPv6 shortest, default port
 * dropped, dot segments resolved, all that must be percent-encoded encoded.
 * A user name or password is refused: it would end up in the evidence.
 */
struct url;			/* unchanging once made */

/*
 * url_parse(s, base, out, e):
 * Parse ${s}, relative to ${base} where not NULL.  Return 0 with a URL for
 * url_free, or -1 with ${e}: ERR_SYNTAX (no URL), ERR_UNSUPPORTED (another
 * scheme), ERR_INPUT (holds a user name or password), ERR_LIMIT (URL_MAX),
 * ERR_NOMEM.
 */
int url_parse(struct span s, const struct url *base, struct url **out,
    struct error *e);

/* Texts live as ${u}.  The fragment is without '#', the query without '?';
 * NULL where there is none. */
const char *url_text(const struct url *u);		/* without fragment */
const char *url_text_fragment(const struct url *u);	/* with it */
const char *url_host(const struct url *u);	/* IPv6 in brackets */
const char *url_path(const struct url *u);	/* starts with '/' */
const char *url_query(const struct url *u);
const char *url_fragment(const struct url *u);
bool url_secure(const struct url *u);		/* https */
int url_port(const struct url *u);		/* 80 or 443 where not said */

void url_free(struct url *u);

#endif
