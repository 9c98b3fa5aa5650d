#ifndef STORE_CUSTODY_WITNESS_H
#define STORE_CUSTODY_WITNESS_H

#include "store/base/buf.h"
#include "store/custody/checkpoint.h"
#include "store/custody/merkle.h"

/*
 * witness - what a log asks of a witness (c2sp.org/tlog-witness): the size
 * that the witness is thought to have cosigned last, a consistency proof
 * (RFC 6962 section 2.1.2) from there, and the checkpoint to be cosigned.
 *
 *   old 20852014
 *   <hash, base64>          none where the old size is 0
 *   ...
 *
 *   <checkpoint>
 */
#define WITNESS_PROOF_MAX	63		/* lines, by the standard */
#define WITNESS_REQUEST_MAX	(NOTE_MAX + 8 * KIB)

struct witness_request {
	uint64_t old;
	struct merkle_proof proof;
	struct span note;		/* the signed checkpoint */
};

/*
 * witness_request_read(s, out, e):
 * Take ${s} apart; ${out}->note lives as long as ${s} and is not looked into.
 * Return 0, or -1 with ${e}: ERR_SYNTAX, ERR_LIMIT, ERR_NOMEM.
 */
int witness_request_read(struct span s, struct witness_request *out,
    struct error *e);

/* witness_request_text(r, out): append it; buf_ok() tells. */
void witness_request_text(const struct witness_request *r, struct buf *out);

#endif
