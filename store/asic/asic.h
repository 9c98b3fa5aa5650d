#ifndef STORE_ASIC_ASIC_H
#define STORE_ASIC_ASIC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/base/buf.h"
#include "store/base/error.h"
#include "store/base/limits.h"
#include "store/base/span.h"
#include "store/digest/digest.h"
#include "store/wacz/zip.h"

/*
 * asic - a container of files and signatures over them: ASiC-E with CAdES
 * (ETSI EN 319 162-1 section 4.4), as docs/formats/dossier.md section 1 and 4
 * has it.
 *
 * A ZIP archive; first mimetype, stored; then the files; then for each
 * signature a manifest with the SHA-256 of every file outside of META-INF and
 * except mimetype, in the order of the archive, and a detached CMS signature
 * over that manifest's bytes.  What no signature covers is not part of it.
 *
 * Entries are stored, not deflated: exhibits are packed already, and then no
 * bit can be altered without being found, nor can anything unpack to more than
 * it is.  Times of entries are one for all.  Sizes are bytes.  Limits: at most
 * ASIC_ENTRIES_MAX files, ASIC_SIGNATURES_MAX signatures, ZIP_NAME_MAX.
 * Memory grows with the names only: some 250 bytes for each entry.
 */

#define ASIC_MIMETYPE	"application/vnd.etsi.asic-e+zip"
#define ASIC_ENTRIES_MAX	(ZIP_ENTRIES_MAX - 64)
#define ASIC_SIGNATURES_MAX	8
#define ASIC_MANIFEST_MAX	(64 * MIB)	/* one ASiCManifest.xml */
#define ASIC_P7S_MAX		(2 * MIB)	/* one signature */
#define ASIC_FAULTS_MAX		1000		/* told one by one */
#define ASIC_NAME		40	/* of manifests and signatures */
/* A deflated file (which ours never is) may be so large to be read at all,
 * and 1,032 times its packed size. */
#define ASIC_DEFLATED_MAX	(INT64_C(4) << 30)

enum asic_form {
	ASIC_NONE = 0,		/* no such container: mimetype says otherwise,
				 * or there is none */
	ASIC_OURS,		/* in the form above; faults tell the rest */
	ASIC_OTHER		/* an ASiC container by another tool: not ASiC-E
				 * with CAdES, or in another form */
};

enum asic_fault_code {
	ASIC_FAULT_ZIP,		/* a fault of the archive: zip_fault() */
	ASIC_FAULT_SHAPE,	/* an entry not as our writer makes it */
	ASIC_FAULT_MIMETYPE,	/* not first, not stored, or another one */
	ASIC_FAULT_MANIFEST,	/* ASiCManifest is broken or in another form */
	ASIC_FAULT_META,	/* META-INF holds something unknown, or a
				 * manifest without its signature */
	ASIC_FAULT_UNCOVERED,	/* a file that a signature does not cover */
	ASIC_FAULT_MISSING,	/* a file that a signature covers is gone */
	ASIC_FAULT_ORDER,	/* manifest in another order than the archive */
	ASIC_FAULT_DIGEST,	/* content is not what was signed */
	ASIC_FAULT_CONTENT,	/* content cannot be read whole (zip.h) */
	ASIC_FAULT_SIGNATURES,	/* none at all, or too many */
	ASIC_FAULTS
};

struct asic_fault {
	enum asic_fault_code code;
	const char *entry;		/* name, or NULL; lives as the asic */
	const char *text;		/* technical English: found, want */
};

/*
 * One signature: its manifest's bytes are what ${p7s} is over.  They are read
 * once, as they come, and not kept: of 100,000 files there are 27 MB of them.
 */
struct asic_signature {
	char manifest_name[ASIC_NAME];	/* META-INF/ASiCManifest002.xml */
	char p7s_name[ASIC_NAME];	/* META-INF/signature002.p7s */
	uint8_t sha256[DIGEST_LEN];	/* of the manifest: cades_check() */
	struct span p7s;		/* DER; lives as the asic; p NULL: one
					 * of the two could not be read */
	size_t covers;			/* files in the manifest */
};

struct asic;		/* opaque; one thread at a time */

/*
 * asic_open(fd, out, e):
 * Look at the regular file ${fd}, which stays the caller's and must stay open
 * and unchanged as long as ${*out} lives: the archive, mimetype, manifests.
 * Contents of files are not read: asic_check_files().  Return 0 and an asic
 * for asic_free(), whatever faults it has; or -1 with ${e}: ERR_SYS,
 * ERR_NOMEM, ERR_LIMIT, ERR_UNSUPPORTED (no regular file).
 */
int asic_open(int fd, struct asic **out, struct error *e);

enum asic_form asic_form(const struct asic *a);

/* asic_zip(a): the archive, for its entries and faults; lives as ${a}. */
const struct zip *asic_zip(const struct asic *a);

