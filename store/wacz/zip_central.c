#include <stdlib.h>
#include <string.h>

#include "store/base/limits.h"
#include "store/wacz/zip_internal.h"

/* The central directory (APPNOTE 4.3.12). */

/* File types in the upper half of the external attributes (Unix). */
#define TYPE_MASK	0170000u
#define TYPE_LINK	0120000u
#define TYPE_FILE	0100000u
#define TYPE_FOLDER	0040000u
#define DOS_FOLDER	0x10u

static int
add_entry(struct zip *z, struct error *e)
{
	struct zip_entry *p;
	size_t cap;

	if (z->n == ZIP_ENTRIES_MAX)
		return (error_set(e, ERR_LIMIT, "more than %d entries",
		    ZIP_ENTRIES_MAX));
	if (z->n == z->cap) {
		cap = z->cap == 0 ? 64 : z->cap * 2;
		p = realloc(z->entries, cap * sizeof(*p));
		if (p == NULL)
			return (error_nomem(e));
		z->entries = p;
		z->cap = cap;
	}
	memset(&z->entries[z->n], 0, sizeof(z->entries[0]));
	z->entries[z->n].data = -1;
	z->n++;
	return (0);
}

/* Method, flags and sizes: whether the content can be read at all. */
static void
check_form(struct zip *z, size_t i, int64_t at)
{
	struct zip_entry *en = &z->entries[i];

	en->readable = true;
	if ((en->flags & ZIP_FLAG_ENCRYPTED) != 0) {
		zip_note(z, ZIP_ENCRYPTED, (ptrdiff_t)i, at,
		    "encrypted, flags 0x%04x", en->flags);
		en->readable = false;
	}
	if ((en->flags & ~ZIP_FLAGS_KNOWN) != 0) {
		zip_note(z, ZIP_FLAGS, (ptrdiff_t)i, at,
		    "flags 0x%04x are not supported", en->flags);
		en->readable = false;
	}
	if (en->method != ZIP_STORED && en->method != ZIP_DEFLATED) {
		zip_note(z, ZIP_METHOD, (ptrdiff_t)i, at,
		    "method %u is neither stored nor deflate", en->method);
		en->readable = false;
	}
	if (en->method == ZIP_STORED && en->packed != en->size) {
		zip_note(z, ZIP_SIZES, (ptrdiff_t)i, at,
		    "stored, yet %lld bytes packed and %lld unpacked",
		    (long long)en->packed, (long long)en->size);
		en->readable = false;
	}
}

/* What the attributes say that the entry is, against its name. */
static void
check_type(struct zip *z, size_t i, int64_t at)
{
	const struct zip_entry *en = &z->entries[i];
	uint32_t type = en->external >> 16 & TYPE_MASK;
	bool folder = type == TYPE_FOLDER ||
	    (type == 0 && (en->external & DOS_FOLDER) != 0);

	if (type == TYPE_LINK)
		zip_note(z, ZIP_LINK, (ptrdiff_t)i, at, "symbolic link");
	else if (type != 0 && type != TYPE_FILE && type != TYPE_FOLDER)
		zip_note(z, ZIP_SPECIAL, (ptrdiff_t)i, at,
		    "file type 0%o", type);
	else if (folder != en->folder && (folder || type == TYPE_FILE))
		zip_note(z, ZIP_KIND, (ptrdiff_t)i, at,
		    "%s by attributes, %s by name", folder ? "folder" : "file",
		    en->folder ? "folder" : "file");
	if (en->folder && (en->size != 0 || en->crc != 0))
		zip_note(z, ZIP_FOLDER_DATA, (ptrdiff_t)i, at,
		    "folder with %lld bytes", (long long)en->size);
}

/* The sizes and the offset, 32-bit fields or from the ZIP64 field. */
static void
take_sizes(struct zip *z, size_t i, const uint8_t *p,
    const struct zip_extra *extra, int64_t at)
{
	struct zip_entry *en = &z->entries[i];
	const uint32_t field[3] = { zip_le32(p + 24), zip_le32(p + 20),
		zip_le32(p + 42) };
	uint64_t v[3] = { field[0], field[1], field[2] };
	const char *wrong = zip_apply64(v, 3, field, extra->zip64);

	if (wrong != NULL)
		zip_note(z, ZIP_ZIP64, (ptrdiff_t)i, at, "%s", wrong);
	if (v[0] > INT64_MAX || v[1] > INT64_MAX || v[2] > INT64_MAX) {
		zip_note(z, ZIP_RANGE, (ptrdiff_t)i, at,
		    "size or offset beyond 2^63");
		v[0] = v[1] = 0;
		/* Past the end: no local header will be looked for. */
		v[2] = INT64_MAX;
	}
	en->size = (int64_t)v[0];
	en->packed = (int64_t)v[1];
	en->header = (int64_t)v[2];
}

