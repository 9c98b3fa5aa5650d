#ifndef CMD_CASE_LIMITS_H
#define CMD_CASE_LIMITS_H

#include <jansson.h>

#include "store/base/error.h"

/*
 * case_limits - the time limits of a case, for people and for programs: which
 * ends next, how many days are left, and what is not known.  Never without
 * the notice that this is not legal advice.
 *
 * case_limits_read(data, table, now, out, e):
 * What the case's ${data} gives by ${table} (limitation.h) as of ${now}: an
 * object with "limitations" (limitation_rows), "next" (id, rule, law, ends,
 * days_left, earliest; absent where none can be told), "ended" (how many
 * have), "without" (jurisdictions that the table says nothing of, where there
 * are any), "missing" (of "jurisdictions" and "published", where one lacks),
 * "notice".  0 or -1.
 */
int case_limits_read(const json_t *data, const json_t *table, int64_t now,
    json_t **out, struct error *e);

/* case_limits_ends(limits): the next end, for sorting; "~" where none is. */
const char *case_limits_ends(const json_t *limits);

/* case_limits_show(limits): all of them, on stdout. */
void case_limits_show(const json_t *limits);

/* case_limits_line(limits): what ends next, in one line under a case. */
void case_limits_line(const json_t *limits);

/* case_limits_notice(limits): the notice, in the reader's language. */
void case_limits_notice(const json_t *limits);

#endif
