#include <string.h>

#include "store/wacz/zip_internal.h"

/*
 * One name by itself: what would be another file, or no file, for a reader
 * on another system (APPNOTE 4.4.17; Windows file naming rules).
 */

static bool
has_parent(struct span part)
{

	return (span_is(part, ".."));
}

bool
zip_name_device(struct span part)
{
	static const char *const names[] = { "con", "prn", "aux", "nul",
		"conin$", "conout$", "clock$" };
	struct span base = part;
	ptrdiff_t dot = span_find(part, '.');
	size_t i;

	if (dot >= 0)
		base = span_sub(part, 0, (size_t)dot);
	while (base.n > 0 && base.p[base.n - 1] == ' ')
		base.n--;
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (span_is_nocase(base, names[i]))
			return (true);
	/* COM1 to COM9 and LPT1 to LPT9. */
	return (base.n == 4 && base.p[3] >= '1' && base.p[3] <= '9' &&
	    (span_is_nocase(span_sub(base, 0, 3), "com") ||
	    span_is_nocase(span_sub(base, 0, 3), "lpt")));
}

/* Cut the next part, up to a slash of either kind. */
static bool
next_part(struct span *rest, struct span *part)
{
	size_t i;

	if (rest->p == NULL)
		return (false);
	for (i = 0; i < rest->n; i++)
		if (rest->p[i] == '/' || rest->p[i] == '\\')
			break;
	*part = span_sub(*rest, 0, i);
	if (i == rest->n)
		*rest = (struct span){ NULL, 0 };
	else
		*rest = (struct span){ rest->p + i + 1, rest->n - i - 1 };
	return (true);
}

/* Code point at the head of well-formed UTF-8; its length into ${n}. */
static uint32_t
head_point(const uint8_t *p, size_t *n)
{

	if (p[0] < 0x80) {
		*n = 1;
		return (p[0]);
	}
	if (p[0] < 0xe0) {
		*n = 2;
		return ((p[0] & 0x1fu) << 6 | (p[1] & 0x3fu));
	}
	if (p[0] < 0xf0) {
		*n = 3;
		return ((p[0] & 0x0fu) << 12 | (p[1] & 0x3fu) << 6 |
		    (p[2] & 0x3fu));
	}
	*n = 4;
	return ((p[0] & 0x07u) << 18 | (p[1] & 0x3fu) << 12 |
	    (p[2] & 0x3fu) << 6 | (p[3] & 0x3fu));
}

struct range {
	uint32_t from;
	uint32_t to;
};

static bool
in_ranges(uint32_t c, const struct range *r, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (c >= r[i].from && c <= r[i].to)
			return (true);
	return (false);
}

/* Control characters and those that leave no mark or turn the direction. */
static bool
is_invisible(uint32_t c)
{
	static const struct range r[] = { { 0x00, 0x1f }, { 0x7f, 0x9f },
		{ 0xad, 0xad }, { 0x061c, 0x061c }, { 0x180e, 0x180e },
		{ 0x200b, 0x200f }, { 0x2028, 0x202e }, { 0x2060, 0x206f },
		{ 0xfe00, 0xfe0f }, { 0xfeff, 0xfeff }, { 0xfff9, 0xfffb },
		{ 0xe0000, 0xe0fff } };

	return (in_ranges(c, r, sizeof(r) / sizeof(r[0])));
}

/*
 * Characters that another normal form or case folding turns into others, so
 * that a file system may take two names for one: combining marks, the Kelvin
 * sign, the long s, full-width forms.
 */
static bool
is_foldable(uint32_t c)
{
	static const struct range r[] = { { 0x017f, 0x017f },
		{ 0x0300, 0x036f }, { 0x1ab0, 0x1aff }, { 0x1dc0, 0x1dff },
		{ 0x20d0, 0x20ff }, { 0x212a, 0x212b }, { 0xfb00, 0xfb06 },
		{ 0xfe20, 0xfe2f }, { 0xff01, 0xff5e } };

	return (in_ranges(c, r, sizeof(r) / sizeof(r[0])));
}

