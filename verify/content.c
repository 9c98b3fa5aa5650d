#include <stdlib.h>
#include <string.h>

#include "store/base/codec.h"
#include "store/base/limits.h"
#include "store/digest/digest.h"
#include "verify/content.h"

struct content {
	struct work *w;
	const struct manifest_resource *res;	/* NULL: not listed */
	struct zip_stream *stream;
	struct digest *digest;
	char *name;
	int64_t size;
	bool ended;
	bool sha256;
	bool lent;			/* another hashes what is read */
	char hex[DIGEST_HEX];
};

static enum digest_alg
alg_of(const struct manifest_resource *res)
{

	return (res == NULL || res->alg == DIGEST_NONE ? DIGEST_SHA256 :
	    res->alg);
}

int
content_open(struct work *w, size_t entry, struct content **out,
    struct error *e)
{
	const struct zip_entry *x = zip_entry(w->zip, entry);
	struct content *c;

	*out = NULL;
	if ((c = calloc(1, sizeof(*c))) == NULL ||
	    (c->name = span_str(x->name)) == NULL) {
		free(c);
		return (error_nomem(e));
	}
	c->w = w;
	c->res = w->m != NULL ? manifest_resource_of(w->m, entry) : NULL;
	if (!x->readable) {
		finding_add(&w->r->findings, CHECK_WACZ_RESOURCES,
		    FINDING_UNCHECKED, c->name, -1, "cannot be read");
		content_free(c);
		return (0);
	}
	c->sha256 = alg_of(c->res) == DIGEST_SHA256;
	if (digest_open_alg(&c->digest, alg_of(c->res), e) != 0 ||
	    zip_entry_open(w->zip, entry, &c->stream, e) != 0) {
		(void)error_at(e, c->name, -1);
		content_free(c);
		return (-1);
	}
	*out = c;
	return (0);
}

ssize_t
content_read(void *ctx, void *p, size_t n, struct error *e)
{
	struct content *c = ctx;
	ssize_t k;

	if ((k = zip_entry_read(c->stream, p, n, e)) > 0) {
		if (!c->lent &&
		    digest_put(c->digest, p, (size_t)k, e) != 0)
			return (-1);
		c->size += k;
	} else if (k == 0)
		c->ended = true;
	return (k);
}

struct digest *
content_lend(struct content *c)
{

	c->lent = true;
	return (c->digest);
}

void
content_return(struct content *c)
{

	c->lent = false;
}

const char *
content_name(const struct content *c)
{

	return (c->name);
}

static int
drain(struct content *c, struct error *e)
{
	uint8_t *p;
	ssize_t k = 0;

	if (c->ended)
		return (0);
	if ((p = malloc(IO_CHUNK)) == NULL)
		return (error_nomem(e));
	while (!c->ended && (k = content_read(c, p, IO_CHUNK, e)) > 0)
		;
	free(p);
	return (k < 0 ? error_at(e, c->name, -1) : 0);
}

static void
compare(struct content *c, const uint8_t *d, size_t n)
{
	struct findings *fs = &c->w->r->findings;
	char have[2 * DIGEST_MAX + 1], want[2 * DIGEST_MAX + 1];

	if (c->res->bytes >= 0 && c->res->bytes != c->size)
		finding_add(fs, CHECK_WACZ_RESOURCES, FINDING_FAIL, c->name,
		    -1, "%lld bytes, want %lld", (long long)c->size,
		    (long long)c->res->bytes);
	if (c->res->alg == DIGEST_NONE)
		return;		/* a fault of the manifest, told there */
	if (n != c->res->hash_n || memcmp(d, c->res->hash, n) != 0)
		finding_add(fs, CHECK_WACZ_RESOURCES, FINDING_FAIL, c->name,
		    -1, "hash is %s, want %s", hex_text(d, n, have),
		    hex_text(c->res->hash, c->res->hash_n, want));
}

int
content_finish(struct content *c, struct error *e)
{
	struct findings *fs = &c->w->r->findings;
	enum zip_content whole;
	uint8_t d[DIGEST_MAX];
	size_t n;

	if (drain(c, e) != 0 || digest_peek_alg(c->digest, d, &n, e) != 0)
		return (-1);
	whole = zip_entry_close(c->stream);
	c->stream = NULL;
	if (whole != ZIP_CONTENT_WHOLE)
		finding_add(fs, CHECK_WACZ_RESOURCES, FINDING_FAIL, c->name,
		    -1, "content is not what the archive declares: %s",
		    zip_content_name(whole));
	if (c->sha256)
		(void)digest_hex(d, c->hex);
	if (c->res != NULL)
		compare(c, d, n);
	return (0);
}

void
content_free(struct content *c)
{

	if (c == NULL)
		return;
	(void)zip_entry_close(c->stream);
	digest_free(c->digest);
	free(c->name);
	free(c);
}
