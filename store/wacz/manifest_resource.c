#include <stdlib.h>
#include <string.h>

#include "store/base/codec.h"
#include "store/base/json.h"
#include "store/wacz/manifest_internal.h"

/*
 * The resources of a datapackage.json: {name, path, hash, bytes}, and the
 * older form of py-wacz, {path, stats: {hash, bytes}, hashing}.
 */

struct alg {
	const char *label;
	enum digest_alg alg;
	size_t n;
};

static const struct alg algs[] = {
	{ "sha256", DIGEST_SHA256, 32 },
	{ "sha384", DIGEST_SHA384, 48 },
	{ "sha512", DIGEST_SHA512, 64 },
};

static const struct alg *
find_alg(struct span label)
{
	size_t i;

	for (i = 0; i < sizeof(algs) / sizeof(algs[0]); i++)
		if (span_is(label, algs[i].label))
			return (&algs[i]);
	return (NULL);
}

/* "sha256:<hex>", or the value alone where ${hashing} names the algorithm. */
static void
read_hash(struct manifest_faults *f, struct manifest_resource *r, ptrdiff_t i,
    const char *hashing)
{
	struct buf raw = BUF_INIT(DIGEST_MAX);
	struct span text = span_of(r->hash_text), label;
	ptrdiff_t colon = span_find(text, ':');
	const struct alg *a;

	label = hashing == NULL ? (struct span){ NULL, 0 } : span_of(hashing);
	if (colon >= 0) {
		label = span_sub(text, 0, (size_t)colon);
		text = span_sub(text, (size_t)colon + 1, text.n);
	}
	if ((a = find_alg(label)) == NULL) {
		manifest_note(f, MANIFEST_HASH_ALG, i, -1,
		    "hash algorithm \"%.*s\" of %s, want sha256",
		    label.n > 20 ? 20 : (int)label.n,
		    label.p == NULL ? "" : (const char *)label.p,
		    r->path == NULL ? "a resource" : r->path);
		return;
	}
	if (codec_unhex(&raw, text, NULL) != 0 || raw.n != a->n) {
		if (raw.failed == ERR_NOMEM)
			f->nomem = true;
		manifest_note(f, MANIFEST_HASH, i, -1,
		    "hash is not %zu hexadecimal digits", 2 * a->n);
	} else {
		r->alg = a->alg;
		r->hash_n = a->n;
		memcpy(r->hash, raw.p, raw.n);
	}
	buf_free(&raw);
}

static void
read_bytes(struct manifest_faults *f, struct manifest_resource *r,
    ptrdiff_t i, const json_t *where)
{

	r->bytes = -1;
	if (json_object_get(where, "bytes") == NULL) {
		manifest_note(f, MANIFEST_BYTES_ABSENT, i, -1, "no bytes");
		return;
	}
	if (!json_whole(where, "bytes", &r->bytes) || r->bytes < 0) {
		r->bytes = -1;
		manifest_note(f, MANIFEST_BYTES, i, -1,
		    "bytes is no whole number");
	}
}

/* Whether every reader takes the path for a file inside the package. */
static bool
path_safe(struct span s)
{
	size_t i, from = 0;
	struct span part;

	if (s.n == 0 || !span_utf8(s) || (s.n > 1 && s.p[1] == ':'))
		return (false);
	for (i = 0; i <= s.n; i++) {
		if (i < s.n && (s.p[i] == '\\' || s.p[i] < 0x20 ||
		    s.p[i] == 0x7f))
			return (false);
		if (i < s.n && s.p[i] != '/')
			continue;
		part = span_sub(s, from, i - from);
		if (part.n == 0 || span_is(part, ".") || span_is(part, ".."))
			return (false);
		from = i + 1;
	}
	return (true);
}

static void
read_path(struct manifest_faults *f, struct manifest_resource *r, ptrdiff_t i,
    const json_t *j)
{

	if ((r->path = json_text(j, "path")) == NULL) {
		manifest_note(f, MANIFEST_RESOURCE, i, -1,
		    "path absent or no string");
		return;
	}
	if (!path_safe(span_of(r->path)))
		manifest_note(f, MANIFEST_PATH_UNSAFE, i, -1,
		    "path leads out of the package");
	if (strcmp(r->path, MANIFEST_NAME) == 0 ||
	    strcmp(r->path, MANIFEST_DIGEST_NAME) == 0)
		manifest_note(f, MANIFEST_PATH_ITSELF, i, -1,
		    "%s cannot list itself", r->path);
}

