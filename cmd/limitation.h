#ifndef CMD_LIMITATION_H
#define CMD_LIMITATION_H

#include <jansson.h>
#include <stdbool.h>

#include "store/base/error.h"

/*
 * limitation - time limits that may apply to a publication, from the table
 * cmd/data/limitation.json, whose rows have a source and a confidence each.
 * Never legal advice, and whatever is shown from here says so.  Rows that are
 * marked doubtful show no date.
 *
 * Dates are days of the calendar as the person wrote them; terms run from
 * date to date: three months from 14 December end on 14 March, and where the
 * last month has no such day, on its last day.
 */
struct limitation_day {
	int year;			/* 1 to 9999; 0: not known */
	int month;
	int day;
};

/* "2026-11-21" */
#define LIMITATION_TEXT	11

/*
 * limitation_day_read(s, out): a date, alone or before "T" and a time as in
 * RFC 3339; false where ${s} begins with no day there is.
 */
bool limitation_day_read(const char *s, struct limitation_day *out);
const char *limitation_day_text(const struct limitation_day *d,
    char s[static LIMITATION_TEXT]);

/* limitation_add(d, years, months): the same day so much later. */
struct limitation_day limitation_add(struct limitation_day d, int years,
    int months);

/* What is known of a case; days with year 0 are not. */
struct limitation_case {
	const json_t *places;		/* list of "FR", "US-NY"...: NULL all;
					 * "CA" stands for all of Canada */
	struct limitation_day published;
	struct limitation_day known;	/* to the person concerned */
	struct limitation_day author;	/* who wrote it was known */
};

/*
 * limitation_rows(k, e):
 * The rows that may apply, a new list: each as in the table and besides
 * "from" and "ends" (dates) where they can be told, and "earliest" true where
 * the day that starts the term is not known and the publication stands for it
 * (the term ends then or later).  Earliest end first, then those without.
 */
json_t *limitation_rows(const struct limitation_case *k, struct error *e);

/* limitation_notice(): {"fr","en"}, a new reference. */
json_t *limitation_notice(struct error *e);

#endif