/* One record ${p}, complete, of the directory, at ${at} of the file. */
static int
read_record(struct zip *z, const uint8_t *p, int64_t at, struct error *e)
{
	size_t name_n = zip_le16(p + 28), extra_n = zip_le16(p + 30);
	struct zip_extra extra;
	struct zip_entry *en;
	size_t i = z->n;

	if (name_n > ZIP_NAME_MAX)
		return (error_set(e, ERR_LIMIT, "a name of %zu bytes", name_n));
	if (add_entry(z, e) != 0)
		return (-1);
	en = &z->entries[i];
	en->version_made = zip_le16(p + 4);
	en->version_needed = zip_le16(p + 6);
	en->flags = zip_le16(p + 8);
	en->method = zip_le16(p + 10);
	en->dos_time = (uint32_t)zip_le16(p + 14) << 16 | zip_le16(p + 12);
	en->crc = zip_le32(p + 16);
	en->internal = zip_le16(p + 36);
	en->external = zip_le32(p + 38);
	en->name = (struct span){ p + ZIP_CENTRAL_LEN, name_n };
	en->extra = (struct span){ p + ZIP_CENTRAL_LEN + name_n, extra_n };
	en->folder = name_n > 0 && (en->name.p[name_n - 1] == '/' ||
	    en->name.p[name_n - 1] == '\\');
	if (zip_le16(p + 32) > 0)
		zip_note(z, ZIP_ENTRY_COMMENT, (ptrdiff_t)i, at,
		    "comment of %u bytes", zip_le16(p + 32));
	if (zip_le16(p + 34) != 0)
		zip_note(z, ZIP_DISKS, (ptrdiff_t)i, at, "on disk %u",
		    zip_le16(p + 34));
	zip_read_extra(z, i, en->extra, at, &extra);
	take_sizes(z, i, p, &extra, at);
	check_form(z, i, at);
	check_type(z, i, at);
	zip_check_name(z, i, at);
	return (zip_check_local(z, i, e));
}

/* The length of the record at ${p} with ${left} bytes; 0 if it is broken. */
static size_t
record_length(const uint8_t *p, size_t left)
{
	size_t n;

	if (left < ZIP_CENTRAL_LEN || zip_le32(p) != ZIP_SIG_CENTRAL)
		return (0);
	n = (size_t)ZIP_CENTRAL_LEN + zip_le16(p + 28) + zip_le16(p + 30) +
	    zip_le16(p + 32);
	return (n <= left ? n : 0);
}

static int
walk(struct zip *z, struct error *e)
{
	size_t at = 0, n;

	while (at < z->central_n) {
		n = record_length(z->central + at, z->central_n - at);
		if (n == 0) {
			zip_note(z, ZIP_CENTRAL, -1,
			    z->end.central + (int64_t)at,
			    "%zu bytes of the directory are no record",
			    z->central_n - at);
			break;
		}
		if (read_record(z, z->central + at,
		    z->end.central + (int64_t)at, e) != 0)
			return (-1);
		at += n;
	}
	if (z->n != z->end.count)
		zip_note(z, ZIP_END_COUNT, -1, z->end.at,
		    "end record says %llu entries, found %zu",
		    (unsigned long long)z->end.count, z->n);
	return (0);
}

int
zip_read_central(struct zip *z, struct error *e)
{

	if (z->end.central_size > (int64_t)ZIP_CENTRAL_MAX)
		return (error_set(e, ERR_LIMIT, "a directory of %lld bytes",
		    (long long)z->end.central_size));
	z->central_n = (size_t)z->end.central_size;
	if ((z->central = malloc(z->central_n + 1)) == NULL)
		return (error_nomem(e));
	if (part_read(&z->file, z->central, z->central_n, z->end.central,
	    e) != 0)
		return (-1);
	return (walk(z, e));
}
