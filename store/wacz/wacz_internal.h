#ifndef STORE_WACZ_WACZ_INTERNAL_H
#define STORE_WACZ_WACZ_INTERNAL_H

#include <stdbool.h>

#include "store/base/buf.h"
#include "store/digest/digest.h"
#include "store/wacz/wacz.h"

/* A file to be packed: from ${source}, or the bytes ${held}. */
struct wacz_item {
	char *name;
	char *source;			/* or NULL */
	struct buf held;
	uint8_t sha256[DIGEST_LEN];
	int64_t size;
	int64_t at;			/* its content in the archive */
};

/* The archive that is being written; opaque. */
struct wacz_pack;

/*
 * wacz_pack_open(path, p, e): a temporary file beside ${path}.
 * wacz_pack_time(p, seconds): the moment of all entries to come.
 */
int wacz_pack_open(const char *path, struct wacz_pack **p, struct error *e);
void wacz_pack_time(struct wacz_pack *p, int64_t seconds);

/* wacz_pack_item(p, item, e): copy and compare; sets item->at. */
int wacz_pack_item(struct wacz_pack *p, struct wacz_item *item,
    struct error *e);

/* wacz_pack_bytes(p, name, s, at, e): one more entry from memory. */
int wacz_pack_bytes(struct wacz_pack *p, const char *name, struct span s,
    int64_t *at, struct error *e);

/* wacz_pack_check(p, name, at, size, sha256, e): read back and hash again. */
int wacz_pack_check(struct wacz_pack *p, const char *name, int64_t at,
    int64_t size, const uint8_t sha256[static DIGEST_LEN], struct error *e);

/* wacz_pack_end(p, result, e): directory, size and hash of the whole file. */
int wacz_pack_end(struct wacz_pack *p, struct wacz_result *result,
    struct error *e);

/* wacz_pack_fd(p): for reading what was written. */
int wacz_pack_fd(const struct wacz_pack *p);

/* wacz_pack_name(p, e): durable under the path given at first. */
int wacz_pack_name(struct wacz_pack *p, struct error *e);

void wacz_pack_free(struct wacz_pack *p);

/* wacz_manifest(out, meta, items, n, e): the bytes of datapackage.json. */
int wacz_manifest(struct buf *out, const struct wacz_meta *meta,
    struct wacz_item *const *items, size_t n, struct error *e);

/* wacz_digest(out, label, signed_data, e): of datapackage-digest.json. */
int wacz_digest(struct buf *out, const char *label, json_t *signed_data,
    struct error *e);

/*
 * The top-level keys of a JSON text as it passes, in constant memory: some
 * keys make other readers take a file for a descriptor.
 */
struct wacz_keys {
	int64_t depth;			/* of objects and arrays */
	bool object;			/* the text is an object */
	bool in_string;
	bool escaped;
	bool is_key;			/* the string, at depth 1, is a key */
	bool expect_key;
	char key[16];
	size_t n;			/* of the key; may be too long */
	bool found;			/* one of those keys */
};

void wacz_keys_put(struct wacz_keys *k, const uint8_t *p, size_t n);

/* wacz_is_json(name): whether wacz_keys must look at the file. */
bool wacz_is_json(const char *name);

#endif
