#include <archive.h>
#include <archive_entry.h>

#include "store/base/json.h"
#include "store/base/time.h"
#include "store/seal/seal.h"
#include "store/seal/trust.h"
#include "tests/unit/unit.h"

/* Seals of other tools, read in place: ../shared/vectors. */

#define VECTORS	"../shared/vectors/"

struct want {
	const char *file;
	enum seal_form form;
	enum seal_key key;
	enum seal_encoding encoding;
	bool standard;
	bool domain_matches;
	/* Trust in the last issuer that domainCert names. */
	enum trust_state trust;
	const char *at;
};

#define ANONYMOUS(file, key, encoding, standard)			\
	{ file, SEAL_FORM_ANONYMOUS, key, encoding, standard, false,	\
	    TRUST_UNCHECKED, NULL }

static const struct want wants[] = {
	ANONYMOUS("wacz/awp-0.15.1-iframetest.wacz", SEAL_KEY_P384,
	    SEAL_ENCODING_RAW, true),
	ANONYMOUS("wacz/awp-0.9.8-btrix-example.wacz", SEAL_KEY_P384,
	    SEAL_ENCODING_RAW, true),
	ANONYMOUS("wacz/awp-0.10.1-btrix-example-2.wacz", SEAL_KEY_P384,
	    SEAL_ENCODING_RAW, true),
	ANONYMOUS("derived/d05-anon-sig-as-DER.wacz", SEAL_KEY_P384,
	    SEAL_ENCODING_DER, false),
	ANONYMOUS("derived/d20-resigned-p384.wacz", SEAL_KEY_P384,
	    SEAL_ENCODING_RAW, true),
	ANONYMOUS("derived/d23-anon-p256.wacz", SEAL_KEY_P256,
	    SEAL_ENCODING_RAW, false),
	{ "wacz/authsign-valid_signed_example_1.wacz", SEAL_FORM_DOMAIN,
	    SEAL_KEY_P256, SEAL_ENCODING_DER, true, true, TRUST_OK,
	    "2022-01-18T19:00:12Z" },
	{ "wacz/authsign-valid_signed_example_1.wacz", SEAL_FORM_DOMAIN,
	    SEAL_KEY_P256, SEAL_ENCODING_DER, true, true, TRUST_EXPIRED,
	    "2026-01-18T19:00:12Z" },
	{ "wacz/scoop-signed-example-https.wacz", SEAL_FORM_DOMAIN,
	    SEAL_KEY_RSA, SEAL_ENCODING_RSA, false, true, TRUST_OK,
	    "2023-01-27T14:49:50Z" },
	{ "derived/d31-domain-altered.wacz", SEAL_FORM_DOMAIN, SEAL_KEY_P256,
	    SEAL_ENCODING_DER, true, false, TRUST_OK,
	    "2022-01-18T19:00:12Z" },
	{ "derived/d32-leaf-only-domaincert.wacz", SEAL_FORM_DOMAIN,
	    SEAL_KEY_P256, SEAL_ENCODING_DER, true, true, TRUST_UNKNOWN,
	    "2022-01-18T19:00:12Z" },
	{ "wacz/authsign-invalid_signed_example_1.wacz", SEAL_FORM_DOMAIN,
	    SEAL_KEY_P256, SEAL_ENCODING_DER, true, true, TRUST_UNKNOWN,
	    NULL },
};

static json_t *
read_digest(const char *file)
{
	struct error e = ERROR_INIT;
	struct buf b = BUF_INIT(MIB);
	struct archive *a = archive_read_new();
	struct archive_entry *entry;
	json_t *j = NULL;
	char path[256];
	ssize_t n;

	(void)snprintf(path, sizeof(path), VECTORS "%s", file);
	(void)archive_read_support_format_zip(a);
	assert_int_equal(archive_read_open_filename(a, path, 65536), 0);
	while (archive_read_next_header(a, &entry) == ARCHIVE_OK) {
		if (strcmp(archive_entry_pathname(entry),
		    "datapackage-digest.json") != 0)
			continue;
		n = archive_read_data(a, buf_reserve(&b, 65536), 65536);
		assert_true(n > 0);
		b.n = (size_t)n;
		break;
	}
	(void)archive_read_free(a);
	j = json_read(buf_span(&b), &e);
	assert_non_null(j);
	buf_free(&b);
	return (j);
}

