#ifndef STORE_RECORD_RECORD_H
#define STORE_RECORD_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/base/buf.h"
#include "store/base/error.h"
#include "store/base/fault.h"
#include "store/base/limits.h"
#include "store/base/part.h"
#include "store/base/span.h"
#include "store/digest/digest.h"
#include "store/seal/trust.h"
#include "store/stamp/stamp.h"

/*
 * record - evidence records (RFC 4998): that data existed, from the first
 * time-stamp on, though certificates run out and hash functions grow weak.
 *
 * A record is about a group of data objects (a file and the time-stamps beside
 * it).  It has chains of archive time-stamps.  Within a chain each is over the
 * one before (time-stamp renewal, section 5.2); a new chain has another hash
 * function and is over the data and all chains before (hash-tree renewal).
 * Many records share one time-stamp: their hashes make a tree, and each
 * record has the part of it that leads from its data to the root (section 4).
 *
 * Written and read in one form: DER, version 1, digestAlgorithms those that
 * are used, in order; each time-stamp with digestAlgorithm (no parameters),
 * no attributes; hashes of a list in ascending order, none twice; neither
 * cryptoInfos nor encryptionInfo.  SHA-256, SHA-384, SHA-512.
 */

#define RECORD_MAX	(4 * MIB)	/* bytes of a record */
#define RECORD_STAMPS_MAX	256	/* time-stamps of a record */
#define RECORD_LISTS_MAX	64	/* of one reduced hash tree */
#define RECORD_OBJECTS_MAX	1024	/* of a group, hashes of a list */

/* Sets of hash functions. */
#define RECORD_ALG(alg)	(1U << (alg))
#define RECORD_ALGS	(RECORD_ALG(DIGEST_SHA256) | \
			 RECORD_ALG(DIGEST_SHA384) | RECORD_ALG(DIGEST_SHA512))

/* A data object: its digests. */
struct record_object {
	unsigned known;			/* set of those in ${sum} */
	uint8_t sum[DIGEST_SHA512 + 1][DIGEST_MAX];
};

/*
 * record_object_of(o, part, algs, e), record_object_bytes(o, s, algs, e):
 * Digest a file, or bytes, with each of ${algs}.  Return 0, or -1 with ${e}:
 * ERR_SYS, ERR_SYNTAX (the file became shorter), ERR_NOMEM, ERR_CRYPTO.
 */
int record_object_of(struct record_object *o, const struct part *part,
    unsigned algs, struct error *e);
int record_object_bytes(struct record_object *o, struct span s,
    unsigned algs, struct error *e);

enum record_fault_code {
	RECORD_FAULT_FORM,	/* no evidence record, or in another form */
	RECORD_FAULT_DATA,	/* the first object is not in the record */
	RECORD_FAULT_CHAIN,	/* a time-stamp is not over those before */
	RECORD_FAULT_STAMP,	/* a token does not hold, or is not of the
				 * root of its tree */
	RECORD_FAULT_ORDER,	/* a time-stamp is older than the one before */
	RECORD_FAULT_LATE,	/* renewed when the one before had run out */
	RECORD_FAULTS
};

extern const struct fault_kind record_faults[RECORD_FAULTS];

struct record_stamp {
	size_t chain;			/* from 0 */
	enum digest_alg alg;
	bool tree;			/* shared with other records */
	int64_t time;			/* genTime, or TIME_UNKNOWN */
	char *tsa;			/* or NULL */
	bool holds;			/* stamp_holds() */
	struct trust_verdict trust;	/* of its authority at its time */
	struct trust_verdict later;	/* the same when it was renewed; of the
					 * last one, at the moment of judging */
	int64_t not_after;		/* of its authority's certificate */
};

/* What to check; zero the rest. */
struct record_input {
	struct span der;
	const struct record_object *objects;	/* the first must be covered;
						 * each with record_algs() */
	size_t objects_n;
	const struct trust *trust;	/* of authorities; NULL: not judged */
	int64_t now;			/* moment of judging */
};

struct record_result {
	bool read;			/* false: see the faults */
	struct record_stamp *stamps;	/* oldest first */
	size_t stamps_n;
	size_t chains;
	bool *covered;			/* of each object of the input */
	struct fault faults[RECORD_FAULTS];
	size_t faults_n;		/* one of a kind */
};

/* record_algs(der): the hash functions its objects are needed with; 0 where it
 * is no record. */
unsigned record_algs(struct span der);

/*
 * record_check(in, out, e):
 * Check all of it (section 5.3); free ${out} with record_result_free() in any
 * case.  Return 0 with ${out} filled, whatever the verdict, or -1 with ${e}:
 * ERR_NOMEM, ERR_CRYPTO, ERR_INPUT (an object without a digest it needs).
 */
int record_check(const struct record_input *in, struct record_result *out,
    struct error *e);

/* record_holds(r): read, and no fault.  Whom to believe: record_proven(). */
bool record_holds(const struct record_result *r);

/*
 * record_proven(r): it holds and every authority was trusted at the time of
 * its stamp and when it was renewed (of the last one only the first): the data
 * is as old as ${r->stamps[0].time}.
 */
bool record_proven(const struct record_result *r);

void record_result_free(struct record_result *r);

/* --- Make half (store_write) --- */

struct record_plan;			/* opaque; one thread */

/*
 * record_plan_new(alg, out, e): for one time-stamp over many records.
 * record_plan_add(p, objects, n, old, e):
 * A record more: a new one of these objects (${old.p} NULL), or ${old}, which
 * must hold, renewed: within its chain where that is of ${alg}, and by a new
 * chain over ${objects}, all of them its own, where it is not.  ${old} must
 * live as long as ${p}.  Return 0, or -1 with ${e}: ERR_INPUT (no objects, too
 * many, or without their digests), ERR_SYNTAX (${old}), ERR_LIMIT, ERR_NOMEM,
 * ERR_CRYPTO.
 */
int record_plan_new(enum digest_alg alg, struct record_plan **out,
    struct error *e);
int record_plan_add(struct record_plan *p,
    const struct record_object *objects, size_t n, struct span old,
    struct error *e);

/*
 * record_plan_root(p, root, e):
 * The digest to be stamped (stamp_request_digest()); nothing can be added
 * after it.  ${*root} lives as ${p}.  Return 0, or -1: ERR_INPUT (empty),
 * ERR_NOMEM, ERR_CRYPTO.
 */
int record_plan_root(struct record_plan *p, struct span *root,
    struct error *e);

/*
 * record_plan_write(p, i, response, out, e):
 * Append record ${i}, in the order they were added, with the time-stamp of
 * ${response} (as stamp_accept() leaves it).  Return 0, or -1 with ${e}:
 * ERR_INPUT (a time-stamp of something else), ERR_NOMEM, ERR_CRYPTO.
 */
int record_plan_write(struct record_plan *p, size_t i, struct span response,
    struct buf *out, struct error *e);

void record_plan_free(struct record_plan *p);

#endif
