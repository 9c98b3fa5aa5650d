#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "verify/finding.h"

static const struct {
	const char *name;
	const char *standard;
} checks[CHECKS] = {
	[CHECK_FILE_KIND] = { "file.kind", "exhibit-format 1" },
	[CHECK_ZIP_STRUCTURE] = { "zip.structure", "APPNOTE 6.3.10 4.3" },
	[CHECK_WACZ_MANIFEST] = { "wacz.manifest", "WACZ 1.1.1 5.2.1" },
	[CHECK_WACZ_RESOURCES] = { "wacz.resources", "WACZ 1.1.1 5.2.1" },
	[CHECK_WACZ_DIGEST] = { "wacz.digest", "WACZ 1.1.1 5.2.2" },
	[CHECK_SEAL_FORMAT] = { "seal.format", "wacz-auth 0.1.0 3" },
	[CHECK_SEAL_HASH] = { "seal.hash", "wacz-auth 0.1.0 3" },
	[CHECK_SEAL_CREATED] = { "seal.created", "wacz-auth 0.1.0 3" },
	[CHECK_SEAL_SIGNATURE] = { "seal.signature", "wacz-auth 0.1.0 3" },
	[CHECK_SEAL_DOMAIN] = { "seal.domain", "RFC 6125 6.4" },
	[CHECK_STAMP_TOKEN] = { "stamp.token", "RFC 3161 2.4.2" },
	[CHECK_STAMP_TRUST] = { "stamp.trust", "RFC 3161 2.3" },
	[CHECK_STAMP_WINDOW] = { "stamp.window", "wacz-auth 0.1.0 4" },
	[CHECK_SEAL_TRUST] = { "seal.trust", "RFC 5280 6" },
	[CHECK_WARC_RECORDS] = { "warc.records", "ISO 28500:2017 4-6" },
	[CHECK_WARC_DIGESTS] = { "warc.digests", "ISO 28500:2017 5.8-5.9" },
	[CHECK_INDEX_RECORDS] = { "index.records", "CDXJ 0.1.0" },
	[CHECK_INDEX_COMPLETE] = { "index.complete", "WACZ 1.1.1 5.2.4" },
	[CHECK_PAGES_INDEX] = { "pages.index", "WACZ 1.1.1 5.2.3" },
	[CHECK_ACQUISITION_RECORD] = { "acquisition.record",
	    "exhibit-format 1" },
	[CHECK_ACQUISITION_LOG] = { "acquisition.log", "exhibit-format 1" },
	[CHECK_FACTS_DERIVED] = { "facts.derived", "exhibit-format 1" },
	[CHECK_RECORD_DATA] = { "record.data", "RFC 4998 4.3" },
	[CHECK_RECORD_CHAIN] = { "record.chain", "RFC 4998 5.3" },
	[CHECK_RECORD_STAMP] = { "record.stamp", "RFC 4998 4.3" },
	[CHECK_LOG_NOTE] = { "log.note", "C2SP signed-note" },
	[CHECK_LOG_CHECKPOINT] = { "log.checkpoint", "C2SP tlog-checkpoint" },
	[CHECK_LOG_COSIGNATURE] = { "log.cosignature",
	    "C2SP tlog-cosignature" },
	[CHECK_LOG_HISTORY] = { "log.history", "RFC 6962 2.1" },
	[CHECK_DOSSIER_CONTAINER] = { "dossier.container",
	    "EN 319 162-1 4.4" },
	[CHECK_DOSSIER_DIGESTS] = { "dossier.digests", "EN 319 162-1 A.4" },
	[CHECK_DOSSIER_SIGNATURES] = { "dossier.signatures",
	    "EN 319 122-1 6" },
	[CHECK_DOSSIER_REVOCATION] = { "dossier.revocation", "RFC 5280 5" },
	[CHECK_DOSSIER_RECORD] = { "dossier.record", "dossier format 2" },
	[CHECK_DOSSIER_EXHIBITS] = { "dossier.exhibits", "dossier format 2" },
	[CHECK_CUSTODY_CHECKPOINT] = { "custody.checkpoint",
	    "C2SP tlog-checkpoint" },
	[CHECK_CUSTODY_BINDING] = { "custody.binding", "custody format 1" },
	[CHECK_CUSTODY_EVENTS] = { "custody.events", "custody format 1" },
	[CHECK_CUSTODY_PROOFS] = { "custody.proofs", "RFC 6962 2.1" },
	[CHECK_CUSTODY_TIMES] = { "custody.times", "dossier format 3" },
	[CHECK_CUSTODY_PEOPLE] = { "custody.people", "custody format 8" },
	[CHECK_CUSTODY_WITNESSES] = { "custody.witnesses",
	    "C2SP tlog-cosignature" },
	[CHECK_CUSTODY_RECEIPTS] = { "custody.receipts",
	    "dossier format 5" },
	[CHECK_CUSTODY_CHAIN] = { "custody.chain", "dossier format 6" },
	[CHECK_DOSSIER_REPORTS] = { "dossier.reports", "dossier format 7" },
};

