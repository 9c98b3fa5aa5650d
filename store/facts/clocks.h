#ifndef STORE_FACTS_CLOCKS_H
#define STORE_FACTS_CLOCKS_H

#include "store/facts/reader.h"

/*
 * clocks_read(d):
 * The moments that servers leave in what they send: the Date of the response
 * (RFC 9110 section 6.6.1), and in pages the marks of X, Meta, TikTok,
 * YouTube and Telegram that readers have not found yet.
 */
void clocks_read(struct doc *d);

#endif
