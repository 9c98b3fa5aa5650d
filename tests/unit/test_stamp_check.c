#include <openssl/sha.h>

#include "store/base/time.h"
#include "store/stamp/stamp.h"
#include "tests/lib/tsa.h"
#include "tests/lib/tsa_forge.h"
#include "tests/unit/unit.h"

/* The traps of OpenSSL's own verifier, one test each; see stamp.h. */

static char folder[64];
static struct trust *roots;
static const char said[] = "MEUCIQDtext+of/a+signature==";
static uint8_t imprint[SHA256_DIGEST_LENGTH];
static char gen_time[16];
static int64_t now;

static int
group_setup(void **state)
{
	struct error e = ERROR_INIT;
	char path[128], text[TIME_TEXT];

	(void)state;
	unit_folder(folder);
	assert_ok(tsa_make(folder, &e), &e);
	(void)snprintf(path, sizeof(path), "%s/ca/root.pem", folder);
	assert_ok(trust_new(&roots, &e), &e);
	assert_ok(trust_add_file(roots, path, &e), &e);
	(void)SHA256((const uint8_t *)said, strlen(said), imprint);
	now = time_now();
	(void)time_text(now, text);
	/* "2026-11-21T01:23:45Z" as GeneralizedTime. */
	(void)snprintf(gen_time, sizeof(gen_time),
	    "%.4s%.2s%.2s%.2s%.2s%.2sZ", text, text + 5, text + 8, text + 11,
	    text + 14, text + 17);
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

static struct tst_words
good_words(void)
{
	static const uint8_t nonce[8] = { 0x91, 2, 3, 4, 5, 6, 7, 8 };

	return ((struct tst_words){ .version = 1, .gen_time = gen_time,
	    .imprint = { imprint, sizeof(imprint) }, .nonce = nonce });
}

static struct forge
good_forge(void)
{

	return ((struct forge){ .folder = folder, .signer = "ec" });
}

/* Forge a token as told and check it. */
static void
check(const struct tst_words *w, struct forge *f, struct stamp_result *r)
{
	struct error e = ERROR_INIT;
	struct buf tst = BUF_INIT(TOKEN_MAX), token = BUF_INIT(TOKEN_MAX);
	struct stamp_input in = { .data = span_of(said), .trust = roots,
	    .now = now };

	tst_write(&tst, w);
	f->tst = buf_span(&tst);
	assert_ok(forge(f, &token, &e), &e);
	in.response = buf_span(&token);
	assert_ok(stamp_check(&in, r, &e), &e);
	buf_free(&tst);
	buf_free(&token);
}

/* The token must have this fault, no other, and so not hold. */
static void
only_fault(struct stamp_result *r, enum stamp_fault_code code)
{

	if (r->faults_n != 1 || r->faults[0].code != code)
		print_error("want %s, have %s (%zu)\n", stamp_faults[code].name,
		    r->faults_n == 0 ? "none" :
		    stamp_faults[r->faults[0].code].name, r->faults_n);
	assert_int_equal(r->faults_n, 1);
	assert_int_equal(r->faults[0].code, code);
	assert_true(r->faults[0].detail[0] != '\0');
	assert_false(stamp_holds(r));
	stamp_result_free(r);
}

static void
holds(struct stamp_result *r)
{

	if (r->faults_n > 0)
		print_error("%s: %s\n", stamp_faults[r->faults[0].code].name,
		    r->faults[0].detail);
	assert_int_equal(r->faults_n, 0);
	assert_true(stamp_holds(r));
	assert_int_equal(r->trust.state, TRUST_OK);
	stamp_result_free(r);
}

static void
test_check__good(void **state)
{
	struct tst_words w = good_words();
	struct forge f = good_forge();
	struct stamp_result r;

	(void)state;
	check(&w, &f, &r);
	assert_int_equal(r.state, STAMP_GRANTED);
	assert_false(r.bare);
	assert_int_equal(r.gen_time / 1000, now / 1000);
	assert_int_equal(r.accuracy_us, -1);
	assert_string_equal(r.policy, "1.3.6.1.4.1.32473.1.1");
	assert_string_equal(r.serial, "07");
	assert_string_equal(r.nonce, "9102030405060708");
	assert_string_equal(r.imprint_alg, "sha256");
	assert_string_equal(r.signer.subject, "CN=TSA ec,O=Essai");
	assert_string_equal(r.tsa, "CN=TSA ec,O=Essai");
	assert_true(strstr(r.trust.anchor_source, "root.pem") != NULL);
	holds(&r);
}

static void
test_check__bare_token(void **state)
{
	struct tst_words w = good_words();
	struct forge f = good_forge();
	struct stamp_result r;

	(void)state;
	f.bare = true;
	check(&w, &f, &r);
	assert_true(r.bare);
	assert_int_equal(r.status, -1);
	holds(&r);
}

/* Trap 1: without a tsa name the signature must count all the same. */
static void
test_check__tampered_without_tsa(void **state)
{
	struct error e = ERROR_INIT;
	struct tst_words w = good_words();
	struct forge f = good_forge();
	struct buf tst = BUF_INIT(TOKEN_MAX), token = BUF_INIT(TOKEN_MAX);
	struct stamp_input in = { .data = span_of(said), .trust = roots,
	    .now = now };
	struct stamp_result r;

	(void)state;
	tst_write(&tst, &w);
	f.tst = buf_span(&tst);
	assert_ok(forge(&f, &token, &e), &e);
	/* The signature is the last thing in a token. */
	token.p[token.n - 2] ^= 1;
	in.response = buf_span(&token);
	assert_ok(stamp_check(&in, &r, &e), &e);
	assert_int_equal(r.signature, STAMP_NO);
	assert_int_equal(r.trust.state, TRUST_OK);
	only_fault(&r, STAMP_FAULT_SIGNATURE);
	buf_free(&tst);
	buf_free(&token);
}

/* Trap 2: the right bytes under another algorithm's name. */
static void
test_check__imprint_mislabelled(void **state)
{
	struct tst_words w = good_words();
	struct forge f = good_forge();
	struct stamp_result r;

	(void)state;
	w.imprint_oid = "2.16.840.1.101.3.4.2.8";
	check(&w, &f, &r);
	assert_string_equal(r.imprint_alg, "sha3-256");
	assert_int_equal(r.imprint, STAMP_NO);
	assert_int_equal(r.signature, STAMP_YES);
	only_fault(&r, STAMP_FAULT_IMPRINT_ALG);
}

static void
test_check__imprint_other(void **state)
{
	struct tst_words w = good_words();
	struct forge f = good_forge();
	uint8_t other[SHA256_DIGEST_LENGTH];
	struct stamp_result r;

	(void)state;
	memcpy(other, imprint, sizeof(other));
	other[31] ^= 0x80;
	w.imprint.p = other;
	check(&w, &f, &r);
	assert_int_equal(r.imprint, STAMP_NO);
	only_fault(&r, STAMP_FAULT_IMPRINT);
	/* Cut short, though all that is there is right. */
	w.imprint = (struct span){ imprint, 31 };
	check(&w, &f, &r);
	only_fault(&r, STAMP_FAULT_IMPRINT);
}

static void
test_check__imprint_sha512_of_data(void **state)
{
	struct tst_words w = good_words();
	struct forge f = good_forge();
	uint8_t d[SHA512_DIGEST_LENGTH];
	struct stamp_result r;

	(void)state;
	(void)SHA512((const uint8_t *)said, strlen(said), d);
	w.imprint = (struct span){ d, sizeof(d) };
	w.imprint_oid = "2.16.840.1.101.3.4.2.3";
	check(&w, &f, &r);
	assert_int_equal(r.imprint, STAMP_YES);
	holds(&r);
}

/* Trap 3. */
static void
test_check__critical_extension(void **state)
{
	struct tst_words w = good_words();
	struct forge f = good_forge();
	struct stamp_result r;
	uint8_t null[] = { 5, 0 };

	(void)state;
	w.extension = "1.3.6.1.4.1.32473.9";
	w.value = (struct span){ null, 2 };
	check(&w, &f, &r);
	holds(&r);
	w.critical = true;
	check(&w, &f, &r);
	assert_true(strstr(r.faults[0].detail, w.extension) != NULL);
	only_fault(&r, STAMP_FAULT_EXTENSION);
}

static void
test_check__qualified_mark(void **state)
{
	struct tst_words w = good_words();
	struct forge f = good_forge();
	struct stamp_result r;
	uint8_t mark[] = { 0x30, 11, 0x30, 9, 6, 7, 4, 0, 0x81, 0x97, 0x5e,
	    1, 1 };

	(void)state;
	w.extension = "1.3.6.1.5.5.7.1.3";
	w.value = (struct span){ mark, sizeof(mark) };
	check(&w, &f, &r);
	assert_true(r.qualified);
	holds(&r);
	mark[12] = 2;
	check(&w, &f, &r);
	assert_false(r.qualified);
	holds(&r);
}

/* Trap 4: what TS_* and PKCS7 cannot read. */
static void
test_check__pss_and_key_id(void **state)
{
	struct tst_words w = good_words();
	struct forge f = good_forge();
	struct stamp_result r;

	(void)state;
	f.key_id = true;
	check(&w, &f, &r);
	holds(&r);
	f.signer = "rsa";
	check(&w, &f, &r);
	holds(&r);
	f.pss = true;
	check(&w, &f, &r);
	holds(&r);
}

/* Trap 5: judged at genTime, so years later it is as good ... */
static void
test_check__later(void **state)
{
	struct tst_words w = good_words();
	struct forge f = good_forge();
	struct stamp_result r;
	int64_t then = now;

	(void)state;
	now += INT64_C(10) * 365 * 86400000;
	check(&w, &f, &r);
	assert_int_equal(r.trust.at / 1000, then / 1000);
	now = then;
	holds(&r);
}

/* ... and one that was made with an expired certificate never is. */
static void
test_check__expired_at_gentime(void **state)
{
	struct tst_words w = good_words();
	struct forge f = good_forge();
	struct stamp_result r;

	(void)state;
	f.signer = "expired";
	check(&w, &f, &r);
	assert_int_equal(r.trust.state, TRUST_EXPIRED);
	assert_true(stamp_fault_doubts(r.faults[0].code));
	only_fault(&r, STAMP_FAULT_VALIDITY);
}

static void
test_check__future(void **state)
{
	struct tst_words w = good_words();
	struct forge f = good_forge();
	struct stamp_result r;
	int64_t then = now;

	(void)state;
	now -= STAMP_CLOCK_SLACK + 5000;
	check(&w, &f, &r);
	now = then;
	only_fault(&r, STAMP_FAULT_FUTURE);
}

/* Trap 6. */
static void
test_check__content_type(void **state)
{
	struct tst_words w = good_words();
	struct forge f = good_forge();
	struct stamp_result r;

	(void)state;
	f.other_type = true;
	check(&w, &f, &r);
	assert_int_equal(r.signature, STAMP_YES);
	only_fault(&r, STAMP_FAULT_CONTENT_ATTR);
	f.other_type = false;
	f.wrong_type = true;
	check(&w, &f, &r);
	only_fault(&r, STAMP_FAULT_CONTENT);
}

static void
test_check__no_attributes(void **state)
{
	struct tst_words w = good_words();
	struct forge f = good_forge();
	struct stamp_result r;

	(void)state;
	f.no_attributes = true;
	f.no_ess = true;
	check(&w, &f, &r);
	assert_int_equal(r.faults_n, 2);
	assert_int_equal(r.faults[0].code, STAMP_FAULT_ATTRIBUTES);
	assert_int_equal(r.faults[1].code, STAMP_FAULT_ESS);
	assert_false(stamp_holds(&r));
	stamp_result_free(&r);
}

static void
test_check__no_ess(void **state)
{
	struct tst_words w = good_words();
	struct forge f = good_forge();
	struct stamp_result r;

	(void)state;
	f.no_ess = true;
	check(&w, &f, &r);
	assert_int_equal(r.signature, STAMP_YES);
	only_fault(&r, STAMP_FAULT_ESS);
}

/* A certificate with the signer's issuer and serial is not the signer. */
static void
test_check__double(void **state)
{
	struct tst_words w = good_words();
	struct forge f = good_forge();
	struct stamp_result r;

	(void)state;
	f.doubled = true;
	check(&w, &f, &r);
	holds(&r);
	f.doubled = false;
	f.double_only = true;
	check(&w, &f, &r);
	assert_int_equal(r.signature, STAMP_NO);
	assert_int_equal(r.faults[0].code, STAMP_FAULT_ESS);
	assert_int_equal(r.faults[1].code, STAMP_FAULT_SIGNATURE);
	assert_int_equal(r.trust.state, TRUST_BAD);
	assert_false(stamp_holds(&r));
	stamp_result_free(&r);
}

static void
test_check__two_signers(void **state)
{
	struct tst_words w = good_words();
	struct forge f = good_forge();
	struct stamp_result r;

	(void)state;
	f.second = "rsa";
	check(&w, &f, &r);
	only_fault(&r, STAMP_FAULT_SIGNERS);
}

static void
test_check__usage(void **state)
{
	struct tst_words w = good_words();
	struct forge f = good_forge();
	struct stamp_result r;

	(void)state;
	f.signer = "usage";
	check(&w, &f, &r);
	assert_int_equal(r.trust.state, TRUST_BAD);
	only_fault(&r, STAMP_FAULT_USAGE);
	f.signer = "loose";
	check(&w, &f, &r);
	assert_true(strstr(r.faults[0].detail, "critical") != NULL);
	assert_int_equal(r.trust.state, TRUST_BAD);
	only_fault(&r, STAMP_FAULT_USAGE);
}

static void
test_check__status(void **state)
{
	struct tst_words w = good_words();
	struct forge f = good_forge();
	struct stamp_result r;

	(void)state;
	f.status = 1;
	check(&w, &f, &r);
	holds(&r);
	f.status = 2;
	check(&w, &f, &r);
	assert_int_equal(r.state, STAMP_REJECTED);
	only_fault(&r, STAMP_FAULT_STATUS);
}

static void
test_check__version(void **state)
{
	struct tst_words w = good_words();
	struct forge f = good_forge();
	struct stamp_result r;

	(void)state;
	w.version = 2;
	check(&w, &f, &r);
	only_fault(&r, STAMP_FAULT_VERSION);
}

static void
test_check__gentime_forms(void **state)
{
	static const char * const bad[] = { "20261121012345", "202611210123Z",
	    "20261121012345+0100", "20261321012345Z", "20261121012360Z",
	    "20261121012345.Z", "20261121012345,5Z", "" };
	struct tst_words w = good_words();
	struct forge f = good_forge();
	struct stamp_result r;
	char part[24];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		w.gen_time = bad[i];
		check(&w, &f, &r);
		assert_int_equal(r.trust.state, TRUST_UNCHECKED);
		only_fault(&r, STAMP_FAULT_GENTIME);
	}
	(void)snprintf(part, sizeof(part), "%.14s.25Z", gen_time);
	w.gen_time = part;
	check(&w, &f, &r);
	assert_int_equal(r.gen_time % 1000, 250);
	holds(&r);
}

