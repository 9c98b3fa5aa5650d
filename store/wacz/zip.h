#ifndef STORE_WACZ_ZIP_H
#define STORE_WACZ_ZIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sys/types.h>

#include "store/base/buf.h"
#include "store/base/error.h"
#include "store/base/part.h"
#include "store/base/span.h"

/*
 * zip - strict reading of a ZIP archive (PKWARE APPNOTE 6.3.10) that an
 * opponent may have made so that two readers see two documents.
 *
 * The end record, the central directory, every local header and every data
 * descriptor are read and compared, and every byte of the file must belong to
 * exactly one of them or to the content of one entry.  What does not fit is
 * kept as a list of faults: a broken archive is data, not an error.  An error
 * means that we could not look (reading failed, no memory, a limit).
 *
 * An archive may be a file, or lie stored inside another: see part.h.
 *
 * Sizes and offsets are bytes from the start of the archive.  Limits:
 * ZIP_ENTRIES_MAX, ZIP_NAME_MAX, ZIP_NAMES_TOTAL_MAX; ZIP_FAULTS_MAX faults
 * are kept, the others are only counted.  Memory grows with the names only.
 */
struct zip;		/* opaque; reading entries of one zip from several
			   threads is fine, since nothing changes after open */
struct zip_stream;	/* opaque; one thread at a time */

enum zip_severity {
	ZIP_WARN,	/* odd, but every reader sees the same files */
	ZIP_FAULT	/* broken, or readers may differ */
};

enum zip_fault_kind {
	ZIP_NO_END,		/* no usable end record: cut, or no ZIP */
	ZIP_END_MANY,		/* more than one end record (4.3.16) */
	ZIP_DISKS,		/* parts on other disks */
	ZIP_END_COUNT,		/* entry count or size is not what is there */
	ZIP_CENTRAL_PLACE,	/* directory not where the end record says */
	ZIP_CENTRAL,		/* directory broken (4.3.12) */
	ZIP_ZIP64,		/* ZIP64 records disagree (4.3.14, 4.5.3) */
	ZIP_COMMENT,		/* archive comment */
	ZIP_ENTRY_COMMENT,	/* entry comment */
	ZIP_PREFIX,		/* bytes before the first entry */
	ZIP_GAP,		/* bytes between entries */
	ZIP_GAP_CENTRAL,	/* bytes between last entry and directory */
	ZIP_GAP_END,		/* bytes between directory and end record */
	ZIP_TRAILING,		/* bytes after the end record */
	ZIP_PADDING,		/* warn: only NUL bytes after the end record */
	ZIP_OVERLAP,		/* two entries share bytes */
	ZIP_RANGE,		/* entry reaches outside the file */
	ZIP_NAME_EMPTY,
	ZIP_NAME_TWICE,		/* same name, '\' and '/' taken as one */
	ZIP_NAME_ALIKE,		/* warn: differ in case or final dots only */
	ZIP_NAME_CLASH,		/* a file that is also a folder of others */
	ZIP_NAME_PARENT,	/* ".." */
	ZIP_NAME_ABSOLUTE,	/* "/x", "\x" */
	ZIP_NAME_DRIVE,		/* "C:x" */
	ZIP_NAME_DEVICE,	/* "NUL", "com1.txt" */
	ZIP_NAME_DOT,		/* "." or an empty part */
	ZIP_NAME_BACKSLASH,
	ZIP_NAME_CONTROL,	/* NUL, control bytes, invisible characters */
	ZIP_NAME_UTF8,		/* not well-formed UTF-8 */
	ZIP_NAME_CHARSET,	/* warn: not ASCII, and not marked as UTF-8 */
	ZIP_NAME_EXTRA,		/* another name in an extra field (0x7075) */
	ZIP_NAME_ODD,		/* warn: ':' , final dot or blank, combining */
	ZIP_LOCAL,		/* no local header where it should be */
	ZIP_LOCAL_NAME,		/* local header differs from directory ... */
	ZIP_LOCAL_METHOD,
	ZIP_LOCAL_FLAGS,
	ZIP_LOCAL_SIZE,
	ZIP_LOCAL_CRC,
	ZIP_LOCAL_TIME,
	ZIP_LOCAL_EXTRA,	/* warn: an extra field told differently */
	ZIP_LOCAL_VERSION,	/* warn: version needed */
	ZIP_DESCRIPTOR,		/* data descriptor missing or different */
	ZIP_EXTRA,		/* extra fields broken */
	ZIP_EXTRA_UNKNOWN,	/* warn: extra field that we do not know */
	ZIP_ENCRYPTED,
	ZIP_METHOD,		/* neither stored nor deflate */
	ZIP_FLAGS,		/* flags that no reader here supports */
	ZIP_SIZES,		/* stored, yet two sizes; or sizes impossible */
	ZIP_LINK,		/* symbolic link */
	ZIP_SPECIAL,		/* device, FIFO ... */
	ZIP_KIND,		/* folder by attribute, file by name or so */
	ZIP_FOLDER_DATA,	/* folder with content */
	ZIP_FAULT_KINDS		/* how many there are */
};

struct zip_fault {
	enum zip_fault_kind kind;
	enum zip_severity severity;
	ptrdiff_t entry;	/* index for zip_entry, or -1 */
	int64_t offset;		/* where in the file, or -1 */
	const char *text;	/* technical English: found, want */
};

