#include <stdio.h>
#include <stdlib.h>

#include "cmd/case_show.h"
#include "cmd/limitation.h"
#include "cmd/say.h"
#include "store/base/json.h"

/* The day that ${s} tells, in UTC; false where it tells none. */
static bool
day_of(const char *s, struct limitation_day *out)
{
	struct limitation_day d;
	bool sure;

	if (s == NULL || !limitation_day_read(s, &d))
		return (false);
	*out = limitation_day_in(&d, NULL, &sure);
	return (true);
}

/* Only what would change something: nothing is known, or it is later. */
static void
propose(const struct catalog_exhibit *x, const char *published,
    const char *known)
{
	struct limitation_day told, have;
	char *safe;

	if (!day_of(published, &told) || (day_of(known, &have) &&
	    limitation_days(&told, &have) <= 0))
		return;
	safe = say_safe(published);
	say_textf(known == NULL ?
	    _("! Exhibit %lld says that its post was published on %s: where "
	    "that is the first publication, enter it with \"case set "
	    "--published\".") :
	    _("! Exhibit %lld says that its post was published on %s, before "
	    "the date of first publication entered here: a time limit may "
	    "have begun earlier."), (long long)x->number,
	    safe != NULL ? safe : "?");
	free(safe);
}

int
case_dates_show(struct home *h, const char *name, const json_t *data,
    struct error *e)
{
	struct catalog_filter f = CATALOG_FILTER_INIT;
	struct catalog_cursor *cur;
	struct catalog_exhibit x;
	json_t *post;
	int got;

	f.case_name = name;
	if (catalog_exhibits(home_catalog(h), &f, &cur, e) != 0)
		return (-1);
	while ((got = catalog_exhibit_next(cur, &x, e)) == 1) {
		if (x.own || x.post == NULL ||
		    (post = json_read(span_of(x.post), NULL)) == NULL)
			continue;
		propose(&x, json_text(post, "published"),
		    json_text(data, "published"));
		json_decref(post);
	}
	catalog_cursor_free(cur);
	return (got);
}
