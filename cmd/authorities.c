#include "cmd/authorities.h"
#include "cmd/stop.h"

int
authorities_open(struct authority_query *q, const char *const *tsa,
    const char *proxy, struct home *h, struct error *e)
{
	struct net_opts o = NET_OPTS_INIT;

	*q = (struct authority_query){ .wait_ms = AUTHORITY_WAIT_MS };
	q->list = tsa != NULL ? tsa : home_settings(h)->tsa;
	o.proxy = proxy;
	o.cancel = stop_begin();
	if (authority_some(q->list, e) != 0)
		return (-1);
	return (net_open(&q->net, &o, e));
}

void
authorities_close(struct authority_query *q)
{

	net_close(q->net);
	q->net = NULL;
}
