#ifndef STORE_FACTS_WHEN_INTERNAL_H
#define STORE_FACTS_WHEN_INTERNAL_H

#include "store/facts/when.h"

/* Parts of a date as they were found; -1: not found. */
struct parts {
	int64_t year, month, day;
	int64_t hour, minute, second;
	int32_t ns;
	int digits;
	bool has_zone;
	int64_t offset;		/* seconds east of UTC */
};

#define PARTS_INIT	{ -1, -1, -1, -1, -1, -1, 0, 0, false, 0 }

/*
 * Each cuts what it knows from the beginning of ${rest}, and leaves it alone
 * where it returns false.
 */
/* "15:39[:43[.666]]", "15h39". */
bool when_clock(struct span *rest, struct parts *p);
/* "Z", "UTC", "GMT", "+02:00", "+0200", "+02", "GMT+2". */
bool when_zone(struct span *rest, struct parts *p);
/* 1 to ${max} digits. */
bool when_number(struct span *rest, size_t max, int64_t *out, size_t *n);

/* when_words(raw, p): dates in words and in digits with dots and slashes. */
bool when_words(struct span raw, struct parts *p);

#endif
