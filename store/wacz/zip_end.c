#include <stdlib.h>
#include <string.h>

#include "store/base/limits.h"
#include "store/wacz/zip_internal.h"

/*
 * The end of central directory record (APPNOTE 4.3.16) and its ZIP64 form
 * (4.3.14, 4.3.15).  Readers look for it from the end of the file backwards;
 * so do we, and note whatever could make them choose differently.
 */
#define BLOCK	(64 * KIB)

/* Where the last byte that is not NUL ends; 0 if none within the limit. */
static int
find_last(const struct zip *z, uint8_t *block, int64_t *last, struct error *e)
{
	int64_t end = z->file.size, stop, from;
	size_t n;

	stop = end > (int64_t)ZIP_PADDING_MAX ?
	    end - (int64_t)ZIP_PADDING_MAX : 0;
	*last = 0;
	while (end > stop) {
		from = end - stop > (int64_t)BLOCK ?
		    end - (int64_t)BLOCK : stop;
		n = (size_t)(end - from);
		if (part_read(&z->file, block, n, from, e) != 0)
			return (-1);
		while (n > 0 && block[n - 1] == 0)
			n--;
		if (n > 0) {
			*last = from + (int64_t)n;
			return (0);
		}
		end = from;
	}
	return (0);
}

/*
 * Whether the record ${p} at ${at} can be meant: its comment fits, and its
 * directory lies before it or is told by ZIP64 records.
 */
static bool
plausible(const struct zip *z, const uint8_t *p, int64_t at)
{
	int64_t size = zip_le32(p + 12), offset = zip_le32(p + 16);

	if (at + ZIP_END_LEN + zip_le16(p + 20) > z->file.size)
		return (false);
	if (size == UINT32_MAX || offset == UINT32_MAX)
		return (at >= ZIP_LOCATOR64_LEN + ZIP_END64_LEN);
	return (offset + size <= at);
}

/* Choose the last plausible end record in the window; -1 when none. */
static ptrdiff_t
choose(struct zip *z, const uint8_t *w, size_t n, int64_t from)
{
	size_t i;
	int64_t other = -1;

	for (i = n - ZIP_END_LEN + 1; i-- > 0;) {
		if (zip_le32(w + i) != ZIP_SIG_END)
			continue;
		if (plausible(z, w + i, from + (int64_t)i)) {
			if (other >= 0)
				zip_note(z, ZIP_END_MANY, -1, other,
				    "another end record after the usable one "
				    "at %lld", (long long)from + (long long)i);
			return ((ptrdiff_t)i);
		}
		other = from + (int64_t)i;
	}
	if (other >= 0)
		zip_note(z, ZIP_CENTRAL_PLACE, -1, other,
		    "the end record names a directory outside the file");
	else
		zip_note(z, ZIP_NO_END, -1, z->file.size,
		    "no end of central directory record");
	return (-1);
}

/* A value of the end record must be all ones or the same as in ZIP64. */
static uint64_t
agree(struct zip *z, const char *what, uint64_t small, uint64_t ones,
    uint64_t big)
{

	if (small == ones) {
		z->end.loose |= big < ones;
		return (big);
	}
	if (small != big)
		zip_note(z, ZIP_ZIP64, -1, z->end.at,
		    "%s: end record says %llu, ZIP64 record %llu", what,
		    (unsigned long long)small, (unsigned long long)big);
	return (small);
}

/* The ZIP64 record at ${r}, which must reach to its locator at ${locator}. */
static void
note_end64(struct zip *z, const uint8_t *r, int64_t at, int64_t locator)
{
	uint64_t size = zip_le64(r + 4);

	if (size != (uint64_t)(locator - at - 12))
		zip_note(z, ZIP_ZIP64, -1, at,
		    "ZIP64 end record says %llu bytes, found %lld",
		    (unsigned long long)size, (long long)(locator - at - 12));
	if (locator - at != ZIP_END64_LEN)
		zip_note(z, ZIP_ZIP64, -1, at,
		    "ZIP64 end record with an extensible data sector");
	if (zip_le32(r + 16) != 0 || zip_le32(r + 20) != 0)
		zip_note(z, ZIP_DISKS, -1, at, "ZIP64 end record names disks");
	if (zip_le64(r + 24) != zip_le64(r + 32))
		zip_note(z, ZIP_END_COUNT, -1, at,
		    "ZIP64 end record: %llu entries here, %llu in all",
		    (unsigned long long)zip_le64(r + 24),
		    (unsigned long long)zip_le64(r + 32));
}

/* Read the ZIP64 records before the end record ${p}, if there are any. */
static int
read_end64(struct zip *z, uint64_t v[static 3], const uint8_t *p,
    struct error *e)
{
	int64_t locator = z->end.at - ZIP_LOCATOR64_LEN;
	uint8_t l[ZIP_LOCATOR64_LEN], r[ZIP_END64_LEN];
	uint64_t at;

