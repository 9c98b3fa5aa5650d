#ifndef TESTS_LIB_TSA_H
#define TESTS_LIB_TSA_H

#include "store/base/buf.h"
#include "store/base/error.h"
#include "store/base/span.h"

/*
 * tsa - the real time-stamp authority of tsa.sh, for tests in C: answers come
 * from `openssl ts`, without HTTP.  Tests run in the project's root.
 */

/* tsa_run(words, e): run a program (PATH is searched) to its good end. */
int tsa_run(const char * const words[], struct error *e);

/* tsa_make(folder, e): make the authority in an existing, empty folder. */
int tsa_make(const char *folder, struct error *e);

/* tsa_ask(folder, mode, query, answer, e): its answer, in a mode of tsa.sh. */
int tsa_ask(const char *folder, const char *mode, struct span query,
    struct buf *answer, struct error *e);

#endif
