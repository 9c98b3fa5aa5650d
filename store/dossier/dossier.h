#ifndef STORE_DOSSIER_DOSSIER_H
#define STORE_DOSSIER_DOSSIER_H

#include <jansson.h>

#include "store/base/buf.h"
#include "store/base/error.h"
#include "store/base/limits.h"
#include "store/base/random.h"
#include "store/custody/event.h"

/*
 * dossier - dossier.json, the list of what a dossier holds
 * (docs/formats/dossier.md section 2), and the names of its entries
 * (section 1).  Times are UTC milliseconds.  Limits: DOSSIER_FILE_MAX,
 * DOSSIER_EXHIBITS_MAX, DOSSIER_STAMPS_MAX for each exhibit, and
 * DOSSIER_PART_MAX for each exhibit and each other member, of which there are
 * at most DOSSIER_MEMBERS_MAX.  It is read and written exhibit by exhibit:
 * memory is that of its texts.
 */
#define DOSSIER_JSON		"dossier.json"
#define DOSSIER_REPORT_FR	"report.fr.html"
#define DOSSIER_REPORT_EN	"report.en.html"
#define DOSSIER_FILE_MAX	(16 * MIB)
#define DOSSIER_PART_MAX	(2 * MIB)
#define DOSSIER_VALUES_MAX	50000	/* in such a part */
#define DOSSIER_MEMBERS_MAX	256
#define DOSSIER_EXHIBITS_MAX	EVENT_EXHIBITS_MAX
#define DOSSIER_MISSING_MAX	(2 * DOSSIER_EXHIBITS_MAX)
#define DOSSIER_STAMPS_MAX	64
#define DOSSIER_NAME		96	/* of an exhibit's entry, with NUL */

enum dossier_kind { DOSSIER_EXPORT, DOSSIER_TRANSFER };

/* "export", "transfer". */
const char *dossier_kind_name(enum dossier_kind k);

/* Of all texts: NULL is absent. */
struct dossier_exhibit {
	char file[DOSSIER_NAME];	/* "exhibits/0001-<16 digits>.wacz" */
	const char *id;			/* sha256 of its manifest */
	const char *sha256;		/* of the file */
	int64_t bytes;
	int64_t number;			/* in its case; 0: none */
	const char *url;
	const char *title;
	const char *note;
	int64_t sealed;			/* or TIME_UNKNOWN */
	bool own;
	size_t stamps;			/* how many later time-stamps */
	bool record;			/* it has an evidence record */
};

struct dossier_missing {
	const char *what;
	const char *why;
};

struct dossier {
	char uuid[UUID_TEXT];
	enum dossier_kind kind;
	int64_t created;
	const char *case_name;		/* NULL: of no case */
	const json_t *case_data;	/* object, its name in it; or NULL */
	const char *log;		/* origin */
	uint64_t event;			/* seq */
	struct event_who by;
	const char *to_name;
	const char *to_organization;
	const char *why;
	struct dossier_exhibit *exhibits;
	size_t n;
	struct dossier_missing *missing;
	size_t n_missing;
	int64_t report;			/* form of the reports inside
					 * (verify/story.h); 0: not told */
	const char *tool;
	const char *version;
};

/*
 * dossier_read(s, out, e):
 * Read dossier.json strictly: members of the table must have their type and
 * form, entries the names of section 1; members that are not in the table are
 * left alone.  Texts live as ${*out}, which is the caller's to
 * dossier_free().  Return 0, or -1 with ${e}: ERR_SYNTAX, ERR_LIMIT,
 * ERR_UNSUPPORTED (a later version), ERR_NOMEM.
 */
int dossier_read(struct span s, struct dossier **out, struct error *e);
void dossier_free(struct dossier *d);

/*
 * dossier_sender(d, ok): who made it, {"name","organization","log"}; a new
 * reference.  ${*ok} becomes false where memory ran out.
 */
json_t *dossier_sender(const struct dossier *d, bool *ok);

/*
 * dossier_name(place, id, ending, out): the entry of the exhibit at ${place}
 * (from 1), ".wacz", ".ers"; dossier_stamp_name: its ${k}-th later time-stamp
 * (from 1).  Return ${out}.
 */
const char *dossier_name(size_t place, const char *id, const char *ending,
    char out[static DOSSIER_NAME]);
const char *dossier_stamp_name(size_t place, const char *id, size_t k,
    char out[static DOSSIER_NAME]);

/* --- Make half (store_write) --- */

/*
 * dossier_write(d, out, e):
 * Append dossier.json to ${out}, which has no drain.  The names of entries
 * come from the places and ids of ${d->exhibits}.  What is written reads back.
 * 0, or -1 with ${e}: ERR_INPUT (values that the format forbids), ERR_LIMIT,
 * ERR_NOMEM.
 */
int dossier_write(const struct dossier *d, struct buf *out, struct error *e);

#endif
