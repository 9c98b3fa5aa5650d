#ifndef STORE_BASE_TEMP_H
#define STORE_BASE_TEMP_H

#include <limits.h>
#include <stddef.h>

#include "store/base/error.h"

/*
 * temp - what a file is called until it is whole, so that whatever a crash
 * leaves of it is told from a file of ours and from one of a person's.
 *
 * Best it has no name at all; where it must replace another file, or the file
 * system cannot do that, it is called "<name>.XXXXXX.tmp" and is locked
 * (flock(2)) as long as its writer lives.
 */

/*
 * temp_unnamed(path): a new file without a name in the folder of ${path}, for
 * writing and reading (mode 0600); its descriptor, or -1 where there is no
 * such thing.
 */
int temp_unnamed(const char *path);

/*
 * temp_link(fd, path, e): give it the name ${path}, which must be free; the
 * caller has synced it and syncs the folder.  0, or -1 with ${e}: ERR_EXISTS,
 * ERR_SYS.
 */
int temp_link(int fd, const char *path, struct error *e);

/*
 * temp_open(path, temp, e): a new file with such a name beside ${path}, which
 * goes to ${temp} ("" on failure), locked (mode 0600).  Its descriptor, for
 * writing and reading, or -1 with ${e}: ERR_INPUT (too long a path),
 * ERR_SYS, ERR_DENIED.
 */
int temp_open(const char *path, char temp[static PATH_MAX], struct error *e);

/*
 * temp_for(name): how many bytes of ${name} are the name of the file that it
 * was to become; 0 where it is no such name.
 */
size_t temp_for(const char *name);

/*
 * temp_clear(path, e): remove what has such a name unless its writer lives.
 * 1: removed; 0: it stays, or is gone already; -1 with ${e}.
 */
int temp_clear(const char *path, struct error *e);

#endif
