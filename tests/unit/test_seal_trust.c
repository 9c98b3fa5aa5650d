#include <sys/stat.h>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "store/base/time.h"
#include "store/seal/trust.h"
#include "tests/unit/unit.h"

#define DAY	INT64_C(86400000)

/* root -> middle -> leaf, made anew for each way of being wrong. */
struct link {
	X509 *x;
	EVP_PKEY *key;
};

struct family {
	struct link root, middle, leaf;
};

static int64_t now;

static void
extend(X509 *x, int nid, const char *value)
{
	X509_EXTENSION *ext = X509V3_EXT_conf_nid(NULL, NULL, nid, value);

	assert_non_null(ext);
	assert_int_equal(X509_add_ext(x, ext, -1), 1);
	X509_EXTENSION_free(ext);
}

static struct link
make(const char *name, const struct link *by, const char *constraints,
    const char *usage, int64_t from, int64_t to)
{
	struct link l = { X509_new(), EVP_EC_gen("P-256") };
	static long serial = 100;

	X509_set_version(l.x, X509_VERSION_3);
	ASN1_INTEGER_set(X509_get_serialNumber(l.x), ++serial);
	ASN1_TIME_set(X509_getm_notBefore(l.x), (time_t)((now + from) / 1000));
	ASN1_TIME_set(X509_getm_notAfter(l.x), (time_t)((now + to) / 1000));
	X509_NAME_add_entry_by_txt(X509_get_subject_name(l.x), "CN",
	    MBSTRING_UTF8, span_of(name).p, -1, -1, 0);
	X509_set_issuer_name(l.x, X509_get_subject_name(by == NULL ? l.x :
	    by->x));
	X509_set_pubkey(l.x, l.key);
	extend(l.x, NID_basic_constraints, constraints);
	if (usage != NULL)
		extend(l.x, NID_key_usage, usage);
	assert_true(X509_sign(l.x, by == NULL ? l.key : by->key,
	    EVP_sha256()) > 0);
	return (l);
}

static struct family
good_family(void)
{
	struct family f;

	f.root = make("root", NULL, "critical,CA:TRUE", NULL, -DAY, 9 * DAY);
	f.middle = make("middle", &f.root, "critical,CA:TRUE",
	    "critical,keyCertSign", -DAY, 9 * DAY);
	f.leaf = make("leaf", &f.middle, "CA:FALSE",
	    "critical,digitalSignature", -DAY, DAY);
	return (f);
}

static void
drop(struct link *l)
{

	X509_free(l->x);
	EVP_PKEY_free(l->key);
}

static void
family_free(struct family *f)
{

	drop(&f->root);
	drop(&f->middle);
	drop(&f->leaf);
}

static void
put_pem(struct buf *out, X509 *x)
{
	BIO *bio = BIO_new(BIO_s_mem());
	char *p;
	long n;

	assert_int_equal(PEM_write_bio_X509(bio, x), 1);
	n = BIO_get_mem_data(bio, &p);
	buf_put(out, p, (size_t)n);
	BIO_free(bio);
}

/* A chain of up to three certificates (NULL: none). */
static struct certs *
chain_of(X509 *a, X509 *b, X509 *c)
{
	struct error e = ERROR_INIT;
	struct buf pem = BUF_INIT(PEM_MAX);
	X509 *all[] = { a, b, c };
	struct certs *chain = NULL;
	size_t i;

	for (i = 0; i < 3; i++)
		if (all[i] != NULL)
			put_pem(&pem, all[i]);
	assert_ok(certs_read_pem(buf_span(&pem), &chain, &e), &e);
	buf_free(&pem);
	return (chain);
}

static struct trust *
trusting(X509 *x)
{
	struct error e = ERROR_INIT;
	struct certs *c = chain_of(x, NULL, NULL);
	struct trust *t = NULL;

	assert_ok(trust_new(&t, &e), &e);
	assert_ok(trust_add_certs(t, c, "given", &e), &e);
	certs_free(c);
	return (t);
}

