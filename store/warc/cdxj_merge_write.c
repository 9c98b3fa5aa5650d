#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/base/buf.h"
#include "store/base/limits.h"
#include "store/warc/cdxj_internal.h"

#define PIECE	(32 * KIB)

/* Where the merge stands in one run. */
struct cursor {
	int fd;
	int64_t at;		/* next byte to read */
	int64_t end;
	struct buf buf;
	size_t used;		/* bytes of buf that were given out */
	struct span line;	/* present line with its LF; n 0: none left */
};

static int
fill(struct cursor *c, struct error *e)
{
	size_t want = PIECE;
	uint8_t *to;
	ssize_t k;

	if ((int64_t)want > c->end - c->at)
		want = (size_t)(c->end - c->at);
	buf_drop(&c->buf, c->used);
	c->used = 0;
	if ((to = buf_reserve(&c->buf, want)) == NULL)
		return (buf_ok(&c->buf, e));
	do
		k = pread(c->fd, to, want, c->at);
	while (k < 0 && errno == EINTR);
	if (k < 0)
		return (error_sys(e, "cannot read the index lines back"));
	if (k == 0)
		return (error_set(e, ERR_CORRUPT,
		    "index lines are gone from the temporary file"));
	c->buf.n += (size_t)k;
	c->at += k;
	return (0);
}

static int
advance(struct cursor *c, struct error *e)
{
	struct span rest;
	ptrdiff_t lf;

	for (;;) {
		rest = span_sub(buf_span(&c->buf), c->used, c->buf.n);
		if ((lf = span_find(rest, '\n')) >= 0)
			break;
		if (c->at == c->end) {
			c->line = span_sub(rest, 0, 0);
			return (0);
		}
		if (fill(c, e) != 0)
			return (-1);
	}
	c->line = span_sub(rest, 0, (size_t)lf + 1);
	c->used += (size_t)lf + 1;
	return (0);
}

static bool
below(struct span a, struct span b)
{
	int c = memcmp(a.p, b.p, a.n < b.n ? a.n : b.n);

	return (c != 0 ? c < 0 : a.n < b.n);
}

/*
 * The runs are few, so the smallest line is looked for from the first run to
 * the last; equal lines come out in the order of the runs.
 */
static struct cursor *
smallest(struct cursor *all, size_t n)
{
	struct cursor *best = NULL;
	size_t i;

	for (i = 0; i < n; i++)
		if (all[i].line.n > 0 &&
		    (best == NULL || below(all[i].line, best->line)))
			best = &all[i];
	return (best);
}

int
cdxj_merge(const struct cdxj_runs *runs, cdxj_sink *sink, void *ctx,
    struct error *e)
{
	struct cursor *all, *c;
	size_t i;
	int rc = -1;

	if ((all = calloc(runs->n + 1, sizeof(*all))) == NULL)
		return (error_nomem(e));
	for (i = 0; i < runs->n; i++)
		all[i] = (struct cursor){ .fd = runs->fd,
		    .at = runs->start[i], .end = runs->start[i + 1],
		    .buf = BUF_INIT(2 * CDXJ_LINE_MAX) };
	for (i = 0; i < runs->n; i++)
		if (advance(&all[i], e) != 0)
			goto out;
	while ((c = smallest(all, runs->n)) != NULL)
		if (sink(ctx, c->line, e) != 0 || advance(c, e) != 0)
			goto out;
	rc = 0;
out:
	for (i = 0; i < runs->n; i++)
		buf_free(&all[i].buf);
	free(all);
	return (rc);
}
