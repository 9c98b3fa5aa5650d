#ifndef VERIFY_HTML_H
#define VERIFY_HTML_H

#include "store/base/buf.h"

/*
 * html - what reports in HTML share: one file that loads nothing and runs
 * nothing, whatever names and titles hold.  Texts are escaped here.
 */

/* html_begin(out, title): up to and with the heading; html_end: the end. */
void html_begin(struct buf *out, const char *title);
void html_end(struct buf *out);

/* A paragraph; a heading of a section. */
void html_text(struct buf *out, const char *s);
void html_heading(struct buf *out, const char *s);

/* A term and its value, in a <dl>; an absent or empty value says nothing. */
void html_term(struct buf *out, const char *term, const char *value);

/* html_heads(out, heads, n): the table begins, with its column heads. */
void html_heads(struct buf *out, const char *const *heads, size_t n);
void html_heads_end(struct buf *out);

/* A cell; NULL is an empty one.  html_long: of words that may be broken, as
 * addresses are; html_code: of letters all alike. */
void html_cell(struct buf *out, const char *s);
void html_long(struct buf *out, const char *s);
void html_code(struct buf *out, const char *s);

#endif
