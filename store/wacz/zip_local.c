#include <stdlib.h>
#include <string.h>

#include "store/base/limits.h"
#include "store/wacz/zip_internal.h"

/*
 * The local file header (APPNOTE 4.3.7), which streaming readers believe,
 * against the directory, which seeking readers believe.
 */
struct local {
	uint8_t fixed[ZIP_LOCAL_LEN];
	uint8_t *rest;		/* name, then extra fields */
	size_t name_n;
	size_t extra_n;
};

/* Sizes and CRC of a streamed entry may be left open in its header. */
static bool
told(uint64_t here, uint64_t there, bool streamed, uint64_t ones)
{

	return (here == there || (streamed && (here == 0 || here == ones)));
}

static void
check_sizes(struct zip *z, size_t i, const uint8_t *p,
    const struct zip_extra *extra)
{
	struct zip_entry *en = &z->entries[i];
	const uint32_t field[2] = { zip_le32(p + 22), zip_le32(p + 18) };
	uint64_t v[2] = { field[0], field[1] };
	bool streamed = (en->flags & ZIP_FLAG_DESCRIPTOR) != 0;
	const char *wrong = zip_apply64(v, 2, field, extra->zip64);

	if (wrong != NULL)
		zip_note(z, ZIP_ZIP64, (ptrdiff_t)i, en->header,
		    "local header: %s", wrong);
	en->local_crc = zip_le32(p + 14);
	en->sizes_told = v[0] == (uint64_t)en->size &&
	    v[1] == (uint64_t)en->packed;
	if (!told(en->local_crc, en->crc, streamed, 0))
		zip_note(z, ZIP_LOCAL_CRC, (ptrdiff_t)i, en->header,
		    "CRC-32 %08x in the local header, %08x in the directory",
		    en->local_crc, en->crc);
	if (!told(v[0], (uint64_t)en->size, streamed, UINT32_MAX) ||
	    !told(v[1], (uint64_t)en->packed, streamed, UINT32_MAX))
		zip_note(z, ZIP_LOCAL_SIZE, (ptrdiff_t)i, en->header,
		    "sizes %llu, %llu in the local header, %lld, %lld in the "
		    "directory", (unsigned long long)v[0],
		    (unsigned long long)v[1], (long long)en->size,
		    (long long)en->packed);
}

/* The fields that are the same in both, whatever the entry is. */
static void
check_fields(struct zip *z, size_t i, const uint8_t *p)
{
	struct zip_entry *en = &z->entries[i];
	uint32_t when = (uint32_t)zip_le16(p + 12) << 16 | zip_le16(p + 10);

	en->version_local = zip_le16(p + 4);
	/* The directory may need ZIP64 where the offset alone is large. */
	if (en->version_local != en->version_needed &&
	    !(en->version_needed == ZIP_VERSION64 &&
	    en->version_local < ZIP_VERSION64 && en->header >= UINT32_MAX))
		zip_note(z, ZIP_LOCAL_VERSION, (ptrdiff_t)i, en->header,
		    "version needed %u in the local header, %u in the "
		    "directory", en->version_local, en->version_needed);
	if (zip_le16(p + 6) != en->flags)
		zip_note(z, ZIP_LOCAL_FLAGS, (ptrdiff_t)i, en->header,
		    "flags %04x in the local header, %04x in the directory",
		    zip_le16(p + 6), en->flags);
	if (zip_le16(p + 8) != en->method)
		zip_note(z, ZIP_LOCAL_METHOD, (ptrdiff_t)i, en->header,
		    "method %u in the local header, %u in the directory",
		    zip_le16(p + 8), en->method);
	if (when != en->dos_time)
		zip_note(z, ZIP_LOCAL_TIME, (ptrdiff_t)i, en->header,
		    "time %08x in the local header, %08x in the directory",
		    when, en->dos_time);
}

/* Read the header; *ok false (and a fault) where there is none. */
static int
read_local(struct zip *z, size_t i, struct local *l, bool *ok,
    struct error *e)
{
	const struct zip_entry *en = &z->entries[i];
	int64_t room = z->file.size - ZIP_LOCAL_LEN - en->header;

	*ok = false;
	if (room < 0) {
		zip_note(z, ZIP_RANGE, (ptrdiff_t)i, en->header,
		    "local header outside the file");
		return (0);
	}
	if (part_read(&z->file, l->fixed, ZIP_LOCAL_LEN, en->header, e) != 0)
		return (-1);
	if (zip_le32(l->fixed) != ZIP_SIG_LOCAL) {
		zip_note(z, ZIP_LOCAL, (ptrdiff_t)i, en->header,
		    "no local header here");
		return (0);
	}
	l->name_n = zip_le16(l->fixed + 26);
	l->extra_n = zip_le16(l->fixed + 28);
	if ((int64_t)(l->name_n + l->extra_n) > room) {
		zip_note(z, ZIP_RANGE, (ptrdiff_t)i, en->header,
		    "local header reaches outside the file");
		return (0);
	}
	if ((l->rest = malloc(l->name_n + l->extra_n + 1)) == NULL)
		return (error_nomem(e));
	*ok = true;
	return (part_read(&z->file, l->rest, l->name_n + l->extra_n,
	    en->header + ZIP_LOCAL_LEN, e));
}

/* Where the content lies; outside the file it cannot be read. */
static void
place(struct zip *z, size_t i, const struct local *l)
{
	struct zip_entry *en = &z->entries[i];

	en->data = en->header + ZIP_LOCAL_LEN +
	    (int64_t)(l->name_n + l->extra_n);
	if (en->packed <= z->file.size - en->data)
		return;
	zip_note(z, ZIP_RANGE, (ptrdiff_t)i, en->data,
	    "content of %lld bytes reaches outside the file",
	    (long long)en->packed);
	en->readable = false;
}

int
zip_check_local(struct zip *z, size_t i, struct error *e)
{
	struct zip_entry *en = &z->entries[i];
	struct local l = { .rest = NULL };
	struct zip_extra here;
	struct span name, fields;
	char shown[ZIP_SHOWN];
	int rc = -1;
	bool ok;

	if (read_local(z, i, &l, &ok, e) != 0)
		goto out;
	rc = 0;
	if (!ok) {
		en->readable = false;
		goto out;
	}
	name = (struct span){ l.rest, l.name_n };
	fields = (struct span){ l.rest + l.name_n, l.extra_n };
	if (!span_eq(name, en->name))
		zip_note(z, ZIP_LOCAL_NAME, (ptrdiff_t)i, en->header,
		    "the local header has the name %s", zip_show(name, shown));
	check_fields(z, i, l.fixed);
	zip_read_extra(z, i, fields, en->header, &here);
	en->local_zip64 = here.zip64.p != NULL;
	check_sizes(z, i, l.fixed, &here);
	zip_compare_extra(z, i, fields, en->header);
	place(z, i, &l);
out:
	free(l.rest);
	return (rc);
}
