#include <stdlib.h>
#include <string.h>

#include "store/base/span.h"

struct span
span_of(const char *s)
{

	if (s == NULL)
		return ((struct span){ NULL, 0 });
	return ((struct span){ (const uint8_t *)s, strlen(s) });
}

bool
span_eq(struct span a, struct span b)
{

	return (a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0));
}

bool
span_is(struct span a, const char *s)
{

	return (span_eq(a, span_of(s)));
}

static uint8_t
lower(uint8_t c)
{

	return (c >= 'A' && c <= 'Z' ? (uint8_t)(c - 'A' + 'a') : c);
}

bool
span_is_nocase(struct span a, const char *s)
{
	struct span b = span_of(s);
	size_t i;

	if (a.n != b.n)
		return (false);
	for (i = 0; i < a.n; i++)
		if (lower(a.p[i]) != lower(b.p[i]))
			return (false);
	return (true);
}

bool
span_holds_nocase(struct span a, const char *s)
{
	size_t i, n = strlen(s);

	for (i = 0; i + n <= a.n; i++)
		if (span_is_nocase(span_sub(a, i, n), s))
			return (true);
	return (false);
}

bool
span_starts(struct span a, const char *s)
{
	struct span b = span_of(s);

	return (a.n >= b.n && span_eq(span_sub(a, 0, b.n), b));
}

bool
span_ends(struct span a, const char *s)
{
	struct span b = span_of(s);

	return (a.n >= b.n && span_eq(span_sub(a, a.n - b.n, b.n), b));
}

ptrdiff_t
span_find(struct span a, uint8_t c)
{
	const uint8_t *hit = a.n == 0 ? NULL : memchr(a.p, c, a.n);

	return (hit == NULL ? -1 : hit - a.p);
}

struct span
span_sub(struct span a, size_t from, size_t n)
{

	if (from > a.n)
		from = a.n;
	if (n > a.n - from)
		n = a.n - from;
	return ((struct span){ a.p == NULL ? NULL : a.p + from, n });
}

static bool
blank(uint8_t c)
{

	return (c == ' ' || c == '\t' || c == '\r' || c == '\n');
}

struct span
span_trim(struct span a)
{

	while (a.n > 0 && blank(a.p[0])) {
		a.p++;
		a.n--;
	}
	while (a.n > 0 && blank(a.p[a.n - 1]))
		a.n--;
	return (a);
}

bool
span_line(struct span *rest, struct span *line)
{
	ptrdiff_t end;

	if (rest->n == 0)
		return (false);
	end = span_find(*rest, '\n');
	if (end < 0) {
		*line = *rest;
		*rest = span_sub(*rest, rest->n, 0);
		return (true);
	}
	*line = span_sub(*rest, 0, (size_t)end);
	*rest = span_sub(*rest, (size_t)end + 1, rest->n);
	if (line->n > 0 && line->p[line->n - 1] == '\r')
		line->n--;
	return (true);
}

char *
span_str(struct span a)
{
	char *s = malloc(a.n + 1);

	if (s == NULL)
		return (NULL);
	if (a.n > 0)
		memcpy(s, a.p, a.n);
	s[a.n] = '\0';
	return (s);
}

/* Length of the well-formed sequence at the start of ${a}, or 0. */
static size_t
utf8_sequence(struct span a)
{
	uint8_t c = a.p[0], lo = 0x80, hi = 0xbf;
	size_t i, n;

	if (c < 0x80)
		return (1);
	if (c >= 0xc2 && c <= 0xdf)
		n = 2;
	else if (c >= 0xe0 && c <= 0xef)
		n = 3;
	else if (c >= 0xf0 && c <= 0xf4)
		n = 4;
	else
		return (0);
	if (a.n < n)
		return (0);
	/* No overlong forms, no surrogates, nothing above U+10FFFF. */
	if (c == 0xe0)
		lo = 0xa0;
	else if (c == 0xed)
		hi = 0x9f;
	else if (c == 0xf0)
		lo = 0x90;
	else if (c == 0xf4)
		hi = 0x8f;
	if (a.p[1] < lo || a.p[1] > hi)
		return (0);
	for (i = 2; i < n; i++)
		if ((a.p[i] & 0xc0) != 0x80)
			return (0);
	return (n);
}

bool
span_utf8(struct span a)
{
	size_t n;

	while (a.n > 0) {
		if ((n = utf8_sequence(a)) == 0)
			return (false);
		a.p += n;
		a.n -= n;
	}
	return (true);
}
