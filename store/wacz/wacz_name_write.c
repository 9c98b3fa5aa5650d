#include <string.h>

#include "store/wacz/wacz_internal.h"
#include "store/wacz/zip_internal.h"

/*
 * Names that every reader of packages takes as we mean them.  Frictionless
 * and py-wacz guess from the end of a name, or from the keys of a JSON file,
 * that it describes other files.
 */
#define NAME_MAX_OURS	200

static const char *const descriptor_ends[] = { "report.json",
	"resource.json", "map.json", "view.json", "schema.json",
	"package.json" };

static const char *const descriptor_keys[] = { "resources", "path", "data",
	"fields", "query", "errors", "header", "tasks", "steps", "checks",
	"packages" };

#define COUNT(a)	(sizeof(a) / sizeof((a)[0]))

static bool
part_ok(struct span part)
{

	return (part.n > 0 && part.p[0] != '.' &&
	    part.p[part.n - 1] != '.' && !zip_name_device(part));
}

int
wacz_name_ok(const char *name, struct error *e)
{
	struct span s = span_of(name), folder, file;
	ptrdiff_t slash = span_find(s, '/');
	size_t i;

	if (s.n > NAME_MAX_OURS || strspn(name,
	    "-abcdefghijklmnopqrstuvwxyz0123456789._/") != s.n)
		return (error_set(e, ERR_INPUT,
		    "%.100s: only a-z, 0-9, '-', '.', '_' in a name", name));
	if (slash < 0)
		return (error_set(e, ERR_INPUT, "%s: no folder", name));
	folder = span_sub(s, 0, (size_t)slash);
	file = span_sub(s, (size_t)slash + 1, s.n);
	if (!part_ok(folder) || !part_ok(file) || span_find(file, '/') >= 0 ||
	    span_find(folder, '.') >= 0)
		return (error_set(e, ERR_INPUT,
		    "%s: want folder/file, no dot in the folder, none first "
		    "or last in the file, no device", name));
	for (i = 0; i < COUNT(descriptor_ends); i++)
		if (span_ends(s, descriptor_ends[i]))
			return (error_set(e, ERR_INPUT,
			    "%s: readers take it for a descriptor", name));
	if (span_ends(s, ".jsonl") && !span_is(folder, "pages"))
		return (error_set(e, ERR_INPUT,
		    "%s: .jsonl is for pages/ only", name));
	return (0);
}

bool
wacz_is_json(const char *name)
{

	return (span_ends(span_of(name), ".json"));
}

static void
end_key(struct wacz_keys *k)
{
	size_t i;

	for (i = 0; i < COUNT(descriptor_keys); i++)
		if (k->n == strlen(descriptor_keys[i]) &&
		    memcmp(k->key, descriptor_keys[i], k->n) == 0)
			k->found = true;
}

static void
put_in_string(struct wacz_keys *k, uint8_t c)
{

	if (k->escaped) {
		k->escaped = false;
	} else if (c == '\\') {
		k->escaped = true;
	} else if (c == '"') {
		k->in_string = false;
		if (k->is_key)
			end_key(k);
		return;
	}
	if (k->is_key) {
		if (k->n < sizeof(k->key))
			k->key[k->n] = (char)c;
		k->n++;
	}
}

static void
put_outside(struct wacz_keys *k, uint8_t c)
{

	switch (c) {
	case '"':
		k->in_string = true;
		k->n = 0;
		k->is_key = k->object && k->depth == 1 && k->expect_key;
		k->expect_key = false;
		break;
	case '{':
		if (k->depth == 0)
			k->object = k->expect_key = true;
		k->depth++;
		break;
	case '[':
		k->depth++;
		break;
	case '}':
	case ']':
		k->depth--;
		break;
	case ',':
		if (k->depth == 1)
			k->expect_key = true;
		break;
	default:
		break;
	}
}

void
wacz_keys_put(struct wacz_keys *k, const uint8_t *p, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (k->in_string)
			put_in_string(k, p[i]);
		else
			put_outside(k, p[i]);
	}
}
