#include <stdlib.h>
#include <string.h>

#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/base/time.h"
#include "store/wacz/manifest.h"
#include "store/wacz/wacz_internal.h"
#include "store/wacz/wacz_shape.h"
#include "store/wacz/zip.h"

_Static_assert(WACZ_SHA256_LEN == DIGEST_LEN, "one SHA-256");
_Static_assert(WACZ_SIGNED_TEXT == DIGEST_LABEL, "one label");

struct wacz_writer {
	struct wacz_pack *pack;
	struct wacz_item **items;	/* in the order of the archive */
	size_t n;
	size_t cap;
};

int
wacz_writer_open(const char *path, struct wacz_writer **w, struct error *e)
{
	struct wacz_writer *out;

	if ((out = calloc(1, sizeof(*out))) == NULL)
		return (error_nomem(e));
	if (wacz_pack_open(path, &out->pack, e) != 0) {
		wacz_writer_free(out);
		return (-1);
	}
	*w = out;
	return (0);
}

static void
item_free(struct wacz_item *item)
{

	if (item == NULL)
		return;
	free(item->name);
	free(item->source);
	buf_free(&item->held);
	free(item);
}

/* Where ${name} belongs; -1 when it is there already. */
static ptrdiff_t
find_place(const struct wacz_writer *w, const char *name)
{
	size_t lo = 0, hi = w->n, mid;
	int c;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		c = wacz_order(span_of(w->items[mid]->name), span_of(name));
		if (c == 0)
			return (-1);
		if (c < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return ((ptrdiff_t)lo);
}

static int
insert(struct wacz_writer *w, struct wacz_item *item, size_t at,
    struct error *e)
{
	struct wacz_item **p;
	size_t cap;

	if (w->n == w->cap) {
		cap = w->cap == 0 ? 64 : w->cap * 2;
		if ((p = realloc(w->items, cap * sizeof(*p))) == NULL)
			return (error_nomem(e));
		w->items = p;
		w->cap = cap;
	}
	memmove(w->items + at + 1, w->items + at,
	    (w->n - at) * sizeof(w->items[0]));
	w->items[at] = item;
	w->n++;
	return (0);
}

/* Take ${item}, whose ownership moves in any case. */
static int
add(struct wacz_writer *w, struct wacz_item *item, const char *name,
    struct error *e)
{
	ptrdiff_t at;

	if (item == NULL)
		return (error_nomem(e));
	if (wacz_name_ok(name, e) != 0)
		goto fail;
	/* Two more entries follow. */
	if (w->n + 2 >= ZIP_ENTRIES_MAX) {
		(void)error_set(e, ERR_LIMIT, "too many files");
		goto fail;
	}
	if ((at = find_place(w, name)) < 0) {
		(void)error_set(e, ERR_EXISTS, "%s was added already", name);
		goto fail;
	}
	if ((item->name = strdup(name)) == NULL) {
		(void)error_nomem(e);
		goto fail;
	}
	if (insert(w, item, (size_t)at, e) != 0)
		goto fail;
	return (0);
fail:
	item_free(item);
	return (-1);
}

int
wacz_add_file(struct wacz_writer *w, const char *name, const char *source,
    const uint8_t sha256[static WACZ_SHA256_LEN], int64_t size,
    struct error *e)
{
	struct wacz_item *item;

	if (size < 0)
		return (error_set(e, ERR_INPUT, "%s: size %lld", name,
		    (long long)size));
	if ((item = calloc(1, sizeof(*item))) == NULL)
		return (error_nomem(e));
	memcpy(item->sha256, sha256, WACZ_SHA256_LEN);
	item->size = size;
	if ((item->source = strdup(source)) == NULL) {
		item_free(item);
		return (error_nomem(e));
	}
	return (add(w, item, name, e));
}

int
wacz_add_bytes(struct wacz_writer *w, const char *name, struct span s,
    struct error *e)
{
	struct wacz_item *item;

	if ((item = calloc(1, sizeof(*item))) == NULL)
		return (error_nomem(e));
	item->held = (struct buf)BUF_INIT(SIZE_MAX / 8);
	buf_putspan(&item->held, s);
	item->size = (int64_t)s.n;
	if (buf_ok(&item->held, e) != 0 ||
	    digest_of(s, item->sha256, e) != 0) {
		item_free(item);
		return (-1);
	}
	return (add(w, item, name, e));
}

static int
pack_items(struct wacz_writer *w, struct error *e)
{
	size_t i;

	for (i = 0; i < w->n; i++)
		if (wacz_pack_item(w->pack, w->items[i], e) != 0)
			return (-1);
	for (i = 0; i < w->n; i++)
		if (wacz_pack_check(w->pack, w->items[i]->name,
		    w->items[i]->at, w->items[i]->size, w->items[i]->sha256,
		    e) != 0)
			return (-1);
	return (0);
}

/* An entry from memory, read back as soon as it is written. */
static int
pack_text(struct wacz_writer *w, const char *name, struct span s,
    const uint8_t sha256[static DIGEST_LEN], struct error *e)
{
	int64_t at;

	if (wacz_pack_bytes(w->pack, name, s, &at, e) != 0)
		return (-1);
	return (wacz_pack_check(w->pack, name, at, (int64_t)s.n, sha256, e));
}

static int
pack_digest(struct wacz_writer *w, const char *label, json_t *signed_data,
    struct error *e)
{
	struct buf text = BUF_INIT(MANIFEST_FILE_MAX);
	uint8_t sum[DIGEST_LEN];
	int rc = -1;

	if (wacz_digest(&text, label, signed_data, e) == 0 &&
	    digest_of(buf_span(&text), sum, e) == 0)
		rc = pack_text(w, MANIFEST_DIGEST_NAME, buf_span(&text), sum,
		    e);
	buf_free(&text);
	return (rc);
}

/* The manifest, its seal and the digest. */
static int
seal_manifest(struct wacz_writer *w, const struct wacz_meta *meta,
    struct buf *manifest, wacz_seal *seal, void *ctx, char *hex,
    struct error *e)
{
	char label[DIGEST_LABEL], created[TIME_TEXT];
	uint8_t sum[DIGEST_LEN];
	json_t *signed_data = NULL;
	int rc = -1;

	if (wacz_manifest(manifest, meta, w->items, w->n, e) != 0 ||
	    digest_of(buf_span(manifest), sum, e) != 0)
		return (-1);
	(void)digest_hex(sum, hex);
	if (pack_text(w, MANIFEST_NAME, buf_span(manifest), sum, e) != 0)
		return (-1);
	if (seal(ctx, digest_label(sum, label),
	    time_text(meta->created, created), meta->software, &signed_data,
	    e) != 0)
		return (-1);
	rc = pack_digest(w, label, signed_data, e);
	json_decref(signed_data);
	return (rc);
}

static int
not_ours(struct error *e, const char *what, const char *text)
{

	return (error_set(e, ERR_UNSUPPORTED,
	    "the archive just written would not be accepted: %s: %s", what,
	    text));
}

/* The eyes of the verifier on what was written. */
static int
check_whole(const struct wacz_writer *w, const struct buf *manifest,
    struct error *e)
{
	const struct manifest_fault *f;
	struct manifest *m = NULL;
	struct zip *z = NULL;
	int rc = -1;

	if (zip_open(wacz_pack_fd(w->pack), &z, e) != 0 ||
	    manifest_read(buf_span(manifest), &m, e) != 0 ||
	    manifest_match(m, z, e) != 0)
		goto out;
	if (!zip_sound(z)) {
		(void)not_ours(e, zip_fault_name(zip_fault(z, 0)->kind),
		    zip_fault(z, 0)->text);
		goto out;
	}
	if (wacz_profile(z, m, e) != 0)
		goto out;
	if (manifest_faults_count(m->faults) > 0) {
		f = manifest_faults_get(m->faults, 0);
		(void)not_ours(e, manifest_fault_name(f->kind), f->text);
		goto out;
	}
	rc = 0;
out:
	manifest_free(m);
	zip_free(z);
	return (rc);
}

int
wacz_finish(struct wacz_writer *w, const struct wacz_meta *meta,
    wacz_seal *seal, void *ctx, struct wacz_result *result, struct error *e)
{
	struct buf manifest = BUF_INIT(MANIFEST_FILE_MAX);
	int rc = -1;

	memset(result, 0, sizeof(*result));
	/* A ZIP holds seconds since 1970 in 32 bits. */
	if (w->n == 0 || meta->software == NULL || meta->created < 0 ||
	    meta->created / 1000 > UINT32_MAX)
		return (error_set(e, ERR_INPUT,
		    "an exhibit needs a file, a moment and a software"));
	wacz_pack_time(w->pack, meta->created / 1000);
	if (pack_items(w, e) != 0 || seal_manifest(w, meta, &manifest, seal,
	    ctx, result->manifest_sha256, e) != 0)
		goto out;
	if (wacz_pack_end(w->pack, result, e) != 0 ||
	    check_whole(w, &manifest, e) != 0)
		goto out;
	rc = wacz_pack_name(w->pack, e);
out:
	buf_free(&manifest);
	return (rc);
}

void
wacz_writer_free(struct wacz_writer *w)
{
	size_t i;

	if (w == NULL)
		return;
	for (i = 0; i < w->n; i++)
		item_free(w->items[i]);
	free(w->items);
	wacz_pack_free(w->pack);
	free(w);
}
