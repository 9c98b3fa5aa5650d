#ifndef STORE_CUSTODY_CHECKPOINT_H
#define STORE_CUSTODY_CHECKPOINT_H

#include "store/base/buf.h"
#include "store/custody/merkle.h"
#include "store/custody/note.h"

/*
 * checkpoint - what a log commits itself to (c2sp.org/tlog-checkpoint): the
 * text of a signed note, whose lines are the origin, the number of events in
 * decimal, and the root hash in base64.  Extension lines may follow.
 */
struct checkpoint {
	char origin[NOTE_NAME_MAX + 1];
	uint64_t size;
	struct merkle_node root;
	unsigned extensions;		/* lines after the third */
};

/*
 * checkpoint_parse(text, out, e):
 * Read the text of a note.  Return 0, or -1 with ${e}: ERR_SYNTAX, or
 * ERR_LIMIT for more than MERKLE_SIZE_MAX leaves.
 */
int checkpoint_parse(struct span text, struct checkpoint *out,
    struct error *e);

/* checkpoint_text(c, out): append the three lines of ${c}. */
void checkpoint_text(const struct checkpoint *c, struct buf *out);

/*
 * checkpoint_open(s, key, out, state, e):
 * Parse the signed note ${s}, check it against ${key} and read it.  An
 * origin other than the key's name is NOTE_BAD.  ${out} is filled whatever
 * ${state} says: do not use it unless that is NOTE_GOOD.  Return 0, or -1
 * with ${e} (ERR_SYNTAX, ERR_LIMIT: no checkpoint; ERR_NOMEM, ERR_CRYPTO).
 */
int checkpoint_open(struct span s, const struct note_vkey *key,
    struct checkpoint *out, enum note_state *state, struct error *e);

#endif
