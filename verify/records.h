#ifndef VERIFY_RECORDS_H
#define VERIFY_RECORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/base/error.h"
#include "store/base/span.h"
#include "store/digest/digest.h"

/*
 * records - what the records of the package's WARC files are, small enough
 * to keep: the index, the pages and the acquisition log are held against it.
 *
 * Records come in the order of the files and of their offsets.  The first
 * RECORDS_IN_MEMORY of them stay in memory, the others go to a file without
 * a name, so memory does not grow with the archive but for one bit a record.
 */
#define RECORDS_IN_MEMORY	65536
#define RECORDS_FILES_MAX	10000		/* WARC files */
#define RECORDS_MAX	INT64_C(100000000)

#define RECORDS_KEY		16	/* bytes of a text's hash kept */

enum record_need {
	RECORD_NOT_INDEXED = 0,	/* request, warcinfo, ... */
	RECORD_MAY_INDEX,		/* resource, metadata, conversion */
	RECORD_MUST_INDEX		/* response, revisit */
};

struct record_info {
	int64_t offset;			/* of the gzip member or record */
	int64_t length;
	int64_t date;			/* WARC-Date */
	uint32_t file;
	int16_t status;			/* HTTP; -1: none */
	uint8_t need;			/* enum record_need */
	uint8_t alg;			/* enum digest_alg of ${digest} */
	uint8_t type;			/* enum warc_type */
	bool web;			/* its URL is http: or https: */
	bool text;			/* its URL is urn:text:... */
	bool dom;			/* ... urn:dom:... */
	bool has_partner;
	bool has_mime;
	bool has_sha256;
	int64_t size;			/* of the payload */
	uint8_t id[RECORDS_KEY];	/* of WARC-Record-ID */
	uint8_t partner[RECORDS_KEY];	/* of WARC-Concurrent-To */
	uint8_t url[RECORDS_KEY];	/* of WARC-Target-URI */
	uint8_t page[RECORDS_KEY];	/* of WARC-Page-ID; of "": none */
	uint8_t mime[RECORDS_KEY];	/* of the media type, lower case */
	uint8_t digest[DIGEST_LEN];	/* payload's; longer ones are cut */
	uint8_t sha256[DIGEST_LEN];	/* payload's SHA-256 */
	uint8_t member[DIGEST_LEN];	/* SHA-256 of the stored bytes */
};

struct records;				/* one thread at a time */

/* records_new(out, e): empty; 0, or -1 with ${e} ERR_NOMEM. */
int records_new(struct records **out, struct error *e);

/*
 * records_file(a, name, e): the records that follow are of the WARC file
 * ${name} (path in the package).  0, or -1: ERR_NOMEM, ERR_LIMIT.
 */
int records_file(struct records *a, const char *name, struct error *e);

/* records_add(a, r, e): r->file is set here; ERR_NOMEM, ERR_SYS, ERR_LIMIT. */
int records_add(struct records *a, struct record_info *r, struct error *e);

int64_t records_count(const struct records *a);

/*
 * records_find(a, name, offset, r, index, e):
 * The record at ${offset} of the first file so named, without folder.
 * Return 1 with ${r} and ${*index}, 0 when there is none, or -1 with ${e}.
 */
int records_find(const struct records *a, const char *name, int64_t offset,
    struct record_info *r, int64_t *index, struct error *e);

/* records_get(a, index, r, e): one that there is; 0 or -1. */
int records_get(const struct records *a, int64_t index,
    struct record_info *r, struct error *e);

/* records_mark(a, index): seen by the index; whether it was so already. */
bool records_mark(struct records *a, int64_t index);
bool records_marked(const struct records *a, int64_t index);

/* records_name(a, file): its name; lives as ${a}. */
const char *records_name(const struct records *a, uint32_t file);

void records_free(struct records *a);

/*
 * records_key(s, key, e), records_key_nocase(s, key, e):
 * The beginning of the SHA-256 of ${s}, as it is or in ASCII lower case (at
 * most RECORDS_MIME_MAX bytes of it).  0 or -1.
 */
#define RECORDS_MIME_MAX	256
int records_key(struct span s, uint8_t key[static RECORDS_KEY],
    struct error *e);
int records_key_nocase(struct span s, uint8_t key[static RECORDS_KEY],
    struct error *e);

#endif
