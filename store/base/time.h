#ifndef STORE_BASE_TIME_H
#define STORE_BASE_TIME_H

#include <stdint.h>

#include "store/base/error.h"
#include "store/base/span.h"

/*
 * time - moments, as milliseconds since 1970-01-01T00:00:00Z without leap
 * seconds.  All moments are UTC; only text carries an offset.  Years 0001 to
 * 9999 (RFC 3339).  Checks never ask for the time: it is passed in.
 */

#define TIME_MIN	INT64_C(-62135596800000)	/* 0001-01-01 */
#define TIME_MAX	INT64_C(253402300799999)	/* 9999-12-31 */
#define TIME_UNKNOWN	INT64_MIN	/* no moment: outside the range */

#define TIME_TEXT	25	/* "2026-11-21T01:23:45.678Z" and a NUL */
#define TIME_DIGITS	18	/* "20261121012345678" and a NUL */

/* time_now(): the machine's clock. */
int64_t time_now(void);

/*
 * time_monotonic(): milliseconds of a clock that never jumps; for durations
 * and deadlines only.
 */
int64_t time_monotonic(void);

/* time_text(t, s): RFC 3339 to the second, "2026-11-21T01:23:45Z". */
const char *time_text(int64_t t, char s[static TIME_TEXT]);

/* time_text_ms(t, s): the same to the millisecond. */
const char *time_text_ms(int64_t t, char s[static TIME_TEXT]);

/* time_digits(t, s): 17 digits, as in CDXJ. */
const char *time_digits(int64_t t, char s[static TIME_DIGITS]);

/*
 * time_parse(s, out, e):
 * Read the whole of ${s} as an RFC 3339 date and time, with any number of
 * digits of a second (cut to milliseconds) and with Z or an offset; seconds
 * 60 are refused.  Return 0, or -1 with ${e} ERR_SYNTAX.
 */
int time_parse(struct span s, int64_t *out, struct error *e);

/* time_parse_digits(s, out, e): 14 or 17 digits, as in CDXJ; ERR_SYNTAX. */
int time_parse_digits(struct span s, int64_t *out, struct error *e);

/*
 * time_of_civil(y, mo, d, h, mi, s, out):
 * The moment of a date and time in UTC.  Return 0, or -1 where there is no
 * such date or time.
 */
int time_of_civil(int64_t y, int64_t mo, int64_t d, int64_t h, int64_t mi,
    int64_t s, int64_t *out);

#endif
