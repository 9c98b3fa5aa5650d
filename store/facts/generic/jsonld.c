#include "store/facts/generic/readers.h"
#include "store/facts/generic/schema.h"

/* JSON-LD 1.1 in scripts (https://schema.org/docs/datamodel.html). */
void
generic_jsonld(struct doc *d)
{
	struct schema_thing things[SCHEMA_THINGS_MAX];
	size_t n = 0;

	while (n < SCHEMA_THINGS_MAX) {
		things[n].j = doc_ld(d, n);
		if (things[n].j == NULL)
			break;
		things[n].at = doc_ld_at(d, n);
		n++;
	}
	schema_read(d, things, n);
}
