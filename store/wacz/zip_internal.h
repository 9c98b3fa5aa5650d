#ifndef STORE_WACZ_ZIP_INTERNAL_H
#define STORE_WACZ_ZIP_INTERNAL_H

#include "store/wacz/zip.h"

/* Signatures, little-endian (APPNOTE 4.3). */
#define ZIP_SIG_LOCAL		0x04034b50u
#define ZIP_SIG_CENTRAL		0x02014b50u
#define ZIP_SIG_DESCRIPTOR	0x08074b50u
#define ZIP_SIG_END		0x06054b50u
#define ZIP_SIG_END64		0x06064b50u
#define ZIP_SIG_LOCATOR64	0x07064b50u

/* Sizes of the fixed parts. */
#define ZIP_LOCAL_LEN		30
#define ZIP_CENTRAL_LEN		46
#define ZIP_END_LEN		22
#define ZIP_END64_LEN		56
#define ZIP_LOCATOR64_LEN	20

/* General purpose flags (APPNOTE 4.4.4). */
#define ZIP_FLAG_ENCRYPTED	(1u << 0 | 1u << 6 | 1u << 13)
#define ZIP_FLAG_LEVEL		(1u << 1 | 1u << 2)
#define ZIP_FLAG_DESCRIPTOR	(1u << 3)
#define ZIP_FLAG_UTF8		(1u << 11)
#define ZIP_FLAGS_KNOWN		(ZIP_FLAG_ENCRYPTED | ZIP_FLAG_LEVEL | \
	ZIP_FLAG_DESCRIPTOR | ZIP_FLAG_UTF8)

#define ZIP_VERSION64		45	/* version needed for ZIP64 */

#define ZIP_STORED		0
#define ZIP_DEFLATED		8

/* Extra fields (APPNOTE 4.5.2, Info-ZIP's extrafld.txt). */
#define ZIP_EXTRA_ZIP64		0x0001
#define ZIP_EXTRA_UNICODE_PATH	0x7075

struct zip_note {
	struct zip_fault fault;
	char *text;		/* owned; fault.text is the same */
};

/* What the end record, or its ZIP64 form, says. */
struct zip_end {
	int64_t at;		/* of the end record */
	int64_t records;	/* where it begins, ZIP64 records included */
	int64_t central;	/* offset of the directory */
	int64_t central_size;
	uint64_t count;		/* entries */
	uint32_t versions64;	/* versions in the ZIP64 record, or 0 */
	bool loose;		/* it has a number that needs no ZIP64 */
};

struct zip {
	struct part file;
	struct zip_end end;
	uint8_t *central;	/* the directory; names point into it */
	size_t central_n;
	struct zip_entry *entries;
	size_t n;
	size_t cap;
	size_t *by_name;	/* indexes, sorted by bytes then index */
	struct zip_note *notes;	/* faults */
	size_t notes_n;
	size_t faults_total;
	bool faulty;		/* any fault beyond a warning */
	bool nomem;		/* a fault could not be noted */
};

/* What the extra fields of one header say; spans point into them. */
struct zip_extra {
	struct span zip64;	/* p NULL: absent */
	struct span unicode_path;
};

static inline uint16_t
zip_le16(const uint8_t *p)
{

	return ((uint16_t)(p[0] | p[1] << 8));
}

static inline uint32_t
zip_le32(const uint8_t *p)
{

	return ((uint32_t)zip_le16(p) | (uint32_t)zip_le16(p + 2) << 16);
}

static inline uint64_t
zip_le64(const uint8_t *p)
{

	return ((uint64_t)zip_le32(p) | (uint64_t)zip_le32(p + 4) << 32);
}

/*
 * zip_note(z, kind, entry, offset, fmt, ...): add a fault.  That memory ran
 * out is remembered in z->nomem, for zip_open to tell.
 */
void zip_note(struct zip *z, enum zip_fault_kind kind, ptrdiff_t entry,
    int64_t offset, const char *fmt, ...)
    __attribute__((format(printf, 5, 6)));

/* zip_show(name, s, n): ${name} for messages: ASCII, escaped, cut. */
#define ZIP_SHOWN	100
const char *zip_show(struct span name, char s[static ZIP_SHOWN]);

/* The steps of zip_open; 0, or -1 with ${e} for trouble. */

/* zip_find_end: fill z->end; *found false (and a fault) when there is none. */
int zip_find_end(struct zip *z, bool *found, struct error *e);

/* zip_read_central: the directory, and each entry's local header. */
int zip_read_central(struct zip *z, struct error *e);

/* zip_check_local: compare the local header of entry ${i}, place its data. */
int zip_check_local(struct zip *z, size_t i, struct error *e);

/* zip_check_map: every byte belongs to one entry; data descriptors. */
int zip_check_map(struct zip *z, struct error *e);

/* zip_check_name: one name by itself. */
void zip_check_name(struct zip *z, size_t i, int64_t offset);

/* zip_name_compare: by bytes, a beginning first; as memcmp. */
int zip_name_compare(struct span a, struct span b);

/* zip_name_device: a part of a name that is a device on Windows. */
bool zip_name_device(struct span part);

/* zip_check_names: the names among each other; fills z->by_name. */
int zip_check_names(struct zip *z, struct error *e);

/*
 * zip_read_extra(z, i, extra, offset, out): walk the extra fields of entry
 * ${i}, which stand at ${offset}; note what is broken or unknown.
 */
void zip_read_extra(struct zip *z, size_t i, struct span extra, int64_t offset,
    struct zip_extra *out);

/*
 * zip_compare_extra(z, i, local, offset): compare the local header's extra
 * fields with the directory's; sets same_extra.
 */
void zip_compare_extra(struct zip *z, size_t i, struct span local,
    int64_t offset);

/*
 * zip_apply64(v, n, field, extra): the ${n} <= 3 values ${v} (size, packed,
 * offset) whose 32-bit ${field} is all ones are taken from the ZIP64 field
 * ${extra}.  Return NULL, or what is wrong.
 */
const char *zip_apply64(uint64_t *v, size_t n, const uint32_t *field,
    struct span extra);

#endif
