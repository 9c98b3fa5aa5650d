#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include "store/base/codec.h"
#include "store/base/time.h"
#include "store/seal/identity.h"
#include "store/seal/seal.h"
#include "tests/unit/unit.h"

static const char text[] =
    "sha256:676649fda732df4088d154f7e2dbe40515900134cf06eb1066a1d085f7bd29c4";

/* Bytes of an OpenSSL writer as a buf. */
static void
take(struct buf *out, unsigned char *p, int n)
{

	assert_true(n > 0);
	buf_put(out, p, (size_t)n);
	OPENSSL_free(p);
}

static void
base64(struct buf *out, struct span s)
{

	buf_reset(out);
	codec_base64(out, s);
}

static void
sign(EVP_PKEY *key, struct span what, struct buf *out)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	size_t n = 1024;

	assert_int_equal(EVP_DigestSignInit(ctx, NULL, EVP_sha256(), NULL,
	    key), 1);
	assert_int_equal(EVP_DigestSign(ctx, buf_reserve(out, n), &n, what.p,
	    what.n), 1);
	out->n += n;
	EVP_MD_CTX_free(ctx);
}

/* r||s of a DER signature, ${half} bytes each. */
static void
raw_of(struct span der, int half, struct buf *out)
{
	const uint8_t *at = der.p;
	ECDSA_SIG *s = d2i_ECDSA_SIG(NULL, &at, (long)der.n);
	uint8_t *to = buf_reserve(out, 2 * (size_t)half);

	assert_non_null(s);
	assert_int_equal(BN_bn2binpad(ECDSA_SIG_get0_r(s), to, half), half);
	assert_int_equal(BN_bn2binpad(ECDSA_SIG_get0_s(s), to + half, half),
	    half);
	out->n += 2 * (size_t)half;
	ECDSA_SIG_free(s);
}

/* The input of an anonymous seal by ${key}, everything encoded. */
struct anonymous {
	struct buf spki;
	struct buf sig;
	struct buf spki64;
	struct buf sig64;
	struct seal_input in;
};

static void
anonymous_make(struct anonymous *a, EVP_PKEY *key, int half)
{
	struct buf der = BUF_INIT(4096);
	unsigned char *p = NULL;
	int n;

	memset(a, 0, sizeof(*a));
	a->spki.max = a->sig.max = a->spki64.max = a->sig64.max = 8192;
	n = i2d_PUBKEY(key, &p);
	take(&a->spki, p, n);
	sign(key, span_of(text), &der);
	if (half > 0)
		raw_of(buf_span(&der), half, &a->sig);
	else
		buf_putspan(&a->sig, buf_span(&der));
	buf_free(&der);
}

static void
anonymous_check(struct anonymous *a, struct seal_result *r)
{
	struct error e = ERROR_INIT;

	base64(&a->spki64, buf_span(&a->spki));
	base64(&a->sig64, buf_span(&a->sig));
	a->in.text = span_of(text);
	a->in.public_key = buf_span(&a->spki64);
	a->in.signature = buf_span(&a->sig64);
	assert_ok(seal_check(&a->in, r, &e), &e);
}

static void
anonymous_free(struct anonymous *a)
{

	buf_free(&a->spki);
	buf_free(&a->sig);
	buf_free(&a->spki64);
	buf_free(&a->sig64);
}

static void
only_fault(struct seal_result *r, enum seal_fault_code code,
    enum seal_state state)
{

	if (r->faults_n != 1 || r->faults[0].code != code)
		print_error("want %s, have %s\n", seal_faults[code].name,
		    r->faults_n == 0 ? "none" :
		    seal_faults[r->faults[0].code].name);
	assert_int_equal(r->faults_n, 1);
	assert_int_equal(r->faults[0].code, code);
	assert_int_equal(r->signature, state);
	assert_false(r->standard);
	seal_result_free(r);
}

