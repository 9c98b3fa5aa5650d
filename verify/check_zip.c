#include <stdlib.h>

#include "verify/work.h"

/*
 * The archive itself (APPNOTE 6.3.10): one way to read it, every byte
 * accounted for.  store/wacz/zip.h lists the faults.
 */
static int
add_fault(struct work *w, const struct zip_fault *f, struct error *e)
{
	char *name = NULL;

	if (f->entry >= 0 && (name = span_str(zip_entry(w->zip,
	    (size_t)f->entry)->name)) == NULL)
		return (error_nomem(e));
	finding_add(&w->r->findings, CHECK_ZIP_STRUCTURE,
	    f->severity == ZIP_WARN ? FINDING_WARN : FINDING_FAIL, name,
	    f->offset, "%s: %s", zip_fault_name(f->kind), f->text);
	free(name);
	return (0);
}

int
check_zip(struct work *w, struct error *e)
{
	size_t i, kept = zip_fault_count(w->zip);

	for (i = 0; i < kept; i++)
		if (add_fault(w, zip_fault(w->zip, i), e) != 0)
			return (-1);
	if (zip_fault_total(w->zip) > kept)
		finding_add(&w->r->findings, CHECK_ZIP_STRUCTURE,
		    zip_sound(w->zip) ? FINDING_WARN : FINDING_FAIL, NULL, -1,
		    "%zu faults in all, the first %zu shown",
		    zip_fault_total(w->zip), kept);
	work_pass(w, CHECK_ZIP_STRUCTURE, "%zu entries, every byte of the "
	    "file belongs to one of them or to the directory",
	    zip_count(w->zip));
	return (0);
}
