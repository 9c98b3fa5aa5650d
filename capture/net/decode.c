#include "capture/net/net_internal.h"
#include "store/warc/http_body.h"

static int
collect(void *ctx, struct span piece, struct error *e)
{
	struct buf *out = ctx;

	buf_putspan(out, piece);
	return (buf_ok(out, e));
}

int
net_decode(struct span head, const struct body *body, struct buf *out,
    struct error *e)
{
	struct http_body *d;
	uint8_t block[16384];
	int64_t at = 0;
	ssize_t n;
	int rc = -1;

	if (http_body_open(head, collect, out, &d, e) < 0)
		return (-1);
	while ((n = body_read(body, at, block, sizeof(block), e)) > 0) {
		at += n;
		if (http_body_put(d, (struct span){ block, (size_t)n }, e) < 0)
			goto out;
	}
	rc = n < 0 ? -1 : 0;
out:
	http_body_free(d);
	return (rc);
}
