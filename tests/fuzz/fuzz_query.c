#include "capture/record/query.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

/* The body of any request, as a query: bounded, and of one line. */
int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static const char *const types[] = { "application/json",
	    "multipart/form-data; boundary=b", "image/png" };
	struct buf out = BUF_INIT((size_t)64 * 1024);
	size_t i;

	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		buf_reset(&out);
		if (query_of(&out, span_of(types[i]), (struct span){ p, n },
		    NULL) != 0 || out.n > QUERY_MAX ||
		    span_find(buf_span(&out), '\n') >= 0)
			__builtin_trap();
	}
	buf_free(&out);
	return (0);
}
