#ifndef TESTS_LIB_EXHIBIT_H
#define TESTS_LIB_EXHIBIT_H

#include <jansson.h>

#include "store/base/buf.h"
#include "store/base/error.h"

/*
 * exhibit - real exhibits for tests, made by the writers of store/, sealed by
 * an identity made for the purpose, stamped by tests/lib/tsa.  ${edit} makes
 * those of an insider: what it changes is hashed and sealed like the rest.
 */
struct sealer;			/* store/seal/identity.h */

struct exhibit_opts {
	const char *folder;		/* existing; all files go there */
	const char *name;		/* file name, "x.wacz" */
	int64_t created;		/* 0: now */
	int64_t began;			/* 0: ten seconds before created */
	int bodies;			/* responses besides the page */
	int64_t body_size;		/* of each, or 0 */
	bool repeating;			/* bodies shrink well, or not at all */
	const char *tsa_mode;		/* of tests/lib/tsa.sh; "": good; NULL:
					 * no time-stamp (pending) */
	bool unsealed;
	const struct sealer *sealer;	/* NULL: the folder's own identity */
	const char *domain;		/* shown; NULL: the certificate's */
	/* A file about to be packed: archive/..., evidence/... */
	int (*edit)(void *ctx, const char *name, struct buf *content,
	    struct error *e);
	/* The signedData about to be written. */
	void (*edit_seal)(void *ctx, json_t *signed_data);
	void *ctx;
};

struct exhibit {
	char path[256];
	char root[256];			/* PEM: the signer's root */
	char tsa[256];			/* PEM: the authority's root */
	char manifest_sha256[65];
};

/*
 * exhibit_make(o, out, e): 0, or -1 with ${e}.  The identity and the
 * authority of a folder are made once.  Tests run in the project's root.
 */
int exhibit_make(const struct exhibit_opts *o, struct exhibit *out,
    struct error *e);

#endif
