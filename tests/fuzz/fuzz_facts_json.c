#include "tests/lib/facts_input.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

/* Any answer: no crash, no error, and the same facts each time. */
int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct span in = { p, n };

	facts_input(in, "application/json");
	return (0);
}
