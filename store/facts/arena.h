#ifndef STORE_FACTS_ARENA_H
#define STORE_FACTS_ARENA_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "store/base/buf.h"
#include "store/base/span.h"

/*
 * arena - many small pieces that live and go together, under one ceiling.
 *
 * Failure does not stick to the pieces that fit: each call answers for
 * itself, and the flags say afterwards what has happened.
 */
struct arena {
	struct arena_block *first;
	size_t used;		/* bytes taken, with what was lost to ends */
	size_t max;
	bool nomem;		/* memory ran out */
	bool full;		/* the ceiling was met */
};

/* arena_get(a, n): ${n} zeroed bytes, aligned for anything, or NULL. */
void *arena_get(struct arena *a, size_t n);

/* arena_span(a, s): a copy with a NUL behind it; absent stays absent, and is
 * what a failure gives. */
struct span arena_span(struct arena *a, struct span s);
const char *arena_str(struct arena *a, const char *s);

/* arena_buf(a, b): a copy of what ${b} holds, which is freed; its failure is
 * noted as ours. */
struct span arena_buf(struct arena *a, struct buf *b);

const char *arena_vprintf(struct arena *a, const char *fmt, va_list ap)
    __attribute__((format(printf, 2, 0)));

/* arena_free(a): all of it; ${a} may be used again. */
void arena_free(struct arena *a);

#endif
