#include <stdio.h>

#include "verify/bundle.h"

/* What the events add up to: a missing link is said, never assumed. */

static bool
is_hole(const struct timeline_note *n)
{

	return (n->what == TIMELINE_GAP || n->what == TIMELINE_OVERLAP);
}

static void
add_hole(struct work *w, struct bundle *b, size_t from, size_t to)
{
	const struct timeline_note *n = timeline_note_at(b->t, from);
	char more[64] = "";

	if (to - from > 1)
		(void)snprintf(more, sizeof(more), " and %zu more",
		    to - from - 1);
	/* Another file than was sent is no gap but a contradiction. */
	finding_add(&w->r->findings, CHECK_CUSTODY_CHAIN,
	    n->why == TIMELINE_OTHER_FILE ? FINDING_FAIL : FINDING_WARN,
	    b->d->exhibits[timeline_note_exhibit(b->t, from)].file, -1,
	    "%s: %s%s%s%s (event %llu)",
	    timeline_what_name(n->what), timeline_why_name(n->why), more,
	    n->who != NULL ? ", " : "", n->who != NULL ? n->who : "",
	    (unsigned long long)n->seq);
}

/*
 * Who holds what, by the word of somebody unknown alone: the file says so and
 * does not show it.  Who else has a copy is only told.
 */
static void
hang(struct work *w, struct bundle *b)
{
	const struct timeline_note *n;
	size_t i, count = 0, first = 0;
	bool named = false;

	for (i = 0; i < timeline_note_count(b->t); i++) {
		n = timeline_note_at(b->t, i);
		if ((n->what != TIMELINE_HOLDER ||
		    (!n->unknown && !n->until_unknown)) &&
		    n->why != TIMELINE_REFUSED)
			continue;
		/* Best named is who took over by that word. */
		if (count++ == 0 || (n->unknown && !named)) {
			first = i;
			named = n->unknown;
		}
	}
	if (count == 0)
		return;
	n = timeline_note_at(b->t, first);
	finding_add(&w->r->findings, CHECK_CUSTODY_CHAIN, FINDING_WARN,
	    b->d->exhibits[timeline_note_exhibit(b->t,
	    first)].file, -1, "who held it is known by a "
	    "receipt or a log of somebody unknown to you alone: %s; such "
	    "entries: %zu", n->who != NULL ? n->who : "no name", count);
	w->r->open |= VERIFY_OPEN_CUSTODY;
}

int
bundle_chain(struct work *w, struct bundle *b, struct error *e)
{
	size_t i, end, n, holes = 0;

	if (b->t == NULL)
		return (0);
	if (timeline_close(b->t, e) != 0)
		return (-1);
	if (timeline_forked(b->t) != 0)
		finding_add(&w->r->findings, CHECK_CUSTODY_CHECKPOINT,
		    FINDING_FAIL, "custody/", -1, "two histories of one log: "
		    "event %llu is another in each",
		    (unsigned long long)timeline_forked(b->t));
	n = timeline_note_count(b->t);
	hang(w, b);
	for (i = 0; i < n; i = end) {
		end = i + 1;
		while (end < n && timeline_same(timeline_note_at(b->t, i),
		    timeline_note_at(b->t, end)))
			end++;
		if (!is_hole(timeline_note_at(b->t, i)))
			continue;
		add_hole(w, b, i, end);
		holes++;
	}
	if (holes == 0 && (w->r->open & VERIFY_OPEN_CUSTODY) == 0)
		work_pass(w, CHECK_CUSTODY_CHAIN, "no gap and no overlap in "
		    "the events shown");
	w->r->custody = true;
	return (0);
}
