#include <stdlib.h>
#include <string.h>

#include "capture/net/net_internal.h"

/* The parts of a page: all that are known, and those of the next level. */
struct parts {
	struct recorder *r;
	const char *of;			/* name of the page */
	struct net_part_list all;
	size_t from;			/* first of the level being fetched */
	struct error trouble;
};

static bool
is_mime(const char *mime, const char *a, const char *b)
{

	return (mime != NULL && (strcmp(mime, a) == 0 || strcmp(mime, b) ==
	    0));
}

/* Find what a recorded page or style sheet needs. */
static int
look_into(struct parts *x, const struct net_result *r, struct error *e)
{
	struct buf text = BUF_INIT(NET_TEXT_MAX);
	const char *url = r->hops[r->n - 1].url;
	int rc = -1;

	if (r->body == NULL || (!is_mime(r->mime, "text/html",
	    "application/xhtml+xml") && !is_mime(r->mime, "text/css",
	    "text/css")))
		return (0);
	if (net_decode(buf_span(&r->head), r->body, &text, e) < 0)
		goto out;
	if (strcmp(r->mime, "text/css") == 0)
		rc = net_style_requisites(buf_span(&text), url, &x->all, e);
	else
		rc = net_requisites(buf_span(&text), r->charset, url, &x->all,
		    e);
out:
	buf_free(&text);
	return (rc);
}

static void
on_part(void *ctx, size_t i, struct net_result *r)
{
	struct parts *x = ctx;
	const struct net_part *part = &x->all.p[x->from + i];
	struct error why = ERROR_INIT;

	if (r->status == 0 || r->cut)
		recorder_missing_of(x->r, x->of, part->type, "%s: %s",
		    part->url, r->failure.text);
	else if (r->status >= 400)
		recorder_missing_of(x->r, x->of, part->type,
		    "%s: status %d", part->url, r->status);
	if (look_into(x, r, &why) == 0)
		return;
	if (why.code == ERR_NOMEM || why.code == ERR_SYS)
		x->trouble = why;
	else
		recorder_missing_of(x->r, x->of, part->type,
		    "%s: parts unknown: %s", part->url, why.text);
}

static int
fetch_level(struct net *n, struct parts *x, const char *self,
    const char *origin, struct net_tally *tally, struct error *e)
{
	size_t count = x->all.n - x->from;
	struct net_want *wants = calloc(count, sizeof(*wants));
	size_t next = x->all.n;
	size_t i;
	int rc;

	if (wants == NULL)
		return (error_nomem(e));
	/*
	 * The list may move while it grows, its strings do not: wants hold
	 * those.
	 */
	for (i = 0; i < count; i++) {
		wants[i].url = x->all.p[x->from + i].url;
		wants[i].type = x->all.p[x->from + i].type;
		wants[i].page = x->of;
		wants[i].referrer = link_referrer(wants[i].url, self, origin);
	}
	rc = net_fetch_many(n, wants, count, x->r, on_part, x, tally, e);
	x->from = next;
	free(wants);
	return (rc);
}

int
net_fetch_parts(struct net *n, const struct net_result *page,
    const char *of, struct recorder *r, struct net_tally *tally,
    struct error *e)
{
	struct parts x;
	const char *self;
	char *own, *origin = NULL;
	int depth;
	int rc = -1;

	if (page->n == 0)
		return (0);
	memset(&x, 0, sizeof(x));
	x.trouble = (struct error)ERROR_INIT;
	x.r = r;
	x.of = of;
	self = page->hops[page->n - 1].url;
	/* The page itself is there already: it is the list's first. */
	if ((origin = link_origin(self)) == NULL ||
	    (own = strdup(self)) == NULL || part_list_add(&x.all, own,
	    "document") < 0) {
		error_nomem(e);
		goto out;
	}
	x.from = 1;
	if (look_into(&x, page, e) < 0)
		goto out;
	for (depth = 0; depth < NET_PARTS_DEPTH && x.from < x.all.n; depth++) {
		if (fetch_level(n, &x, self, origin, tally, e) < 0)
			goto out;
		if (x.trouble.code != ERR_NONE) {
			if (e != NULL && e->code == ERR_NONE)
				*e = x.trouble;
			goto out;
		}
	}
	if (x.all.over > 0)
		recorder_missing_of(r, of, "parts",
		    "%zu parts beyond the limit of %d", x.all.over,
		    NET_PARTS_MAX);
	rc = 0;
out:
	free(origin);
	net_part_list_free(&x.all);
	return (rc);
}
