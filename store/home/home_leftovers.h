#ifndef STORE_HOME_HOME_LEFTOVERS_H
#define STORE_HOME_HOME_LEFTOVERS_H

#include "store/digest/digest.h"
#include "store/home/home_internal.h"

/* What finding leftovers and clearing them have in common. */

/* leftover_sealed(h, uuid, r, path, e): where the sealed file was. */
int leftover_sealed(const struct home *h, const char *uuid,
    const struct record *r, struct buf *path, struct error *e);

/*
 * leftover_record(h, uuid, b, e): the record that home_keep() left as a file in
 * the work folder, into ${b}.  1, 0 where there is none, -1.
 */
#define LEFTOVER_RECORD	"record.json"
int leftover_record(struct home *h, const char *uuid, struct buf *b,
    struct error *e);

/* leftover_uuid(name, uuid): false for a name no capture makes in work/. */
bool leftover_uuid(const char *name, char uuid[static UUID_TEXT]);

/* leftover_each(h, folder, fn, ctx, e): every name in it; -1 from fn stops. */
int leftover_each(struct home *h, const char *folder,
    int (*fn)(struct home *h, void *ctx, const char *name, struct error *e),
    void *ctx, struct error *e);

/*
 * beside_untold(h, b, out, e):
 * Whether no event of the log tells of the time-stamp or record ${b} (kind
 * BLOB_STAMP) of an exhibit of ours: 1 and what it is; 0, also where it came
 * from elsewhere with the exhibit; -1.
 */
struct beside {
	char exhibit[BLOB_DIGEST];
	char sha256[DIGEST_HEX];	/* of the file */
	int64_t bytes;
};
int beside_untold(struct home *h, const struct blob_entry *b,
    struct beside *out, struct error *e);

/* home_enter_found(h, e): an incident event for each of these. */
int home_enter_found(struct home *h, struct error *e);

/* home_unfinished(h, fs, e): find files that were being written outside of
 * work/, log/ and blobs/, and a list of the revoked that is behind. */
int home_unfinished(struct home *h, struct home_findings *fs,
    struct error *e);

/* leftover_log(name): whether log/ would not have it but for a crash. */
bool leftover_log(const char *name);

#endif
