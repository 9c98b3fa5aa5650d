#ifndef STORE_WACZ_MANIFEST_INTERNAL_H
#define STORE_WACZ_MANIFEST_INTERNAL_H

#include "store/wacz/manifest.h"

struct manifest_note {
	struct manifest_fault fault;
	char *text;			/* owned; fault.text is the same */
};

struct manifest_faults {
	struct manifest_note *notes;
	size_t n;
	bool bad;
	bool nomem;			/* a fault could not be noted */
};

/* The public part stands first, so that one pointer is the other. */
struct manifest_own {
	struct manifest m;
	json_t *json;
	struct manifest_resource *resources;
	size_t *by_entry;		/* index of a resource + 1, or 0 */
	size_t entries;
};

struct manifest_digest_own {
	struct manifest_digest d;
	json_t *json;
};

/*
 * manifest_note(f, kind, resource, entry, fmt, ...): add a fault.  That
 * memory ran out is remembered in f->nomem.
 */
void manifest_note(struct manifest_faults *f, enum manifest_fault_kind kind,
    ptrdiff_t resource, ptrdiff_t entry, const char *fmt, ...)
    __attribute__((format(printf, 5, 6)));

struct manifest_faults *manifest_faults_new(void);
void manifest_faults_free(struct manifest_faults *f);

/*
 * manifest_json(s, faults, kind, out, e): the object in ${s} into ${*out},
 * or NULL and a fault of ${kind}.  0, or -1 for trouble.
 */
int manifest_json(struct span s, struct manifest_faults *faults,
    enum manifest_fault_kind kind, json_t **out, struct error *e);

/*
 * manifest_string(j, key, faults, kind, resource): the string under ${key},
 * NULL when absent, null, or (with a fault) something else.
 */
const char *manifest_string(const json_t *j, const char *key,
    struct manifest_faults *faults, enum manifest_fault_kind kind,
    ptrdiff_t resource);

/*
 * manifest_read_resources(own, e): the array "resources".
 */
int manifest_read_resources(struct manifest_own *own, struct error *e);

/*
 * manifest_index(n, compare, ctx): 0 to ${n} - 1 in order, for free(); NULL
 * when memory ran out.
 */
size_t *manifest_index(size_t n,
    int (*compare)(const void *, const void *, void *), void *ctx);

#endif
