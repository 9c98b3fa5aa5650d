#include "verify/work.h"

/*
 * evidence/facts.json: what was said, by whom, when.  Deriving it again from
 * the records is not done by this version, and it says so.
 */
int
check_facts(struct work *w, struct error *e)
{

	(void)e;
	if (zip_find(w->zip, span_of("evidence/facts.json")) < 0)
		return (0);
	finding_add(&w->r->findings, CHECK_FACTS_DERIVED, FINDING_UNCHECKED,
	    "evidence/facts.json", -1, "not derived again from the records by "
	    "this version");
	return (0);
}
