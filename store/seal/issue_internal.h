#ifndef STORE_SEAL_ISSUE_INTERNAL_H
#define STORE_SEAL_ISSUE_INTERNAL_H

#include <openssl/x509.h>

#include "store/base/error.h"
#include "store/seal/identity.h"

/* What a certificate of ours says; make half only. */
struct issue {
	const char *organization;	/* UTF-8 */
	const char *domain;		/* of a seal; NULL: a root */
	int64_t not_before;		/* ms */
	int64_t not_after;
	EVP_PKEY *key;			/* the subject's */
	X509 *issuer;			/* NULL: the subject itself */
	EVP_PKEY *issuer_key;
};

/* issue_names_ok(o, e): whether certificates can hold these names; 0, -1. */
int issue_names_ok(const char *organization, const char *domain,
    struct error *e);

/* issue(i, e): the signed certificate for X509_free(), or NULL. */
X509 *issue(const struct issue *i, struct error *e);

#endif
