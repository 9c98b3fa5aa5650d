#include <string.h>

#include "store/facts/facts_internal.h"

/* A capture must not reach beyond the site because a page says so. */
static bool
same_site(const struct doc *d, const char *text)
{
	struct url *u = NULL;
	bool same;

	if (url_parse(span_of(text), NULL, &u, NULL) != 0)
		return (false);
	same = strcmp(url_host(u), url_host(d->url)) == 0 &&
	    url_port(u) == url_port(d->url) &&
	    url_secure(u) == url_secure(d->url);
	url_free(u);
	return (same);
}

void
doc_lead(struct doc *d, const char *role, struct span url, const char *accept)
{
	struct source *s = d->core->source;
	struct arena *arena = &d->core->f->arena;
	struct span full = doc_url(d, url);
	struct lead *l;

	if (full.p == NULL || s->n_leads == DOC_LEADS_MAX ||
	    !same_site(d, (const char *)full.p) ||
	    (l = arena_get(arena, sizeof(*l))) == NULL)
		return;
	l->role = arena_str(arena, role);
	l->url = arena_str(arena, (const char *)full.p);
	l->accept = arena_str(arena, accept);
	if (l->role == NULL || l->url == NULL || l->accept == NULL)
		return;
	l->next = s->leads;
	s->leads = l;
	s->n_leads++;
}
