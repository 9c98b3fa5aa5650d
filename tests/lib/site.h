#ifndef TESTS_LIB_SITE_H
#define TESTS_LIB_SITE_H

#include "store/base/error.h"

/*
 * site - real servers for tests in C: programs that print "NAME VALUE" or
 * "NAME=VALUE" lines when they are ready and run until their standard input
 * ends, so that none outlives a test that crashed.  Tests run in the
 * project's root.
 */
struct server;

/*
 * server_start(words, lines, s, e):
 * Run the program ${words} (PATH is searched; NULL ends them) and read its
 * first ${lines} lines.  Return 0, or -1.
 */
int server_start(const char *const words[], size_t lines, struct server **s,
    struct error *e);

/* server_value(s, name): what it printed, or NULL; lives as ${s}. */
const char *server_value(const struct server *s, const char *name);

/*
 * server_wait(s, line, e):
 * Read on until it has printed ${line}, however long that takes.  Return 0,
 * or -1 when it ended before.
 */
int server_wait(struct server *s, const char *line, struct error *e);

/* server_stop(s): end its input, wait for it, free; NULL is a no-op. */
void server_stop(struct server *s);

/* site_start(folder, s, e): nginx with the social site, see site.sh. */
int site_start(const char *folder, struct server **s, struct error *e);

/* badsite_start(address, s, e): badsite.py, "HTTP" and "TLS" ports. */
int badsite_start(const char *address, struct server **s, struct error *e);

#endif
