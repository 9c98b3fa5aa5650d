#include <string.h>

#include "store/asic/asic_read.h"

/*
 * Whether entries are as our writer makes them: what may be otherwise in an
 * archive without another content could be altered by anybody.
 */

/* What is wrong with the entry's header, or NULL. */
static const char *
wrong(const struct zip_entry *en, const struct zip_entry *first)
{

	if (en->folder)
		return ("a folder");
	/* A deflated stream has bits that mean nothing. */
	if (en->method != 0)
		return ("not stored");
	if (en->version_made != ASIC_MADE || en->internal != 0 ||
	    en->external != ASIC_EXTERNAL)
		return ("attributes or version made by");
	if (en->version_needed != (en->extra.n > 0 ? ASIC_VERSION64 :
	    ASIC_VERSION))
		return ("version needed");
	if (en->flags != asic_flags(en->name))
		return ("flags");
	if (en->dos_time != first->dos_time)
		return ("another time than the first entry's");
	if (en->descriptor != 0 || !en->sizes_told || !en->same_extra ||
	    en->local_zip64 != (en->size >= ASIC_LARGE))
		return ("sizes or extra fields of the local header");
	return (NULL);
}

/* The ZIP64 field alone, and that only where it is needed. */
static bool
extra_ok(const struct zip_entry *en)
{
	size_t n = (en->size >= ASIC_LARGE ? 16U : 0U) +
	    (en->header >= ASIC_LARGE ? 8U : 0U);

	if (n == 0)
		return (en->extra.n == 0);
	return (en->extra.n == n + 4 && en->extra.p[0] == 1 &&
	    en->extra.p[1] == 0);
}

static int
check_entry(struct asic *a, size_t i, struct error *e)
{
	const struct zip_entry *en = zip_entry(a->zip, i);
	const char *why = wrong(en, zip_entry(a->zip, 0));

	if (why == NULL && !extra_ok(en))
		why = "extra fields";
	if (why == NULL && i > 0 && en->header <=
	    zip_entry(a->zip, i - 1)->header)
		why = "the directory is in another order";
	if (why == NULL)
		return (0);
	return (asic_note(a, ASIC_FAULT_SHAPE, en->name, e, "not as written "
	    "by this program: %s", why));
}

int
asic_check_shape(struct asic *a, struct error *e)
{
	const struct zip_fault *f;
	struct span name;
	size_t i;

	for (i = 0; i < zip_fault_count(a->zip); i++) {
		f = zip_fault(a->zip, i);
		name = f->entry < 0 ? (struct span){ NULL, 0 } :
		    zip_entry(a->zip, (size_t)f->entry)->name;
		if (asic_note(a, ASIC_FAULT_ZIP, name, e, "%s: %s",
		    zip_fault_name(f->kind), f->text) != 0)
			return (-1);
	}
	if (a->form != ASIC_OURS)
		return (0);
	if (!zip_end_is(a->zip, ASIC_VERSION64 << 16 | ASIC_MADE) &&
	    asic_note(a, ASIC_FAULT_SHAPE, (struct span){ NULL, 0 }, e,
	    "not as written by this program: ZIP64 end record") != 0)
		return (-1);
	for (i = 0; i < zip_count(a->zip); i++)
		if (check_entry(a, i, e) != 0)
			return (-1);
	return (0);
}
