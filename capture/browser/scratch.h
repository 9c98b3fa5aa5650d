#ifndef CAPTURE_BROWSER_SCRATCH_H
#define CAPTURE_BROWSER_SCRATCH_H

#include <sys/types.h>

#include "store/base/error.h"

/*
 * scratch - the private 0700 folder that a browser lives in: profile, home,
 * temporary files.  A lock on it (flock) is held as long as it is in use, so
 * that folders left behind by a program that was killed are known and removed
 * by the next one.
 */

/*
 * scratch_make(path, lock, wanted, uid, gid, e):
 * Make a folder below ${wanted} (NULL: $TMPDIR) for that user, or below /tmp
 * where that user cannot get there or the path is too long for the sockets
 * that go into it; remove what others left behind there.  ${*path} is for
 * free(), ${*lock} for scratch_remove.  Return 0 or -1.
 */
int scratch_make(char **path, int *lock, const char *wanted, uid_t uid,
    gid_t gid, struct error *e);

/* scratch_remove(path, lock): NULL and -1 are fine. */
void scratch_remove(const char *path, int lock);

#endif
