#ifndef STORE_RECORD_RECORD_INTERNAL_H
#define STORE_RECORD_RECORD_INTERNAL_H

#include "store/record/record.h"

/* One archive time-stamp, as spans of the record. */
struct archive_stamp {
	size_t chain;
	enum digest_alg alg;
	struct span lists;		/* PartialHashtrees; p NULL: none */
	struct span token;		/* whole ContentInfo */
};

struct record {
	struct archive_stamp v[RECORD_STAMPS_MAX];
	size_t n;
	size_t chains;
	struct span before[RECORD_STAMPS_MAX];	/* chains before this one */
};

/* record_parse(der, r): false when it is not in our form. */
bool record_parse(struct span der, struct record *r);

/* algorithm_der(alg): its AlgorithmIdentifier's content, without parameters. */
struct span algorithm_der(enum digest_alg alg);

/* A hash of the record's function. */
struct hash {
	size_t n;
	uint8_t p[DIGEST_MAX];
};

/* hash_of(alg, s, out, e): 0 or -1. */
int hash_of(enum digest_alg alg, struct span s, struct hash *out,
    struct error *e);

/* hash_join(alg, v, n, out, e): of ${n} hashes, sorted here in ascending
 * order and one behind the other (section 4.2); 0 or -1. */
int hash_join(enum digest_alg alg, struct hash *v, size_t n,
    struct hash *out, struct error *e);

int hash_compare(const void *a, const void *b);

/* hash_of_chains(alg, before, out, e): of the chains ${before} as an
 * ArchiveTimeStampSequence (section 5.2); 0 or -1. */
int hash_of_chains(enum digest_alg alg, struct span before,
    struct hash *out, struct error *e);

/* hash_with_chains(alg, object, chains, out, e): of an object's digest and
 * that of the chains; 0 or -1. */
int hash_with_chains(enum digest_alg alg, const struct record_object *object,
    const struct hash *chains, struct hash *out, struct error *e);

/*
 * tree_root(s, leaf, n, found, root, e):
 * Whether each of ${leaf} is in the first list of ${s}, and the root that its
 * lists lead to; without lists the root is the first leaf, and found the leaf
 * alone.  0 or -1.
 */
int tree_root(const struct archive_stamp *s, const struct hash *leaf,
    size_t n, bool *found, struct hash *root, struct error *e);

#endif