static void
test_anonymous__forms(void **state)
{
	static const struct {
		const char *curve;
		int half;
		bool standard;
		enum seal_encoding encoding;
	} cases[] = {
		{ "P-384", 48, true, SEAL_ENCODING_RAW },
		{ "P-384", 0, false, SEAL_ENCODING_DER },
		{ "P-256", 32, false, SEAL_ENCODING_RAW },
		{ "P-256", 0, false, SEAL_ENCODING_DER },
	};
	struct seal_result r;
	struct anonymous a;
	EVP_PKEY *key;
	size_t i;

	(void)state;
	for (i = 0; i < 4; i++) {
		key = EVP_EC_gen(cases[i].curve);
		anonymous_make(&a, key, cases[i].half);
		anonymous_check(&a, &r);
		assert_int_equal(r.form, SEAL_FORM_ANONYMOUS);
		assert_int_equal(r.signature, SEAL_VALID);
		assert_int_equal(r.standard, cases[i].standard);
		assert_int_equal(r.encoding, cases[i].encoding);
		assert_int_equal(r.key, i < 2 ? SEAL_KEY_P384 : SEAL_KEY_P256);
		assert_int_equal(r.faults_n, 0);
		assert_int_equal(strlen(r.fingerprint), 64);
		assert_null(r.chain);
		seal_result_free(&r);
		anonymous_free(&a);
		EVP_PKEY_free(key);
	}
}

static void
test_anonymous__rsa(void **state)
{
	EVP_PKEY *key = EVP_RSA_gen(2048);
	struct seal_result r;
	struct anonymous a;

	(void)state;
	anonymous_make(&a, key, 0);
	anonymous_check(&a, &r);
	assert_int_equal(r.signature, SEAL_VALID);
	assert_int_equal(r.encoding, SEAL_ENCODING_RSA);
	assert_false(r.standard);
	seal_result_free(&r);
	/* A byte more than the modulus is no signature (RFC 8017 8.2.2). */
	buf_putc(&a.sig, 0);
	anonymous_check(&a, &r);
	only_fault(&r, SEAL_FAULT_ENCODING, SEAL_INVALID);
	anonymous_free(&a);
	EVP_PKEY_free(key);
}

static void
test_anonymous__other_keys(void **state)
{
	EVP_PKEY *keys[] = { EVP_RSA_gen(1024), EVP_EC_gen("P-521"),
	    EVP_EC_gen("secp256k1") };
	struct seal_result r;
	struct anonymous a;
	size_t i;

	(void)state;
	for (i = 0; i < 3; i++) {
		anonymous_make(&a, keys[i], 0);
		anonymous_check(&a, &r);
		assert_int_equal(r.key, SEAL_KEY_OTHER);
		only_fault(&r, SEAL_FAULT_KEY_KIND, SEAL_UNSUPPORTED);
		anonymous_free(&a);
		EVP_PKEY_free(keys[i]);
	}
}

/* The same curve with its parameters spelled out could be any curve. */
static void
test_anonymous__explicit_parameters(void **state)
{
	EVP_PKEY *key = EVP_EC_gen("P-384");
	struct seal_result r;
	struct anonymous a;

	(void)state;
	assert_int_equal(EVP_PKEY_set_utf8_string_param(key, "encoding",
	    "explicit"), 1);
	anonymous_make(&a, key, 48);
	anonymous_check(&a, &r);
	only_fault(&r, SEAL_FAULT_KEY_KIND, SEAL_UNSUPPORTED);
	anonymous_free(&a);
	EVP_PKEY_free(key);
}

static void
test_anonymous__bad_keys(void **state)
{
	EVP_PKEY *key = EVP_EC_gen("P-384");
	struct seal_result r;
	struct anonymous a;

	(void)state;
	anonymous_make(&a, key, 48);
	buf_putc(&a.spki, 0);
	anonymous_check(&a, &r);
	only_fault(&r, SEAL_FAULT_KEY, SEAL_UNCHECKED);
	a.spki.n--;
	a.spki.p[a.spki.n - 1] ^= 1;	/* a point off the curve */
	anonymous_check(&a, &r);
	only_fault(&r, SEAL_FAULT_KEY, SEAL_UNCHECKED);
	a.spki.n = 7;
	anonymous_check(&a, &r);
	only_fault(&r, SEAL_FAULT_KEY, SEAL_UNCHECKED);
	anonymous_free(&a);
	EVP_PKEY_free(key);
}

