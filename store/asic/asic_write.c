#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/asic/asic_read.h"
#include "store/asic/pack.h"
#include "store/base/io.h"

struct asic_out {
	struct pack *pack;
	size_t files;		/* entries up to the last file, with mimetype */
	size_t signatures;
	bool closed;		/* no file may follow */
	bool broken;		/* something failed: nothing goes on */
	uint8_t *chunk;
};

/* Remember a failure: half an entry must not become a container. */
static int
keep(struct asic_out *a, int rc)
{

	if (rc != 0)
		a->broken = true;
	return (rc);
}

static int
usable(const struct asic_out *a, bool file, struct error *e)
{

	if (a->broken)
		return (error_set(e, ERR_INPUT, "writing has failed before"));
	if (file && a->closed)
		return (error_set(e, ERR_INPUT,
		    "no file can follow a signature"));
	return (0);
}

static int
add(struct asic_out *a, struct span name, struct span s, struct error *e)
{

	if (pack_begin(a->pack, name, (int64_t)s.n, e) != 0 ||
	    pack_put(a->pack, s, e) != 0)
		return (-1);
	return (pack_end(a->pack, e));
}

int
asic_create(const char *path, int64_t now, struct asic_out **out,
    struct error *e)
{
	struct asic_out *a;

	if ((a = calloc(1, sizeof(*a))) == NULL)
		return (error_nomem(e));
	if ((a->chunk = malloc(IO_CHUNK)) == NULL) {
		(void)error_nomem(e);
		goto fail;
	}
	if (pack_open(path, now, &a->pack, e) != 0 ||
	    add(a, span_of(ASIC_MIMETYPE_NAME), span_of(ASIC_MIMETYPE),
	    e) != 0)
		goto fail;
	a->files = 1;
	*out = a;
	return (0);
fail:
	asic_out_free(a);
	return (-1);
}

static int
begin(struct asic_out *a, const char *name, int64_t size, struct error *e)
{
	struct span s = span_of(name);

	if (usable(a, true, e) != 0)
		return (-1);
	if (!asic_name_ok(s))
		return (error_set(e, ERR_INPUT, "no file of a container can "
		    "be named %.200s", name));
	if (a->files > ASIC_ENTRIES_MAX)
		return (error_set(e, ERR_LIMIT, "more than %d files",
		    ASIC_ENTRIES_MAX));
	return (keep(a, pack_begin(a->pack, s, size, e)));
}

int
asic_begin(struct asic_out *a, const char *name, struct error *e)
{

	return (begin(a, name, -1, e));
}

int
asic_put(struct asic_out *a, struct span s, struct error *e)
{

	if (usable(a, true, e) != 0)
		return (-1);
	return (keep(a, pack_put(a->pack, s, e)));
}

int
asic_end(struct asic_out *a, struct error *e)
{

	if (usable(a, true, e) != 0)
		return (-1);
	if (keep(a, pack_end(a->pack, e)) != 0)
		return (-1);
	a->files++;
	return (0);
}

int
asic_add_bytes(struct asic_out *a, const char *name, struct span s,
    struct error *e)
{

	if (begin(a, name, (int64_t)s.n, e) != 0 || asic_put(a, s, e) != 0)
		return (-1);
	return (asic_end(a, e));
}

/* Not a byte more than was measured; fewer are found at the end. */
static int
copy(struct asic_out *a, int fd, int64_t left, struct error *e)
{
	ssize_t n;

	while ((n = io_read(fd, a->chunk, IO_CHUNK, e)) > 0) {
		if (n > left)
			return (error_set(e, ERR_CORRUPT,
			    "the file became longer"));
		left -= n;
		if (asic_put(a, (struct span){ a->chunk, (size_t)n }, e) != 0)
			return (-1);
	}
	return (n < 0 ? -1 : 0);
}

int
asic_add_file(struct asic_out *a, const char *name, const char *path,
    const uint8_t *sha256, int64_t bytes, struct error *e)
{
	int64_t size;
	int fd = -1, rc = -1;

	if (io_open_read(path, &fd, e) != 0)
		return (-1);
	if (io_size(fd, &size, e) != 0)
		goto out;
	if (bytes >= 0 && size != bytes) {
		(void)error_set(e, ERR_CORRUPT, "%lld bytes, not %lld",
		    (long long)size, (long long)bytes);
		goto out;
	}
	if (begin(a, name, size, e) != 0 ||
	    keep(a, copy(a, fd, size, e)) != 0 || asic_end(a, e) != 0)
		goto out;
	if (sha256 != NULL && memcmp(pack_sha256(a->pack, a->files - 1),
	    sha256, DIGEST_LEN) != 0)
		(void)keep(a, error_set(e, ERR_CORRUPT,
		    "it has another SHA-256 than it should"));
	else
		rc = 0;
out:
	(void)close(fd);
	return (rc == 0 ? 0 : error_at(e, path, -1));
}

