#include <stdlib.h>
#include <string.h>

#include "store/wacz/manifest.h"
#include "store/wacz/pages.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

struct text {
	const uint8_t *p;
	size_t n;
};

static ssize_t
give(void *ctx, void *p, size_t n, struct error *e)
{
	struct text *t = ctx;

	(void)e;
	/* In odd pieces, so that lines cross them. */
	n = n > 13 ? 13 : n;
	n = n > t->n ? t->n : n;
	if (n > 0)
		memcpy(p, t->p, n);
	t->p += n;
	t->n -= n;
	return ((ssize_t)n);
}

static void
read_pages(const uint8_t *p, size_t n)
{
	struct text t = { p, n };
	struct pages_reader *r;
	struct page page;
	int64_t line = 0;

	if (pages_open(give, &t, &r, NULL) != 0)
		return;
	while (pages_next(r, &page, NULL) == 1)
		if (page.line != ++line ||
		    (page.fault == NULL && page.json == NULL))
			abort();
	pages_close(r);
}

/* The same bytes as manifest, as digest and as list of pages. */
int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	const struct manifest_resource *r;
	struct manifest_digest *d;
	struct manifest *m;
	size_t i;

	if (manifest_read((struct span){ p, n }, &m, NULL) == 0) {
		for (i = 0; i < m->n; i++) {
			r = &m->resources[i];
			if ((r->alg == DIGEST_NONE) != (r->hash_n == 0) ||
			    r->bytes < -1)
				abort();
		}
		if (m->json == NULL && !manifest_faults_bad(m->faults))
			abort();
		manifest_free(m);
	}
	if (manifest_digest_read((struct span){ p, n }, &d, NULL) == 0) {
		if (d->hash == NULL && !manifest_faults_bad(d->faults))
			abort();
		manifest_digest_free(d);
	}
	read_pages(p, n);
	return (0);
}
