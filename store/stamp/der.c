#include <string.h>

#include "store/stamp/der.h"

#define LENGTH_BYTES	4

int
der_peek(struct span rest)
{

	return (rest.n == 0 ? -1 : rest.p[0]);
}

/* Read the length at ${at} of ${s}; move ${at} behind it. */
static bool
read_length(struct span s, size_t *at, size_t *length)
{
	size_t i, n;

	if (*at >= s.n)
		return (false);
	n = s.p[(*at)++];
	if (n < 0x80) {
		*length = n;
		return (true);
	}
	n &= 0x7f;
	/* 0x80 is the indefinite form of BER. */
	if (n == 0 || n > LENGTH_BYTES || n > s.n - *at || s.p[*at] == 0)
		return (false);
	*length = 0;
	for (i = 0; i < n; i++)
		*length = *length << 8 | s.p[(*at)++];
	return (*length >= 0x80);
}

bool
der_any(struct span *rest, uint8_t *tag, struct span *content,
    struct span *whole)
{
	size_t at = 1, n;

	if (rest->n == 0 || (rest->p[0] & 0x1f) == 0x1f ||
	    !read_length(*rest, &at, &n) || n > rest->n - at)
		return (false);
	if (tag != NULL)
		*tag = rest->p[0];
	if (content != NULL)
		*content = (struct span){ rest->p + at, n };
	if (whole != NULL)
		*whole = (struct span){ rest->p, at + n };
	rest->p += at + n;
	rest->n -= at + n;
	return (true);
}

bool
der_take(struct span *rest, uint8_t tag, struct span *content)
{

	return (der_peek(*rest) == tag && der_any(rest, NULL, content, NULL));
}

bool
der_integer_ok(struct span content)
{

	if (content.n == 0)
		return (false);
	if (content.n == 1)
		return (true);
	return (!(content.p[0] == 0x00 && (content.p[1] & 0x80) == 0) &&
	    !(content.p[0] == 0xff && (content.p[1] & 0x80) != 0));
}

bool
der_whole_number(struct span content, int64_t *out)
{
	uint64_t v;
	size_t i;

	if (!der_integer_ok(content) || content.n > sizeof(v))
		return (false);
	v = (content.p[0] & 0x80) != 0 ? UINT64_MAX : 0;
	for (i = 0; i < content.n; i++)
		v = v << 8 | content.p[i];
	*out = (int64_t)v;
	return (true);
}

struct span
der_magnitude(struct span content)
{

	if (content.n > 1 && content.p[0] == 0)
		return (span_sub(content, 1, content.n));
	return (content);
}

bool
der_bool(struct span content, bool *out)
{

	if (content.n != 1 || (content.p[0] != 0x00 && content.p[0] != 0xff))
		return (false);
	*out = content.p[0] != 0;
	return (true);
}

int
der_order(struct span a, struct span b)
{
	int order = memcmp(a.p, b.p, a.n < b.n ? a.n : b.n);

	if (order != 0 || a.n == b.n)
		return (order);
	return (a.n < b.n ? -1 : 1);
}

/* The header of an element of ${n} bytes (section 8.1.3); its length. */
static size_t
make_header(uint8_t head[static 2 + LENGTH_BYTES], uint8_t tag, size_t n)
{
	size_t bytes = 0, i;

	head[0] = tag;
	head[1] = (uint8_t)n;
	if (n < 0x80)
		return (2);
	while (bytes < LENGTH_BYTES && n >> 8 * bytes != 0)
		bytes++;
	head[1] = (uint8_t)(0x80 | bytes);
	for (i = 0; i < bytes; i++)
		head[2 + i] = (uint8_t)(n >> 8 * (bytes - 1 - i) & 0xff);
	return (2 + bytes);
}

/* What is longer than four bytes of length can say does not fit a buf. */
void
der_element(struct buf *out, uint8_t tag, struct span content)
{
	uint8_t head[2 + LENGTH_BYTES];

	buf_put(out, head, make_header(head, tag, content.n));
	buf_putspan(out, content);
}

void
der_wrap(struct buf *out, size_t from, uint8_t tag)
{
	uint8_t head[2 + LENGTH_BYTES];
	size_t n = make_header(head, tag, out->n - from);

	if (buf_reserve(out, n) == NULL)
		return;
	memmove(out->p + from + n, out->p + from, out->n - from);
	memcpy(out->p + from, head, n);
	out->n += n;
	out->p[out->n] = '\0';
}
