#ifndef STORE_BASE_IO_H
#define STORE_BASE_IO_H

#include <sys/types.h>

#include "store/base/buf.h"

/*
 * io - whole reads and writes on file descriptors, files that appear at once
 * or not at all, and folders.  EINTR and short counts are handled here.
 * Descriptors are close-on-exec.  All return 0 (or a count) or -1 with ${e}.
 */

int io_write(int fd, const void *p, size_t n, struct error *e);

/* io_read(fd, p, n, e): up to ${n} bytes; 0 at the end. */
ssize_t io_read(int fd, void *p, size_t n, struct error *e);

/* io_pread_all(fd, p, n, offset, e): exactly ${n}; ERR_SYNTAX when short. */
int io_pread_all(int fd, void *p, size_t n, int64_t offset, struct error *e);

/* io_size(fd, size, e): of a regular file; ERR_UNSUPPORTED for another. */
int io_size(int fd, int64_t *size, struct error *e);

/* io_open_read(path, fd, e): for reading; ${e} names the path. */
int io_open_read(const char *path, int *fd, struct error *e);

/* io_read_file(path, out, e): append the file; ERR_LIMIT beyond out->max. */
int io_read_file(const char *path, struct buf *out, struct error *e);

/*
 * io_write_file(path, s, mode, e):
 * Make or replace the file as one step: a file without a name, or beside it
 * (store/base/temp.h), fsync, name, fsync of the folder.
 */
int io_write_file(const char *path, struct span s, mode_t mode,
    struct error *e);

/*
 * io_fill_file(path, mode, fill, ctx, e): the same, of what ${fill} puts into
 * the buffer, which does not grow with it; 0, or -1 with ${e}, also ${fill}'s.
 */
int io_fill_file(const char *path, mode_t mode,
    int (*fill)(void *ctx, struct buf *out, struct error *e), void *ctx,
    struct error *e);

/* io_put_fd(fd, s, e): the put of a drain whose ctx is an int *, a
 * descriptor. */
int io_put_fd(void *fd, struct span s, struct error *e);

/* io_close(fd, e): close a file that was written; errors count.  -1 no-op. */
int io_close(int *fd, struct error *e);

/* io_sync_folder(path, e): make names in the folder ${path} durable. */
int io_sync_folder(const char *path, struct error *e);

/* io_make_folders(path, mode, e): the folder and its parents, durably; may
 * exist. */
int io_make_folders(const char *path, mode_t mode, struct error *e);

/* io_remove_tree(path): a folder and all below, links not followed; silent. */
void io_remove_tree(const char *path);

/* io_join(out, folder, name, e): "folder/name" into ${out}, emptied first. */
int io_join(struct buf *out, const char *folder, const char *name,
    struct error *e);

#endif
