#include <inttypes.h>
#include <stdlib.h>

#include "store/base/io.h"
#include "store/base/limits.h"
#include "store/home/home_internal.h"
#include "store/home/home_log_cosigns.h"
#include "store/home/home_log_stamps.h"

#define TELL_EVERY	4096		/* events between two tellings */

/* A checkpoint that somebody may hold: it must be of this log. */
struct older {
	struct buf note;
	uint64_t size;			/* events that it speaks of */
};

/* Everything that one pass over the log holds. */
struct pass {
	struct home *h;
	struct log_check *check;
	struct log_findings *fs;
	const struct home_progress *p;
	uint64_t size;			/* highest seq */
	struct catalog_cursor *events;
	struct catalog_cursor *points;
	struct catalog_checkpoint point;	/* the next one */
	bool has_point;
	struct older *older;		/* handed-out ones, by size */
	size_t n_older;
	size_t at_older;		/* the next one */
	struct log_people people;
	struct log_stamps *stamps;
	struct log_cosigns *cosigns;
};

/*
 * Take a checkpoint from outside of the catalogue; one that is no checkpoint
 * is a finding.  ${note} has the bytes and is taken over.
 */
static int
add_older(struct pass *s, struct buf *note, const char *what, struct error *e)
{
	struct error why = ERROR_INIT;
	struct older *o = &s->older[s->n_older];
	struct note n;
	struct checkpoint cp;

	if (note_parse(buf_span(note), &n, &why) == 0 &&
	    checkpoint_parse(n.text, &cp, &why) == 0) {
		o->size = cp.size;
		o->note = *note;
		*note = (struct buf)BUF_INIT(0);
		s->n_older++;
		return (0);
	}
	if (why.code == ERR_NOMEM)
		return (error_nomem(e));
	return (log_note(s->fs, LOG_CHECKPOINT_SYNTAX, LOG_FAIL, 0, e,
	    "%s: %s", what, why.text));
}

/* The one that is handed out from this store. */
static int
read_file(struct pass *s, struct error *e)
{
	struct buf path = BUF_INIT(PATH_TEXT), note = BUF_INIT(NOTE_MAX);
	struct error why = ERROR_INIT;
	int rc = -1;

	if (home_join(s->h, "log/checkpoint", &path, e) != 0)
		goto out;
	if (io_read_file(buf_str(&path), &note, &why) == 0)
		rc = add_older(s, &note, "log/checkpoint", e);
	else
		/* Absent: fsck says so; it takes nothing from the log. */
		rc = why.code == ERR_NOTFOUND ? 0 :
		    error_set(e, why.code, "%s", why.text);
out:
	buf_free(&note);
	buf_free(&path);
	return (rc);
}

static int
by_size(const void *a, const void *b)
{
	uint64_t x = ((const struct older *)a)->size;
	uint64_t y = ((const struct older *)b)->size;

	return (x < y ? -1 : x > y);
}

static int
gather_older(struct pass *s, const struct home_log_opts *o, struct error *e)
{
	struct buf note;
	size_t i;
	int rc;

	if ((s->older = calloc(o->n_older + 1, sizeof(*s->older))) == NULL)
		return (error_nomem(e));
	/* The file first: the log may only have grown since. */
	if (read_file(s, e) != 0)
		return (-1);
	for (i = 0; i < o->n_older; i++) {
		note = (struct buf)BUF_INIT(NOTE_MAX);
		buf_putspan(&note, o->older[i]);
		rc = buf_ok(&note, e) != 0 ? -1 :
		    add_older(s, &note, "the checkpoint given", e);
		buf_free(&note);
		if (rc != 0)
			return (-1);
	}
	qsort(s->older, s->n_older, sizeof(*s->older), by_size);
	return (0);
}

static int
next_point(struct pass *s, struct error *e)
{
	int got = catalog_checkpoint_next(s->points, &s->point, e);

	s->has_point = got == 1;
	return (got < 0 ? -1 : 0);
}

/* Checkpoints of exactly the events fed so far; at the end, all others. */
static int
check_points(struct pass *s, bool end, struct error *e)
{
	uint64_t size = log_check_size(s->check);
	const struct older *o;

	while (s->has_point && (end || s->point.size <= size))
		if (log_check_checkpoint(s->check, s->point.note, e) != 0 ||
		    log_stamps_point(s->stamps, &s->point, e) != 0 ||
		    log_cosigns_point(s->cosigns, &s->point, e) != 0 ||
		    next_point(s, e) != 0)
			return (-1);
	for (; s->at_older < s->n_older; s->at_older++) {
		o = &s->older[s->at_older];
		if (!end && o->size > size)
			break;
		if (log_check_checkpoint(s->check, buf_span(&o->note),
		    e) != 0)
			return (-1);
	}
	return (0);
}

