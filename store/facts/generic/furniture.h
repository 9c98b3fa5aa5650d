#ifndef STORE_FACTS_GENERIC_FURNITURE_H
#define STORE_FACTS_GENERIC_FURNITURE_H

#include "store/facts/reader.h"

/*
 * furniture - what a site puts into a text that its author did not write:
 * advertising, buttons to share, galleries, captions, bylines.
 */

/* furniture_named(d, n): whether class or id of ${n} say that it is some. */
bool furniture_named(struct doc *d, const xmlNode *n);

/* furniture_in_front(d, n): whether ${n}, which stands in front of a text,
 * is of its head: a date, a byline, a category. */
bool furniture_in_front(struct doc *d, const xmlNode *n);

/*
 * furniture_in(d, body):
 * The elements below ${body} to leave out of its text.  One that holds much
 * of it is kept, as its name then means something else; but ${*most} says
 * that they hold more than what is left, so that it is not known what the
 * text is.
 */
struct nodes furniture_in(struct doc *d, xmlNode *body, bool *most);

#endif
