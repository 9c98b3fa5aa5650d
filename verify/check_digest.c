#include <stdio.h>
#include <string.h>

#include "store/base/limits.h"
#include "verify/read_small.h"
#include "verify/work.h"

/*
 * datapackage-digest.json (WACZ 1.1.1 section 5.2.2): about the manifest of
 * this package and of no other.
 */
static void
compare_hash(struct work *w)
{
	char want[72];

	(void)snprintf(want, sizeof(want), "sha256:%s",
	    w->r->manifest_sha256);
	if (w->d->hash == NULL || w->r->manifest_sha256[0] == '\0')
		return;		/* the faults or the manifest's check say so */
	if (strcmp(w->d->hash, want) != 0)
		finding_add(&w->r->findings, CHECK_WACZ_DIGEST, FINDING_FAIL,
		    MANIFEST_DIGEST_NAME, -1, "hash is %.80s, want %s (of "
		    MANIFEST_NAME ")", w->d->hash, want);
}

static void
add_faults(struct work *w)
{
	const struct manifest_fault *f;
	size_t i, n = manifest_faults_count(w->d->faults);
	bool bad = false;

	for (i = 0; i < n; i++) {
		f = manifest_faults_get(w->d->faults, i);
		bad = bad || !f->warn;
		/* Ours has no key but those that are known. */
		finding_add(&w->r->findings, CHECK_WACZ_DIGEST,
		    f->warn && !w->ours ? FINDING_WARN : FINDING_FAIL,
		    MANIFEST_DIGEST_NAME, -1, "%s: %s",
		    manifest_fault_name(f->kind), f->text);
	}
	if (!bad && manifest_faults_bad(w->d->faults))
		finding_add(&w->r->findings, CHECK_WACZ_DIGEST, FINDING_FAIL,
		    MANIFEST_DIGEST_NAME, -1, "more faults than can be listed");
}

int
check_digest(struct work *w, struct error *e)
{
	struct buf file = BUF_INIT(MANIFEST_FILE_MAX);
	bool there;
	int rc = -1;

	if (read_small(w, MANIFEST_DIGEST_NAME, CHECK_WACZ_DIGEST, &file,
	    &there, e) != 0)
		goto out;
	if (!there) {
		finding_add(&w->r->findings, CHECK_WACZ_DIGEST,
		    w->ours ? FINDING_FAIL : FINDING_UNCHECKED,
		    MANIFEST_DIGEST_NAME, -1, "not in the archive");
		rc = 0;
		goto out;
	}
	if (manifest_digest_read(buf_span(&file), &w->d, e) != 0)
		goto out;
	add_faults(w);
	compare_hash(w);
	if (check_digest_shape(w, buf_span(&file), e) != 0)
		goto out;
	work_pass(w, CHECK_WACZ_DIGEST, "sha256:%s", w->r->manifest_sha256);
	rc = 0;
out:
	buf_free(&file);
	return (rc);
}
