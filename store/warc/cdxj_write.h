#ifndef STORE_WARC_CDXJ_WRITE_H
#define STORE_WARC_CDXJ_WRITE_H

#include <stdint.h>

#include "store/base/error.h"
#include "store/digest/digest.h"

/*
 * cdxj_write - collect the lines of an index while a capture runs, and write
 * them sorted bytewise at its end.  Memory is bounded (CDXJ_RUN_MAX): sorted
 * runs go to an unnamed temporary file and are merged.
 */
#define CDXJ_RUN_MAX	((size_t)4 * 1024 * 1024)
#define CDXJ_MIME_MAX	255	/* a peer may send any length */

/* One record.  Strings are borrowed for the call. */
struct cdxj_new {
	const char *url;	/* WARC-Target-URI; its SURT is the key */
	int64_t date;		/* WARC-Date */
	const char *mime;	/* NULL or above CDXJ_MIME_MAX bytes: absent */
	int status;		/* 0: absent */
	const char *method;	/* of the request; NULL: GET */
	const char *sent;	/* its body as a query (requestBody), or NULL */
	const uint8_t *digest;	/* of the payload, DIGEST_LEN bytes */
	int64_t length;		/* of the member */
	int64_t offset;
	const char *filename;	/* basename of the WARC */
	const uint8_t *record_digest;	/* of the member, DIGEST_LEN bytes */
};

struct cdxj_writer;		/* opaque; one thread at a time */

/*
 * cdxj_writer_open(folder, w, e):
 * Collect lines; temporary files go to ${folder} (copied).  Return 0 or -1.
 */
int cdxj_writer_open(const char *folder, struct cdxj_writer **w,
    struct error *e);

/*
 * cdxj_put(w, line, e):
 * Note one record.  Return 0, or -1 with ${e}: ERR_INPUT (no key can be made
 * of the url), ERR_LIMIT, ERR_NOMEM, ERR_SYS.
 */
int cdxj_put(struct cdxj_writer *w, const struct cdxj_new *line,
    struct error *e);

/*
 * cdxj_writer_close(w, path, sha256, size, e):
 * Write the index as the new file ${path}, make it durable, and say its
 * digest and size, taken while it was written.  ${w} is freed in any case;
 * where it fails, ${path} is removed again.
 */
int cdxj_writer_close(struct cdxj_writer *w, const char *path,
    uint8_t sha256[static DIGEST_LEN], int64_t *size, struct error *e);

/* cdxj_writer_free(w): give up. */
void cdxj_writer_free(struct cdxj_writer *w);

#endif
