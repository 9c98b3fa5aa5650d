#include "store/wacz/manifest.h"
#include "store/wacz/wacz_shape.h"
#include "store/wacz/zip_internal.h"

/* Large evidence first, what is hashed last at the end. */
static const char *const folders[] = { "archive/", "indexes/", "pages/",
	"evidence/", "tls/" };

#define FOLDERS	((int)(sizeof(folders) / sizeof(folders[0])))

int
wacz_rank(struct span name)
{
	int i;

	if (span_is(name, MANIFEST_NAME))
		return (FOLDERS + 1);
	if (span_is(name, MANIFEST_DIGEST_NAME))
		return (FOLDERS + 2);
	for (i = 0; i < FOLDERS; i++)
		if (span_starts(name, folders[i]))
			return (i);
	return (FOLDERS);
}

int
wacz_order(struct span a, struct span b)
{
	int x = wacz_rank(a), y = wacz_rank(b);

	return (x != y ? x - y : zip_name_compare(a, b));
}
