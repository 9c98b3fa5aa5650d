#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "store/base/io.h"
#include "store/base/limits.h"
#include "store/blob/blob_internal.h"

int
blob_folder_stamp(const struct folder *f, const char *digest, int i,
    struct buf *out, struct error *e)
{
	char suffix[32];

	if (i == 1)
		(void)snprintf(suffix, sizeof(suffix), BLOB_SUFFIX ".tsr");
	else
		(void)snprintf(suffix, sizeof(suffix), BLOB_SUFFIX ".%d.tsr",
		    i);
	return (blob_folder_path(f, digest, suffix, out, e));
}

/* 1 where ${path} was there, 0 where not, -1. */
static int
remove_one(const char *path, struct error *e)
{

	if (unlink(path) == 0)
		return (1);
	return (errno == ENOENT ? 0 : error_sys(e, "cannot remove %s", path));
}

int
blob_folder_remove(struct blob_store *s, const char *digest, struct error *e)
{
	const struct folder *f = (const struct folder *)s;
	struct buf path = BUF_INIT(64 * KIB);
	int i, got = 1, rc = -1;

	/* The file last: as long as it is there, what is beside is found. */
	if (blob_folder_path(f, digest, BLOB_SUFFIX BLOB_RECORD_SUFFIX, &path,
	    e) != 0 || remove_one(buf_str(&path), e) < 0)
		goto out;
	for (i = 1; got == 1 && i <= BLOB_STAMPS_MAX; i++)
		if (blob_folder_stamp(f, digest, i, &path, e) != 0 ||
		    (got = remove_one(buf_str(&path), e)) < 0)
			goto out;
	if (blob_folder_path(f, digest, BLOB_SUFFIX, &path, e) != 0 ||
	    (got = remove_one(buf_str(&path), e)) < 0)
		goto out;
	if (got == 0) {
		rc = 0;
		goto out;
	}
	buf_reset(&path);
	buf_printf(&path, "%s/%.2s", f->path, digest);
	if (buf_ok(&path, e) == 0)
		rc = io_sync_folder(buf_str(&path), e);
out:
	buf_free(&path);
	return (rc);
}
