#include <stdlib.h>
#include <string.h>

#include "verify/wanted.h"

struct item {
	uint8_t key[RECORDS_KEY];
	int64_t line;
	char *shown;
	bool seen;
};

struct wanted {
	struct item *v;
	size_t n;
	size_t cap;
	bool sorted;
};

int
wanted_new(struct wanted **out, struct error *e)
{

	if ((*out = calloc(1, sizeof(**out))) == NULL)
		return (error_nomem(e));
	return (0);
}

int
wanted_add(struct wanted *w, const char *url, int64_t line, struct error *e)
{
	struct item *v, *it;
	size_t cap;

	if (w->n == WANTED_MAX)
		return (1);
	if (w->n == w->cap) {
		cap = w->cap == 0 ? 16 : w->cap * 2;
		if ((v = reallocarray(w->v, cap, sizeof(*v))) == NULL)
			return (error_nomem(e));
		w->v = v;
		w->cap = cap;
	}
	it = &w->v[w->n];
	if (records_key(span_of(url), it->key, e) != 0)
		return (-1);
	if ((it->shown = strndup(url, WANTED_SHOWN)) == NULL)
		return (error_nomem(e));
	it->line = line;
	it->seen = false;
	w->n++;
	w->sorted = false;
	return (0);
}

static int
order(const void *a, const void *b)
{
	const struct item *x = a, *y = b;
	int c = memcmp(x->key, y->key, RECORDS_KEY);

	return (c != 0 ? c : x->line < y->line ? -1 : x->line > y->line);
}

void
wanted_see(struct wanted *w, const uint8_t key[static RECORDS_KEY])
{
	size_t lo = 0, hi, mid;

	if (w->n == 0)
		return;
	if (!w->sorted) {
		qsort(w->v, w->n, sizeof(*w->v), order);
		w->sorted = true;
	}
	hi = w->n;
	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (memcmp(w->v[mid].key, key, RECORDS_KEY) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	/* Wanted by several lines, and seen by all of them. */
	for (; lo < w->n && memcmp(w->v[lo].key, key, RECORDS_KEY) == 0 &&
	    !w->v[lo].seen; lo++)
		w->v[lo].seen = true;
}

void
wanted_report(const struct wanted *w, struct findings *fs, enum check c,
    const char *subject, const char *where)
{
	size_t i;

	for (i = 0; i < w->n; i++)
		if (!w->v[i].seen)
			finding_add(fs, c, FINDING_FAIL, subject, -1,
			    "line %lld: %s is not in %s",
			    (long long)w->v[i].line, w->v[i].shown, where);
}

size_t
wanted_count(const struct wanted *w)
{

	return (w->n);
}

void
wanted_free(struct wanted *w)
{
	size_t i;

	if (w == NULL)
		return;
	for (i = 0; i < w->n; i++)
		free(w->v[i].shown);
	free(w->v);
	free(w);
}