/* One number, one form: nobody may restate a signature. */
static void
test_anonymous__encodings(void **state)
{
	EVP_PKEY *key = EVP_EC_gen("P-384");
	struct seal_result r;
	struct anonymous a;
	struct buf ber = BUF_INIT(4096);

	(void)state;
	anonymous_make(&a, key, 0);
	buf_putc(&a.sig, 0);			/* bytes after it */
	anonymous_check(&a, &r);
	only_fault(&r, SEAL_FAULT_ENCODING, SEAL_INVALID);
	a.sig.n--;
	buf_putc(&ber, 0x30);			/* not the shortest length */
	buf_putc(&ber, 0x81);
	buf_put(&ber, a.sig.p + 1, a.sig.n - 1);
	buf_reset(&a.sig);
	buf_putspan(&a.sig, buf_span(&ber));
	anonymous_check(&a, &r);
	only_fault(&r, SEAL_FAULT_ENCODING, SEAL_INVALID);
	buf_reset(&a.sig);
	memset(buf_reserve(&a.sig, 96), 0, 96);	/* r = s = 0 */
	a.sig.n = 96;
	anonymous_check(&a, &r);
	only_fault(&r, SEAL_FAULT_ENCODING, SEAL_INVALID);
	buf_reset(&a.sig);
	anonymous_check(&a, &r);
	only_fault(&r, SEAL_FAULT_ENCODING, SEAL_INVALID);
	buf_free(&ber);
	anonymous_free(&a);
	EVP_PKEY_free(key);
}

static void
test_anonymous__every_bit_of_signature(void **state)
{
	EVP_PKEY *key = EVP_EC_gen("P-384");
	struct seal_result r;
	struct anonymous a;
	size_t i;

	(void)state;
	anonymous_make(&a, key, 48);
	for (i = 0; i < a.sig.n; i++) {
		a.sig.p[i] ^= (uint8_t)(1 << i % 8);
		anonymous_check(&a, &r);
		assert_int_equal(r.signature, SEAL_INVALID);
		seal_result_free(&r);
		a.sig.p[i] ^= (uint8_t)(1 << i % 8);
	}
	anonymous_check(&a, &r);
	assert_int_equal(r.signature, SEAL_VALID);
	seal_result_free(&r);
	anonymous_free(&a);
	EVP_PKEY_free(key);
}

static void
test_anonymous__base64(void **state)
{
	struct error e = ERROR_INIT;
	EVP_PKEY *key = EVP_EC_gen("P-384");
	struct seal_result r;
	struct anonymous a;

	(void)state;
	anonymous_make(&a, key, 48);
	anonymous_check(&a, &r);
	seal_result_free(&r);
	buf_putc(&a.sig64, '\n');
	a.in.signature = buf_span(&a.sig64);
	assert_ok(seal_check(&a.in, &r, &e), &e);
	only_fault(&r, SEAL_FAULT_BASE64, SEAL_UNCHECKED);
	anonymous_check(&a, &r);
	seal_result_free(&r);
	a.spki64.p[3] = '-';
	assert_ok(seal_check(&a.in, &r, &e), &e);
	only_fault(&r, SEAL_FAULT_BASE64, SEAL_UNCHECKED);
	anonymous_free(&a);
	EVP_PKEY_free(key);
}

static void
test_form__fields(void **state)
{
	struct error e = ERROR_INIT;
	struct span x = span_of("x");
	struct seal_input inputs[] = {
		{ .text = span_of(text), .signature = x },
		{ .text = span_of(text), .signature = x, .domain = x },
		{ .text = span_of(text), .signature = x, .domain_cert = x },
		{ .text = span_of(text), .signature = x, .domain = x,
		    .domain_cert = x, .public_key = x },
		{ .text = span_of(text), .domain = x, .domain_cert = x },
		{ .signature = x, .domain = x, .domain_cert = x },
	};
	struct seal_result r;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(inputs) / sizeof(inputs[0]); i++) {
		assert_ok(seal_check(&inputs[i], &r, &e), &e);
		assert_int_equal(r.form, SEAL_FORM_NONE);
		only_fault(&r, SEAL_FAULT_FORM, SEAL_UNCHECKED);
	}
}

