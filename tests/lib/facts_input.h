#ifndef TESTS_LIB_FACTS_INPUT_H
#define TESTS_LIB_FACTS_INPUT_H

#include "store/base/span.h"

/*
 * facts_input(in, mime):
 * Derive facts from ${in}, a line with an address and a body, twice; abort
 * where that fails or the two differ.
 */
void facts_input(struct span in, const char *mime);

#endif
