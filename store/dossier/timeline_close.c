#include <stdlib.h>
#include <string.h>

#include "store/dossier/timeline_internal.h"

/* What the events add up to: holders, copies, gaps and overlaps. */

static const char *const whats[] = {
	[TIMELINE_HOLDER] = "holder",
	[TIMELINE_COPY] = "copy",
	[TIMELINE_GAP] = "gap",
	[TIMELINE_OVERLAP] = "overlap",
};

static const char *const whys[TIMELINE_WHYS] = {
	[TIMELINE_ACQUIRED] = "acquired",
	[TIMELINE_RECEIVED] = "received",
	[TIMELINE_STORED] = "stored",
	[TIMELINE_RECEIPT] = "receipt",
	[TIMELINE_EXPORTED] = "exported",
	[TIMELINE_COPIED] = "copied",
	[TIMELINE_HANDED] = "handed-over",
	[TIMELINE_NO_RECEIPT] = "no-receipt",
	[TIMELINE_NO_SENDER] = "no-sender",
	[TIMELINE_NO_ORIGIN] = "no-origin",
	[TIMELINE_NO_EVENT] = "no-event",
	[TIMELINE_OTHER_FILE] = "other-file",
	[TIMELINE_REFUSED] = "refused",
	[TIMELINE_STILL_ACTING] = "still-acting",
	[TIMELINE_TWO_RECEIVERS] = "two-receivers",
};

const char *
timeline_what_name(enum timeline_what w)
{

	return (whats[w]);
}

const char *
timeline_why_name(enum timeline_why w)
{

	return (whys[w]);
}

/* Both digests are known, and they are of two files. */
static bool
other_file(const struct pass *a, const struct pass *b)
{

	return (a->sha256[0] != '\0' && b->sha256[0] != '\0' &&
	    strcmp(a->sha256, b->sha256) != 0);
}

/* Two folders may hold parts of one log. */
static bool
same_log(const struct timeline *t, size_t a, size_t b)
{

	return (a == b || (a != SIZE_MAX && b != SIZE_MAX &&
	    strcmp(t->logs[a].origin, t->logs[b].origin) == 0));
}

/* The log of whoever took over. */
static const char *
taker_log(const struct timeline *t, const struct pass *p)
{

	return (p->kind == PASS_IN ? t->logs[p->log].origin : p->log_name);
}

/* Whether one of the passes before ${i} is the same one's. */
static bool
taken_before(const struct timeline *t, const struct pass *out, size_t i)
{
	const struct pass *p;
	size_t k;

	for (k = 0; k < i; k++) {
		p = &t->passes[k];
		if (p->kind != PASS_OUT && !p->refused &&
		    !same_log(t, p->log, out->log) && !other_file(p, out) &&
		    strcmp(p->package, out->package) == 0 &&
		    strcmp(taker_log(t, p), taker_log(t, &t->passes[i])) == 0)
			return (true);
	}
	return (false);
}

/*
 * Who took over what the pass ${out} sent: a log's own event, else a receipt.
 * How many did, as far as it matters; and one that took over another file.
 */
static void
find_taker(struct timeline *t, struct pass *out)
{
	const struct pass *p;
	size_t i;

	for (i = 0; i < t->n_passes; i++) {
		p = &t->passes[i];
		if (p->kind == PASS_OUT || p->refused ||
		    strcmp(p->package, out->package) != 0 ||
		    same_log(t, p->log, out->log))
			continue;
		if (other_file(p, out)) {
			out->wrong = i + 1;
			continue;
		}
		if (out->takers < 2 && !taken_before(t, out, i))
			out->takers++;
		if (out->took == 0 || (p->kind == PASS_IN &&
		    t->passes[out->took - 1].kind == PASS_RECEIPT))
			out->took = i + 1;
	}
}

/* Whether any log tells of the pass ${in} as sent: another one, or the same
 * before, where somebody sent it to themselves. */
static bool
sent(const struct timeline *t, const struct pass *in)
{
	const struct pass *p;
	size_t i;

	for (i = 0; i < t->n_passes; i++) {
		p = &t->passes[i];
		if (p->kind == PASS_OUT && (!same_log(t, p->log, in->log) ||
		    p->seq < in->seq) && !other_file(p, in) &&
		    strcmp(p->package, in->package) == 0)
			return (true);
	}
	return (false);
}

/* Whether somebody signed that they refuse it; out->unknown: only somebody
 * whom the reader does not know. */
