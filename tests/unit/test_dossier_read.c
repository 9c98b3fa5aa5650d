#include "store/base/json.h"
#include "store/base/json_part.h"
#include "store/dossier/dossier.h"
#include "tests/unit/unit.h"

/*
 * dossier.json is read exhibit by exhibit: whatever a stranger writes, it is
 * taken or refused as if it had been read whole.
 */
#define HEX	"0123456789abcdef0123456789abcdef" \
		"0123456789abcdef0123456789abcdef"
#define UUID	"6d7c9f7e-3f0e-4b4b-8a44-2d5b6f1a9f10"
#define HEAD	"{\"format\":\"constat-dossier\",\"version\":1,"	\
		"\"uuid\":\"" UUID "\",\"kind\":\"export\","		\
		"\"created\":\"2026-11-21T12:00:00.000Z\","		\
		"\"case\":{\"name\":\"Dupont\",\"parties\":[\"a\"]},"	\
		"\"log\":\"constat/x\",\"event\":7,"			\
		"\"by\":{\"name\":\"Ana\",\"key\":\"" HEX "\"}"
#define FILE_1	"exhibits/0001-0123456789abcdef.wacz"
#define ONE(more)	"{\"file\":\"" FILE_1 "\",\"id\":\"" HEX "\"," \
		"\"sha256\":\"" HEX "\",\"bytes\":5" more "}"
#define TAIL	",\"tool\":{\"name\":\"constat\",\"version\":\"1\"}}"

static enum error_code
reads(const char *text)
{
	struct dossier *d = NULL;
	struct error e = ERROR_INIT;
	int rc = dossier_read(span_of(text), &d, &e);

	dossier_free(d);
	return (rc == 0 ? ERR_NONE : e.code);
}

static void
test_dossier_read__any_order_and_blanks(void **state)
{
	static const char *const same[] = {
		HEAD ",\"exhibits\":[" ONE("") "]" TAIL,
		HEAD " , \"exhibits\" : [\n\t" ONE("") "\r\n]" TAIL " \n",
		HEAD ",\"missing\":[],\"exhibits\":[" ONE("") "]" TAIL,
		HEAD ",\"other\":{\"exhibits\":[1]},\"exhibits\":["
		    ONE(",\"x\":[{}],\"y\":\"]}\\\"\"") "]" TAIL,
		HEAD ",\"\\u0065xhibits\":[" ONE("") "]" TAIL,
	};
	struct dossier *d;
	struct error e = ERROR_INIT;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
		assert_ok(dossier_read(span_of(same[i]), &d, &e), &e);
		assert_int_equal(d->n, 1);
		assert_string_equal(d->exhibits[0].file, FILE_1);
		assert_string_equal(d->exhibits[0].sha256, HEX);
		assert_int_equal(d->exhibits[0].bytes, 5);
		assert_null(d->exhibits[0].url);
		assert_string_equal(d->case_name, "Dupont");
		dossier_free(d);
	}
}

