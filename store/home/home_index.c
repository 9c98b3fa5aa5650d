#include <inttypes.h>
#include <string.h>

#include "store/home/home_internal.h"

/* Both sides of the comparison, each in order of seq. */
struct sides {
	struct catalog_cursor *events;
	struct catalog_cursor *index;
	uint64_t seq;			/* of the index's present entry */
	const char *id;
	bool has;
	struct catalog *c;
	uint64_t cases;			/* events that name one */
};

static int
next_entry(struct sides *s, struct error *e)
{
	int got = catalog_log_index_next(s->index, &s->seq, &s->id, e);

	s->has = got == 1;
	return (got < 0 ? -1 : 0);
}

static bool
names(const struct event *ev, const char *id)
{
	size_t i;

	for (i = 0; i < ev->n_exhibits; i++)
		if (strcmp(ev->exhibits[i], id) == 0)
			return (true);
	return (false);
}

/* How many different exhibits ${ev} names. */
static size_t
different(const struct event *ev)
{
	size_t i, k, n = 0;

	for (i = 0; i < ev->n_exhibits; i++) {
		for (k = 0; k < i; k++)
			if (strcmp(ev->exhibits[k], ev->exhibits[i]) == 0)
				break;
		n += k == i;
	}
	return (n);
}

/* The case of an event is in the index of cases. */
static int
check_case(struct sides *s, const struct event *ev, uint64_t seq,
    struct log_findings *fs, struct error *e)
{
	int got;

	if (ev->case_name == NULL)
		return (0);
	if ((got = catalog_log_case_has(s->c, ev->case_name, seq, e)) < 0)
		return (-1);
	s->cases += got == 1;
	return (got == 1 ? 0 : log_note(fs, LOG_EVENT_INDEX, LOG_FAIL,
	    seq, e, "the index of cases lacks the event"));
}

/* The entries of one event against the event itself. */
static int
check_event(struct sides *s, const struct catalog_event *row,
    struct log_findings *fs, struct error *e)
{
	struct error why = ERROR_INIT;
	struct event *ev = NULL;
	size_t good = 0, want;
	int rc = -1;

	if (event_read(row->bytes, &ev, &why) != 0) {
		if (why.code == ERR_NOMEM)
			return (error_nomem(e));
		/* The scan let it pass or has said so already. */
		if (log_note(fs, LOG_EVENT_SYNTAX, LOG_FAIL, row->seq, e,
		    "%s", why.text) != 0)
			return (-1);
	}
	while (s->has && s->seq == row->seq) {
		if (ev != NULL && names(ev, s->id))
			good++;
		else if (ev != NULL && log_note(fs, LOG_EVENT_INDEX, LOG_FAIL,
		    row->seq, e, "the index names %.16s, the event does not",
		    s->id) != 0)
			goto out;
		if (next_entry(s, e) != 0)
			goto out;
	}
	want = ev == NULL ? good : different(ev);
	rc = good == want ? 0 : log_note(fs, LOG_EVENT_INDEX, LOG_FAIL,
	    row->seq, e, "the index has %zu of %zu exhibits", good, want);
	if (rc == 0 && ev != NULL)
		rc = check_case(s, ev, row->seq, fs, e);
out:
	event_free(ev);
	return (rc);
}

static int
compare(struct sides *s, struct log_findings *fs, struct error *e)
{
	struct catalog_event row;
	uint64_t n;
	int got;

	if (next_entry(s, e) != 0)
		return (-1);
	while ((got = catalog_log_next(s->events, &row, e)) == 1) {
		while (s->has && s->seq < row.seq)
			if (log_note(fs, LOG_EVENT_INDEX, LOG_FAIL, s->seq, e,
			    "the index names an event that is not there") !=
			    0 || next_entry(s, e) != 0)
				return (-1);
		if (check_event(s, &row, fs, e) != 0)
			return (-1);
	}
	if (got != 0 || catalog_log_case_count(s->c, &n, e) != 0)
		return (-1);
	return (n == s->cases ? 0 : log_note(fs, LOG_EVENT_INDEX, LOG_FAIL,
	    0, e, "the index of cases has %" PRIu64 " entries, the events "
	    "%" PRIu64, n, s->cases));
}

int
home_index_check(struct home *h, struct log_findings *fs, struct error *e)
{
	struct sides s = { .c = h->catalog };
	int rc = -1;

	if (catalog_look(h->catalog, e) != 0)
		return (-1);
	if (catalog_log_events(h->catalog, NULL, 0, &s.events, e) == 0 &&
	    catalog_log_index(h->catalog, 0, &s.index, e) == 0)
		rc = compare(&s, fs, e);
	catalog_cursor_free(s.events);
	catalog_cursor_free(s.index);
	catalog_look_end(h->catalog);
	return (rc);
}