/* Events that should stand before ${seq} and do not. */
static int
check_gap(struct pass *s, uint64_t seq, struct error *e)
{
	uint64_t at, lost = 0;

	while ((at = log_check_size(s->check)) + 1 < seq) {
		if (++lost > LOG_FINDINGS_MAX)
			return (log_note(s->fs, LOG_EVENT_MISSING, LOG_FAIL,
			    at, e, "and all others before event %" PRIu64,
			    seq));
		if (log_check_lost(s->check, e) != 0 ||
		    check_points(s, false, e) != 0)
			return (-1);
	}
	return (0);
}

/* One event, which is the next in order. */
static int
check_event(struct pass *s, const struct catalog_event *ev, struct error *e)
{
	const struct event_head *head;

	if (log_check_event(s->check, ev->bytes, ev->node, ev->n_nodes,
	    e) != 0)
		return (-1);
	/* One that cannot be read is a finding already. */
	if ((head = log_check_head(s->check)) != NULL &&
	    (log_people_event(&s->people, head, ev->bytes, s->fs, e) != 0 ||
	    log_stamps_event(s->stamps, head, ev->bytes, e) != 0))
		return (-1);
	return (check_points(s, false, e));
}

static int
check_events(struct pass *s, struct error *e)
{
	struct catalog_event ev;
	uint64_t at;
	int got;

	while ((got = catalog_log_next(s->events, &ev, e)) == 1) {
		if (check_gap(s, ev.seq, e) != 0)
			return (-1);
		at = log_check_size(s->check);
		if (ev.seq != at + 1) {
			/* Too many lost to go on in order. */
			return (0);
		}
		if (check_event(s, &ev, e) != 0)
			return (-1);
		if (at % TELL_EVERY == 0 && home_tell(s->p, "log",
		    (int64_t)at, (int64_t)s->size, e) != 0)
			return (-1);
	}
	return (got);
}

static int
run(struct pass *s, const struct home_log_opts *o,
    struct home_log_result *out, struct error *e)
{
	struct catalog *c = s->h->catalog;

	if ((s->check = log_check_new(home_log_key(s->h), s->fs, e)) == NULL ||
	    log_stamps_open(c, o->tsas, s->fs, &s->stamps, e) != 0 ||
	    log_cosigns_open(c, s->fs, &s->cosigns, e) != 0 ||
	    catalog_log_size(c, &s->size, e) != 0 ||
	    catalog_log_events(c, NULL, 0, &s->events, e) != 0 ||
	    catalog_checkpoints(c, 0, &s->points, e) != 0 ||
	    next_point(s, e) != 0 || check_points(s, false, e) != 0 ||
	    check_events(s, e) != 0 || check_points(s, true, e) != 0 ||
	    log_stamps_end(s->stamps, out, e) != 0 ||
	    log_cosigns_end(s->cosigns, out, e) != 0)
		return (-1);
	out->size = log_check_size(s->check);
	/* Each append signs: events without a checkpoint are not from us. */
	if (log_check_last(s->check) < log_check_size(s->check) &&
	    log_note(s->fs, LOG_CHECKPOINT_NONE, LOG_FAIL,
	    log_check_size(s->check), e, "the last good checkpoint is of %"
	    PRIu64 " events", log_check_last(s->check)) != 0)
		return (-1);
	return (home_tell(s->p, "log", (int64_t)s->size, (int64_t)s->size,
	    e));
}

int
home_log_examine(struct home *h, const struct home_log_opts *o,
    struct log_findings *fs, struct home_log_result *out, struct error *e)
{
	static const struct home_log_opts none;
	struct home_log_result own;
	struct pass s = { .h = h, .fs = fs };
	size_t i;
	int rc = -1;

	if (o == NULL)
		o = &none;
	if (out == NULL)
		out = &own;
	*out = (struct home_log_result){ .stamp_time = TIME_UNKNOWN };
	s.p = o->progress;
	catalog_spare(h->catalog);
	if (gather_older(&s, o, e) == 0 && catalog_look(h->catalog, e) == 0) {
		rc = run(&s, o, out, e);
		catalog_cursor_free(s.events);
		catalog_cursor_free(s.points);
		log_stamps_free(s.stamps);
		log_cosigns_free(s.cosigns);
		catalog_look_end(h->catalog);
	}
	for (i = 0; i < s.n_older; i++)
		buf_free(&s.older[i].note);
	free(s.older);
	log_check_free(s.check);
	log_people_free(&s.people);
	return (rc);
}

int
home_log_check(struct home *h, struct log_findings *fs, uint64_t *size,
    const struct home_progress *p, struct error *e)
{
	struct home_log_opts o = { .progress = p };
	struct home_log_result out;

	if (home_log_examine(h, &o, fs, &out, e) != 0)
		return (-1);
	if (size != NULL)
		*size = out.size;
	return (0);
}
