#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/case_data.h"
#include "cmd/case_limits.h"
#include "cmd/limitation.h"
#include "cmd/say.h"
#include "store/base/json.h"
#include "store/base/limits.h"

#define URGENT_DAYS	7
#define SOON_DAYS	30
#define UNDER		14	/* column of what stands under a row */

/* ---- for programs ---- */

static json_t *
next_of(const json_t *rows, bool *ok)
{
	static const char *const members[] = { "id", "rule", "law", "from",
	    "ends", "days_left", "earliest", "interrupted" };
	const json_t *row = limitation_next(rows);
	json_t *j, *v;
	size_t i;

	if (row == NULL || (j = json_object()) == NULL) {
		*ok = *ok && row == NULL;
		return (NULL);
	}
	for (i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		if ((v = json_object_get(row, members[i])) != NULL)
			json_put(j, members[i], json_incref(v), ok);
	return (j);
}

static json_t *
missing_of(const json_t *data, bool *ok)
{
	json_t *list = json_array();

	if (json_array_size(json_object_get(data, "jurisdictions")) == 0)
		json_add(list, json_string("jurisdictions"), ok);
	if (json_text(data, "published") == NULL)
		json_add(list, json_string("published"), ok);
	return (list);
}

/* A list that says nothing is left out. */
static void
put_list(json_t *j, const char *name, json_t *list, bool *ok)
{

	if (list == NULL)
		*ok = false;
	else if (json_array_size(list) > 0)
		json_put(j, name, json_incref(list), ok);
	json_decref(list);
}

int
case_limits_read(const json_t *data, const json_t *table, int64_t now,
    json_t **out, struct error *e)
{
	json_t *j = json_object(), *next;
	json_t *rows = case_data_limits(data, table, now, e);
	bool ok = j != NULL && rows != NULL;

	*out = NULL;
	if (ok) {
		json_put(j, "notice", json_incref(limitation_notice(table)),
		    &ok);
		json_put(j, "limitations", json_incref(rows), &ok);
		if ((next = next_of(rows, &ok)) != NULL)
			json_put(j, "next", next, &ok);
		json_put_int(j, "ended", (int64_t)limitation_ended(rows),
		    &ok);
		put_list(j, "without", limitation_without(table,
		    json_object_get(data, "jurisdictions"), e), &ok);
		put_list(j, "missing", missing_of(data, &ok), &ok);
	}
	json_decref(rows);
	if (ok) {
		*out = j;
		return (0);
	}
	json_decref(j);
	return (error_nomem(e));
}

const char *
case_limits_ends(const json_t *limits)
{
	const char *ends = json_text(json_object_get(limits, "next"), "ends");

	return (ends != NULL ? ends : "~");
}

/* ---- for people ---- */

/* A text that the table has in both languages, in the reader's. */
static const char *
in_words(const json_t *both)
{
	const char *s = json_text(both, words_lang());

	return (s != NULL ? s : json_text(both, "en"));
}

static const char *
weekday(const char *date)
{
	static const char *const names[] = { N_("Sunday"), N_("Monday"),
	    N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"),
	    N_("Saturday") };
	struct limitation_day d;

	return (limitation_day_read(date, &d) ?
	    _(names[limitation_weekday(&d)]) : "");
}

/* How near the end is, so that it cannot be overlooked. */
static const char *
mark(int64_t left)
{

	return (left < 0 || left > SOON_DAYS ? "  " :
	    left > URGENT_DAYS ? "! " : "!!");
}

static void
put_left(struct buf *out, int64_t left)
{

	if (left < -1)
		buf_printf(out, _("ended %lld days ago"), (long long)-left);
	else if (left == -1)
		buf_puts(out, _("ended yesterday"));
	else if (left == 0)
		buf_puts(out, _("ENDS TODAY"));
	else if (left == 1)
		buf_puts(out, _("ENDS TOMORROW"));
	else if (left <= URGENT_DAYS)
		buf_printf(out, _("ONLY %lld DAYS LEFT"), (long long)left);
	else
		buf_printf(out, _("%lld days left"), (long long)left);
}

/* "2026-11-25 (Wednesday), ONLY 4 DAYS LEFT: " what ends. */
static void
put_end(struct buf *out, const json_t *row)
{
	const char *ends = json_text(row, "ends");
	int64_t left = 0;

	(void)json_whole(row, "days_left", &left);
	buf_printf(out, "%s (%s), ", ends, weekday(ends));
	put_left(out, left);
	if (json_is_true(json_object_get(row, "earliest")))
		buf_puts(out, _(" at the earliest"));
	buf_printf(out, _(": %s"), in_words(json_object_get(row, "rule")));
}

static const char *
start_words(const json_t *row)
{
	const char *starts = json_text(row, "starts");

	if (json_is_true(json_object_get(row, "interrupted")))
		return (_("the act that interrupted it"));
	if (starts == NULL || strcmp(starts, "publication") == 0)
		return (_("its first publication"));
	if (strcmp(starts, "knowledge") == 0)
		return (_("knowledge of it"));
	if (strcmp(starts, "author-known") == 0)
		return (_("knowledge of its author"));
	return (_("the end of the year in which its author was known"));
}

static void
put_period(struct buf *out, const json_t *row)
{
	const json_t *period = json_object_get(row, "period");
	const char *from = json_text(row, "from");
	int64_t n = 0;

	if (json_whole(period, "months", &n))
		buf_printf(out, _("%lld months"), (long long)n);
	else if (json_whole(period, "years", &n))
		buf_printf(out, n == 1 ? _("%lld year") : _("%lld years"),
		    (long long)n);
	else
		return;
	buf_printf(out, _(" from %s"), start_words(row));
	if (from != NULL)
		buf_printf(out, " (%s)", from);
}

static const char *
confidence(const json_t *row)
{
	const char *s = json_text(row, "confidence");

	if (s == NULL || strcmp(s, "low") == 0)
		return (_("low confidence"));
	return (strcmp(s, "high") == 0 ? _("high confidence") :
	    _("medium confidence"));
}

static void
show_under(struct buf *text)
{

	if (text->n > 0)
		say_row("", buf_str(text), UNDER);
	buf_reset(text);
}

static void
show_words(const json_t *row, const char *member)
{
	const char *s = in_words(json_object_get(row, member));

	if (s != NULL)
		say_row("", s, UNDER);
}

static void
show_row(const json_t *row)
{
	struct buf text = BUF_INIT(16 * KIB);
	int64_t left = SOON_DAYS + 1;

	(void)json_whole(row, "days_left", &left);
	if (json_text(row, "ends") != NULL)
		put_end(&text, row);
	else
		buf_puts(&text, in_words(json_object_get(row, "rule")));
	(void)printf("%s %s\n", mark(left), buf_str(&text));
	buf_reset(&text);
	put_period(&text, row);
	show_under(&text);
	show_words(row, "term");
	if (json_is_true(json_object_get(row, "doubtful")))
		say_row("", _("doubtful: ask a lawyer, no date is shown"),
		    UNDER);
	if (json_is_true(json_object_get(row, "older_law")))
		say_row("", _("published before this rule was in force: ask "
		    "a lawyer, no date is shown"), UNDER);
	buf_printf(&text, _("%s; source: %s; %s"), json_text(row, "law"),
	    json_text(row, "source"), confidence(row));
	show_under(&text);
	show_words(row, "note");
	buf_free(&text);
}

static void
show_missing(const json_t *limits)
{
	const json_t *one, *list = json_object_get(limits, "missing");
	char text[512];
	size_t i;

	json_array_foreach(list, i, one)
		say_row("!", strcmp(json_string_value(one), "published") ==
		    0 ? _("The date of first publication is not known yet: "
		    "\"case set --published\".") : _("No jurisdiction was "
		    "named yet: \"case set --jurisdiction\"."), 5);
	list = json_object_get(limits, "without");
	json_array_foreach(list, i, one) {
		(void)snprintf(text, sizeof(text), _("The table says nothing "
		    "of %s: ask a lawyer."), json_string_value(one));
		say_row("!", text, 5);
	}
}

void
case_limits_notice(const json_t *limits)
{

	say_text(in_words(json_object_get(limits, "notice")));
}

void
case_limits_show(const json_t *limits)
{
	const json_t *rows = json_object_get(limits, "limitations"), *row;
	size_t i;

	(void)printf("\n%s\n", _("Time limits that may apply"));
	case_limits_notice(limits);
	say_text(_("Terms run from date to date, by the calendar of the "
	    "place. They are shown as they are, on a Saturday, a Sunday or a "
	    "holiday too; what interrupts or suspends them counts only where "
	    "it was entered here."));
	show_missing(limits);
	json_array_foreach(rows, i, row)
		show_row(row);
}

void
case_limits_line(const json_t *limits)
{
	const json_t *next = json_object_get(limits, "next");
	struct buf text = BUF_INIT(16 * KIB);
	int64_t left = 0, ended = 0;

	(void)json_whole(limits, "ended", &ended);
	show_missing(limits);
	if (next != NULL) {
		(void)json_whole(next, "days_left", &left);
		put_end(&text, next);
		(void)printf("  %s %s\n", mark(left), buf_str(&text));
	} else if (ended == 0 && json_object_get(limits, "missing") == NULL)
		(void)printf("     %s\n", _("no time limit can be told: see "
		    "\"case show\""));
	if (ended > 0)
		(void)printf("     %s%lld\n", _("time limits that have "
		    "ended: "), (long long)ended);
	buf_free(&text);
}
