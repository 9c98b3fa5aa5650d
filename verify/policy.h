#ifndef VERIFY_POLICY_H
#define VERIFY_POLICY_H

#include <stdbool.h>
#include <stdint.h>

#include "store/base/error.h"
#include "store/base/span.h"

/*
 * policy - whom to believe, and as of when: everything that a verdict depends
 * on besides the bytes of the file.
 *
 * Anchors are certificates (X.509, PEM).  A checkpoint's key is a C2SP vkey
 * line or an Ed25519 public key in PEM.  Without an anchor for time-stamp
 * authorities the system's certificates are used; signers have no default.
 */
struct policy;

/* policy_new(now, e): judge as of ${now}; NULL with ${e} ERR_NOMEM. */
struct policy *policy_new(int64_t now, struct error *e);

/*
 * policy_trust(p, path, e):
 * Believe the signers that the certificates in ${path} vouch for; the file
 * may hold vkey lines or a public key instead.  Return 0, or -1 with ${e}:
 * ERR_NOTFOUND, ERR_SYNTAX when it holds neither, ERR_NOMEM ...
 */
int policy_trust(struct policy *p, const char *path, struct error *e);

/*
 * policy_trust_own(p, pem, e):
 * The same for the root of the reader's own store; the report says so where
 * it was this one that a signer was trusted by.
 */
int policy_trust_own(struct policy *p, struct span pem, struct error *e);

/* policy_trust_tsa(p, path, e): certificates of time-stamp authorities. */
int policy_trust_tsa(struct policy *p, const char *path, struct error *e);

/*
 * policy_witness(p, path, e):
 * Believe the witnesses of logs whose vkey lines (C2SP tlog-cosignature, type
 * 0x04) stand in ${path}.
 */
int policy_witness(struct policy *p, const char *path, struct error *e);

/*
 * policy_trust_log(p, vkey, e): a C2SP vkey line of a custody log.
 */
int policy_trust_log(struct policy *p, const char *vkey, struct error *e);

/* policy_jobs(p, n): threads that may be used, at least 1. */
void policy_jobs(struct policy *p, int n);

void policy_free(struct policy *p);

#endif
