#include "store/base/codec.h"
#include "store/base/time.h"
#include "store/stamp/stamp.h"
#include "tests/lib/tsa.h"
#include "tests/unit/unit.h"

/* What `openssl ts` answers to our question, and which answers we take. */

static char folder[64];
static struct trust *roots;
static const char said[] = "MEUCIQDtext+of/a+signature==";

static int
group_setup(void **state)
{
	struct error e = ERROR_INIT;
	char path[128];

	(void)state;
	unit_folder(folder);
	assert_ok(tsa_make(folder, &e), &e);
	(void)snprintf(path, sizeof(path), "%s/ca/root.pem", folder);
	assert_ok(trust_new(&roots, &e), &e);
	assert_ok(trust_add_file(roots, path, &e), &e);
	return (0);
}

static int
group_teardown(void **state)
{

	(void)state;
	trust_free(roots);
	unit_folder_remove(folder);
	return (0);
}

/* Ask in ${mode}; the answer must be taken, or refused with this fault. */
static void
ask(const char *mode, const struct trust *trust, const char *refusal,
    struct stamp_result *r)
{
	struct error e = ERROR_INIT;
	struct stamp_request q = STAMP_REQUEST_INIT;
	struct buf answer = BUF_INIT(TOKEN_MAX);

	assert_ok(stamp_request_make(span_of(said), &q, &e), &e);
	assert_ok(tsa_ask(folder, mode, buf_span(&q.der), &answer, &e), &e);
	if (refusal == NULL)
		assert_ok(stamp_accept(&q, &answer, trust, time_now(), r, &e),
		    &e);
	else {
		assert_int_equal(stamp_accept(&q, &answer, trust, time_now(),
		    r, &e), -1);
		if (strstr(e.text, refusal) == NULL)
			print_error("%s: %s\n", mode, e.text);
		assert_int_equal(e.code, ERR_TSA);
		assert_non_null(strstr(e.text, refusal));
	}
	buf_free(&answer);
	stamp_request_free(&q);
}

static void
test_request__stock_reads(void **state)
{
	struct error e = ERROR_INIT;
	struct stamp_request q = STAMP_REQUEST_INIT, p = STAMP_REQUEST_INIT;
	struct buf path = BUF_INIT(URL_MAX), text = BUF_INIT(URL_MAX);
	struct buf shown = BUF_INIT(URL_MAX);
	const char *words[] = { "openssl", "ts", "-query", "-in", NULL,
	    "-text", "-out", NULL, NULL };

	(void)state;
	assert_ok(stamp_request_make(span_of(said), &q, &e), &e);
	assert_ok(stamp_request_make(span_of(said), &p, &e), &e);
	assert_memory_equal(q.imprint, p.imprint, sizeof(q.imprint));
	assert_memory_not_equal(q.nonce, p.nonce, sizeof(q.nonce));
	assert_ok(io_join(&path, folder, "own-query", &e), &e);
	assert_ok(io_join(&text, folder, "own-query.txt", &e), &e);
	assert_ok(io_write_file(buf_str(&path), buf_span(&q.der), 0600, &e),
	    &e);
	words[4] = buf_str(&path);
	words[7] = buf_str(&text);
	assert_ok(tsa_run(words, &e), &e);
	unit_read(buf_str(&text), &shown);
	assert_non_null(strstr(buf_str(&shown), "Version: 1\n"));
	assert_non_null(strstr(buf_str(&shown), "Hash Algorithm: sha256\n"));
	assert_non_null(strstr(buf_str(&shown), "Nonce: 0x"));
	assert_non_null(strstr(buf_str(&shown), "Certificate required: yes"));
	buf_free(&path);
	buf_free(&text);
	buf_free(&shown);
	stamp_request_free(&q);
	stamp_request_free(&p);
}

static void
test_accept__granted(void **state)
{
	static const char * const modes[] = { "good", "rsa", "v1", "unnamed" };
	struct stamp_result r;
	size_t i;

	(void)state;
	for (i = 0; i < 4; i++) {
		ask(modes[i], roots, NULL, &r);
		assert_true(stamp_holds(&r));
		assert_int_equal(r.nonce_match, STAMP_YES);
		assert_int_equal(r.trust.state, TRUST_OK);
		assert_int_equal(r.accuracy_us, 1000000);
		assert_string_equal(r.tsa, i == 1 ? "CN=TSA rsa,O=Essai" :
		    "CN=TSA ec,O=Essai");
		assert_int_equal(certs_count(r.certs), 2);
		stamp_result_free(&r);
	}
}

