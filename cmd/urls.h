#ifndef CMD_URLS_H
#define CMD_URLS_H

#include <stdbool.h>
#include <stddef.h>

#include "store/base/error.h"

/* urls - the addresses to capture, from the command line and from a file. */
struct urls {
	char **v;
	size_t n;
	size_t cap;
};

/*
 * urls_read(u, words, n, from, e):
 * The ${n} ${words}, then each line of the file ${from} ("-": standard
 * input; NULL: none) that is neither empty nor begins with '#'.  Free with
 * urls_free() in any case.  0, or -1 with ${e}: ERR_NOTFOUND, ERR_LIMIT, ...
 */
int urls_read(struct urls *u, const char *const *words, size_t n,
    const char *from, struct error *e);
void urls_free(struct urls *u);

/*
 * urls_services(who, list):
 * Whether each of the NULL-ended ${list} (NULL: none) can be asked: an http or
 * https URL without a password, which would be kept with what it is used for.
 * If not, say which on stderr.
 */
bool urls_services(const char *who, const char *const *list);

#endif
