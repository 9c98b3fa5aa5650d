#ifndef CMD_PARAMS_H
#define CMD_PARAMS_H

#include <jansson.h>

#include "cmd/opt.h"

/*
 * params_of(a):
 * The options that were given, for the records of what was done: an object,
 * a new reference, or NULL (no memory).  Passwords in URLs are withheld.
 */
json_t *params_of(const struct args *a);

/* params_put(j, key, value, ok): one value so. */
void params_put(json_t *j, const char *key, const char *value, bool *ok);

#endif
