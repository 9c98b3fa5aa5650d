#include <stdio.h>

#include "verify/escape.h"
#include "verify/html.h"
#include "verify/story_internal.h"
#include "verify/words.h"

/* What is in a dossier, who holds it, and what is not established. */

#define PLACES_SHOWN	8	/* exhibits named in one cell */

static void
cell_time(struct story *s, int64_t t)
{
	char text[STORY_MOMENT];

	html_cell(s->out, story_moment(s->lang, t, text));
}

static void
put_exhibit(struct story *s, size_t i)
{
	const struct dossier_exhibit *x = &s->d->exhibits[i];
	struct buf *out = s->out;
	char number[STORY_NUMBER];

	buf_printf(out, "<tr><td>%zu", i + 1);
	if (x->number > 0 && x->number != (int64_t)(i + 1)) {
		buf_puts(out, "<br>");
		buf_printf(out, story_say(s, N_("(in the case: %lld)")),
		    (long long)x->number);
	}
	buf_puts(out, "</td><td>");
	if (x->title != NULL) {
		escape_html(out, x->title);
		buf_puts(out, "<br>");
	}
	escape_html(out, x->url);
	if (x->own) {
		buf_puts(out, "<br><em>");
		escape_html(out, story_say(s,
		    N_("a publication of one's own")));
		buf_puts(out, "</em>");
	}
	buf_puts(out, "<br><code>");
	escape_html(out, x->file);
	buf_puts(out, "</code></td>");
	cell_time(s, x->sealed);
	html_cell(out, story_number(s, (uint64_t)x->bytes, number));
	html_code(out, x->sha256);
	buf_puts(out, "</tr>\n");
}

void
story_put_exhibits(struct story *s)
{
	const struct html_column heads[] = {
		{ story_say(s, N_("No.")), 9 },
		{ story_say(s, N_("What it shows")), 38 },
		{ story_say(s, N_("Sealed")), 16 },
		{ story_say(s, N_("Bytes")), 13 },
		{ story_say(s, N_("SHA-256 of the file")), 24 } };
	size_t i;

	html_heading(s->out, story_say(s, N_("Exhibits and their digests")));
	html_heads(s->out, 'x', heads, 5);
	for (i = 0; i < s->d->n; i++)
		put_exhibit(s, i);
	html_heads_end(s->out);
}

void
story_put_missing(struct story *s)
{
	const struct html_column heads[] = {
		{ story_say(s, N_("What")), 50 },
		{ story_say(s, N_("Why")), 50 } };
	size_t i;

	if (s->d->n_missing == 0)
		return;
	html_heading(s->out, story_say(s, N_("What could not be put in")));
	html_heads(s->out, 'm', heads, 2);
	for (i = 0; i < s->d->n_missing; i++) {
		buf_puts(s->out, "<tr>");
		html_cell(s->out, story_word(s, s->d->missing[i].what));
		html_cell(s->out, story_word(s, s->d->missing[i].why));
		buf_puts(s->out, "</tr>\n");
	}
	html_heads_end(s->out);
}

/* The exhibits of notes ${from} to ${to}, which are alike. */
static void
cell_places(struct story *s, size_t from, size_t to)
{
	struct buf *out = s->out;
	size_t i;

	buf_puts(out, "<td>");
	if (to - from == s->d->n && s->d->n > 1)
		escape_html(out, story_say(s, N_("all")));
	else
		for (i = from; i < to && i < from + PLACES_SHOWN; i++)
			buf_printf(out, "%s%zu", i > from ? ", " : "",
			    timeline_note_exhibit(s->t, i) + 1);
	if (to - from != s->d->n && to - from > PLACES_SHOWN)
		buf_printf(out, " &hellip; (%zu)", to - from);
	buf_puts(out, "</td>");
}

static void
put_doubt(struct story *s, const char *text)
{

	if (text == NULL)
		return;
	buf_puts(s->out, "<br><em>");
	escape_html(s->out, text);
	buf_puts(s->out, "</em>");
}

/* Since when or when, until when or what says so. */
static void
cells_of_time(struct story *s, const struct timeline_note *n)
{
	char text[STORY_MOMENT], seq[STORY_NUMBER];

	cell_time(s, n->time);
	buf_puts(s->out, "<td>");
	if (n->what != TIMELINE_HOLDER && n->seq != 0)
		buf_printf(s->out, story_say(s, N_("event %s")),
		    story_seq(s, n->log, n->seq, seq));
	else if (n->what == TIMELINE_HOLDER)
		escape_html(s->out, n->until != TIME_UNKNOWN ?
		    story_moment(s->lang, n->until, text) :
		    story_say(s, N_("to this day, as far as is shown")));
	if (n->until_unknown && !s->inside)
		put_doubt(s, story_note_until_unknown(s));
	buf_puts(s->out, "</td>");
}

