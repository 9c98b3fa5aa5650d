#ifndef VERIFY_DIFFER_H
#define VERIFY_DIFFER_H

#include <jansson.h>

#include "store/base/buf.h"

/*
 * json_differ(a, b, at, x, y):
 * Whether two JSON values differ, in order too; if so ${at} gets the place of
 * the first difference as a JSON pointer (RFC 6901), and ${*x}, ${*y} what
 * stands there, borrowed; NULL: nothing.  Nesting beyond JSON_DEPTH_MAX is
 * one value.
 */
bool json_differ(const json_t *a, const json_t *b, struct buf *at,
    const json_t **x, const json_t **y);

#endif