/* Judge leaf and middle of ${f} by those who trust ${anchor}. */
static struct trust_verdict
judge(struct family *f, X509 *anchor, int64_t at)
{
	struct error e = ERROR_INIT;
	struct certs *chain = chain_of(f->leaf.x, f->middle.x, NULL);
	struct trust *t = anchor == NULL ? NULL : trusting(anchor);
	struct trust_verdict v;

	assert_ok(trust_judge(t, chain, NULL, TRUST_SEAL, at, &v, &e), &e);
	assert_int_equal(v.at, at);
	certs_free(chain);
	trust_free(t);
	return (v);
}

static void
test_judge__trusted(void **state)
{
	struct family f = good_family();
	struct trust_verdict v;

	(void)state;
	v = judge(&f, f.root.x, now);
	assert_int_equal(v.state, TRUST_OK);
	assert_string_equal(v.detail, "");
	assert_string_equal(v.anchor_subject, "CN=root");
	assert_string_equal(v.anchor_source, "given");
	assert_int_equal(strlen(v.anchor), 64);
	/* Who trusts the issuer, or the signer, need not trust the root. */
	v = judge(&f, f.middle.x, now);
	assert_int_equal(v.state, TRUST_OK);
	assert_string_equal(v.anchor_subject, "CN=middle");
	v = judge(&f, f.leaf.x, now);
	assert_int_equal(v.state, TRUST_OK);
	assert_string_equal(v.anchor_subject, "CN=leaf");
	family_free(&f);
}

static void
test_judge__unknown(void **state)
{
	struct family f = good_family(), other = good_family();
	struct trust_verdict v;

	(void)state;
	v = judge(&f, NULL, now);
	assert_int_equal(v.state, TRUST_UNKNOWN);
	assert_string_equal(v.anchor, "");
	assert_true(v.detail[0] != '\0');
	/* A root of the same name is another root: the link is forged. */
	v = judge(&f, other.root.x, now);
	assert_int_not_equal(v.state, TRUST_OK);
	assert_int_not_equal(v.state, TRUST_EXPIRED);
	family_free(&f);
	family_free(&other);
}

static void
test_judge__leaf_only(void **state)
{
	struct error e = ERROR_INIT;
	struct family f = good_family();
	struct trust *t = trusting(f.root.x);
	struct certs *leaf = chain_of(f.leaf.x, NULL, NULL);
	struct certs *extra = chain_of(f.middle.x, NULL, NULL);
	struct trust_verdict v;

	(void)state;
	assert_ok(trust_judge(t, leaf, NULL, TRUST_SEAL, now, &v, &e), &e);
	assert_int_equal(v.state, TRUST_UNKNOWN);
	assert_ok(trust_judge(t, leaf, extra, TRUST_SEAL, now, &v, &e), &e);
	assert_int_equal(v.state, TRUST_OK);
	certs_free(leaf);
	certs_free(extra);
	trust_free(t);
	family_free(&f);
}

static void
test_judge__moments(void **state)
{
	struct family f = good_family();
	struct trust_verdict v;

	(void)state;
	v = judge(&f, f.root.x, now + 2 * DAY);
	assert_int_equal(v.state, TRUST_EXPIRED);
	assert_int_equal(v.depth, 0);
	assert_string_equal(v.anchor_subject, "CN=root");
	v = judge(&f, f.root.x, now - 2 * DAY);
	assert_int_equal(v.state, TRUST_EXPIRED);
	v = judge(&f, f.root.x, -5000);
	assert_int_equal(v.state, TRUST_EXPIRED);
	/* Nobody to trust outweighs the date. */
	v = judge(&f, NULL, now + 2 * DAY);
	assert_int_equal(v.state, TRUST_UNKNOWN);
	family_free(&f);
}

