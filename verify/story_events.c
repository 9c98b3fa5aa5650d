#include <stdio.h>

#include "verify/escape.h"
#include "verify/html.h"
#include "verify/story_internal.h"
#include "verify/words.h"

/* Every event that is shown, in order of time. */

#define PLACES_SHOWN	8	/* exhibits named in one cell */

static void
cell_event(struct story *s, const struct timeline_entry *x)
{
	struct buf *out = s->out;

	buf_puts(out, "<td>");
	escape_html(out, story_event(s, x));
	if (x->result != EVENT_SUCCESS) {
		buf_puts(out, "<br><strong>");
		escape_html(out, x->result == EVENT_FAIL ?
		    story_say(s, N_("failed")) : story_say(s, N_("in part")));
		buf_puts(out, "</strong>");
	}
	buf_puts(out, "</td>");
}

static void
cell_who(struct story *s, const struct timeline_entry *x)
{
	struct buf *out = s->out;

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
cell_exhibits(struct story *s, const struct timeline_entry *x)
{
	struct buf *out = s->out;
	size_t i, n = s->d->n;

	buf_puts(out, "<td>");
	if (x->n == n && n > 1)
		escape_html(out, story_say(s, N_("all")));
	else
		for (i = 0; i < x->n && i < PLACES_SHOWN; i++)
			buf_printf(out, "%s%zu", i > 0 ? ", " : "",
			    (size_t)x->exhibits[i] + 1);
	if (x->n != n && x->n > PLACES_SHOWN)
		buf_printf(out, " &hellip; (%zu)", x->n);
	buf_puts(out, "</td>");
}

static void
put_entry(struct story *s, const struct timeline_entry *x)
{
	char text[STORY_MOMENT], seq[STORY_NUMBER];

	buf_puts(s->out, "<tr>");
	html_cell(s->out, story_seq(s, x->log, x->seq, seq));
	html_cell(s->out, story_moment(s->lang, x->time, text));
	cell_event(s, x);
	cell_who(s, x);
	cell_exhibits(s, x);
	buf_puts(s->out, "<td>");
	story_detail(s, x);
	buf_puts(s->out, "</td></tr>\n");
}

/* Whose logs they are. */
static void
put_logs(struct story *s)
{
	const struct timeline_log *l;
	struct buf *out = s->out;
	size_t i;

	if (timeline_log_count(s->t) > 1)
		html_text(out, story_say(s, N_("These logs are shown "
		    "together; 2.14 is event 14 of log 2.")));
	for (i = 0; i < timeline_log_count(s->t); i++) {
		l = timeline_log_at(s->t, i);
		if (l->events == 0)
			continue;	/* a part of one that was shown */
		buf_printf(out, "<p class=\"o\">%zu. ", i + 1);
		escape_html(out, l->organization);
		buf_puts(out, " <code>");
		escape_html(out, l->origin);
		buf_puts(out, "</code>");
		if (l->unknown && !s->inside) {
			buf_puts(out, " <em>");
			escape_html(out, story_say(s, N_("(the log of "
			    "somebody unknown to you)")));
			buf_puts(out, "</em>");
		}
		buf_puts(out, "</p>\n");
	}
}

void
story_put_events(struct story *s)
{
	const struct html_column heads[] = { { story_say(s, N_("No.")), 7 },
		{ story_say(s, N_("When")), 15 },
		{ story_say(s, N_("What")), 12 },
		{ story_say(s, N_("Who")), 21 },
		{ story_say(s, N_("Exhibits")), 10 },
		{ story_say(s, N_("Details")), 35 } };
	char all[STORY_NUMBER], some[STORY_NUMBER];
	size_t i, n = timeline_count(s->t);

	html_heading(s->out, story_say(s, N_("Who did what, and when")));
	put_logs(s);
	html_heads(s->out, 'e', heads, 6);
	for (i = 0; i < n; i++)
		put_entry(s, timeline_at(s->t, i));
	html_heads_end(s->out);
	if (timeline_total(s->t) <= n)
		return;
	buf_puts(s->out, "<p class=\"n\">");
	buf_printf(s->out, story_say(s, N_("There are %s events; the first "
	    "%s are listed here, all are in the dossier.")),
	    story_number(s, timeline_total(s->t), all),
	    story_number(s, n, some));
	buf_puts(s->out, "</p>\n");
}
