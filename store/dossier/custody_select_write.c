#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/json.h"
#include "store/catalog/catalog_attest.h"
#include "store/dossier/custody_internal.h"

/* Which events belong to a dossier; the order comes at the end. */

static int
compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x < y ? -1 : x > y);
}

static void
order(struct custody_selection *s)
{
	size_t i, n = 0;

	if (s->n == 0)
		return;
	qsort(s->seq, s->n, sizeof(*s->seq), compare);
	for (i = 0; i < s->n; i++)
		if (n == 0 || s->seq[n - 1] != s->seq[i])
			s->seq[n++] = s->seq[i];
	s->n = n;
}

/* An event that names 10,000 exhibits comes as often: each once first. */
static int
make_room(struct custody_selection *s, struct error *e)
{
	size_t cap = s->cap == 0 ? 1024 : s->cap * 2;
	uint64_t *v;

	if (s->n < s->cap)
		return (0);
	order(s);
	if (s->cap > 0 && s->n < s->cap / 2)
		return (0);
	if ((v = reallocarray(s->seq, cap, sizeof(*v))) == NULL)
		return (error_nomem(e));
	s->seq = v;
	s->cap = cap;
	return (0);
}

static int
add(struct custody_selection *s, uint64_t seq, struct error *e)
{

	/* Written after the checkpoint: nothing proves it yet. */
	if (seq > s->point.size)
		return (0);
	if (make_room(s, e) != 0)
		return (-1);
	s->seq[s->n++] = seq;
	return (0);
}

/* Of a case of which only some exhibits are shown: names it another alone? */
static int
of_others(struct span bytes, bool *yes, struct error *e)
{
	struct event *ev;

	if (event_read(bytes, &ev, e) != 0)
		return (-1);
	*yes = ev->n_exhibits > 0;
	event_free(ev);
	return (0);
}

static int
add_case(struct custody_selection *s, const struct custody_scope *scope,
    struct error *e)
{
	struct catalog_cursor *cur = NULL;
	struct catalog_event ev;
	bool others = false;
	int rc;

	if (scope->case_name == NULL)
		return (0);
	if (catalog_log_case(s->c, scope->case_name, 1, &cur, e) != 0)
		return (-1);
	while ((rc = catalog_log_next(cur, &ev, e)) == 1) {
		if (scope->part && of_others(ev.bytes, &others, e) != 0)
			rc = -1;
		else if (!others)
			rc = add(s, ev.seq, e);
		if (rc < 0)
			break;
	}
	catalog_cursor_free(cur);
	return (rc < 0 ? -1 : 0);
}

static int
add_exhibit(struct custody_selection *s, const char *id, struct error *e)
{
	struct catalog_cursor *cur = NULL;
	const char *same;
	uint64_t seq;
	int rc;

	if (catalog_log_places(s->c, id, &cur, e) != 0)
		return (-1);
	while ((rc = catalog_log_index_next(cur, &seq, &same, e)) == 1)
		if ((rc = add(s, seq, e)) != 0)
			break;
	catalog_cursor_free(cur);
	return (rc < 0 ? -1 : 0);
}

static bool
has(struct span s, const char *what)
{

	return (memmem(s.p, s.n, what, strlen(what)) != NULL);
}

/* An event of a checkpoint's time-stamp: wanted where that one is. */
static int
add_teller(struct custody_selection *s, const struct event *ev,
    struct error *e)
{
	struct teller *v;
	int64_t size;
	size_t cap;

	if (ev->kind != EVENT_TIMESTAMPED ||
	    !json_whole(ev->detail, "checkpoint", &size) || size < 1)
		return (0);
	if (s->n_tellers == s->cap_tellers) {
		cap = s->cap_tellers == 0 ? 64 : s->cap_tellers * 2;
		if ((v = reallocarray(s->tellers, cap, sizeof(*v))) == NULL)
			return (error_nomem(e));
		s->tellers = v;
		s->cap_tellers = cap;
	}
	s->tellers[s->n_tellers++] = (struct teller){ ev->seq,
	    (uint64_t)size };
	return (0);
}

/*
 * Every dossier has the first event, those about operators, and those of a
 * clock set back or of a package that was given up: without them nobody could
 * judge the others.
 */
static int
always(struct custody_selection *s, struct span bytes, bool *yes,
    struct error *e)
{
	struct event *ev;
	const char *what;
	int rc;

