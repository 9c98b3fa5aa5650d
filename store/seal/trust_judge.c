#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "store/base/time.h"
#include "store/seal/ossl.h"
#include "store/seal/trust_internal.h"

#define CHAIN_DEPTH	10	/* issuers between leaf and anchor */
#define SECURITY_LEVEL	1	/* no MD5, no RSA below 1024 bits ... */

/* What the callback has seen, gravest kind first. */
struct sight {
	bool trouble;
	bool bad;
	bool unknown;
	bool expired;
	int rank;			/* of the error that is described */
	struct trust_verdict *v;
};

/* 3 bad, 2 no anchor, 1 out of time, 0 trouble that is no verdict. */
static int
rank_of(int err)
{

	/* X509_V_ERR_UNSPECIFIED is a malformed extension: bad. */
	switch (err) {
	case X509_V_OK:
	case X509_V_ERR_OUT_OF_MEM:
	case X509_V_ERR_INVALID_CALL:
	case X509_V_ERR_STORE_LOOKUP:
		return (0);
	case X509_V_ERR_CERT_NOT_YET_VALID:
	case X509_V_ERR_CERT_HAS_EXPIRED:
		return (1);
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
	case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
	case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
	case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
	case X509_V_ERR_CERT_UNTRUSTED:
	case X509_V_ERR_EE_KEY_TOO_SMALL:
	case X509_V_ERR_CA_KEY_TOO_SMALL:
	case X509_V_ERR_CA_MD_TOO_WEAK:
	case X509_V_ERR_UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY:
	case X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION:
	case X509_V_ERR_UNSUPPORTED_SIGNATURE_ALGORITHM:
		return (2);
	default:
		return (3);
	}
}

static void
see(struct sight *s, int err, int depth)
{
	int rank = rank_of(err);

	s->trouble |= rank == 0;
	s->expired |= rank == 1;
	s->unknown |= rank == 2;
	s->bad |= rank == 3;
	if (rank <= s->rank)
		return;
	s->rank = rank;
	s->v->depth = depth;
	(void)snprintf(s->v->detail, sizeof(s->v->detail), "%s",
	    X509_verify_cert_error_string(err));
}

/*
 * Note each error and go on: the first one alone would hide a forged issuer
 * behind a missing root.
 */
static int
on_cert(int ok, X509_STORE_CTX *ctx)
{
	struct sight *s = X509_STORE_CTX_get_app_data(ctx);
	int err = X509_STORE_CTX_get_error(ctx);

	if (ok)
		return (1);
	see(s, err, X509_STORE_CTX_get_error_depth(ctx));
	if (s->trouble)
		return (0);
	X509_STORE_CTX_set_error(ctx, X509_V_OK);
	return (1);
}

/*
 * A root of ours is of one organization and issues in its name alone: who
 * trusts it does not trust it for the names of others.
 */
static int
in_name_of_other(X509 *leaf, bool *yes, struct error *e)
{
	const X509_NAME *issuer = X509_get_issuer_name(leaf);
	char *cn = NULL, *of = NULL, *is = NULL;
	int rc = -1;

	if (ossl_common_name(issuer, &cn, e) == 0 &&
	    ossl_organization(issuer, &of, e) == 0 &&
	    ossl_organization(X509_get_subject_name(leaf), &is, e) == 0) {
		*yes = cn != NULL && strcmp(cn, CERT_ROOT_NAME) == 0 &&
		    (of == NULL || is == NULL || strcmp(of, is) != 0);
		rc = 0;
	}
	free(cn);
	free(of);
	free(is);
	return (rc);
}

/* The purpose, by hand: OpenSSL's own would be that of S/MIME or of none. */
static int
see_purpose(struct sight *s, X509 *leaf, enum trust_purpose purpose,
    struct error *e)
{
	const char *why = NULL;
	uint32_t usage, more;
	bool other;

	if (purpose == TRUST_STAMP) {
		if (ossl_may_stamp(leaf, &why, e) == -1)
			return (-1);
	} else {
		if (in_name_of_other(leaf, &other, e) != 0)
			return (-1);
		if (other)
			why = "it names another organization than the root "
			    "that issued it";
		usage = X509_get_key_usage(leaf);
		more = X509_get_extended_key_usage(leaf);
		if ((usage & (KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION)) == 0)
			why = "keyUsage does not allow signing";
		/* Made for one thing alone (RFC 3161 2.3, RFC 6960 4.2.2.2). */
		else if (more != UINT32_MAX &&
		    (more & (XKU_TIMESTAMP | XKU_OCSP_SIGN)) != 0)
			why = "the certificate of a time-stamp authority, or "
			    "of one that tells of revocation";
	}
	if (why != NULL) {
		s->bad = true;
		s->rank = 3;
		s->v->depth = 0;
		(void)snprintf(s->v->detail, sizeof(s->v->detail), "%s", why);
	}
	return (0);
}

/* Which anchor a chain without unknowns has led to. */
static int
name_anchor(const struct trust *t, const STACK_OF(X509) *chain,
    struct trust_verdict *v, struct error *e)
{
	char fingerprint[CERT_FINGERPRINT];
	const char *source = "system";
	X509 *x = NULL;
	char *subject;
	size_t k;
	int i;

