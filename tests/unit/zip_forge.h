#ifndef TESTS_UNIT_ZIP_FORGE_H
#define TESTS_UNIT_ZIP_FORGE_H

#include <sys/mman.h>

#include <string.h>
#include <unistd.h>

#include <zlib.h>

#include "store/base/buf.h"
#include "store/base/io.h"

/*
 * zip_forge - archives made byte by byte, right or wrong in one known place.
 * What an entry leaves at zero is as an honest writer would have it.
 */
struct forged {
	const char *name;
	const char *data;
	size_t name_n;		/* where the name holds a NUL */
	const char *local_name;	/* another name in the local header */
	uint16_t method;	/* 8: deflated by zlib; others: stored as is */
	uint16_t flags;
	uint16_t local_method;	/* plus one */
	uint16_t local_flags;	/* plus one */
	int descriptor;		/* bytes: 12, 16, 20, 24 */
	int wrong_descriptor;
	const char *gap;	/* bytes in front */
	uint32_t crc_off;	/* added to the CRC-32 in both headers */
	uint32_t local_crc_off;
	uint32_t local_size_off;
	uint32_t size_off;	/* added to the unpacked size in both */
	uint32_t mode;		/* Unix mode */
	uint32_t dos;		/* DOS attributes */
	uint16_t disk;
	const char *comment;
	const char *extra;	/* in both */
	size_t extra_n;
	const char *local_extra;	/* in the local header only */
	size_t local_extra_n;
	uint16_t local_version;
	uint32_t local_time;
	/* Made: */
	size_t at;		/* local header */
	size_t data_at;
	size_t central_at;
	uint32_t crc;
	uint32_t packed;
};

struct forge {
	struct buf out;
	const char *before_central;
	const char *before_end;
	const char *comment;
	const char *after;
	size_t after_nuls;
	int count_off;		/* added to the count of the end record */
	int size_off;		/* to the directory's size */
	uint16_t disk;
	size_t central_at;
	size_t end_at;
};

static inline void
put16(struct buf *b, uint32_t v)
{

	buf_putc(b, (uint8_t)v);
	buf_putc(b, (uint8_t)(v >> 8));
}

static inline void
put32(struct buf *b, uint32_t v)
{

	put16(b, v & 0xffff);
	put16(b, v >> 16);
}

static inline void
put64(struct buf *b, uint64_t v)
{

	put32(b, (uint32_t)v);
	put32(b, (uint32_t)(v >> 32));
}

static inline size_t
forged_name_n(const struct forged *f)
{

	return (f->name_n != 0 ? f->name_n : strlen(f->name));
}

static inline void
forge_deflate(struct buf *out, const char *data, size_t n)
{
	uint8_t in[2048], room[4096];
	z_stream zs;

	memset(&zs, 0, sizeof(zs));
	(void)deflateInit2(&zs, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY);
	/* zlib wants what it reads writable. */
	n = n < sizeof(in) ? n : sizeof(in);
	memcpy(in, data, n);
	zs.next_in = in;
	zs.avail_in = (uInt)n;
	zs.next_out = room;
	zs.avail_out = sizeof(room);
	(void)deflate(&zs, Z_FINISH);
	buf_put(out, room, sizeof(room) - zs.avail_out);
	(void)deflateEnd(&zs);
}

static inline void
forge_descriptor(struct buf *b, const struct forged *f, uint32_t size)
{
	bool wide = f->descriptor == 20 || f->descriptor == 24;

	if (f->descriptor == 16 || f->descriptor == 24)
		put32(b, 0x08074b50);
	put32(b, f->crc + (f->wrong_descriptor ? 1 : 0));
	if (wide) {
		put64(b, f->packed);
		put64(b, size);
	} else {
		put32(b, f->packed);
		put32(b, size);
	}
}

