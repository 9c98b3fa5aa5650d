#ifndef CAPTURE_ADDRESS_H
#define CAPTURE_ADDRESS_H

#include <stdbool.h>
#include <sys/socket.h>

#include "store/base/span.h"

/*
 * address - which addresses the world may reach: those that the IANA
 * special-purpose registries (RFC 6890) and RFC 4291 leave.  IPv4 inside IPv6
 * (mapped, NAT64, 6to4) is judged as IPv4.  Wire and browser ask here.
 */
#define ADDRESS_TEXT	64

/* address_public(sa): whether it is one of those; no other family is. */
bool address_public(const struct sockaddr *sa);

/*
 * address_host_private(host):
 * Whether ${host} is the text of an address that is not public, or a
 * "localhost" name (RFC 6761).  IPv6 may stand in brackets, with a zone.
 */
bool address_host_private(struct span host);

/* address_text(sa, s): the address without port, in ${s}. */
const char *address_text(const struct sockaddr *sa,
    char s[static ADDRESS_TEXT]);

#endif
