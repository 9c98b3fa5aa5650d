#include <stdlib.h>
#include <string.h>

#include "verify/points.h"

struct one {
	char *file;
	char *origin;
	uint64_t size;
	uint8_t root[32];
	bool trusted;
};

struct points {
	struct one *v;
	size_t n;
};

int
points_new(struct points **out, struct error *e)
{

	if ((*out = calloc(1, sizeof(**out))) == NULL)
		return (error_nomem(e));
	return (0);
}

static int
keep(struct points *ps, const struct verify_report *r, struct error *e)
{
	struct one *more, *one;

	more = realloc(ps->v, (ps->n + 1) * sizeof(*more));
	if (more == NULL)
		return (error_nomem(e));
	ps->v = more;
	one = &ps->v[ps->n++];
	*one = (struct one){ .size = r->point.size,
	    .trusted = r->signer.trusted };
	memcpy(one->root, r->point.root, sizeof(one->root));
	if ((one->file = strdup(r->file)) == NULL ||
	    (one->origin = strdup(r->point.origin)) == NULL)
		return (error_nomem(e));
	return (0);
}

static void
compare(const struct one *before, struct verify_report *r)
{
	bool proof = before->trusted && r->signer.trusted;

	if (strcmp(before->origin, r->point.origin) != 0 ||
	    before->size != r->point.size)
		return;
	if (memcmp(before->root, r->point.root, sizeof(before->root)) == 0) {
		finding_add(&r->findings, CHECK_LOG_HISTORY, FINDING_PASS,
		    before->file, -1, "the same history");
		return;
	}
	finding_add(&r->findings, CHECK_LOG_HISTORY, proof ? FINDING_FAIL :
	    FINDING_WARN, before->file, -1, "two histories of %s: of as many "
	    "events (%llu) it has another root%s", before->origin,
	    (unsigned long long)before->size, proof ? ", and both are signed" :
	    "; but not both are signed by a key that you trust");
	if (proof && r->verdict != VERDICT_UNDECIDED)
		r->verdict = VERDICT_ALTERED;
}

int
points_compare(struct points *ps, struct verify_report *r, struct error *e)
{
	size_t i;

	if (r->point.origin == NULL)
		return (0);
	for (i = 0; i < ps->n; i++)
		compare(&ps->v[i], r);
	if (r->findings.nomem)
		return (error_nomem(e));
	return (keep(ps, r, e));
}

void
points_free(struct points *ps)
{
	size_t i;

	if (ps == NULL)
		return;
	for (i = 0; i < ps->n; i++) {
		free(ps->v[i].file);
		free(ps->v[i].origin);
	}
	free(ps->v);
	free(ps);
}
