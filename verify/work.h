#ifndef VERIFY_WORK_H
#define VERIFY_WORK_H

#include "store/seal/seal.h"
#include "store/stamp/stamp.h"
#include "store/wacz/manifest.h"
#include "store/wacz/zip.h"
#include "verify/policy_internal.h"
#include "verify/verify.h"

struct records;			/* verify/records.h */
struct wanted;			/* verify/wanted.h */
struct wire;			/* verify/wire.h */
struct trace;			/* verify/trace.h */
struct page_set;		/* verify/page_set.h */
struct said;			/* verify/said.h */
struct tls_file;		/* verify/check_tls.c */

/*
 * work - what the checks of one file share.  Each check reads what earlier
 * ones left here and says what it saw in w->r->findings.  A check returns 0,
 * whatever it saw, or -1 with ${e} for trouble of ours: then there is no
 * verdict but "undecided" (or "altered", where something failed already).
 *
 * A pointer that is NULL was not there or could not be read; the check whose
 * business that was has said so.
 */
struct work {
	const struct policy *p;
	const struct verify_input *in;
	struct verify_report *r;
	struct part file;

	struct zip *zip;
	struct manifest *m;
	struct manifest_digest *d;
	bool ours;			/* written by this program */

	struct seal_result seal;	/* form NONE: no seal */
	int64_t stamped;		/* genTime to judge the signer at */

	/* Left by the checks of the contents: see contents.h. */
	struct records *records;	/* records of all WARC files */
	struct wanted *pages;		/* URLs of the page lists */
	struct wanted *urls;		/* ... of the acquisition files */
	struct trace *trace;		/* what the log accounts for, or NULL */
	struct page_set *set;		/* its pages */
	struct said *said;		/* facts as the records go by; NULL:
					   not ours */
	struct tls_file *tls;		/* certificate files (check_tls.c) */
	size_t ntls;
	struct wire *wire;		/* exchanges of the record (wire.h) */
	size_t nwire;
	bool wired;			/* the log has the page "by wire" */
	size_t texts;			/* visible texts held against files */
	uint8_t asked[16];		/* records_key() of capture.url */
	bool log_closed;		/* its last line says so */
	bool pages_cut;			/* more than can be kept */
	size_t warcs;			/* WARC files read to the end */
	size_t indexes;			/* CDXJ files read to the end */
	size_t page_lists;
	size_t pages_seen;
	int64_t from;			/* what the acquisition log spans; */
	int64_t to;			/* TIME_UNKNOWN: no log */
	int64_t log_lines;
};

typedef int check_run(struct work *w, struct error *e);

check_run check_kind;		/* verify/check_<what>.c each */
check_run check_zip;
check_run check_manifest;
check_run check_digest;
check_run check_seal;
check_run check_stamp;
check_run check_trust;
check_run check_evidence;
check_run check_contents;
check_run check_facts;
check_run check_checkpoint;
check_run check_dossier;

/*
 * check_digest_shape(w, file, e), check_seal_shape(w, e):
 * What no signature covers in the digest file (its bytes: ${file}) is as our
 * writer makes it; nothing to say of other tools' packages.  0 or -1.
 */
int check_digest_shape(struct work *w, struct span file, struct error *e);
int check_seal_shape(struct work *w, struct error *e);

/*
 * work_pass(w, c, fmt, ...):
 * Note that ${c} holds, unless it has failed or was left undone somewhere.
 */
void work_pass(struct work *w, enum check c, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* work_count(w, c, level): findings of ${c} so far. */
size_t work_count(const struct work *w, enum check c,
    enum finding_level level);

/* work_free(w): what the checks left; not the report, not the policy. */
void work_free(struct work *w);

#endif
