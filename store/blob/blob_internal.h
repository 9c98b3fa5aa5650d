#ifndef STORE_BLOB_BLOB_INTERNAL_H
#define STORE_BLOB_BLOB_INTERNAL_H

#include "store/blob/blob.h"

#define BLOB_SUFFIX	".wacz"
#define BLOB_RECORD_SUFFIX	".ers"	/* behind the file's name */

/*
 * blob_hash_fd(fd, size, hex, step, ctx, e):
 * Read ${fd} from its beginning to its end.
 */
int blob_hash_fd(int fd, int64_t *size, char hex[static BLOB_DIGEST],
    int (*step)(void *ctx, int64_t bytes), void *ctx, struct error *e);

/* ---- blobs in a folder ---- */

struct folder {
	struct blob_store store;	/* first: the interface's part */
	char *path;
};

/* blob_folder_path(f, digest, suffix, out, e): <root>/<aa>/<digest><suffix> */
int blob_folder_path(const struct folder *f, const char *digest,
    const char *suffix, struct buf *out, struct error *e);

#define BLOB_STAMPS_MAX	1000		/* time-stamps beside one file */

/*
 * blob_folder_stamp(f, digest, i, out, e): the place of the ${i}th time-stamp
 * of ${digest}, from 1.
 */
int blob_folder_stamp(const struct folder *f, const char *digest, int i,
    struct buf *out, struct error *e);

/* As in struct blob_ops. */
int blob_folder_put(struct blob_store *s, const char *from, int64_t bytes,
    const char *digest, struct error *e);
int blob_folder_put_stamp(struct blob_store *s, const char *digest,
    struct span token, struct buf *name, struct error *e);
int blob_folder_remove(struct blob_store *s, const char *digest,
    struct error *e);
int blob_folder_each(struct blob_store *s,
    int (*fn)(void *ctx, const struct blob_entry *b, struct error *e),
    void *ctx, struct error *e);

#endif