static void
read_resource(struct manifest_faults *f, struct manifest_resource *r,
    ptrdiff_t i, const json_t *j)
{
	const json_t *stats = json_object_get(j, "stats");
	const char *hashing = NULL;

	r->entry = -1;
	r->bytes = -1;
	if (!json_is_object(j)) {
		manifest_note(f, MANIFEST_RESOURCE, i, -1, "not an object");
		return;
	}
	read_path(f, r, i, j);
	r->name = manifest_string(j, "name", f, MANIFEST_TYPE, i);
	if (json_object_get(j, "hash") == NULL && json_is_object(stats)) {
		hashing = json_text(j, "hashing");
		j = stats;
	}
	r->hash_text = manifest_string(j, "hash", f, MANIFEST_TYPE, i);
	if (r->hash_text == NULL)
		manifest_note(f, MANIFEST_HASH_ABSENT, i, -1, "no hash");
	else
		read_hash(f, r, i, hashing);
	read_bytes(f, r, i, j);
}

/* What is absent sorts first and is never the same as another. */
static int
compare_text(const char *a, const char *b)
{

	if (a == NULL || b == NULL)
		return ((a != NULL) - (b != NULL));
	return (strcmp(a, b));
}

static int
by_path(const void *a, const void *b, void *ctx)
{
	const struct manifest_resource *r = ctx;
	size_t i = *(const size_t *)a, j = *(const size_t *)b;
	int c = compare_text(r[i].path, r[j].path);

	return (c != 0 ? c : i < j ? -1 : i > j);
}

static int
by_name(const void *a, const void *b, void *ctx)
{
	const struct manifest_resource *r = ctx;
	size_t i = *(const size_t *)a, j = *(const size_t *)b;
	int c = compare_text(r[i].name, r[j].name);

	return (c != 0 ? c : i < j ? -1 : i > j);
}

size_t *
manifest_index(size_t n, int (*compare)(const void *, const void *, void *),
    void *ctx)
{
	size_t *index, i;

	if ((index = calloc(n + 1, sizeof(*index))) == NULL)
		return (NULL);
	for (i = 0; i < n; i++)
		index[i] = i;
	qsort_r(index, n, sizeof(*index), compare, ctx);
	return (index);
}

/* Paths, and names, that stand twice. */
static int
check_twice(struct manifest_own *own, struct error *e)
{
	struct manifest_resource *r = own->resources;
	size_t *paths = NULL, *names = NULL, i, n = own->m.n;
	int rc = -1;

	paths = manifest_index(n, by_path, r);
	names = manifest_index(n, by_name, r);
	if (paths == NULL || names == NULL) {
		(void)error_nomem(e);
		goto out;
	}
	for (i = 1; i < n; i++) {
		if (r[paths[i]].path != NULL && r[paths[i - 1]].path != NULL &&
		    strcmp(r[paths[i]].path, r[paths[i - 1]].path) == 0)
			manifest_note(own->m.faults, MANIFEST_PATH_TWICE,
			    (ptrdiff_t)paths[i], -1, "path as in resource %zu",
			    paths[i - 1]);
		if (r[names[i]].name != NULL && r[names[i - 1]].name != NULL &&
		    strcmp(r[names[i]].name, r[names[i - 1]].name) == 0)
			manifest_note(own->m.faults, MANIFEST_NAME_TWICE,
			    (ptrdiff_t)names[i], -1, "name as in resource %zu",
			    names[i - 1]);
	}
	rc = 0;
out:
	free(paths);
	free(names);
	return (rc);
}

int
manifest_read_resources(struct manifest_own *own, struct error *e)
{
	const json_t *list = json_object_get(own->json, "resources");
	size_t i, n = json_array_size(list);

	if (n == 0) {
		manifest_note(own->m.faults, MANIFEST_RESOURCES, -1, -1,
		    "resources is absent, empty or no array");
		return (0);
	}
	own->resources = calloc(n, sizeof(*own->resources));
	if (own->resources == NULL)
		return (error_nomem(e));
	own->m.resources = own->resources;
	own->m.n = n;
	for (i = 0; i < n; i++)
		read_resource(own->m.faults, &own->resources[i], (ptrdiff_t)i,
		    json_array_get(list, i));
	return (check_twice(own, e));
}