/* Signatures in their order: the organization's, then the operator's. */
size_t asic_signature_count(const struct asic *a);
const struct asic_signature *asic_signature(const struct asic *a, size_t i);

/* asic_is_file(a, i): whether entry ${i} of the zip is a file of the
 * container (outside of META-INF, not mimetype). */
bool asic_is_file(const struct asic *a, size_t i);

/*
 * asic_sha256(a, i): the SHA-256 of entry ${i} as every signature has it, 32
 * bytes that live as ${a}; NULL when one of them does not cover it or they
 * differ.
 */
const uint8_t *asic_sha256(const struct asic *a, size_t i);

/*
 * asic_check_file(a, i, good, e):
 * Read entry ${i} to its end and compare; ${*good} tells whether it is what
 * every signature covers, a fault is added where it is not.  Return 0, or -1
 * with ${e}: ERR_SYS, ERR_NOMEM, ERR_CORRUPT (became shorter meanwhile).
 */
int asic_check_file(struct asic *a, size_t i, bool *good, struct error *e);

/* asic_check_files(a, e): all of them, one after the other; 0 or -1. */
int asic_check_files(struct asic *a, struct error *e);

/* Faults in the order found; pointers live as ${a}. */
size_t asic_fault_count(const struct asic *a);		/* those kept */
const struct asic_fault *asic_fault(const struct asic *a, size_t i);
size_t asic_fault_total(const struct asic *a);	/* also those not kept */

/* asic_sound(a): ASIC_OURS, and no fault so far. */
bool asic_sound(const struct asic *a);

/* asic_fault_name(c): stable name, "uncovered". */
const char *asic_fault_name(enum asic_fault_code c);

void asic_free(struct asic *a);

/* --- Make half (store_write) --- */

struct asic_out;			/* opaque; one thread at a time */

struct asic_result {
	char sha256[DIGEST_HEX];	/* of the file */
	int64_t bytes;
};

/*
 * asic_create(path, now, out, e):
 * Begin a container that will be ${path}, which must not exist: it is written
 * beside it and gets its name in asic_finish().  Entries bear the time ${now}
 * (ms).  ${*out} is the caller's to asic_out_free(), which removes what is not
 * finished.  Return 0, or -1: ERR_EXISTS, ERR_SYS, ERR_DENIED, ERR_INPUT,
 * ERR_NOMEM.
 */
int asic_create(const char *path, int64_t now, struct asic_out **out,
    struct error *e);

/*
 * asic_add_bytes(a, name, s, e):
 * Add ${s} as the file ${name}.  Names: UTF-8, relative, none of what zip.h
 * faults, not in META-INF, each once (what of this is not told here,
 * asic_finish() tells).  Return 0, or -1: ERR_INPUT (the name), ERR_LIMIT,
 * ERR_SYS, ERR_NOMEM.  After a failure only asic_out_free() helps.
 */
int asic_add_bytes(struct asic_out *a, const char *name, struct span s,
    struct error *e);

/*
 * asic_add_file(a, name, path, sha256, bytes, e):
 * Copy the regular file ${path}, which must have these bytes and, unless
 * ${sha256} is NULL, this digest: as asic_add_bytes, and ERR_CORRUPT where it
 * is another, ERR_NOTFOUND.  ${bytes} -1: whatever it has.
 */
int asic_add_file(struct asic_out *a, const char *name, const char *path,
    const uint8_t *sha256, int64_t bytes, struct error *e);

/*
 * asic_begin(a, name, e), asic_put(a, s, e), asic_end(a, e):
 * A file piece by piece, less than 4 GiB; one at a time.
 */
int asic_begin(struct asic_out *a, const char *name, struct error *e);
int asic_put(struct asic_out *a, struct span s, struct error *e);
int asic_end(struct asic_out *a, struct error *e);

/*
 * asic_manifest(a, sha256, e):
 * The SHA-256 of the manifest for the next signature over all files added so
 * far; no file can be added after it.  Sign that (detached).  Return 0, or
 * -1: ERR_LIMIT, ERR_NOMEM.
 */
int asic_manifest(struct asic_out *a, uint8_t sha256[static DIGEST_LEN],
    struct error *e);

/*
 * asic_sign(a, p7s, e):
 * Add that manifest and its signature.  Then asic_manifest() for a further
 * one, or asic_finish().  Return 0 or -1 as asic_add_bytes().
 */
int asic_sign(struct asic_out *a, struct span p7s, struct error *e);

/*
 * asic_finish(a, out, e):
 * Write the directory, read the whole back as asic_open() and
 * asic_check_files() do (its digest is ${out->sha256}), make it durable,
 * read-only, and give it its name.  At least one signature must be there.
 * Return 0, or -1: ERR_EXISTS (meanwhile), ERR_SYS, ERR_INPUT (nothing signed,
 * a name that cannot be), ERR_CORRUPT (it reads back differently).
 */
int asic_finish(struct asic_out *a, struct asic_result *out, struct error *e);

void asic_out_free(struct asic_out *a);

#endif
