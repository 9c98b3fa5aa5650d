#ifndef CMD_FINDINGS_H
#define CMD_FINDINGS_H

#include "store/home/home.h"

/*
 * findings - what checks of the store and of its log have found, for people
 * (a line each, translated level, technical detail) and as JSON.
 */
void findings_log_show(const struct log_findings *fs);
void findings_home_show(const struct home_findings *fs);

/* Lists of {"fault","level","seq"|"subject","detail"}; NULL: no memory. */
json_t *findings_log_json(const struct log_findings *fs);
json_t *findings_home_json(const struct home_findings *fs);

#endif