static void
test_check__accuracy(void **state)
{
	uint8_t good[] = { 0x30, 10, 2, 1, 1, 0x80, 2, 1, 0xf4, 0x81, 1, 7 };
	uint8_t loose[] = { 0x30, 4, 2, 2, 2, 0x58 };
	struct tst_words w = good_words();
	struct forge f = good_forge();
	struct stamp_result r;

	(void)state;
	w.accuracy = (struct span){ good, sizeof(good) };
	check(&w, &f, &r);
	assert_int_equal(r.accuracy_us, 1500007);
	holds(&r);
	good[11] = 0;	/* [1] micros is 1 to 999 */
	check(&w, &f, &r);
	only_fault(&r, STAMP_FAULT_TSTINFO);
	/* Ten minutes; then a second more: by its own word it dates nothing. */
	w.accuracy = (struct span){ loose, sizeof(loose) };
	check(&w, &f, &r);
	holds(&r);
	loose[5]++;
	check(&w, &f, &r);
	assert_true(stamp_fault_doubts(r.faults[0].code));
	only_fault(&r, STAMP_FAULT_ACCURACY);
}

static void
test_check__tail_in_tstinfo(void **state)
{
	uint8_t null[] = { 5, 0 };
	struct tst_words w = good_words();
	struct forge f = good_forge();
	struct stamp_result r;

	(void)state;
	w.tail = (struct span){ null, 2 };
	check(&w, &f, &r);
	only_fault(&r, STAMP_FAULT_TSTINFO);
}

