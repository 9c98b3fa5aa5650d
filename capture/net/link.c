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
