#include "store/facts/platforms/notice.h"
#include "store/facts/platforms/parts.h"

#define NOTICE_MAX	1000

static bool
says(struct span text, const char *const *words)
{

	for (; *words != NULL; words++)
		if (parts_find(text, *words) >= 0)
			return (true);
	return (false);
}

void
notice_class(struct doc *d, xmlNode *box, const char *const *closed,
    const char *const *gone, enum page_class other)
{
	struct span text;

	if (box == NULL)
		return;
	text = doc_text(d, box);
	if (text.n > NOTICE_MAX)
		return;		/* words of people, not of the site */
	if (says(text, closed))
		other = PAGE_LOGIN;
	else if (says(text, gone))
		other = PAGE_GONE;
	if (other != PAGE_OTHER)
		doc_class(d, other, "%s", doc_path(d, box));
}
