#ifndef STORE_SEAL_TRUST_H
#define STORE_SEAL_TRUST_H

#include <stdint.h>

#include "store/base/error.h"
#include "store/base/span.h"
#include "store/seal/cert.h"

/*
 * trust - whom to believe, and whether a chain leads there (RFC 5280
 * section 6).  The moment of judgment is always passed in; no network, so
 * revocation is not looked at: whoever shows a verdict says so.
 *
 * Any certificate given as an anchor is one, self-signed or not.  Issuers are
 * found by name and key identifier; an anchor of the right name whose key does
 * not fit, where there are no key identifiers, makes the link look forged.
 */

struct trust;		/* opaque; adding: one thread; judging: any number */

enum trust_purpose {
	TRUST_SEAL,		/* leaf may sign: keyUsage; any EKU */
	TRUST_STAMP		/* leaf may stamp: RFC 3161 section 2.3 */
};

enum trust_state {
	TRUST_UNCHECKED = 0,	/* nobody asked */
	TRUST_OK,		/* leads to an anchor, all rules hold */
	TRUST_UNKNOWN,		/* sound as far as it goes; no anchor, or only
				 * by algorithms too weak to believe */
	TRUST_EXPIRED,		/* leads to an anchor, but a certificate was
				 * not valid at the moment (before or after) */
	TRUST_BAD		/* forged or misused: a signature is wrong, an
				 * issuer is no CA, a constraint is broken, the
				 * leaf is not for this purpose */
};

struct trust_verdict {
	enum trust_state state;
	int64_t at;			/* the moment it was judged at */
	int depth;			/* of the one at fault; 0 is the leaf */
	char detail[256];		/* technical English, "" if all holds */
	/* Of the anchor that was reached ("" otherwise): */
	char anchor[CERT_FINGERPRINT];
	char anchor_subject[256];
	char anchor_source[256];	/* as given to trust_add_*, "system" */
};

/* trust_new(out, e): a store without anchors; 0, or -1 with ERR_NOMEM. */
int trust_new(struct trust **out, struct error *e);

/*
 * trust_add_pem(t, pem, source, e), trust_add_file(t, path, e):
 * Add every certificate of the text or the file.  ${source} is copied and
 * shown as the provenance of these anchors; files give their path.  Return 0,
 * or -1 with ${e}: ERR_SYNTAX, ERR_LIMIT, ERR_NOTFOUND, ERR_DENIED, ERR_SYS,
 * ERR_NOMEM.
 */
int trust_add_pem(struct trust *t, struct span pem, const char *source,
    struct error *e);
int trust_add_file(struct trust *t, const char *path, struct error *e);

/* trust_add_certs(t, c, source, e): the same with certificates read already. */
int trust_add_certs(struct trust *t, const struct certs *c, const char *source,
    struct error *e);

/*
 * trust_add_system(t, e):
 * Add the roots of the system (OpenSSL's default file and folder, which
 * SSL_CERT_FILE and SSL_CERT_DIR replace).  They are looked up when needed,
 * so this is quick, and no error when there are none.  Return 0 or -1.
 */
int trust_add_system(struct trust *t, struct error *e);

/*
 * trust_judge(t, chain, extra, purpose, at, v, e):
 * Judge the first certificate of ${chain}, with the others of ${chain} and
 * those of ${extra} (may be NULL) to choose issuers from, as of ${at}
 * (milliseconds UTC).  ${t} NULL or without anchors gives TRUST_UNKNOWN or
 * worse.  Return 0 with ${v} filled, or -1 with ${e} when it could not be
 * told: ERR_NOMEM, ERR_CRYPTO.  Never a verdict for lack of memory.
 */
int trust_judge(const struct trust *t, const struct certs *chain,
    const struct certs *extra, enum trust_purpose purpose, int64_t at,
    struct trust_verdict *v, struct error *e);

/* trust_state_name(s): "unchecked", "trusted", "unknown", "expired", "bad". */
const char *trust_state_name(enum trust_state s);

void trust_free(struct trust *t);

#endif