static void
test_dossier_read__refused(void **state)
{
	static const char *const bad[] = {
		"", " ", "[]", "null", "{", "{}",
		/* Two readers would see two documents. */
		HEAD ",\"exhibits\":[],\"exhibits\":[]" TAIL,
		HEAD ",\"exhibits\":[],\"\\u0065xhibits\":[]" TAIL,
		HEAD ",\"why\":\"a\",\"why\":\"b\",\"exhibits\":[]" TAIL,
		HEAD ",\"exhibits\":[" ONE(",\"url\":\"a\",\"url\":\"b\"") "]"
		    TAIL,
		HEAD ",\"x\":{\"a\":1,\"a\":2},\"exhibits\":[]" TAIL,
		HEAD ",\"a\\u0000b\":1,\"exhibits\":[]" TAIL,
		/* No list, or no exhibits in it. */
		HEAD TAIL, HEAD ",\"exhibits\":{}" TAIL,
		HEAD ",\"exhibits\":null" TAIL,
		HEAD ",\"exhibits\":[1]" TAIL,
		HEAD ",\"exhibits\":[[]]" TAIL,
		HEAD ",\"exhibits\":[],\"missing\":{}" TAIL,
		HEAD ",\"exhibits\":[],\"missing\":[{\"what\":\"a\"}]" TAIL,
		/* Between them. */
		HEAD ",\"exhibits\":[" ONE("") "," "]" TAIL,
		HEAD ",\"exhibits\":[," ONE("") "]" TAIL,
		HEAD ",\"exhibits\":[" ONE("") " " ONE("") "]" TAIL,
		HEAD ",\"exhibits\":[" ONE("") "}" TAIL,
		HEAD ",,\"exhibits\":[]" TAIL,
		HEAD ",\"exhibits\":[]," TAIL,
		HEAD ",\"exhibits\"[]" TAIL,
		HEAD ",exhibits:[]" TAIL,
		HEAD ",\"exhibits\":" TAIL,
		HEAD ",\"exhibits\":[]" TAIL "x",
		HEAD ",\"exhibits\":[]" TAIL "{}",
		HEAD ",\"exhibits\":[]" TAIL "\v",
		HEAD ",\"exhibits\":[]x" TAIL,
		HEAD ",\"exhibits\":[" ONE("") "/**/]" TAIL,
		HEAD ",\"x\":{]},\"exhibits\":[]" TAIL,
		HEAD ",\"x\":\"\xff\",\"exhibits\":[]" TAIL,
		HEAD ",\"x\":01,\"exhibits\":[]" TAIL,
		"\xef\xbb\xbf" HEAD ",\"exhibits\":[]" TAIL,
		/* Another place, another name. */
		HEAD ",\"exhibits\":[" ONE("") "," ONE("") "]" TAIL,
		HEAD ",\"exhibits\":[" ONE(",\"stamps\":[\"a\"]") "]" TAIL,
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (reads(bad[i]) != ERR_SYNTAX)
			fail_msg("%zu: %s", i, bad[i]);
}

/* Cut anywhere, or with any byte changed, it is what json_read() says of it. */
static void
test_dossier_read__as_read_whole(void **state)
{
	static const char text[] = HEAD ",\"exhibits\":["
	    ONE(",\"title\":\"a\\\"]\\\\\",\"x\":[1,{\"y\":[]}]") "],"
	    "\"missing\":[{\"what\":\"w\",\"why\":\"y\"}]" TAIL;
	static const char with[] = "\"\\{}[],: \n\t0a";
	char copy[sizeof(text)];
	json_t *j;
	size_t i, k;

	(void)state;
	assert_int_equal(reads(text), ERR_NONE);
	for (i = 0; i + 1 < sizeof(text); i++) {
		memcpy(copy, text, sizeof(text));
		copy[i] = '\0';
		assert_int_equal(reads(copy), ERR_SYNTAX);
		for (k = 0; k + 1 < sizeof(with); k++) {
			copy[i] = with[k];
			j = json_read(span_of(copy), NULL);
			if (j == NULL && reads(copy) == ERR_NONE)
				fail_msg("no JSON, and taken: %s", copy);
			json_decref(j);
		}
		copy[i] = text[i];
	}
}

static void
test_dossier_read__limits(void **state)
{
	struct buf b = BUF_INIT(64 * MIB);
	size_t i;

	(void)state;
	/* A text that is too long for one exhibit. */
	buf_puts(&b, HEAD ",\"exhibits\":[{\"url\":\"");
	for (i = 0; i < DOSSIER_PART_MAX; i++)
		buf_putc(&b, 'x');
	buf_puts(&b, "\"}]" TAIL);
	assert_int_equal(reads(buf_str(&b)), ERR_LIMIT);
	/* Values without end, of which a tree would take a hundred times. */
	buf_reset(&b);
	buf_puts(&b, HEAD ",\"exhibits\":[{\"x\":[{}");
	for (i = 0; i < DOSSIER_VALUES_MAX / 2; i++)
		buf_puts(&b, ",{}");
	buf_puts(&b, "]}]" TAIL);
	assert_int_equal(reads(buf_str(&b)), ERR_LIMIT);
	buf_reset(&b);
	buf_puts(&b, HEAD ",\"x\":[\"");
	for (i = 0; i < DOSSIER_VALUES_MAX; i++)
		buf_puts(&b, ",[{");
	buf_puts(&b, "\"],\"exhibits\":[]" TAIL);
	assert_int_equal(reads(buf_str(&b)), ERR_NONE);
	/* Nested too deep, in the head and in an exhibit. */
	buf_reset(&b);
	buf_puts(&b, HEAD ",\"x\":");
	for (i = 0; i < 100000; i++)
		buf_putc(&b, '[');
	assert_int_equal(reads(buf_str(&b)), ERR_SYNTAX);
	for (i = 0; i < 100000; i++)
		buf_putc(&b, ']');
	buf_puts(&b, ",\"exhibits\":[]" TAIL);
	assert_int_equal(reads(buf_str(&b)), ERR_LIMIT);
	/* Members by the hundred. */
	buf_reset(&b);
	buf_puts(&b, HEAD);
	for (i = 0; i < DOSSIER_MEMBERS_MAX; i++)
		buf_printf(&b, ",\"m%zu\":0", i);
	buf_puts(&b, ",\"exhibits\":[]" TAIL);
	assert_int_equal(reads(buf_str(&b)), ERR_LIMIT);
	/* More exhibits than there can be. */
	buf_reset(&b);
	buf_puts(&b, HEAD ",\"exhibits\":[0");
	for (i = 0; i < DOSSIER_EXHIBITS_MAX; i++)
		buf_puts(&b, ",0");
	buf_puts(&b, "]" TAIL);
	assert_int_equal(reads(buf_str(&b)), ERR_LIMIT);
	/* The file. */
	buf_reset(&b);
	for (i = 0; i <= DOSSIER_FILE_MAX; i++)
		buf_putc(&b, ' ');
	assert_int_equal(reads(buf_str(&b)), ERR_LIMIT);
	buf_free(&b);
}

/* What is written has the form that jansson gives the whole. */
static void
test_dossier_read__written(void **state)
{
	struct dossier_exhibit x[3] = {
		{ .id = HEX, .sha256 = HEX, .bytes = 5, .number = 1,
		    .url = "https://example.org/\xc3\xa9?a=\"b\"\n",
		    .title = "a\\b", .sealed = 1000, .stamps = 2,
		    .record = true, .note = "}]," },
		{ .id = HEX, .sha256 = HEX, .sealed = TIME_UNKNOWN,
		    .own = true },
		{ .id = HEX, .sha256 = HEX, .sealed = TIME_UNKNOWN },
	};
	struct dossier_missing m[2] = { { "a", "b" }, { "c", "d" } };
	struct dossier d = { .uuid = UUID, .created = 1000,
	    .log = "constat/x", .event = 3, .case_name = "D\xc3\xa9"
	    "sir", .to_name = "Bea", .why = "essai", .by = { .key = HEX },
	    .exhibits = x, .missing = m, .tool = "constat",
	    .version = "1" }, *back;
	struct buf out = BUF_INIT(MIB), whole = BUF_INIT(MIB);
	struct error e = ERROR_INIT;
	json_t *j;

	(void)state;
	for (d.n = 0; d.n <= 3; d.n++) {
		d.n_missing = d.n > 0 ? d.n - 1 : 0;
		buf_reset(&out);
		buf_reset(&whole);
		assert_ok(dossier_write(&d, &out, &e), &e);
		assert_non_null(j = json_read(buf_span(&out), &e));
		assert_ok(json_write_pretty(&whole, j, &e), &e);
		buf_putc(&whole, '\n');
		assert_true(span_eq(buf_span(&out), buf_span(&whole)));
		json_decref(j);
		assert_ok(dossier_read(buf_span(&out), &back, &e), &e);
		assert_int_equal(back->n, d.n);
		assert_int_equal(back->n_missing, d.n_missing);
		if (d.n > 0) {
			assert_string_equal(back->exhibits[0].url, x[0].url);
			assert_string_equal(back->exhibits[0].note, x[0].note);
			assert_int_equal(back->exhibits[0].stamps, 2);
		}
		dossier_free(back);
	}
	buf_free(&out);
	buf_free(&whole);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_dossier_read__any_order_and_blanks),
		cmocka_unit_test(test_dossier_read__refused),
		cmocka_unit_test(test_dossier_read__as_read_whole),
		cmocka_unit_test(test_dossier_read__limits),
		cmocka_unit_test(test_dossier_read__written),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