	if (locator < 0)
		return (0);
	if (part_read(&z->file, l, sizeof(l), locator, e) != 0)
		return (-1);
	if (zip_le32(l) != ZIP_SIG_LOCATOR64)
		return (0);
	z->end.records = locator;
	if (zip_le32(l + 4) != 0 || zip_le32(l + 16) != 1)
		zip_note(z, ZIP_DISKS, -1, locator, "ZIP64 locator: disks");
	at = zip_le64(l + 8);
	if (locator < ZIP_END64_LEN ||
	    at > (uint64_t)(locator - ZIP_END64_LEN)) {
		zip_note(z, ZIP_ZIP64, -1, locator,
		    "ZIP64 locator points to %llu", (unsigned long long)at);
		return (0);
	}
	if (part_read(&z->file, r, sizeof(r), (int64_t)at, e) != 0)
		return (-1);
	if (zip_le32(r) != ZIP_SIG_END64) {
		zip_note(z, ZIP_ZIP64, -1, (int64_t)at,
		    "no ZIP64 end record where the locator points");
		return (0);
	}
	z->end.records = (int64_t)at;
	z->end.versions64 = zip_le32(r + 12);
	note_end64(z, r, (int64_t)at, locator);
	v[0] = agree(z, "entries", zip_le16(p + 10), UINT16_MAX,
	    zip_le64(r + 32));
	v[1] = agree(z, "directory size", zip_le32(p + 12), UINT32_MAX,
	    zip_le64(r + 40));
	v[2] = agree(z, "directory offset", zip_le32(p + 16), UINT32_MAX,
	    zip_le64(r + 48));
	return (0);
}

/* What follows the record ${p}: its comment and bytes after it. */
static void
note_tail(struct zip *z, const uint8_t *p, int64_t last)
{
	int64_t after = z->end.at + ZIP_END_LEN;
	uint16_t comment = zip_le16(p + 20);

	if (comment > 0)
		zip_note(z, ZIP_COMMENT, -1, after,
		    "archive comment of %u bytes", comment);
	after += comment;
	if (after == z->file.size)
		return;
	if (last <= after)
		zip_note(z, ZIP_PADDING, -1, after,
		    "%lld NUL bytes after the end record",
		    (long long)(z->file.size - after));
	else
		zip_note(z, ZIP_TRAILING, -1, after,
		    "%lld bytes after the end record",
		    (long long)(z->file.size - after));
}

/* Take over the end record ${p}; false where its directory cannot be read. */
static int
take_end(struct zip *z, const uint8_t *p, bool *found, struct error *e)
{
	uint64_t v[3] = { zip_le16(p + 10), zip_le32(p + 12),
		zip_le32(p + 16) };

	if (zip_le16(p + 4) != 0 || zip_le16(p + 6) != 0)
		zip_note(z, ZIP_DISKS, -1, z->end.at, "end record names disks");
	if (zip_le16(p + 8) != zip_le16(p + 10))
		zip_note(z, ZIP_END_COUNT, -1, z->end.at,
		    "end record: %u entries here, %u in all",
		    zip_le16(p + 8), zip_le16(p + 10));
	z->end.records = z->end.at;
	if (read_end64(z, v, p, e) != 0)
		return (-1);
	if (v[2] > (uint64_t)z->end.records ||
	    v[1] > (uint64_t)z->end.records - v[2]) {
		zip_note(z, ZIP_CENTRAL_PLACE, -1, z->end.at,
		    "directory of %llu bytes at %llu is outside the file",
		    (unsigned long long)v[1], (unsigned long long)v[2]);
		return (0);
	}
	z->end.count = v[0];
	z->end.central_size = (int64_t)v[1];
	z->end.central = (int64_t)v[2];
	if (z->end.central + z->end.central_size != z->end.records)
		zip_note(z, ZIP_GAP_END, -1,
		    z->end.central + z->end.central_size,
		    "%lld bytes between the directory and the end record",
		    (long long)(z->end.records - z->end.central -
		    z->end.central_size));
	*found = true;
	return (0);
}

int
zip_find_end(struct zip *z, bool *found, struct error *e)
{
	const int64_t reach = ZIP_END_LEN + UINT16_MAX;
	int64_t last, from, to;
	uint8_t *w = NULL;
	ptrdiff_t i;
	int rc = -1;

	*found = false;
	/* Room for the window, or for one block of find_last. */
	if ((w = malloc((size_t)reach + ZIP_END_LEN + BLOCK)) == NULL)
		return (error_nomem(e));
	if (find_last(z, w, &last, e) != 0)
		goto out;
	/* A record without comment ends in NULs itself. */
	to = last + ZIP_END_LEN;
	if (to > z->file.size)
		to = z->file.size;
	from = to > reach + ZIP_END_LEN ? to - reach - ZIP_END_LEN : 0;
	if (last == 0 || to - from < ZIP_END_LEN) {
		zip_note(z, ZIP_NO_END, -1, z->file.size,
		    "no end of central directory record");
		rc = 0;
		goto out;
	}
	if (part_read(&z->file, w, (size_t)(to - from), from, e) != 0)
		goto out;
	if ((i = choose(z, w, (size_t)(to - from), from)) < 0) {
		rc = 0;
		goto out;
	}
	z->end.at = from + i;
	note_tail(z, w + i, last);
	rc = take_end(z, w + i, found, e);
out:
	free(w);
	return (rc);
}
