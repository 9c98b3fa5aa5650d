#include <stdlib.h>
#include <string.h>

#include "store/wacz/manifest_internal.h"

/*
 * The resources of the manifest against the files of the archive: each file
 * is listed, each resource is there, sizes agree (WACZ 1.1.1 section 5.2.1).
 */

static void
match_one(struct manifest_own *own, const struct zip *z, size_t i)
{
	struct manifest_resource *r = &own->resources[i];
	const struct zip_entry *en;

	if (r->path == NULL)
		return;
	r->entry = zip_find(z, span_of(r->path));
	if (r->entry < 0) {
		manifest_note(own->m.faults, MANIFEST_MISSING, (ptrdiff_t)i,
		    -1, "%s is not in the archive", r->path);
		return;
	}
	if (own->by_entry[r->entry] == 0)
		own->by_entry[r->entry] = i + 1;
	en = zip_entry(z, (size_t)r->entry);
	if (r->bytes >= 0 && r->bytes != en->size)
		manifest_note(own->m.faults, MANIFEST_SIZE, (ptrdiff_t)i,
		    r->entry, "%s has %lld bytes, the manifest says %lld",
		    r->path, (long long)en->size, (long long)r->bytes);
	/* Replay reads these by offset (WACZ 1.1.1 section 5.3). */
	if (en->method != 0 && (span_starts(en->name, "archive/") ||
	    (span_starts(en->name, "indexes/") && span_ends(en->name, ".gz"))))
		manifest_note(own->m.faults, MANIFEST_DEFLATED, (ptrdiff_t)i,
		    r->entry, "%s is compressed in the ZIP", r->path);
}

static bool
need_be_listed(const struct zip_entry *en)
{

	return (!en->folder && !span_is(en->name, MANIFEST_NAME) &&
	    !span_is(en->name, MANIFEST_DIGEST_NAME));
}

int
manifest_match(struct manifest *m, const struct zip *z, struct error *e)
{
	struct manifest_own *own = (struct manifest_own *)m;
	size_t i;

	free(own->by_entry);
	own->entries = zip_count(z);
	own->by_entry = calloc(own->entries + 1, sizeof(*own->by_entry));
	if (own->by_entry == NULL)
		return (error_nomem(e));
	for (i = 0; i < m->n; i++)
		match_one(own, z, i);
	for (i = 0; i < own->entries; i++) {
		if (own->by_entry[i] != 0 || !need_be_listed(zip_entry(z, i)))
			continue;
		manifest_note(m->faults, MANIFEST_UNLISTED, -1, (ptrdiff_t)i,
		    "entry %zu is not in the manifest", i);
	}
	return (m->faults->nomem ? error_nomem(e) : 0);
}

const struct manifest_resource *
manifest_resource_of(const struct manifest *m, size_t entry)
{
	const struct manifest_own *own = (const struct manifest_own *)m;

	if (own->by_entry == NULL || entry >= own->entries ||
	    own->by_entry[entry] == 0)
		return (NULL);
	return (&own->resources[own->by_entry[entry] - 1]);
}

enum wacz_kind
wacz_kind(const struct zip *z)
{

	if (zip_find(z, span_of(MANIFEST_NAME)) >= 0)
		return (WACZ_KIND_PACKAGE);
	if (zip_find(z, span_of("webarchive.yaml")) >= 0)
		return (WACZ_KIND_OLD);
	return (WACZ_KIND_OTHER);
}
