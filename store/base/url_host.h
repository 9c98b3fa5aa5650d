#ifndef STORE_BASE_URL_HOST_H
#define STORE_BASE_URL_HOST_H

#include <stdbool.h>

#include "store/base/error.h"
#include "store/base/span.h"

/*
 * url_host_read(s, out, e):
 * The host ${s} of an http URL in its one spelling (WHATWG URL section 3.5):
 * percent-decoded, UTS 46, or IPv4 and IPv6 serialized (3.6, RFC 5952).
 * ${*out} is for free().  Return 0, or -1 with ${e} ERR_SYNTAX, ERR_NOMEM.
 */
int url_host_read(struct span s, char **out, struct error *e);

/* url_host_text_is_ip(host): whether such a text is an address. */
bool url_host_text_is_ip(const char *host);

#endif