static void
test_accept__unknown_root(void **state)
{
	struct error e = ERROR_INIT;
	struct trust *none;
	struct stamp_result r;

	(void)state;
	ask("good", NULL, NULL, &r);
	assert_int_equal(r.trust.state, TRUST_UNCHECKED);
	stamp_result_free(&r);
	assert_ok(trust_new(&none, &e), &e);
	ask("good", none, NULL, &r);
	assert_int_equal(r.trust.state, TRUST_UNKNOWN);
	assert_string_equal(r.trust.anchor, "");
	stamp_result_free(&r);
	trust_free(none);
}

static void
test_accept__refused(void **state)
{
	static const struct {
		const char *mode;
		const char *why;
		enum stamp_state state;
	} cases[] = {
		{ "garbage", "stamp-der", STAMP_MALFORMED },
		{ "empty", "stamp-der", STAMP_MALFORMED },
		{ "tail", "stamp-der", STAMP_MALFORMED },
		{ "reject", "rejected: ", STAMP_REJECTED },
		{ "nonce", "stamp-nonce", STAMP_GRANTED },
		{ "hash", "stamp-imprint:", STAMP_GRANTED },
		{ "label", "stamp-imprint-alg", STAMP_GRANTED },
		{ "nocert", "certificate is not in", STAMP_GRANTED },
		{ "expired", "stamp-validity", STAMP_GRANTED },
		{ "usage", "stamp-usage", STAMP_GRANTED },
		{ "loose", "stamp-usage", STAMP_GRANTED },
	};
	struct stamp_result r;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		ask(cases[i].mode, roots, cases[i].why, &r);
		assert_int_equal(r.state, cases[i].state);
		assert_false(stamp_holds(&r) &&
		    r.signer_state != STAMP_SIGNER_NO_CERT);
		stamp_result_free(&r);
	}
}

static void
test_accept__rejection_is_told(void **state)
{
	struct stamp_result r;

	(void)state;
	ask("reject", roots, "not supported", &r);
	assert_int_equal(r.status, 2);
	assert_int_equal(r.failure, 1);	/* bit 0: badAlg */
	assert_non_null(r.status_text);
	stamp_result_free(&r);
}

/* Without its certificate a token can still be checked with it beside. */
static void
test_check__certificate_beside(void **state)
{
	struct error e = ERROR_INIT;
	struct stamp_request q = STAMP_REQUEST_INIT;
	struct buf answer = BUF_INIT(TOKEN_MAX), path = BUF_INIT(URL_MAX);
	struct buf pem = BUF_INIT(PEM_MAX);
	struct certs *middle, *extra;
	struct stamp_input in = { .data = span_of(said), .trust = roots,
	    .now = TIME_UNKNOWN };
	struct stamp_result r;

	(void)state;
	assert_ok(stamp_request_make(span_of(said), &q, &e), &e);
	assert_ok(tsa_ask(folder, "nocert", buf_span(&q.der), &answer, &e),
	    &e);
	in.response = buf_span(&answer);
	assert_ok(stamp_check(&in, &r, &e), &e);
	assert_int_equal(r.signer_state, STAMP_SIGNER_NO_CERT);
	assert_int_equal(r.signature, STAMP_UNCHECKED);
	assert_int_equal(r.imprint, STAMP_YES);
	assert_int_equal(r.trust.state, TRUST_UNCHECKED);
	assert_null(r.certs);
	stamp_result_free(&r);
	/* The issuer first: who signs is not the first certificate. */
	assert_ok(io_join(&path, folder, "ca/middle.pem", &e), &e);
	unit_read(buf_str(&path), &pem);
	assert_ok(certs_read_pem(buf_span(&pem), &middle, &e), &e);
	in.extra = middle;
	assert_ok(stamp_check(&in, &r, &e), &e);
	assert_int_equal(r.signer_state, STAMP_SIGNER_NO_CERT);
	stamp_result_free(&r);
	assert_ok(io_join(&path, folder, "ca/ec.pem", &e), &e);
	unit_read(buf_str(&path), &pem);
	assert_ok(certs_read_pem(buf_span(&pem), &extra, &e), &e);
	assert_int_equal(certs_count(extra), 2);
	in.extra = extra;
	assert_ok(stamp_check(&in, &r, &e), &e);
	assert_true(stamp_holds(&r));
	assert_int_equal(r.trust.state, TRUST_OK);
	assert_string_equal(r.signer.name, "TSA ec");
	stamp_result_free(&r);
	certs_free(middle);
	certs_free(extra);
	buf_free(&path);
	buf_free(&pem);
	buf_free(&answer);
	stamp_request_free(&q);
}

