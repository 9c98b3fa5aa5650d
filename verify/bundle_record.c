#include <stdlib.h>
#include <string.h>

#include "store/base/time.h"
#include "verify/bundle.h"

/* dossier.json, and that nothing else than it says is in the dossier. */

static const char *const custody_files[] = { "key", "checkpoint",
	"checkpoint.tsr", "cosignatures", "events.jsonl", "proofs.jsonl",
	"anchors.jsonl" };

static bool
hex_name(struct span s, const char *folder, const char *ending)
{
	size_t i, from = strlen(folder), end = strlen(ending);

	if (!span_starts(s, folder) || !span_ends(s, ending) ||
	    s.n != from + 64 + end)
		return (false);
	for (i = from; i < from + 64; i++)
		if (strchr("0123456789abcdef", s.p[i]) == NULL)
			return (false);
	return (true);
}

static bool
custody_name(struct span s)
{
	struct span rest = span_sub(s, 8, s.n);
	ptrdiff_t slash;
	size_t i;

	if (!span_starts(s, "custody/") || (slash = span_find(rest, '/')) < 1)
		return (false);
	rest = span_sub(rest, (size_t)slash + 1, rest.n);
	for (i = 0; i < sizeof(custody_files) / sizeof(char *); i++)
		if (span_is(rest, custody_files[i]))
			return (true);
	return (false);
}

/* Names that every dossier may have, exhibits apart. */
static bool
known_name(struct span s)
{

	return (span_is(s, DOSSIER_JSON) || span_is(s, DOSSIER_REPORT_FR) ||
	    span_is(s, DOSSIER_REPORT_EN) || custody_name(s) ||
	    hex_name(s, "people/", ".pem") || hex_name(s, "people/", ".crl") ||
	    hex_name(s, "receipts/", ".p7m"));
}

static void
want(struct work *w, struct bundle *b, const char *name, size_t *found)
{

	if (zip_find(b->zip, span_of(name)) >= 0)
		(*found)++;
	else
		finding_add(&w->r->findings, CHECK_DOSSIER_RECORD,
		    FINDING_FAIL, name, -1, "listed, and not there");
}

/* Each file that is listed is there; how many. */
static size_t
count_listed(struct work *w, struct bundle *b)
{
	const struct dossier_exhibit *x;
	char name[DOSSIER_NAME];
	size_t i, k, found = 0;

	for (i = 0; i < b->d->n; i++) {
		x = &b->d->exhibits[i];
		want(w, b, x->file, &found);
		for (k = 1; k <= x->stamps; k++)
			want(w, b, dossier_stamp_name(i + 1, x->id, k, name),
			    &found);
		if (x->record)
			want(w, b, dossier_name(i + 1, x->id, ".ers", name),
			    &found);
	}
	return (found);
}

static int
check_names(struct work *w, struct bundle *b, struct error *e)
{
	size_t i, listed = count_listed(w, b), exhibits = 0, reports = 0;
	char *name;
	struct span s;

	for (i = 0; i < zip_count(b->zip); i++) {
		if (!asic_is_file(b->asic, i))
			continue;
		s = zip_entry(b->zip, i)->name;
		exhibits += span_starts(s, "exhibits/");
		if (span_starts(s, "exhibits/") || known_name(s))
			continue;
		if ((name = span_str(s)) == NULL)
			return (error_nomem(e));
		finding_add(&w->r->findings, CHECK_DOSSIER_RECORD,
		    FINDING_FAIL, name, -1, "no file of a dossier");
		free(name);
	}
	want(w, b, DOSSIER_REPORT_FR, &reports);
	want(w, b, DOSSIER_REPORT_EN, &reports);
	if (exhibits != listed)
		finding_add(&w->r->findings, CHECK_DOSSIER_RECORD,
		    FINDING_FAIL, "exhibits/", -1, "%zu files, %zu of them "
		    "listed in %s", exhibits, listed, DOSSIER_JSON);
	return (0);
}

static int
compare(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x < y ? -1 : x > y);
}

static int
compare_ids(const void *a, const void *b)
{

	return (strcmp(*(const char *const *)a, *(const char *const *)b));
}

/* An exhibit is in it once: another cannot be left out in its place. */
static int
check_ids(struct work *w, struct bundle *b, struct error *e)
{
	const char **v;
	size_t i;

	if ((v = calloc(b->d->n + 1, sizeof(*v))) == NULL)
		return (error_nomem(e));
	for (i = 0; i < b->d->n; i++)
		v[i] = b->d->exhibits[i].id;
	qsort(v, i, sizeof(*v), compare_ids);
	for (i = 1; i < b->d->n; i++)
		if (strcmp(v[i], v[i - 1]) == 0)
			finding_add(&w->r->findings, CHECK_DOSSIER_RECORD,
			    FINDING_FAIL, DOSSIER_JSON, -1,
			    "exhibit %.16s... is in it twice", v[i]);
	free(v);
	return (0);
}

/* A number is given once in a case. */
static int
check_numbers(struct work *w, struct bundle *b, struct error *e)
{
	int64_t *v;
	size_t i;

	if ((v = calloc(b->d->n + 1, sizeof(*v))) == NULL)
		return (error_nomem(e));
	for (i = 0; i < b->d->n; i++)
		v[i] = b->d->exhibits[i].number;
	qsort(v, i, sizeof(*v), compare);
	for (i = 1; i < b->d->n; i++)
		if (v[i] != 0 && v[i] == v[i - 1])
			finding_add(&w->r->findings, CHECK_DOSSIER_RECORD,
			    FINDING_FAIL, DOSSIER_JSON, -1,
			    "two exhibits have the number %lld",
			    (long long)v[i]);
	free(v);
	return (0);
}

int
bundle_record(struct work *w, struct bundle *b, struct error *e)
{
	struct buf text = BUF_INIT(DOSSIER_FILE_MAX);
	struct findings *fs = &w->r->findings;
	struct error why = ERROR_INIT;
	bool there;
	int rc = -1;

	if (bundle_read(b, DOSSIER_JSON, &text, &there, e) != 0)
		goto out;
	rc = 0;
	if (!there)
		finding_add(fs, CHECK_DOSSIER_RECORD, FINDING_FAIL,
		    DOSSIER_JSON, -1, "not in the dossier");
	else if (dossier_read(buf_span(&text), &b->d, &why) != 0) {
		if (bundle_ours(&why))
			rc = error_set(e, why.code, "%s", why.text);
		else
			finding_add(fs, CHECK_DOSSIER_RECORD,
			    why.code == ERR_UNSUPPORTED ? FINDING_UNCHECKED :
			    FINDING_FAIL, DOSSIER_JSON, why.offset, "%s",
			    why.text);
	}
	if (b->d == NULL)
		goto out;
	w->r->time.claimed = b->d->created;
	if ((rc = check_numbers(w, b, e)) == 0 &&
	    (rc = check_ids(w, b, e)) == 0 &&
	    (rc = check_names(w, b, e)) == 0)
		work_pass(w, CHECK_DOSSIER_RECORD, "%s, exhibits: %zu%s%s",
		    dossier_kind_name(b->d->kind), b->d->n,
		    b->d->case_name != NULL ? ", case " : "",
		    b->d->case_name != NULL ? b->d->case_name : "");
out:
	buf_free(&text);
	return (rc);
}
