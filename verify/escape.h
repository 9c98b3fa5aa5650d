#ifndef VERIFY_ESCAPE_H
#define VERIFY_ESCAPE_H

#include <jansson.h>

#include "store/base/buf.h"

/*
 * escape - text of strangers, made harmless for people's eyes.
 *
 * Control characters, invisible ones and those that turn the direction of
 * writing (Unicode categories Cc, Cf as far as they mislead, line and
 * paragraph separators) are shown as "\u{202e}"; bytes that are not UTF-8 as
 * U+FFFD.  So no file name rewrites a terminal or reverses a sentence.
 * NULL appends nothing.
 */
void escape_text(struct buf *out, const char *s);

/* The same, and & < > " ' as character references (HTML text, attributes). */
void escape_html(struct buf *out, const char *s);

/*
 * escape_json(out, s): the JSON text ${s}, which is UTF-8, with such
 * characters as escapes of JSON: the same values, and nothing that a terminal
 * obeys.
 */
void escape_json(struct buf *out, struct span s);

/* escape_put_json(out, j, e): ${j} as escape_json() has it, on one line; 0, or
 * -1 with ${e}. */
int escape_put_json(struct buf *out, const json_t *j, struct error *e);

#endif