/* Ours and stock tools agree on what is taken, and in which form. */
static void
stock_verifies(const char *mode)
{
	struct stamp_result r;
	struct span token;
	struct error e = ERROR_INIT;
	struct stamp_request q = STAMP_REQUEST_INIT;
	struct buf answer = BUF_INIT(TOKEN_MAX), path = BUF_INIT(URL_MAX);
	struct buf data = BUF_INIT(URL_MAX), ca = BUF_INIT(URL_MAX);
	struct buf was = BUF_INIT(TOKEN_MAX);
	const char *words[] = { "openssl", "ts", "-verify", "-in", NULL,
	    "-data", NULL, "-CAfile", NULL, NULL };

	assert_ok(stamp_request_make(span_of(said), &q, &e), &e);
	assert_ok(tsa_ask(folder, mode, buf_span(&q.der), &answer, &e), &e);
	buf_putspan(&was, buf_span(&answer));
	assert_int_equal(stamp_plain(buf_span(&was)),
	    strcmp(mode, "wordy") != 0);
	assert_ok(stamp_accept(&q, &answer, roots, time_now(), &r, &e), &e);
	assert_true(stamp_plain(buf_span(&answer)));
	/* The token is as it came: the end of both. */
	token = span_sub(buf_span(&answer), 9, answer.n - 9);
	assert_true(span_eq(span_sub(buf_span(&was),
	    was.n - token.n, token.n), token));
	stamp_result_free(&r);
	assert_ok(io_join(&path, folder, "kept.tsr", &e), &e);
	assert_ok(io_join(&data, folder, "said", &e), &e);
	assert_ok(io_join(&ca, folder, "ca/root.pem", &e), &e);
	assert_ok(io_write_file(buf_str(&path), buf_span(&answer), 0600, &e),
	    &e);
	assert_ok(io_write_file(buf_str(&data), span_of(said), 0600, &e), &e);
	words[4] = buf_str(&path);
	words[6] = buf_str(&data);
	words[8] = buf_str(&ca);
	assert_ok(tsa_run(words, &e), &e);
	buf_free(&path);
	buf_free(&data);
	buf_free(&ca);
	buf_free(&was);
	buf_free(&answer);
	stamp_request_free(&q);
}

static void
test_accept__stock_verifies(void **state)
{

	(void)state;
	stock_verifies("good");
	stock_verifies("rsa");
	stock_verifies("wordy");
}

/* Each byte around the token has one value. */
static void
test_plain__each_byte(void **state)
{
	struct error e = ERROR_INIT;
	struct stamp_request q = STAMP_REQUEST_INIT;
	struct buf answer = BUF_INIT(TOKEN_MAX);
	size_t i;
	int bit;

	(void)state;
	assert_ok(stamp_request_make(span_of(said), &q, &e), &e);
	assert_ok(tsa_ask(folder, "good", buf_span(&q.der), &answer, &e), &e);
	assert_true(stamp_plain(buf_span(&answer)));
	/* SEQUENCE of two bytes of length, SEQUENCE, INTEGER, SEQUENCE. */
	for (i = 0; i < 4 + 5 + 4; i++)
		for (bit = 0; bit < 8; bit++) {
			answer.p[i] ^= (uint8_t)(1 << bit);
			assert_false(stamp_plain(buf_span(&answer)));
			answer.p[i] ^= (uint8_t)(1 << bit);
		}
	assert_false(stamp_plain(span_sub(buf_span(&answer), 0,
	    answer.n - 1)));
	buf_putc(&answer, 0);
	assert_false(stamp_plain(buf_span(&answer)));
	assert_false(stamp_plain(span_of("")));
	assert_false(stamp_plain(span_sub(buf_span(&answer), 9,
	    answer.n - 1)));
	buf_free(&answer);
	stamp_request_free(&q);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_request__stock_reads),
		cmocka_unit_test(test_accept__granted),
		cmocka_unit_test(test_accept__unknown_root),
		cmocka_unit_test(test_accept__refused),
		cmocka_unit_test(test_accept__rejection_is_told),
		cmocka_unit_test(test_check__certificate_beside),
		cmocka_unit_test(test_accept__stock_verifies),
		cmocka_unit_test(test_plain__each_byte),
	};

	return (cmocka_run_group_tests(tests, group_setup, group_teardown));
}
