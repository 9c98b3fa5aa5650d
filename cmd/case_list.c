#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/case_limits.h"
#include "cmd/case_show.h"
#include "cmd/limitation.h"
#include "cmd/say.h"
#include "store/base/json.h"
#include "store/base/time.h"

/* A case of the list: what is shown of it, and by what it is sorted. */
struct listed {
	char *name;
	char *reference;
	json_t *row;			/* for programs */
	json_t *limits;
	int64_t exhibits;
	bool closed;
	bool hold;
};

static void
listed_free(struct listed *list, size_t n)
{

	while (n-- > 0) {
		free(list[n].name);
		free(list[n].reference);
		json_decref(list[n].row);
		json_decref(list[n].limits);
	}
	free(list);
}

static int
fill(struct listed *l, const struct catalog_case *k, json_t *data,
    const json_t *table, struct error *e)
{
	const char *reference = json_text(data, "reference");
	bool ok = true;

	l->closed = k->closed;
	l->hold = k->hold != 0;
	l->exhibits = k->last;
	l->row = case_row_json(k, data, &ok);
	l->name = strdup(k->name);
	if (reference != NULL)
		l->reference = strdup(reference);
	if (!ok || l->row == NULL || l->name == NULL ||
	    (reference != NULL && l->reference == NULL))
		return (error_nomem(e));
	return (case_limits_read(data, table, time_now(), &l->limits, e));
}

static int
take(struct listed **list, size_t *n, const struct catalog_case *k,
    const json_t *table, struct error *e)
{
	struct listed *more = realloc(*list, (*n + 1) * sizeof(**list));
	json_t *data;
	int rc;

	if (more == NULL)
		return (error_nomem(e));
	*list = more;
	more[*n] = (struct listed){ .name = NULL };
	data = k->data == NULL ? json_object() : json_read(span_of(k->data),
	    e);
	if (data == NULL)
		return (error_nomem(e));
	rc = fill(&more[(*n)++], k, data, table, e);
	json_decref(data);
	return (rc);
}

static int
read_all(struct home *h, struct listed **list, size_t *n, struct error *e)
{
	json_t *table = limitation_table(e);
	struct catalog_cursor *cur = NULL;
	struct catalog_case k;
	int got = -1;

	if (table != NULL && catalog_cases(home_catalog(h), &cur, e) == 0)
		while ((got = catalog_case_next(cur, &k, e)) == 1)
			if (take(list, n, &k, table, e) != 0) {
				got = -1;
				break;
			}
	catalog_cursor_free(cur);
	json_decref(table);
	return (got);
}

static int
by_urgency(const void *a, const void *b)
{
	const struct listed *x = a, *y = b;
	int d = x->closed - y->closed;

	if (d == 0)
		d = strcmp(case_limits_ends(x->limits),
		    case_limits_ends(y->limits));
	return (d != 0 ? d : strcmp(x->name, y->name));
}

static void
show_one(const struct listed *l)
{
	const struct catalog_case k = { .closed = l->closed };
	char *name = say_safe(l->name), *reference = say_safe(l->reference);

	(void)printf("%s%s%s%s  (%s, %lld)%s%s\n", name != NULL ? name : "?",
	    l->reference != NULL ? "  [" : "",
	    l->reference != NULL && reference != NULL ? reference : "",
	    l->reference != NULL ? "]" : "", case_state_word(&k),
	    (long long)l->exhibits, l->hold ? "  " : "",
	    l->hold ? _("legal hold") : "");
	if (!l->closed)
		case_limits_line(l->limits);
	free(name);
	free(reference);
}

static int
print_one(struct listed *l, struct error *e)
{
	static const char *const members[] = { "next", "ended", "without",
	    "missing", "notice" };
	json_t *v, *j = l->row;
	bool ok = true;
	size_t i;

	for (i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		if ((v = json_object_get(l->limits, members[i])) != NULL)
			json_put(j, members[i], json_incref(v), &ok);
	l->row = NULL;
	if (!ok) {
		json_decref(j);
		return (error_nomem(e));
	}
	return (say_json(j) == 0 ? 0 : error_set(e, ERR_SYS,
	    "cannot write"));
}

int
case_list(struct home *h, bool json, struct error *e)
{
	struct listed *list = NULL;
	size_t i, n = 0;
	int rc = read_all(h, &list, &n, e);

	if (rc == 0 && n > 0)
		qsort(list, n, sizeof(*list), by_urgency);
	for (i = 0; rc == 0 && i < n; i++)
		if (json)
			rc = print_one(&list[i], e);
		else
			show_one(&list[i]);
	if (rc == 0 && !json && n == 0)
		(void)printf("%s\n", _("No case."));
	else if (rc == 0 && !json)
		case_limits_notice(list[0].limits);
	listed_free(list, n);
	return (rc);
}
