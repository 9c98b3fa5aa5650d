#ifndef STORE_BASE_NUM_H
#define STORE_BASE_NUM_H

#include <stdint.h>

#include "store/base/error.h"
#include "store/base/span.h"

/*
 * num_parse(s, min, max, out, e):
 * Read the whole of ${s} as a decimal number: digits, with one '-' in front
 * where ${min} is negative; no blanks, no '+', no leading zeros but "0".
 * Return 0, or -1 with ${e}: ERR_SYNTAX, or ERR_LIMIT outside [min, max].
 */
int num_parse(struct span s, int64_t min, int64_t max, int64_t *out,
    struct error *e);

/*
 * num_parse_hex(s, max, out, e):
 * As num_parse for 1 to 16 hexadecimal digits of either case.
 */
int num_parse_hex(struct span s, uint64_t max, uint64_t *out, struct error *e);

/* num_digits(p, n, out): ${n} <= 18 digits, zeros allowed; 0 or -1. */
int num_digits(const uint8_t *p, size_t n, int64_t *out);

#endif
