#include <stdlib.h>

#include <zlib.h>

#include "store/base/crc.h"
#include "store/base/limits.h"
#include "store/wacz/zip_internal.h"

/* The content of an entry: stored, or deflated (RFC 1951). */
struct zip_stream {
	const struct part *file;
	const struct zip_entry *en;
	int64_t at;		/* in the archive: the next packed byte */
	int64_t packed;		/* packed bytes still to be read */
	int64_t left;		/* content still to be given */
	uint32_t crc;
	bool ended;
	enum zip_content content;
	z_stream zs;		/* deflated only */
	uint8_t *in;
};

static const char *const contents[] = {
	[ZIP_CONTENT_WHOLE] = "whole",
	[ZIP_CONTENT_UNREAD] = "unread",
	[ZIP_CONTENT_CRC] = "crc",
	[ZIP_CONTENT_SHORT] = "short",
	[ZIP_CONTENT_LONG] = "long",
	[ZIP_CONTENT_DEFLATE] = "deflate",
	[ZIP_CONTENT_SLACK] = "slack",
};

const char *
zip_content_name(enum zip_content c)
{

	return ((unsigned)c < sizeof(contents) / sizeof(contents[0]) ?
	    contents[c] : "unknown");
}

static int
refuse(const struct zip *z, const struct zip_entry *en, struct error *e)
{
	char shown[ZIP_SHOWN];

	(void)z;
	(void)zip_show(en->name, shown);
	if ((en->flags & ZIP_FLAG_ENCRYPTED) != 0 ||
	    (en->flags & ~ZIP_FLAGS_KNOWN) != 0 ||
	    (en->method != ZIP_STORED && en->method != ZIP_DEFLATED))
		return (error_set(e, ERR_UNSUPPORTED,
		    "%s: method %u, flags 0x%04x", shown, en->method,
		    en->flags));
	return (error_set(e, ERR_CORRUPT,
	    "%s: the content is not in the file", shown));
}

static int
start_inflate(struct zip_stream *s, struct error *e)
{
	int zrc;

	if ((s->in = malloc(IO_CHUNK)) == NULL)
		return (error_nomem(e));
	if ((zrc = inflateInit2(&s->zs, -MAX_WBITS)) == Z_OK)
		return (0);
	free(s->in);
	s->in = NULL;
	if (zrc == Z_MEM_ERROR)
		return (error_nomem(e));
	return (error_set(e, ERR_UNSUPPORTED, "zlib cannot inflate"));
}

int
zip_entry_open(const struct zip *z, size_t i, struct zip_stream **out,
    struct error *e)
{
	const struct zip_entry *en = zip_entry(z, i);
	struct zip_stream *s;

	if (en == NULL)
		return (error_set(e, ERR_INPUT, "no entry %zu", i));
	if (!en->readable)
		return (refuse(z, en, e));
	if ((s = calloc(1, sizeof(*s))) == NULL)
		return (error_nomem(e));
	s->file = &z->file;
	s->en = en;
	s->at = en->data;
	s->packed = en->packed;
	s->left = en->size;
	s->content = ZIP_CONTENT_UNREAD;
	if (en->method == ZIP_DEFLATED && start_inflate(s, e) != 0) {
		free(s);
		return (-1);
	}
	*out = s;
	return (0);
}

/* Up to ${n} packed bytes; 0 at the end of the packed content. */
static ssize_t
read_packed(struct zip_stream *s, uint8_t *p, size_t n, struct error *e)
{
	ssize_t k;

	if ((int64_t)n > s->packed)
		n = (size_t)s->packed;
	if (n == 0)
		return (0);
	if ((k = part_read_some(s->file, p, n, s->at, e)) < 0)
		return (-1);
	if (k == 0)
		return (error_set(e, ERR_CORRUPT,
		    "the file became shorter while it was read"));
	s->at += k;
	s->packed -= k;
	return (k);
}

static ssize_t
end(struct zip_stream *s, enum zip_content content)
{

	s->ended = true;
	s->content = content;
	return (0);
}

/*
 * Inflate up to ${n} bytes.  0: the stream ended, or *content says how it
 * broke.
 */
static ssize_t
inflate_some(struct zip_stream *s, uint8_t *p, size_t n,
    enum zip_content *content, struct error *e)
{
	ssize_t k;
	int zrc;

