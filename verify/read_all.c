#include "store/base/limits.h"
#include "verify/read_all.h"

int
read_all(struct content *c, struct buf *out, struct error *e)
{
	uint8_t *to;
	ssize_t k;

	do {
		if ((to = buf_reserve(out, 64 * KIB)) == NULL)
			return (buf_ok(out, e));
		if ((k = content_read(c, to, 64 * KIB, e)) > 0)
			out->n += (size_t)k;
	} while (k > 0);
	return ((int)k);
}
