#ifndef VERIFY_OPTIONS_H
#define VERIFY_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define OPTIONS_JOBS_MAX	256

/* options - what the command line asked for; strings are argv's. */
struct options {
	const char **trust;
	size_t ntrust;
	const char **tsa_trust;
	size_t ntsa;
	const char **witness;
	size_t nwitness;
	const char **files;
	size_t nfiles;
	const char *report;
	const char *lang;
	int64_t at;			/* TIME_UNKNOWN: now */
	int jobs;
	bool json;
	bool quiet;
	bool help;
	bool version;
};

/*
 * options_read(argc, argv, o, why, word):
 * Return 0; 1 for wrong usage with ${*why} (translated) about ${*word}; or -1
 * when memory ran out.  Free ${o} with options_free() in any case.
 */
int options_read(int argc, char *const argv[], struct options *o,
    const char **why, const char **word);
void options_free(struct options *o);

#endif