static void
test_text__shape(void **state)
{
	static const char * const bad[] = {
		"sha256:676649FDA732DF4088D154F7E2DBE40515900134CF06EB1066A1D0"
		"85F7BD29C4",
		"sha256:676649fda732df4088d154f7e2dbe40515900134cf06eb1066a1d0"
		"85f7bd29c4 ",
		"sha256:676649fda732df4088d154f7e2dbe40515900134cf06eb1066a1d0"
		"85f7bd29c",
		"sha-256:676649fda732df4088d154f7e2dbe40515900134cf06eb1066a1d"
		"085f7bd29c",
	};
	struct error e = ERROR_INIT;
	EVP_PKEY *key = EVP_EC_gen("P-384");
	struct buf der = BUF_INIT(4096);
	struct seal_result r;
	struct anonymous a;
	size_t i;

	(void)state;
	for (i = 0; i < 4; i++) {
		/* Signed as it is: the shape alone is at fault. */
		anonymous_make(&a, key, 48);
		anonymous_check(&a, &r);
		seal_result_free(&r);
		buf_reset(&der);
		buf_reset(&a.sig);
		sign(key, span_of(bad[i]), &der);
		raw_of(buf_span(&der), 48, &a.sig);
		base64(&a.sig64, buf_span(&a.sig));
		a.in.signature = buf_span(&a.sig64);
		a.in.text = span_of(bad[i]);
		assert_ok(seal_check(&a.in, &r, &e), &e);
		assert_int_equal(r.signature, SEAL_VALID);
		assert_int_equal(r.faults_n, 1);
		assert_int_equal(r.faults[0].code, SEAL_FAULT_TEXT);
		seal_result_free(&r);
		anonymous_free(&a);
	}
	buf_free(&der);
	EVP_PKEY_free(key);
}

/* A self-signed certificate with these names (NULL: none) as PEM. */
static void
certificate(EVP_PKEY *key, const char *cn, const char *san, struct buf *pem)
{
	X509 *x = X509_new();
	X509_EXTENSION *ext;
	BIO *bio = BIO_new(BIO_s_mem());
	char *p;
	long n;

	X509_set_version(x, X509_VERSION_3);
	ASN1_INTEGER_set(X509_get_serialNumber(x), 5);
	X509_gmtime_adj(X509_getm_notBefore(x), -60);
	X509_gmtime_adj(X509_getm_notAfter(x), 3600);
	X509_set_pubkey(x, key);
	if (cn != NULL)
		X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN",
		    MBSTRING_UTF8, span_of(cn).p, -1, -1, 0);
	if (san != NULL) {
		ext = X509V3_EXT_conf_nid(NULL, NULL, NID_subject_alt_name,
		    san);
		assert_non_null(ext);
		X509_add_ext(x, ext, -1);
		X509_EXTENSION_free(ext);
	}
	assert_true(X509_sign(x, key, EVP_sha256()) > 0);
	assert_int_equal(PEM_write_bio_X509(bio, x), 1);
	n = BIO_get_mem_data(bio, &p);
	buf_reset(pem);
	buf_put(pem, p, (size_t)n);
	BIO_free(bio);
	X509_free(x);
}

