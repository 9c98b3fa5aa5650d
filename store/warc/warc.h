#ifndef STORE_WARC_WARC_H
#define STORE_WARC_WARC_H

#include <stdbool.h>
#include <stdint.h>

#include <sys/types.h>

#include "store/base/error.h"
#include "store/base/span.h"
#include "store/digest/digest.h"

/*
 * warc - read and check the records of a WARC file of any tool (ISO
 * 28500:2017, WARC 1.0 and 1.1; older ones with a note), plain or with gzip
 * members (RFC 1952; annex D of the standard).
 *
 * Sizes and offsets are bytes in the file as stored; times are UTC.  Memory
 * does not grow with a record or a file: two buffers of IO_CHUNK, one header
 * block up to WARC_HEADER_MAX, one HTTP head up to HTTP_HEADER_MAX.
 *
 * What is wrong with the file is data (struct warc_fault, notes, checks):
 * the caller makes a verdict of it.  An error is only trouble of our own:
 * ERR_SYS and whatever the source says, ERR_NOMEM, ERR_LIMIT, ERR_CRYPTO.
 */

/*
 * Where the bytes come from, in order.  read gives up to ${n} > 0 bytes, 0 at
 * the end, or -1 with ${e}.
 */
struct warc_source {
	ssize_t (*read)(void *ctx, void *p, size_t n, struct error *e);
	void *ctx;
};

/* warc_from_span(s): reads and shortens ${s}, which the caller keeps. */
struct warc_source warc_from_span(struct span *s);

/* warc_from_fd(fd): reads from where ${*fd} stands. */
struct warc_source warc_from_fd(int *fd);

enum warc_type {
	WARC_OTHER = 0,		/* a type that we do not know */
	WARC_WARCINFO, WARC_RESPONSE, WARC_RESOURCE, WARC_REQUEST,
	WARC_METADATA, WARC_REVISIT, WARC_CONVERSION, WARC_CONTINUATION
};

/* Why a file cannot be read on. */
enum warc_fault_code {
	WARC_FAULT_NONE = 0,
	WARC_FAULT_VERSION,	/* a record does not begin with WARC/n.n */
	WARC_FAULT_HEADER,	/* a header line is malformed */
	WARC_FAULT_FIELD,	/* a needed field is missing or malformed */
	WARC_FAULT_SHORT,	/* the file ends inside a record or member */
	WARC_FAULT_SEPARATOR,	/* no CRLF CRLF behind a block */
	WARC_FAULT_GZIP,	/* a gzip member is damaged (data or CRC) */
	WARC_FAULT_TRAILING,	/* bytes behind the last gzip member */
	WARC_FAULTS
};

struct warc_fault {
	enum warc_fault_code code;
	int64_t offset;		/* of the record or member concerned */
	char text[160];		/* technical English */
};

/* warc_fault_name(code): stable names, "separator" ... */
const char *warc_fault_name(enum warc_fault_code code);

/* What is odd about a record that can be read: bits of notes. */
enum warc_note {
	WARC_NOTE_SHARED = 1,		/* its gzip member has more records,
					 * or it takes several members */
	WARC_NOTE_DUPLICATE = 2,	/* a single-valued field is repeated */
	WARC_NOTE_BRACKETS = 4,		/* target URI in <> */
	WARC_NOTE_VERSION = 8,		/* neither WARC/1.0 nor WARC/1.1 */
	WARC_NOTE_LINES = 16,		/* header lines end in LF alone */
	WARC_NOTE_FOLDED = 32,		/* a header value goes on on the
					 * next line */
	WARC_NOTE_HEAD_MISSING = 64,	/* should hold HTTP, does not */
	WARC_NOTE_HEAD_OPEN = 128,	/* response: HTTP head without its
					 * end */
	WARC_NOTE_HEAD_TEXT = 256,	/* HTTP head is not UTF-8 */
	WARC_NOTE_LABEL = 512,		/* digest label not spelled as usual */
	WARC_NOTE_TRUNCATED = 1024,	/* WARC-Truncated is there */
	WARC_NOTE_DATE = 2048		/* WARC-Date is not a full RFC 3339
					 * moment */
};

/*
 * A record.  Spans live until the next warc_next, warc_restart or free; one
 * whose p is NULL is absent.  Fields are as first given.
 */
struct warc_record {
	int64_t offset;		/* of its gzip member, or of it if plain */
	enum warc_type type;
	struct span type_text;
	struct span version;	/* "1.1" */
	struct span id;		/* as given: "<urn:uuid:...>" */
	struct span target;	/* WARC-Target-URI, without <> */
	struct span content_type;	/* with parameters */
	int64_t date;		/* milliseconds, or TIME_UNKNOWN */
	struct span date_text;
	int64_t length;		/* Content-Length: bytes of the block */
	unsigned notes;		/* enum warc_note; more at warc_finish */
	/*
	 * The HTTP head with its empty line, where the block is an HTTP
	 * message; else absent.  The payload is the rest of the block, as
	 * stored (chunked and compressed bodies stay so).
	 */
	struct span head;
	bool http;		/* the block is meant to be HTTP */
};

