#ifndef STORE_BLOB_BLOB_H
#define STORE_BLOB_BLOB_H

#include "store/base/buf.h"

/*
 * blob - sealed files, each under the SHA-256 of its bytes, written once and
 * never again.  Time-stamps that came later stand beside their file, and so
 * does its evidence record (RFC 4998), which alone is ever replaced.
 *
 * Kinds of place stand behind struct blob_ops; the one here is a folder:
 * <aa>/<sha256>.wacz and <aa>/<sha256>.wacz.tsr (more: .2.tsr, .3.tsr ...),
 * <aa>/<sha256>.wacz.ers, aa being the first two digits, files with mode 0444.
 *
 * Every call returns 0 (or what it says) or -1 with ${e}: ERR_SYS (disk full
 * ...), ERR_DENIED, ERR_NOTFOUND, ERR_CORRUPT (the bytes are not those of the
 * name), ERR_INPUT (a digest that is no 64 lower-case hex digits), ERR_NOMEM.
 */
#define BLOB_DIGEST	65	/* 64 hex digits and a NUL */

struct blob_store;

/* What iteration sees. */
enum blob_kind {
	BLOB_FILE,		/* a sealed file under its digest */
	BLOB_STAMP,		/* a time-stamp or a record beside one */
	BLOB_UNFINISHED,	/* left by a crash while it was written */
	BLOB_STRANGER		/* none of these: a person's */
};

struct blob_entry {
	enum blob_kind kind;
	const char *digest;	/* BLOB_FILE, BLOB_STAMP */
	const char *name;	/* in the store: "ab/abcd....wacz" */
	int64_t bytes;
};

struct blob_ops {
	const char *name;
	int (*put)(struct blob_store *s, const char *from, int64_t bytes,
	    const char *digest, struct error *e);
	int (*put_stamp)(struct blob_store *s, const char *digest,
	    struct span token, struct buf *name, struct error *e);
	int (*open)(struct blob_store *s, const char *digest, int *fd,
	    struct error *e);
	int (*path)(struct blob_store *s, const char *digest,
	    struct buf *out, struct error *e);
	int (*remove)(struct blob_store *s, const char *digest,
	    struct error *e);
	int (*each)(struct blob_store *s,
	    int (*fn)(void *ctx, const struct blob_entry *b, struct error *e),
	    void *ctx, struct error *e);
	void (*close)(struct blob_store *s);
};

/* A store begins with this; the rest belongs to its kind. */
struct blob_store {
	const struct blob_ops *ops;
};

/* blob_folder_open(path, make, out, e): files below ${path}. */
int blob_folder_open(const char *path, bool make, struct blob_store **out,
    struct error *e);
void blob_close(struct blob_store *s);

/*
 * blob_put(s, from, bytes, digest, e):
 * Take in the file ${from}, whose bytes are hashed again on the way and must
 * have ${digest} and the size ${bytes} (ERR_CORRUPT).  On return the blob and
 * its name are on disk.  ${from} stays, and may share its bytes on disk: the
 * caller removes it and writes to it no more.  A blob that is there already
 * is hashed: the same is fine, another is ERR_CORRUPT.
 */
int blob_put(struct blob_store *s, const char *from, int64_t bytes,
    const char *digest, struct error *e);

/*
 * blob_put_stamp(s, digest, token, name, e):
 * Write ${token} beside the blob ${digest}, never over another; its name in
 * the store goes to ${name}.  The same token again writes nothing.
 */
int blob_put_stamp(struct blob_store *s, const char *digest,
    struct span token, struct buf *name, struct error *e);

/*
 * blob_put_record(s, digest, record, e):
 * Write ${record} beside the blob ${digest}, in the place of one that is
 * there.
 */
int blob_put_record(struct blob_store *s, const char *digest,
    struct span record, struct error *e);

/*
 * blob_record(s, digest, out, e): append the record beside it: 1, 0 where
 * there is none, -1 (ERR_LIMIT beyond out->max).
 */
int blob_record(struct blob_store *s, const char *digest, struct buf *out,
    struct error *e);

/* blob_open(s, digest, fd, e): for reading; not hashed. */
int blob_open(struct blob_store *s, const char *digest, int *fd,
    struct error *e);

/* blob_path(s, digest, out, e): where the file is; it need not be there. */
int blob_path(struct blob_store *s, const char *digest, struct buf *out,
    struct error *e);

/*
 * blob_check(s, digest, bytes, found, step, ctx, e):
 * Read the whole blob and hash it.  Return 1 when it is what its name says,
 * 0 when not (${found}: its digest), -1 (ERR_NOTFOUND where it is not there).
 * ${bytes}, when not NULL, becomes its size.  ${step}, when not NULL, is told
 * how much was read; -1 from it stops (ERR_CANCELED).
 */
int blob_check(struct blob_store *s, const char *digest, int64_t *bytes,
    char found[static BLOB_DIGEST],
    int (*step)(void *ctx, int64_t bytes), void *ctx, struct error *e);

/*
 * blob_remove(s, digest, e):
 * Remove the blob ${digest} with what stands beside it, for good; what is
 * not there is gone already.
 */
int blob_remove(struct blob_store *s, const char *digest, struct error *e);

/* blob_each(s, fn, ctx, e): all entries; -1 from ${fn} stops. */
int blob_each(struct blob_store *s,
    int (*fn)(void *ctx, const struct blob_entry *b, struct error *e),
    void *ctx, struct error *e);

/* blob_digest_ok(s): whether ${s} is 64 lower-case hex digits. */
bool blob_digest_ok(const char *s);

#endif
