#include <sys/stat.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/base/io.h"
#include "store/base/limits.h"
#include "store/blob/blob_internal.h"

static const struct blob_ops folder_ops;

int
blob_folder_path(const struct folder *f, const char *digest, const char *suffix,
    struct buf *out, struct error *e)
{

	buf_reset(out);
	buf_printf(out, "%s/%.2s/%s%s", f->path, digest, digest, suffix);
	return (buf_ok(out, e));
}

static int
folder_open(struct blob_store *s, const char *digest, int *fd,
    struct error *e)
{
	struct buf path = BUF_INIT(64 * KIB);
	int64_t size;
	int rc;

	rc = s->ops->path(s, digest, &path, e);
	if (rc == 0)
		rc = io_open_read(buf_str(&path), fd, e);
	if (rc == 0 && (rc = io_size(*fd, &size, e)) != 0) {
		(void)close(*fd);
		*fd = -1;
	}
	buf_free(&path);
	return (rc);
}

static int
folder_path(struct blob_store *s, const char *digest, struct buf *out,
    struct error *e)
{

	return (blob_folder_path((const struct folder *)s, digest, BLOB_SUFFIX,
	    out, e));
}

int
blob_folder_open(const char *path, bool make, struct blob_store **out,
    struct error *e)
{
	struct folder *f;
	struct stat st;

	*out = NULL;
	if (make && io_make_folders(path, 0700, e) != 0)
		return (-1);
	if (stat(path, &st) != 0)
		return (error_sys(e, "cannot find %s", path));
	if (!S_ISDIR(st.st_mode))
		return (error_set(e, ERR_INPUT, "%s is no folder", path));
	if ((f = calloc(1, sizeof(*f))) == NULL)
		return (error_nomem(e));
	f->store.ops = &folder_ops;
	if ((f->path = strdup(path)) == NULL) {
		free(f);
		return (error_nomem(e));
	}
	*out = &f->store;
	return (0);
}

static void
folder_close(struct blob_store *s)
{
	struct folder *f = (struct folder *)s;

	free(f->path);
	free(f);
}

static const struct blob_ops folder_ops = {
	"folder", blob_folder_put, blob_folder_put_stamp, folder_open,
	folder_path, blob_folder_remove, blob_folder_each, folder_close
};
