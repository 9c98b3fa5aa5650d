#include <stdlib.h>
#include <string.h>

#include "store/wacz/zip_internal.h"

/*
 * Extra fields (APPNOTE 4.5): a row of 2 bytes id, 2 bytes length, value.
 * Those that carry times, owners or alignment change nothing for a reader;
 * the ZIP64 sizes and the Unicode path do.
 */
static const uint16_t harmless[] = {
	0x000a,			/* NTFS times */
	0x5455,			/* extended timestamp */
	0x5855,			/* Info-ZIP Unix, times and owner */
	0x7855,			/* Info-ZIP Unix, owner */
	0x7875,			/* Info-ZIP Unix, owner of any size */
	0xa220,			/* Office padding */
	0xcafe,			/* Java archive */
	0xd935,			/* Android alignment */
};

/* Cut the next field from ${rest}; false at the end or where it is broken. */
static bool
next_field(struct span *rest, uint16_t *id, struct span *value)
{
	size_t n;

	if (rest->n < 4)
		return (false);
	n = zip_le16(rest->p + 2);
	if (n > rest->n - 4)
		return (false);
	*id = zip_le16(rest->p);
	*value = (struct span){ rest->p + 4, n };
	*rest = (struct span){ rest->p + 4 + n, rest->n - 4 - n };
	return (true);
}

/* The first value under ${id}; p NULL when absent. */
static struct span
find_field(struct span extra, uint16_t id)
{
	struct span value;
	uint16_t found;

	while (next_field(&extra, &found, &value))
		if (found == id)
			return (value);
	return ((struct span){ NULL, 0 });
}

static bool
is_harmless(uint16_t id)
{
	size_t i;

	for (i = 0; i < sizeof(harmless) / sizeof(harmless[0]); i++)
		if (harmless[i] == id)
			return (true);
	return (false);
}

void
zip_read_extra(struct zip *z, size_t i, struct span extra, int64_t offset,
    struct zip_extra *out)
{
	struct span rest = extra, value, *known;
	uint16_t id;

	memset(out, 0, sizeof(*out));
	while (next_field(&rest, &id, &value)) {
		if (id == ZIP_EXTRA_ZIP64)
			known = &out->zip64;
		else if (id == ZIP_EXTRA_UNICODE_PATH)
			known = &out->unicode_path;
		else {
			if (!is_harmless(id))
				zip_note(z, ZIP_EXTRA_UNKNOWN, (ptrdiff_t)i,
				    offset, "extra field 0x%04x of %zu bytes",
				    id, value.n);
			continue;
		}
		if (known->p != NULL)
			zip_note(z, ZIP_EXTRA, (ptrdiff_t)i, offset,
			    "extra field 0x%04x stands twice", id);
		else
			*known = value;
	}
	if (rest.n > 0)
		zip_note(z, ZIP_EXTRA, (ptrdiff_t)i, offset,
		    "%zu bytes at the end are no extra field", rest.n);
	/* Version, CRC-32 of the name in the header, name in UTF-8. */
	if (out->unicode_path.p != NULL && (out->unicode_path.n < 5 ||
	    !span_eq(span_sub(out->unicode_path, 5, out->unicode_path.n),
	    z->entries[i].name)))
		zip_note(z, ZIP_NAME_EXTRA, (ptrdiff_t)i, offset,
		    "the Unicode path field holds another name");
}

/* Whether every value that the field has is the one of ${v}, in order. */
static bool
all_alike(const uint64_t *v, size_t n, struct span extra)
{
	size_t i;

	for (i = 0; i < n && extra.n >= 8; i++) {
		if (zip_le64(extra.p) != v[i])
			return (false);
		extra = span_sub(extra, 8, extra.n);
	}
	/* At most the disk number may follow the offset. */
	return (extra.n == 0 ||
	    (i == 3 && extra.n == 4 && zip_le32(extra.p) == 0));
}

const char *
zip_apply64(uint64_t *v, size_t n, const uint32_t *field, struct span extra)
{
	struct span rest = extra;
	bool used = false;
	size_t i;

	for (i = 0; i < n; i++) {
		if (field[i] != UINT32_MAX)
			continue;
		if (extra.p == NULL)
			continue;	/* 2^32 - 1 itself may be meant */
		if (rest.n < 8)
			return ("the ZIP64 field is too short");
		v[i] = zip_le64(rest.p);
		rest = span_sub(rest, 8, rest.n);
		used = true;
	}
	if (extra.p == NULL || (used && rest.n == 0))
		return (NULL);
	/*
	 * Some writers give every value, needed or not.  Readers that take
	 * them unasked must see the same numbers.
	 */
	if (!all_alike(v, n, extra))
		return ("the ZIP64 field has values that differ from the "
		    "header");
	return (NULL);
}

/* The next field that is not ZIP64. */
static bool
next_other(struct span *rest, uint16_t *id, struct span *value)
{

	while (next_field(rest, id, value))
		if (*id != ZIP_EXTRA_ZIP64)
			return (true);
	return (false);
}

static bool
same_fields(struct span a, struct span b)
{
	struct span va = { NULL, 0 }, vb = { NULL, 0 };
	uint16_t ia = 0, ib = 0;
	bool more_a, more_b;

	for (;;) {
		more_a = next_other(&a, &ia, &va);
		more_b = next_other(&b, &ib, &vb);
		if (more_a != more_b)
			return (false);
		if (!more_a)
			return (a.n == 0 && b.n == 0);
		if (ia != ib || !span_eq(va, vb))
			return (false);
	}
}

void
zip_compare_extra(struct zip *z, size_t i, struct span local, int64_t offset)
{
	struct zip_entry *en = &z->entries[i];
	struct span rest = en->extra, there, here;
	uint16_t id;
	size_t n;

	en->same_extra = same_fields(en->extra, local);
	if (en->same_extra)
		return;
	while (next_other(&rest, &id, &there)) {
		here = find_field(local, id);
		/* The directory often holds the beginning only. */
		n = here.n < there.n ? here.n : there.n;
		if (n == 0 || memcmp(here.p, there.p, n) == 0)
			continue;
		zip_note(z, ZIP_LOCAL_EXTRA, (ptrdiff_t)i, offset,
		    "extra field 0x%04x differs from the directory's", id);
	}
}
