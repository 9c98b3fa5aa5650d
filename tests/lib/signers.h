#ifndef TESTS_LIB_SIGNERS_H
#define TESTS_LIB_SIGNERS_H

#include "store/base/buf.h"
#include "store/base/error.h"
#include "store/base/span.h"
#include "store/seal/identity.h"
#include "store/seal/trust.h"

/*
 * signers - an organization that can sign, one of its people, and a time-stamp
 * authority (tsa.h), for tests.  Passphrases are SIGNERS_PASS.
 */
#define SIGNERS_PASS	"une longue phrase"

struct signers {
	char folder[64];		/* of the authority: the caller's */
	int64_t now;
	struct seal_identity own;
	struct seal_identity operator;
	struct sealer *seal;
	struct sealer *person;
	struct trust *roots;		/* the organization's */
	struct trust *authorities;
};

/* signers_make(s, folder, e): in an existing, empty folder.  0 or -1; free
 * with signers_free() in any case. */
int signers_make(struct signers *s, const char *folder, struct error *e);
void signers_free(struct signers *s);

/* signers_crl(s, serial, when, compromised, pem, e): the root's list, now;
 * ${serial} NULL: with nobody on it. */
int signers_crl(const struct signers *s, const char *serial, int64_t when,
    bool compromised, struct buf *pem, struct error *e);

/* signers_stamp(s, mode, data, response, e): a time-stamp, as accepted. */
int signers_stamp(const struct signers *s, const char *mode,
    struct span data, struct buf *response, struct error *e);

#endif
