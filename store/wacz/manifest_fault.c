#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "store/base/limits.h"
#include "store/wacz/manifest_internal.h"

struct kind {
	const char *name;
	bool warn;
};

static const struct kind kinds[MANIFEST_FAULT_KINDS] = {
	[MANIFEST_JSON] = { "manifest-json", false },
	[MANIFEST_PROFILE] = { "manifest-profile", true },
	[MANIFEST_VERSION_ABSENT] = { "manifest-version-absent", true },
	[MANIFEST_VERSION] = { "manifest-version", false },
	[MANIFEST_CREATED] = { "manifest-created", false },
	[MANIFEST_CREATED_ABSENT] = { "manifest-created-absent", true },
	[MANIFEST_TYPE] = { "manifest-type", false },
	[MANIFEST_RESOURCES] = { "manifest-resources", false },
	[MANIFEST_RESOURCE] = { "manifest-resource", false },
	[MANIFEST_PATH_UNSAFE] = { "manifest-path-unsafe", false },
	[MANIFEST_PATH_TWICE] = { "manifest-path-twice", false },
	[MANIFEST_PATH_ITSELF] = { "manifest-path-itself", false },
	[MANIFEST_NAME_TWICE] = { "manifest-name-twice", true },
	[MANIFEST_HASH_ABSENT] = { "manifest-hash-absent", false },
	[MANIFEST_HASH_ALG] = { "manifest-hash-alg", false },
	[MANIFEST_HASH] = { "manifest-hash", false },
	[MANIFEST_BYTES_ABSENT] = { "manifest-bytes-absent", true },
	[MANIFEST_BYTES] = { "manifest-bytes", false },
	[MANIFEST_MISSING] = { "manifest-missing", false },
	[MANIFEST_UNLISTED] = { "manifest-unlisted", false },
	[MANIFEST_DEFLATED] = { "manifest-deflated", true },
	[MANIFEST_SIZE] = { "manifest-size", false },
	[MANIFEST_CONSTAT] = { "manifest-constat", false },
	[MANIFEST_SHAPE] = { "manifest-shape", false },
	[MANIFEST_DIGEST_JSON] = { "digest-json", false },
	[MANIFEST_DIGEST_PATH] = { "digest-path", false },
	[MANIFEST_DIGEST_HASH] = { "digest-hash", false },
	[MANIFEST_DIGEST_TYPE] = { "digest-type", false },
	[MANIFEST_DIGEST_KEY] = { "digest-key", true },
};

const char *
manifest_fault_name(enum manifest_fault_kind kind)
{

	return ((unsigned)kind < MANIFEST_FAULT_KINDS ? kinds[kind].name :
	    "unknown");
}

struct manifest_faults *
manifest_faults_new(void)
{

	return (calloc(1, sizeof(struct manifest_faults)));
}

void
manifest_note(struct manifest_faults *f, enum manifest_fault_kind kind,
    ptrdiff_t resource, ptrdiff_t entry, const char *fmt, ...)
{
	struct manifest_note *p;
	va_list ap;
	char *text;
	int n;

	f->bad = f->bad || !kinds[kind].warn;
	if (f->n == MANIFEST_FAULTS_MAX)
		return;
	va_start(ap, fmt);
	n = vasprintf(&text, fmt, ap);
	va_end(ap);
	if (n < 0) {
		f->nomem = true;
		return;
	}
	if ((p = realloc(f->notes, (f->n + 1) * sizeof(*p))) == NULL) {
		f->nomem = true;
		free(text);
		return;
	}
	f->notes = p;
	p[f->n++] = (struct manifest_note){ .text = text,
		.fault = { .kind = kind, .warn = kinds[kind].warn,
		.resource = resource, .entry = entry, .text = text } };
}

size_t
manifest_faults_count(const struct manifest_faults *f)
{

	return (f->n);
}

const struct manifest_fault *
manifest_faults_get(const struct manifest_faults *f, size_t i)
{

	return (i < f->n ? &f->notes[i].fault : NULL);
}

bool
manifest_faults_bad(const struct manifest_faults *f)
{

	return (f->bad);
}

void
manifest_faults_free(struct manifest_faults *f)
{
	size_t i;

	if (f == NULL)
		return;
	for (i = 0; i < f->n; i++)
		free(f->notes[i].text);
	free(f->notes);
	free(f);
}
