#include <stdio.h>
#include <stdlib.h>

#include "cmd/findings.h"
#include "cmd/say.h"
#include "store/base/json.h"

static void
show(bool failed, const char *name, const char *subject, const char *detail)
{
	char *safe = say_safe(detail), *what = say_safe(subject);

	(void)printf("  %s  %s  %s  %s\n", failed ? _("FAULT") : _("note"),
	    name, what != NULL ? what : "", safe != NULL ? safe : "");
	free(safe);
	free(what);
}

void
findings_log_show(const struct log_findings *fs)
{
	char seq[32];
	size_t i;

	for (i = 0; i < fs->n; i++) {
		(void)snprintf(seq, sizeof(seq), "#%llu",
		    (unsigned long long)fs->list[i].seq);
		show(fs->list[i].level == LOG_FAIL,
		    log_fault_name(fs->list[i].fault), seq,
		    fs->list[i].detail);
	}
}

void
findings_home_show(const struct home_findings *fs)
{
	size_t i;

	for (i = 0; i < fs->n; i++)
		show(fs->list[i].failed, home_fault_name(fs->list[i].fault),
		    fs->list[i].subject, fs->list[i].detail);
}

static json_t *
whole(json_t *list, bool ok)
{

	return (json_made(list, ok, NULL));
}

json_t *
findings_log_json(const struct log_findings *fs)
{
	json_t *list = json_array(), *j;
	bool ok = list != NULL;
	size_t i;

	for (i = 0; ok && i < fs->n; i++) {
		ok = (j = json_object()) != NULL;
		json_put_text(j, "fault", log_fault_name(fs->list[i].fault),
		    &ok);
		json_put_text(j, "level",
		    fs->list[i].level == LOG_FAIL ? "fail" : "warn", &ok);
		json_put_int(j, "seq", (int64_t)fs->list[i].seq, &ok);
		json_put_text(j, "detail", fs->list[i].detail, &ok);
		json_add(list, j, &ok);
	}
	return (whole(list, ok));
}

json_t *
findings_home_json(const struct home_findings *fs)
{
	json_t *list = json_array(), *j;
	bool ok = list != NULL;
	size_t i;

	for (i = 0; ok && i < fs->n; i++) {
		ok = (j = json_object()) != NULL;
		json_put_text(j, "fault", home_fault_name(fs->list[i].fault),
		    &ok);
		json_put_text(j, "level",
		    fs->list[i].failed ? "fail" : "warn", &ok);
		json_put_text(j, "subject", fs->list[i].subject, &ok);
		json_put_text(j, "detail", fs->list[i].detail, &ok);
		json_add(list, j, &ok);
	}
	return (whole(list, ok));
}