/* The root is missing and the link below it forged: that is not "unknown". */
static void
test_judge__forged_beats_unknown(void **state)
{
	struct family f = good_family(), other = good_family();
	struct trust_verdict v;

	(void)state;
	drop(&f.leaf);
	f.leaf = make("leaf", &other.middle, "CA:FALSE",
	    "critical,digitalSignature", -DAY, DAY);
	v = judge(&f, f.root.x, now);
	assert_int_equal(v.state, TRUST_BAD);
	v = judge(&f, NULL, now);
	assert_int_equal(v.state, TRUST_BAD);
	assert_non_null(strstr(v.detail, "signature"));
	family_free(&f);
	family_free(&other);
}

static void
test_judge__issuer_is_no_authority(void **state)
{
	struct family f = good_family();
	struct trust_verdict v;

	(void)state;
	drop(&f.middle);
	drop(&f.leaf);
	f.middle = make("middle", &f.root, "CA:FALSE",
	    "critical,digitalSignature", -DAY, DAY);
	f.leaf = make("leaf", &f.middle, "CA:FALSE",
	    "critical,digitalSignature", -DAY, DAY);
	v = judge(&f, f.root.x, now);
	assert_int_equal(v.state, TRUST_BAD);
	family_free(&f);
}

static void
test_judge__path_too_long(void **state)
{
	struct family f = good_family();
	struct trust_verdict v;

	(void)state;
	drop(&f.root);
	drop(&f.middle);
	drop(&f.leaf);
	f.root = make("root", NULL, "critical,CA:TRUE,pathlen:0", NULL, -DAY,
	    DAY);
	f.middle = make("middle", &f.root, "critical,CA:TRUE",
	    "critical,keyCertSign", -DAY, DAY);
	f.leaf = make("leaf", &f.middle, "CA:FALSE",
	    "critical,digitalSignature", -DAY, DAY);
	v = judge(&f, f.root.x, now);
	assert_int_equal(v.state, TRUST_BAD);
	family_free(&f);
}

static void
test_judge__usage(void **state)
{
	struct error e = ERROR_INIT;
	struct family f = good_family();
	struct trust *t = trusting(f.root.x);
	struct certs *chain;
	struct trust_verdict v;

	(void)state;
	drop(&f.leaf);
	f.leaf = make("leaf", &f.middle, "CA:FALSE",
	    "critical,keyEncipherment", -DAY, DAY);
	v = judge(&f, f.root.x, now);
	assert_int_equal(v.state, TRUST_BAD);
	assert_int_equal(v.depth, 0);
	/* No keyUsage: any use; but stamping needs its extended usage. */
	drop(&f.leaf);
	f.leaf = make("leaf", &f.middle, "CA:FALSE", NULL, -DAY, DAY);
	v = judge(&f, f.root.x, now);
	assert_int_equal(v.state, TRUST_OK);
	chain = chain_of(f.leaf.x, f.middle.x, NULL);
	assert_ok(trust_judge(t, chain, NULL, TRUST_STAMP, now, &v, &e), &e);
	assert_int_equal(v.state, TRUST_BAD);
	certs_free(chain);
	trust_free(t);
	family_free(&f);
}

