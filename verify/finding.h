#ifndef VERIFY_FINDING_H
#define VERIFY_FINDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * finding - what one check saw, and the verdict that follows from all of
 * them.
 *
 * A finding is data, never an error.  Its check name is stable (docs/checks.md
 * lists them), its detail is technical English of the form "found, want".
 * Findings know nothing of trust: whether origin and time are established is
 * said by the report (verify/verify.h).
 */
enum finding_level {
	FINDING_PASS = 0,	/* done, and it holds */
	FINDING_WARN,		/* done, holds, but is not as it should be */
	FINDING_FAIL,		/* done, and it does not hold */
	FINDING_UNCHECKED,	/* not done: the detail says why */
	FINDING_LEVELS
};

/* Every check, in the order in which a report shows them. */
enum check {
	CHECK_FILE_KIND = 0,
	CHECK_ZIP_STRUCTURE,
	CHECK_WACZ_MANIFEST,
	CHECK_WACZ_RESOURCES,
	CHECK_WACZ_DIGEST,
	CHECK_SEAL_FORMAT,
	CHECK_SEAL_HASH,
	CHECK_SEAL_CREATED,
	CHECK_SEAL_SIGNATURE,
	CHECK_SEAL_DOMAIN,
	CHECK_STAMP_TOKEN,
	CHECK_STAMP_TRUST,
	CHECK_STAMP_WINDOW,
	CHECK_SEAL_TRUST,
	CHECK_WARC_RECORDS,
	CHECK_WARC_DIGESTS,
	CHECK_INDEX_RECORDS,
	CHECK_INDEX_COMPLETE,
	CHECK_PAGES_INDEX,
	CHECK_ACQUISITION_RECORD,
	CHECK_ACQUISITION_LOG,
	CHECK_FACTS_DERIVED,
	CHECK_RECORD_DATA,
	CHECK_RECORD_CHAIN,
	CHECK_RECORD_STAMP,
	CHECK_LOG_NOTE,
	CHECK_LOG_CHECKPOINT,
	CHECK_LOG_COSIGNATURE,
	CHECK_LOG_HISTORY,
	CHECK_DOSSIER_CONTAINER,
	CHECK_DOSSIER_DIGESTS,
	CHECK_DOSSIER_SIGNATURES,
	CHECK_DOSSIER_REVOCATION,
	CHECK_DOSSIER_RECORD,
	CHECK_DOSSIER_EXHIBITS,
	CHECK_CUSTODY_CHECKPOINT,
	CHECK_CUSTODY_BINDING,
	CHECK_CUSTODY_EVENTS,
	CHECK_CUSTODY_PROOFS,
	CHECK_CUSTODY_TIMES,
	CHECK_CUSTODY_PEOPLE,
	CHECK_CUSTODY_WITNESSES,
	CHECK_CUSTODY_RECEIPTS,
	CHECK_CUSTODY_CHAIN,
	CHECK_DOSSIER_REPORTS,
	CHECKS
};

/* The stable name ("seal.signature") and the standard with its section. */
const char *check_name(enum check c);
const char *check_standard(enum check c);

/* The stable name of a level ("pass", "warn", "fail", "unchecked"). */
const char *finding_level_name(enum finding_level level);

#define FINDINGS_KEPT		50	/* of one check and level, in full */
#define FINDING_SUBJECT_MAX	512	/* bytes; longer ones are cut, ... */
#define FINDING_DETAIL_MAX	1024

struct finding {
	enum check check;
	enum finding_level level;
	char *subject;		/* file or record concerned, or NULL */
	int64_t offset;		/* in the subject, or -1 */
	char *detail;
};

/*
 * A list that does not grow with the number of faults: each is counted, the
 * first FINDINGS_KEPT of a check and level are kept.
 */
struct findings {
	struct finding *v;
	size_t n;
	size_t cap;
	size_t count[CHECKS][FINDING_LEVELS];
	bool nomem;		/* one could not be kept: no verdict */
};

#define FINDINGS_INIT	{ .v = NULL }

/*
 * finding_add(fs, c, level, subject, offset, fmt, ...):
 * Note a finding.  ${subject} may be NULL, ${offset} -1.  Bytes that are not
 * UTF-8 become U+FFFD.  Where memory runs out, fs->nomem is set.
 */
void finding_add(struct findings *fs, enum check c, enum finding_level level,
    const char *subject, int64_t offset, const char *fmt, ...)
    __attribute__((format(printf, 6, 7)));

/*
 * findings_close(fs):
 * Call once after the last check: for each check and level of which more
 * were seen than kept, note how many there were in all.
 */
void findings_close(struct findings *fs);

/* findings_any(fs, level): whether there is one of ${level}. */
bool findings_any(const struct findings *fs, enum finding_level level);

/* findings_ran(fs, c): whether ${c} ended in pass, warn or fail. */
bool findings_ran(const struct findings *fs, enum check c);

void findings_free(struct findings *fs);

#endif