	for (i = 0; i < sk_X509_num(chain); i++) {
		x = sk_X509_value(chain, i);
		if (ossl_fingerprint(x, fingerprint, e) != 0)
			return (-1);
		for (k = 0; k < t->n; k++)
			if (strcmp(t->anchors[k].fingerprint,
			    fingerprint) == 0)
				break;
		if (k < t->n) {
			source = t->anchors[k].source;
			break;
		}
	}
	if (x == NULL)
		return (error_set(e, ERR_CRYPTO, "a chain without links"));
	subject = ossl_name_text(X509_get_subject_name(x), e);
	if (subject == NULL)
		return (-1);
	memcpy(v->anchor, fingerprint, sizeof(v->anchor));
	(void)snprintf(v->anchor_subject, sizeof(v->anchor_subject), "%s",
	    subject);
	(void)snprintf(v->anchor_source, sizeof(v->anchor_source), "%s",
	    source);
	free(subject);
	return (0);
}

static int
fill_verdict(const struct trust *t, struct sight *s, X509_STORE_CTX *ctx,
    struct error *e)
{

	if (s->bad)
		s->v->state = TRUST_BAD;
	else if (s->unknown)
		s->v->state = TRUST_UNKNOWN;
	else if (s->expired)
		s->v->state = TRUST_EXPIRED;
	else
		s->v->state = TRUST_OK;
	if (s->unknown || t == NULL)
		return (0);
	return (name_anchor(t, X509_STORE_CTX_get0_chain(ctx), s->v, e));
}

/* Issuers to choose from; references are not taken. */
static STACK_OF(X509) *
issuers(const struct certs *chain, const struct certs *extra, struct error *e)
{
	const struct certs *from[] = { chain, extra };
	STACK_OF(X509) *all;
	size_t k;
	int i;

	if ((all = sk_X509_new_null()) == NULL) {
		(void)error_nomem(e);
		return (NULL);
	}
	for (k = 0; k < 2; k++) {
		for (i = 0; from[k] != NULL &&
		    i < sk_X509_num(from[k]->stack); i++) {
			if (sk_X509_push(all,
			    sk_X509_value(from[k]->stack, i)) > 0)
				continue;
			(void)error_nomem(e);
			sk_X509_free(all);
			return (NULL);
		}
	}
	return (all);
}

static int
walk(X509_STORE_CTX *ctx, struct sight *s, int64_t at, struct error *e)
{
	X509_VERIFY_PARAM *param = X509_STORE_CTX_get0_param(ctx);
	int ok;

	/* Whole seconds, rounded down before 1970 too. */
	X509_VERIFY_PARAM_set_time(param,
	    (time_t)(at / 1000 - (at % 1000 < 0)));
	X509_VERIFY_PARAM_set_depth(param, CHAIN_DEPTH);
	X509_VERIFY_PARAM_set_auth_level(param, SECURITY_LEVEL);
	if (X509_VERIFY_PARAM_set_flags(param,
	    X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_TRUSTED_FIRST) != 1)
		return (error_crypto(e, "cannot set up chain building"));
	X509_STORE_CTX_set_app_data(ctx, s);
	X509_STORE_CTX_set_verify_cb(ctx, on_cert);
	ok = X509_verify_cert(ctx);
	if (ossl_nomem(e))
		return (-1);
	if (s->trouble)
		return (error_set(e, ERR_CRYPTO, "chain building failed: %s",
		    X509_verify_cert_error_string(
		    X509_STORE_CTX_get_error(ctx))));
	if (ok != 1) {
		/* It gave up without a word to the callback. */
		see(s, X509_STORE_CTX_get_error(ctx), 0);
		if (s->rank == 0)
			return (error_set(e, ERR_CRYPTO,
			    "chain building failed"));
	}
	return (0);
}

int
trust_judge(const struct trust *t, const struct certs *chain,
    const struct certs *extra, enum trust_purpose purpose, int64_t at,
    struct trust_verdict *v, struct error *e)
{
	struct sight s = { .v = v };
	X509_STORE_CTX *ctx = NULL;
	X509_STORE *none = NULL;
	STACK_OF(X509) *all = NULL;
	X509 *leaf;
	int rc = -1;

	memset(v, 0, sizeof(*v));
	v->at = at;
	ERR_clear_error();
	leaf = sk_X509_value(chain->stack, 0);
	if (leaf == NULL)
		return (error_set(e, ERR_INPUT, "no certificate to judge"));
	if ((all = issuers(chain, extra, e)) == NULL)
		goto out;
	if ((t == NULL && (none = X509_STORE_new()) == NULL) ||
	    (ctx = X509_STORE_CTX_new()) == NULL) {
		(void)error_nomem(e);
		goto out;
	}
	if (X509_STORE_CTX_init(ctx, t == NULL ? none : t->store, leaf,
	    all) != 1) {
		(void)error_crypto(e, "cannot begin chain building");
		goto out;
	}
	if (walk(ctx, &s, at, e) != 0 ||
	    see_purpose(&s, leaf, purpose, e) != 0)
		goto out;
	rc = fill_verdict(t, &s, ctx, e);
out:
	if (rc != 0)
		v->state = TRUST_UNCHECKED;
	X509_STORE_CTX_free(ctx);
	X509_STORE_free(none);
	sk_X509_free(all);
	return (rc);
}

const char *
trust_state_name(enum trust_state s)
{
	static const char * const names[] = {
		[TRUST_UNCHECKED] = "unchecked", [TRUST_OK] = "trusted",
		[TRUST_UNKNOWN] = "unknown", [TRUST_EXPIRED] = "expired",
		[TRUST_BAD] = "bad",
	};

	return (s <= TRUST_BAD ? names[s] : "unchecked");
}
