#include <string.h>

#include "capture/net/net.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

/* A response, head and body: codings taken off, never beyond the ceiling. */
int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct buf out = BUF_INIT(64 * KIB);
	const uint8_t *end = memmem(p, n, "\r\n\r\n", 4);
	size_t head = end == NULL ? n : (size_t)(end - p) + 4;
	struct span whole = { p, n };
	struct body *body;

	if (body_open(&body, "/tmp", INT64_C(1) << 20, NULL) < 0)
		return (0);
	if (body_put(body, p + head, n - head, NULL) == 0)
		net_decode(span_sub(whole, 0, head), body, &out, NULL);
	if (out.n > 64 * KIB)
		__builtin_trap();
	body_free(body);
	buf_free(&out);
	return (0);
}
