#include "cmd/case_change.h"
#include "cmd/case_data.h"
#include "cmd/case_now.h"
#include "store/base/json.h"

/* The sheet and the triage: entries about a case that change no row. */
static int
enter(struct use *u, const struct args *a, const char *what, json_t *group,
    const char *why, struct error *e)
{
	struct case_change k = CASE_CHANGE_INIT;
	json_t *detail;
	bool ok = true;

	if (group == NULL)
		return (-1);
	k.name = a->rest[1];
	k.why = why;
	detail = json_object();
	json_put(detail, what, group, &ok);
	return (case_change(u, a, &k, detail, e));
}

int
case_sheet(struct use *u, const struct args *a, struct error *e)
{

	/* Its --why is one of its questions. */
	return (enter(u, a, "sheet", case_data_sheet(a, e), NULL, e));
}

int
case_triage(struct use *u, const struct args *a, struct error *e)
{
	json_t *j = case_data_triage(a, e), *reach = NULL;
	bool ok = true;

	if (j != NULL && case_now_reach(u->home, a->rest[1], &reach, e) !=
	    0) {
		json_decref(j);
		j = NULL;
	}
	if (json_array_size(reach) > 0)
		json_put(j, "counters", json_incref(reach), &ok);
	json_decref(reach);
	return (enter(u, a, "triage", j, args_text(a, "--why"), e));
}