	*yes = false;
	/* Most events of a log are looked at no closer than this. */
	if (!has(bytes, "\"operator\":") && !has(bytes, "\"incident\":") &&
	    !has(bytes, "\"checkpoint\":"))
		return (0);
	if (event_read(bytes, &ev, e) != 0)
		return (-1);
	what = ev->kind == EVENT_INCIDENT ?
	    json_text(ev->detail, "incident") : NULL;
	*yes = json_text(ev->detail, "operator") != NULL ||
	    (what != NULL && (strcmp(what, "clock-set-back") == 0 ||
	    strcmp(what, "package-interrupted") == 0));
	rc = add_teller(s, ev, e);
	event_free(ev);
	return (rc);
}

static int
add_always(struct custody_selection *s, struct error *e)
{
	struct catalog_cursor *cur = NULL;
	struct catalog_event ev;
	bool yes;
	int rc;

	if (catalog_log_events(s->c, NULL, 1, &cur, e) != 0)
		return (-1);
	while ((rc = catalog_log_next(cur, &ev, e)) == 1) {
		if ((rc = always(s, ev.bytes, &yes, e)) != 0)
			break;
		if ((yes || ev.seq == 1) && (rc = add(s, ev.seq, e)) != 0)
			break;
	}
	catalog_cursor_free(cur);
	return (rc < 0 ? -1 : 0);
}

/* The youngest time-stamped checkpoint that has the event ${from}. */
static int
stamped_since(struct custody_selection *s, uint64_t from, uint64_t *size,
    struct error *e)
{
	struct catalog_cursor *cur = NULL;
	struct catalog_stamping t;
	int rc;

	*size = 0;
	if (catalog_stampings(s->c, from, &cur, e) != 0)
		return (-1);
	while ((rc = catalog_stamping_next(cur, &t, e)) == 1)
		*size = t.size;
	catalog_cursor_free(cur);
	return (rc);
}

static int
take_checkpoint(struct custody_selection *s, uint64_t event, struct error *e)
{
	enum note_state state;
	uint64_t size;

	if (stamped_since(s, event, &size, e) != 0)
		return (-1);
	if (size == 0 && catalog_log_size(s->c, &size, e) != 0)
		return (-1);
	if (custody_find_note(s, size, &s->note, e) != 0 ||
	    checkpoint_open(buf_span(&s->note), &s->key, &s->point, &state,
	    e) != 0)
		return (-1);
	if (state != NOTE_GOOD)
		return (error_set(e, ERR_CORRUPT, "the checkpoint of %llu "
		    "events is not signed by the log's key",
		    (unsigned long long)size));
	(void)snprintf(s->folder, sizeof(s->folder), "custody/%s-%llu/",
	    strchr(s->point.origin, '/') != NULL ?
	    strchr(s->point.origin, '/') + 1 : s->point.origin,
	    (unsigned long long)s->point.size);
	return (0);
}

/* The events that tell of the anchors, by which they bound what follows. */
static int
add_tellers(struct custody_selection *s, struct error *e)
{
	size_t i;

	for (i = 0; i < s->n_tellers; i++)
		if (s->n_anchors > 0 && bsearch(&s->tellers[i].size,
		    s->anchors, s->n_anchors, sizeof(*s->anchors),
		    compare) != NULL &&
		    add(s, s->tellers[i].seq, e) != 0)
			return (-1);
	order(s);
	return (0);
}

int
custody_select(struct catalog *c, const struct note_vkey *key,
    const struct custody_scope *scope, struct custody_selection **out,
    struct error *e)
{
	struct custody_selection *s;
	size_t i;

	if ((s = calloc(1, sizeof(*s))) == NULL)
		return (error_nomem(e));
	s->c = c;
	s->key = *key;
	s->note = (struct buf)BUF_INIT(NOTE_MAX);
	s->tsr = (struct buf)BUF_INIT(TOKEN_MAX);
	if (take_checkpoint(s, scope->event, e) != 0 ||
	    custody_find_stamp(s, e) != 0 ||
	    add_case(s, scope, e) != 0 || add_always(s, e) != 0)
		goto bad;
	for (i = 0; i < scope->n; i++)
		if (add_exhibit(s, scope->exhibits[i], e) != 0)
			goto bad;
	order(s);
	if (custody_find_anchors(s, e) != 0 || add_tellers(s, e) != 0)
		goto bad;
	*out = s;
	return (0);
bad:
	custody_selection_free(s);
	return (-1);
}

bool
custody_stamped(const struct custody_selection *s)
{

	return (s->tsr.n > 0);
}

void
custody_selection_free(struct custody_selection *s)
{

	if (s == NULL)
		return;
	buf_free(&s->note);
	buf_free(&s->tsr);
	free(s->seq);
	free(s->anchors);
	free(s->tellers);
	free(s);
}
