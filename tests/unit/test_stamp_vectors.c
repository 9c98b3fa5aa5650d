#include "store/base/time.h"
#include "store/stamp/stamp.h"
#include "tests/unit/unit.h"

/* Tokens of real authorities, read in place: ../shared/vectors/tsr. */

#define TSR	"../shared/vectors/tsr/"
#define FREETSA	"ca/freetsa-2016-rsa-chain.pem"
#define SIGSTAGE	"tob__sigstage__ts_chain.pem"
#define LOCAL	"tob__test_tsa__ts_chain.pem"
#define CDS	"ca/globalsign-adobe-cds-embedded.pem"

static const struct {
	const char *token;
	const char *data;
	const char *root;		/* NULL: none */
	const char *extra;
	bool holds;
	enum stamp_state state;
	enum stamp_signer signer;
	enum trust_state trust;
	const char *time;
} vectors[] = {
	{ "wacz-freetsa__pywacz-valid_signed.tsr",
	    "wacz-freetsa__pywacz-valid_signed.data", FREETSA, FREETSA, true,
	    STAMP_GRANTED, STAMP_SIGNER_FOUND, TRUST_OK,
	    "2022-01-18T19:00:12Z" },
	{ "wacz-freetsa__scoop-example-https.tsr",
	    "wacz-freetsa__scoop-example-https.data", FREETSA, FREETSA, true,
	    STAMP_GRANTED, STAMP_SIGNER_FOUND, TRUST_OK,
	    "2023-01-27T14:49:50Z" },
	{ "wacz-freetsa__scoop-example.com.tsr",
	    "wacz-freetsa__scoop-example.com.data", FREETSA, FREETSA, true,
	    STAMP_GRANTED, STAMP_SIGNER_FOUND, TRUST_OK,
	    "2023-01-20T20:20:08Z" },
	{ "wacz-freetsa__pywacz-valid_signed.tsr",
	    "wacz-freetsa__pywacz-valid_signed.data", FREETSA, NULL, false,
	    STAMP_GRANTED, STAMP_SIGNER_NO_CERT, TRUST_UNCHECKED,
	    "2022-01-18T19:00:12Z" },
	{ "bellingcat__digicert.tsr", "bellingcat__data.txt",
	    "ca/DigiCert_Trusted_Root_G4.pem", NULL, true, STAMP_GRANTED,
	    STAMP_SIGNER_FOUND, TRUST_OK, "2025-03-24T11:17:47Z" },
	{ "bellingcat__digicert.tsr", "bellingcat__data.txt",
	    "ca/DigiCert_Assured_ID_Root_CA.pem", NULL, true, STAMP_GRANTED,
	    STAMP_SIGNER_FOUND, TRUST_OK, "2025-03-24T11:17:47Z" },
	{ "bellingcat__self_signed.tsr", "bellingcat__data.txt",
	    "ca/DigiCert_Trusted_Root_G4.pem", NULL, true, STAMP_GRANTED,
	    STAMP_SIGNER_FOUND, TRUST_UNKNOWN, "2025-03-24T11:38:16Z" },
	{ "tob__sigstage__response-sha256.tsr", "tob__hello.data", SIGSTAGE,
	    NULL, true, STAMP_GRANTED, STAMP_SIGNER_FOUND, TRUST_OK,
	    "2025-05-09T11:58:55Z" },
	{ "tob__sigstage__response-sha512.tsr", "tob__hello.data", SIGSTAGE,
	    NULL, true, STAMP_GRANTED, STAMP_SIGNER_FOUND, TRUST_OK,
	    "2025-05-09T11:58:56Z" },
	{ "tob__sigstage__response-invalid-signature.tsr", "tob__hello.data",
	    SIGSTAGE, NULL, false, STAMP_GRANTED, STAMP_SIGNER_FOUND, TRUST_OK,
	    "2025-05-09T11:58:55Z" },
	{ "tob__sigstage__response-no-embedded-cert.tsr", "tob__hello.data",
	    SIGSTAGE, NULL, false, STAMP_GRANTED, STAMP_SIGNER_NO_CERT,
	    TRUST_UNCHECKED, "2025-06-18T08:13:02Z" },
	{ "tob__sigstage__response-no-embedded-cert.tsr", "tob__hello.data",
	    SIGSTAGE, SIGSTAGE, true, STAMP_GRANTED, STAMP_SIGNER_FOUND,
	    TRUST_OK, "2025-06-18T08:13:02Z" },
	{ "tob__test_tsa__response.tsr", "tob__hello.data", LOCAL, NULL, true,
	    STAMP_GRANTED, STAMP_SIGNER_FOUND, TRUST_OK,
	    "2024-10-08T15:40:32Z" },
	{ "tob__test_tsa__other_response.tsr", "tob__hello.data", LOCAL, NULL,
	    true, STAMP_GRANTED, STAMP_SIGNER_FOUND, TRUST_UNKNOWN,
	    "2024-10-31T13:31:44Z" },
	{ "tob__test_tsa__other_response.tsr", "tob__hello.data",
	    "ca/sigpy-test-tsa-chain.pem", NULL, true, STAMP_GRANTED,
	    STAMP_SIGNER_FOUND, TRUST_OK, "2024-10-31T13:31:44Z" },
	{ "digitorus__respNoNonce.der", "digitorus__data.txt",
	    "ca/GlobalSign_Root_CA_-_R3.pem", NULL, true, STAMP_GRANTED,
	    STAMP_SIGNER_FOUND, TRUST_UNKNOWN, "2017-04-19T06:28:13Z" },
	{ "digitorus__respNoCert.der", "digitorus__data.txt", CDS, NULL,
	    false, STAMP_GRANTED, STAMP_SIGNER_NO_CERT, TRUST_UNCHECKED,
	    "2017-04-19T06:32:43Z" },
	{ "digitorus__respNoCert.der", "digitorus__data.txt", CDS, CDS, true,
	    STAMP_GRANTED, STAMP_SIGNER_FOUND, TRUST_OK,
	    "2017-04-19T06:32:43Z" },
	{ "digitorus__respRejection.der", "digitorus__data.txt", NULL, NULL,
	    false, STAMP_REJECTED, STAMP_SIGNER_NONE, TRUST_UNCHECKED, NULL },
};

