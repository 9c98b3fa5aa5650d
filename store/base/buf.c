#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/alloc.h"
#include "store/base/buf.h"

#define FIRST_CAP	256

static void
drain(struct buf *b)
{
	struct buf_drain *d = b->drain;

	if (b->failed != ERR_NONE || b->n == 0)
		return;
	if (d->put(d->ctx, buf_span(b), &d->why) != 0)
		b->failed = d->why.code != ERR_NONE ? d->why.code : ERR_SYS;
	b->n = 0;
}

uint8_t *
buf_reserve(struct buf *b, size_t n)
{
	size_t need, cap;
	uint8_t *p;

	if (b->drain != NULL && b->n >= BUF_DRAIN)
		drain(b);
	if (b->failed != ERR_NONE)
		return (NULL);
	if (n > b->max || b->n > b->max - n) {
		b->failed = ERR_LIMIT;
		return (NULL);
	}
	need = b->n + n + 1;
	if (need <= b->cap)
		return (b->p + b->n);
	cap = b->cap < FIRST_CAP ? FIRST_CAP : b->cap;
	while (cap < need)
		cap = cap > SIZE_MAX / 2 ? need : cap * 2;
	if (cap > b->max + 1)
		cap = b->max + 1;
	if ((p = realloc(b->p, cap)) == NULL) {
		alloc_note();
		b->failed = ERR_NOMEM;
		return (NULL);
	}
	b->p = p;
	b->cap = cap;
	return (b->p + b->n);
}

void
buf_put(struct buf *b, const void *p, size_t n)
{
	uint8_t *to = buf_reserve(b, n);

	if (to == NULL)
		return;
	if (n > 0)
		memcpy(to, p, n);
	b->n += n;
	b->p[b->n] = '\0';
}

void
buf_putspan(struct buf *b, struct span s)
{

	buf_put(b, s.p, s.n);
}

void
buf_puts(struct buf *b, const char *s)
{

	buf_put(b, s, strlen(s));
}

void
buf_putc(struct buf *b, uint8_t c)
{

	buf_put(b, &c, 1);
}

void
buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap;
	uint8_t *to;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0) {
		b->failed = ERR_NOMEM;
		return;
	}
	if ((to = buf_reserve(b, (size_t)n)) == NULL)
		return;
	va_start(ap, fmt);
	(void)vsnprintf((char *)to, (size_t)n + 1, fmt, ap);
	va_end(ap);
	b->n += (size_t)n;
}

void
buf_drop(struct buf *b, size_t n)
{

	if (b->p == NULL)
		return;
	if (n > b->n)
		n = b->n;
	memmove(b->p, b->p + n, b->n - n + 1);
	b->n -= n;
}

void
buf_reset(struct buf *b)
{

	b->n = 0;
	b->failed = ERR_NONE;
	if (b->p != NULL)
		b->p[0] = '\0';
}

int
buf_flush(struct buf *b, struct error *e)
{

	if (b->drain != NULL)
		drain(b);
	return (buf_ok(b, e));
}

int
buf_ok(const struct buf *b, struct error *e)
{

	if (b->failed == ERR_NONE)
		return (0);
	if (b->drain != NULL && b->drain->why.code != ERR_NONE) {
		if (e != NULL && e->code == ERR_NONE)
			*e = b->drain->why;
		return (-1);
	}
	if (b->failed == ERR_NOMEM)
		return (error_nomem(e));
	return (error_set(e, ERR_LIMIT, "more than %zu bytes", b->max));
}

struct span
buf_span(const struct buf *b)
{
	static const uint8_t none;

	return ((struct span){ b->p == NULL ? &none : b->p, b->n });
}

const char *
buf_str(const struct buf *b)
{

	return (b->p == NULL ? "" : (const char *)b->p);
}

char *
buf_take(struct buf *b)
{
	char *s;

	buf_put(b, "", 0);	/* an empty buf gives "" */
	if (b->failed != ERR_NONE)
		return (NULL);
	s = (char *)b->p;
	*b = (struct buf)BUF_INIT(b->max);
	return (s);
}

void
buf_free(struct buf *b)
{

	if (b == NULL)
		return;
	free(b->p);
	*b = (struct buf)BUF_INIT(b->max);
}
