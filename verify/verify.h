#ifndef VERIFY_VERIFY_H
#define VERIFY_VERIFY_H

#include <jansson.h>

#include "store/base/buf.h"
#include "store/base/part.h"
#include "store/dossier/dossier.h"
#include "store/dossier/timeline.h"
#include "verify/finding.h"
#include "verify/policy.h"

/*
 * verify - decides from a file's bytes and the reader's trust anchors alone
 * whether an exhibit, a dossier or a log checkpoint holds.  No network, no
 * clock, no capture code.
 */
enum verify_kind {
	VERIFY_UNKNOWN = 0,
	VERIFY_EXHIBIT,		/* WACZ */
	VERIFY_DOSSIER,		/* ASiC-E */
	VERIFY_CHECKPOINT	/* signed note of a custody log */
};

/*
 * The verdict, and the exit code that says it.  The first that applies:
 *   undecided	   memory ran out anywhere, or the file was changed while it
 *		   was read: nothing can be said
 *   altered	   a check failed: what it saw stands, whatever else happened
 *   undecided	   other trouble (reading, a limit), a form not supported, or a
 *		   required check that was not done
 *   unestablished integrity holds; but there is no seal, or an anonymous or
 *		   unknown signer, or no time-stamp of a known authority; or,
 *		   of a dossier, the holder of an exhibit is known by a receipt
 *		   or a log of somebody unknown alone, or its reports were not
 *		   compared
 *   holds	   none of these
 */
enum verdict {
	VERDICT_HOLDS = 0,
	VERDICT_ALTERED = 1,
	VERDICT_UNDECIDED = 2,
	VERDICT_UNESTABLISHED = 3
};

enum signer_form {
	SIGNER_NONE = 0,
	SIGNER_DOMAIN,		/* wacz-auth 0.1.0, with certificates */
	SIGNER_ANONYMOUS,	/* wacz-auth 0.1.0, bare public key */
	SIGNER_CMS,
	SIGNER_NOTE		/* Ed25519 key of a custody log */
};

struct verify_signer {
	enum signer_form form;
	char *subject;		/* distinguished name or key name, or NULL */
	char fingerprint[65];	/* SHA-256 of certificate or key, or "" */
	bool trusted;
	bool own;		/* by the root of the reader's own store */
	char anchor[256];	/* where that anchor came from, or "" */
};

struct verify_time {
	int64_t claimed;	/* TIME_UNKNOWN: none */
	int64_t stamped;	/* the earliest valid token; TIME_UNKNOWN */
	char *tsa;		/* who stamped it, or NULL */
	bool trusted;
};

/* What a checkpoint says; origin NULL: there is none. */
struct verify_point {
	char *origin;
	uint64_t size;
	uint8_t root[32];
};

/* Its evidence record (RFC 4998), where there is one that holds. */
struct verify_record {
	size_t stamps;		/* archive time-stamps; 0: no such record */
	int64_t since;		/* the first of them */
	int64_t last;		/* ... and the last */
	bool trusted;		/* all of them, each until the next */
};

struct verify_report {
	char *file;
	int64_t at;			/* judged as of then */
	enum verify_kind kind;
	enum verdict verdict;
	char manifest_sha256[65];	/* or "" */
	char *page;			/* URL of its main page, or NULL */
	char *title;			/* ... and its title, or NULL */
	struct verify_signer signer;
	struct verify_time time;
	struct verify_record record;
	struct findings findings;
	struct error trouble;		/* why undecided, or ERR_NONE */
	bool custody;			/* what the timeline adds up to is
					 * known: its notes can be read */
	json_t *facts;			/* object, or NULL */
	struct verify_point point;
	struct dossier *dossier;	/* what is in it, or NULL */
	struct timeline *timeline;	/* its chain of custody, or NULL */
	unsigned open;			/* of a dossier: VERIFY_OPEN_*, what
					 * keeps it from "holds" */
};

#define VERIFY_OPEN_ORIGIN	1U	/* who or when, of it or an exhibit */
#define VERIFY_OPEN_CUSTODY	2U	/* who held what is the word of somebody
					 * whom the reader does not know */
#define VERIFY_OPEN_REPORTS	4U	/* reports inside were not compared */

/* A later time-stamp or an evidence record, and what findings call it. */
struct verify_stamp {
	const char *name;
	struct span der;
};

/*
 * What is to be checked: a file, or what lies stored inside of one.  Where
 * ${path} is not NULL, the time-stamps `${path}.tsr`, `${path}.2.tsr` ...
 * beside it are later ones as well, and `${path}.ers` is its record.
 */
struct verify_input {
	const char *name;		/* what the report calls it */
	struct part file;
	const char *path;
	const struct verify_stamp *stamps;
	size_t nstamps;
	const struct verify_stamp *record;	/* or NULL */
};

/*
 * verify_part(p, in, r, e), verify_file(p, path, r, e):
 * Check ${in}, or the file at ${path} with the time-stamps beside it.  Return
 * 0 with the verdict and its reasons in ${r} (verify_report_free()); also
 * "undecided" is such an answer.  Return -1 with ${e} only where not even that
 * could be put together (ERR_NOMEM); ${r} is empty then.
 */
int verify_part(const struct policy *p, const struct verify_input *in,
    struct verify_report *r, struct error *e);
int verify_file(const struct policy *p, const char *path,
    struct verify_report *r, struct error *e);

void verify_report_free(struct verify_report *r);

const char *verify_kind_name(enum verify_kind kind);
const char *verdict_name(enum verdict v);
const char *signer_form_name(enum signer_form form);

/*
 * The report in three shapes; all append to ${out} and return 0, or -1 with
 * ${e} ERR_NOMEM, ERR_LIMIT, or what a drain of ${out} fails with; without a
 * drain they are held whole.  JSON: one line with a line end, as
 * docs/checks.md describes it; never translated.  Text and HTML use the
 * language of words_begin() (verify/words.h); HTML is one file that loads
 * nothing.
 */
int report_json(struct buf *out, const struct verify_report *r,
    struct error *e);
int report_text(struct buf *out, const struct verify_report *r,
    struct error *e);
int report_html(struct buf *out, const struct verify_report *const *rs,
    size_t n, struct error *e);

#endif