static void
test_add__files_and_folders(void **state)
{
	struct error e = ERROR_INIT;
	struct family f = good_family();
	struct certs *chain = chain_of(f.leaf.x, f.middle.x, NULL);
	struct buf pem = BUF_INIT(PEM_MAX);
	struct trust *t;
	struct trust_verdict v;
	char folder[64], path[128];

	(void)state;
	unit_folder(folder);
	put_pem(&pem, f.root.x);
	(void)snprintf(path, sizeof(path), "%s/notes.txt", folder);
	assert_ok(io_write_file(path, span_of("no PEM"), 0600, &e), &e);
	(void)snprintf(path, sizeof(path), "%s/root.crt", folder);
	assert_ok(io_write_file(path, buf_span(&pem), 0600, &e), &e);
	assert_ok(trust_new(&t, &e), &e);
	assert_ok(trust_add_file(t, path, &e), &e);
	/* The same one twice is no matter. */
	assert_ok(trust_add_file(t, path, &e), &e);
	assert_ok(trust_judge(t, chain, NULL, TRUST_SEAL, now, &v, &e), &e);
	assert_int_equal(v.state, TRUST_OK);
	assert_string_equal(v.anchor_source, path);
	(void)snprintf(path, sizeof(path), "%s/notes.txt", folder);
	assert_fails(trust_add_file(t, path, &e), &e, ERR_SYNTAX);
	(void)snprintf(path, sizeof(path), "%s/absent", folder);
	assert_fails(trust_add_file(t, path, &e), &e, ERR_NOTFOUND);
	trust_free(t);
	certs_free(chain);
	buf_free(&pem);
	unit_folder_remove(folder);
	family_free(&f);
}

/* The system's roots, here replaced as OpenSSL lets one replace them. */
static void
test_add__system(void **state)
{
	struct error e = ERROR_INIT;
	struct family f = good_family();
	struct certs *chain = chain_of(f.leaf.x, f.middle.x, NULL);
	struct buf pem = BUF_INIT(PEM_MAX);
	struct trust *t;
	struct trust_verdict v;
	char folder[64], path[128];

	(void)state;
	unit_folder(folder);
	(void)snprintf(path, sizeof(path), "%s/cert.pem", folder);
	assert_int_equal(setenv("SSL_CERT_FILE", path, 1), 0);
	assert_int_equal(setenv("SSL_CERT_DIR", folder, 1), 0);
	/* None there: no error, and nobody is trusted. */
	assert_ok(trust_new(&t, &e), &e);
	assert_ok(trust_add_system(t, &e), &e);
	assert_ok(trust_judge(t, chain, NULL, TRUST_SEAL, now, &v, &e), &e);
	assert_int_equal(v.state, TRUST_UNKNOWN);
	trust_free(t);
	put_pem(&pem, f.root.x);
	assert_ok(io_write_file(path, buf_span(&pem), 0600, &e), &e);
	assert_ok(trust_new(&t, &e), &e);
	assert_ok(trust_add_system(t, &e), &e);
	assert_ok(trust_judge(t, chain, NULL, TRUST_SEAL, now, &v, &e), &e);
	assert_int_equal(v.state, TRUST_OK);
	assert_string_equal(v.anchor_source, "system");
	trust_free(t);
	assert_int_equal(unsetenv("SSL_CERT_FILE"), 0);
	assert_int_equal(unsetenv("SSL_CERT_DIR"), 0);
	unit_folder_remove(folder);
	certs_free(chain);
	buf_free(&pem);
	family_free(&f);
}

static void
test_names__all(void **state)
{

	(void)state;
	assert_string_equal(trust_state_name(TRUST_UNCHECKED), "unchecked");
	assert_string_equal(trust_state_name(TRUST_OK), "trusted");
	assert_string_equal(trust_state_name(TRUST_UNKNOWN), "unknown");
	assert_string_equal(trust_state_name(TRUST_EXPIRED), "expired");
	assert_string_equal(trust_state_name(TRUST_BAD), "bad");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_judge__trusted),
		cmocka_unit_test(test_judge__unknown),
		cmocka_unit_test(test_judge__leaf_only),
		cmocka_unit_test(test_judge__moments),
		cmocka_unit_test(test_judge__forged_beats_unknown),
		cmocka_unit_test(test_judge__issuer_is_no_authority),
		cmocka_unit_test(test_judge__path_too_long),
		cmocka_unit_test(test_judge__usage),
		cmocka_unit_test(test_add__files_and_folders),
		cmocka_unit_test(test_add__system),
		cmocka_unit_test(test_names__all),
	};

	now = time_now();
	return (cmocka_run_group_tests(tests, NULL, NULL));
}
