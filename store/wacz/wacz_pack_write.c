#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/base/io.h"
#include "store/base/limits.h"
#include "store/base/newfile.h"
#include "store/wacz/wacz_internal.h"
#include "store/wacz/wacz_shape.h"

/*
 * The ZIP file itself, by libarchive, whose output passes through here: so
 * its place and its hash are known at any moment.
 */
struct wacz_pack {
	struct newfile file;
	struct archive *a;
	struct digest *whole;
	int64_t at;		/* bytes written */
	int64_t seconds;
	struct error failed;	/* of writing */
	uint8_t *chunk;
};

/*
 * After an archive was told of a failure, libarchive (3.6) does not free all
 * that it holds.  So it is never told: the failure is kept, and what comes
 * after it goes nowhere.
 */
static la_ssize_t
sink(struct archive *a, void *ctx, const void *p, size_t n)
{
	struct wacz_pack *k = ctx;

	(void)a;
	if (k->failed.code != ERR_NONE)
		return ((la_ssize_t)n);
	if (io_write(k->file.fd, p, n, &k->failed) == 0 &&
	    digest_put(k->whole, p, n, &k->failed) == 0)
		k->at += (int64_t)n;
	return ((la_ssize_t)n);
}

/* 0 when libarchive says ${ok} and all was written; else -1 with ${e}. */
static int
done(struct wacz_pack *k, bool ok, const char *name, struct error *e)
{
	const char *text;

	if (ok && k->failed.code == ERR_NONE)
		return (0);
	if (k->failed.code != ERR_NONE) {
		if (e != NULL && e->code == ERR_NONE)
			*e = k->failed;
	} else if (archive_errno(k->a) == ENOMEM) {
		(void)error_nomem(e);
	} else {
		text = archive_error_string(k->a);
		(void)error_set(e, ERR_SYS, "libarchive: %s",
		    text == NULL ? "cannot write" : text);
	}
	return (error_at(e, name, -1));
}

static int
start_archive(struct wacz_pack *k, struct error *e)
{

	if ((k->a = archive_write_new()) == NULL)
		return (error_nomem(e));
	/* No blocks, and no NULs to fill the last one. */
	return (done(k, archive_write_set_format_zip(k->a) == ARCHIVE_OK &&
	    archive_write_set_bytes_per_block(k->a, 0) == ARCHIVE_OK &&
	    archive_write_set_bytes_in_last_block(k->a, 1) == ARCHIVE_OK &&
	    archive_write_open(k->a, k, NULL, sink, NULL) == ARCHIVE_OK,
	    NULL, e));
}

int
wacz_pack_open(const char *path, struct wacz_pack **p, struct error *e)
{
	struct wacz_pack *k;

	if ((k = calloc(1, sizeof(*k))) == NULL)
		return (error_nomem(e));
	k->file.fd = -1;
	k->failed = (struct error)ERROR_INIT;
	if ((k->chunk = malloc(IO_CHUNK)) == NULL) {
		(void)error_nomem(e);
		goto fail;
	}
	if (newfile_open(&k->file, path, e) != 0 ||
	    digest_open(&k->whole, e) != 0 || start_archive(k, e) != 0)
		goto fail;
	*p = k;
	return (0);
fail:
	wacz_pack_free(k);
	return (-1);
}

void
wacz_pack_time(struct wacz_pack *p, int64_t seconds)
{

	p->seconds = seconds;
}

/* The local header of an entry; *at is where its content begins. */
static int
begin(struct wacz_pack *k, const char *name, int64_t size, int64_t *at,
    struct error *e)
{
	struct archive_entry *en;
	int rc;

	if ((en = archive_entry_new()) == NULL)
		return (error_nomem(e));
	archive_entry_set_pathname(en, name);
	archive_entry_set_size(en, size);
	archive_entry_set_filetype(en, AE_IFREG);
	archive_entry_set_perm(en, WACZ_MODE);
	archive_entry_set_uid(en, 0);
	archive_entry_set_gid(en, 0);
	archive_entry_set_mtime(en, (time_t)k->seconds, 0);
	/* Forgotten at each header. */
	rc = done(k, archive_write_zip_set_compression_store(k->a) ==
	    ARCHIVE_OK && archive_write_header(k->a, en) == ARCHIVE_OK,
	    name, e);
	*at = k->at;
	archive_entry_free(en);
	return (rc);
}

static int
put(struct wacz_pack *k, const char *name, const void *p, size_t n,
    struct error *e)
{

	return (done(k, n == 0 ||
	    archive_write_data(k->a, p, n) == (la_ssize_t)n, name, e));
}

static int
finish_entry(struct wacz_pack *k, const char *name, struct error *e)
{

	return (done(k, archive_write_finish_entry(k->a) == ARCHIVE_OK, name,
	    e));
}

