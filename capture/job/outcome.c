#include <stdlib.h>
#include <string.h>

#include "capture/job/job_internal.h"

int
job_text(char **to, const char *s, struct error *e)
{
	char *copy = NULL;

	if (s != NULL && (copy = strdup(s)) == NULL)
		return (error_nomem(e));
	free(*to);
	*to = copy;
	return (0);
}

void
missing_free(struct capture_outcome *o)
{
	size_t i;

	for (i = 0; i < o->missing_n; i++) {
		free(o->missing[i].what);
		free(o->missing[i].why);
	}
	free(o->missing);
	o->missing = NULL;
	o->missing_n = 0;
}

void
capture_outcome_free(struct capture_outcome *o)
{

	if (o == NULL)
		return;
	missing_free(o);
	free(o->exhibit);
	free(o->file);
	free(o->file_sha256);
	free(o->url);
	free(o->final_url);
	free(o->title);
	free(o->case_name);
	free(o->stamp_tsa);
	free(o->tls_problem);
	free(o);
}
