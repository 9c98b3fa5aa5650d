#ifndef CMD_CASE_DATA_H
#define CMD_CASE_DATA_H

#include <jansson.h>

#include "cmd/opt.h"
#include "store/base/error.h"

/*
 * case_data - what people enter about a case, from options to the JSON that
 * the catalogue and the events have (docs/formats/custody.md, section 8).
 *
 * case_data_take(a, data, before, after, e):
 * Put what was given into the object ${data} (lists grow, texts are
 * replaced; with --not they lose what was given); ${before} and ${after} get
 * the members that changed.  0, or -1 with ${e} ERR_INPUT for a date or a
 * place that is none, a day that is to come, or what is not there to lose.
 */
int case_data_take(const struct args *a, json_t *data, json_t *before,
    json_t *after, struct error *e);

/* case_data_sheet(a, e): the sheet of who, what, where ..., or NULL. */
json_t *case_data_sheet(const struct args *a, struct error *e);

/* case_data_triage(a, e): author, reach, network, decision ..., or NULL. */
json_t *case_data_triage(const struct args *a, struct error *e);

/* case_data_limits(data, table, now, e): limitation_rows() of the case. */
json_t *case_data_limits(const json_t *data, const json_t *table,
    int64_t now, struct error *e);

#endif
