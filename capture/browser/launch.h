#ifndef CAPTURE_BROWSER_LAUNCH_H
#define CAPTURE_BROWSER_LAUNCH_H

#include <sys/types.h>

#include <jansson.h>

#include "capture/browser/browser.h"

/*
 * launch - a Chromium process: private folder, unprivileged user, clean
 * environment, pipes, process group.
 */
struct launch {
	pid_t pid;		/* leads its own session and group; 0: none */
	int to;			/* our end: commands; -1 once handed on */
	int from;		/* our end: answers */
	int log;		/* its standard error, an unnamed file, or -1 */
	int lock;		/* held while the folder is in use, or -1 */
	char *folder;		/* its home, ours to remove */
	char *program;
	char *user;		/* whom it runs as, or NULL: ourselves */
	json_t *flags;		/* command line, array of strings */
};
#define LAUNCH_INIT	{ .to = -1, .from = -1, .log = -1, .lock = -1 }

/* launch_start(l, opts, e): as browser_start; launch_end on failure too. */
int launch_start(struct launch *l, const struct browser_opts *opts,
    struct error *e);

/*
 * launch_why(l, e):
 * Add to ${e} how the process ended and the last line it wrote.
 */
void launch_why(struct launch *l, struct error *e);

/* launch_kill(l): kill the group; what is left is launch_end's. */
void launch_kill(struct launch *l);

/* launch_end(l): kill the group, wait, remove the folder, free. */
void launch_end(struct launch *l);

#endif
