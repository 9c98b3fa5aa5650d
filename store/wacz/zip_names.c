#include <stdlib.h>
#include <string.h>

#include "store/wacz/zip_internal.h"

/*
 * The names among each other.  They are sorted by what a file system that
 * folds case, takes '\' for '/' and drops dots and blanks at the end of a
 * part would make of them, so that names alike stand side by side.
 */

int
zip_name_compare(struct span a, struct span b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int c = n == 0 ? 0 : memcmp(a.p, b.p, n);

	if (c != 0)
		return (c);
	return (a.n < b.n ? -1 : a.n > b.n);
}

static bool
is_slash(uint8_t c)
{

	return (c == '/' || c == '\\');
}

/* The next folded byte of ${s} from ${*at} on; -1 at the end. */
static int
next_folded(struct span s, size_t *at)
{
	size_t k = *at;
	uint8_t c;

	while (k < s.n && (s.p[k] == '.' || s.p[k] == ' '))
		k++;
	/* Dots and blanks count unless the part ends with them. */
	if (k < s.n && !is_slash(s.p[k]))
		k = *at;
	if (k == s.n)
		return (-1);
	c = s.p[k];
	*at = k + 1;
	/* Lowest, so that "a/b" follows "a" directly. */
	if (is_slash(c))
		return (0);
	if (c >= 'A' && c <= 'Z')
		return (c + ('a' - 'A') + 1);
	return (c + 1);
}

/* Where they differ first, folded; -1 for the end of one. */
static void
differ(struct span a, struct span b, int *x, int *y)
{
	size_t i = 0, j = 0;

	do {
		*x = next_folded(a, &i);
		*y = next_folded(b, &j);
	} while (*x == *y && *x >= 0);
}

static int
compare_folded(struct span a, struct span b)
{
	int x, y;

	differ(a, b, &x, &y);
	return (x < y ? -1 : x > y);
}

/* Whether ${b}, folded, is below the folder ${a}, folded. */
static bool
is_below(struct span a, struct span b)
{
	int x, y;

	differ(a, b, &x, &y);
	return (x < 0 && y == 0);
}

/* Byte for byte but for the kind of slash. */
static int
compare_slashed(struct span a, struct span b)
{
	size_t i, n = a.n < b.n ? a.n : b.n;
	int x, y;

	for (i = 0; i < n; i++) {
		x = is_slash(a.p[i]) ? '/' : a.p[i];
		y = is_slash(b.p[i]) ? '/' : b.p[i];
		if (x != y)
			return (x < y ? -1 : 1);
	}
	return (a.n < b.n ? -1 : a.n > b.n);
}

static int
by_folded(const void *a, const void *b, void *ctx)
{
	const struct zip *z = ctx;
	size_t i = *(const size_t *)a, j = *(const size_t *)b;
	int c = compare_folded(z->entries[i].name, z->entries[j].name);

	if (c == 0)
		c = compare_slashed(z->entries[i].name, z->entries[j].name);
	return (c != 0 ? c : i < j ? -1 : i > j);
}

static int
by_bytes(const void *a, const void *b, void *ctx)
{
	const struct zip *z = ctx;
	size_t i = *(const size_t *)a, j = *(const size_t *)b;
	int c = zip_name_compare(z->entries[i].name, z->entries[j].name);

	return (c != 0 ? c : i < j ? -1 : i > j);
}

static void
note_pair(struct zip *z, enum zip_fault_kind kind, size_t i, size_t first,
    const char *what)
{
	char a[ZIP_SHOWN], b[ZIP_SHOWN];

	zip_note(z, kind, (ptrdiff_t)i, z->entries[i].header,
	    "%s %s %s of entry %zu", zip_show(z->entries[i].name, a), what,
	    zip_show(z->entries[first].name, b), first);
}

/* ${order} is sorted by folded names. */
static void
compare_all(struct zip *z, const size_t *order)
{
	struct span name, before;
	ptrdiff_t file = -1;
	size_t k, i;

	for (k = 0; k < z->n; k++) {
		i = order[k];
		name = z->entries[i].name;
		if (k > 0) {
			before = z->entries[order[k - 1]].name;
			if (compare_slashed(before, name) == 0)
				note_pair(z, ZIP_NAME_TWICE, i, order[k - 1],
				    "is the name");
			else if (compare_folded(before, name) == 0)
				note_pair(z, ZIP_NAME_ALIKE, i, order[k - 1],
				    "is like the name");
		}
		/* All that is below a file follows it without a break. */
		if (file >= 0 && is_below(z->entries[file].name, name))
			note_pair(z, ZIP_NAME_CLASH, i, (size_t)file,
			    "is below the file");
		else if (!z->entries[i].folder)
			file = (ptrdiff_t)i;
	}
}

int
zip_check_names(struct zip *z, struct error *e)
{
	size_t i;

	z->by_name = calloc(z->n + 1, sizeof(*z->by_name));
	if (z->by_name == NULL)
		return (error_nomem(e));
	for (i = 0; i < z->n; i++)
		z->by_name[i] = i;
	qsort_r(z->by_name, z->n, sizeof(*z->by_name), by_folded, z);
	compare_all(z, z->by_name);
	qsort_r(z->by_name, z->n, sizeof(*z->by_name), by_bytes, z);
	return (0);
}
