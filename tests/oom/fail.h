#ifndef TESTS_OOM_FAIL_H
#define TESTS_OOM_FAIL_H

#include <stdbool.h>

#include "store/base/error.h"

/*
 * fail - the n-th allocation fails.  The linker sends every malloc, calloc,
 * realloc, reallocarray, strdup, strndup, asprintf and vasprintf of our code
 * here (-Wl,--wrap); those of OpenSSL and jansson come along through
 * alloc_watch(), which a program calls first (as fail_watch).
 */

/* fail_watch(): alloc_watch(), but nothing fails in libxml2 itself: its XPath
 * (2.9) breaks down then. */
int fail_watch(void);

/* fail_at(n): the ${n}-th allocation from now on fails, once; 0: none. */
void fail_at(long n);

/* fail_happened(): whether it has failed since fail_at(). */
bool fail_happened(void);

/* fail_count(): allocations since fail_at(). */
long fail_count(void);

/*
 * fail_try(name, run, tries):
 * ${run} does a work: 1 for the right result, 0 for a wrong one, -1 with an
 * error.  Let about ${tries} of its allocations fail, one at a time, and say
 * what came of it.  Return how many results were wrong.
 */
int fail_try(const char *name, int (*run)(struct error *e), long tries);

#endif
