#include "store/facts/generic/readers.h"

/*
 * The page as data: <link rel="alternate"> of a type that readers here know
 * (ActivityPub section 3.2).  It claims nothing itself.
 */
void
generic_linked(struct doc *d)
{
	static const char accept[] = "application/activity+json";

	doc_lead(d, "post", doc_attr(d, doc_find(d, NULL, "//link[@rel="
	    "'alternate' and @type='application/activity+json']"), "href"),
	    accept);
}
