#ifndef STORE_WACZ_MANIFEST_H
#define STORE_WACZ_MANIFEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include "store/base/error.h"
#include "store/base/span.h"
#include "store/digest/digest.h"
#include "store/wacz/zip.h"

/*
 * manifest - reading datapackage.json and datapackage-digest.json of a WACZ
 * (WACZ 1.1.1 sections 5.2.1 and 5.2.2, Frictionless Data Package 1.0,
 * wacz-auth 0.1.0), of ours and of other tools.
 *
 * JSON is strict (store/base/json.h: no duplicate keys).  What breaks the
 * format is kept as faults, which are data; an error is trouble.  Limits:
 * MANIFEST_FILE_MAX bytes, MANIFEST_FAULTS_MAX faults kept.
 */
#define MANIFEST_NAME		"datapackage.json"
#define MANIFEST_DIGEST_NAME	"datapackage-digest.json"

enum manifest_fault_kind {
	MANIFEST_JSON,		/* no JSON, duplicate keys, or no object */
	MANIFEST_PROFILE,	/* warn: profile is not "data-package" */
	MANIFEST_VERSION_ABSENT,	/* warn: no wacz_version */
	MANIFEST_VERSION,	/* wacz_version is no version number */
	MANIFEST_CREATED,	/* created present, but no time (RFC 3339) */
	MANIFEST_CREATED_ABSENT,	/* warn */
	MANIFEST_TYPE,		/* a known field is not of its type */
	MANIFEST_RESOURCES,	/* resources absent, empty or no array */
	MANIFEST_RESOURCE,	/* a resource is no object or has no path */
	MANIFEST_PATH_UNSAFE,	/* "..", absolute, backslash, control ... */
	MANIFEST_PATH_TWICE,	/* two resources with one path */
	MANIFEST_PATH_ITSELF,	/* lists datapackage.json or the digest */
	MANIFEST_NAME_TWICE,	/* warn: two resources with one name */
	MANIFEST_HASH_ABSENT,
	MANIFEST_HASH_ALG,	/* label is not sha256, sha384 or sha512 */
	MANIFEST_HASH,		/* value has the wrong length or is no hex */
	MANIFEST_BYTES_ABSENT,	/* warn */
	MANIFEST_BYTES,		/* bytes is no whole number from 0 on */
	MANIFEST_MISSING,	/* resource not in the archive */
	MANIFEST_UNLISTED,	/* file of the archive not in resources */
	MANIFEST_DEFLATED,	/* warn: WARC or index not stored in the ZIP */
	MANIFEST_SIZE,		/* bytes differs from the entry's size */
	MANIFEST_CONSTAT,	/* "constat" object not as we write it */
	MANIFEST_SHAPE,		/* ours, but the archive is not as we write */
	MANIFEST_DIGEST_JSON,	/* the digest: as MANIFEST_JSON */
	MANIFEST_DIGEST_PATH,	/* path is not "datapackage.json" */
	MANIFEST_DIGEST_HASH,	/* hash is not sha256: and 64 digits */
	MANIFEST_DIGEST_TYPE,	/* a known field is not of its type */
	MANIFEST_DIGEST_KEY,	/* warn: a key that we do not know */
	MANIFEST_FAULT_KINDS
};

struct manifest_fault {
	enum manifest_fault_kind kind;
	bool warn;		/* odd, not wrong */
	ptrdiff_t resource;	/* index, or -1 */
	ptrdiff_t entry;	/* index in the archive, or -1 */
	const char *text;	/* technical English: found, want */
};

/* manifest_fault_name(kind): stable name, "manifest-path-twice". */
const char *manifest_fault_name(enum manifest_fault_kind kind);

struct manifest_faults;		/* opaque list */
size_t manifest_faults_count(const struct manifest_faults *f);
const struct manifest_fault *manifest_faults_get(
    const struct manifest_faults *f, size_t i);
/* Any fault that is no warning, also among those not kept. */
bool manifest_faults_bad(const struct manifest_faults *f);

struct manifest_resource {
	const char *name;	/* or NULL */
	const char *path;	/* NULL where broken */
	const char *hash_text;	/* as written, or NULL */
	enum digest_alg alg;	/* SHA256, 384 or 512; NONE: a fault says why */
	uint8_t hash[DIGEST_MAX];
	size_t hash_n;
	int64_t bytes;		/* -1: absent or broken */
	ptrdiff_t entry;	/* set by manifest_match; -1: missing */
};

