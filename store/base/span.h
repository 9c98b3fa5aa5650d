#ifndef STORE_BASE_SPAN_H
#define STORE_BASE_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * span - borrowed bytes.  Whoever hands out a span says until when they live.
 * An absent value is a span whose p is NULL; an empty one has p set, n 0.
 */
struct span {
	const uint8_t *p;
	size_t n;
};

/* span_of(s): the bytes of the string ${s} without its NUL; NULL is absent. */
struct span span_of(const char *s);

/* span_eq(a, b), span_is(a, s): whether the bytes are the same. */
bool span_eq(struct span a, struct span b);
bool span_is(struct span a, const char *s);

/* span_is_nocase(a, s): the same, ASCII letters compared without case. */
bool span_is_nocase(struct span a, const char *s);

/* span_holds_nocase(a, s): whether ${s} stands in ${a}, likewise. */
bool span_holds_nocase(struct span a, const char *s);

/* span_starts(a, s), span_ends(a, s): whether ${a} begins or ends so. */
bool span_starts(struct span a, const char *s);
bool span_ends(struct span a, const char *s);

/* span_find(a, c): index of the first byte ${c}, or -1. */
ptrdiff_t span_find(struct span a, uint8_t c);

/* span_sub(a, from, n): at most ${n} bytes from ${from}; clipped to ${a}. */
struct span span_sub(struct span a, size_t from, size_t n);

/* span_trim(a): without blanks (space, tab, CR, LF) at both ends. */
struct span span_trim(struct span a);

/*
 * span_line(rest, line):
 * Cut the next line, without its LF or CRLF, from ${rest} into ${line}.
 * Return false when ${rest} is empty.
 */
bool span_line(struct span *rest, struct span *line);

/*
 * span_str(a):
 * Return a NUL-terminated copy for free(), or NULL when memory ran out.
 * A NUL inside ${a} stays: check with span_find where it matters.
 */
char *span_str(struct span a);

/* span_utf8(a): whether the bytes are well-formed UTF-8 (RFC 3629). */
bool span_utf8(struct span a);

#endif
