#include <stdlib.h>
#include <string.h>

#include "capture/net/net_internal.h"
#include "store/base/url.h"

int
link_resolve(const char *base, struct span ref, char **out, struct error *e)
{
	struct url *from = NULL, *u = NULL;
	int rc = -1;

	*out = NULL;
	if (base != NULL && url_parse(span_of(base), NULL, &from, e) < 0)
		goto out;
	if (url_parse(ref, from, &u, e) < 0)
		goto out;
	if ((*out = strdup(url_text(u))) == NULL) {
		error_nomem(e);
		goto out;
	}
	rc = 0;
out:
	url_free(from);
	url_free(u);
	return (rc);
}

int
link_host(const char *url, char **host, int *port, struct error *e)
{
	struct url *u;
	struct span h;
	int rc = 0;

	*host = NULL;
	if (url_parse(span_of(url), NULL, &u, e) < 0)
		return (-1);
	h = span_of(url_host(u));
	if (span_starts(h, "["))
		h = span_sub(h, 1, h.n - 2);
	*port = url_port(u);
	if ((*host = span_str(h)) == NULL)
		rc = error_nomem(e);
	url_free(u);
	return (rc);
}

char *
link_origin(const char *url)
{
	const char *host = strstr(url, "://");
	struct span s = span_of(url);

	if (host != NULL)
		s.n = (size_t)(host - url) + 3 + strcspn(host + 3, "/") + 1;
	return (span_str(s));
}

const char *
link_referrer(const char *url, const char *page, const char *origin)
{

	if (strncmp(url, origin, strlen(origin)) == 0)
		return (page);
	if (strncmp(page, "https:", 6) == 0 && strncmp(url, "https:", 6) != 0)
		return (NULL);
	return (origin);
}
