#ifndef CMD_PROGRESS_H
#define CMD_PROGRESS_H

#include "capture/record/recorder.h"

/*
 * progress - how far a capture is, on standard error: one live line on a
 * terminal (with the seconds running), a plain line for each step otherwise.
 */
struct progress_line;

/* progress_begin(out, quiet, e): ${quiet}: say nothing.  0 or -1. */
int progress_begin(struct progress_line **out, bool quiet, struct error *e);

/* progress_for(p): what capture_run() reports to; lives as ${p}. */
struct progress progress_for(struct progress_line *p);

/* progress_end(p): the live line goes away; NULL is a no-op. */
void progress_end(struct progress_line *p);

#endif
