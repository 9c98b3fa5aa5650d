#include <string.h>

#include "capture/address/address.h"
#include "capture/browser/browser_internal.h"

/* The host of a URL as Chromium writes it: canonical, IPv6 in brackets. */
static struct span
host_of(const char *url)
{
	struct span s = span_of(url);
	const char *at = strstr(url, "://");
	size_t i, from = 0;

	if (at == NULL)
		return ((struct span){ NULL, 0 });
	s = span_sub(s, (size_t)(at - url) + 3, s.n);
	for (i = 0; i < s.n && strchr("/?#", s.p[i]) == NULL; i++)
		if (s.p[i] == '@')
			from = i + 1;
	s = span_sub(s, from, i - from);
	if (s.n > 0 && s.p[0] == '[') {
		for (i = 1; i < s.n && s.p[i] != ']'; i++)
			;
		return (span_sub(s, 0, i + 1));
	}
	for (i = 0; i < s.n && s.p[i] != ':'; i++)
		;
	return (span_sub(s, 0, i));
}

bool
site_private(const char *url)
{

	return (address_host_private(host_of(url)));
}
