#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "store/base/time.h"
#include "store/facts/facts_internal.h"
#include "store/facts/platforms/parts.h"

static void
test_count__of_any_language(void **state)
{
	static const char *const rows[][2] = {
		{ "1,234 likes", "1,234" }, { "5 comments", "5" },
		{ "298K likes, 553 comments", "298K" },
		{ "4,69 M de suscriptores", "4,69 M" },
		{ "4,69\xc2\xa0M de suscriptores", "4,69\xc2\xa0M" },
		{ "1 234 567 vues", "1 234 567" }, { "12.3K", "12.3K" },
		{ "2 members", "2" }, { "3 Mio. Abonnenten", "3 Mio." },
		{ "2,1 mil suscriptores", "2,1 mil" }, { "Comments", NULL },
		{ "", NULL }, { ", 3", NULL }, { "7 ", "7" },
		{ "10, 20 and 30", "10" },
	};
	struct span s;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		s = parts_count(span_of(rows[i][0]));
		if (rows[i][1] == NULL)
			assert_null(s.p);
		else if (!span_is(s, rows[i][1]))
			fail_msg("%s: %.*s", rows[i][0], (int)s.n, s.p == NULL ?
			    "" : (const char *)s.p);
	}
}

static struct facts *facts;
static struct doc doc;
static struct source source;
static struct facts_source given;

static struct doc *
open_doc(void)
{

	assert_int_equal(facts_open(&facts, NULL), 0);
	memset(&source, 0, sizeof(source));
	source.items_last = &source.items;
	source.seen_last = &source.seen;
	given = (struct facts_source){ .url = "https://site.test/",
	    .mime = "application/json", .date = TIME_UNKNOWN,
	    .body = { (const uint8_t *)"{}", 2 } };
	assert_int_equal(doc_open(&doc, facts, &source, &given), 0);
	return (&doc);
}

static void
close_doc(void)
{

	doc_close(&doc);
	facts_free(facts);
}

static void
test_tree__order_keys_and_pointers(void **state)
{
	static const char *const at[] = { "#", "#/a", "#/a/0", "#/a/2",
	    "#/a/2/x~1y", "#/b~0" };
	json_t *j = json_read(span_of("{\"a\":[{},5,{\"x/y\":[]}],"
	    "\"b~\":{\"c\":null}}"), NULL);
	struct doc *d = open_doc();
	struct tree t;
	size_t i;

	(void)state;
	assert_non_null(j);
	tree_start(&t, j);
	for (i = 0; tree_next(&t) != NULL; i++) {
		assert_true(i < 6);
		assert_string_equal(tree_at(&t, d, "#"), at[i]);
		assert_int_equal(tree_under(&t, "a"), i >= 1 && i <= 4);
		if (i == 4)
			assert_string_equal(tree_key(&t), "x/y");
	}
	assert_int_equal(i, 6);
	tree_start(&t, NULL);
	assert_null(tree_next(&t));
	json_decref(j);
	close_doc();
}

static void
test_tree__deep_and_wide(void **state)
{
	struct buf b = BUF_INIT(4 * MIB);
	json_t *j;
	struct tree t;
	size_t i;

	(void)state;
	for (i = 0; i < 1000; i++)
		buf_puts(&b, "[");
	for (i = 0; i < 1000; i++)
		buf_puts(&b, "]");
	j = json_read_flags(buf_span(&b), 0, NULL);
	assert_non_null(j);
	tree_start(&t, j);
	for (i = 0; tree_next(&t) != NULL; i++)
		continue;
	assert_int_equal(i, TREE_DEEP + 1);
	json_decref(j);
	buf_free(&b);
}

static void
test_number__as_id(void **state)
{
	static const char *const good[] = { "5", "\"5\"", "5.0", NULL };
	static const char *const bad[] = { "0", "-1", "\"05\"", "5.5",
	    "\"a\"", "null", "true", "\"123456789012345678901\"", NULL };
	struct doc *d = open_doc();
	json_t *j;
	size_t i;

	(void)state;
	for (i = 0; good[i] != NULL; i++) {
		j = json_loads(good[i], JSON_DECODE_ANY, NULL);
		assert_true(span_is(parts_id(d, j), "5"));
		json_decref(j);
	}
	for (i = 0; bad[i] != NULL; i++) {
		j = json_loads(bad[i], JSON_DECODE_ANY, NULL);
		assert_null(parts_id(d, j).p);
		json_decref(j);
	}
	close_doc();
}

static void
test_text__between_and_stripped(void **state)
{
	char out[8];

	(void)state;
	assert_true(span_is(parts_between(span_of("a(b)c"), "(", ")"), "b"));
	assert_true(span_is(parts_between(span_of("a(b"), "(", NULL), "b"));
	assert_null(parts_between(span_of("a(b"), "(", ")").p);
	assert_null(parts_between(span_of(NULL), "", NULL).p);
	assert_true(span_is(parts_strip(span_of("ada  x  end"),
	    span_of("ada"), span_of("end")), "x"));
	assert_null(parts_strip(span_of("ada"), span_of("ada"),
	    span_of("a")).p);
	parts_decode(span_of("%C3%A9"), out, sizeof(out));
	assert_string_equal(out, "é");
	parts_decode(span_of("%C3"), out, sizeof(out));
	assert_string_equal(out, "");
	parts_decode(span_of("%00a"), out, sizeof(out));
	assert_string_equal(out, "%00a");
	parts_decode(span_of("123456789"), out, sizeof(out));
	assert_string_equal(out, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_count__of_any_language),
		cmocka_unit_test(test_tree__order_keys_and_pointers),
		cmocka_unit_test(test_tree__deep_and_wide),
		cmocka_unit_test(test_number__as_id),
		cmocka_unit_test(test_text__between_and_stripped),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
