#include <stdlib.h>
#include <string.h>

#include "capture/job/job_internal.h"
#include "store/base/limits.h"

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

int
job_safe(struct job *j, char **to, const char *s, struct error *e)
{
	struct buf safe = BUF_INIT(2 * URL_MAX);
	int rc = -1;

	if (s == NULL)
		return (job_text(to, NULL, e));
	recorder_clean(j->rec, span_of(s), &safe);
	if (buf_ok(&safe, e) == 0)
		rc = job_text(to, buf_str(&safe), e);
	buf_free(&safe);
	return (rc);
}

static void
list_free(struct capture_missing **list, size_t *n)
{
	size_t i;

	for (i = 0; i < *n; i++) {
		free((*list)[i].page);
		free((*list)[i].what);
		free((*list)[i].why);
	}
	free(*list);
	*list = NULL;
	*n = 0;
}

void
missing_free(struct capture_outcome *o)
{

	list_free(&o->missing, &o->missing_n);
	list_free(&o->warnings, &o->warnings_n);
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
	free(o->page);
	json_decref(o->post);
	json_decref(o->author);
	json_decref(o->thread);
	free(o);
}
