#ifndef STORE_FACTS_PLATFORMS_LEAD_H
#define STORE_FACTS_PLATFORMS_LEAD_H

#include <jansson.h>
#include <stdbool.h>

/*
 * lead_add(out, url, accept, role, ok):
 * Append {"url","accept","role"} to the array ${out}, as facts_leads wants
 * it; ${*ok} becomes false where memory ran out.
 */
void lead_add(json_t *out, const char *url, const char *accept,
    const char *role, bool *ok);

#endif
