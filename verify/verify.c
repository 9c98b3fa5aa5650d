#include <sys/stat.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/base/alloc.h"
#include "store/base/io.h"
#include "store/base/time.h"
#include "verify/work.h"

/* The checks of each kind, in the order of exhibit-format section 4. */
static check_run *const exhibit_checks[] = { check_zip, check_manifest,
	check_digest, check_seal, check_stamp, check_trust, check_evidence,
	check_contents, check_facts, NULL };
static check_run *const checkpoint_checks[] = { check_checkpoint, NULL };
static check_run *const dossier_checks[] = { check_dossier, check_evidence,
	NULL };
static check_run *const no_checks[] = { NULL };

static check_run *const *const checks_of[] = {
	[VERIFY_UNKNOWN] = no_checks,
	[VERIFY_EXHIBIT] = exhibit_checks,
	[VERIFY_DOSSIER] = dossier_checks,
	[VERIFY_CHECKPOINT] = checkpoint_checks,
};

/*
 * What must have been done, all of it, before anything but "undecided" is
 * said.  A check that is absent from a list may be left undone openly.
 */
#define REQUIRED_END	CHECKS

static const enum check exhibit_required[] = { CHECK_FILE_KIND,
	CHECK_ZIP_STRUCTURE, CHECK_WACZ_MANIFEST, CHECK_WACZ_RESOURCES,
	CHECK_WARC_RECORDS, CHECK_WARC_DIGESTS, CHECK_INDEX_RECORDS,
	REQUIRED_END };
/* ... where there is a seal ... */
static const enum check seal_required[] = { CHECK_WACZ_DIGEST,
	CHECK_SEAL_FORMAT, CHECK_SEAL_HASH, CHECK_SEAL_CREATED,
	CHECK_SEAL_SIGNATURE, REQUIRED_END };
/* ... and in exhibits of our own. */
static const enum check own_required[] = { CHECK_WACZ_DIGEST,
	CHECK_INDEX_COMPLETE, CHECK_PAGES_INDEX, CHECK_ACQUISITION_RECORD,
	CHECK_ACQUISITION_LOG, REQUIRED_END };
/* "holds" needs these as well. */
static const enum check holds_required[] = { CHECK_SEAL_DOMAIN,
	CHECK_STAMP_TOKEN, CHECK_STAMP_TRUST, CHECK_STAMP_WINDOW,
	CHECK_SEAL_TRUST, REQUIRED_END };
static const enum check dossier_required[] = { CHECK_FILE_KIND,
	CHECK_ZIP_STRUCTURE, CHECK_DOSSIER_CONTAINER, CHECK_DOSSIER_DIGESTS,
	CHECK_DOSSIER_SIGNATURES, CHECK_DOSSIER_REVOCATION,
	CHECK_DOSSIER_RECORD, CHECK_DOSSIER_EXHIBITS,
	CHECK_CUSTODY_CHECKPOINT, CHECK_CUSTODY_BINDING, CHECK_CUSTODY_EVENTS,
	CHECK_CUSTODY_PROOFS, CHECK_CUSTODY_TIMES, CHECK_CUSTODY_PEOPLE,
	CHECK_CUSTODY_CHAIN, REQUIRED_END };
/* ... and a dossier that holds this one. */
static const enum check reports_required[] = { CHECK_DOSSIER_REPORTS,
	REQUIRED_END };
static const enum check checkpoint_required[] = { CHECK_FILE_KIND,
	CHECK_LOG_NOTE, CHECK_LOG_CHECKPOINT, REQUIRED_END };

static const char *const kinds[] = {
	[VERIFY_UNKNOWN] = "unknown",
	[VERIFY_EXHIBIT] = "exhibit",
	[VERIFY_DOSSIER] = "dossier",
	[VERIFY_CHECKPOINT] = "checkpoint",
};

static const char *const verdicts[] = {
	[VERDICT_HOLDS] = "holds",
	[VERDICT_ALTERED] = "altered",
	[VERDICT_UNDECIDED] = "undecided",
	[VERDICT_UNESTABLISHED] = "unestablished",
};

static const char *const forms[] = {
	[SIGNER_NONE] = "none",
	[SIGNER_DOMAIN] = "domain",
	[SIGNER_ANONYMOUS] = "anonymous",
	[SIGNER_CMS] = "cms",
	[SIGNER_NOTE] = "note",
};

const char *
verify_kind_name(enum verify_kind kind)
{

	return (kinds[kind]);
}

const char *
verdict_name(enum verdict v)
{

	return (verdicts[v]);
}

const char *
signer_form_name(enum signer_form form)
{

	return (forms[form]);
}

static bool
all_done(const struct findings *fs, const enum check *list)
{

	for (; *list != REQUIRED_END; list++)
		if (!findings_ran(fs, *list) ||
		    fs->count[*list][FINDING_UNCHECKED] > 0)
			return (false);
	return (true);
}

