#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/limits.h"
#include "store/base/time.h"
#include "store/record/record.h"
#include "verify/bundle.h"

/* Every exhibit where it lies, with the time-stamps that stand beside it. */

#define SEALED_SLACK	(INT64_C(60) * 1000)	/* a fraction may be cut */

/* Its later time-stamps: spans into ${all}, as long as the buffers live. */
struct later {
	struct buf file[DOSSIER_STAMPS_MAX];
	char name[DOSSIER_STAMPS_MAX][DOSSIER_NAME];
	struct verify_stamp stamp[DOSSIER_STAMPS_MAX];
	size_t n;
	struct buf ers;			/* its evidence record */
	char ers_name[DOSSIER_NAME];
	struct verify_stamp record;
};

/* ${*there}: it was listed and is there. */
static int
read_record(struct bundle *b, size_t i, struct later *l, bool *there,
    struct error *e)
{
	const struct dossier_exhibit *x = &b->d->exhibits[i];

	*there = false;
	if (!x->record)
		return (0);
	(void)dossier_name(i + 1, x->id, ".ers", l->ers_name);
	if (bundle_read(b, l->ers_name, &l->ers, there, e) != 0)
		return (-1);
	l->record = (struct verify_stamp){ l->ers_name, buf_span(&l->ers) };
	return (0);
}

static int
read_later(struct work *w, struct bundle *b, size_t i, struct later *l,
    struct error *e)
{
	const struct dossier_exhibit *x = &b->d->exhibits[i];
	bool there;
	size_t k;

	for (k = 0; k < x->stamps; k++) {
		(void)dossier_stamp_name(i + 1, x->id, k + 1, l->name[l->n]);
		l->file[l->n] = (struct buf)BUF_INIT(TOKEN_MAX);
		if (bundle_read(b, l->name[l->n], &l->file[l->n], &there,
		    e) != 0) {
			buf_free(&l->file[l->n]);
			return (-1);
		}
		if (!there) {
			finding_add(&w->r->findings, CHECK_STAMP_TOKEN,
			    FINDING_FAIL, l->name[l->n], -1,
			    "no time-stamp, or not there");
			buf_free(&l->file[l->n]);
			continue;
		}
		l->stamp[l->n] = (struct verify_stamp){ l->name[l->n],
		    buf_span(&l->file[l->n]) };
		l->n++;
	}
	return (0);
}

/* What was seen of it that is no plain pass, under its name. */
static void
add_findings(struct work *w, const char *file,
    const struct verify_report *r)
{
	char subject[FINDING_SUBJECT_MAX];
	const struct finding *f;
	size_t i;

	for (i = 0; i < r->findings.n; i++) {
		f = &r->findings.v[i];
		if (f->level == FINDING_PASS)
			continue;
		if (f->subject == NULL || strncmp(f->subject, "exhibits/",
		    9) == 0)
			(void)snprintf(subject, sizeof(subject), "%s",
			    f->subject == NULL ? file : f->subject);
		else
			(void)snprintf(subject, sizeof(subject), "%s: %.400s",
			    file, f->subject);
		finding_add(&w->r->findings, f->check, f->level, subject,
		    f->offset, "%s", f->detail);
	}
}

/* What dossier.json tells of it is what its signed manifest says. */
static void
check_told(struct work *w, const struct dossier_exhibit *x,
    const struct verify_report *r)
{
	struct findings *fs = &w->r->findings;
	char here[TIME_TEXT], there[TIME_TEXT];

	if (strcmp(r->manifest_sha256, x->id) != 0 &&
	    r->manifest_sha256[0] != '\0')
		finding_add(fs, CHECK_DOSSIER_EXHIBITS, FINDING_FAIL, x->file,
		    -1, "it is exhibit %s, want %s", r->manifest_sha256,
		    x->id);
	if (x->url != NULL && r->page != NULL && strcmp(x->url, r->page) != 0)
		finding_add(fs, CHECK_DOSSIER_EXHIBITS, FINDING_FAIL, x->file,
		    -1, "it shows %.400s, want %.400s", r->page, x->url);
	/* The reports inside show it: a page has no title but its own. */
	if (x->title != NULL && (r->title == NULL ||
	    strcmp(x->title, r->title) != 0))
		finding_add(fs, CHECK_DOSSIER_EXHIBITS, FINDING_FAIL, x->file,
		    -1, "its title is %.300s, want %.300s", r->title != NULL ?
		    r->title : "not told", x->title);
	if (x->sealed != TIME_UNKNOWN && r->time.claimed != TIME_UNKNOWN &&
	    llabs(x->sealed - r->time.claimed) > SEALED_SLACK)
		finding_add(fs, CHECK_DOSSIER_EXHIBITS, FINDING_FAIL, x->file,
		    -1, "sealed %s, want %s", time_text(r->time.claimed,
		    there), time_text(x->sealed, here));
}

