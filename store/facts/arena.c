#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/facts/arena.h"

#define BLOCK	((size_t)64 * 1024)

struct arena_block {
	struct arena_block *next;
	size_t used;
	size_t size;
	alignas(max_align_t) unsigned char p[];
};

static struct arena_block *
block_add(struct arena *a, size_t n)
{
	struct arena_block *b;
	size_t size = n > BLOCK / 4 ? n : BLOCK;

	if (size > a->max || a->used > a->max - size) {
		a->full = true;
		return (NULL);
	}
	if ((b = calloc(1, sizeof(*b) + size)) == NULL) {
		a->nomem = true;
		return (NULL);
	}
	b->size = size;
	a->used += size;
	/* A piece of its own leaves the block in use in front. */
	if (size == n && a->first != NULL) {
		b->next = a->first->next;
		a->first->next = b;
	} else {
		b->next = a->first;
		a->first = b;
	}
	return (b);
}

void *
arena_get(struct arena *a, size_t n)
{
	struct arena_block *b = a->first;
	void *p;

	if (n > a->max) {
		a->full = true;
		return (NULL);
	}
	n = (n + alignof(max_align_t) - 1) / alignof(max_align_t) *
	    alignof(max_align_t);
	if (b == NULL || b->size - b->used < n)
		if ((b = block_add(a, n)) == NULL)
			return (NULL);
	p = b->p + b->used;
	b->used += n;
	return (p);
}

struct span
arena_span(struct arena *a, struct span s)
{
	struct span out = { NULL, 0 };
	uint8_t *p;

	if (s.p == NULL || s.n == SIZE_MAX ||
	    (p = arena_get(a, s.n + 1)) == NULL)
		return (out);
	if (s.n > 0)
		memcpy(p, s.p, s.n);
	out.p = p;
	out.n = s.n;
	return (out);
}

const char *
arena_str(struct arena *a, const char *s)
{

	return ((const char *)arena_span(a, span_of(s)).p);
}

struct span
arena_buf(struct arena *a, struct buf *b)
{
	struct span out = { NULL, 0 };

	if (b->failed == ERR_NONE)
		out = arena_span(a, (struct span){ (const uint8_t *)buf_str(b),
		    b->n });
	else if (b->failed == ERR_NOMEM)
		a->nomem = true;
	else
		a->full = true;
	buf_free(b);
	return (out);
}

const char *
arena_vprintf(struct arena *a, const char *fmt, va_list ap)
{
	va_list again;
	char *p = NULL;
	int n;

	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (n >= 0 && (p = arena_get(a, (size_t)n + 1)) != NULL)
		(void)vsnprintf(p, (size_t)n + 1, fmt, ap);
	return (p);
}

void
arena_free(struct arena *a)
{
	struct arena_block *b, *next;

	for (b = a->first; b != NULL; b = next) {
		next = b->next;
		free(b);
	}
	a->first = NULL;
	a->used = 0;
}
