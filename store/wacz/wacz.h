#ifndef STORE_WACZ_WACZ_H
#define STORE_WACZ_WACZ_H

#include <stdint.h>

#include <jansson.h>

#include "store/base/buf.h"
#include "store/base/error.h"
#include "store/base/span.h"
#include "store/seal/cert.h"

/*
 * wacz - writing an exhibit: a WACZ 1.1.1 file (docs/formats/exhibit.md).
 *
 * Entries are stored, in the order archive/, indexes/, pages/, evidence/,
 * tls/, other folders, each by name, then datapackage.json and
 * datapackage-digest.json, whatever the order of adding.  Nothing of the
 * machine gets in: owner 0, mode 0644, one time for all.  Memory does not
 * grow with the files.
 */
struct wacz_writer;		/* opaque; one thread at a time */

#define WACZ_SHA256_LEN		32
#define WACZ_SHA256_TEXT	65	/* 64 lower-case digits and a NUL */
#define WACZ_SIGNED_TEXT	72	/* "sha256:", 64 digits and a NUL */

/*
 * wacz_writer_open(path, w, e):
 * Begin the exhibit ${path}.  It is written as a temporary file in the same
 * folder and takes its name at the end of wacz_finish.  Return 0 with a
 * writer for wacz_writer_free, or -1 with ${e}: ERR_EXISTS, ERR_SYS,
 * ERR_DENIED, ERR_NOTFOUND, ERR_INPUT, ERR_NOMEM.
 */
int wacz_writer_open(const char *path, struct wacz_writer **w,
    struct error *e);

/*
 * wacz_add_file(w, name, source, sha256, size, e):
 * Plan the file ${source} as ${name}.  ${sha256} and ${size} are what was
 * measured when its bytes arrived: wacz_finish reads back what it copied and
 * hashes that again.  The file must stay until then.  Return 0, or -1 with
 * ${e}: ERR_INPUT (a name that exhibit-format section 1 does not allow: see
 * wacz_name_ok), ERR_EXISTS (name used twice), ERR_LIMIT (ZIP_ENTRIES_MAX),
 * ERR_NOMEM.
 */
int wacz_add_file(struct wacz_writer *w, const char *name, const char *source,
    const uint8_t sha256[static WACZ_SHA256_LEN], int64_t size,
    struct error *e);

/* wacz_add_bytes(w, name, s, e): the same for small content, copied now. */
int wacz_add_bytes(struct wacz_writer *w, const char *name, struct span s,
    struct error *e);

/*
 * wacz_name_ok(name, e): whether ${name} may be a file of an exhibit:
 * ^[-a-z0-9._/]+$, exactly one folder, no dot in it, no dot at either end of
 * the file's name, no device of other systems, at most 200 bytes; .json only
 * where readers do not take it for a descriptor (not ending in report.json,
 * resource.json, map.json, view.json, schema.json, package.json); .jsonl only
 * in pages/.  0, or -1 with ${e} ERR_INPUT.
 */
int wacz_name_ok(const char *name, struct error *e);

struct wacz_meta {
	int64_t created;		/* whole seconds are written */
	const char *software;		/* not NULL */
	const char *title;		/* or NULL */
	const char *main_page_url;	/* or NULL */
	int64_t main_page_date;		/* or TIME_UNKNOWN */
	bool stamp_requested;		/* signed as constat.timestamp */
	const struct certs *signer;	/* of the seal to come, leaf first;
					 * signed as constat.certificates */
};

/*
 * Makes the seal.  ${signed_text} is "sha256:" and 64 digits; ${created} and
 * ${software} are the very strings of the manifest.  May take seconds
 * (network).  On success return 0 with a new reference to the signedData
 * object in ${*signed_data}, or to NULL for a package without a seal;
 * otherwise -1 with ${e}.
 */
typedef int wacz_seal(void *ctx, const char *signed_text, const char *created,
    const char *software, json_t **signed_data, struct error *e);

struct wacz_result {
	char manifest_sha256[WACZ_SHA256_TEXT];	/* the exhibit's identity */
	char file_sha256[WACZ_SHA256_TEXT];
	int64_t size;
};

/*
 * wacz_finish(w, meta, seal, ctx, result, e):
 * Copy every file; read the copies back, hash them and hold that against what
 * arrived; write the manifest; have it sealed; write the digest;
 * close, check the structure with store/wacz/zip.h, make it durable, rename.
 * Call once.  The file gets mode 0444.  Return 0, or -1 with ${e}:
 * ERR_CORRUPT (what was copied reads back differently from what arrived;
 * source names it), ERR_INPUT (nothing was added; a .json file
 * with a top-level key by which readers know descriptors), ERR_EXISTS,
 * ERR_SYS (disk full ...), ERR_NOTFOUND (a source is gone), ERR_LIMIT
 * (manifest too long), ERR_UNSUPPORTED (a libarchive that writes otherwise
 * than we verify), ERR_NOMEM, what ${seal} says.  Without success ${path}
 * is not made.
 */
int wacz_finish(struct wacz_writer *w, const struct wacz_meta *meta,
    wacz_seal *seal, void *ctx, struct wacz_result *result, struct error *e);

/* wacz_writer_free(w): also removes the temporary file of an unfinished one. */
void wacz_writer_free(struct wacz_writer *w);

#endif
