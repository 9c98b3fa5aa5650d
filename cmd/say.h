#ifndef CMD_SAY_H
#define CMD_SAY_H

#include <jansson.h>

#include "store/base/error.h"
#include "verify/words.h"

/*
 * say - how the program speaks to people: plain lines, wrapped to the
 * terminal, results on standard output, all else on standard error.  Text
 * that comes from outside (titles, URLs, names) goes through say_safe().
 */

/* Exit codes of cli.md; `verify` has its own. */
enum {
	EXIT_DONE = 0,		/* done, nothing missing */
	EXIT_MISSING = 1,	/* done, but something asked for is missing */
	EXIT_NOTHING = 2,	/* nothing was done, nothing was changed */
	EXIT_USAGE = 64
};

/* say_columns(fd): width of the terminal, 80 where there is none. */
int say_columns(int fd);

/* say_width(s): columns that the UTF-8 text takes. */
int say_width(const char *s);

/* say_row(left, text, column): "  left", then the text wrapped at column. */
void say_row(const char *left, const char *text, int column);

/* say_text(text), say_textf(fmt, ...): a paragraph on stdout, wrapped. */
void say_text(const char *text);
void say_textf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* say_field(name, value): "  name      value"; a NULL value says nothing. */
void say_field(const char *name, const char *value);

/*
 * say_safe(s): a copy for free() in which nothing can steer a terminal; never
 * NULL unless memory ran out.  NULL gives an empty text.
 */
char *say_safe(const char *s);

/*
 * say_error(who, what, e): on stderr: what happened and what to do, in the
 * reader's language, then the technical text.  ${what}: the URL or file
 * concerned, or NULL.
 */
void say_error(const char *who, const char *what, const struct error *e);

/* say_error_url(who, url, e): the same about a URL, without its secrets. */
void say_error_url(const char *who, const char *url, const struct error *e);

/* say_error_address(who, url, e): the same where ${url} is none. */
void say_error_address(const char *who, const char *url,
    const struct error *e);

/*
 * say_url(url): a copy for free() in which a user name and a password, if any,
 * are replaced by the word "withheld"; NULL when memory ran out.
 */
char *say_url(const char *url);

/* say_error_what(code), say_error_do(code): the translated words. */
const char *say_error_what(enum error_code code);
const char *say_error_do(enum error_code code);

/* say_json(j): print ${j} on a line and drop the reference; 0 or -1. */
int say_json(json_t *j);

/* say_error_json(e): {"code","detail","source","offset"}, or NULL. */
json_t *say_error_json(const struct error *e);

#endif
