#include <stdlib.h>
#include <string.h>

#include "store/wacz/zip_internal.h"

static int
read_all(struct zip *z, struct error *e)
{
	bool found;

	if (zip_find_end(z, &found, e) != 0)
		return (-1);
	if (!found)
		return (0);
	if (zip_read_central(z, e) != 0 || zip_check_map(z, e) != 0)
		return (-1);
	return (zip_check_names(z, e));
}

int
zip_open_part(const struct part *p, struct zip **out, struct error *e)
{
	struct zip *z;

	if ((z = calloc(1, sizeof(*z))) == NULL)
		return (error_nomem(e));
	z->file = *p;
	if (read_all(z, e) != 0) {
		zip_free(z);
		return (-1);
	}
	if (z->nomem) {
		zip_free(z);
		return (error_nomem(e));
	}
	*out = z;
	return (0);
}

int
zip_open(int fd, struct zip **out, struct error *e)
{
	struct part p;

	if (part_whole(fd, &p, e) != 0)
		return (-1);
	return (zip_open_part(&p, out, e));
}

size_t
zip_count(const struct zip *z)
{

	return (z->n);
}

const struct zip_entry *
zip_entry(const struct zip *z, size_t i)
{

	return (i < z->n ? &z->entries[i] : NULL);
}

bool
zip_end_is(const struct zip *z, uint32_t versions)
{
	bool needed = z->end.count >= UINT16_MAX ||
	    z->end.central >= UINT32_MAX || z->end.central_size >= UINT32_MAX;

	return (z->end.versions64 == (needed ? versions : 0) &&
	    !z->end.loose);
}

ptrdiff_t
zip_find(const struct zip *z, struct span name)
{
	size_t lo = 0, hi = z->by_name == NULL ? 0 : z->n, mid;
	const struct zip_entry *en;

	/* The first that is not below ${name}. */
	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		en = &z->entries[z->by_name[mid]];
		if (zip_name_compare(en->name, name) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (z->by_name == NULL || lo == z->n ||
	    !span_eq(z->entries[z->by_name[lo]].name, name))
		return (-1);
	return ((ptrdiff_t)z->by_name[lo]);
}

void
zip_free(struct zip *z)
{
	size_t i;

	if (z == NULL)
		return;
	for (i = 0; i < z->notes_n; i++)
		free(z->notes[i].text);
	free(z->notes);
	free(z->by_name);
	free(z->entries);
	free(z->central);
	free(z);
}
