#ifndef STORE_FACTS_WHEN_H
#define STORE_FACTS_WHEN_H

#include <stdbool.h>
#include <stdint.h>

#include "store/base/span.h"

/*
 * when - a moment as a page writes it, as exactly as it says and no more.
 *
 * Never a guess: a form that can be read in two ways is not read.
 */
enum precision {
	PRECISION_NONE = 0,	/* no time */
	PRECISION_DAY, PRECISION_MINUTE, PRECISION_SECOND, PRECISION_FRACTION
};

struct when {
	enum precision precision;
	bool local;		/* without zone: of the writer's clock */
	int64_t s;		/* seconds since 1970, as if UTC where local */
	int32_t ns;		/* and this much, truncated */
	int digits;		/* of the fraction, 0 to 9 */
};

#define WHEN_TEXT	40
#define WHEN_SOURCE_MAX	200	/* bytes; a longer text is no time */

/*
 * when_read(raw, out):
 * Read the whole of ${raw}: RFC 3339 and looser forms of ISO 8601 (blank for
 * T, no seconds, no zone, day alone), RFC 5322 and HTTP dates, and dates with
 * the month's name in English, French, German or Spanish, in any order.
 * Dates in digits: the year first, or with dots the day first; with slashes
 * or dashes only where one number is above 12 or both are the same.  Zones:
 * Z, UTC, GMT, and offsets.  False: it is none of these, or no such day.
 */
bool when_read(struct span raw, struct when *out);

/*
 * when_epoch(digits, per_s, out):
 * A count of units of 1/${per_s} s (1, 1000 or 1000000) since 1970, as digits;
 * one of seconds may have a fraction.  0 is how programs write that they do
 * not know: false.
 */
bool when_epoch(struct span digits, int64_t per_s, struct when *out);

/* when_of_us(us, digits): of microseconds, cut to ${digits} of 0, 3, 6. */
struct when when_of_us(int64_t us, int digits);

/*
 * when_text(w, s): "2024-12-30", "2009-01-21T05:42" (local: no zone),
 * "2020-01-30T15:39Z", "2020-01-30T15:39:43Z", "2020-01-30T15:39:43.666Z".
 */
const char *when_text(const struct when *w, char s[static WHEN_TEXT]);

/* when_step(w): seconds that ${w} leaves open: 86400, 60 or 1; a fraction: 1.
 */
int64_t when_step(const struct when *w);

/*
 * when_same(a, b): whether both can be the same moment as far as the coarser
 * tells, by cutting the finer; where one alone is local, whether there is a
 * zone on earth in which they are.
 */
bool when_same(const struct when *a, const struct when *b);

#endif