static void
read_shared(const char *name, struct buf *out)
{
	char path[256];

	(void)snprintf(path, sizeof(path), TSR "%s", name);
	unit_read(path, out);
}

static struct trust *
read_roots(const char *name)
{
	struct error e = ERROR_INIT;
	struct trust *t;
	char path[256];

	assert_ok(trust_new(&t, &e), &e);
	if (name != NULL) {
		(void)snprintf(path, sizeof(path), TSR "%s", name);
		assert_ok(trust_add_file(t, path, &e), &e);
	}
	return (t);
}

static struct certs *
read_extra(const char *name)
{
	struct error e = ERROR_INIT;
	struct buf pem = BUF_INIT(PEM_MAX);
	struct certs *c = NULL;

	if (name != NULL) {
		read_shared(name, &pem);
		assert_ok(certs_read_pem(buf_span(&pem), &c, &e), &e);
	}
	buf_free(&pem);
	return (c);
}

static void
test_vectors__verdicts(void **state)
{
	struct error e = ERROR_INIT;
	struct buf token = BUF_INIT(TOKEN_MAX), data = BUF_INIT(TOKEN_MAX);
	struct stamp_result r;
	char text[TIME_TEXT];
	size_t i;

	(void)state;
	unit_shared(TSR "tob__hello.data");
	for (i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
		struct trust *roots = read_roots(vectors[i].root);
		struct certs *extra = read_extra(vectors[i].extra);
		struct stamp_input in = { .trust = roots, .extra = extra,
		    .now = time_now() };

		buf_reset(&token);
		buf_reset(&data);
		read_shared(vectors[i].token, &token);
		read_shared(vectors[i].data, &data);
		in.response = buf_span(&token);
		in.data = buf_span(&data);
		assert_ok(stamp_check(&in, &r, &e), &e);
		print_message("%s\n", vectors[i].token);
		assert_int_equal(stamp_holds(&r), vectors[i].holds);
		assert_int_equal(r.state, vectors[i].state);
		assert_int_equal(r.signer_state, vectors[i].signer);
		assert_int_equal(r.trust.state, vectors[i].trust);
		if (vectors[i].time != NULL)
			assert_string_equal(time_text(r.gen_time, text),
			    vectors[i].time);
		stamp_result_free(&r);
		trust_free(roots);
		certs_free(extra);
	}
	buf_free(&token);
	buf_free(&data);
}

/* The requests that the answers belong to: nonce, and one's own only. */
static void
test_vectors__nonce(void **state)
{
	static const uint8_t nonce[] = { 0xb1, 0xfc, 0x81, 0xde, 0xc9, 0x57,
	    0x49, 0xd9 };
	struct error e = ERROR_INIT;
	struct buf token = BUF_INIT(TOKEN_MAX);
	struct stamp_input in = { .nonce = { nonce, sizeof(nonce) },
	    .now = TIME_UNKNOWN };
	struct stamp_result r;

	(void)state;
	unit_shared(TSR "digitorus__respNoCert.der");
	read_shared("digitorus__respNoCert.der", &token);
	in.response = buf_span(&token);
	assert_ok(stamp_check(&in, &r, &e), &e);
	assert_int_equal(r.nonce_match, STAMP_YES);
	assert_int_equal(r.imprint, STAMP_UNCHECKED);
	stamp_result_free(&r);
	buf_reset(&token);
	read_shared("digitorus__respNoNonce.der", &token);
	in.response = buf_span(&token);
	assert_ok(stamp_check(&in, &r, &e), &e);
	assert_int_equal(r.nonce_match, STAMP_NO);
	assert_int_equal(r.faults[0].code, STAMP_FAULT_NONCE);
	stamp_result_free(&r);
	buf_free(&token);
}

static void
test_vectors__rejection(void **state)
{
	struct error e = ERROR_INIT;
	struct buf token = BUF_INIT(TOKEN_MAX);
	struct stamp_input in = { .now = TIME_UNKNOWN };
	struct stamp_result r;

	(void)state;
	unit_shared(TSR "digitorus__respRejection.der");
	read_shared("digitorus__respRejection.der", &token);
	in.response = buf_span(&token);
	assert_ok(stamp_check(&in, &r, &e), &e);
	assert_int_equal(r.status, 2);
	assert_string_equal(r.status_text,
	    "Error during serial number generation.");
	assert_int_equal(r.failure, 1 << 17);	/* addInfoNotAvailable */
	assert_int_equal(r.faults_n, 0);
	stamp_result_free(&r);
	buf_free(&token);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_vectors__verdicts),
		cmocka_unit_test(test_vectors__nonce),
		cmocka_unit_test(test_vectors__rejection),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
