#ifndef CMD_LIMITATION_H
#define CMD_LIMITATION_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "store/base/error.h"

/*
 * limitation - time limits that may apply to a publication, from the table
 * cmd/data/limitation.json, whose rows have a source and a confidence each.
 * Never legal advice, and whatever is shown from here says so.  Rows that are
 * marked doubtful show no date.
 *
 * Terms run from date to date: three months from 14 December end on 14 March,
 * and where the last month has no such day, on its last day.  Saturdays,
 * Sundays and holidays change nothing here.  Where a day is not known the
 * earliest that can be stands for it: a term is never told longer than it is.
 */
struct limitation_day {
	int year;			/* 1 to 9999; 0: not known */
	int month;			/* 0: only the year is known */
	int day;			/* 0: only the month is known */
	bool has_moment;		/* the time of the day and its offset
					 * are known: the day depends on the
					 * place */
	int64_t moment;
};

/* "2026-11-21" */
#define LIMITATION_TEXT	11

/*
 * limitation_day_read(s, out): "2026", "2026-11", "2026-11-14", or a date and
 * time as in RFC 3339, with or without an offset; false where ${s} is none of
 * these or there is no such day.
 */
bool limitation_day_read(const char *s, struct limitation_day *out);
const char *limitation_day_text(const struct limitation_day *d,
    char s[static LIMITATION_TEXT]);

/* limitation_add(d, years, months): the same day so much later. */
struct limitation_day limitation_add(struct limitation_day d, int years,
    int months);

/* limitation_weekday(d): 0 is Sunday. */
int limitation_weekday(const struct limitation_day *d);

/* limitation_days(from, to): how many days later ${to} is. */
int64_t limitation_days(const struct limitation_day *from,
    const struct limitation_day *to);

/*
 * limitation_day_in(d, zone, sure):
 * The whole day that ${d} is at a place: ${zone} is "europe-west",
 * "europe-central" (with summer time, last Sunday of March to last Sunday of
 * October), an integer (minutes from UTC of the westernmost part, standard
 * time) or NULL (UTC).  ${*sure} is false where it may be a later one.
 */
struct limitation_day limitation_day_in(const struct limitation_day *d,
    const json_t *zone, bool *sure);

/* limitation_to_come(d, now): not yet begun anywhere on Earth. */
bool limitation_to_come(const struct limitation_day *d, int64_t now);

/*
 * limitation_place(s, out):
 * A code of ISO 3166 as the table has it ("fr" is "FR", "UK" is "GB"); false
 * where ${s} is none: two letters, or these, "-" and up to three more.
 */
#define LIMITATION_PLACE	8
bool limitation_place(const char *s, char out[static LIMITATION_PLACE]);

/* limitation_table(e): the table itself, a new reference, or NULL. */
json_t *limitation_table(struct error *e);

/* What is known of a case; days with year 0 are not. */
struct limitation_case {
	const json_t *places;		/* list of "FR", "US-NY"...: NULL all;
					 * "CA" stands for all of Canada */
	struct limitation_day published;
	struct limitation_day known;	/* to the person concerned */
	struct limitation_day author;	/* who wrote it was known */
	const json_t *interrupted;	/* list of days, or NULL */
	int64_t now;			/* for "days_left"; 0: none */
};

/*
 * limitation_rows(table, k, e):
 * The rows of ${table} that may apply, a new list: each as there and besides
 * "from" and "ends" (dates) where they can be told, "days_left" (0: it ends
 * today; negative: it has ended), "earliest" true where the day that starts
 * the term is not known exactly (the term ends then or later), "interrupted"
 * true where it runs from an act that interrupted it, "older_law" true where
 * the publication is older than the rule.  Earliest end first, then those
 * without.
 */
json_t *limitation_rows(const json_t *table, const struct limitation_case *k,
    struct error *e);

/* limitation_next(rows): the one that ends next, today included; or NULL. */
const json_t *limitation_next(const json_t *rows);

/* limitation_ended(rows): how many have ended. */
size_t limitation_ended(const json_t *rows);

/*
 * limitation_without(table, places, e): those of the list ${places} that
 * ${table} says nothing of, a new list.
 */
json_t *limitation_without(const json_t *table, const json_t *places,
    struct error *e);

/* limitation_notice(table): {"fr","en"}, of the table. */
json_t *limitation_notice(const json_t *table);

#endif
