#include <stdio.h>

#include "store/base/time.h"
#include "verify/escape.h"
#include "verify/html.h"
#include "verify/story.h"
#include "verify/title.h"
#include "verify/words.h"

/* The custody report: for a reader who has never seen one. */

#define PLACES_SHOWN	8	/* exhibits named in one cell */

const char *
story_moment(int64_t t, char s[static STORY_MOMENT])
{
	char rfc[TIME_TEXT];

	s[0] = '\0';
	if (t == TIME_UNKNOWN)
		return (s);
	(void)time_text(t, rfc);
	(void)snprintf(s, STORY_MOMENT, "%.10s %.8s UTC", rfc, rfc + 11);
	return (s);
}

static void
cell_time(struct buf *out, int64_t t)
{
	char s[STORY_MOMENT];

	html_cell(out, story_moment(t, s));
}

static void
cell_number(struct buf *out, uint64_t n)
{

	buf_printf(out, "<td>%llu</td>", (unsigned long long)n);
}

static void
put_exhibits(struct buf *out, const struct dossier *d)
{
	const char *const heads[] = { _("No."), _("What it shows"),
		_("Sealed"), _("Bytes"), _("SHA-256 of the file") };
	const struct dossier_exhibit *x;
	size_t i;

	html_heading(out, _("Exhibits and their digests"));
	html_heads(out, heads, 5);
	for (i = 0; i < d->n; i++) {
		x = &d->exhibits[i];
		buf_puts(out, "<tr>");
		buf_printf(out, "<td>%zu", i + 1);
		if (x->number > 0 && x->number != (int64_t)(i + 1)) {
			buf_puts(out, "<br>");
			buf_printf(out, _("(in the case: %lld)"),
			    (long long)x->number);
		}
		buf_puts(out, "</td><td class=\"l\">");
		if (x->title != NULL) {
			escape_html(out, x->title);
			buf_puts(out, "<br>");
		}
		escape_html(out, x->url);
		if (x->own) {
			buf_puts(out, "<br><em>");
			escape_html(out, _("a publication of one's own"));
			buf_puts(out, "</em>");
		}
		buf_puts(out, "<br><code>");
		escape_html(out, x->file);
		buf_puts(out, "</code></td>");
		cell_time(out, x->sealed);
		cell_number(out, (uint64_t)x->bytes);
		html_code(out, x->sha256);
		buf_puts(out, "</tr>\n");
	}
	html_heads_end(out);
}

static void
put_missing(struct buf *out, const struct dossier *d)
{
	const char *const heads[] = { _("What"), _("Why") };
	size_t i;

	if (d->n_missing == 0)
		return;
	html_heading(out, _("What could not be put in"));
	html_heads(out, heads, 2);
	for (i = 0; i < d->n_missing; i++) {
		buf_puts(out, "<tr>");
		html_long(out, d->missing[i].what);
		html_long(out, d->missing[i].why);
		buf_puts(out, "</tr>\n");
	}
	html_heads_end(out);
}

/* The exhibits of notes ${from} to ${to}, which are alike. */
static void
cell_places(struct buf *out, const struct dossier *d,
    const struct timeline *t, size_t from, size_t to)
{
	size_t i;

	buf_puts(out, "<td>");
	if (to - from == d->n && d->n > 1)
		escape_html(out, _("all"));
	else
		for (i = from; i < to && i < from + PLACES_SHOWN; i++)
			buf_printf(out, "%s%zu", i > from ? ", " : "",
			    timeline_note_exhibit(t, i) + 1);
	if (to - from != d->n && to - from > PLACES_SHOWN)
		buf_printf(out, " &hellip; (%zu)", to - from);
	buf_puts(out, "</td>");
}

static void
put_note(struct buf *out, const struct dossier *d, const struct timeline *t,
    size_t from, size_t to)
{
	const struct timeline_note *n = timeline_note_at(t, from);

	buf_puts(out, "<tr>");
	cell_places(out, d, t, from, to);
	html_cell(out, story_why(n->why));
	html_cell(out, n->who);
	cell_time(out, n->time);
	if (n->what == TIMELINE_HOLDER) {
		if (n->until != TIME_UNKNOWN)
			cell_time(out, n->until);
		else
			html_cell(out, _("to this day, as far as is shown"));
	} else if (n->seq != 0) {
		buf_puts(out, "<td>");
		buf_printf(out, _("event %llu"), (unsigned long long)n->seq);
		buf_puts(out, "</td>");
	} else
		html_cell(out, NULL);
	buf_puts(out, "</tr>\n");
}

/* All notes of one kind, those that are alike in one row; how many rows. */
static size_t
put_notes(struct buf *out, const struct dossier *d, const struct timeline *t,
    enum timeline_what what)
{
	const char *const heads[] = { _("Exhibits"),
		what == TIMELINE_HOLDER ? _("By what") : _("What"), _("Who"),
		what == TIMELINE_HOLDER ? _("Since") : _("When"),
		what == TIMELINE_HOLDER ? _("Until") : _("Source") };
	size_t i, end, n = timeline_note_count(t), rows = 0;

	for (i = 0; i < n; i = end) {
		end = i + 1;
		if (timeline_note_at(t, i)->what != what)
			continue;
		while (end < n && timeline_same(timeline_note_at(t, i),
		    timeline_note_at(t, end)))
			end++;
		if (rows++ == 0)
			html_heads(out, heads, 5);
		put_note(out, d, t, i, end);
	}
	if (rows > 0)
		html_heads_end(out);
	return (rows);
}

