#ifndef STORE_BASE_BUF_H
#define STORE_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/base/error.h"
#include "store/base/span.h"

/*
 * buf - owned bytes that grow up to a ceiling.
 *
 * Failure sticks: after the first one every put is a no-op, so a row of puts
 * needs one check at the end (buf_ok).  A NUL that is not counted in n always
 * follows the bytes once something was put.
 *
 * With a drain the bytes do not stay: whenever BUF_DRAIN of them are together
 * the next put hands them on first, and n counts anew.  The ceiling is then
 * that of what is held, not of all.  What the drain fails with sticks as well.
 */
#define BUF_DRAIN	(32 * 1024)

struct buf_drain {
	int (*put)(void *ctx, struct span s, struct error *e);
	void *ctx;
	struct error why;		/* of a failure */
};

struct buf {
	uint8_t *p;
	size_t n;
	size_t cap;
	size_t max;			/* ceiling in bytes */
	enum error_code failed;		/* ERR_NONE, ERR_NOMEM, ERR_LIMIT, or
					 * the drain's */
	struct buf_drain *drain;	/* or NULL */
};

#define BUF_INIT(ceiling)	{ .p = NULL, .max = (ceiling) }
#define BUF_DRAINED(to)							\
	{ .p = NULL, .max = (size_t)64 << 20, .drain = (to) }

void buf_put(struct buf *b, const void *p, size_t n);
void buf_putspan(struct buf *b, struct span s);
void buf_puts(struct buf *b, const char *s);
void buf_putc(struct buf *b, uint8_t c);
void buf_printf(struct buf *b, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * buf_reserve(b, n):
 * Make room for ${n} more bytes.  Return where they go, or NULL (failed is
 * set).  Count what was written by adding to b->n.
 */
uint8_t *buf_reserve(struct buf *b, size_t n);

/* buf_drop(b, n): forget the first ${n} bytes, keeping the rest. */
void buf_drop(struct buf *b, size_t n);

/* buf_reset(b): empty it, keep its memory, forget a failure. */
void buf_reset(struct buf *b);

/* buf_flush(b, e): hand the rest to the drain; 0, or -1 as buf_ok(). */
int buf_flush(struct buf *b, struct error *e);

/* buf_ok(b, e): 0, or -1 with ${e} when a put has failed. */
int buf_ok(const struct buf *b, struct error *e);

/* buf_span(b): the bytes; they live until the next put, drop or free. */
struct span buf_span(const struct buf *b);

/* buf_str(b): the bytes as a string, never NULL; lives as buf_span's. */
const char *buf_str(const struct buf *b);

/*
 * buf_take(b): the bytes, NUL-terminated, now the caller's to free(); ${b} is
 * empty again.  NULL when a put has failed or memory ran out.
 */
char *buf_take(struct buf *b);

void buf_free(struct buf *b);

#endif
