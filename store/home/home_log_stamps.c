#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/json.h"
#include "store/home/home_internal.h"
#include "store/home/home_log_stamps.h"
#include "store/stamp/stamp.h"

/* A time-stamp that holds. */
struct seen {
	uint8_t sha256[DIGEST_LEN];	/* of the response */
	int64_t time;
	uint64_t size;
	uint64_t late_seq;		/* the event it covers that is dated
					 * after it, or 0 ... */
	int64_t late;			/* ... and when that is */
	bool told;			/* an event tells of it */
};

struct log_stamps {
	struct catalog_cursor *rows;
	struct catalog_stamping row;	/* the next one */
	bool has_row;
	const struct trust *tsas;
	struct log_findings *fs;
	int64_t latest;			/* date of the events so far ... */
	uint64_t latest_seq;		/* ... and whose it is */
	int64_t lower;			/* no event from here on can have been
					 * written before */
	struct seen *seen;
	size_t n;
	size_t cap;
	uint64_t held;
};

static int
next_row(struct log_stamps *s, struct error *e)
{
	int got = catalog_stamping_next(s->rows, &s->row, e);

	s->has_row = got == 1;
	return (got < 0 ? -1 : 0);
}

int
log_stamps_open(struct catalog *c, const struct trust *tsas,
    struct log_findings *fs, struct log_stamps **out, struct error *e)
{
	struct log_stamps *s;

	if ((s = calloc(1, sizeof(*s))) == NULL)
		return (error_nomem(e));
	s->tsas = tsas;
	s->fs = fs;
	s->latest = TIME_UNKNOWN;
	s->lower = TIME_UNKNOWN;
	if (catalog_stampings(c, 0, &s->rows, e) != 0 ||
	    next_row(s, e) != 0) {
		log_stamps_free(s);
		return (-1);
	}
	*out = s;
	return (0);
}

static int
add_seen(struct log_stamps *s, const struct seen *one, struct error *e)
{
	struct seen *more;
	size_t cap;

	if (s->n == s->cap) {
		cap = s->cap == 0 ? 16 : 2 * s->cap;
		if ((more = realloc(s->seen, cap * sizeof(*more))) == NULL)
			return (error_nomem(e));
		s->seen = more;
		s->cap = cap;
	}
	s->seen[s->n++] = *one;
	return (0);
}

/* A token that holds, at the place of its checkpoint. */
static int
take(struct log_stamps *s, const struct stamp_result *r, struct error *e)
{
	struct seen one = { .time = r->gen_time, .size = s->row.size };
	char was[TIME_TEXT], is[TIME_TEXT];

	if (digest_of(s->row.response, one.sha256, e) != 0)
		return (-1);
	/*
	 * Dated after a time-stamp that covers it: whether the clock was
	 * wrong, as the log itself then says, is seen at the event that
	 * tells of the time-stamp.
	 */
	if (s->latest != TIME_UNKNOWN &&
	    s->latest > one.time + LOG_STAMP_SLACK) {
		one.late = s->latest;
		one.late_seq = s->latest_seq;
	}
	/* Told of one time-stamp, then given an earlier one. */
	if (s->lower != TIME_UNKNOWN &&
	    one.time < s->lower - LOG_STAMP_SLACK && log_note(s->fs,
	    LOG_STAMP_ORDER, LOG_FAIL, one.size, e, "stamped at %s, after "
	    "an event of %s or later", time_text_ms(one.time, is),
	    time_text_ms(s->lower, was)) != 0)
		return (-1);
	s->held++;
	return (add_seen(s, &one, e));
}

static int
judge(struct log_stamps *s, struct span note, struct error *e)
{
	struct stamp_input in = { .response = s->row.response, .data = note,
	    .trust = s->tsas, .now = TIME_UNKNOWN };
	struct stamp_result r;
	char t[TIME_TEXT];
	int rc = -1;

	memset(&r, 0, sizeof(r));
	if (stamp_check(&in, &r, e) != 0)
		goto out;
	if (!stamp_holds(&r))
		rc = log_note(s->fs, LOG_STAMP_TOKEN, LOG_FAIL, s->row.size,
		    e, "%s", r.faults_n > 0 ? r.faults[0].detail :
		    "no time-stamp of this checkpoint");
	else if (s->tsas != NULL && r.trust.state != TRUST_OK)
		rc = log_note(s->fs, LOG_STAMP_TRUST, LOG_FAIL, s->row.size,
		    e, "%s: %s", r.tsa != NULL ? r.tsa : "an authority",
		    trust_state_name(r.trust.state));
	else if (r.gen_time != s->row.time)
		rc = log_note(s->fs, LOG_STAMP_TOKEN, LOG_FAIL, s->row.size,
		    e, "kept under another time than its own, %s",
		    time_text_ms(r.gen_time, t));
	else
		rc = take(s, &r, e);
out:
	stamp_result_free(&r);
	return (rc);
}