static void
judge(struct work *w, struct bundle *b, const struct dossier_exhibit *x,
    const struct verify_report *r)
{
	struct findings *fs = &w->r->findings;

	add_findings(w, x->file, r);
	if (r->kind != VERIFY_EXHIBIT)
		finding_add(fs, CHECK_DOSSIER_EXHIBITS, FINDING_FAIL, x->file,
		    -1, "no exhibit: %s", verify_kind_name(r->kind));
	else
		check_told(w, x, r);
	switch (r->verdict) {
	case VERDICT_HOLDS:
		finding_add(fs, CHECK_DOSSIER_EXHIBITS, FINDING_PASS, x->file,
		    -1, "holds: exhibit %s", x->id);
		return;
	case VERDICT_ALTERED:
		finding_add(fs, CHECK_DOSSIER_EXHIBITS, FINDING_FAIL, x->file,
		    -1, "does not hold: see the checks that fail");
		break;
	case VERDICT_UNDECIDED:
		finding_add(fs, CHECK_DOSSIER_EXHIBITS, FINDING_UNCHECKED,
		    x->file, -1, "could not be decided%s%s",
		    r->trouble.code != ERR_NONE ? ": " : "", r->trouble.text);
		break;
	case VERDICT_UNESTABLISHED:
		finding_add(fs, CHECK_DOSSIER_EXHIBITS, FINDING_WARN, x->file,
		    -1, "whole, but who sealed it or when is not established");
		break;
	}
	b->established = false;
}

/* The file that was listed is the one that was signed for. */
static bool
check_file(struct work *w, struct bundle *b, const struct dossier_exhibit *x,
    struct part *out)
{
	struct findings *fs = &w->r->findings;
	ptrdiff_t i = zip_find(b->zip, span_of(x->file));
	char hex[DIGEST_HEX];
	const uint8_t *md;

	if (i < 0)
		return (false);		/* told: dossier.record */
	if ((md = asic_sha256(b->asic, (size_t)i)) != NULL &&
	    strcmp(digest_hex(md, hex), x->sha256) != 0)
		finding_add(fs, CHECK_DOSSIER_EXHIBITS, FINDING_FAIL, x->file,
		    -1, "SHA-256 is %s, want %s", hex, x->sha256);
	if (!zip_entry_part(b->zip, (size_t)i, out)) {
		finding_add(fs, CHECK_DOSSIER_EXHIBITS, FINDING_UNCHECKED,
		    x->file, -1, "it does not lie stored in the dossier");
		return (false);
	}
	if (out->size != x->bytes)
		finding_add(fs, CHECK_DOSSIER_EXHIBITS, FINDING_FAIL, x->file,
		    -1, "%lld bytes, want %lld", (long long)out->size,
		    (long long)x->bytes);
	return (true);
}

static int
check_exhibit(struct work *w, struct bundle *b, size_t i, struct later *l,
    struct error *e)
{
	const struct dossier_exhibit *x = &b->d->exhibits[i];
	struct verify_input in = { .name = x->file };
	struct verify_report r;
	bool recorded;

	l->n = 0;
	buf_reset(&l->ers);
	if (!check_file(w, b, x, &in.file)) {
		b->established = false;
		return (0);
	}
	if (read_later(w, b, i, l, e) != 0 ||
	    read_record(b, i, l, &recorded, e) != 0)
		return (-1);
	in.stamps = l->stamp;
	in.nstamps = l->n;
	in.record = recorded ? &l->record : NULL;
	if (verify_part(w->p, &in, &r, e) != 0)
		return (-1);
	judge(w, b, x, &r);
	memcpy(b->exhibits[i].seal, r.signer.fingerprint, CERT_FINGERPRINT);
	b->exhibits[i].sealed = r.time.claimed;
	b->exhibits[i].page = r.page;
	r.page = NULL;
	verify_report_free(&r);
	return (0);
}

int
bundle_exhibits(struct work *w, struct bundle *b, struct error *e)
{
	struct later *l;
	size_t i, k;
	int rc = 0;

	b->exhibits = calloc(b->d->n + 1, sizeof(*b->exhibits));
	if (b->exhibits == NULL || (l = calloc(1, sizeof(*l))) == NULL)
		return (error_nomem(e));
	l->ers = (struct buf)BUF_INIT(RECORD_MAX);
	for (i = 0; i < b->d->n; i++)
		b->exhibits[i].sealed = TIME_UNKNOWN;
	for (i = 0; i < b->d->n && rc == 0; i++) {
		rc = check_exhibit(w, b, i, l, e);
		for (k = 0; k < l->n; k++)
			buf_free(&l->file[k]);
	}
	buf_free(&l->ers);
	free(l);
	if (rc == 0 && b->d->n == 0)
		work_pass(w, CHECK_DOSSIER_EXHIBITS, "none");
	return (rc);
}
