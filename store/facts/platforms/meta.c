#include "store/facts/idtime.h"
#include "store/facts/platforms/meta.h"

void
meta_clock(struct doc *d, json_t *o, const char *at)
{

	parts_clock(d, "meta-brsid", idtime_brsid, parts_text(o, "/brsid"),
	    doc_printf(d, "%s/brsid", at));
}
