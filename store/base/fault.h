#ifndef STORE_BASE_FAULT_H
#define STORE_BASE_FAULT_H

#include <stddef.h>

/*
 * fault - the rules of a format that something breaks: data, no trouble.
 *
 * A format has an enum of them that begins with 0 and ends with their number,
 * a table <format>_faults of that length, and results with
 *
 *	struct fault faults[<their number>];	in the order found
 *	size_t faults_n;
 */
struct fault {
	unsigned code;			/* of the format's enum */
	char detail[224];		/* technical English: found, want */
};

struct fault_kind {
	const char *name;		/* stable: "stamp-imprint" */
	const char *standard;		/* and section that is broken */
};

/*
 * fault_add(r, code, fmt, ...):
 * Note the fault ${code} in the result ${r}, unless it has one of that code.
 */
#define fault_add(r, ...)						\
	fault_note((r)->faults, &(r)->faults_n, __VA_ARGS__)

/* fault_note(list, n, code, fmt, ...): the same of a list with room for it. */
void fault_note(struct fault *list, size_t *n, unsigned code,
    const char *fmt, ...) __attribute__((format(printf, 4, 5)));

#endif
