#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/base/io.h"
#include "store/base/limits.h"
#include "verify/records.h"

struct file {
	char *name;			/* path in the package */
	const char *base;		/* the last part of it */
	int64_t first;			/* index of its first record */
};

struct records {
	struct record_info *v;
	size_t cap;
	int64_t n;
	FILE *spill;			/* records from RECORDS_IN_MEMORY on */
	uint8_t *marks;
	size_t marks_n;
	struct file *files;
	size_t nfiles;
};

int
records_new(struct records **out, struct error *e)
{

	if ((*out = calloc(1, sizeof(**out))) == NULL)
		return (error_nomem(e));
	return (0);
}

int
records_file(struct records *a, const char *name, struct error *e)
{
	struct file *f;

	if (a->nfiles == RECORDS_FILES_MAX)
		return (error_set(e, ERR_LIMIT, "more than %d WARC files",
		    RECORDS_FILES_MAX));
	if ((f = reallocarray(a->files, a->nfiles + 1, sizeof(*f))) == NULL)
		return (error_nomem(e));
	a->files = f;
	f += a->nfiles;
	f->first = a->n;
	if ((f->name = strdup(name)) == NULL)
		return (error_nomem(e));
	f->base = strrchr(f->name, '/');
	f->base = f->base == NULL ? f->name : f->base + 1;
	a->nfiles++;
	return (0);
}

static int
spill(struct records *a, const struct record_info *r, struct error *e)
{

	if (a->spill == NULL && (a->spill = tmpfile()) == NULL)
		return (error_sys(e, "cannot make a temporary file"));
	if (fwrite(r, sizeof(*r), 1, a->spill) != 1)
		return (error_sys(e, "cannot write a temporary file"));
	return (0);
}

static int
keep(struct records *a, const struct record_info *r, struct error *e)
{
	struct record_info *v;
	size_t cap;

	if ((size_t)a->n == a->cap) {
		cap = a->cap == 0 ? 64 : a->cap * 2;
		if ((v = reallocarray(a->v, cap, sizeof(*v))) == NULL)
			return (error_nomem(e));
		a->v = v;
		a->cap = cap;
	}
	a->v[a->n] = *r;
	return (0);
}

static int
grow_marks(struct records *a, struct error *e)
{
	size_t n = a->marks_n == 0 ? 64 : a->marks_n * 2;
	uint8_t *m;

	if ((size_t)a->n / 8 < a->marks_n)
		return (0);
	if ((m = realloc(a->marks, n)) == NULL)
		return (error_nomem(e));
	memset(m + a->marks_n, 0, n - a->marks_n);
	a->marks = m;
	a->marks_n = n;
	return (0);
}

int
records_add(struct records *a, struct record_info *r, struct error *e)
{

	if (a->n == RECORDS_MAX)
		return (error_set(e, ERR_LIMIT, "more than %lld records",
		    (long long)RECORDS_MAX));
	r->file = (uint32_t)a->nfiles - 1;
	if (grow_marks(a, e) != 0)
		return (-1);
	if ((a->n < RECORDS_IN_MEMORY ? keep(a, r, e) : spill(a, r, e)) != 0)
		return (-1);
	a->n++;
	return (0);
}

int64_t
records_count(const struct records *a)
{

	return (a == NULL ? 0 : a->n);
}

int
records_get(const struct records *a, int64_t index, struct record_info *r,
    struct error *e)
{

	if (index < RECORDS_IN_MEMORY) {
		*r = a->v[index];
		return (0);
	}
	if (fflush(a->spill) != 0)
		return (error_sys(e, "cannot write a temporary file"));
	return (io_pread_all(fileno(a->spill), r, sizeof(*r),
	    (index - RECORDS_IN_MEMORY) * (int64_t)sizeof(*r), e));
}

int
records_find(const struct records *a, const char *name, int64_t offset,
    struct record_info *r, int64_t *index, struct error *e)
{
	int64_t lo, hi, mid;
	size_t f;

	for (f = 0; f < a->nfiles; f++)
		if (strcmp(a->files[f].base, name) == 0)
			break;
	if (f == a->nfiles)
		return (0);
	lo = a->files[f].first;
	hi = f + 1 < a->nfiles ? a->files[f + 1].first : a->n;
	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (records_get(a, mid, r, e) != 0)
			return (-1);
		if (r->offset == offset) {
			*index = mid;
			return (1);
		}
		if (r->offset < offset)
			lo = mid + 1;
		else
			hi = mid;
	}
	return (0);
}

bool
records_mark(struct records *a, int64_t index)
{
	uint8_t bit = (uint8_t)(1u << (index % 8));
	bool was = (a->marks[index / 8] & bit) != 0;

	a->marks[index / 8] |= bit;
	return (was);
}

bool
records_marked(const struct records *a, int64_t index)
{

	return ((a->marks[index / 8] & (1u << (index % 8))) != 0);
}

const char *
records_name(const struct records *a, uint32_t file)
{

	return (a->files[file].name);
}

int
records_key(struct span s, uint8_t key[static RECORDS_KEY], struct error *e)
{
	uint8_t d[DIGEST_LEN];

	if (digest_of(s, d, e) != 0)
		return (-1);
	memcpy(key, d, RECORDS_KEY);
	return (0);
}

int
records_key_nocase(struct span s, uint8_t key[static RECORDS_KEY],
    struct error *e)
{
	uint8_t low[RECORDS_MIME_MAX];
	size_t i;

	for (i = 0; i < s.n && i < sizeof(low); i++)
		low[i] = s.p[i] >= 'A' && s.p[i] <= 'Z' ?
		    (uint8_t)(s.p[i] + ('a' - 'A')) : s.p[i];
	return (records_key((struct span){ low, i }, key, e));
}

void
records_free(struct records *a)
{
	size_t i;

	if (a == NULL)
		return;
	for (i = 0; i < a->nfiles; i++)
		free(a->files[i].name);
	free(a->files);
	free(a->marks);
	free(a->v);
	if (a->spill != NULL)
		(void)fclose(a->spill);
	free(a);
}
