#ifndef STORE_SEAL_ISSUE_INTERNAL_H
#define STORE_SEAL_ISSUE_INTERNAL_H

#include <openssl/x509.h>

#include "store/base/error.h"
#include "store/seal/identity.h"

/* What a certificate of ours says; make half only. */
struct issue {
	const char *organization;	/* UTF-8 */
	const char *domain;		/* of a seal */
	const char *person;		/* of an operator; neither: a root */
	int64_t not_before;		/* ms */
	int64_t not_after;
	EVP_PKEY *key;			/* the subject's */
	X509 *issuer;			/* NULL: the subject itself */
	EVP_PKEY *issuer_key;
};

/* The organization's root with its key, to issue with. */
struct issue_root {
	struct certs *certs;
	X509 *x;			/* of certs */
	EVP_PKEY *key;
	unsigned char *organization;
};

/*
 * issue_root_open(r, cert, key, passphrase, e):
 * Open the root in ${r}, which is zero; issue_root_close() it in any case.
 * 0, or -1: ERR_DENIED (wrong passphrase), ERR_SYNTAX, ERR_INPUT (not a pair,
 * or without a name), ERR_NOMEM, ERR_CRYPTO.
 */
int issue_root_open(struct issue_root *r, struct span cert, struct span key,
    struct span passphrase, struct error *e);
void issue_root_close(struct issue_root *r);

/* issue_names_ok(o, e): whether certificates can hold these names; 0, -1. */
int issue_names_ok(const char *organization, const char *domain,
    struct error *e);

/* issue_person_ok(name, e): the same of a person's name. */
int issue_person_ok(const char *name, struct error *e);

/* issue(i, e): the signed certificate for X509_free(), or NULL. */
X509 *issue(const struct issue *i, struct error *e);

#endif
