#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include <zlib.h>

#include "store/base/limits.h"
#include "verify/gunzip.h"

#define WINDOW	(15 + 16)	/* zlib: 32 KiB, gzip wrapper */

struct gunzip {
	gunzip_source *source;
	void *ctx;
	z_stream z;
	uint8_t *in;
	const char *fault;
	bool inside;			/* a member has begun */
	bool ended;
};

int
gunzip_open(gunzip_source *source, void *ctx, struct gunzip **out,
    struct error *e)
{
	struct gunzip *g;

	if ((g = calloc(1, sizeof(*g))) == NULL ||
	    (g->in = malloc(IO_CHUNK)) == NULL ||
	    inflateInit2(&g->z, WINDOW) != Z_OK) {
		if (g != NULL)
			free(g->in);
		free(g);
		return (error_nomem(e));
	}
	g->source = source;
	g->ctx = ctx;
	*out = g;
	return (0);
}

static int
fill(struct gunzip *g, struct error *e)
{
	ssize_t k;

	if ((k = g->source(g->ctx, g->in, IO_CHUNK, e)) < 0)
		return (-1);
	g->z.next_in = g->in;
	g->z.avail_in = (uInt)k;
	if (k == 0) {
		g->ended = true;
		if (g->inside)
			g->fault = "ends within a gzip member";
	}
	return (0);
}

ssize_t
gunzip_read(void *ctx, void *p, size_t n, struct error *e)
{
	struct gunzip *g = ctx;
	int rc;

	if (n > IO_CHUNK)
		n = IO_CHUNK;
	g->z.next_out = p;
	g->z.avail_out = (uInt)n;
	while (!g->ended && g->fault == NULL && g->z.avail_out == n) {
		if (g->z.avail_in == 0) {
			if (fill(g, e) != 0)
				return (-1);
			continue;
		}
		g->inside = true;
		rc = inflate(&g->z, Z_NO_FLUSH);
		if (rc == Z_MEM_ERROR)
			return (error_nomem(e));
		if (rc == Z_STREAM_END) {
			g->inside = false;
			if (inflateReset(&g->z) != Z_OK)
				return (error_nomem(e));
		} else if (rc != Z_OK)
			g->fault = "broken gzip data";
	}
	return ((ssize_t)(n - g->z.avail_out));
}

const char *
gunzip_fault(const struct gunzip *g)
{

	return (g->fault);
}

void
gunzip_close(struct gunzip *g)
{

	if (g == NULL)
		return;
	(void)inflateEnd(&g->z);
	free(g->in);
	free(g);
}
