#include "tests/unit/unit.h"

#include "store/atproto/cbor.h"
#include "store/atproto/cid.h"
#include "store/base/codec.h"
#include "store/base/json.h"

/* What is read and written again is the same bytes. */
static void
both_ways(const char *hex, const char *json)
{
	struct buf raw = BUF_INIT(KIB), back = BUF_INIT(KIB);
	struct buf text = BUF_INIT(KIB);
	struct error e = ERROR_INIT;
	json_t *j;

	assert_ok(codec_unhex(&raw, span_of(hex), &e), &e);
	assert_ok(cbor_read(buf_span(&raw), &j, &e), &e);
	assert_ok(cbor_write(&back, j, &e), &e);
	assert_true(span_eq(buf_span(&raw), buf_span(&back)));
	assert_ok(json_write(&text, j, &e), &e);
	assert_string_equal(buf_str(&text), json);
	json_decref(j);
	buf_free(&raw);
	buf_free(&back);
	buf_free(&text);
}

static void
test_cbor__values(void **state)
{

	(void)state;
	both_ways("a0", "{}");
	both_ways("8301f6f5", "[1,null,true]");
	both_ways("a2616101626262f4", "{\"a\":1,\"bb\":false}");
	both_ways("83203903e7190100", "[-1,-1000,256]");
	both_ways("a1616143010203", "{\"a\":{\"$bytes\":\"AQID\"}}");
	both_ways("6dc3a9f09f91a9e2808df09f94a7", "\"é👩‍🔧\"");
}

static void
test_cbor__refused(void **state)
{
	static const char * const cases[] = {
		"", "a1", "9f01ff",		/* early, indefinite */
		"1817", "190017",		/* not the shortest */
		"a2626262f4616101",	/* out of order */
		"a2616101616102",		/* twice */
		"a10101",			/* a key that is a number */
		"61ff", "f7", "e0",		/* not UTF-8, simple */
		"fb3ff199999999999a",		/* a float */
		"c101", "d82a4101",	/* tags */
		"0101",				/* bytes behind */
		"1bffffffffffffffff",		/* beyond 63 bits */
		"9affffffff", "bb7fffffffffffffff",
	};
	struct buf raw = BUF_INIT(KIB);
	struct error e = ERROR_INIT;
	json_t *j = NULL;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		buf_reset(&raw);
		error_clear(&e);
		assert_ok(codec_unhex(&raw, span_of(cases[i]), &e), &e);
		if (cbor_read(buf_span(&raw), &j, &e) == 0)
			fail_msg("%s was read", cases[i]);
		assert_true(e.code == ERR_SYNTAX || e.code == ERR_UNSUPPORTED);
	}
	buf_free(&raw);
}

static void
test_cbor__deep(void **state)
{
	uint8_t deep[1000];
	struct error e = ERROR_INIT;
	json_t *j = NULL;

	(void)state;
	memset(deep, 0x81, sizeof(deep));
	deep[sizeof(deep) - 1] = 0;
	assert_fails(cbor_read((struct span){ deep, sizeof(deep) }, &j, &e),
	    &e, ERR_LIMIT);
}

static void
test_cid__text(void **state)
{
	static const char text[] =
	    "bafyreieodrtjcbo5obv6vnddfkcreor6myk6h4lolsulhsktuddibfvnmu";
	char again[CID_TEXT];
	struct cid c;

	(void)state;
	assert_true(cid_parse(span_of(text), &c));
	assert_string_equal(cid_text(&c, again), text);
	assert_false(cid_parse(span_of("bafyreieodrtjcbo5obv6vnddfkcreor6myk6"
	    "h4lolsulhsktuddibfvnmv"), &c));
	assert_false(cid_parse(span_of("QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79"
	    "ojWnPbdG"), &c));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cbor__values),
		cmocka_unit_test(test_cbor__refused),
		cmocka_unit_test(test_cbor__deep),
		cmocka_unit_test(test_cid__text),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