static void
test_domain__names(void **state)
{
	static const struct {
		const char *cn;
		const char *san;
		const char *domain;
		bool matches;
		bool by_name;
	} cases[] = {
		{ "a.example", "DNS:b.example,DNS:c.example", "c.example",
		    true, false },
		{ "a.example", "DNS:b.example", "B.EXAMPLE", true, false },
		{ "a.example", "DNS:b.example", "a.example", false, false },
		{ "a.example", NULL, "a.example", true, true },
		{ "a.example", "email:x@y.example", "a.example", true, true },
		{ "a.example", "DNS:*.b.example", "w.b.example", false,
		    false },
		{ "a.example", NULL, "b.example", false, false },
		{ NULL, NULL, "b.example", false, false },
		{ NULL, "DNS:b.example", "b.example.", false, false },
		{ NULL, "DNS:b.example", "", false, false },
	};
	struct error e = ERROR_INIT;
	EVP_PKEY *key = EVP_EC_gen("P-256");
	struct buf pem = BUF_INIT(PEM_MAX), sig = BUF_INIT(4096);
	struct buf sig64 = BUF_INIT(4096);
	struct seal_input in = { .text = span_of(text) };
	struct seal_result r;
	size_t i;

	(void)state;
	sign(key, span_of(text), &sig);
	codec_base64(&sig64, buf_span(&sig));
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		certificate(key, cases[i].cn, cases[i].san, &pem);
		in.signature = buf_span(&sig64);
		in.domain_cert = buf_span(&pem);
		in.domain = span_of(cases[i].domain);
		assert_ok(seal_check(&in, &r, &e), &e);
		assert_int_equal(r.form, SEAL_FORM_DOMAIN);
		assert_int_equal(r.signature, SEAL_VALID);
		assert_true(r.standard);
		assert_int_equal(r.domain_matches, cases[i].matches);
		assert_int_equal(r.domain_by_name, cases[i].by_name);
		assert_int_equal(r.faults_n, cases[i].matches ? 0 : 1);
		if (!cases[i].matches)
			assert_int_equal(r.faults[0].code, SEAL_FAULT_DOMAIN);
		assert_int_equal(certs_count(r.chain), 1);
		seal_result_free(&r);
	}
	buf_free(&pem);
	buf_free(&sig);
	buf_free(&sig64);
	EVP_PKEY_free(key);
}

static void
test_domain__raw_is_read(void **state)
{
	struct error e = ERROR_INIT;
	EVP_PKEY *key = EVP_EC_gen("P-256");
	struct buf pem = BUF_INIT(PEM_MAX), sig = BUF_INIT(4096);
	struct buf raw = BUF_INIT(4096), sig64 = BUF_INIT(4096);
	struct seal_input in = { .text = span_of(text),
	    .domain = span_of("a.example") };
	struct seal_result r;

	(void)state;
	sign(key, span_of(text), &sig);
	raw_of(buf_span(&sig), 32, &raw);
	codec_base64(&sig64, buf_span(&raw));
	certificate(key, "a.example", NULL, &pem);
	in.signature = buf_span(&sig64);
	in.domain_cert = buf_span(&pem);
	assert_ok(seal_check(&in, &r, &e), &e);
	assert_int_equal(r.signature, SEAL_VALID);
	assert_int_equal(r.encoding, SEAL_ENCODING_RAW);
	assert_false(r.standard);
	assert_int_equal(r.faults_n, 0);
	seal_result_free(&r);
	buf_free(&pem);
	buf_free(&sig);
	buf_free(&raw);
	buf_free(&sig64);
	EVP_PKEY_free(key);
}

static void
test_domain__bad_pem(void **state)
{
	static const char * const bad[] = { "", "hello",
	    "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
	    "-----BEGIN CERTIFICATE-----\n" };
	struct error e = ERROR_INIT;
	struct seal_input in = { .text = span_of(text),
	    .signature = span_of("AAAA"), .domain = span_of("a.example") };
	struct seal_result r;
	size_t i;

	(void)state;
	for (i = 0; i < 4; i++) {
		in.domain_cert = span_of(bad[i]);
		assert_ok(seal_check(&in, &r, &e), &e);
		assert_null(r.chain);
		only_fault(&r, SEAL_FAULT_CERT, SEAL_UNCHECKED);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_anonymous__forms),
		cmocka_unit_test(test_anonymous__rsa),
		cmocka_unit_test(test_anonymous__other_keys),
		cmocka_unit_test(test_anonymous__explicit_parameters),
		cmocka_unit_test(test_anonymous__bad_keys),
		cmocka_unit_test(test_anonymous__encodings),
		cmocka_unit_test(test_anonymous__every_bit_of_signature),
		cmocka_unit_test(test_anonymous__base64),
		cmocka_unit_test(test_form__fields),
		cmocka_unit_test(test_text__shape),
		cmocka_unit_test(test_domain__names),
		cmocka_unit_test(test_domain__raw_is_read),
		cmocka_unit_test(test_domain__bad_pem),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