static void
test_check__tsa_name(void **state)
{
	uint8_t dns[] = { 0x82, 5, 'a', '.', 'f', 'r', '0' };
	struct tst_words w = good_words();
	struct forge f = good_forge();
	struct stamp_result r;

	(void)state;
	w.tsa = (struct span){ dns, sizeof(dns) };
	check(&w, &f, &r);
	assert_string_equal(r.tsa, "a.fr0");
	only_fault(&r, STAMP_FAULT_TSA_NAME);
}

static void
test_check__weak(void **state)
{
	struct tst_words w = good_words();
	struct forge f = good_forge();
	struct stamp_result r;

	(void)state;
	f.digest = "sha1";
	check(&w, &f, &r);
	assert_int_equal(r.signature, STAMP_YES);
	only_fault(&r, STAMP_FAULT_WEAK);
}

static void
test_check__detached(void **state)
{
	struct tst_words w = good_words();
	struct forge f = good_forge();
	struct stamp_result r;

	(void)state;
	f.detached = true;
	check(&w, &f, &r);
	only_fault(&r, STAMP_FAULT_CMS);
}

/* Every byte of a token is signed, or found, or says nothing. */
static void
test_check__every_bit(void **state)
{
	struct error e = ERROR_INIT;
	struct tst_words w = good_words();
	struct forge f = good_forge();
	struct buf tst = BUF_INIT(TOKEN_MAX), token = BUF_INIT(TOKEN_MAX);
	struct stamp_input in = { .data = span_of(said), .trust = roots,
	    .now = now };
	struct stamp_result r;
	size_t i, at, silent = 0;

	(void)state;
	tst_write(&tst, &w);
	f.tst = buf_span(&tst);
	assert_ok(forge(&f, &token, &e), &e);
	/* Where the signed content stands in the token. */
	for (at = 0; at + tst.n <= token.n; at++)
		if (memcmp(token.p + at, tst.p, tst.n) == 0)
			break;
	assert_true(at + tst.n <= token.n);
	for (i = 0; i < token.n; i++) {
		token.p[i] ^= (uint8_t)(1 << i % 8);
		in.response = buf_span(&token);
		assert_ok(stamp_check(&in, &r, &e), &e);
		if (stamp_holds(&r) && r.trust.state == TRUST_OK) {
			silent++;
			assert_false(i >= at && i < at + tst.n);
		}
		stamp_result_free(&r);
		token.p[i] ^= (uint8_t)(1 << i % 8);
	}
	/* CMS leaves some unsigned: versions, certificates not needed. */
	print_message("%zu of %zu bits say nothing\n", silent, token.n);
	assert_true(silent < token.n / 10);
	buf_free(&tst);
	buf_free(&token);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_check__good),
		cmocka_unit_test(test_check__bare_token),
		cmocka_unit_test(test_check__tampered_without_tsa),
		cmocka_unit_test(test_check__imprint_mislabelled),
		cmocka_unit_test(test_check__imprint_other),
		cmocka_unit_test(test_check__imprint_sha512_of_data),
		cmocka_unit_test(test_check__critical_extension),
		cmocka_unit_test(test_check__qualified_mark),
		cmocka_unit_test(test_check__pss_and_key_id),
		cmocka_unit_test(test_check__later),
		cmocka_unit_test(test_check__expired_at_gentime),
		cmocka_unit_test(test_check__future),
		cmocka_unit_test(test_check__content_type),
		cmocka_unit_test(test_check__no_attributes),
		cmocka_unit_test(test_check__no_ess),
		cmocka_unit_test(test_check__double),
		cmocka_unit_test(test_check__two_signers),
		cmocka_unit_test(test_check__usage),
		cmocka_unit_test(test_check__status),
		cmocka_unit_test(test_check__version),
		cmocka_unit_test(test_check__gentime_forms),
		cmocka_unit_test(test_check__accuracy),
		cmocka_unit_test(test_check__tail_in_tstinfo),
		cmocka_unit_test(test_check__tsa_name),
		cmocka_unit_test(test_check__weak),
		cmocka_unit_test(test_check__detached),
		cmocka_unit_test(test_check__every_bit),
	};

	return (cmocka_run_group_tests(tests, group_setup, group_teardown));
}
