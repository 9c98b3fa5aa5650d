#include <openssl/err.h>

#include "store/base/time.h"
#include "store/cades/cades_internal.h"

/* What revocation lists say about a chain (RFC 5280 sections 5 and 6.3). */

/* The list's issuer, when ${x} is it by name. */
static bool
named(const X509_CRL *crl, const X509 *x)
{

	return (X509_NAME_cmp(X509_CRL_get_issuer(crl),
	    X509_get_subject_name(x)) == 0);
}

/* 1 when ${x} signed the list, 0, -1. */
static int
signed_by(X509_CRL *crl, X509 *x, struct error *e)
{
	EVP_PKEY *key = X509_get0_pubkey(x);
	int got = key != NULL && X509_CRL_verify(crl, key) == 1;

	return (ossl_nomem(e) ? -1 : got);
}

/* Whether it says something critical: a part of a list, another's list. */
static bool
critical(X509_CRL *crl)
{
	const STACK_OF(X509_REVOKED) *all = X509_CRL_get_REVOKED(crl);
	const X509_REVOKED *one;
	int i, j;

	for (i = 0; i < X509_CRL_get_ext_count(crl); i++)
		if (X509_EXTENSION_get_critical(X509_CRL_get_ext(crl, i)))
			return (true);
	for (i = 0; i < sk_X509_REVOKED_num(all); i++) {
		one = sk_X509_REVOKED_value(all, i);
		for (j = 0; j < X509_REVOKED_get_ext_count(one); j++)
			if (X509_EXTENSION_get_critical(
			    X509_REVOKED_get_ext(one, j)))
				return (true);
	}
	return (false);
}

/* Whether the list is good for this issuer: 1, 0, -1. */
static int
is_list_of(X509_CRL *crl, X509 *issuer, struct error *e)
{

	if (!named(crl, issuer) || critical(crl))
		return (0);
	return (signed_by(crl, issuer, e));
}

/* Which certificate of the chain the list is of, or -1 when of none; -2. */
static int
issuer_of(X509_CRL *crl, const struct certs *chain, struct error *e)
{
	int i, got, n = sk_X509_num(chain->stack);

	for (i = n > 1 ? 1 : 0; i < n; i++) {
		got = is_list_of(crl, sk_X509_value(chain->stack, i), e);
		if (got < 0)
			return (-2);
		if (got == 1)
			return (i);
	}
	return (-1);
}

int
crls_of_chain(const struct crls *c, const struct certs *chain,
    struct cades_result *r, struct error *e)
{
	bool seen[CADES_CERTS_MAX] = { false };
	int64_t t;
	size_t i;
	int at;

	for (i = 0; i < c->n; i++) {
		if ((at = issuer_of(c->v[i], chain, e)) == -2)
			return (-1);
		if (at < 0 || seen[at] || ossl_time(
		    X509_CRL_get0_lastUpdate(c->v[i]), &t) != 0) {
			fault_add(r, CADES_FAULT_CRL, "list %zu is of "
			    "none of the issuers, does not hold, is the "
			    "second of one issuer, or not a plain one", i + 1);
			return (ossl_nomem(e) ? -1 : 0);
		}
		seen[at] = true;
		if (r->crl_time == TIME_UNKNOWN || t < r->crl_time)
			r->crl_time = t;
	}
	return (0);
}

/* Whether the reason leaves standing what was signed before (RFC 3161
 * section 4 for authorities; the same is asked of signers here). */
static bool
leaves_older(const X509_REVOKED *one)
{
	ASN1_ENUMERATED *reason;
	int critical_bit = 0;
	long code;

	reason = X509_REVOKED_get_ext_d2i(one, NID_crl_reason, &critical_bit,
	    NULL);
	if (reason == NULL)
		return (false);
	code = ASN1_ENUMERATED_get(reason);
	ASN1_ENUMERATED_free(reason);
	return (code == CRL_REASON_UNSPECIFIED ||
	    code == CRL_REASON_AFFILIATION_CHANGED ||
	    code == CRL_REASON_SUPERSEDED ||
	    code == CRL_REASON_CESSATION_OF_OPERATION);
}

/* How one certificate stands by one good list. */
static void
by_list(X509_CRL *crl, X509 *x, bool proven, int64_t at,
    enum cades_revocation *state, int64_t *when)
{
	const ASN1_TIME *next = X509_CRL_get0_nextUpdate(crl);
	X509_REVOKED *one = NULL;
	int64_t t;

	if (X509_CRL_get0_by_cert(crl, &one, x) == 0 || one == NULL) {
		/* One that is out of date says nothing good. */
		if (next == NULL || ossl_time(next, &t) != 0 || t < at)
			return;
		if (*state == CADES_REVOCATION_UNKNOWN)
			*state = CADES_REVOCATION_GOOD;
		return;
	}
	if (ossl_time(X509_REVOKED_get0_revocationDate(one), &t) != 0)
		t = TIME_MIN;
	if (*when == TIME_UNKNOWN || t < *when)
		*when = t;
	if (proven && at < t && leaves_older(one)) {
		if (*state != CADES_REVOCATION_REVOKED)
			*state = CADES_REVOCATION_LATER;
	} else
		*state = CADES_REVOCATION_REVOKED;
}

/* The worse of two: what is not known is worse than what came later. */
static enum cades_revocation
worse(enum cades_revocation a, enum cades_revocation b)
{
	static const int rank[] = {
		[CADES_REVOCATION_GOOD] = 0, [CADES_REVOCATION_LATER] = 1,
		[CADES_REVOCATION_UNKNOWN] = 2, [CADES_REVOCATION_REVOKED] = 3
	};

	return (rank[a] > rank[b] ? a : b);
}

/* How certificate ${i} stands by all lists of its issuer; 0 or -1. */
static int
judge_one(const struct crls *c[2], X509 *x, X509 *issuer, bool proven,
    struct cades_result *r, enum cades_revocation *state, struct error *e)
{
	size_t i, j;
	int got;

	*state = CADES_REVOCATION_UNKNOWN;
	for (i = 0; i < 2; i++)
		for (j = 0; j < c[i]->n; j++) {
			if ((got = is_list_of(c[i]->v[j], issuer, e)) < 0)
				return (-1);
			if (got == 1)
				by_list(c[i]->v[j], x, proven, r->at, state,
				    &r->revoked_at);
		}
	return (0);
}

int
crls_judge(const struct crls *inside, const struct crls *more, bool proven,
    struct cades_result *r, struct error *e)
{
	const struct crls *lists[2] = { inside, more };
	enum cades_revocation all = CADES_REVOCATION_GOOD, one;
	int i, n = sk_X509_num(r->certs->stack);
	X509 *x;

	for (i = 0; i < n; i++) {
		x = sk_X509_value(r->certs->stack, i);
		/* The root is believed or not: nobody revokes it. */
		if (i == n - 1 && X509_check_issued(x, x) == X509_V_OK)
			break;
		one = CADES_REVOCATION_UNKNOWN;
		if (i + 1 < n && judge_one(lists, x,
		    sk_X509_value(r->certs->stack, i + 1), proven, r, &one,
		    e) != 0)
			return (-1);
		all = worse(all, one);
	}
	if (ossl_nomem(e))
		return (-1);
	r->revocation = all;
	return (0);
}