/* The manifest of the next signature, to wherever ${xml} goes. */
static int
put_manifest(const struct asic_out *a, struct buf *xml, struct error *e)
{
	size_t i;

	asic_xml_begin(xml, a->signatures + 1);
	for (i = 1; i < a->files; i++)
		asic_xml_ref(xml, pack_name(a->pack, i),
		    pack_sha256(a->pack, i));
	asic_xml_end(xml);
	return (buf_flush(xml, e));
}

static int
to_digest(void *ctx, struct span s, struct error *e)
{

	return (digest_put(ctx, s.p, s.n, e));
}

static int
to_pack(void *ctx, struct span s, struct error *e)
{

	return (pack_put(ctx, s, e));
}

int
asic_manifest(struct asic_out *a, uint8_t sha256[static DIGEST_LEN],
    struct error *e)
{
	struct buf_drain to = { to_digest, NULL, ERROR_INIT };
	struct buf xml = BUF_DRAINED(&to);
	struct digest *d = NULL;
	int rc = -1;

	if (usable(a, false, e) != 0)
		return (-1);
	if (a->signatures == ASIC_SIGNATURES_MAX)
		return (error_set(e, ERR_LIMIT, "more than %d signatures",
		    ASIC_SIGNATURES_MAX));
	if (a->files < 2)
		return (error_set(e, ERR_INPUT, "nothing to be signed"));
	a->closed = true;
	if (digest_open(&d, e) != 0)
		return (-1);
	to.ctx = d;
	if (put_manifest(a, &xml, e) == 0)
		rc = digest_peek(d, sha256, e);
	digest_free(d);
	buf_free(&xml);
	return (rc);
}

static int
add_manifest(struct asic_out *a, const char *name, struct error *e)
{
	struct buf_drain to = { to_pack, a->pack, ERROR_INIT };
	struct buf xml = BUF_DRAINED(&to);
	int rc = -1;

	if (pack_begin(a->pack, span_of(name), -1, e) == 0 &&
	    put_manifest(a, &xml, e) == 0)
		rc = pack_end(a->pack, e);
	buf_free(&xml);
	return (rc);
}

int
asic_sign(struct asic_out *a, struct span p7s, struct error *e)
{
	char manifest[ASIC_NAME], name[ASIC_NAME];

	if (usable(a, false, e) != 0)
		return (-1);
	if (!a->closed || a->signatures == ASIC_SIGNATURES_MAX)
		return (error_set(e, ERR_INPUT, "no manifest was asked for"));
	asic_meta_names(a->signatures + 1, manifest, name);
	if (keep(a, add_manifest(a, manifest, e)) != 0 ||
	    keep(a, add(a, span_of(name), p7s, e)) != 0)
		return (-1);
	a->signatures++;
	return (0);
}

/* Read it as a stranger would: it must be whole and in our form. */
static int
check_again(int fd, struct error *e)
{
	const struct asic_fault *f;
	struct asic *r = NULL;
	int rc = -1;

	if (asic_open(fd, &r, e) != 0 || asic_check_files(r, e) != 0)
		goto out;
	if (asic_sound(r)) {
		rc = 0;
		goto out;
	}
	f = asic_fault_count(r) > 0 ? asic_fault(r, 0) : NULL;
	if (f == NULL)
		(void)error_set(e, ERR_INPUT, "no container");
	else
		(void)error_set(e, f->code == ASIC_FAULT_DIGEST ||
		    f->code == ASIC_FAULT_CONTENT ? ERR_CORRUPT : ERR_INPUT,
		    "%.120s: %.300s", f->entry == NULL ? "the container" :
		    f->entry, f->text);
out:
	asic_free(r);
	return (rc);
}

static int
digest_file(struct asic_out *a, int fd, struct asic_result *out,
    struct error *e)
{
	uint8_t sum[DIGEST_LEN];
	struct digest *d = NULL;
	int64_t left, at = 0;
	size_t n;
	int rc = -1;

	if (io_size(fd, &left, e) != 0 || digest_open(&d, e) != 0)
		return (-1);
	out->bytes = left;
	for (; left > 0; left -= (int64_t)n, at += (int64_t)n) {
		n = left < (int64_t)IO_CHUNK ? (size_t)left : IO_CHUNK;
		if (io_pread_all(fd, a->chunk, n, at, e) != 0 ||
		    digest_put(d, a->chunk, n, e) != 0)
			goto out;
	}
	if ((rc = digest_peek(d, sum, e)) == 0)
		(void)digest_hex(sum, out->sha256);
out:
	digest_free(d);
	return (rc);
}

int
asic_finish(struct asic_out *a, struct asic_result *out, struct error *e)
{
	int fd = pack_fd(a->pack);

	if (usable(a, false, e) != 0)
		return (-1);
	if (a->signatures == 0)
		return (error_set(e, ERR_INPUT, "nothing was signed"));
	a->broken = true;
	if (pack_finish(a->pack, e) != 0 || check_again(fd, e) != 0 ||
	    digest_file(a, fd, out, e) != 0)
		return (-1);
	return (pack_keep(a->pack, e));
}

void
asic_out_free(struct asic_out *a)
{

	if (a == NULL)
		return;
	pack_free(a->pack);
	free(a->chunk);
	free(a);
}
