#include "store/base/time.h"
#include "verify/escape.h"
#include "verify/title.h"
#include "verify/verify.h"
#include "verify/words.h"

static const char style[] =
    "body{font:16px/1.5 sans-serif;max-width:70em;margin:2em auto;"
    "padding:0 1em;color:#111;background:#fff}"
    "h2{overflow-wrap:anywhere}"
    ".v{padding:.7em 1em;border-left:.5em solid;background:#f3f3f3}"
    ".holds{border-color:#1a7f37}.altered{border-color:#b00020}"
    ".undecided{border-color:#555}.unestablished{border-color:#9a6700}"
    "table{border-collapse:collapse;width:100%}"
    "th,td{border:1px solid #bbb;padding:.3em .5em;text-align:left;"
    "vertical-align:top}td{overflow-wrap:anywhere}"
    "td:first-child,td:last-child{overflow-wrap:normal}"
    "tr.fail td{background:#fde7ea}tr.warn td{background:#fff6df}"
    "tr.unchecked td{background:#eee}"
    "dt{font-weight:bold}dd{margin:0 0 .4em;overflow-wrap:anywhere}"
    "@media (max-width:45em){thead{display:none}tr,td{display:block}"
    "tr{margin:0 0 1em}td:empty{display:none}}"
    "@media print{body{margin:0;max-width:none}}";

static void
put_term(struct buf *out, const char *term, const char *value)
{

	if (value == NULL || value[0] == '\0')
		return;
	buf_puts(out, "<dt>");
	escape_html(out, term);
	buf_puts(out, "</dt><dd>");
	escape_html(out, value);
	buf_puts(out, "</dd>\n");
}

static void
put_signer(struct buf *out, const struct verify_signer *s)
{

	if (s->form == SIGNER_NONE) {
		put_term(out, _("Signer"), title_form(s->form));
		return;
	}
	put_term(out, _("Signer"), s->subject);
	put_term(out, _("Form of the seal"), title_form(s->form));
	put_term(out, _("Fingerprint"), s->fingerprint);
	if (s->own)
		put_term(out, _("Trust"),
		    _("trusted through your own store's root"));
	else if (s->trusted) {
		buf_puts(out, "<dt>");
		escape_html(out, _("Trust"));
		buf_puts(out, "</dt><dd>");
		escape_html(out, _("trusted through"));
		buf_putc(out, ' ');
		escape_html(out, s->anchor);
		buf_puts(out, "</dd>\n");
	} else
		put_term(out, _("Trust"), _("not among those you trust"));
}

static void
put_time(struct buf *out, const struct verify_time *t)
{
	char s[TIME_TEXT];

	if (t->claimed != TIME_UNKNOWN)
		put_term(out, _("Sealed, as it claims"),
		    time_text(t->claimed, s));
	if (t->stamped == TIME_UNKNOWN) {
		put_term(out, _("Time-stamp"), _("none"));
		return;
	}
	put_term(out, _("Time-stamp"), time_text_ms(t->stamped, s));
	put_term(out, _("Time-stamp authority"), t->tsa);
	put_term(out, _("Trust"), t->trusted ? _("trusted authority") :
	    _("authority not among those you trust"));
}

static void
put_cell(struct buf *out, const char *s)
{

	buf_puts(out, "<td>");
	escape_html(out, s);
	buf_puts(out, "</td>");
}

static void
put_finding(struct buf *out, const struct finding *f)
{

	buf_printf(out, "<tr class=\"%s\">", finding_level_name(f->level));
	put_cell(out, title_level(f->level));
	buf_puts(out, "<td>");
	escape_html(out, title_check(f->check));
	buf_printf(out, "<br><code>%s</code></td><td>",
	    check_name(f->check));
	escape_html(out, f->subject);
	if (f->offset >= 0)
		buf_printf(out, " @ %lld", (long long)f->offset);
	buf_puts(out, "</td>");
	put_cell(out, f->detail);
	put_cell(out, check_standard(f->check));
	buf_puts(out, "</tr>\n");
}

static void
put_findings(struct buf *out, const struct findings *fs)
{
	const char *const heads[] = { _("Result"), _("Check"), _("Where"),
		_("Detail"), _("Standard") };
	size_t i;

	buf_puts(out, "<table><thead><tr>");
	for (i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
		buf_puts(out, "<th scope=\"col\">");
		escape_html(out, heads[i]);
		buf_puts(out, "</th>");
	}
	buf_puts(out, "</tr></thead><tbody>\n");
	for (i = 0; i < fs->n; i++)
		put_finding(out, &fs->v[i]);
	buf_puts(out, "</tbody></table>\n");
}

static void
put_report(struct buf *out, const struct verify_report *r)
{
	char s[TIME_TEXT];

	buf_puts(out, "<section><h2>");
	escape_html(out, r->file);
	buf_printf(out, "</h2>\n<p class=\"v %s\"><strong>",
	    verdict_name(r->verdict));
	escape_html(out, title_verdict(r->verdict));
	buf_puts(out, "</strong><br>");
	escape_html(out, title_meaning(r));
	buf_puts(out, "</p>\n<dl>\n");
	put_term(out, _("Kind"), title_kind(r->kind));
	put_term(out, _("Exhibit"), r->manifest_sha256);
	put_signer(out, &r->signer);
	if (r->kind == VERIFY_EXHIBIT)
		put_time(out, &r->time);
	put_term(out, _("Judged as of"), time_text(r->at, s));
	if (r->trouble.code != ERR_NONE)
		put_term(out, _("Trouble"), r->trouble.text);
	buf_puts(out, "</dl>\n");
	put_findings(out, &r->findings);
	buf_puts(out, "</section>\n");
}

int
report_html(struct buf *out, const struct verify_report *const *rs, size_t n,
    struct error *e)
{
	const char *title = _("Verification report");
	size_t i;

	/* Nothing is loaded and nothing runs, whatever a file name holds. */
	buf_printf(out, "<!DOCTYPE html>\n<html lang=\"%s\"><head>"
	    "<meta charset=\"utf-8\"><meta http-equiv="
	    "\"Content-Security-Policy\" content=\"default-src 'none'; "
	    "style-src 'unsafe-inline'\"><meta name=\"viewport\" "
	    "content=\"width=device-width\"><title>", words_lang());
	escape_html(out, title);
	buf_printf(out, "</title><style>%s</style></head><body>\n<h1>", style);
	escape_html(out, title);
	buf_puts(out, "</h1>\n");
	for (i = 0; i < n; i++)
		put_report(out, rs[i]);
	buf_puts(out, "<p>");
	escape_html(out, _("Checked from the file's bytes and the named trust "
	    "anchors alone, without any network. Revocation of certificates "
	    "was not looked up. This is no legal advice."));
	buf_puts(out, "</p><p>constat-verify " CONSTAT_VERSION "</p>\n"
	    "</body></html>\n");
	return (buf_ok(out, e));
}
