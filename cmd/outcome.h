#ifndef CMD_OUTCOME_H
#define CMD_OUTCOME_H

#include "capture/job/job.h"

/*
 * outcome_show(o):
 * Print what came of a capture for people: what was secured, by whom, and
 * what was not.
 */
void outcome_show(const struct capture_outcome *o);

/* outcome_said(post, author): who said what when; either may be NULL. */
void outcome_said(const json_t *post, const json_t *author);

#endif
