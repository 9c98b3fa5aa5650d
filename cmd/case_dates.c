#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

/* The earliest date that the posts tell: one's own do not count. */
struct earliest {
	struct limitation_day day;	/* year 0: none */
	char *text;
	int64_t number;			/* of the exhibit */
};

static int
take(struct earliest *first, const struct catalog_exhibit *x, struct error *e)
{
	struct limitation_day day;
	const char *published;
	json_t *post;
	int rc = 0;

	if (x->own || x->post == NULL ||
	    (post = json_read(span_of(x->post), NULL)) == NULL)
		return (0);
	published = json_text(post, "published");
	if (day_of(published, &day) && (first->day.year == 0 ||
	    limitation_days(&first->day, &day) < 0)) {
		free(first->text);
		first->text = strdup(published);
		first->day = day;
		first->number = x->number;
		rc = first->text == NULL ? error_nomem(e) : 0;
	}
	json_decref(post);
	return (rc);
}

/* Only what would change something: nothing is known, or it is later. */
static void
propose(const struct earliest *first, const char *known)
{
	struct limitation_day have;
	char *safe;

	if (first->day.year == 0 || (day_of(known, &have) &&
	    limitation_days(&first->day, &have) <= 0))
		return;
	safe = say_safe(first->text);
	say_textf(known == NULL ?
	    _("! Exhibit %lld says that its post was published on %s: where "
	    "that is the first publication, enter it with \"case set "
	    "--published\".") :
	    _("! Exhibit %lld says that its post was published on %s, before "
	    "the date of first publication entered here: a time limit may "
	    "have begun earlier."), (long long)first->number,
	    safe != NULL ? safe : "?");
	free(safe);
}

/* Nobody knows of it before it is there: one of two dates is wrong. */
static void
show_order(const json_t *data, const char *member, const char *text)
{
	struct limitation_day published, known;

	if (day_of(json_text(data, "published"), &published) &&
	    day_of(json_text(data, member), &known) &&
	    limitation_days(&published, &known) < 0)
		say_text(text);
}

int
case_dates_show(struct home *h, const char *name, const json_t *data,
    struct error *e)
{
	struct catalog_filter f = CATALOG_FILTER_INIT;
	struct earliest first = { .text = NULL };
	struct catalog_cursor *cur;
	struct catalog_exhibit x;
	int got;

	f.case_name = name;
	if (catalog_exhibits(home_catalog(h), &f, &cur, e) != 0)
		return (-1);
	while ((got = catalog_exhibit_next(cur, &x, e)) == 1)
		if (take(&first, &x, e) != 0) {
			got = -1;
			break;
		}
	catalog_cursor_free(cur);
	if (got == 0) {
		propose(&first, json_text(data, "published"));
		show_order(data, "known", _("! The day when it was known "
		    "lies before that of first publication: one of the two "
		    "is wrong."));
		show_order(data, "author_known", _("! The day when its "
		    "author was known lies before that of first publication: "
		    "one of the two is wrong."));
	}
	free(first.text);
	return (got);
}
