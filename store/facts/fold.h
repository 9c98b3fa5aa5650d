#ifndef STORE_FACTS_FOLD_H
#define STORE_FACTS_FOLD_H

#include "store/base/buf.h"

/*
 * fold - texts for comparing, never for showing: blanks at the ends gone and
 * others one space, letters with marks taken apart (Unicode canonical
 * decomposition of those that fold_table.c has, and Hangul).
 */
struct fold_pair {
	uint16_t whole, letter, mark;
};

extern const struct fold_pair fold_pairs[];	/* by whole, rising */
extern const size_t fold_pairs_n;

/* fold_text(out, s): append ${s}, folded; UTF-8. */
void fold_text(struct buf *out, struct span s);

/* fold_entities(out, s): append ${s} with the character references of HTML
 * that programs write by mistake ("&amp;", "&#39;") undone once. */
void fold_entities(struct buf *out, struct span s);

/*
 * fold_char(s, i, c):
 * The code point at ${i} of UTF-8 and its length; a byte that is none gives
 * U+FFFD and 1.
 */
size_t fold_char(struct span s, size_t i, uint32_t *c);

/* fold_put(out, c): append a code point as UTF-8. */
void fold_put(struct buf *out, uint32_t c);

#endif
