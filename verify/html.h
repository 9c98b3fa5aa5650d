#ifndef VERIFY_HTML_H
#define VERIFY_HTML_H

#include "store/base/buf.h"
#include "verify/tongue.h"

/*
 * html - what reports in HTML share: one file that loads nothing and runs
 * nothing, whatever names and titles hold.  Texts are escaped here.  On paper
 * each page has its number and ${mark}.
 */

/*
 * html_begin(out, lang, title, mark): up to and with the heading; ${mark}: a
 * number, hex digits and hyphens alone, at the foot of each printed page, or
 * NULL.  html_end: the end.
 */
void html_begin(struct buf *out, enum tongue lang, const char *title,
    const char *mark);
void html_end(struct buf *out);

/* A paragraph; a heading of a section. */
void html_text(struct buf *out, const char *s);
void html_heading(struct buf *out, const char *s);

/* A term and its value, in a <dl>; an absent or empty value says nothing. */
void html_term(struct buf *out, const char *term, const char *value);

/* A name and a colon, spaced as the language wants. */
void html_label(struct buf *out, enum tongue lang, const char *label);

/*
 * html_heads(out, name, heads, n): the table begins, with its column heads and
 * how wide each column is (percent): no word, be it ever so long, widens it.
 * On a narrow screen each cell has its head before it; ${name}, a letter, is
 * that of all tables with these heads.
 */
struct html_column {
	const char *head;
	int width;
};
void html_heads(struct buf *out, char name, const struct html_column *heads,
    size_t n);
void html_heads_end(struct buf *out);

/* A cell; NULL is an empty one.  html_code: of letters all alike. */
void html_cell(struct buf *out, const char *s);
void html_code(struct buf *out, const char *s);

#endif
