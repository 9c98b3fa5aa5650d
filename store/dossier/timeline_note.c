#include <stdlib.h>
#include <string.h>

#include "store/dossier/timeline_internal.h"

/* What is said of exhibits: once for all those of whom it is said alike. */

static bool
same_text(const char *a, const char *b)
{

	return (a == b || (a != NULL && b != NULL && strcmp(a, b) == 0));
}

bool
timeline_same(const struct timeline_note *a, const struct timeline_note *b)
{

	return (a == b || (a->what == b->what && a->why == b->why &&
	    a->log == b->log && a->seq == b->seq && a->time == b->time &&
	    a->until == b->until && a->unknown == b->unknown &&
	    a->until_unknown == b->until_unknown &&
	    same_text(a->who, b->who) && same_text(a->package, b->package)));
}

/* The same as one of the last was, where it is alike: see close_link(). */
#define ALIKE	4

int
timeline_note(struct timeline *t, const struct timeline_note *n,
    size_t exhibit, size_t count, struct error *e)
{
	struct noted *last = t->n_noted > 0 ? &t->noted[t->n_noted - 1] : NULL;
	size_t i, from = t->n_notes < ALIKE ? 0 : t->n_notes - ALIKE;

	for (i = t->n_notes; i > from; i--)
		if (timeline_same(&t->notes[i - 1], n))
			break;
	if (i == from) {
		if (timeline_grow(&t->notes, t->n_notes, &t->cap_notes,
		    sizeof(*n), e) != 0)
			return (-1);
		t->notes[t->n_notes++] = *n;
		i = t->n_notes;
	}
	if (last != NULL && last->note == i - 1 &&
	    last->exhibit + last->n == exhibit) {
		last->n += (uint32_t)count;
		return (0);
	}
	if (timeline_grow(&t->noted, t->n_noted, &t->cap_noted,
	    sizeof(*t->noted), e) != 0)
		return (-1);
	t->noted[t->n_noted++] = (struct noted){ (uint32_t)exhibit,
	    (uint32_t)count, (uint32_t)(i - 1), 0 };
	return (0);
}

static int
by_text(const char *a, const char *b)
{

	return (strcmp(a != NULL ? a : "", b != NULL ? b : ""));
}

static int
order(const void *x, const void *y, void *ctx)
{
	const struct timeline *t = ctx;
	const struct noted *c = x, *d = y;
	const struct timeline_note *a = &t->notes[c->note];
	const struct timeline_note *b = &t->notes[d->note];
	int by;

	if (a->what != b->what)
		return (a->what < b->what ? -1 : 1);
	if (a->time != b->time)
		return (a->time < b->time ? -1 : 1);
	if (a->log != b->log)
		return (a->log < b->log ? -1 : 1);
	if (a->seq != b->seq)
		return (a->seq < b->seq ? -1 : 1);
	if (a->why != b->why)
		return (a->why < b->why ? -1 : 1);
	if (a->until != b->until)
		return (a->until < b->until ? -1 : 1);
	if ((by = by_text(a->who, b->who)) != 0 ||
	    (by = by_text(a->package, b->package)) != 0)
		return (by);
	return (c->exhibit < d->exhibit ? -1 : c->exhibit > d->exhibit);
}

void
timeline_notes_order(struct timeline *t)
{
	size_t i;

	if (t->n_noted > 0)
		qsort_r(t->noted, t->n_noted, sizeof(*t->noted), order, t);
	for (i = 1; i < t->n_noted; i++)
		t->noted[i].before = t->noted[i - 1].before +
		    t->noted[i - 1].n;
}

size_t
timeline_note_count(const struct timeline *t)
{
	const struct noted *last = t->n_noted > 0 ? &t->noted[t->n_noted - 1] :
	    NULL;

	return (last != NULL ? last->before + last->n : 0);
}

/* The run that has the ${i}-th exhibit of which something is said. */
static const struct noted *
run_of(const struct timeline *t, size_t i)
{
	size_t lo = 0, hi = t->n_noted, mid;

	while (hi - lo > 1) {
		mid = lo + (hi - lo) / 2;
		if (t->noted[mid].before <= i)
			lo = mid;
		else
			hi = mid;
	}
	return (&t->noted[lo]);
}

const struct timeline_note *
timeline_note_at(const struct timeline *t, size_t i)
{

	return (&t->notes[run_of(t, i)->note]);
}

size_t
timeline_note_exhibit(const struct timeline *t, size_t i)
{
	const struct noted *r = run_of(t, i);

	return (r->exhibit + (i - r->before));
}
