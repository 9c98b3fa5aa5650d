#include "tests/unit/unit.h"

#include "store/atproto/multikey.h"
#include "store/atproto/plc.h"
#include "store/base/codec.h"
#include "store/base/json.h"

#define DATA		"tests/data/atproto/"
#define SIGNATURES	"../shared/fixtures/atproto_signature_fixtures.json"

static json_t *
load(const char *path)
{
	struct buf text = BUF_INIT(MIB);
	struct error e = ERROR_INIT;
	json_t *j;

	unit_read(path, &text);
	if ((j = json_read(buf_span(&text), &e)) == NULL)
		fail_msg("%s: %s", path, e.text);
	buf_free(&text);
	return (j);
}

static void
test_plc__plain(void **state)
{
	struct error e = ERROR_INIT;
	json_t *j = load(DATA "plc-plain.json");
	struct plc_log log;

	(void)state;
	assert_ok(plc_read(j, &log, &e), &e);
	assert_true(log.holds);
	assert_int_equal(log.n, 3);
	assert_string_equal(log.states[0].handle, "garage.essai.example");
	assert_string_equal(log.states[1].handle, "plaintif.essai.example");
	assert_string_equal(log.states[2].host, "https://pds.essai.example");
	assert_string_not_equal(log.states[1].signing_key,
	    log.states[2].signing_key);
	assert_true(log.states[0].at == INT64_C(1772352000000));
	assert_string_equal(log.tip_cid, json_text(json_array_get(j, 2),
	    "cid"));
	plc_free(&log);
	json_decref(j);
}

static void
test_plc__others_that_hold(void **state)
{
	static const struct { const char *path; size_t n; } cases[] = {
		{ DATA "plc-recovery.json", 3 }, { DATA "plc-legacy.json", 2 },
		{ DATA "plc-tombstone.json", 3 },
	};
	struct error e = ERROR_INIT;
	struct plc_log log;
	json_t *j;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		j = load(cases[i].path);
		assert_ok(plc_read(j, &log, &e), &e);
		if (!log.holds)
			fail_msg("%s: entry %zu: %s", cases[i].path, log.at,
			    log.why);
		assert_int_equal(log.n, cases[i].n);
		plc_free(&log);
		json_decref(j);
	}
}

static void
expect_fault(json_t *j, size_t at)
{
	struct error e = ERROR_INIT;
	struct plc_log log;

	assert_ok(plc_read(j, &log, &e), &e);
	assert_false(log.holds);
	assert_non_null(log.why);
	assert_int_equal(log.at, at);
	plc_free(&log);
	json_decref(j);
}

/* A recovery too late, or by the same key, undoes nothing. */
static void
test_plc__recovery_refused(void **state)
{

	(void)state;
	expect_fault(load(DATA "plc-recovery-late.json"), 2);
	expect_fault(load(DATA "plc-recovery-low.json"), 2);
}

/* An entry left out, swapped, marked otherwise, or another identity's. */
static void
test_plc__altered(void **state)
{
	json_t *j = load(DATA "plc-plain.json"), *other;

	(void)state;
	(void)json_array_remove(j, 1);
	expect_fault(j, 1);

	j = load(DATA "plc-plain.json");
	(void)json_array_remove(j, 0);
	expect_fault(j, 0);

	j = load(DATA "plc-plain.json");
	json_object_set_new(json_array_get(j, 1), "nullified", json_true());
	expect_fault(j, 1);

	j = load(DATA "plc-recovery.json");
	json_object_set_new(json_array_get(j, 1), "nullified", json_false());
	expect_fault(j, 1);

	j = load(DATA "plc-plain.json");
	other = load(DATA "plc-legacy.json");
	json_array_append(j, json_array_get(other, 0));
	json_decref(other);
	expect_fault(j, 3);

	/* The handle changed, with a hash that fits: no key signed it. */
	j = load(DATA "plc-plain.json");
	json_array_set_new(json_object_get(json_object_get(json_array_get(j,
	    2), "operation"), "alsoKnownAs"), 0, json_string("at://x.example"));
	expect_fault(j, 2);
}

/* Every signature of the protocol's own fixtures is judged as they say. */
static void
test_multikey__fixtures(void **state)
{
	struct buf bytes = BUF_INIT(KIB), sig = BUF_INIT(KIB);
	struct error e = ERROR_INIT;
	struct buf padded = BUF_INIT(KIB);
	json_t *j, *one;
	size_t i;
	bool ok;

	(void)state;
	unit_shared(SIGNATURES);
	j = load(SIGNATURES);
	assert_int_equal(json_array_size(j), 6);
	json_array_foreach(j, i, one) {
		buf_reset(&bytes);
		buf_reset(&sig);
		buf_reset(&padded);
		buf_puts(&padded, json_text(one, "messageBase64"));
		while (padded.n % 4 != 0)
			buf_putc(&padded, '=');
		assert_ok(codec_unbase64(&bytes, buf_span(&padded), &e), &e);
		buf_reset(&padded);
		buf_puts(&padded, json_text(one, "signatureBase64"));
		while (padded.n % 4 != 0)
			buf_putc(&padded, '=');
		assert_ok(codec_unbase64(&sig, buf_span(&padded), &e), &e);
		assert_ok(multikey_verify(span_of(json_text(one,
		    "publicKeyDid")), buf_span(&bytes), buf_span(&sig), &ok,
		    &e), &e);
		assert_int_equal(ok, json_is_true(json_object_get(one,
		    "validSignature")));
	}
	json_decref(j);
	buf_free(&bytes);
	buf_free(&sig);
	buf_free(&padded);
}

static void
test_multikey__malformed(void **state)
{
	static const char * const keys[] = { "", "z", "did:key:", "zzzz",
	    "did:key:z0OIl", "did:key:zQ3shej4yrPTASwH8mcUTGJEUxBib3VWYvoo5",
	    "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK" };
	struct error e = ERROR_INIT;
	uint8_t sig[64] = { 1 };
	size_t i;
	bool ok;

	(void)state;
	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		assert_ok(multikey_verify(span_of(keys[i]), span_of("x"),
		    (struct span){ sig, sizeof(sig) }, &ok, &e), &e);
		assert_false(ok);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plc__plain),
		cmocka_unit_test(test_plc__others_that_hold),
		cmocka_unit_test(test_plc__recovery_refused),
		cmocka_unit_test(test_plc__altered),
		cmocka_unit_test(test_multikey__fixtures),
		cmocka_unit_test(test_multikey__malformed),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