/* The characters of the name ${i}. */
static void
check_points(struct zip *z, size_t i, int64_t at)
{
	const struct zip_entry *en = &z->entries[i];
	bool ascii = true, invisible = false, foldable = false;
	size_t k, n;
	uint32_t c;

	if (!span_utf8(en->name)) {
		zip_note(z, ZIP_NAME_UTF8, (ptrdiff_t)i, at,
		    "the name is not UTF-8");
		return;
	}
	for (k = 0; k < en->name.n; k += n) {
		c = head_point(en->name.p + k, &n);
		ascii = ascii && c < 0x80;
		invisible = invisible || is_invisible(c);
		foldable = foldable || is_foldable(c);
	}
	if (invisible)
		zip_note(z, ZIP_NAME_CONTROL, (ptrdiff_t)i, at,
		    "control or invisible character in the name");
	if (foldable)
		zip_note(z, ZIP_NAME_ODD, (ptrdiff_t)i, at,
		    "character with more than one form in the name");
	if (!ascii && (en->flags & ZIP_FLAG_UTF8) == 0)
		zip_note(z, ZIP_NAME_CHARSET, (ptrdiff_t)i, at,
		    "the name is not ASCII and not marked as UTF-8");
}

/* The parts of the name ${i}: at most one fault of each kind. */
static void
check_parts(struct zip *z, size_t i, int64_t at)
{
	const struct zip_entry *en = &z->entries[i];
	struct span rest = en->name, part;
	bool parent = false, device = false, dot = false, odd = false;

	/* One slash at the end marks a folder. */
	if (rest.n > 1 && en->folder)
		rest.n--;
	/* One in front is told as absolute. */
	if (rest.n > 0 && (rest.p[0] == '/' || rest.p[0] == '\\'))
		rest = (struct span){ rest.p + 1, rest.n - 1 };
	while (next_part(&rest, &part)) {
		parent = parent || has_parent(part);
		device = device || zip_name_device(part);
		dot = dot || part.n == 0 || span_is(part, ".");
		odd = odd || (part.n > 2 && (part.p[part.n - 1] == '.' ||
		    part.p[part.n - 1] == ' '));
	}
	if (parent)
		zip_note(z, ZIP_NAME_PARENT, (ptrdiff_t)i, at, "\"..\"");
	if (device)
		zip_note(z, ZIP_NAME_DEVICE, (ptrdiff_t)i, at,
		    "a device on other systems");
	if (dot)
		zip_note(z, ZIP_NAME_DOT, (ptrdiff_t)i, at,
		    "\".\" or an empty part");
	if (odd)
		zip_note(z, ZIP_NAME_ODD, (ptrdiff_t)i, at,
		    "a part ends in a dot or a blank");
}

void
zip_check_name(struct zip *z, size_t i, int64_t at)
{
	struct span s = z->entries[i].name;
	bool drive;

	if (s.n == 0) {
		zip_note(z, ZIP_NAME_EMPTY, (ptrdiff_t)i, at, "empty name");
		return;
	}
	if (s.p[0] == '/' || s.p[0] == '\\')
		zip_note(z, ZIP_NAME_ABSOLUTE, (ptrdiff_t)i, at, "absolute");
	drive = s.n >= 2 && s.p[1] == ':' &&
	    ((s.p[0] | 0x20) >= 'a' && (s.p[0] | 0x20) <= 'z');
	if (drive)
		zip_note(z, ZIP_NAME_DRIVE, (ptrdiff_t)i, at, "with a drive");
	else if (span_find(s, ':') >= 0)
		zip_note(z, ZIP_NAME_ODD, (ptrdiff_t)i, at,
		    "':' names a stream of a file on other systems");
	if (span_find(s, '\\') >= 0)
		zip_note(z, ZIP_NAME_BACKSLASH, (ptrdiff_t)i, at,
		    "backslash in the name");
	check_points(z, i, at);
	check_parts(z, i, at);
}