/* Rows below ${size}: nothing is kept that they could be of. */
static int
lost_below(struct log_stamps *s, uint64_t size, struct error *e)
{

	while (s->has_row && s->row.size < size)
		if (log_note(s->fs, LOG_STAMP_CHECKPOINT, LOG_FAIL,
		    s->row.size, e, "the checkpoint that was time-stamped is "
		    "not there") != 0 || next_row(s, e) != 0)
			return (-1);
	return (0);
}

int
log_stamps_point(struct log_stamps *s, const struct catalog_checkpoint *p,
    struct error *e)
{

	if (lost_below(s, p->size, e) != 0)
		return (-1);
	while (s->has_row && s->row.size == p->size)
		if (judge(s, p->note, e) != 0 || next_row(s, e) != 0)
			return (-1);
	return (0);
}

static struct seen *
find(struct log_stamps *s, const char *hex)
{
	char own[DIGEST_HEX];
	size_t i;

	/* It is told of soon after it was given: from the last on. */
	for (i = s->n; hex != NULL && i-- > 0; )
		if (strcmp(digest_hex(s->seen[i].sha256, own), hex) == 0)
			return (&s->seen[i]);
	return (NULL);
}

/* A date that a time-stamp contradicts. */
static int
contradicted(struct log_stamps *s, enum log_level level, uint64_t seq,
    int64_t date, const char *how, int64_t stamp, struct error *e)
{
	char was[TIME_TEXT], is[TIME_TEXT];

	return (log_note(s->fs, LOG_CLOCK_STAMP, level, seq, e,
	    "dated %s, %s the time-stamp of %s", time_text_ms(date, was), how,
	    time_text_ms(stamp, is)));
}

/* The event that tells of a time-stamp: all that follows is later. */
static int
told(struct log_stamps *s, const struct event_head *head, struct seen *one,
    struct error *e)
{
	enum log_level level;

	one->told = true;
	if (one->late_seq != 0) {
		/* The clock was as wrong when the answer came: it is said. */
		level = head->time - one->time > LOG_STAMP_SLACK &&
		    one->late <= head->time ? LOG_WARN : LOG_FAIL;
		if (contradicted(s, level, one->late_seq, one->late,
		    "later than a checkpoint that covers it has by",
		    one->time, e) != 0)
			return (-1);
	}
	if (head->time < one->time - LOG_STAMP_SLACK && contradicted(s,
	    LOG_WARN, head->seq, head->time, "and tells of", one->time,
	    e) != 0)
		return (-1);
	if (s->lower == TIME_UNKNOWN || s->lower < one->time)
		s->lower = head->time < one->time - LOG_STAMP_SLACK ?
		    head->time : one->time;
	return (0);
}

static int
read_event(struct log_stamps *s, const struct event_head *head,
    struct span bytes, struct error *e)
{
	struct error why = ERROR_INIT;
	struct event *ev = NULL;
	struct seen *one;
	int64_t size;
	int rc = 0;

	if (event_read(bytes, &ev, &why) != 0)
		return (why.code == ERR_NOMEM ? error_nomem(e) : 0);
	if (!json_whole(ev->detail, "checkpoint", &size))
		goto out;
	if ((one = find(s, json_text(ev->detail, "sha256"))) != NULL)
		rc = told(s, head, one, e);
	else
		rc = log_note(s->fs, LOG_STAMP_MISSING, LOG_FAIL, head->seq,
		    e, "the time-stamp of checkpoint %" PRId64 " that it "
		    "tells of is not kept, or does not hold", size);
out:
	event_free(ev);
	return (rc);
}

int
log_stamps_event(struct log_stamps *s, const struct event_head *head,
    struct span bytes, struct error *e)
{

	if (s->latest == TIME_UNKNOWN || head->time > s->latest) {
		s->latest = head->time;
		s->latest_seq = head->seq;
	}
	if (s->lower != TIME_UNKNOWN &&
	    head->time < s->lower - LOG_STAMP_SLACK) {
		if (contradicted(s, head->kind == EVENT_INCIDENT ? LOG_WARN :
		    LOG_FAIL, head->seq, head->time, "but it follows",
		    s->lower, e) != 0)
			return (-1);
		/* Said once for all that go on from there. */
		s->lower = head->time;
	}
	if (head->kind != EVENT_TIMESTAMPED)
		return (0);
	return (read_event(s, head, bytes, e));
}

int
log_stamps_end(struct log_stamps *s, struct home_log_result *out,
    struct error *e)
{
	const struct seen *one;
	size_t i;

	if (lost_below(s, UINT64_MAX, e) != 0)
		return (-1);
	for (i = 0; i < s->n; i++) {
		one = &s->seen[i];
		if (!one->told && one->late_seq != 0 && contradicted(s,
		    LOG_FAIL, one->late_seq, one->late,
		    "later than a checkpoint that covers it has by",
		    one->time, e) != 0)
			return (-1);
	}
	out->stamps = s->held;
	if (s->n > 0) {
		out->stamped = s->seen[s->n - 1].size;
		out->stamp_time = s->seen[s->n - 1].time;
	}
	return (0);
}

void
log_stamps_free(struct log_stamps *s)
{

	if (s == NULL)
		return;
	catalog_cursor_free(s->rows);
	free(s->seen);
	free(s);
}
