#ifndef STORE_BASE_ALLOC_H
#define STORE_BASE_ALLOC_H

#include <stdbool.h>

/*
 * alloc - one place that knows whether memory ever ran out.
 *
 * Libraries below us (OpenSSL, jansson, libxml2) may answer "invalid" or "not
 * there" when they mean "no memory".  So their allocations go through here,
 * and a verdict is only given when none of them has failed: see verify/.
 */

/*
 * alloc_watch():
 * Route the allocations of these libraries through here.  Call first in main,
 * before any of them is used and before there are threads: libxml2 also begins
 * here, since it cannot in two of them at once.  Return 0, or -1 when OpenSSL
 * has allocated already.
 */
int alloc_watch(void);

/*
 * alloc_guard(run, ctx):
 * Call ${run}(ctx).  Where an allocation of jansson's fails in it, ${run} is
 * left at once and all that jansson had allocated in it is freed: its parser
 * does not notice that the text of a token could not be kept, and would write
 * beyond it.  ${run} must own nothing else and make no longer-lived JSON grow.
 * Return whether ${run} came to its end.  Has no effect before alloc_watch.
 */
bool alloc_guard(void (*run)(void *), void *ctx);

/*
 * alloc_note():
 * One of our own has failed; error_nomem and buf do this.  Whoever asked may
 * take what it wanted for not there, and go on.
 */
void alloc_note(void);

/* alloc_failures(): how many allocations have failed, in any thread. */
unsigned long alloc_failures(void);

/*
 * alloc_failed(), alloc_forget():
 * Whether an allocation has failed, in any thread, since this thread last
 * forgot, or else since the program began.  A program that does many things
 * in turn forgets before each; what it keeps from one to the next must not
 * have been made, or used by OpenSSL, while memory was short.
 */
bool alloc_failed(void);
void alloc_forget(void);

#endif
