#include "store/base/codec.h"
#include "store/seal/note_key.h"
#include "tests/unit/unit.h"

static void
unhex(const char *hex, uint8_t *out, size_t n)
{
	struct error e = ERROR_INIT;
	struct buf b = BUF_INIT(256);

	assert_ok(codec_unhex(&b, span_of(hex), &e), &e);
	assert_int_equal(b.n, n);
	memcpy(out, b.p, n);
	buf_free(&b);
}

/* RFC 8032 section 7.1, TEST 2. */
static void
test_check__rfc_vector(void **state)
{
	struct error e = ERROR_INIT;
	uint8_t public[NOTE_KEY_PUBLIC], signature[NOTE_KEY_SIGNATURE];
	bool valid = false;

	(void)state;
	unhex("3d4017c3e843895a92b70aa74d1b7ebc"
	    "9c982ccf2ec4968cc0cd55f12af4660c", public, sizeof(public));
	unhex("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
	    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
	    signature, sizeof(signature));
	assert_ok(note_key_check(public, span_of("r"), signature, &valid, &e),
	    &e);
	assert_true(valid);
	assert_ok(note_key_check(public, span_of("s"), signature, &valid, &e),
	    &e);
	assert_false(valid);
}

static void
test_make__round_trip(void **state)
{
	struct error e = ERROR_INIT;
	struct buf pem = BUF_INIT(PEM_MAX);
	struct note_key *k = NULL;
	uint8_t public[NOTE_KEY_PUBLIC], signature[NOTE_KEY_SIGNATURE];
	bool valid = false;
	size_t i;

	(void)state;
	assert_ok(note_key_make(span_of("secret"), &pem, &e), &e);
	assert_true(span_starts(buf_span(&pem),
	    "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"));
	assert_fails(note_key_open(buf_span(&pem), span_of("Secret"), &k, &e),
	    &e, ERR_DENIED);
	assert_fails(note_key_open(span_of("x"), span_of("secret"), &k, &e),
	    &e, ERR_SYNTAX);
	assert_null(k);
	assert_ok(note_key_open(buf_span(&pem), span_of("secret"), &k, &e),
	    &e);
	assert_ok(note_key_public(k, public, &e), &e);
	assert_ok(note_key_sign(k, span_of("a note\n"), signature, &e), &e);
	assert_ok(note_key_check(public, span_of("a note\n"), signature,
	    &valid, &e), &e);
	assert_true(valid);
	for (i = 0; i < sizeof(signature); i++) {
		signature[i] ^= (uint8_t)(1 << i % 8);
		assert_ok(note_key_check(public, span_of("a note\n"),
		    signature, &valid, &e), &e);
		assert_false(valid);
		signature[i] ^= (uint8_t)(1 << i % 8);
	}
	/* Nothing signed at all is also a text. */
	assert_ok(note_key_sign(k, span_of(""), signature, &e), &e);
	assert_ok(note_key_check(public, span_of(""), signature, &valid, &e),
	    &e);
	assert_true(valid);
	note_key_free(k);
	note_key_free(NULL);
	buf_free(&pem);
}

static void
test_make__keys_differ(void **state)
{
	struct error e = ERROR_INIT;
	struct buf pem = BUF_INIT(PEM_MAX);
	struct note_key *k;
	uint8_t public[2][NOTE_KEY_PUBLIC];
	int i;

	(void)state;
	for (i = 0; i < 2; i++) {
		buf_reset(&pem);
		assert_ok(note_key_make(span_of("s"), &pem, &e), &e);
		assert_ok(note_key_open(buf_span(&pem), span_of("s"), &k, &e),
		    &e);
		assert_ok(note_key_public(k, public[i], &e), &e);
		note_key_free(k);
	}
	assert_memory_not_equal(public[0], public[1], NOTE_KEY_PUBLIC);
	assert_fails(note_key_make(span_of(""), &pem, &e), &e, ERR_INPUT);
	buf_free(&pem);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_check__rfc_vector),
		cmocka_unit_test(test_make__round_trip),
		cmocka_unit_test(test_make__keys_differ),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