static struct seal_input
input_of(const json_t *j)
{
	const json_t *s = json_object_get(j, "signedData");

	return ((struct seal_input){
	    .text = span_of(json_text(s, "hash")),
	    .signature = span_of(json_text(s, "signature")),
	    .public_key = span_of(json_text(s, "publicKey")),
	    .domain = span_of(json_text(s, "domain")),
	    .domain_cert = span_of(json_text(s, "domainCert")),
	});
}

/* Trust in ISRG Root X1, as the chain of a good vector ends in it. */
static struct trust *
isrg(void)
{
	struct error e = ERROR_INIT;
	json_t *j = read_digest("wacz/authsign-valid_signed_example_1.wacz");
	struct span pem = input_of(j).domain_cert, last = pem;
	struct trust *t = NULL;
	ptrdiff_t at;

	while ((at = span_find(span_sub(last, 1, last.n), 'B')) >= 0) {
		struct span next = span_sub(last, (size_t)at + 1, last.n);

		if (span_starts(next, "BEGIN CERTIFICATE"))
			pem = span_sub(last, (size_t)at - 4, last.n);
		last = next;
	}
	assert_ok(trust_new(&t, &e), &e);
	assert_ok(trust_add_pem(t, pem, "ISRG Root X1", &e), &e);
	json_decref(j);
	return (t);
}

static void
check(const struct want *w, const struct trust *t)
{
	struct error e = ERROR_INIT;
	json_t *j = read_digest(w->file);
	struct seal_input in = input_of(j);
	struct seal_result r;
	struct trust_verdict v;
	int64_t at = time_now();

	print_message("%s\n", w->file);
	assert_ok(seal_check(&in, &r, &e), &e);
	assert_int_equal(r.form, w->form);
	assert_int_equal(r.signature, SEAL_VALID);
	assert_int_equal(r.key, w->key);
	assert_int_equal(r.encoding, w->encoding);
	assert_int_equal(r.standard, w->standard);
	assert_int_equal(r.domain_matches, w->domain_matches);
	if (w->form == SEAL_FORM_DOMAIN) {
		assert_int_equal(r.faults_n, w->domain_matches ? 0 : 1);
		if (w->at != NULL)
			assert_ok(time_parse(span_of(w->at), &at, &e), &e);
		assert_ok(trust_judge(t, r.chain, NULL, TRUST_SEAL, at, &v,
		    &e), &e);
		assert_int_equal(v.state, w->trust);
	} else
		assert_int_equal(r.faults_n, 0);
	seal_result_free(&r);
	json_decref(j);
}

static void
test_vectors__verdicts(void **state)
{
	struct trust *t;
	size_t i;

	(void)state;
	unit_shared(VECTORS "wacz/authsign-valid_signed_example_1.wacz");
	t = isrg();
	for (i = 0; i < sizeof(wants) / sizeof(wants[0]); i++)
		check(&wants[i], t);
	trust_free(t);
}

/* signedData.hash says one thing, the signature is over another. */
static void
test_vectors__other_hash(void **state)
{
	struct error e = ERROR_INIT;
	struct seal_input in;
	struct seal_result r;
	json_t *j;

	(void)state;
	unit_shared(VECTORS "derived/d03-digest-rehash-signed-old.wacz");
	j = read_digest("derived/d03-digest-rehash-signed-old.wacz");
	in = input_of(j);
	/* What a verifier must sign over is the digest of the manifest. */
	in.text = span_of(json_text(j, "hash"));
	assert_ok(seal_check(&in, &r, &e), &e);
	assert_int_equal(r.signature, SEAL_INVALID);
	assert_int_equal(r.faults[0].code, SEAL_FAULT_SIGNATURE);
	seal_result_free(&r);
	json_decref(j);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_vectors__verdicts),
		cmocka_unit_test(test_vectors__other_hash),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
