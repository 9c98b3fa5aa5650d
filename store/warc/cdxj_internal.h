#ifndef STORE_WARC_CDXJ_INTERNAL_H
#define STORE_WARC_CDXJ_INTERNAL_H

#include "store/warc/cdxj_write.h"

#define CDXJ_RUNS_MAX	256	/* of CDXJ_RUN_MAX: a GiB of index */

/* Sorted runs of lines, each line ending in LF, in one temporary file. */
struct cdxj_runs {
	int fd;				/* -1: none yet */
	size_t n;
	int64_t start[CDXJ_RUNS_MAX + 1];	/* run i ends at start[i+1] */
};

/* Takes the sorted lines, one call each. */
typedef int cdxj_sink(void *ctx, struct span line, struct error *e);

/* Give all lines of ${runs} to ${sink} in order. */
int cdxj_merge(const struct cdxj_runs *runs, cdxj_sink *sink, void *ctx,
    struct error *e);

#endif
