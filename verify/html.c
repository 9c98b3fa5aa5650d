#include "verify/escape.h"
#include "verify/html.h"
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
    "code{overflow-wrap:anywhere;font-size:.9em}"
    "pre{background:#f3f3f3;padding:.7em 1em;white-space:pre-wrap;"
    "overflow-wrap:anywhere;font-size:.85em}"
    ".wide td{overflow-wrap:break-word}.wide td.l{overflow-wrap:anywhere}"
    "dl{display:grid;grid-template-columns:max-content 1fr;"
    "column-gap:1.2em}dd{margin:0 0 .2em}"
    ".n{border-left:.5em solid #9a6700;background:#fff6df;"
    "padding:.7em 1em}"
    "@media print{body{margin:0;max-width:none;font-size:10pt}"
    "table{font-size:8.5pt}tr,dt{break-inside:avoid}"
    "h2{break-after:avoid}}"
    "@page{size:A4;margin:16mm}";

void
html_begin(struct buf *out, const char *title)
{

	buf_printf(out, "<!DOCTYPE html>\n<html lang=\"%s\"><head>"
	    "<meta charset=\"utf-8\"><meta http-equiv="
	    "\"Content-Security-Policy\" content=\"default-src 'none'; "
	    "style-src 'unsafe-inline'\"><meta name=\"viewport\" "
	    "content=\"width=device-width\"><title>", words_lang());
	escape_html(out, title);
	buf_printf(out, "</title><style>%s</style></head><body>\n<h1>", style);
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
html_heads(struct buf *out, const char *const *heads, size_t n)
{
	size_t i;

	buf_puts(out, "<table class=\"wide\"><thead><tr>");
	for (i = 0; i < n; i++) {
		buf_puts(out, "<th scope=\"col\">");
		escape_html(out, heads[i]);
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
html_long(struct buf *out, const char *s)
{

	buf_puts(out, "<td class=\"l\">");
	escape_html(out, s);
	buf_puts(out, "</td>");
}

void
html_code(struct buf *out, const char *s)
{

	buf_puts(out, "<td class=\"l\"><code>");
	escape_html(out, s);
	buf_puts(out, "</code></td>");
}