static bool
refused(const struct timeline *t, struct pass *out)
{
	const struct pass *p;
	bool any = false;
	size_t i;

	for (i = 0; i < t->n_passes; i++) {
		p = &t->passes[i];
		if (p->kind != PASS_RECEIPT || !p->refused ||
		    strcmp(p->package, out->package) != 0)
			continue;
		out->unknown = p->unknown && (out->unknown || !any);
		any = true;
	}
	return (any || out->refused);
}

/* Whether who took over is somebody whom the reader does not know. */
static bool
is_unknown(const struct timeline *t, const struct pass *took)
{

	return (took->kind == PASS_RECEIPT ? took->unknown :
	    t->logs[took->log].unknown);
}

/* Once for each hand-over, however many exhibits it has. */
static void
close_passes(struct timeline *t)
{
	struct pass *p;
	size_t i;

	for (i = 0; i < t->n_passes; i++) {
		p = &t->passes[i];
		if (p->kind == PASS_OUT) {
			find_taker(t, p);
			p->refused = refused(t, p);
		} else if (p->kind == PASS_IN)
			p->sent = sent(t, p);
	}
}

/* The log whose event is the taker's says itself what the receipt says. */
static int
note_receipt(struct timeline *t, const struct pass *took,
    const struct link *l, struct error *e)
{
	struct timeline_note n = { .what = TIMELINE_HOLDER,
	    .why = TIMELINE_RECEIPT, .log = SIZE_MAX, .time = took->time,
	    .until = TIME_UNKNOWN, .who = took->who,
	    .package = took->package, .unknown = took->unknown };

	return (timeline_note(t, &n, l->exhibit, l->n, e));
}

/* Nobody took it over: open, or refused. */
static int
note_open(struct timeline *t, const struct pass *out,
    struct timeline_note *n, const struct link *l, struct error *e)
{

	n->why = TIMELINE_NO_RECEIPT;
	if (out->refused) {
		if (!out->unknown || !out->moves)
			return (0);
		n->why = TIMELINE_REFUSED;
		n->unknown = true;
	}
	return (timeline_note(t, n, l->exhibit, l->n, e));
}

/* One exhibit of one hand-over that went out. */
static int
close_link(struct timeline *t, const struct link *l, struct error *e)
{
	const struct pass *out = &t->passes[l->pass];
	struct timeline_note n = { .what = TIMELINE_GAP, .log = out->log,
	    .seq = out->seq, .time = out->time, .until = TIME_UNKNOWN,
	    .who = out->who, .package = out->package,
	    .unknown = t->logs[out->log].unknown };

	if (out->wrong != 0) {
		n.why = TIMELINE_OTHER_FILE;
		if (timeline_note(t, &n, l->exhibit, l->n, e) != 0)
			return (-1);
	}
	if (out->takers > 1) {
		n.what = TIMELINE_OVERLAP;
		n.why = TIMELINE_TWO_RECEIVERS;
		if (timeline_note(t, &n, l->exhibit, l->n, e) != 0)
			return (-1);
		n.what = TIMELINE_GAP;
	}
	if (out->took == 0)
		return (note_open(t, out, &n, l, e));
	if (!out->moves) {
		n.what = TIMELINE_COPY;
		n.why = TIMELINE_HANDED;
		n.unknown = is_unknown(t, &t->passes[out->took - 1]);
		return (timeline_note(t, &n, l->exhibit, l->n, e));
	}
	return (t->passes[out->took - 1].kind == PASS_RECEIPT ?
	    note_receipt(t, &t->passes[out->took - 1], l, e) : 0);
}

/* When what went out of a log was taken over by others; ${*unknown}: as
 * somebody says whom the reader does not know. */
static int64_t
left_at(const struct timeline *t, const struct hold *h, bool *unknown)
{
	size_t took;

	if (h->gone == 0 || (took = t->passes[h->gone - 1].took) == 0)
		return (TIME_UNKNOWN);
	*unknown = is_unknown(t, &t->passes[took - 1]);
	return (t->passes[took - 1].time);
}

