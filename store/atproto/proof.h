#ifndef STORE_ATPROTO_PROOF_H
#define STORE_ATPROTO_PROOF_H

#include <jansson.h>

#include "store/atproto/cid.h"

/*
 * proof - what com.atproto.sync.getRecord answers (atproto.com/specs/sync): a
 * CAR with the signed commit of an author's repository and the blocks on the
 * way from it to one record, or to where it would be.
 */
enum proof_state {
	PROOF_RECORD,		/* the record is in the repository */
	PROOF_ABSENT,		/* it is proved not to be there */
	PROOF_NONE		/* nothing is proved: see why */
};

struct proof {
	enum proof_state state;
	const char *why;	/* of PROOF_NONE: constant, technical */
	char did[256];		/* whose repository; "" where not read */
	char rev[16];		/* revision, a TID */
	struct cid commit;
	struct cid record_cid;	/* PROOF_RECORD */
	json_t *record;		/* the same; or NULL */
	json_t *commit_json;	/* for proof_signed_by */
};

/*
 * proof_read(car, key, out, e):
 * Read the CAR file ${car} for the record ${key}, "<collection>/<rkey>".
 * Whose signature it is remains to be asked.  Return 0 with ${out} for
 * proof_free, or -1 ERR_NOMEM.
 */
int proof_read(struct span car, struct span key, struct proof *out,
    struct error *e);

/* proof_signed_by(p, key, ok, e): whether ${key} (multikey.h) signed it. */
int proof_signed_by(const struct proof *p, struct span key, bool *ok,
    struct error *e);

void proof_free(struct proof *p);

#endif
