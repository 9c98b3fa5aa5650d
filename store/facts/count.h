#ifndef STORE_FACTS_COUNT_H
#define STORE_FACTS_COUNT_H

#include <stdbool.h>
#include <stddef.h>

#include "store/base/span.h"

#define COUNT_TEXT	20

/*
 * count_read(shown, out):
 * A counter that is exact, "1234", "1,234", "1 234", as digits; 0 where it is
 * none, else how many digits.
 */
size_t count_read(struct span shown, char out[static COUNT_TEXT]);

/* count_rounded(shown): whether it is a rounded one: "12.3K", "1,2 M". */
bool count_rounded(struct span shown);

/* count_same(a, b): whether both can be one number, as far as the rounded one
 * tells. */
bool count_same(struct span a, struct span b);

#endif
