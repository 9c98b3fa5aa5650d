#ifndef STORE_FACTS_AGREE_H
#define STORE_FACTS_AGREE_H

#include "store/facts/facts_internal.h"

/* agree - when two sources say the same, though they write it otherwise. */
enum sameness {
	SAME_NOT = 0,
	SAME_BYTES,		/* but for blanks at the ends */
	SAME_FOLDED		/* blanks, composed and decomposed letters,
				   or character references differ */
};

enum sameness text_same(struct span a, struct span b);

/* claims_agree(a, b): whether both, of one fact, say the same as far as each
 * tells. */
bool claims_agree(const struct claim *a, const struct claim *b);

/* claim_shortened(a, b): whether ${a} is ${b} with its end cut off. */
bool claim_shortened(const struct claim *a, const struct claim *b);

#endif