static void
put_holders(struct buf *out, const struct dossier *d,
    const struct timeline *t)
{

	html_heading(out, _("Who holds the exhibits"));
	if (put_notes(out, d, t, TIMELINE_HOLDER) == 0)
		html_text(out, _("No event says who holds them."));
	html_heading(out, _("Who else has a copy"));
	if (put_notes(out, d, t, TIMELINE_COPY) == 0)
		html_text(out, _("No event tells of a copy."));
}

static void
put_gaps(struct buf *out, const struct dossier *d, const struct timeline *t)
{
	size_t rows;

	html_heading(out, _("Gaps, and what is not established"));
	rows = put_notes(out, d, t, TIMELINE_GAP);
	rows += put_notes(out, d, t, TIMELINE_OVERLAP);
	if (rows == 0)
		html_text(out, _("In the events shown there is no gap and no "
		    "overlap."));
	buf_puts(out, "<ul>");
	buf_puts(out, "<li>");
	escape_html(out, _("Events of the log that do not concern this case "
	    "are not shown; their numbers are missing from the table. Whether "
	    "one of them concerned it after all cannot be seen from this "
	    "file, only from the whole log."));
	buf_puts(out, "</li><li>");
	escape_html(out, _("An event says what was entered. That everything "
	    "was entered, and that it is true, no log can prove."));
	buf_puts(out, "</li><li>");
	escape_html(out, _("Times are those of the machine that wrote the "
	    "event. Time-stamps of the log by an outside authority say "
	    "between which moments it was written."));
	buf_puts(out, "</li><li>");
	escape_html(out, _("Who the author of a publication really is, and "
	    "whether its words are true, is not established here."));
	buf_puts(out, "</li></ul>\n");
}

static void
cell_event(struct buf *out, const struct timeline_entry *x)
{

	buf_puts(out, "<td>");
	escape_html(out, title_event(x->kind));
	if (x->result != EVENT_SUCCESS) {
		buf_puts(out, "<br><strong>");
		escape_html(out, x->result == EVENT_FAIL ? _("failed") :
		    _("in part"));
		buf_puts(out, "</strong>");
	}
	buf_puts(out, "</td>");
}

static void
cell_who(struct buf *out, const struct timeline_entry *x)
{

	buf_puts(out, "<td>");
	escape_html(out, x->name);
	if (x->role != NULL) {
		buf_puts(out, " (");
		escape_html(out, x->role);
		buf_puts(out, ")");
	}
	if (x->organization != NULL) {
		buf_puts(out, x->name != NULL ? "<br>" : "");
		escape_html(out, x->organization);
	}
	buf_puts(out, "</td>");
}

static void
cell_exhibits(struct buf *out, const struct dossier *d,
    const struct timeline_entry *x)
{
	size_t i;

	buf_puts(out, "<td>");
	if (x->n == d->n && d->n > 1)
		escape_html(out, _("all"));
	else
		for (i = 0; i < x->n && i < PLACES_SHOWN; i++)
			buf_printf(out, "%s%zu", i > 0 ? ", " : "",
			    (size_t)x->exhibits[i] + 1);
	if (x->n != d->n && x->n > PLACES_SHOWN)
		buf_printf(out, " &hellip; (%zu)", x->n);
	buf_puts(out, "</td>");
}

static void
put_entry(struct buf *out, const struct dossier *d, const struct timeline *t,
    const struct timeline_entry *x)
{
	struct buf detail = BUF_INIT(4 * MIB);

	buf_puts(out, "<tr>");
	if (timeline_log_count(t) > 1)
		buf_printf(out, "<td>%zu.%llu</td>", x->log + 1,
		    (unsigned long long)x->seq);
	else
		cell_number(out, x->seq);
	cell_time(out, x->time);
	cell_event(out, x);
	cell_who(out, x);
	cell_exhibits(out, d, x);
	story_detail(&detail, x);
	html_long(out, buf_str(&detail));
	buf_puts(out, "</tr>\n");
	if (detail.failed != ERR_NONE)
		out->failed = detail.failed;
	buf_free(&detail);
}

static void
put_events(struct buf *out, const struct dossier *d,
    const struct timeline *t)
{
	const char *const heads[] = { _("Event"), _("When"), _("What"),
		_("Who"), _("Exhibits"), _("Details") };
	size_t i;

	html_heading(out, _("Who did what, and when"));
	for (i = 0; i < timeline_log_count(t); i++) {
		if (timeline_log_at(t, i)->events == 0)
			continue;	/* a part of one that was shown */
		buf_printf(out, "<p>%zu. <code>", i + 1);
		escape_html(out, timeline_log_at(t, i)->origin);
		buf_puts(out, "</code> ");
		escape_html(out, timeline_log_at(t, i)->organization);
		buf_puts(out, "</p>\n");
	}
	html_heads(out, heads, 6);
	for (i = 0; i < timeline_count(t); i++)
		put_entry(out, d, t, timeline_at(t, i));
	html_heads_end(out);
	if (timeline_total(t) > timeline_count(t)) {
		buf_puts(out, "<p class=\"n\">");
		buf_printf(out, _("There are %llu events; the first %zu are "
		    "listed here, all are in the dossier."),
		    (unsigned long long)timeline_total(t), timeline_count(t));
		buf_puts(out, "</p>\n");
	}
}

void
story_sections(struct buf *out, const struct dossier *d,
    const struct timeline *t)
{

	put_exhibits(out, d);
	put_missing(out, d);
	put_holders(out, d, t);
	put_gaps(out, d, t);
	put_events(out, d, t);
}