enum warc_match {
	WARC_ABSENT = 0,	/* the record claims no digest */
	WARC_SAME,		/* as claimed */
	WARC_DIFFERENT,		/* not as claimed */
	WARC_MALFORMED,		/* the claim cannot be any digest */
	WARC_UNKNOWN,		/* its algorithm is not known here */
	WARC_ELSEWHERE		/* about bytes not in this record: payload of
				 * a revisit, of a segment */
};

struct warc_check {
	enum warc_match match;
	struct span claim;	/* as stated; lives as the record's spans */
	enum digest_alg alg;	/* of want and found */
	size_t n;		/* bytes of want and found */
	uint8_t want[DIGEST_MAX];
	uint8_t found[DIGEST_MAX];
};

/* What is known when the last byte of a record was read. */
struct warc_end {
	int64_t length;		/* as stored: of the gzip member, or of the
				 * record with its CRLF CRLF; -1 where records
				 * share a member */
	unsigned notes;		/* all of them */
	bool checked;		/* WARC_CHECK was asked for */
	struct warc_check block;
	struct warc_check payload;
	bool has_member;
	uint8_t member[DIGEST_LEN];	/* SHA-256 of the stored bytes, with
					 * WARC_MEMBER */
	bool has_payload_sha256;	/* with WARC_PAYLOAD */
	uint8_t payload_sha256[DIGEST_LEN];
};

/* What to hash while reading; hashing takes most of the time. */
enum warc_want {
	WARC_CHECK = 1,		/* block and payload against their claims */
	WARC_MEMBER = 2,	/* SHA-256 of each record as stored */
	WARC_PAYLOAD = 4	/* SHA-256 of each payload, claimed or not */
};

struct warc_reader;		/* opaque; one thread at a time */

/*
 * warc_open(source, want, r, e):
 * Read from ${source}, hashing as ${want} (bits of enum warc_want) says.
 * Gzip is told by its first two bytes.  Return 0 with a reader for warc_free,
 * or -1 with ${e} ERR_NOMEM, ERR_CRYPTO.
 */
int warc_open(struct warc_source source, unsigned want,
    struct warc_reader **r, struct error *e);

/*
 * warc_restart(r, source, offset):
 * Begin anew with ${source}, whose first byte is at ${offset} of the file:
 * offsets are told from there.  For one record at a place that an index
 * names.
 */
void warc_restart(struct warc_reader *r, struct warc_source source,
    int64_t offset);

/*
 * warc_hash_file(r, d):
 * Put every byte of the file into ${d} as well, which stays the caller's and
 * must live as long as ${r}: at less cost than hashing it apart.  Before the
 * first warc_next.  warc_rest(r, e) at the end, and after a WARC_FAULT: puts
 * what was read from the source but never used; 0 or -1.
 */
void warc_hash_file(struct warc_reader *r, struct digest *d);
int warc_rest(struct warc_reader *r, struct error *e);

enum warc_got { WARC_END = 0, WARC_GOT = 1, WARC_FAULT = 2 };

/*
 * warc_next(r, rec, e):
 * Read up to the payload of the next record; what was left of the one before
 * is read and lost first (its checks too: call warc_finish for them).
 * Return WARC_GOT, WARC_END (nothing more, all was well formed), WARC_FAULT
 * (see warc_fault; every later call says the same), or -1 with ${e}.
 */
int warc_next(struct warc_reader *r, struct warc_record *rec,
    struct error *e);

/*
 * warc_read(r, piece, e):
 * The next piece of the payload; it lives until the next call.  Return
 * WARC_GOT, WARC_END at the end of the payload, WARC_FAULT, or -1.
 */
int warc_read(struct warc_reader *r, struct span *piece, struct error *e);

/*
 * warc_finish(r, end, e):
 * Read what is left of the record, look at its end and at that of its gzip
 * member, and fill ${end}.  Return WARC_GOT, WARC_FAULT or -1.  At a
 * WARC_FAULT_SEPARATOR the checks in ${end} have been made all the same
 * (checked is true), and length is unknown (-1).
 */
int warc_finish(struct warc_reader *r, struct warc_end *end,
    struct error *e);

/* warc_fault(r): why; code WARC_FAULT_NONE where nothing was wrong. */
const struct warc_fault *warc_fault(const struct warc_reader *r);

/*
 * warc_field(r, name, nth):
 * The ${nth} (from 0) value of the present record's field ${name}, in any
 * case; absent where there are not so many.  Lives as the record's spans.
 */
struct span warc_field(const struct warc_reader *r, const char *name,
    size_t nth);

void warc_free(struct warc_reader *r);

#endif
