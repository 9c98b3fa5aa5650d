#include "verify/escape.h"
#include "verify/html.h"
#include "verify/words.h"

static const char style[] =
    "body{font:16px/1.5 sans-serif;max-width:70em;margin:2em auto;"
    "padding:0 1em;color:#111;background:#fff;overflow-wrap:anywhere}"
    ".v{padding:.7em 1em;border-left:.5em solid;background:#f3f3f3}"
    ".holds{border-color:#1a7f37}.altered{border-color:#b00020}"
    ".undecided{border-color:#555}.unestablished{border-color:#9a6700}"
    "table{border-collapse:collapse;width:100%;table-layout:fixed;"
    "margin:.6em 0 1em}"
    "th,td{border:1px solid #bbb;padding:.3em .5em;text-align:left;"
    "vertical-align:top}th{overflow-wrap:break-word;hyphens:auto}"
    "tr.fail td{background:#fde7ea}tr.warn td{background:#fff6df}"
    "tr.unchecked td{background:#eee}"
    "td div{margin:0 0 .2em}p.o{margin:.2em 0}"
    "dl{display:grid;grid-template-columns:minmax(9em,max-content) 1fr;"
    "column-gap:1.2em}"
    "dt{font-weight:bold;grid-column:1}"
    "dd{margin:0 0 .2em;grid-column:2}"
    "code{font-size:.9em}"
    "pre{background:#f3f3f3;padding:.7em 1em;white-space:pre-wrap;"
    "font-size:.85em}"
    ".n{border-left:.5em solid #9a6700;background:#fff6df;"
    "padding:.7em 1em}"
    "@media screen and (max-width:45em){colgroup,thead{display:none}"
    "table,tbody,tr,td{display:block}"
    "tr{margin:0 0 1em}td:empty{display:none}"
    "td::before{display:block;font-size:.8em;color:#555}}"
    "@media print{body{margin:0;padding:0 1px;max-width:none;font-size:10pt;"
    "-webkit-print-color-adjust:exact;print-color-adjust:exact}"
    "table{font-size:8.5pt}tr,dt,dd,li,pre,.n,.v{break-inside:avoid}"
    "thead{display:table-header-group}h1,h2,h2+p,.o{break-after:avoid}"
    "p{orphans:3;widows:3}}"
    "@page{size:A4;margin:16mm 16mm 20mm;"
    "@bottom-right{font:8pt sans-serif;"
    "content:counter(page) \" / \" counter(pages)}";

void
html_begin(struct buf *out, enum tongue lang, const char *title,
    const char *mark)
{

	buf_printf(out, "<!DOCTYPE html>\n<html lang=\"%s\"><head>"
	    "<meta charset=\"utf-8\"><meta http-equiv="
	    "\"Content-Security-Policy\" content=\"default-src 'none'; "
	    "style-src 'unsafe-inline'\"><meta name=\"viewport\" "
	    "content=\"width=device-width\"><title>", tongue_code(lang));
	escape_html(out, title);
	if (mark != NULL) {
		buf_putc(out, ' ');
		escape_html(out, mark);
	}
	buf_printf(out, "</title><style>%s", style);
	if (mark != NULL)
		buf_printf(out, "@bottom-left{font:8pt sans-serif;"
		    "content:\"%s\"}", mark);
	buf_puts(out, "}</style></head><body>\n<h1>");
	escape_html(out, title);
	buf_puts(out, "</h1>\n");
}

void
html_end(struct buf *out)
{

	buf_puts(out, "</body></html>\n");
}

void
html_text(struct buf *out, const char *s)
{

	buf_puts(out, "<p>");
	escape_html(out, s);
	buf_puts(out, "</p>\n");
}

void
html_heading(struct buf *out, const char *s)
{

	buf_puts(out, "<h2>");
	escape_html(out, s);
	buf_puts(out, "</h2>\n");
}

void
html_term(struct buf *out, const char *term, const char *value)
{

	if (value == NULL || value[0] == '\0')
		return;
	buf_puts(out, "<dt>");
	escape_html(out, term);
	buf_puts(out, "</dt><dd>");
	escape_html(out, value);
	buf_puts(out, "</dd>\n");
}

void
html_label(struct buf *out, enum tongue lang, const char *label)
{

	/* TRANSLATORS: a label before a colon. */
	escape_html(out, label);
	escape_html(out, tongue_say(lang, N_(": ")));
}

/* The heads are words of ours: none has what ends a string of CSS. */
static void
put_narrow(struct buf *out, char name, const struct html_column *heads,
    size_t n)
{
	size_t i;

	buf_puts(out, "<style>@media screen and (max-width:45em){");
	for (i = 0; i < n; i++)
		buf_printf(out, ".%c td:nth-child(%zu)::before{content:\"%s\"}",
		    name, i + 1, heads[i].head);
	buf_puts(out, "}</style>");
}

void
html_heads(struct buf *out, char name, const struct html_column *heads,
    size_t n)
{
	size_t i;

	put_narrow(out, name, heads, n);
	buf_printf(out, "<table class=\"%c\"><colgroup>", name);
	for (i = 0; i < n; i++)
		buf_printf(out, "<col style=\"width:%d%%\">", heads[i].width);
	buf_puts(out, "</colgroup><thead><tr>");
	for (i = 0; i < n; i++) {
		buf_puts(out, "<th scope=\"col\">");
		escape_html(out, heads[i].head);
		buf_puts(out, "</th>");
	}
	buf_puts(out, "</tr></thead><tbody>\n");
}

void
html_heads_end(struct buf *out)
{

	buf_puts(out, "</tbody></table>\n");
}

void
html_cell(struct buf *out, const char *s)
{

	buf_puts(out, "<td>");
	escape_html(out, s);
	buf_puts(out, "</td>");
}

void
html_code(struct buf *out, const char *s)
{

	buf_puts(out, "<td><code>");
	escape_html(out, s);
	buf_puts(out, "</code></td>");
}
