#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/json.h"
#include "store/base/time.h"
#include "verify/bundle.h"

#define SLACK	(INT64_C(600) * 1000)	/* from the page to the seal */
#define LATE	(INT64_C(3600) * 1000)	/* from the seal to the entry */

/*
 * What events have to do with the dossier and with each other: nothing is
 * shown that belongs to another case, or answers to nothing.
 */
static bool
same(const char *a, const char *b)
{

	return (b != NULL && strcmp(a, b) == 0);
}

/* Exhibits of ours, disposed of or not; or our case. */
static bool
of_ours(const struct bundle *b, const struct event *ev)
{
	size_t i;

	if (ev->n_exhibits == 0 || (ev->case_name != NULL &&
	    b->d->case_name != NULL &&
	    strcmp(ev->case_name, b->d->case_name) == 0))
		return (true);
	for (i = 0; i < ev->n_exhibits; i++)
		if (timeline_place(b->t, ev->exhibits[i]) != SIZE_MAX ||
		    bundle_missing(b, ev->exhibits[i]))
			return (true);
	return (false);
}

/* When one of its exhibits came to be, by the log and by itself. */
static void
check_when(struct work *w, const char *subject, const struct event *ev,
    const char *file, int64_t sealed)
{
	struct findings *fs = &w->r->findings;

	if (sealed == TIME_UNKNOWN)
		return;
	if (ev->time < sealed - SLACK ||
	    (ev->end != TIME_UNKNOWN && ev->end < sealed - SLACK))
		finding_add(fs, CHECK_CUSTODY_TIMES, FINDING_FAIL, subject,
		    -1, "dated before %s was sealed", file);
	else if (!ev->late && ev->time > sealed + LATE)
		finding_add(fs, CHECK_CUSTODY_TIMES, FINDING_WARN, subject,
		    -1, "dated %lld s after %s was sealed, and not entered as "
		    "late", (long long)((ev->time - sealed) / 1000), file);
}

/* How it came to be: what was captured and sealed here is this file. */
static void
check_one_made(struct work *w, const char *subject, const char *seal,
    const struct event *ev, const struct dossier_exhibit *x,
    const struct bundle_exhibit *is)
{
	struct findings *fs = &w->r->findings;
	const char *asked = json_text(ev->detail, "url");
	const char *url = json_text(ev->detail, "final_url");

	if (ev->kind == EVENT_SEALED && ev->after.value != NULL &&
	    strcmp(ev->after.value, x->sha256) != 0)
		finding_add(fs, CHECK_CUSTODY_EVENTS, FINDING_FAIL, subject,
		    -1, "it sealed %.64s, %s is another", ev->after.value,
		    x->file);
	if (seal[0] != '\0' && is->seal[0] != '\0' &&
	    strcmp(seal, is->seal) != 0)
		finding_add(fs, CHECK_CUSTODY_EVENTS, FINDING_FAIL, subject,
		    -1, "%s is sealed by %.16s..., the seal of this log is "
		    "%.16s...", x->file, is->seal, seal);
	if (ev->kind == EVENT_ACQUIRED && is->page != NULL &&
	    (asked != NULL || url != NULL) && !same(is->page, url) &&
	    !same(is->page, asked))
		finding_add(fs, CHECK_CUSTODY_EVENTS, FINDING_FAIL, subject,
		    -1, "it captured %.200s, %s shows another",
		    url != NULL ? url : asked, x->file);
	check_when(w, subject, ev, x->file, is->sealed);
}

static void
check_made(struct work *w, const struct bundle *b, const char *subject,
    const char *seal, const struct event *ev)
{
	size_t i, at;

	if (ev->kind != EVENT_ACQUIRED && ev->kind != EVENT_SEALED)
		return;
	for (i = 0; i < ev->n_exhibits; i++)
		if ((at = timeline_place(b->t, ev->exhibits[i])) != SIZE_MAX)
			check_one_made(w, subject, seal, ev,
			    &b->d->exhibits[at], &b->exhibits[at]);
}

static bool
is_passing(enum event_kind k)
{

	return (k == EVENT_TRANSFERRED || k == EVENT_RECEIVED ||
	    k == EVENT_REJECTED || k == EVENT_MOVED);
}

int
bundle_relate(struct work *w, struct bundle *b, const char *path,
    const char *seal, const struct event *ev, bool own, struct error *e)
{
	const char *package = json_text(ev->detail, "package");
	struct findings *fs = &w->r->findings;
	char subject[600];
	int64_t closes = 0;

	(void)snprintf(subject, sizeof(subject), "%.500s event %llu", path,
	    (unsigned long long)ev->seq);
	if (own && !of_ours(b, ev))
		finding_add(fs, CHECK_CUSTODY_EVENTS, FINDING_FAIL, subject,
		    -1, "about exhibits of another case: %.200s",
		    ev->case_name != NULL ? ev->case_name : "none");
	check_made(w, b, subject, seal, ev);
	if (!is_passing(ev->kind))
		return (0);
	if (json_object_get(ev->detail, "closes") != NULL &&
	    (!json_whole(ev->detail, "closes", &closes) ||
	    !bundle_sent(b, (uint64_t)closes, package)))
		finding_add(fs, CHECK_CUSTODY_EVENTS, FINDING_FAIL, subject,
		    -1, "it closes event %lld, which is not shown",
		    (long long)closes);
	return (bundle_remember(b, path, ev, e));
}
