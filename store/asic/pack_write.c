#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/asic/pack.h"
#include "store/asic/record.h"
#include "store/base/crc.h"
#include "store/base/io.h"
#include "store/base/newfile.h"

struct pack {
	struct newfile file;
	int64_t at;			/* bytes written */
	uint32_t dos_time;
	struct record *all;
	size_t n;
	size_t cap;
	bool open;			/* the last of them has no end yet */
	int64_t want;			/* its size, or -1 */
	struct digest *digest;
};

static int
write_all(struct pack *p, struct span s, struct error *e)
{

	if (io_write(p->file.fd, s.p, s.n, e) != 0)
		return (-1);
	p->at += (int64_t)s.n;
	return (0);
}

int
pack_open(const char *path, int64_t now, struct pack **out, struct error *e)
{
	struct pack *p;

	if ((p = calloc(1, sizeof(*p))) == NULL)
		return (error_nomem(e));
	p->file.fd = -1;
	p->dos_time = record_time(now);
	if (digest_open(&p->digest, e) != 0 ||
	    newfile_open(&p->file, path, e) != 0) {
		pack_free(p);
		return (-1);
	}
	*out = p;
	return (0);
}

static int
add_record(struct pack *p, struct span name, struct error *e)
{
	struct record *v;
	size_t cap = p->cap == 0 ? 64 : p->cap * 2;

	if (p->n == ZIP_ENTRIES_MAX)
		return (error_set(e, ERR_LIMIT, "more than %d entries",
		    ZIP_ENTRIES_MAX));
	if (p->n == p->cap) {
		if ((v = realloc(p->all, cap * sizeof(*v))) == NULL)
			return (error_nomem(e));
		p->all = v;
		p->cap = cap;
	}
	v = &p->all[p->n];
	memset(v, 0, sizeof(*v));
	if ((v->name = span_str(name)) == NULL)
		return (error_nomem(e));
	p->n++;
	return (0);
}

int
pack_begin(struct pack *p, struct span name, int64_t size, struct error *e)
{
	struct buf head = BUF_INIT(ZIP_NAME_MAX + KIB);
	struct record *r;
	int rc = -1;

	if (p->open)
		return (error_set(e, ERR_INPUT, "another file is begun"));
	if (add_record(p, name, e) != 0)
		return (-1);
	r = &p->all[p->n - 1];
	r->header = p->at;
	r->dos_time = p->dos_time;
	r->large = size >= ASIC_LARGE;
	record_local(r, &head);
	if (buf_ok(&head, e) == 0 && write_all(p, buf_span(&head), e) == 0 &&
	    digest_reset(p->digest, e) == 0) {
		p->want = size;
		p->open = true;
		rc = 0;
	}
	buf_free(&head);
	return (rc);
}

int
pack_put(struct pack *p, struct span s, struct error *e)
{
	struct record *r = p->n == 0 ? NULL : &p->all[p->n - 1];

	if (!p->open)
		return (error_set(e, ERR_INPUT, "no file is begun"));
	if (!r->large && (int64_t)s.n > ASIC_LARGE - 1 - r->size)
		return (error_set(e, ERR_LIMIT, "%s has 4 GiB and more",
		    r->name));
	r->crc = crc_update(r->crc, s.p, s.n);
	r->size += (int64_t)s.n;
	if (digest_put(p->digest, s.p, s.n, e) != 0)
		return (-1);
	return (write_all(p, s, e));
}

/* Over the local header, now that all is known. */
static int
write_again(struct pack *p, const struct record *r, struct error *e)
{
	struct buf head = BUF_INIT(ZIP_NAME_MAX + KIB);
	ssize_t n = -1;
	int rc = -1;

	record_local(r, &head);
	if (buf_ok(&head, e) != 0)
		goto out;
	n = pwrite(p->file.fd, head.p, head.n, (off_t)r->header);
	if (n < 0)
		(void)error_sys(e, "cannot write a header");
	else if ((size_t)n != head.n)
		(void)error_set(e, ERR_SYS, "cannot write a whole header");
	else
		rc = 0;
out:
	buf_free(&head);
	return (rc);
}

int
pack_end(struct pack *p, struct error *e)
{
	struct record *r;

	if (!p->open)
		return (error_set(e, ERR_INPUT, "no file is begun"));
	r = &p->all[p->n - 1];
	p->open = false;
	if (p->want >= 0 && r->size != p->want)
		return (error_set(e, ERR_CORRUPT,
		    "%s has %lld bytes, not %lld", r->name,
		    (long long)r->size, (long long)p->want));
	if (digest_peek(p->digest, r->sha256, e) != 0)
		return (-1);
	return (write_again(p, r, e));
}

struct span
pack_name(const struct pack *p, size_t i)
{

	return (span_of(p->all[i].name));
}

const uint8_t *
pack_sha256(const struct pack *p, size_t i)
{

	return (p->all[i].sha256);
}

static int
to_file(void *ctx, struct span s, struct error *e)
{

	return (write_all(ctx, s, e));
}

static void
forget(struct pack *p)
{
	size_t i;

	for (i = 0; i < p->n; i++)
		free(p->all[i].name);
	free(p->all);
	p->all = NULL;
	p->n = p->cap = 0;
}

int
pack_finish(struct pack *p, struct error *e)
{
	struct buf_drain to = { to_file, p, ERROR_INIT };
	struct buf out = BUF_DRAINED(&to);
	int64_t at = p->at;
	size_t i;
	int rc = -1;

	for (i = 0; i < p->n; i++)
		record_central(&p->all[i], &out);
	if (buf_flush(&out, e) == 0) {
		record_end(p->n, at, p->at - at, &out);
		rc = buf_flush(&out, e);
	}
	/* Whoever reads it back needs the memory. */
	forget(p);
	buf_free(&out);
	return (rc);
}

int
pack_fd(const struct pack *p)
{

	return (p->file.fd);
}

int
pack_keep(struct pack *p, struct error *e)
{

	return (newfile_name(&p->file, e));
}

void
pack_free(struct pack *p)
{

	if (p == NULL)
		return;
	newfile_drop(&p->file);
	forget(p);
	digest_free(p->digest);
	free(p);
}
