#include <stdlib.h>
#include <string.h>

#include "store/base/limits.h"
#include "verify/lines.h"

int
lines_open(struct lines *l, lines_source *source, void *ctx, size_t max,
    struct error *e)
{

	*l = (struct lines){ .source = source, .ctx = ctx, .max = max,
	    .cap = max + IO_CHUNK };
	if ((l->p = malloc(l->cap)) == NULL)
		return (error_nomem(e));
	return (0);
}

/* Make room at the end of the buffer and read into it. */
static int
fill(struct lines *l, struct error *e)
{
	ssize_t k;

	if (l->at > 0) {
		memmove(l->p, l->p + l->at, l->n - l->at);
		l->n -= l->at;
		l->at = 0;
	}
	if ((k = l->source(l->ctx, l->p + l->n, l->cap - l->n, e)) < 0)
		return (-1);
	if (k == 0)
		l->ended = true;
	l->n += (size_t)k;
	return (0);
}

static int
too_long(struct lines *l, struct error *e)
{

	(void)error_set(e, ERR_LIMIT, "a line longer than %zu bytes", l->max);
	return (error_at(e, NULL, l->next));
}

int
lines_next(struct lines *l, struct span *line, struct error *e)
{
	const uint8_t *lf = NULL;
	size_t seen = 0;

	for (;;) {
		if (l->n > l->at + seen)
			lf = memchr(l->p + l->at + seen, '\n',
			    l->n - l->at - seen);
		if (lf != NULL || l->ended)
			break;
		seen = l->n - l->at;
		if (seen > l->max)
			return (too_long(l, e));
		if (fill(l, e) != 0)
			return (-1);
	}
	if (lf == NULL && l->n == l->at)
		return (0);
	l->unended = lf == NULL;
	*line = (struct span){ l->p + l->at, lf != NULL ?
	    (size_t)(lf - (l->p + l->at)) : l->n - l->at };
	if (line->n > l->max)
		return (too_long(l, e));
	l->at += line->n + (lf != NULL);
	l->offset = l->next;
	l->next += (int64_t)(line->n + (lf != NULL));
	l->count++;
	return (1);
}

void
lines_close(struct lines *l)
{

	free(l->p);
	l->p = NULL;
}