static const char *const levels[FINDING_LEVELS] = {
	[FINDING_PASS] = "pass",
	[FINDING_WARN] = "warn",
	[FINDING_FAIL] = "fail",
	[FINDING_UNCHECKED] = "unchecked",
};

const char *
check_name(enum check c)
{

	return (checks[c].name);
}

const char *
check_standard(enum check c)
{

	return (checks[c].standard);
}

const char *
finding_level_name(enum finding_level level)
{

	return (levels[level]);
}

/* A copy of at most ${max} bytes; "..." ends one that was cut. */
static char *
copy_cut(const char *s, size_t max)
{
	size_t n = strlen(s);
	char *p;

	if (n <= max)
		return (strdup(s));
	n = max - 3;
	/* Not through a character: back over continuation bytes. */
	while (n > 0 && ((unsigned char)s[n] & 0xc0) == 0x80)
		n--;
	if ((p = malloc(n + 4)) == NULL)
		return (NULL);
	memcpy(p, s, n);
	memcpy(p + n, "...", 4);
	return (p);
}

static bool
grow(struct findings *fs)
{
	struct finding *v;
	size_t cap;

	if (fs->n < fs->cap)
		return (true);
	cap = fs->cap == 0 ? 32 : fs->cap * 2;
	if ((v = reallocarray(fs->v, cap, sizeof(*v))) == NULL)
		return (false);
	fs->v = v;
	fs->cap = cap;
	return (true);
}

static void
keep(struct findings *fs, const struct finding *like, const char *subject,
    const char *detail)
{
	struct finding f = *like;

	f.subject = NULL;
	f.detail = copy_cut(detail, FINDING_DETAIL_MAX);
	if (subject != NULL)
		f.subject = copy_cut(subject, FINDING_SUBJECT_MAX);
	if (f.detail == NULL || (subject != NULL && f.subject == NULL) ||
	    !grow(fs)) {
		free(f.detail);
		free(f.subject);
		fs->nomem = true;
		return;
	}
	fs->v[fs->n++] = f;
}

void
finding_add(struct findings *fs, enum check c, enum finding_level level,
    const char *subject, int64_t offset, const char *fmt, ...)
{
	struct finding f = { .check = c, .level = level, .offset = offset };
	char detail[FINDING_DETAIL_MAX + 2];
	va_list ap;

	/* Counted even where it is not kept: a verdict rests on the count. */
	if (fs->count[c][level]++ >= FINDINGS_KEPT)
		return;
	va_start(ap, fmt);
	(void)vsnprintf(detail, sizeof(detail), fmt, ap);
	va_end(ap);
	keep(fs, &f, subject, detail);
}

/* Findings in the order of the checks, each check's in the order found. */
static void
sort(struct findings *fs)
{
	struct finding f;
	size_t i, j;

	for (i = 1; i < fs->n; i++) {
		f = fs->v[i];
		for (j = i; j > 0 && fs->v[j - 1].check > f.check; j--)
			fs->v[j] = fs->v[j - 1];
		fs->v[j] = f;
	}
}

void
findings_close(struct findings *fs)
{
	struct finding f = { .offset = -1 };
	char detail[96];
	size_t c, level;

	for (c = 0; c < CHECKS; c++) {
		for (level = 0; level < FINDING_LEVELS; level++) {
			if (fs->count[c][level] <= FINDINGS_KEPT)
				continue;
			f.check = (enum check)c;
			f.level = (enum finding_level)level;
			(void)snprintf(detail, sizeof(detail),
			    "%zu of these in all, the first %d shown",
			    fs->count[c][level], FINDINGS_KEPT);
			keep(fs, &f, NULL, detail);
		}
	}
	sort(fs);
}

bool
findings_any(const struct findings *fs, enum finding_level level)
{
	size_t c;

	for (c = 0; c < CHECKS; c++)
		if (fs->count[c][level] > 0)
			return (true);
	return (false);
}

bool
findings_ran(const struct findings *fs, enum check c)
{

	return (fs->count[c][FINDING_PASS] > 0 ||
	    fs->count[c][FINDING_WARN] > 0 || fs->count[c][FINDING_FAIL] > 0);
}

void
findings_free(struct findings *fs)
{
	size_t i;

	for (i = 0; i < fs->n; i++) {
		free(fs->v[i].subject);
		free(fs->v[i].detail);
	}
	free(fs->v);
	*fs = (struct findings)FINDINGS_INIT;
}
