#include "verify/wrap.h"

#define DEEPER	4

/* Characters of UTF-8: bytes that do not continue one. */
static size_t
columns(struct span s)
{
	size_t i, n = 0;

	for (i = 0; i < s.n; i++)
		n += (s.p[i] & 0xc0) != 0x80;
	return (n);
}

static size_t
blanks(struct span s)
{
	size_t n = 0;

	while (n < s.n && s.p[n] == ' ')
		n++;
	return (n);
}

static void
put_blanks(struct buf *out, size_t n)
{

	while (n-- > 0)
		buf_putc(out, ' ');
}

void
wrap_line(struct buf *out, struct span line, size_t width)
{
	size_t indent = blanks(line), at = indent, begin = indent, n, gap;
	struct span word;

	put_blanks(out, indent);
	line = span_sub(line, indent, line.n - indent);
	for (gap = 0; line.n > 0; gap = blanks(line),
	    line = span_sub(line, gap, line.n - gap)) {
		for (n = 0; n < line.n && line.p[n] != ' ';)
			n++;
		word = span_sub(line, 0, n);
		if (at > begin && at + gap + columns(word) > width) {
			buf_putc(out, '\n');
			at = begin = indent + DEEPER;
			gap = at;
		} else
			at += gap;
		put_blanks(out, gap);
		buf_putspan(out, word);
		at += columns(word);
		line = span_sub(line, n, line.n - n);
	}
	buf_putc(out, '\n');
}
