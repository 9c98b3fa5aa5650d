#ifndef STORE_BASE_NEWFILE_H
#define STORE_BASE_NEWFILE_H

#include <limits.h>

#include "store/base/error.h"
#include "store/base/span.h"

/*
 * newfile - a large file that is written bit by bit and appears at once, or
 * not at all: without a name or beside its place first (store/base/temp.h),
 * then under its name, which must be free.
 */
struct newfile {
	char path[PATH_MAX];
	char temp[PATH_MAX];	/* "": it has no name yet, or its own */
	int fd;			/* for writing and reading; -1: closed */
};

/*
 * newfile_open(f, path, e):
 * Begin ${path}; newfile_drop() it in any case.  Return 0, or -1 with ${e}:
 * ERR_EXISTS, ERR_INPUT (too long a path), ERR_SYS, ERR_DENIED.
 */
int newfile_open(struct newfile *f, const char *path, struct error *e);

/*
 * newfile_name(f, e):
 * Make it durable and read-only, close it and give it its name.  Return 0, or
 * -1 with ${e}: ERR_EXISTS (meanwhile), ERR_SYS.
 */
int newfile_name(struct newfile *f, struct error *e);

/*
 * newfile_write(path, s, e):
 * A small file at once (mode 0644); ${path} must be free.  0, or -1 with ${e}
 * as above.
 */
int newfile_write(const char *path, struct span s, struct error *e);

/*
 * newfile_leftovers(path): remove what a newfile of ${path} left that was
 * killed before it had its name; silent.
 */
void newfile_leftovers(const char *path);

/*
 * newfile_rename(from, to, e):
 * Give a file that is written and durable another name, which must be free, in
 * the same folder.  0, or -1 with ${e}: ERR_EXISTS, ERR_SYS.
 */
int newfile_rename(const char *from, const char *to, struct error *e);

/* newfile_drop(f): remove what has not got its name. */
void newfile_drop(struct newfile *f);

#endif
