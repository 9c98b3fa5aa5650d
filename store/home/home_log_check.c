#include <inttypes.h>

#include "store/base/io.h"
#include "store/base/limits.h"
#include "store/home/home_internal.h"

#define TELL_EVERY	4096		/* events between two tellings */

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
	struct buf file;		/* log/checkpoint */
	uint64_t file_size;		/* events that it speaks of */
	bool has_file;
	struct log_people people;
};

/* The handed-out checkpoint; one that is no checkpoint is a finding. */
static int
read_file(struct pass *s, struct error *e)
{
	struct buf path = BUF_INIT(PATH_TEXT);
	struct error why = ERROR_INIT;
	struct note note;
	struct checkpoint cp;
	int rc = -1;

	if (home_join(s->h, "log/checkpoint", &path, e) != 0)
		goto out;
	if (io_read_file(buf_str(&path), &s->file, &why) != 0) {
		/* Absent: fsck says so; it takes nothing from the log. */
		rc = why.code == ERR_NOTFOUND ? 0 :
		    error_set(e, why.code, "%s", why.text);
		goto out;
	}
	if (note_parse(buf_span(&s->file), &note, &why) == 0 &&
	    checkpoint_parse(note.text, &cp, &why) == 0) {
		s->file_size = cp.size;
		s->has_file = true;
		rc = 0;
	} else if (why.code == ERR_NOMEM)
		(void)error_nomem(e);
	else
		rc = log_note(s->fs, LOG_CHECKPOINT_SYNTAX, LOG_FAIL, 0, e,
		    "log/checkpoint: %s", why.text);
out:
	buf_free(&path);
	return (rc);
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

	while (s->has_point && (end || s->point.size <= size))
		if (log_check_checkpoint(s->check, s->point.note, e) != 0 ||
		    next_point(s, e) != 0)
			return (-1);
	if (s->has_file && (end || s->file_size == size)) {
		s->has_file = false;
		return (log_check_checkpoint(s->check, buf_span(&s->file),
		    e));
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
		if (log_check_event(s->check, ev.bytes, ev.node, ev.n_nodes,
		    e) != 0 || log_people_event(&s->people, ev.bytes, ev.seq,
		    s->fs, e) != 0 || check_points(s, false, e) != 0)
			return (-1);
		if (at % TELL_EVERY == 0 && home_tell(s->p, "log",
		    (int64_t)at, (int64_t)s->size, e) != 0)
			return (-1);
	}
	return (got);
}

static int
run(struct pass *s, struct error *e)
{

	if ((s->check = log_check_new(home_log_key(s->h), s->fs, e)) == NULL ||
	    catalog_log_size(s->h->catalog, &s->size, e) != 0 ||
	    catalog_log_events(s->h->catalog, NULL, 0, &s->events, e) != 0 ||
	    catalog_checkpoints(s->h->catalog, 0, &s->points, e) != 0 ||
	    next_point(s, e) != 0 || check_points(s, false, e) != 0 ||
	    check_events(s, e) != 0 || check_points(s, true, e) != 0)
		return (-1);
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
home_log_check(struct home *h, struct log_findings *fs, uint64_t *size,
    const struct home_progress *p, struct error *e)
{
	struct pass s = { .h = h, .fs = fs, .p = p,
	    .file = BUF_INIT(NOTE_MAX) };
	int rc = -1;

	/* The file first: the log may only have grown since. */
	if (read_file(&s, e) == 0 && catalog_look(h->catalog, e) == 0) {
		rc = run(&s, e);
		catalog_cursor_free(s.events);
		catalog_cursor_free(s.points);
		catalog_look_end(h->catalog);
	}
	if (rc == 0 && size != NULL)
		*size = log_check_size(s.check);
	log_check_free(s.check);
	log_people_free(&s.people);
	buf_free(&s.file);
	return (rc);
}
