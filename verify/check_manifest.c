#include <stdlib.h>
#include <string.h>

#include "store/base/limits.h"
#include "store/digest/digest.h"
#include "verify/read_small.h"
#include "verify/work.h"

/*
 * datapackage.json (WACZ 1.1.1 section 5.2.1): readable in one way only,
 * lists every file once.  Whether the files are as listed is seen when they
 * are read (content.c).
 */
static enum check
check_of(enum manifest_fault_kind kind)
{

	switch (kind) {
	case MANIFEST_PATH_TWICE:
	case MANIFEST_HASH_ABSENT:
	case MANIFEST_HASH_ALG:
	case MANIFEST_HASH:
	case MANIFEST_BYTES:
	case MANIFEST_MISSING:
	case MANIFEST_UNLISTED:
	case MANIFEST_SIZE:
		return (CHECK_WACZ_RESOURCES);
	case MANIFEST_SHAPE:
	case MANIFEST_DEFLATED:
		return (CHECK_ZIP_STRUCTURE);
	default:
		return (CHECK_WACZ_MANIFEST);
	}
}

static int
add_fault(struct work *w, const struct manifest_fault *f, struct error *e)
{
	const char *subject = MANIFEST_NAME;
	char *name = NULL;

	if (f->resource >= 0 && w->m->resources[f->resource].path != NULL)
		subject = w->m->resources[f->resource].path;
	if (f->entry >= 0) {
		if ((name = span_str(zip_entry(w->zip,
		    (size_t)f->entry)->name)) == NULL)
			return (error_nomem(e));
		subject = name;
	}
	finding_add(&w->r->findings, check_of(f->kind),
	    f->warn ? FINDING_WARN : FINDING_FAIL, subject, -1, "%s: %s",
	    manifest_fault_name(f->kind), f->text);
	free(name);
	return (0);
}

static int
add_faults(struct work *w, struct error *e)
{
	size_t i, n = manifest_faults_count(w->m->faults);
	bool bad = false;

	for (i = 0; i < n; i++) {
		if (add_fault(w, manifest_faults_get(w->m->faults, i), e) != 0)
			return (-1);
		bad = bad || !manifest_faults_get(w->m->faults, i)->warn;
	}
	/* Among those that were not kept, too. */
	if (!bad && manifest_faults_bad(w->m->faults))
		finding_add(&w->r->findings, CHECK_WACZ_MANIFEST, FINDING_FAIL,
		    MANIFEST_NAME, -1, "more faults than can be listed");
	return (0);
}

static int
read_manifest(struct work *w, struct span s, struct error *e)
{
	uint8_t d[DIGEST_LEN];

	if (digest_of(s, d, e) != 0)
		return (-1);
	(void)digest_hex(d, w->r->manifest_sha256);
	if (manifest_read(s, &w->m, e) != 0)
		return (-1);
	w->ours = w->m->constat;
	/* What we do not know is no fault of the evidence. */
	if (w->m->old || w->m->newer)
		finding_add(&w->r->findings, CHECK_WACZ_MANIFEST,
		    FINDING_UNCHECKED, MANIFEST_NAME, -1,
		    "version %s: not supported", w->m->wacz_version != NULL ?
		    w->m->wacz_version : "unknown");
	w->r->time.claimed = w->m->created_ms;
	if (w->m->main_page_url != NULL &&
	    (w->r->page = strdup(w->m->main_page_url)) == NULL)
		return (error_nomem(e));
	if (w->m->title != NULL &&
	    (w->r->title = strdup(w->m->title)) == NULL)
		return (error_nomem(e));
	if (manifest_match(w->m, w->zip, e) != 0)
		return (-1);
	if (w->ours && wacz_profile(w->zip, w->m, e) != 0)
		return (-1);
	return (add_faults(w, e));
}

int
check_manifest(struct work *w, struct error *e)
{
	struct buf file = BUF_INIT(MANIFEST_FILE_MAX);
	bool there;
	int rc = -1;

	if (wacz_kind(w->zip) == WACZ_KIND_OLD) {
		finding_add(&w->r->findings, CHECK_WACZ_MANIFEST,
		    FINDING_UNCHECKED, "webarchive.yaml", -1,
		    "WACZ 0.1.0: not supported");
		return (0);
	}
	if (read_small(w, MANIFEST_NAME, CHECK_WACZ_MANIFEST, &file, &there,
	    e) != 0)
		goto out;
	if (!there)
		finding_add(&w->r->findings, CHECK_WACZ_MANIFEST, FINDING_FAIL,
		    MANIFEST_NAME, -1, "not in the archive");
	else if (read_manifest(w, buf_span(&file), e) != 0)
		goto out;
	if (w->m != NULL)
		work_pass(w, CHECK_WACZ_MANIFEST, "%zu files listed%s%s",
		    w->m->n, w->m->software != NULL ? ", written by " : "",
		    w->m->software != NULL ? w->m->software : "");
	rc = 0;
out:
	buf_free(&file);
	return (rc);
}