/* What the signed object "constat" of our own packages says. */
enum manifest_stamp {
	MANIFEST_STAMP_NONE,	/* no such object: another tool's package */
	MANIFEST_STAMP_OFF,
	MANIFEST_STAMP_REQUESTED
};

/* Strings are borrowed from the manifest; NULL where absent or no string. */
struct manifest {
	const char *profile;
	const char *wacz_version;
	const char *created;
	int64_t created_ms;	/* TIME_UNKNOWN */
	const char *software;
	const char *title;
	const char *main_page_url;
	const char *main_page_date;
	const struct manifest_resource *resources;
	size_t n;
	bool constat;		/* has an object "constat": ours */
	int64_t constat_format;	/* 1, or 0 */
	enum manifest_stamp stamp;
	const json_t *certificates;	/* of the seal, leaf first: texts
				 * "sha256:" and 64 digits; or NULL */
	bool old;		/* wacz_version below 1: unsupported */
	bool newer;		/* beyond 1.1, or "constat" format beyond 1:
				   unsupported, hence undecided */
	const json_t *json;	/* the whole document; NULL if no object */
	struct manifest_faults *faults;
};

/*
 * manifest_read(s, out, e):
 * Read the bytes ${s} of a datapackage.json, which may die after the call.
 * Return 0 with a manifest for manifest_free, whatever its faults, or -1 with
 * ${e}: ERR_NOMEM, ERR_LIMIT (size, nesting).
 */
int manifest_read(struct span s, struct manifest **out, struct error *e);
void manifest_free(struct manifest *m);

/*
 * manifest_match(m, z, e):
 * Compare the resources with the entries of ${z}: set entry in each resource
 * and add MANIFEST_MISSING, MANIFEST_UNLISTED and MANIFEST_SIZE.  Folder
 * entries need not be listed.  Hashes are not computed here.  Return 0, or -1
 * with ${e} ERR_NOMEM.
 */
int manifest_match(struct manifest *m, const struct zip *z, struct error *e);

/*
 * manifest_resource_of(m, entry): the resource that manifest_match gave to
 * the entry, or NULL.
 */
const struct manifest_resource *manifest_resource_of(const struct manifest *m,
    size_t entry);

/* What kind of package a ZIP is, by the names in it. */
enum wacz_kind {
	WACZ_KIND_PACKAGE,	/* has datapackage.json */
	WACZ_KIND_OLD,		/* WACZ 0.1.0: webarchive.yaml; unsupported */
	WACZ_KIND_OTHER		/* neither */
};
enum wacz_kind wacz_kind(const struct zip *z);

/* signedData (wacz-auth 0.1.0 section 3); NULL where absent or no string. */
struct manifest_signed {
	bool present;
	const char *hash;
	const char *created;
	const char *software;
	const char *version;
	const char *signature;
	const char *public_key;
	const char *domain;
	const char *domain_cert;
	const char *time_signature;
	const char *timestamp_cert;
	const char *cross_signed_cert;
};

struct manifest_digest {
	const char *path;
	const char *hash;		/* as written */
	struct manifest_signed seal;
	const json_t *json;		/* whole document; NULL if no object */
	struct manifest_faults *faults;	/* unknown keys: MANIFEST_DIGEST_KEY */
};

/*
 * manifest_digest_read(s, out, e): datapackage-digest.json, as manifest_read.
 * That the hashes are right, or alike, is for the caller to check.
 */
int manifest_digest_read(struct span s, struct manifest_digest **out,
    struct error *e);
void manifest_digest_free(struct manifest_digest *d);

/*
 * manifest_digest_shape(d, s, same, e):
 * Whether ${s}, the bytes that ${d} was read from, are byte for byte what our
 * writer makes of these values: no signature covers the file itself.  Return
 * 0 with ${*same}, or -1 with ${e} ERR_NOMEM.
 */
int manifest_digest_shape(const struct manifest_digest *d, struct span s,
    bool *same, struct error *e);

/*
 * wacz_profile(z, m, e):
 * For a package of ours (m->constat): check that the archive is as our
 * writer makes it, down to the fields that no hash binds (versions, flags,
 * attributes, times, extra fields, order), so that a change of any byte
 * outside the hashed content is found.  Each departure, and each warning of
 * ${z} (ours has none), becomes a fault MANIFEST_SHAPE in ${m}.  Return 0, or
 * -1 with ${e}: ERR_NOMEM, ERR_SYS, ERR_INPUT (not ours).
 */
int wacz_profile(const struct zip *z, struct manifest *m, struct error *e);

#endif
