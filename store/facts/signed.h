#ifndef STORE_FACTS_SIGNED_H
#define STORE_FACTS_SIGNED_H

#include "store/facts/reader.h"

/*
 * signed - sources that carry a signature of their own, which the facts say
 * the check of: an author's repository (store/atproto/proof.h) and the log of
 * an account's keys (store/atproto/plc.h).  Their bytes are kept until the
 * end, since which key signed is for another source to say.
 */
#define SIGNED_SOURCE_MAX	(1 * MIB)
#define SIGNED_SOURCES_MAX	64

enum signed_kind {
	SIGNED_REPOSITORY,	/* CAR of com.atproto.sync.getRecord */
	SIGNED_KEYS		/* audit log of a did:plc */
};

struct signed_source {
	struct signed_source *next;
	enum signed_kind kind;
	const struct source *source;
	struct span body;
	const char *key;	/* "<collection>/<rkey>" of a repository */
};

/* signed_keep(d, kind, key): the document ${d} is one. */
void signed_keep(struct doc *d, enum signed_kind kind, const char *key);

#endif
