#include <stdlib.h>
#include <string.h>

#include "store/wacz/zip_internal.h"

/*
 * The map of the file: local header, content and data descriptor of one
 * entry, then the next, then the directory, and nothing else.
 */

#define DESCRIPTOR_MAX	24

static int
by_header(const void *a, const void *b, void *ctx)
{
	const struct zip *z = ctx;
	size_t i = *(const size_t *)a, j = *(const size_t *)b;
	int64_t x = z->entries[i].header, y = z->entries[j].header;

	if (x != y)
		return (x < y ? -1 : 1);
	return (i < j ? -1 : i > j);
}

/* Whether the ${n} bytes ${p} are a descriptor of that length and fit. */
static bool
descriptor_is(const struct zip_entry *en, const uint8_t *p, size_t n)
{
	bool sig = n == 16 || n == 24, wide = n == 20 || n == 24;

	if (sig && zip_le32(p) != ZIP_SIG_DESCRIPTOR)
		return (false);
	p += sig ? 4 : 0;
	if (zip_le32(p) != en->crc)
		return (false);
	if (wide)
		return (zip_le64(p + 4) == (uint64_t)en->packed &&
		    zip_le64(p + 12) == (uint64_t)en->size);
	return (zip_le32(p + 4) == (uint64_t)en->packed &&
	    zip_le32(p + 8) == (uint64_t)en->size);
}

/*
 * The length of the data descriptor (4.3.9) at ${at}: with or without
 * signature, 32 or 64 bits.  Nothing in it tells which, so the form that
 * reaches to ${next} is preferred.  *length 0: none that matches.
 */
static int
descriptor(const struct zip *z, const struct zip_entry *en, int64_t at,
    int64_t next, size_t *length, struct error *e)
{
	static const size_t forms[] = { 16, 24, 12, 20 };
	uint8_t p[DESCRIPTOR_MAX] = { 0 };
	size_t i, room = DESCRIPTOR_MAX;

	*length = 0;
	if (z->file.size - at < DESCRIPTOR_MAX)
		room = (size_t)(z->file.size - at);
	if (part_read(&z->file, p, room, at, e) != 0)
		return (-1);
	for (i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		if (forms[i] > room || !descriptor_is(en, p, forms[i]))
			continue;
		if (*length == 0 || at + (int64_t)forms[i] == next)
			*length = forms[i];
	}
	return (0);
}

/* Where entry ${i} ends; ${next} is where something else begins. */
static int
entry_end(struct zip *z, size_t i, int64_t next, int64_t *end,
    struct error *e)
{
	struct zip_entry *en = &z->entries[i];
	size_t length = 0;

	*end = en->data + en->packed;
	if ((en->flags & ZIP_FLAG_DESCRIPTOR) == 0)
		return (0);
	if (descriptor(z, en, *end, next, &length, e) != 0)
		return (-1);
	if (length == 0)
		zip_note(z, ZIP_DESCRIPTOR, (ptrdiff_t)i, *end,
		    "no data descriptor with CRC-32 %08x, sizes %lld, %lld",
		    en->crc, (long long)en->packed, (long long)en->size);
	en->descriptor = (uint8_t)length;
	*end += (int64_t)length;
	return (0);
}

/* Bytes between ${end} and ${start} before entry ${i}, or shared. */
static void
compare(struct zip *z, ptrdiff_t i, int64_t end, int64_t start)
{
	enum zip_fault_kind kind = ZIP_GAP;

	if (start < end) {
		zip_note(z, ZIP_OVERLAP, i, start,
		    "begins %lld bytes before what comes before it ends",
		    (long long)(end - start));
		return;
	}
	if (i < 0)
		kind = ZIP_GAP_CENTRAL;
	else if (end == 0)
		kind = ZIP_PREFIX;
	if (start > end)
		zip_note(z, kind, i, end, "%lld bytes that belong to nothing",
		    (long long)(start - end));
}

static int
walk(struct zip *z, const size_t *order, struct error *e)
{
	int64_t end = 0, this_end, next;
	size_t k, i;

	for (k = 0; k < z->n; k++) {
		i = order[k];
		if (z->entries[i].data < 0)
			continue;	/* told already: no local header */
		next = k + 1 < z->n ? z->entries[order[k + 1]].header :
		    z->end.central;
		compare(z, (ptrdiff_t)i, end, z->entries[i].header);
		if (z->entries[i].packed > z->file.size - z->entries[i].data)
			continue;	/* told already: outside the file */
		if (entry_end(z, i, next, &this_end, e) != 0)
			return (-1);
		if (this_end > end)
			end = this_end;
	}
	compare(z, -1, end, z->end.central);
	return (0);
}

int
zip_check_map(struct zip *z, struct error *e)
{
	size_t *order = NULL, i;
	int rc;

	if ((order = calloc(z->n + 1, sizeof(*order))) == NULL)
		return (error_nomem(e));
	for (i = 0; i < z->n; i++)
		order[i] = i;
	qsort_r(order, z->n, sizeof(*order), by_header, z);
	rc = walk(z, order, e);
	free(order);
	return (rc);
}