static int
close_hold(struct timeline *t, size_t log, size_t exhibit,
    const struct hold *h, struct error *e)
{
	const struct pass *in;
	struct timeline_note n = { .what = TIMELINE_HOLDER, .why = h->how,
	    .log = log, .seq = h->since, .time = h->since_time,
	    .until = h->until, .who = t->logs[log].organization,
	    .unknown = t->logs[log].unknown };
	bool unknown = false;
	int64_t left = left_at(t, h, &unknown);

	if (h->since != 0) {
		if (left != TIME_UNKNOWN)
			n.until = left;
		n.until_unknown = unknown;
		if (timeline_note(t, &n, exhibit, 1, e) != 0)
			return (-1);
	}
	n.until_unknown = false;
	n.unknown = n.unknown || unknown;
	if (h->acted != 0 && left != TIME_UNKNOWN && h->acted_time > left) {
		n.what = TIMELINE_OVERLAP;
		n.why = TIMELINE_STILL_ACTING;
		n.seq = h->acted;
		n.time = h->acted_time;
		n.until = TIME_UNKNOWN;
		if (timeline_note(t, &n, exhibit, 1, e) != 0)
			return (-1);
	}
	if (h->came == 0)
		return (0);
	in = &t->passes[h->came - 1];
	if (in->sent)
		return (0);
	n = (struct timeline_note){ .what = TIMELINE_GAP,
	    .why = TIMELINE_NO_SENDER, .log = log, .seq = in->seq,
	    .time = in->time, .until = TIME_UNKNOWN, .who = in->who,
	    .package = in->package, .unknown = t->logs[log].unknown };
	return (timeline_note(t, &n, exhibit, 1, e));
}

/* Where it began: some log must tell of its capture. */
static int
close_origin(struct timeline *t, size_t exhibit, struct error *e)
{
	struct timeline_note n = { .what = TIMELINE_GAP,
	    .why = TIMELINE_NO_EVENT, .log = SIZE_MAX,
	    .time = TIME_UNKNOWN, .until = TIME_UNKNOWN };
	const struct hold *h;
	size_t i;

	for (i = 0; i < t->n_logs; i++) {
		h = &t->holds[i][exhibit];
		if (h->first == 0)
			continue;
		if (h->first_kind == EVENT_ACQUIRED ||
		    h->first_kind == EVENT_PLANNED)
			return (0);
		if (n.log == SIZE_MAX || h->first_time < n.time) {
			n.why = TIMELINE_NO_ORIGIN;
			n.log = i;
			n.seq = h->first;
			n.time = h->first_time;
		}
	}
	return (timeline_note(t, &n, exhibit, 1, e));
}

/* The same order whatever came first: a report is written again from it. */
static int
close_links(struct timeline *t, struct error *e)
{
	const struct copied *c;
	const struct link *l;
	struct timeline_note n;
	size_t i;
	int rc = 0;

	for (i = 0; i < t->n_links && rc == 0; i++) {
		l = &t->links[i];
		c = l->copied != LINK_NONE ? &t->copied[l->copied] : NULL;
		if (c == NULL)
			rc = close_link(t, l, e);
		else if (!c->none) {
			n = c->note;
			n.unknown = t->logs[n.log].unknown;
			rc = timeline_note(t, &n, l->exhibit, l->n, e);
		}
	}
	return (rc);
}

int
timeline_close(struct timeline *t, struct error *e)
{
	size_t i, k;

	close_passes(t);
	if (close_links(t, e) != 0)
		return (-1);
	for (i = 0; i < t->n_past; i++)
		if (close_hold(t, t->past[i].log, t->past[i].exhibit,
		    &t->past[i].hold, e) != 0)
			return (-1);
	for (i = 0; i < t->n; i++) {
		for (k = 0; k < t->n_logs; k++)
			if (close_hold(t, k, i, &t->holds[k][i], e) != 0)
				return (-1);
		if (close_origin(t, i, e) != 0)
			return (-1);
	}
	timeline_notes_order(t);
	return (timeline_merge(t, e));
}

enum timeline_standing
timeline_standing(const struct timeline *t, const char *id)
{
	const struct pass *p;
	size_t i;

	for (i = 0; i < t->n_passes; i++) {
		p = &t->passes[i];
		if (p->kind == PASS_RECEIPT && p->id[0] != '\0' &&
		    strcmp(p->id, id) == 0)
			return (p->unknown ? TIMELINE_UNKNOWN :
			    TIMELINE_KNOWN);
	}
	return (TIMELINE_ABSENT);
}

size_t
timeline_log_count(const struct timeline *t)
{

	return (t->n_logs);
}

const struct timeline_log *
timeline_log_at(const struct timeline *t, size_t i)
{

	return (&t->logs[i]);
}