	s->zs.next_out = p;
	s->zs.avail_out = (uInt)n;
	do {
		if (s->zs.avail_in == 0) {
			if ((k = read_packed(s, s->in, IO_CHUNK, e)) < 0)
				return (-1);
			s->zs.next_in = s->in;
			s->zs.avail_in = (uInt)k;
		}
		zrc = inflate(&s->zs, Z_NO_FLUSH);
		if (zrc == Z_MEM_ERROR)
			return (error_nomem(e));
	} while (zrc == Z_OK && s->zs.avail_out == n);
	if (s->zs.avail_out < n)
		return ((ssize_t)(n - s->zs.avail_out));
	if (zrc == Z_STREAM_END)
		*content = s->zs.avail_in > 0 || s->packed > 0 ?
		    ZIP_CONTENT_SLACK : ZIP_CONTENT_WHOLE;
	else	/* no input left (Z_BUF_ERROR), bad data, a dictionary */
		*content = ZIP_CONTENT_DEFLATE;
	return (0);
}

/* All the declared content was given: is that the end of the stream? */
static ssize_t
finish(struct zip_stream *s, struct error *e)
{
	enum zip_content content = ZIP_CONTENT_WHOLE;
	uint8_t more;
	ssize_t k;

	if (s->en->method == ZIP_DEFLATED) {
		if ((k = inflate_some(s, &more, 1, &content, e)) < 0)
			return (-1);
		if (k > 0)
			content = ZIP_CONTENT_LONG;
	}
	if (content == ZIP_CONTENT_WHOLE && s->crc != s->en->crc)
		content = ZIP_CONTENT_CRC;
	return (end(s, content));
}

ssize_t
zip_entry_read(struct zip_stream *s, void *p, size_t n, struct error *e)
{
	enum zip_content content = ZIP_CONTENT_WHOLE;
	ssize_t k;

	if (s->ended || n == 0)
		return (0);
	if (s->left == 0)
		return (finish(s, e));
	if ((int64_t)n > s->left)
		n = (size_t)s->left;
	if (n > 16 * MIB)
		n = 16 * MIB;		/* zlib counts in 32 bits */
	if (s->en->method == ZIP_STORED)
		k = read_packed(s, p, n, e);
	else
		k = inflate_some(s, p, n, &content, e);
	if (k < 0)
		return (-1);
	if (k == 0)
		return (end(s, content == ZIP_CONTENT_DEFLATE ? content :
		    ZIP_CONTENT_SHORT));
	s->crc = crc_update(s->crc, p, (size_t)k);
	s->left -= k;
	return (k);
}

enum zip_content
zip_entry_close(struct zip_stream *s)
{
	enum zip_content content;

	if (s == NULL)
		return (ZIP_CONTENT_UNREAD);
	content = s->content;
	if (s->in != NULL)
		(void)inflateEnd(&s->zs);
	free(s->in);
	free(s);
	return (content);
}

int
zip_entry_whole(const struct zip *z, size_t i, struct buf *out,
    enum zip_content *content, struct error *e)
{
	struct zip_stream *s = NULL;
	uint8_t *to, none;
	size_t n;
	ssize_t k;

	*content = ZIP_CONTENT_UNREAD;
	if (zip_entry_open(z, i, &s, e) != 0)
		return (-1);
	/* What is stored has the bytes that it says: not in steps, since twice
	 * as much may be held while it grows. */
	if (zip_entry(z, i)->method == ZIP_STORED &&
	    (uint64_t)s->left <= out->max - out->n)
		(void)buf_reserve(out, (size_t)s->left);
	do {
		n = s->left < (int64_t)(64 * KIB) ? (size_t)s->left : 64 * KIB;
		to = n == 0 ? &none : buf_reserve(out, n);
		if (to == NULL) {
			k = buf_ok(out, e);
			break;
		}
		/* The last call, for nothing, tells how it ended. */
		if ((k = zip_entry_read(s, to, n + (n == 0), e)) > 0) {
			out->n += (size_t)k;
			out->p[out->n] = '\0';
		}
	} while (k > 0);
	*content = zip_entry_close(s);
	return ((int)k);
}

bool
zip_entry_part(const struct zip *z, size_t i, struct part *out)
{
	const struct zip_entry *en = zip_entry(z, i);

	return (en != NULL && en->readable && en->method == ZIP_STORED &&
	    part_within(&z->file, en->data, en->size, out));
}
