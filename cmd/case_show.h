#ifndef CMD_CASE_SHOW_H
#define CMD_CASE_SHOW_H

#include "store/home/home.h"

/*
 * case_show - a case for people and for programs: what is known of it, the
 * time limits that may apply, its exhibits, and everything that happened.
 *
 * case_show_text(h, name, e), case_show_json(h, name, e): on stdout; 0 or -1
 * with ${e}: ERR_NOTFOUND.
 */
int case_show_text(struct home *h, const char *name, struct error *e);
int case_show_json(struct home *h, const char *name, struct error *e);

/*
 * case_list(h, json, e):
 * All cases: open ones first, the one whose time limit ends next on top, then
 * those of which no end can be told, by name; what is known of the limit
 * stands under each.
 */
int case_list(struct home *h, bool json, struct error *e);

/*
 * What both share.  case_row_json(row, data, ok): the row and what people
 * entered, a new reference.  case_state_word(k): "open" or "closed", in words.
 * case_dates_show(h, name, data, e): which dates of publication the captured
 * posts tell, where the case has none or a later one; 0 or -1.
 */
json_t *case_row_json(const struct catalog_case *row, json_t *data, bool *ok);
const char *case_state_word(const struct catalog_case *k);
int case_dates_show(struct home *h, const char *name, const json_t *data,
    struct error *e);

#endif
