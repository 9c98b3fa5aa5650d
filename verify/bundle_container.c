#include <string.h>

#include "verify/bundle.h"

/* The container (EN 319 162-1): its form, and every file as it was signed. */

static enum check
check_of(enum asic_fault_code c)
{

	switch (c) {
	case ASIC_FAULT_ZIP:
		return (CHECK_ZIP_STRUCTURE);
	case ASIC_FAULT_UNCOVERED:
	case ASIC_FAULT_MISSING:
	case ASIC_FAULT_ORDER:
	case ASIC_FAULT_DIGEST:
	case ASIC_FAULT_CONTENT:
		return (CHECK_DOSSIER_DIGESTS);
	default:
		return (CHECK_DOSSIER_CONTAINER);
	}
}

static void
add_faults(struct work *w, const struct asic *a)
{
	struct findings *fs = &w->r->findings;
	const struct asic_fault *f;
	size_t i, n = asic_fault_count(a);

	for (i = 0; i < n; i++) {
		f = asic_fault(a, i);
		finding_add(fs, check_of(f->code), FINDING_FAIL, f->entry,
		    -1, "%s: %s", asic_fault_name(f->code), f->text);
	}
	if (asic_fault_total(a) > n)
		finding_add(fs, CHECK_DOSSIER_CONTAINER, FINDING_FAIL, NULL,
		    -1, "%zu faults in all, the first %zu shown",
		    asic_fault_total(a), n);
}

int
bundle_container(struct work *w, struct bundle *b, struct error *e)
{

	if (w->file.at != 0) {
		finding_add(&w->r->findings, CHECK_DOSSIER_CONTAINER,
		    FINDING_UNCHECKED, NULL, -1, "a dossier inside of a file");
		return (0);
	}
	if (asic_open(w->file.fd, &b->asic, e) != 0)
		return (-1);
	b->zip = asic_zip(b->asic);
	if (asic_form(b->asic) != ASIC_OURS) {
		add_faults(w, b->asic);
		finding_add(&w->r->findings, CHECK_DOSSIER_CONTAINER,
		    FINDING_UNCHECKED, NULL, -1, "a container of another form "
		    "than docs/formats/dossier.md");
		return (0);
	}
	if (asic_check_files(b->asic, e) != 0)
		return (-1);
	add_faults(w, b->asic);
	work_pass(w, CHECK_ZIP_STRUCTURE, "%zu entries, every byte of the "
	    "file belongs to one of them or to the directory",
	    zip_count(b->zip));
	work_pass(w, CHECK_DOSSIER_CONTAINER, "ASiC-E with %zu signatures",
	    asic_signature_count(b->asic));
	work_pass(w, CHECK_DOSSIER_DIGESTS, "every file has the SHA-256 that "
	    "was signed");
	return (0);
}
