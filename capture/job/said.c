#include "capture/job/job_internal.h"
#include "store/facts/brief.h"

static void
clean(void *ctx, struct span s, struct buf *out)
{
	struct job *j = ctx;

	recorder_clean(j->rec, s, out);
}

int
job_said(struct job *j, const json_t *facts, struct error *e)
{
	const struct facts_clean c = { clean, j };
	struct capture_outcome *o = j->o;

	/* A wall is never told as if it were what somebody said. */
	if (page_wall(o->page) != NULL || o->status >= 400)
		return (0);
	if (facts_brief_post(facts, &c, &o->post, e) != 0 ||
	    facts_brief_author(facts, &c, &o->author, e) != 0)
		return (-1);
	return (facts_brief_thread(facts, &c, &o->thread, e));
}
