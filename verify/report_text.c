#include <stdio.h>

#include "store/base/time.h"
#include "verify/escape.h"
#include "verify/story.h"
#include "verify/title.h"
#include "verify/verify.h"
#include "verify/words.h"

/* Findings of one check and level that are printed; the rest is counted. */
#define SAME_SHOWN	5

static const char *
moment(int64_t t, char s[static STORY_MOMENT])
{

	return (story_moment(tongue_reader(), t, s));
}

/* A name and a colon, spaced as the language wants. */
static void
put_label(struct buf *out, const char *label)
{

	buf_puts(out, "  ");
	buf_printf(out, _("%s: "), label);
}

static void
put_line(struct buf *out, const char *label, const char *value)
{

	put_label(out, label);
	buf_printf(out, "%s\n", value);
}

static void
put_signer(struct buf *out, const struct verify_signer *s)
{

	put_label(out, _("Signer"));
	if (s->subject != NULL) {
		escape_text(out, s->subject);
		buf_puts(out, " ");
	}
	buf_printf(out, "(%s, ", title_form(s->form));
	if (s->own)
		buf_puts(out, _("trusted through your own store's root"));
	else if (s->trusted && s->anchor[0] == '\0')
		buf_puts(out, _("a key that you trust"));
	else if (s->trusted) {
		buf_printf(out, "%s ", _("trusted through"));
		escape_text(out, s->anchor);
	} else
		buf_puts(out, _("not among those you trust"));
	buf_puts(out, ")\n");
	if (s->fingerprint[0] != '\0')
		put_line(out, _("Fingerprint"), s->fingerprint);
}

static void
put_time(struct buf *out, const struct verify_time *t)
{
	char s[STORY_MOMENT];

	if (t->claimed != TIME_UNKNOWN)
		put_line(out, _("Sealed, as it claims"),
		    moment(t->claimed, s));
	if (t->stamped == TIME_UNKNOWN) {
		put_line(out, _("Time-stamp"), _("none"));
		return;
	}
	put_label(out, _("Time-stamp"));
	buf_printf(out, "%s, ", moment(t->stamped, s));
	escape_text(out, t->tsa);
	buf_printf(out, " (%s)\n", t->trusted ? _("trusted authority") :
	    _("authority not among those you trust"));
}

static void
put_record(struct buf *out, const struct verify_record *r)
{
	char since[STORY_MOMENT], last[STORY_MOMENT];

	if (r->stamps == 0)
		return;
	put_label(out, _("Evidence record"));
	buf_printf(out, _("exists since %s, last renewed %s (%s)"),
	    moment(r->since, since), moment(r->last, last),
	    r->trusted ? _("trusted authorities") :
	    _("not all authorities are among those you trust"));
	buf_puts(out, "\n");
}

/* What the reader can do where only trust is lacking. */
static void
put_hint(struct buf *out, const struct verify_report *r)
{

	if (r->verdict != VERDICT_UNESTABLISHED || r->kind != VERIFY_EXHIBIT)
		return;
	if (r->signer.form == SIGNER_DOMAIN && !r->signer.trusted)
		buf_printf(out, "  %s\n", _("If you hold the signer's root "
		    "certificate, name it with --trust."));
	if (r->time.stamped != TIME_UNKNOWN && !r->time.trusted)
		buf_printf(out, "  %s\n", _("If you hold the root certificate "
		    "of the time-stamp authority, name it with --tsa-trust."));
}

static void
put_finding(struct buf *out, const struct finding *f)
{
	char name[128];

	(void)snprintf(name, sizeof(name), "[%s] %s (%s)",
	    title_level(f->level), title_check(f->check),
	    check_name(f->check));
	put_label(out, name);
	if (f->subject != NULL) {
		escape_text(out, f->subject);
		if (f->offset >= 0)
			buf_printf(out, " @ %lld", (long long)f->offset);
		buf_puts(out, ": ");
	}
	escape_text(out, f->detail);
	buf_puts(out, "\n");
}

/* One fault in an archive can make hundreds of lines of its index fail. */
static void
put_findings(struct buf *out, const struct findings *fs)
{
	size_t i, same = 0;

	for (i = 0; i < fs->n; i++) {
		if (i > 0 && fs->v[i].check == fs->v[i - 1].check &&
		    fs->v[i].level == fs->v[i - 1].level)
			same++;
		else
			same = 0;
		if (same < SAME_SHOWN)
			put_finding(out, &fs->v[i]);
		else if (i + 1 == fs->n ||
		    fs->v[i + 1].check != fs->v[i].check ||
		    fs->v[i + 1].level != fs->v[i].level) {
			buf_puts(out, "    ");
			buf_printf(out, _("and %zu more of this check; all are "
			    "in --json and --report"), same + 1 - SAME_SHOWN);
			buf_putc(out, '\n');
		}
	}
}

/* From when to when, and by whose word, where that is nobody's known. */
static void
put_span(struct buf *out, const struct timeline_note *n)
{
	char at[STORY_MOMENT];
	const char *doubt = story_unknown(n);

	if (n->time != TIME_UNKNOWN)
		buf_printf(out, ", %s", moment(n->time, at));
	if (n->until != TIME_UNKNOWN)
		buf_printf(out, " \u2013 %s", moment(n->until, at));
	if (n->until_unknown && doubt == NULL)
		doubt = story_until_unknown();
	if (doubt != NULL)
		buf_printf(out, " (%s)", doubt);
	buf_puts(out, "\n");
}

/* Who holds what, and what is not established; events are in the report. */
static void
put_custody(struct buf *out, const struct verify_report *r)
{
	const struct timeline *t = r->timeline;
	const struct timeline_note *n;
	size_t i, end, count = t != NULL ? timeline_note_count(t) : 0;

	for (i = 0; i < count; i = end) {
		n = timeline_note_at(t, i);
		for (end = i + 1; end < count; end++)
			if (!timeline_same(n, timeline_note_at(t, end)))
				break;
		put_label(out, story_what(n->what));
		escape_text(out, r->dossier->exhibits[
		    timeline_note_exhibit(t, i)].file);
		if (end - i > 1)
			buf_printf(out, " (+%zu)", end - i - 1);
		buf_printf(out, ": %s", story_why(n->why));
		if (n->who != NULL) {
			buf_puts(out, ", ");
			escape_text(out, n->who);
		}
		put_span(out, n);
	}
}

int
report_text(struct buf *out, const struct verify_report *r, struct error *e)
{
	char s[STORY_MOMENT];

	escape_text(out, r->file);
	buf_printf(out, ": %s\n  %s\n", title_verdict(r->verdict),
	    title_meaning(r));
	put_hint(out, r);
	put_line(out, _("Kind"), title_kind(r->kind));
	if (r->manifest_sha256[0] != '\0')
		put_line(out, _("Exhibit"), r->manifest_sha256);
	if (r->signer.form != SIGNER_NONE)
		put_signer(out, &r->signer);
	if (r->kind != VERIFY_CHECKPOINT)
		put_time(out, &r->time);
	put_record(out, &r->record);
	put_line(out, _("Judged as of"), moment(r->at, s));
	if (r->trouble.code != ERR_NONE) {
		put_label(out, _("Trouble"));
		escape_text(out, r->trouble.text);
		buf_puts(out, "\n");
	}
	put_findings(out, &r->findings);
	put_custody(out, r);
	return (buf_ok(out, e));
}
