#ifndef VERIFY_LINES_H
#define VERIFY_LINES_H

#include <sys/types.h>

#include "store/base/buf.h"

/*
 * lines - a stream cut into lines, each up to a limit; memory does not grow
 * with the stream.
 */
typedef ssize_t lines_source(void *ctx, void *p, size_t n, struct error *e);

struct lines {
	lines_source *source;
	void *ctx;
	uint8_t *p;
	size_t cap;			/* limit of a line, and one read */
	size_t at;			/* next unread byte */
	size_t n;			/* bytes held */
	size_t max;
	int64_t offset;			/* of the last line in the stream */
	int64_t next;			/* of the line after it */
	int64_t count;			/* lines so far */
	bool unended;			/* the last line had no LF */
	bool ended;
};

/* lines_open(l, source, ctx, max, e): 0, or -1 with ${e} ERR_NOMEM. */
int lines_open(struct lines *l, lines_source *source, void *ctx, size_t max,
    struct error *e);

/*
 * lines_next(l, line, e):
 * The next line without its LF (a CR stays).  It lives until the next call.
 * Return 1, 0 at the end, or -1 with ${e}: ERR_LIMIT (offset set; longer than
 * max), or what the source says.
 */
int lines_next(struct lines *l, struct span *line, struct error *e);

void lines_close(struct lines *l);

#endif
