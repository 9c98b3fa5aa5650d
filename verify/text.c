#include <string.h>

#include "verify/contents.h"

/* The visible text stands in three places; the files in evidence/ decide. */
#define TEXTS_MAX	100

bool
text_listed(struct work *w, const char *ends,
    const uint8_t sha256[static DIGEST_LEN])
{
	const struct manifest_resource *r;
	size_t i;

	if (++w->texts > TEXTS_MAX) {
		finding_add(&w->r->findings, CHECK_PAGES_INDEX,
		    FINDING_UNCHECKED, "pages/", -1,
		    "more than %d visible texts", TEXTS_MAX);
		return (true);
	}
	for (i = 0; w->m != NULL && i < w->m->n; i++) {
		r = &w->m->resources[i];
		if (r->path != NULL && r->alg == DIGEST_SHA256 &&
		    span_starts(span_of(r->path), "evidence/") &&
		    span_ends(span_of(r->path), ends) &&
		    memcmp(r->hash, sha256, DIGEST_LEN) == 0)
			return (true);
	}
	return (false);
}
