#include "verify/read_small.h"

int
read_small(struct work *w, const char *name, enum check c, struct buf *out,
    bool *there, struct error *e)
{
	enum zip_content content;
	const struct zip_entry *x;
	ptrdiff_t i;

	*there = false;
	if ((i = zip_find(w->zip, span_of(name))) < 0)
		return (0);
	x = zip_entry(w->zip, (size_t)i);
	if (!x->readable) {
		/* The fault that makes it so is told by zip.structure. */
		finding_add(&w->r->findings, c, FINDING_UNCHECKED, name, -1,
		    "cannot be read");
		return (0);
	}
	if (zip_entry_whole(w->zip, (size_t)i, out, &content, e) != 0)
		return (error_at(e, name, -1));
	if (content != ZIP_CONTENT_WHOLE)
		finding_add(&w->r->findings, c, FINDING_FAIL, name, -1,
		    "content is not what the archive declares: %s",
		    zip_content_name(content));
	*there = true;
	return (0);
}
