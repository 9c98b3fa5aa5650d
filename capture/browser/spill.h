#ifndef CAPTURE_BROWSER_SPILL_H
#define CAPTURE_BROWSER_SPILL_H

#include "capture/browser/cut.h"

/*
 * spill - one long string on its way into a body: base64 (RFC 4648 section 4,
 * strict) is decoded, or JSON escapes (RFC 8259 section 7) are undone, in
 * pieces of any size.  What comes out is gathered before it goes to the body:
 * text is full of escapes, and a body hashes and writes each piece by itself.
 */
#define SPILL_GATHER	((size_t)16 * 1024)

enum spill_mode {
	SPILL_GUESS,	/* base64 as long as it looks so, else escaped text */
	SPILL_BASE64,	/* base64 and nothing else */
	SPILL_ESCAPED,	/* JSON string content */
	SPILL_PLAIN	/* bytes as they are */
};

struct spill {
	struct body *body;
	const char *folder;	/* borrowed */
	int64_t max;
	enum spill_mode mode;
	bool base64;		/* what it is now */
	bool over;		/* beyond max */
	bool ended;		/* base64: padding seen */
	uint8_t hold[4];	/* base64: digits of a group not whole yet */
	size_t held;
	unsigned escape;	/* escaped: 0 none, 1 after '\', 2.. digits */
	uint32_t unit;		/* escaped: code unit being read */
	uint32_t high;		/* escaped: a high surrogate that waits */
	size_t gathered;
	uint8_t out[SPILL_GATHER];	/* not in the body yet */
};

/* spill_open(s, mode, folder, max, e): 0, or -1. */
int spill_open(struct spill *s, enum spill_mode mode, const char *folder,
    int64_t max, struct error *e);

/* spill_put(s, p, n, e): 0, or -1: ERR_SYNTAX, ERR_SYS, ERR_NOMEM. */
int spill_put(struct spill *s, const uint8_t *p, size_t n, struct error *e);

/* spill_end(s, v, e): what came of it, into ${v}; 0, or -1 as spill_put. */
int spill_end(struct spill *s, struct cut_value *v, struct error *e);

void spill_drop(struct spill *s);

#endif