static inline void
forge_local(struct buf *b, struct forged *f)
{
	const char *name = f->local_name != NULL ? f->local_name : f->name;
	size_t name_n = f->local_name != NULL ? strlen(name) :
	    forged_name_n(f);
	bool open = f->descriptor != 0;
	struct buf packed = BUF_INIT(1 << 20);
	uint32_t size = (uint32_t)strlen(f->data) + f->size_off;

	if (f->method == 8)
		forge_deflate(&packed, f->data, strlen(f->data));
	else
		buf_puts(&packed, f->data);
	f->crc = (uint32_t)crc32(0, (const Bytef *)f->data,
	    (uInt)strlen(f->data)) + f->crc_off;
	f->packed = (uint32_t)packed.n;
	if (open)
		f->flags |= 8;
	if (f->gap != NULL)
		buf_puts(b, f->gap);
	f->at = b->n;
	put32(b, 0x04034b50);
	put16(b, f->local_version != 0 ? f->local_version : 20);
	put16(b, f->local_flags != 0 ? f->local_flags - 1u : f->flags);
	put16(b, f->local_method != 0 ? f->local_method - 1u : f->method);
	put32(b, f->local_time != 0 ? f->local_time : 0x576eb1aa);
	put32(b, open ? 0 : f->crc + f->local_crc_off);
	put32(b, open ? 0 : f->packed);
	put32(b, open ? 0 : size + f->local_size_off);
	put16(b, (uint32_t)name_n);
	put16(b, (uint32_t)(f->extra_n + f->local_extra_n));
	buf_put(b, name, name_n);
	buf_put(b, f->extra, f->extra_n);
	buf_put(b, f->local_extra, f->local_extra_n);
	f->data_at = b->n;
	buf_putspan(b, buf_span(&packed));
	if (open)
		forge_descriptor(b, f, size);
	buf_free(&packed);
}

static inline void
forge_central(struct buf *b, struct forged *f)
{
	size_t comment_n = f->comment != NULL ? strlen(f->comment) : 0;

	f->central_at = b->n;
	put32(b, 0x02014b50);
	put16(b, 0x0314);
	put16(b, 20);
	put16(b, f->flags);
	put16(b, f->method);
	put32(b, 0x576eb1aa);
	put32(b, f->crc);
	put32(b, f->packed);
	put32(b, (uint32_t)strlen(f->data) + f->size_off);
	put16(b, (uint32_t)forged_name_n(f));
	put16(b, (uint32_t)f->extra_n);
	put16(b, (uint32_t)comment_n);
	put16(b, f->disk);
	put16(b, 0);
	put32(b, (f->mode != 0 ? f->mode : 0100644) << 16 | f->dos);
	put32(b, (uint32_t)f->at);
	buf_put(b, f->name, forged_name_n(f));
	buf_put(b, f->extra, f->extra_n);
	buf_put(b, f->comment, comment_n);
}

static inline void
forge_end(struct forge *z, size_t n, size_t size)
{
	struct buf *b = &z->out;
	uint32_t count = (uint32_t)((int)n + z->count_off);
	size_t comment_n = z->comment != NULL ? strlen(z->comment) : 0;

	z->end_at = b->n;
	put32(b, 0x06054b50);
	put16(b, z->disk);
	put16(b, z->disk);
	put16(b, count);
	put16(b, count);
	put32(b, (uint32_t)((int)size + z->size_off));
	put32(b, (uint32_t)z->central_at);
	put16(b, (uint32_t)comment_n);
	buf_put(b, z->comment, comment_n);
	if (z->after != NULL)
		buf_puts(b, z->after);
	for (n = z->after_nuls; n > 0; n--)
		buf_putc(b, 0);
}

/* Build into z->out, which the caller frees. */
static inline void
forge(struct forge *z, struct forged *f, size_t n)
{
	size_t i;

	z->out = (struct buf)BUF_INIT(64u << 20);
	for (i = 0; i < n; i++)
		forge_local(&z->out, &f[i]);
	if (z->before_central != NULL)
		buf_puts(&z->out, z->before_central);
	z->central_at = z->out.n;
	for (i = 0; i < n; i++)
		forge_central(&z->out, &f[i]);
	i = z->out.n - z->central_at;
	if (z->before_end != NULL)
		buf_puts(&z->out, z->before_end);
	forge_end(z, n, i);
}

/* A file in memory with these bytes; -1 on failure. */
static inline int
forge_fd(struct span s)
{
	int fd = memfd_create("zip", MFD_CLOEXEC);

	if (fd >= 0 && io_write(fd, s.p, s.n, NULL) != 0) {
		(void)close(fd);
		return (-1);
	}
	return (fd);
}

#endif
