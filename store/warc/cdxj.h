#ifndef STORE_WARC_CDXJ_H
#define STORE_WARC_CDXJ_H

#include <stdbool.h>
#include <stdint.h>

#include "store/base/error.h"
#include "store/base/span.h"
#include "store/warc/warc.h"

/*
 * cdxj - the index of WARC records: lines "<key> <moment> <JSON object>",
 * sorted bytewise (WACZ 1.1.1 section 5.2; CDXJ 0.1).
 *
 * Reading is line by line, each at most CDXJ_LINE_MAX.  Duplicate keys in the
 * object are refused.  Numbers may be strings of digits.  Indexes in gzip
 * (index.cdx.gz) are inflated on the way.  What is wrong with the file is
 * data; an error is trouble of our own.
 */

/* A line; spans and strings live until the next cdxj_next or free. */
struct cdxj_line {
	int64_t line;		/* from 1 */
	int64_t offset;		/* of the line in the file (inflated) */
	struct span text;	/* the whole line without its end */
	struct span key;	/* SURT */
	struct span moment_text;
	int64_t moment;		/* milliseconds; 14 digits: to the second */
	const char *url;	/* NULL where absent, as all strings */
	const char *mime;
	const char *digest;	/* of the payload, labelled or not */
	const char *filename;
	const char *record_digest;
	int64_t status;		/* -1 where absent, as all numbers */
	int64_t length;
	int64_t record_offset;
	bool sorted;		/* key and moment not below those before */
};

/* Lines that other tools put there and that name no record. */
enum cdxj_kind {
	CDXJ_END = 0,
	CDXJ_LINE = 1,		/* a record */
	CDXJ_FAULT = 2,		/* malformed: see cdxj_fault; reading goes on */
	CDXJ_HEADER = 3,	/* "!meta ..." or " CDX ...": not a record */
	CDXJ_ZIPNUM = 4		/* a line of a ZipNum summary: names blocks */
};

struct cdxj_fault {
	int64_t line;
	int64_t offset;
	char text[160];		/* technical English */
};

struct cdxj_reader;		/* opaque; one thread at a time */

/* cdxj_open(source, r, e): 0 with a reader for cdxj_free, or -1 ERR_NOMEM. */
int cdxj_open(struct warc_source source, struct cdxj_reader **r,
    struct error *e);

/*
 * cdxj_next(r, line, e):
 * Read the next line.  Return an enum cdxj_kind (line, offset and text are
 * set for all but CDXJ_END; the rest for CDXJ_LINE), or -1 with ${e}: what
 * the source says, ERR_NOMEM, ERR_LIMIT (a line too long).
 */
int cdxj_next(struct cdxj_reader *r, struct cdxj_line *line,
    struct error *e);

/* cdxj_fault(r): about the line that was CDXJ_FAULT. */
const struct cdxj_fault *cdxj_fault(const struct cdxj_reader *r);

void cdxj_free(struct cdxj_reader *r);

#endif
