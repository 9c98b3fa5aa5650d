#ifndef STORE_BASE_JSON_H
#define STORE_BASE_JSON_H

#include <jansson.h>

#include "store/base/buf.h"

/*
 * json - strict reading and one way of writing (jansson).
 *
 * Reading refuses duplicate keys, anything after the value, nesting deeper
 * than JSON_DEPTH_MAX and text that is not UTF-8: two readers must not see
 * two documents.  Writing is UTF-8, one line, keys in the order they were
 * set, '/' not escaped.
 */

/* json_read(s, e): a new reference, or NULL with ${e}: ERR_SYNTAX (offset
 * set), ERR_NOMEM. */
json_t *json_read(struct span s, struct error *e);

/*
 * json_read_flags(s, flags, e):
 * The same as jansson reads it with ${flags} (JSON_ALLOW_NUL ...), no deeper
 * than its own limit; the only way to its reader: see alloc_guard.
 */
json_t *json_read_flags(struct span s, size_t flags, struct error *e);

/*
 * json_read_lax(s, depth, parts, e):
 * The value that ${s} begins with, as a page's script would see it, and
 * nothing after it: of keys that repeat the last counts, control characters
 * may stand in strings, half a surrogate pair and U+0000 read U+FFFD, an
 * integer that does not fit 64 bits is a string of its digits.  A new
 * reference, or NULL with ${e}: ERR_SYNTAX, ERR_LIMIT (nested deeper than
 * ${depth}, or more than ${parts} objects and arrays), ERR_NOMEM.
 */
json_t *json_read_lax(struct span s, size_t depth, size_t parts,
    struct error *e);

/* json_write(out, j, e): append ${j} without a line end; 0, or -1. */
int json_write(struct buf *out, const json_t *j, struct error *e);

/* json_write_pretty(out, j, e): the same, indented by two spaces. */
int json_write_pretty(struct buf *out, const json_t *j, struct error *e);

/*
 * json_text(j, key), json_whole(j, key, out):
 * The string (borrowed from ${j}; NULL when absent, no string, or holding a
 * NUL) or integer (false when absent or no integer) under ${key} of the
 * object ${j}.  ${j} may be NULL or no object.
 */
const char *json_text(const json_t *j, const char *key);
bool json_whole(const json_t *j, const char *key, int64_t *out);

/*
 * json_put(j, key, value, ok):
 * Set ${key} of the object ${j} to ${value}, whose reference is taken.  Where
 * ${value} is NULL (out of memory) or setting fails, ${*ok} becomes false, so
 * that a row of puts needs one check.
 */
void json_put(json_t *j, const char *key, json_t *value, bool *ok);

/*
 * json_put_text(j, key, s, ok):
 * Set ${key} to the string ${s}; a NULL ${s} puts nothing (what is not known
 * is absent).  Bytes that are not UTF-8 are replaced by U+FFFD.
 */
void json_put_text(json_t *j, const char *key, const char *s, bool *ok);
void json_put_span(json_t *j, const char *key, struct span s, bool *ok);
void json_put_int(json_t *j, const char *key, int64_t v, bool *ok);
void json_put_bool(json_t *j, const char *key, bool v, bool *ok);

/* json_put_time(j, key, ms, ok): to the millisecond; TIME_UNKNOWN is absent. */
void json_put_time(json_t *j, const char *key, int64_t ms, bool *ok);

/* json_add(array, value, ok): append, taking the reference. */
void json_add(json_t *array, json_t *value, bool *ok);

/*
 * json_made(j, ok, e):
 * The end of such a row: ${j} where ${ok}, else NULL with ERR_NOMEM in ${e}
 * and nothing kept of ${j}.
 */
json_t *json_made(json_t *j, bool ok, struct error *e);

#endif
