#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "store/home/home_internal.h"

static const char * const names[HOME_FAULTS] = {
	[HOME_CATALOG] = "catalog.damaged",
	[HOME_BLOB_MISSING] = "blob.missing",
	[HOME_BLOB_CHANGED] = "blob.changed",
	[HOME_BLOB_SIZE] = "blob.size",
	[HOME_BLOB_UNREADABLE] = "blob.unreadable",
	[HOME_BLOB_ORPHAN] = "blob.orphan",
	[HOME_BLOB_DISPOSED] = "blob.disposed",
	[HOME_KEY_STRANGER] = "key.stranger",
	[HOME_BLOB_STRANGER] = "blob.stranger",
	[HOME_STAMP_ORPHAN] = "stamp.orphan",
	[HOME_EXHIBIT_EVENTS] = "exhibit.events",
	[HOME_JOB_DEAD] = "job.dead",
	[HOME_JOB_KEEPING] = "job.keeping",
	[HOME_JOB_ALIVE] = "job.alive",
	[HOME_WORK_STRANGER] = "work.stranger",
	[HOME_CHECKPOINT_FILE] = "checkpoint.file",
	[HOME_FILE_UNFINISHED] = "file.unfinished",
	[HOME_STAMP_UNTOLD] = "stamp.untold",
	[HOME_RECORD_UNTOLD] = "record.untold",
	[HOME_CRL_OLD] = "crl.old",
};

const char *
home_fault_name(enum home_fault f)
{

	return (f < HOME_CATALOG || f >= HOME_FAULTS ? "unknown" : names[f]);
}

int
home_note(struct home_findings *fs, enum home_fault fault, bool failed,
    const char *subject, struct error *e, const char *fmt, ...)
{
	struct home_finding *f;
	size_t cap;
	va_list ap;

	if (failed)
		fs->failed++;
	else
		fs->others++;
	if (fs->n == HOME_FINDINGS_MAX)
		return (0);
	if (fs->n == fs->cap) {
		cap = fs->cap == 0 ? 8 : 2 * fs->cap;
		f = realloc(fs->list, cap * sizeof(*f));
		if (f == NULL)
			return (error_nomem(e));
		fs->list = f;
		fs->cap = cap;
	}
	f = &fs->list[fs->n++];
	f->fault = fault;
	f->failed = failed;
	(void)snprintf(f->subject, sizeof(f->subject), "%s", subject);
	va_start(ap, fmt);
	(void)vsnprintf(f->detail, sizeof(f->detail), fmt, ap);
	va_end(ap);
	return (0);
}

void
home_findings_free(struct home_findings *fs)
{

	free(fs->list);
	*fs = (struct home_findings)HOME_FINDINGS_INIT;
}

int
home_tell(const struct home_progress *p, const char *what, int64_t done,
    int64_t total, struct error *e)
{

	if (p != NULL && p->step != NULL &&
	    p->step(p->ctx, what, done, total) != 0)
		return (error_set(e, ERR_CANCELED, "stopped"));
	return (0);
}
