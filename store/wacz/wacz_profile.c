#include <string.h>

#include "store/base/time.h"
#include "store/wacz/manifest_internal.h"
#include "store/wacz/wacz_shape.h"
#include "store/wacz/zip_internal.h"

/*
 * Whether an archive of ours is as our writer makes it.  Most bytes of a ZIP
 * that are no content stand twice and are compared by zip_open; those that
 * stand once, in the directory, can only be compared with what we write.
 */

#define UT_LEN		9	/* time: id, length, flags, seconds */
#define UX_LEN		15	/* owner: id, length, version, two numbers */

/* The extra fields of an entry: modification time, owner 0, group 0. */
static bool
extra_is(struct span extra, uint32_t when)
{
	static const uint8_t ut[] = { 0x55, 0x54, 5, 0, 1 };
	static const uint8_t ux[UX_LEN] = { 0x75, 0x78, 11, 0, 1, 4, 0, 0, 0,
		0, 4, 0, 0, 0, 0 };

	/* ZIP64 stands behind; zip_open has checked it. */
	return (extra.n >= UT_LEN + UX_LEN &&
	    memcmp(extra.p, ut, sizeof(ut)) == 0 &&
	    zip_le32(extra.p + sizeof(ut)) == when &&
	    memcmp(extra.p + UT_LEN, ux, sizeof(ux)) == 0 &&
	    (extra.n == UT_LEN + UX_LEN ||
	    zip_le16(extra.p + UT_LEN + UX_LEN) == ZIP_EXTRA_ZIP64));
}

/*
 * The local time of the machine that wrote, in steps of two seconds: some
 * quarters of an hour away from ${when}, at most 15 hours.
 */
static bool
dos_time_is(uint32_t dos, uint32_t when)
{
	int64_t t, away, second = (int64_t)(dos & 0x1f) * 2;

	if (time_of_civil((dos >> 25) + 1980, dos >> 21 & 0x0f,
	    dos >> 16 & 0x1f, dos >> 11 & 0x1f, dos >> 5 & 0x3f, second,
	    &t) != 0)
		return (false);
	away = t / 1000 - (int64_t)(when & ~1u);
	return (away % (15 * 60) == 0 && away <= 15 * 3600 &&
	    away >= -15 * 3600);
}

/*
 * Versions: the local header and "made by" need ZIP64 for the size, the
 * directory also for the offset.
 */
static bool
versions_are(const struct zip_entry *en)
{
	uint16_t local = en->size > UINT32_MAX ? ZIP_VERSION64 : WACZ_VERSION;
	uint16_t needed = en->extra.n > UT_LEN + UX_LEN ? ZIP_VERSION64 :
	    WACZ_VERSION;

	return (en->version_local == local &&
	    en->version_made == (WACZ_SYSTEM << 8 | local) &&
	    en->version_needed == needed);
}

/* What differs in the entry, or NULL. */
static const char *
entry_differs(const struct zip_entry *en, uint32_t when, uint32_t dos)
{

	if (en->method != ZIP_STORED)
		return ("method");
	if (en->flags != WACZ_FLAGS)
		return ("flags");
	if (!versions_are(en))
		return ("version");
	if (en->internal != 0 || en->external != WACZ_EXTERNAL)
		return ("attributes");
	if (en->dos_time != dos || !dos_time_is(dos, when))
		return ("time");
	if (!en->same_extra || !extra_is(en->extra, when) ||
	    en->local_zip64 != (en->size > UINT32_MAX))
		return ("extra fields");
	if (!en->sizes_told || en->local_crc != 0)
		return ("sizes or CRC-32 in the local header");
	if (en->descriptor != (en->size > UINT32_MAX ? 24 : 16))
		return ("data descriptor");
	return (NULL);
}

/* ZIP64 records stand there only where the numbers need them. */
static void
check_end(const struct zip *z, struct manifest *m)
{
	bool needed = z->end.count > UINT16_MAX ||
	    z->end.central > UINT32_MAX || z->end.central_size > UINT32_MAX;
	uint32_t want = needed ? ZIP_VERSION64 << 16 | ZIP_VERSION64 : 0;

	if (z->end.versions64 != want)
		manifest_note(m->faults, MANIFEST_SHAPE, -1, -1,
		    "ZIP64 end record, or its versions, not as constat "
		    "writes");
}

static void
check_entries(const struct zip *z, struct manifest *m, uint32_t when)
{
	const struct zip_entry *en, *before = NULL;
	const char *what;
	size_t i;

	for (i = 0; i < zip_count(z); i++) {
		en = zip_entry(z, i);
		what = entry_differs(en, when, zip_entry(z, 0)->dos_time);
		if (what != NULL)
			manifest_note(m->faults, MANIFEST_SHAPE, -1,
			    (ptrdiff_t)i, "%s not as constat writes", what);
		if (before != NULL && (wacz_order(before->name, en->name) > 0 ||
		    before->header >= en->header))
			manifest_note(m->faults, MANIFEST_SHAPE, -1,
			    (ptrdiff_t)i, "not in the order of constat");
		before = en;
	}
}

int
wacz_profile(const struct zip *z, struct manifest *m, struct error *e)
{
	const struct zip_fault *f;
	size_t i;

	if (!m->constat)
		return (error_set(e, ERR_INPUT, "not a package of constat"));
	for (i = 0; i < zip_fault_count(z); i++) {
		f = zip_fault(z, i);
		if (f->severity == ZIP_WARN)
			manifest_note(m->faults, MANIFEST_SHAPE, -1, f->entry,
			    "%s, which constat never writes: %s",
			    zip_fault_name(f->kind), f->text);
	}
	check_end(z, m);
	if (m->created_ms != TIME_UNKNOWN)
		check_entries(z, m, (uint32_t)(m->created_ms / 1000));
	return (m->faults->nomem ? error_nomem(e) : 0);
}
