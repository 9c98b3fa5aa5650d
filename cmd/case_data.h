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
 * replaced); ${before} and ${after} get the members that changed.  0, or -1
 * with ${e} ERR_INPUT for a date that is none.
 */
int case_data_take(const struct args *a, json_t *data, json_t *before,
    json_t *after, struct error *e);

/* case_data_sheet(a, e): the sheet of who, what, where ..., or NULL. */
json_t *case_data_sheet(const struct args *a, struct error *e);

/* case_data_triage(a, e): author, reach, network, decision ..., or NULL. */
json_t *case_data_triage(const struct args *a, struct error *e);

/* case_data_limits(data, e): as limitation_rows() for the case, or NULL. */
json_t *case_data_limits(const json_t *data, struct error *e);

#endif