int
wacz_pack_bytes(struct wacz_pack *p, const char *name, struct span s,
    int64_t *at, struct error *e)
{

	if (begin(p, name, (int64_t)s.n, at, e) != 0 ||
	    put(p, name, s.p, s.n, e) != 0)
		return (-1);
	return (finish_entry(p, name, e));
}

static int
differs(const char *name, const char *what, struct error *e)
{

	(void)error_set(e, ERR_CORRUPT, "%s %s", name, what);
	return (error_at(e, name, -1));
}

/*
 * Copy from ${fd}, not a byte more or less than was measured.  What was copied
 * is held against what arrived when it is read back.
 */
static int
copy(struct wacz_pack *k, int fd, const struct wacz_item *item,
    struct error *e)
{
	struct wacz_keys keys = { .depth = 0 };
	int64_t left = item->size;
	ssize_t n;

	while ((n = io_read(fd, k->chunk, IO_CHUNK, e)) > 0) {
		if (n > left)
			return (differs(item->name,
			    "is longer than what arrived", e));
		left -= n;
		if (wacz_is_json(item->name))
			wacz_keys_put(&keys, k->chunk, (size_t)n);
		if (put(k, item->name, k->chunk, (size_t)n, e) != 0)
			return (-1);
	}
	if (n < 0)
		return (-1);
	if (left > 0)
		return (differs(item->name, "is shorter than what arrived",
		    e));
	if (keys.found)
		return (error_set(e, ERR_INPUT,
		    "%s has a key by which readers know descriptors",
		    item->name));
	return (0);
}

static int
copy_file(struct wacz_pack *k, const struct wacz_item *item, struct error *e)
{
	int64_t size;
	int fd = -1, rc = -1;

	if (io_open_read(item->source, &fd, e) == 0 &&
	    io_size(fd, &size, e) == 0)
		rc = copy(k, fd, item, e);
	if (rc != 0)
		(void)error_at(e, item->name, -1);
	if (fd >= 0)
		(void)close(fd);
	return (rc);
}

/* Content held in memory was hashed when it was added. */
static int
copy_held(struct wacz_pack *k, const struct wacz_item *item, struct error *e)
{
	struct wacz_keys keys = { .depth = 0 };

	if (wacz_is_json(item->name))
		wacz_keys_put(&keys, item->held.p, item->held.n);
	if (keys.found)
		return (error_set(e, ERR_INPUT,
		    "%s has a key by which readers know descriptors",
		    item->name));
	return (put(k, item->name, item->held.p, item->held.n, e));
}

int
wacz_pack_item(struct wacz_pack *p, struct wacz_item *item, struct error *e)
{

	if (begin(p, item->name, item->size, &item->at, e) != 0)
		return (-1);
	if (item->source != NULL ? copy_file(p, item, e) != 0 :
	    copy_held(p, item, e) != 0)
		return (-1);
	return (finish_entry(p, item->name, e));
}

int
wacz_pack_check(struct wacz_pack *p, const char *name, int64_t at,
    int64_t size, const uint8_t sha256[static DIGEST_LEN], struct error *e)
{
	uint8_t sum[DIGEST_LEN];
	struct digest *d = NULL;
	int64_t left = size;
	size_t n;
	int rc = -1;

	if (digest_open(&d, e) != 0)
		return (-1);
	for (; left > 0; left -= (int64_t)n, at += (int64_t)n) {
		n = left < (int64_t)IO_CHUNK ? (size_t)left : IO_CHUNK;
		if (io_pread_all(p->file.fd, p->chunk, n, at, e) != 0 ||
		    digest_put(d, p->chunk, n, e) != 0)
			goto out;
	}
	if (digest_peek(d, sum, e) != 0)
		goto out;
	if (memcmp(sum, sha256, sizeof(sum)) != 0)
		rc = differs(name, "reads back differently from what arrived",
		    e);
	else
		rc = 0;
out:
	digest_free(d);
	return (rc);
}

int
wacz_pack_end(struct wacz_pack *p, struct wacz_result *result,
    struct error *e)
{
	uint8_t sum[DIGEST_LEN];

	if (done(p, archive_write_close(p->a) == ARCHIVE_OK, NULL, e) != 0)
		return (-1);
	if (digest_peek(p->whole, sum, e) != 0)
		return (-1);
	(void)digest_hex(sum, result->file_sha256);
	result->size = p->at;
	return (0);
}

int
wacz_pack_fd(const struct wacz_pack *p)
{

	return (p->file.fd);
}

int
wacz_pack_name(struct wacz_pack *p, struct error *e)
{

	return (newfile_name(&p->file, e));
}

void
wacz_pack_free(struct wacz_pack *p)
{

	if (p == NULL)
		return;
	/* Freeing closes, and closing writes a directory: to nowhere. */
	(void)error_set(&p->failed, ERR_CANCELED, "given up");
	(void)archive_write_free(p->a);
	newfile_drop(&p->file);
	digest_free(p->whole);
	free(p->chunk);
	free(p);
}