struct zip_entry {
	struct span name;	/* as in the directory; lives as the zip */
	uint16_t method;	/* 0 stored, 8 deflate, others unreadable */
	uint16_t flags;
	uint16_t version_made;	/* high byte: system; directory only */
	uint16_t version_needed;
	uint16_t version_local;	/* version needed in the local header */
	uint16_t internal;	/* internal attributes; directory only */
	uint32_t external;	/* external attributes; directory only */
	uint32_t dos_time;	/* date << 16 | time, no zone */
	uint32_t crc;
	int64_t packed;		/* size in the file */
	int64_t size;		/* size of the content */
	int64_t header;		/* offset of the local header */
	int64_t data;		/* offset of the content, -1 if unknown */
	struct span extra;	/* extra fields of the directory, as they are */
	bool same_extra;	/* local header has the same, ZIP64 apart */
	bool local_zip64;	/* local header has a ZIP64 field */
	bool sizes_told;	/* local header has both sizes */
	uint8_t descriptor;	/* bytes of its data descriptor, or 0 */
	uint32_t local_crc;	/* CRC-32 in the local header; may be 0 */
	bool folder;		/* name ends in '/' */
	bool readable;		/* zip_entry_open can work */
};

/*
 * zip_open_part(p, out, e), zip_open(fd, out, e):
 * Look at ${p}, or at all of the regular file ${fd}, which stays the caller's
 * and must stay open and unchanged as long as ${*out} lives.  Its read
 * position is not used.  Return 0 and a zip for zip_free, whatever faults the
 * archive has; or -1 with ${e}: ERR_SYS, ERR_NOMEM, ERR_LIMIT,
 * ERR_UNSUPPORTED (no regular file).
 */
int zip_open_part(const struct part *p, struct zip **out, struct error *e);
int zip_open(int fd, struct zip **out, struct error *e);

void zip_free(struct zip *z);

/* Entries in the order of the directory; pointers live as ${z}. */
size_t zip_count(const struct zip *z);
const struct zip_entry *zip_entry(const struct zip *z, size_t i);

/*
 * zip_end_is(z, versions):
 * Whether there is a ZIP64 end record just where number or places need it,
 * with ${versions} (needed, then made by in the lower half), and the end
 * record itself has every number that it has room for.
 */
bool zip_end_is(const struct zip *z, uint32_t versions);

/*
 * zip_find(z, name): index of the entry so named, byte for byte, or -1.  Of
 * several (which is a fault) the first in the directory.
 */
ptrdiff_t zip_find(const struct zip *z, struct span name);

/* Faults in the order found; pointers live as ${z}. */
size_t zip_fault_count(const struct zip *z);	/* those kept */
const struct zip_fault *zip_fault(const struct zip *z, size_t i);
size_t zip_fault_total(const struct zip *z);	/* also those not kept */

/* zip_sound(z): no fault of severity ZIP_FAULT, kept or not. */
bool zip_sound(const struct zip *z);

/* zip_fault_name(kind): stable name, "name-twice", for codes and JSON. */
const char *zip_fault_name(enum zip_fault_kind kind);

/* What reading an entry to its end has shown. */
enum zip_content {
	ZIP_CONTENT_WHOLE,	/* size and CRC-32 as declared */
	ZIP_CONTENT_UNREAD,	/* closed before the end: nothing known */
	ZIP_CONTENT_CRC,	/* CRC-32 differs */
	ZIP_CONTENT_SHORT,	/* ends before the declared size */
	ZIP_CONTENT_LONG,	/* goes on after the declared size */
	ZIP_CONTENT_DEFLATE,	/* deflate stream broken (RFC 1951) */
	ZIP_CONTENT_SLACK	/* deflate stream ends before its packed size */
};

/* zip_content_name(c): stable name, "crc". */
const char *zip_content_name(enum zip_content c);

/*
 * zip_entry_open(z, i, out, e):
 * Begin to read the content of entry ${i} of ${z}, which must outlive
 * ${*out}.  Return 0, or -1 with ${e}: ERR_UNSUPPORTED (method, encrypted),
 * ERR_CORRUPT (content not in the file; a fault says so), ERR_NOMEM.
 */
int zip_entry_open(const struct zip *z, size_t i, struct zip_stream **out,
    struct error *e);

/*
 * zip_entry_read(s, p, n, e):
 * Put up to ${n} bytes of content at ${p}; large ${n} (IO_CHUNK) is fast, as
 * stored content is read and deflated content inflated right into ${p}.
 * Never gives more than the declared size.  Return the count, 0 at the end
 * (also where the content breaks: zip_entry_close tells), or -1 with ${e}:
 * ERR_SYS, ERR_NOMEM, ERR_CORRUPT (the file became shorter meanwhile).
 */
ssize_t zip_entry_read(struct zip_stream *s, void *p, size_t n,
    struct error *e);

/*
 * zip_entry_close(s): what reading has shown.  ZIP_CONTENT_UNREAD unless read
 * returned 0.  Frees ${s}; NULL gives ZIP_CONTENT_UNREAD.
 */
enum zip_content zip_entry_close(struct zip_stream *s);

/*
 * zip_entry_whole(z, i, out, content, e):
 * Append the whole content to ${out} (ERR_LIMIT beyond out->max) and say in
 * ${*content} whether it is what the archive declares.  Errors as for open
 * and read.
 */
int zip_entry_whole(const struct zip *z, size_t i, struct buf *out,
    enum zip_content *content, struct error *e);

/*
 * zip_entry_part(z, i, out): the content of a stored entry as a part of the
 * file; false where it is deflated or cannot be read.
 */
bool zip_entry_part(const struct zip *z, size_t i, struct part *out);

#endif
