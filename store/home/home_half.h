#ifndef STORE_HOME_HOME_HALF_H
#define STORE_HOME_HOME_HALF_H

#include <stdbool.h>

#include "store/base/error.h"

/*
 * half - a store that is being made: in a folder beside its place, called
 * <store>.new.<uuid>, or within the place where that is there and empty, and
 * held (flock(2)) as long as its maker lives.
 */
struct half {
	char folder[4096];		/* "": not made, or it has its name */
	int lock;
};

/*
 * half_make(m, path, inside, e): make it with all folders of a store;
 * half_drop() it in any case.  0, or -1 with ${e}: ERR_SYS, ERR_DENIED.
 */
int half_make(struct half *m, const char *path, bool inside,
    struct error *e);

/* half_show(m, path, inside, e): give it its place; ERR_EXISTS meanwhile. */
int half_show(struct half *m, const char *path, bool inside,
    struct error *e);

/*
 * half_each(path, fn, ctx, e): whatever of ${path} is being made, or was by
 * makers that are dead; ${half} is its folder.  -1 from ${fn} stops.
 */
int half_each(const char *path,
    int (*fn)(void *ctx, const char *half, bool inside, struct error *e),
    void *ctx, struct error *e);

/*
 * half_clear(path, e):
 * What makers of ${path} that are dead have left: one that was whole and was
 * being moved into ${path} is moved, others are removed.  0, or -1 with ${e}.
 */
int half_clear(const char *path, struct error *e);

void half_drop(struct half *m);

#endif