static void
put_note(struct story *s, size_t from, size_t to)
{
	const struct timeline_note *n = timeline_note_at(s->t, from);

	buf_puts(s->out, "<tr>");
	cell_places(s, from, to);
	buf_puts(s->out, "<td>");
	escape_html(s->out, story_note_why(s, n->why));
	put_doubt(s, story_note_unknown(s, n));
	buf_puts(s->out, "</td>");
	html_cell(s->out, n->who);
	cells_of_time(s, n);
	buf_puts(s->out, "</tr>\n");
}

/* What hangs on whom the reader knows is not for the report inside. */
static bool
is_shown(const struct story *s, const struct timeline_note *n,
    enum timeline_what what)
{

	return (n->what == what && !(s->inside &&
	    n->why == TIMELINE_REFUSED));
}

/* Alike as far as the telling goes. */
static bool
is_same(const struct story *s, const struct timeline_note *a,
    const struct timeline_note *b)
{
	struct timeline_note x = *a, y = *b;

	if (s->inside)
		x.unknown = y.unknown = x.until_unknown =
		    y.until_unknown = false;
	return (timeline_same(&x, &y));
}

/* All notes of one kind, those that are alike in one row; how many rows. */
static size_t
put_notes(struct story *s, enum timeline_what what)
{
	bool holds = what == TIMELINE_HOLDER;
	const struct html_column heads[] = {
		{ story_say(s, N_("Exhibits")), 10 },
		{ holds ? story_say(s, N_("By what")) :
		    story_say(s, N_("What")), 28 },
		{ story_say(s, N_("Who")), 26 },
		{ holds ? story_say(s, N_("Since")) :
		    story_say(s, N_("When")), 16 },
		{ holds ? story_say(s, N_("Until")) :
		    story_say(s, N_("Source")), 20 } };
	size_t i, end, n = timeline_note_count(s->t), rows = 0;

	for (i = 0; i < n; i = end) {
		end = i + 1;
		if (!is_shown(s, timeline_note_at(s->t, i), what))
			continue;
		while (end < n && is_same(s, timeline_note_at(s->t, i),
		    timeline_note_at(s->t, end)))
			end++;
		if (rows++ == 0)
			html_heads(s->out, holds ? 'h' : 'c', heads, 5);
		put_note(s, i, end);
	}
	if (rows > 0)
		html_heads_end(s->out);
	return (rows);
}

void
story_put_holders(struct story *s)
{

	html_heading(s->out, story_say(s, N_("Who holds the exhibits")));
	if (put_notes(s, TIMELINE_HOLDER) == 0)
		html_text(s->out, story_say(s,
		    N_("No event says who holds them.")));
	html_heading(s->out, story_say(s, N_("Who else has a copy")));
	if (put_notes(s, TIMELINE_COPY) == 0)
		html_text(s->out, story_say(s,
		    N_("No event tells of a copy.")));
}

static const char *const limits[] = {
	N_("Events of the log that do not concern this case are not shown; "
	    "their numbers are missing from the table. Whether one of them "
	    "concerned it after all cannot be seen from this file, only from "
	    "the whole log."),
	N_("An event says what was entered. That everything was entered, and "
	    "that it is true, no log can prove."),
	N_("Times are those of the machine that wrote the event. Time-stamps "
	    "of the log by an outside authority say between which moments it "
	    "was written."),
	N_("All times are universal time (UTC): in Paris or Brussels it is "
	    "one hour later in winter, two in summer."),
	N_("Who the author of a publication really is, and whether its words "
	    "are true, is not established here."),
	NULL
};
static const char of_receipts[] = N_("A receipt and the log of an earlier "
    "holder are worth as much as the name of who signed them. This report "
    "cannot tell whether you know that person: the verifier does, when given "
    "the root certificate of that person's organization.");

static const char of_unknown[] = N_("Where a line says that it is according to "
    "somebody unknown to you, what it tells of who held or has the exhibits is "
    "not established. Have the root certificate of that person's organization "
    "from that organization, and name it with --trust.");

/* Whether any line says so. */
static bool
any_unknown(const struct story *s)
{
	const struct timeline_note *n;
	size_t i;

	for (i = 0; i < timeline_note_count(s->t); i++) {
		n = timeline_note_at(s->t, i);
		if (n->unknown || n->until_unknown)
			return (true);
	}
	return (false);
}

static void
put_limit(struct story *s, const char *text)
{

	buf_puts(s->out, "<li>");
	escape_html(s->out, story_say(s, text));
	buf_puts(s->out, "</li>");
}

void
story_put_gaps(struct story *s)
{
	size_t rows, i;

	html_heading(s->out, story_say(s,
	    N_("Gaps, and what is not established")));
	rows = put_notes(s, TIMELINE_GAP);
	rows += put_notes(s, TIMELINE_OVERLAP);
	if (rows == 0)
		html_text(s->out, story_say(s, N_("In the events shown there "
		    "is no gap and no overlap.")));
	buf_puts(s->out, "<ul>");
	if (s->inside)
		put_limit(s, of_receipts);
	else if (any_unknown(s))
		put_limit(s, of_unknown);
	for (i = 0; limits[i] != NULL; i++)
		put_limit(s, limits[i]);
	buf_puts(s->out, "</ul>\n");
}
