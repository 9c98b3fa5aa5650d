#include <openssl/ec.h>
#include <openssl/x509v3.h>

#include "store/base/time.h"
#include "store/cades/cades_internal.h"
#include "tests/unit/unit.h"

/*
 * How a chain stands whose certificates stand differently: root, middle, leaf,
 * and lists of each issuer (RFC 5280 section 6.3).  It is as good as the worst
 * of them, and of a certificate that no list speaks of nothing is known.
 */
#define HOUR	INT64_C(3600000)

struct link {
	X509 *x;
	EVP_PKEY *key;
};

static int64_t now;
static struct link root, middle, leaf;
static struct certs *chain;

static struct link
issue(const char *name, long serial, const struct link *by)
{
	struct link l = { X509_new(), EVP_EC_gen("P-256") };

	assert_non_null(l.x);
	assert_non_null(l.key);
	X509_set_version(l.x, X509_VERSION_3);
	ASN1_INTEGER_set(X509_get_serialNumber(l.x), serial);
	ASN1_TIME_set(X509_getm_notBefore(l.x), (time_t)(now / 1000 - 86400));
	ASN1_TIME_set(X509_getm_notAfter(l.x), (time_t)(now / 1000 + 86400));
	X509_NAME_add_entry_by_txt(X509_get_subject_name(l.x), "CN",
	    MBSTRING_UTF8, span_of(name).p, -1, -1, 0);
	X509_set_issuer_name(l.x, X509_get_subject_name(by == NULL ? l.x :
	    by->x));
	X509_set_pubkey(l.x, l.key);
	assert_true(X509_sign(l.x, by == NULL ? l.key : by->key,
	    EVP_sha256()) > 0);
	return (l);
}

/* Put the list of ${by}, with ${x} revoked at ${when} and superseded, if it
 * is given, into ${c}. */
static void
list(struct crls *c, const struct link *by, const struct link *x,
    int64_t when)
{
	ASN1_TIME *t = ASN1_TIME_set(NULL, (time_t)(now / 1000 - 60));
	ASN1_ENUMERATED *reason = ASN1_ENUMERATED_new();
	X509_CRL *crl = X509_CRL_new();
	X509_REVOKED *one;

	X509_CRL_set_version(crl, X509_CRL_VERSION_2);
	X509_CRL_set_issuer_name(crl, X509_get_subject_name(by->x));
	X509_CRL_set1_lastUpdate(crl, t);
	ASN1_TIME_set(t, (time_t)(now / 1000 + 86400));
	X509_CRL_set1_nextUpdate(crl, t);
	if (x != NULL) {
		one = X509_REVOKED_new();
		X509_REVOKED_set_serialNumber(one,
		    X509_get_serialNumber(x->x));
		ASN1_TIME_set(t, (time_t)(when / 1000));
		X509_REVOKED_set_revocationDate(one, t);
		ASN1_ENUMERATED_set(reason, CRL_REASON_SUPERSEDED);
		X509_REVOKED_add1_ext_i2d(one, NID_crl_reason, reason, 0, 0);
		assert_int_equal(X509_CRL_add0_revoked(crl, one), 1);
	}
	assert_true(X509_CRL_sign(crl, by->key, EVP_sha256()) > 0);
	c->v[c->n++] = crl;
	ASN1_ENUMERATED_free(reason);
	ASN1_TIME_free(t);
}

static void
judged(struct crls *c, enum cades_revocation want)
{
	struct cades_result r = { .certs = chain, .at = now,
	    .revoked_at = TIME_UNKNOWN };
	struct crls none = { .n = 0 };
	struct error e = ERROR_INIT;

	assert_ok(crls_judge(c, &none, true, &r, &e), &e);
	assert_int_equal(r.revocation, want);
	crls_free(c);
}

static void
test_chain__worst_of_all(void **state)
{
	struct crls c = { .n = 0 };

	(void)state;
	list(&c, &root, NULL, 0);
	list(&c, &middle, NULL, 0);
	judged(&c, CADES_REVOCATION_GOOD);
	list(&c, &root, NULL, 0);
	list(&c, &middle, &leaf, now + HOUR);
	judged(&c, CADES_REVOCATION_LATER);
	list(&c, &root, &middle, now - HOUR);
	list(&c, &middle, &leaf, now + HOUR);
	judged(&c, CADES_REVOCATION_REVOKED);
	list(&c, &root, &middle, now - HOUR);
	judged(&c, CADES_REVOCATION_REVOKED);
}

static void
test_chain__one_that_nobody_speaks_of(void **state)
{
	struct crls c = { .n = 0 };

	(void)state;
	list(&c, &middle, NULL, 0);
	judged(&c, CADES_REVOCATION_UNKNOWN);
	list(&c, &middle, &leaf, now + HOUR);
	judged(&c, CADES_REVOCATION_UNKNOWN);
	list(&c, &root, &middle, now + HOUR);
	judged(&c, CADES_REVOCATION_UNKNOWN);
	judged(&c, CADES_REVOCATION_UNKNOWN);
}

static int
setup(void **state)
{
	struct error e = ERROR_INIT;

	(void)state;
	now = time_now();
	root = issue("root", 1, NULL);
	middle = issue("middle", 2, &root);
	leaf = issue("leaf", 3, &middle);
	assert_ok(certs_new(&chain, &e), &e);
	assert_ok(certs_push(chain, leaf.x, &e), &e);
	assert_ok(certs_push(chain, middle.x, &e), &e);
	assert_ok(certs_push(chain, root.x, &e), &e);
	return (0);
}

static int
teardown(void **state)
{
	struct link *all[] = { &root, &middle, &leaf };

	(void)state;
	certs_free(chain);
	for (size_t i = 0; i < 3; i++) {
		X509_free(all[i]->x);
		EVP_PKEY_free(all[i]->key);
	}
	return (0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_chain__worst_of_all),
		cmocka_unit_test(test_chain__one_that_nobody_speaks_of),
	};

	return (cmocka_run_group_tests(tests, setup, teardown));
}
