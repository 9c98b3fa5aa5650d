#include <stdlib.h>
#include <string.h>

#include "verify/bundle.h"

/* The logs in a dossier: that of whoever made it, and of earlier holders. */

struct folders {
	char **v;
	size_t n;
};

static int
add_folder(struct folders *l, struct span name, struct error *e)
{
	char **v;
	size_t i;

	for (i = 0; i < l->n; i++)
		if (span_is(name, l->v[i]))
			return (0);
	if ((v = reallocarray(l->v, l->n + 1, sizeof(*v))) == NULL)
		return (error_nomem(e));
	l->v = v;
	if ((v[l->n] = span_str(name)) == NULL)
		return (error_nomem(e));
	l->n++;
	return (0);
}

static int
list_folders(struct bundle *b, struct folders *l, struct error *e)
{
	struct span s;
	ptrdiff_t slash;
	size_t i;

	for (i = 0; i < zip_count(b->zip); i++) {
		s = zip_entry(b->zip, i)->name;
		if (!span_starts(s, "custody/"))
			continue;
		s = span_sub(s, 8, s.n);
		if ((slash = span_find(s, '/')) < 1)
			continue;
		if (l->n > TIMELINE_LOGS_MAX)
			return (0);
		if (add_folder(l, span_sub(s, 0, (size_t)slash), e) != 0)
			return (-1);
	}
	return (0);
}

/* Whether two folders are of one log, by their names. */
static bool
several(const struct folders *l)
{
	size_t i, k, n;

	for (i = 0; i < l->n; i++) {
		n = strcspn(l->v[i], "-");
		for (k = 0; k < i; k++)
			if (strncmp(l->v[k], l->v[i], n) == 0 &&
			    l->v[k][n] == '-')
				return (true);
	}
	return (false);
}

static int
compare(const void *x, const void *y)
{

	return (strcmp(*(const char *const *)x, *(const char *const *)y));
}

bool
bundle_missing(const struct bundle *b, const char *id)
{

	return (b->d->n_missing > 0 && bsearch(&id, b->missing,
	    b->d->n_missing, sizeof(*b->missing), compare) != NULL);
}

/* Both lists are as long as a stranger likes, and are asked for each event. */
static int
sort_missing(struct bundle *b, struct error *e)
{
	size_t i;

	b->missing = calloc(b->d->n_missing + 1, sizeof(*b->missing));
	if (b->missing == NULL)
		return (error_nomem(e));
	for (i = 0; i < b->d->n_missing; i++)
		b->missing[i] = b->d->missing[i].what;
	qsort(b->missing, i, sizeof(*b->missing), compare);
	return (0);
}

static int
begin_timeline(struct bundle *b, struct error *e)
{
	const char **ids;
	size_t i;
	int rc;

	if ((ids = calloc(b->d->n + 1, sizeof(*ids))) == NULL)
		return (error_nomem(e));
	for (i = 0; i < b->d->n; i++)
		ids[i] = b->d->exhibits[i].id;
	rc = timeline_new(ids, b->d->n, &b->t, e);
	free(ids);
	return (rc);
}

/* Whether the folder is of the log that dossier.json names. */
static bool
is_own(const struct bundle *b, const char *folder)
{
	const char *log = b->d->log;
	size_t n;

	if (!span_starts(span_of(log), NOTE_LOG_PREFIX))
		return (false);
	log += strlen(NOTE_LOG_PREFIX);
	n = strlen(log);
	return (strncmp(folder, log, n) == 0 && folder[n] == '-');
}

int
bundle_custody(struct work *w, struct bundle *b, struct error *e)
{
	struct findings *fs = &w->r->findings;
	struct folders l = { .v = NULL };
	size_t i, own = 0;
	int rc = -1;

	if (list_folders(b, &l, e) != 0 || begin_timeline(b, e) != 0 ||
	    sort_missing(b, e) != 0)
		goto out;
	for (i = 0; i < l.n; i++)
		own += is_own(b, l.v[i]);
	if (own != 1)
		finding_add(fs, CHECK_CUSTODY_BINDING, FINDING_FAIL,
		    "custody/", -1, "%zu folders of the log %s, want 1", own,
		    b->d->log);
	if (l.n > TIMELINE_LOGS_MAX) {
		rc = error_set(e, ERR_LIMIT, "more than %d logs",
		    TIMELINE_LOGS_MAX);
		goto out;
	}
	b->whole_logs = !several(&l);
	for (i = 0, rc = 0; i < l.n && rc == 0; i++)
		rc = bundle_log(w, b, l.v[i], e);
	if (rc != 0)
		goto out;
	work_pass(w, CHECK_CUSTODY_CHECKPOINT, "%llu",
	    (unsigned long long)b->logs);
	work_pass(w, CHECK_CUSTODY_BINDING, "its first event names the log's "
	    "key, the root and the seal that signed this");
	work_pass(w, CHECK_CUSTODY_EVENTS, "%llu events",
	    (unsigned long long)b->events);
	work_pass(w, CHECK_CUSTODY_PROOFS, "%llu events lead to the signed "
	    "checkpoint; events between them are not shown",
	    (unsigned long long)b->events);
	work_pass(w, CHECK_CUSTODY_TIMES, "in order, and between the "
	    "time-stamps of the log");
	work_pass(w, CHECK_CUSTODY_PEOPLE, "%zu certificates, each event by "
	    "one of them", b->n_people);
out:
	for (i = 0; i < l.n; i++)
		free(l.v[i]);
	free(l.v);
	return (rc);
}
