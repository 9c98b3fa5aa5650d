#include <stdlib.h>

#include "verify/bundle.h"
#include "verify/story.h"

/*
 * A dossier (docs/formats/dossier.md): container, signatures, every exhibit
 * where it lies, custody, receipts; and the chain of custody that they add up
 * to.
 */

bool
bundle_ours(const struct error *e)
{

	return (e->code != ERR_SYNTAX && e->code != ERR_LIMIT &&
	    e->code != ERR_UNSUPPORTED && e->code != ERR_INPUT);
}

int
bundle_read(const struct bundle *b, const char *name, struct buf *out,
    bool *there, struct error *e)
{
	ptrdiff_t i = zip_find(b->zip, span_of(name));
	struct error why = ERROR_INIT;
	enum zip_content content;

	*there = false;
	if (i < 0)
		return (0);
	if (zip_entry_whole(b->zip, (size_t)i, out, &content, &why) != 0) {
		if (bundle_ours(&why) && why.code != ERR_CORRUPT)
			return (error_set(e, why.code, "%s", why.text));
		return (0);
	}
	*there = content == ZIP_CONTENT_WHOLE;
	return (0);
}

void
bundle_free(struct bundle *b)
{
	size_t i;

	asic_free(b->asic);
	for (i = 0; i < b->n_people; i++) {
		free(b->people[i].name);
		free(b->people[i].organization);
	}
	free(b->people);
	for (i = 0; i < b->n_told; i++)
		free(b->told[i].to);
	free(b->told);
	free(b->missing);
	for (i = 0; b->exhibits != NULL && i < b->d->n; i++)
		free(b->exhibits[i].page);
	free(b->exhibits);
	free(b->parts);
	free(b->leaves);
}

int
check_dossier(struct work *w, struct error *e)
{
	static bundle_check *const checks[] = { bundle_container,
		bundle_record, bundle_signatures, bundle_exhibits,
		bundle_people, bundle_custody, bundle_receipts,
		bundle_chain, bundle_reports };
	struct bundle b = { .established = true };
	size_t i;
	int rc = 0;

	for (i = 0; i < sizeof(checks) / sizeof(checks[0]) && rc == 0; i++) {
		rc = checks[i](w, &b, e);
		/* Without a list there is nothing to hold the rest against. */
		if (b.asic == NULL || (i > 0 && b.d == NULL))
			break;
	}
	w->r->signer.trusted = w->r->signer.trusted && rc == 0;
	if (!b.established)
		w->r->open |= VERIFY_OPEN_ORIGIN;
	w->r->dossier = b.d;
	w->r->timeline = b.t;
	bundle_free(&b);
	return (rc);
}