static bool
required_done(const struct work *w)
{
	const struct findings *fs = &w->r->findings;

	switch (w->r->kind) {
	case VERIFY_EXHIBIT:
		return (all_done(fs, exhibit_required) &&
		    (w->d == NULL || !w->d->seal.present ||
		    all_done(fs, seal_required)) &&
		    (!w->ours || all_done(fs, own_required)));
	case VERIFY_DOSSIER:
		return (all_done(fs, dossier_required));
	case VERIFY_CHECKPOINT:
		return (all_done(fs, checkpoint_required));
	default:
		return (false);
	}
}

static bool
established(const struct work *w)
{
	const struct verify_report *r = w->r;

	return (r->signer.trusted && r->time.trusted &&
	    r->time.stamped != TIME_UNKNOWN && r->open == 0 &&
	    (r->kind != VERIFY_DOSSIER ||
	    all_done(&r->findings, reports_required)) &&
	    (r->kind != VERIFY_EXHIBIT ||
	    (w->seal.form == SEAL_FORM_DOMAIN &&
	    w->seal.signature == SEAL_VALID &&
	    all_done(&r->findings, holds_required))));
}

/* The one place where a verdict is made: the table of verify.h. */
static enum verdict
judge(const struct work *w)
{
	const struct verify_report *r = w->r;

	if (alloc_failed() || r->findings.nomem ||
	    r->trouble.code == ERR_NOMEM)
		return (VERDICT_UNDECIDED);
	if (findings_any(&r->findings, FINDING_FAIL))
		return (VERDICT_ALTERED);
	if (r->trouble.code != ERR_NONE || !required_done(w))
		return (VERDICT_UNDECIDED);
	return (established(w) ? VERDICT_HOLDS : VERDICT_UNESTABLISHED);
}

static void
run(struct work *w)
{
	struct error *e = &w->r->trouble;
	check_run *const *c;

	if (check_kind(w, e) != 0)
		return;
	for (c = checks_of[w->r->kind]; *c != NULL; c++)
		if ((*c)(w, e) != 0)
			return;
}

static int
begin(struct verify_report *r, int64_t at, const char *name, struct error *e)
{

	*r = (struct verify_report){ .at = at,
	    .verdict = VERDICT_UNDECIDED, .findings = FINDINGS_INIT,
	    .trouble = ERROR_INIT };
	r->time.claimed = r->time.stamped = TIME_UNKNOWN;
	if ((r->file = strdup(name)) == NULL)
		return (error_nomem(e));
	return (0);
}

int
verify_part(const struct policy *p, const struct verify_input *in,
    struct verify_report *r, struct error *e)
{
	struct work w = { .p = p, .in = in, .r = r, .file = in->file,
	    .stamped = TIME_UNKNOWN, .from = TIME_UNKNOWN,
	    .to = TIME_UNKNOWN };

	if (begin(r, p->now, in->name, e) != 0)
		return (-1);
	run(&w);
	findings_close(&r->findings);
	r->verdict = judge(&w);
	work_free(&w);
	return (0);
}

/*
 * A file is read more than once: its hashes first, then what it says.  Nothing
 * holds of one that is another by then.
 */
static void
check_still(int fd, const struct stat *was, struct verify_report *r)
{
	struct stat is;

	if (fstat(fd, &is) == 0 && is.st_size == was->st_size &&
	    is.st_mtim.tv_sec == was->st_mtim.tv_sec &&
	    is.st_mtim.tv_nsec == was->st_mtim.tv_nsec &&
	    is.st_ctim.tv_sec == was->st_ctim.tv_sec &&
	    is.st_ctim.tv_nsec == was->st_ctim.tv_nsec)
		return;
	r->verdict = VERDICT_UNDECIDED;
	if (r->trouble.code == ERR_NONE)
		(void)error_set(&r->trouble, ERR_BUSY,
		    "the file was changed while it was read");
}

int
verify_file(const struct policy *p, const char *path, struct verify_report *r,
    struct error *e)
{
	struct verify_input in = { .name = path, .path = path };
	struct error why = ERROR_INIT;
	struct stat was;
	int fd = -1, rc;

	if (io_open_read(path, &fd, &why) == 0 && fstat(fd, &was) != 0)
		(void)error_sys(&why, "cannot look at %s", path);
	if (why.code == ERR_NONE && part_whole(fd, &in.file, &why) == 0) {
		if ((rc = verify_part(p, &in, r, e)) == 0)
			check_still(fd, &was, r);
	} else if ((rc = begin(r, p->now, path, e)) == 0)
		r->trouble = why;
	if (fd >= 0)
		(void)close(fd);
	return (rc);
}

void
verify_report_free(struct verify_report *r)
{

	if (r == NULL)
		return;
	free(r->file);
	free(r->page);
	free(r->title);
	free(r->signer.subject);
	free(r->time.tsa);
	findings_free(&r->findings);
	json_decref(r->facts);
	free(r->point.origin);
	dossier_free(r->dossier);
	timeline_free(r->timeline);
	*r = (struct verify_report){ .trouble = ERROR_INIT };
}
