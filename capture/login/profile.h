#ifndef CAPTURE_LOGIN_PROFILE_H
#define CAPTURE_LOGIN_PROFILE_H

#include <sys/types.h>

#include "store/base/error.h"

/*
 * profile - the log-in of a person's own browser: what of the profile of a
 * Chromium (or Chrome, Edge, Brave ...) says who is logged in at one site is
 * copied.  The original is opened for reading only, and not while a browser
 * is using it.
 *
 * Copied are the cookies with the key that the profile itself has for them,
 * the local storage, and the databases (IndexedDB, without their blobs) of
 * the site; no history, no passwords, no extensions, no cache, no settings.
 */
#define PROFILE_BYTES_MAX	(INT64_C(512) << 20)

/*
 * profile_check(from, e):
 * Whether ${from} is such a profile: the folder of a profile ("Default",
 * "Profile 1"), or the one above it.  Return 0, or -1 with ${e}: ERR_NOTFOUND,
 * ERR_DENIED, ERR_UNSUPPORTED (another browser's), ERR_INPUT (no profile),
 * ERR_BUSY (a browser has it open).
 */
int profile_check(const char *from, struct error *e);

/*
 * profile_copy(from, to, host, uid, gid, e):
 * Copy into the folder ${to}, which becomes the "user data directory" of the
 * browser to be started and its profile "Default", what concerns ${host}.
 * All that is made belongs to ${uid} and ${gid}.  Return 0, or -1 with ${e}:
 * as profile_check, ERR_LIMIT, ERR_SYS, ERR_NOMEM.
 */
int profile_copy(const char *from, const char *to, const char *host,
    uid_t uid, gid_t gid, struct error *e);

#endif
