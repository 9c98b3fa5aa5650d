#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/json.h"
#include "store/custody/log_check.h"
#include "verify/bundle.h"

/*
 * The event by which a dossier was made: dossier.json says the same of who
 * made it, when, for whom, why, of which case and which exhibits.
 */
struct own {
	struct work *w;
	const struct bundle *b;
	const struct event *ev;
};

static void __attribute__((format(printf, 2, 3)))
differs(const struct own *o, const char *fmt, ...)
{
	char text[400];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	finding_add(&o->w->r->findings, CHECK_CUSTODY_BINDING, FINDING_FAIL,
	    DOSSIER_JSON, -1, "%s; event %llu, by which it was made, says "
	    "something else", text, (unsigned long long)o->ev->seq);
}

static void
same(const struct own *o, const char *what, const char *here,
    const char *there)
{

	if ((here == NULL) != (there == NULL) ||
	    (here != NULL && strcmp(here, there) != 0))
		differs(o, "%s is %.200s", what, here != NULL ? here :
		    "not told");
}

static int
compare(const void *a, const void *b)
{

	return (strcmp(*(const char *const *)a, *(const char *const *)b));
}

/* Those of the event, by id: each is here or told as missing, no other is. */
static int
same_exhibits(const struct own *o, const struct dossier *d, struct error *e)
{
	const char **ids, *id;
	size_t i;

	if ((ids = calloc(o->ev->n_exhibits + 1, sizeof(*ids))) == NULL)
		return (error_nomem(e));
	for (i = 0; i < o->ev->n_exhibits; i++)
		ids[i] = o->ev->exhibits[i];
	qsort(ids, i, sizeof(*ids), compare);
	for (i = 0; i < d->n; i++) {
		id = d->exhibits[i].id;
		if (bsearch(&id, ids, o->ev->n_exhibits, sizeof(*ids),
		    compare) == NULL)
			differs(o, "exhibit %.16s... is in it", id);
	}
	/* As many: none can be left out. */
	for (i = 0; d->n != o->ev->n_exhibits && i < o->ev->n_exhibits; i++)
		if (timeline_place(o->b->t, ids[i]) == SIZE_MAX &&
		    !bundle_missing(o->b, ids[i]))
			differs(o, "exhibit %.16s... is neither in it nor "
			    "missing", ids[i]);
	free(ids);
	return (0);
}

int
bundle_own(struct work *w, struct bundle *b, const struct event *ev,
    struct error *e)
{
	const struct dossier *d = b->d;
	struct own o = { w, b, ev };

	same(&o, "case", d->case_name, ev->case_name);
	same(&o, "by.name", d->by.name, ev->who.name);
	same(&o, "by.role", d->by.role, ev->who.role);
	same(&o, "by.organization", d->by.organization,
	    ev->who.organization);
	same(&o, "by.key", d->by.key, ev->who.key);
	same(&o, "to.name", d->to_name, json_text(ev->to, "name"));
	same(&o, "to.organization", d->to_organization,
	    json_text(ev->to, "organization"));
	same(&o, "why", d->why, ev->why);
	if (d->created < ev->time - LOG_STAMP_SLACK)
		differs(&o, "created is %lld s before it",
		    (long long)((ev->time - d->created) / 1000));
	return (same_exhibits(&o, d, e));
}
