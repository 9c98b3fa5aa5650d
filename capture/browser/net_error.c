#include <string.h>

#include "capture/browser/browser_internal.h"

/* Beginnings of Chromium's error names; the first that fits counts. */
static const struct {
	const char *begin;
	enum error_code code;
} names[] = {
	{ "net::ERR_NAME_", ERR_DNS },
	{ "net::ERR_DNS_", ERR_DNS },
	{ "net::ERR_ICANN_NAME_COLLISION", ERR_DNS },
	{ "net::ERR_CERT_", ERR_TLS },
	{ "net::ERR_SSL_", ERR_TLS },
	{ "net::ERR_BAD_SSL_", ERR_TLS },
	{ "net::ERR_ECH_", ERR_TLS },
	{ "net::ERR_TOO_MANY_REDIRECTS", ERR_REDIRECT },
	{ "net::ERR_UNSAFE_REDIRECT", ERR_REDIRECT },
	{ "net::ERR_TIMED_OUT", ERR_TIMEOUT },
	{ "net::ERR_CONNECTION_TIMED_OUT", ERR_TIMEOUT },
	{ "net::ERR_CONNECTION_", ERR_CONNECT },
	{ "net::ERR_ADDRESS_", ERR_CONNECT },
	{ "net::ERR_INTERNET_DISCONNECTED", ERR_CONNECT },
	{ "net::ERR_NETWORK_", ERR_CONNECT },
	{ "net::ERR_SOCKET_", ERR_CONNECT },
	{ "net::ERR_PROXY_", ERR_CONNECT },
	{ "net::ERR_TUNNEL_", ERR_CONNECT },
	{ "net::ERR_SOCKS_", ERR_CONNECT },
	{ "net::ERR_EMPTY_RESPONSE", ERR_HTTP },
	{ "net::ERR_INVALID_", ERR_HTTP },
	{ "net::ERR_HTTP", ERR_HTTP },
	{ "net::ERR_QUIC_", ERR_HTTP },
	{ "net::ERR_RESPONSE_", ERR_HTTP },
	{ "net::ERR_CONTENT_", ERR_HTTP },
	{ "net::ERR_INCOMPLETE_", ERR_HTTP },
	{ "net::ERR_UNSAFE_PORT", ERR_DENIED },
	{ "net::ERR_ACCESS_DENIED", ERR_DENIED },
	{ "net::ERR_BLOCKED_BY_", ERR_DENIED }
};

enum error_code
net_error_code(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strncmp(name, names[i].begin, strlen(names[i].begin)) == 0)
			return (names[i].code);
	return (ERR_BROWSER);
}
