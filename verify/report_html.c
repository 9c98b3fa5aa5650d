#include "store/base/time.h"
#include "verify/escape.h"
#include "verify/html.h"
#include "verify/story.h"
#include "verify/title.h"
#include "verify/verify.h"
#include "verify/words.h"

static const char *
moment(int64_t t, char s[static STORY_MOMENT])
{

	return (story_moment(tongue_reader(), t, s));
}

static void
put_signer(struct buf *out, const struct verify_signer *s)
{

	if (s->form == SIGNER_NONE) {
		html_term(out, _("Signer"), title_form(s->form));
		return;
	}
	html_term(out, _("Signer"), s->subject);
	html_term(out, _("Form of the seal"), title_form(s->form));
	html_term(out, _("Fingerprint"), s->fingerprint);
	if (s->own)
		html_term(out, _("Trust"),
		    _("trusted through your own store's root"));
	else if (s->trusted && s->anchor[0] == '\0')
		html_term(out, _("Trust"), _("a key that you trust"));
	else if (s->trusted) {
		buf_puts(out, "<dt>");
		escape_html(out, _("Trust"));
		buf_puts(out, "</dt><dd>");
		escape_html(out, _("trusted through"));
		buf_putc(out, ' ');
		escape_html(out, s->anchor);
		buf_puts(out, "</dd>\n");
	} else
		html_term(out, _("Trust"), _("not among those you trust"));
}

static void
put_time(struct buf *out, const struct verify_time *t)
{
	char s[STORY_MOMENT];

	if (t->claimed != TIME_UNKNOWN)
		html_term(out, _("Sealed, as it claims"),
		    moment(t->claimed, s));
	if (t->stamped == TIME_UNKNOWN) {
		html_term(out, _("Time-stamp"), _("none"));
		return;
	}
	html_term(out, _("Time-stamp"), moment(t->stamped, s));
	html_term(out, _("Time-stamp authority"), t->tsa);
	html_term(out, _("Trust"), t->trusted ? _("trusted authority") :
	    _("authority not among those you trust"));
}

static void
put_record(struct buf *out, const struct verify_record *r)
{
	char s[STORY_MOMENT];

	if (r->stamps == 0)
		return;
	html_term(out, _("Evidence record: since"), moment(r->since, s));
	html_term(out, _("Evidence record: last renewed"),
	    moment(r->last, s));
	html_term(out, _("Trust"), r->trusted ? _("trusted authorities") :
	    _("not all authorities are among those you trust"));
}

static void
put_finding(struct buf *out, const struct finding *f)
{

	buf_printf(out, "<tr class=\"%s\">", finding_level_name(f->level));
	html_cell(out, title_level(f->level));
	buf_puts(out, "<td>");
	escape_html(out, title_check(f->check));
	buf_printf(out, "<br><code>%s</code></td><td>",
	    check_name(f->check));
	escape_html(out, f->subject);
	if (f->offset >= 0)
		buf_printf(out, " @ %lld", (long long)f->offset);
	buf_puts(out, "</td>");
	html_cell(out, f->detail);
	html_cell(out, check_standard(f->check));
	buf_puts(out, "</tr>\n");
}

static void
put_findings(struct buf *out, const struct findings *fs)
{
	const struct html_column heads[] = { { _("Result"), 10 },
		{ _("Check"), 22 }, { _("Where"), 24 }, { _("Detail"), 30 },
		{ _("Standard"), 14 } };
	size_t i;

	html_heads(out, 'f', heads, sizeof(heads) / sizeof(heads[0]));
	for (i = 0; i < fs->n; i++)
		put_finding(out, &fs->v[i]);
	html_heads_end(out);
}

static void
put_report(struct buf *out, const struct verify_report *r)
{
	char s[STORY_MOMENT];

	buf_puts(out, "<section><h2>");
	escape_html(out, r->file);
	buf_printf(out, "</h2>\n<p class=\"v %s\"><strong>",
	    verdict_name(r->verdict));
	escape_html(out, title_verdict(r->verdict));
	buf_puts(out, "</strong><br>");
	escape_html(out, title_meaning(r));
	buf_puts(out, "</p>\n<dl>\n");
	html_term(out, _("Kind"), title_kind(r->kind));
	html_term(out, _("Exhibit"), r->manifest_sha256);
	put_signer(out, &r->signer);
	if (r->kind != VERIFY_CHECKPOINT)
		put_time(out, &r->time);
	put_record(out, &r->record);
	html_term(out, _("Judged as of"), moment(r->at, s));
	if (r->trouble.code != ERR_NONE)
		html_term(out, _("Trouble"), r->trouble.text);
	buf_puts(out, "</dl>\n");
	put_findings(out, &r->findings);
	if (r->dossier != NULL && r->timeline != NULL)
		story_sections(out, r->dossier, r->timeline);
	buf_puts(out, "</section>\n");
}

int
report_html(struct buf *out, const struct verify_report *const *rs, size_t n,
    struct error *e)
{
	size_t i;

	html_begin(out, tongue_reader(), _("Verification report"), NULL);
	for (i = 0; i < n; i++)
		put_report(out, rs[i]);
	html_text(out, _("Checked from the file's bytes and the named trust "
	    "anchors alone, without any network. Revocation of certificates "
	    "was looked up in the lists that a dossier holds, and nowhere "
	    "else. This is no legal advice."));
	html_text(out, "constat-verify " CONSTAT_VERSION);
	html_end(out);
	return (buf_ok(out, e));
}
