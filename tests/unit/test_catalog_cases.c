#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "store/base/io.h"
#include "store/base/limits.h"
#include "store/base/time.h"
#include "store/catalog/catalog_attest.h"
#include "tests/unit/folder_unit.h"

#define FOUR(c)	c c c c
#define ID(c)	FOUR(FOUR(FOUR(c)))

static int
set_up(void **state)
{

	(void)state;
	return (folder_set_up("catalog.db"));
}

static void
must(int rc, const struct error *e)
{

	if (rc < 0)
		fail_msg("%s: %s", error_code_name(e->code), e->text);
}

static struct catalog *
make(enum catalog_mode mode)
{
	struct catalog *c;
	struct error e = ERROR_INIT;

	must(catalog_open(path, mode, &c, &e), &e);
	return (c);
}

/* A catalogue as an earlier version left it: 1 or 2. */
static void
make_old(int version)
{
	static const char * const made[] = { "tests/data/catalog/v1.sql",
	    "tests/data/catalog/v2.sql" };
	struct buf sql = BUF_INIT(64 * KIB);
	struct error e = ERROR_INIT;
	char *why = NULL;
	sqlite3 *db;

	for (int i = 0; i < version; i++)
		must(io_read_file(made[i], &sql, &e), &e);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	if (sqlite3_exec(db, buf_str(&sql), NULL, NULL, &why) != SQLITE_OK)
		fail_msg("%s", why);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	buf_free(&sql);
}

/* The first digits of all that a filter finds, one character each. */
static const char *
found(struct catalog *c, const struct catalog_filter *f)
{
	static char out[64];
	struct catalog_cursor *cur;
	struct catalog_exhibit x;
	struct error e = ERROR_INIT;
	size_t n = 0;
	int got;

	must(catalog_exhibits(c, f, &cur, &e), &e);
	while ((got = catalog_exhibit_next(cur, &x, &e)) == 1)
		out[n++] = x.id[0];
	must(got, &e);
	out[n] = '\0';
	catalog_cursor_free(cur);
	return (out);
}

static const char *
search(struct catalog *c, const char *words, const char *name)
{
	struct catalog_filter f = CATALOG_FILTER_INIT;

	f.words = words;
	f.case_name = name;
	return (found(c, &f));
}

static int64_t
number_of(struct catalog *c, const char *id)
{
	struct catalog_filter f = CATALOG_FILTER_INIT;
	struct catalog_cursor *cur;
	struct catalog_exhibit x;
	struct error e = ERROR_INIT;
	int64_t n;

	f.id_prefix = id;
	must(catalog_exhibits(c, &f, &cur, &e), &e);
	assert_int_equal(catalog_exhibit_next(cur, &x, &e), 1);
	n = x.number;
	catalog_cursor_free(cur);
	return (n);
}

static void
test_cases__an_older_catalogue_is_brought_up(void **state)
{
	struct catalog *c;
	struct catalog_cursor *cur;
	struct catalog_event ev;
	struct error e = ERROR_INIT;
	uint64_t n = 0;

	(void)state;
	make_old(1);
	/* Not while it is only read. */
	assert_int_equal(catalog_open(path, CATALOG_READ, &c, &e), -1);
	assert_int_equal(e.code, ERR_UNSUPPORTED);
	error_clear(&e);
	c = make(CATALOG_WRITE);
	/* Numbers in the order in which they were kept. */
	assert_true(number_of(c, "bbbb") == 1 && number_of(c, "aaaa") == 2 &&
	    number_of(c, "cccc") == 1 && number_of(c, "dddd") == 0);
	assert_string_equal(search(c, "ETE plage", NULL), "a");
	assert_string_equal(search(c, "voleurs jeanne", NULL), "b");
	assert_string_equal(search(c, "eluard", NULL), "c");
	assert_string_equal(search(c, "example.org", "Dupont"), "ab");
	assert_string_equal(search(c, "note", "Martin"), "");
	must(catalog_log_case(c, "Dupont", 1, &cur, &e), &e);
	while (catalog_log_next(cur, &ev, &e) == 1)
		n = n * 10 + ev.seq;
	catalog_cursor_free(cur);
	assert_true(n == 14);
	must(catalog_log_case_count(c, &n, &e), &e);
	assert_true(n == 3);
	catalog_close(c);
	/* Once: it is as it was left. */
	c = make(CATALOG_READ);
	assert_string_equal(search(c, "eluard", NULL), "c");
	catalog_close(c);
}

static void
test_cases__the_second_version_is_brought_up(void **state)
{
	struct catalog_cursor *cur;
	struct catalog_stamping s = { 5, 70, "https://tsa.example", { 0 } };
	struct catalog *c;
	struct buf b = BUF_INIT(KIB);
	struct error e = ERROR_INIT;
	uint64_t size = 0;
	int64_t time = 0;

	(void)state;
	make_old(2);
	assert_int_equal(catalog_open(path, CATALOG_READ, &c, &e), -1);
	assert_int_equal(e.code, ERR_UNSUPPORTED);
	error_clear(&e);
	c = make(CATALOG_WRITE);
	/* What was there is as it was. */
	assert_true(number_of(c, "bbbb") == 1 && number_of(c, "dddd") == 0);
	assert_string_equal(search(c, "voleurs jeanne", NULL), "b");
	assert_int_equal(catalog_checkpoint_last(c, &b, &e), 1);
	assert_true(span_eq(buf_span(&b), span_of("no checkpoint")));
	/* And what is new has room. */
	assert_int_equal(catalog_stamping_last(c, &size, &time, &e), 0);
	must(catalog_begin(c, &e), &e);
	s.response = span_of("a response");
	must(catalog_stamping_add(c, &s, &e), &e);
	must(catalog_commit(c, &e), &e);
	catalog_close(c);
	c = make(CATALOG_READ);
	assert_int_equal(catalog_stamping_last(c, &size, &time, &e), 1);
	assert_true(size == 5 && time == 70);
	must(catalog_witnesses(c, NULL, &cur, &e), &e);
	catalog_cursor_free(cur);
	buf_free(&b);
	catalog_close(c);
}

static void
test_cases__what_others_say_of_the_log(void **state)
{
	struct catalog *c = make(CATALOG_MAKE);
	struct catalog_cosignature g = { 7, "w.example", "line", 5 }, back;
	struct catalog_witness w = { "w.example", "key", "http://w", 5 };
	struct catalog_witnessed l = { "other.example", "key", 9, { 0 }, 5 };
	struct catalog_cursor *cur;
	struct error e = ERROR_INIT;

	(void)state;
	/* Nothing outside of a change. */
	assert_int_equal(catalog_cosignature_add(c, &g, &e), -1);
	error_clear(&e);
	must(catalog_begin(c, &e), &e);
	must(catalog_cosignature_add(c, &g, &e), &e);
	g.line = "a later line";
	must(catalog_cosignature_add(c, &g, &e), &e);
	must(catalog_witness_set(c, &w, &e), &e);
	w.url = "http://moved";
	must(catalog_witness_set(c, &w, &e), &e);
	l.note = span_of("note 9");
	must(catalog_witnessed_set(c, &l, &e), &e);
	l.size = 12;
	l.note = span_of("note 12");
	must(catalog_witnessed_set(c, &l, &e), &e);
	must(catalog_commit(c, &e), &e);

	must(catalog_cosignatures(c, 0, &cur, &e), &e);
	assert_int_equal(catalog_cosignature_next(cur, &back, &e), 1);
	assert_true(back.size == 7 && back.time == 5);
	assert_string_equal(back.line, "a later line");
	assert_int_equal(catalog_cosignature_next(cur, &back, &e), 0);
	catalog_cursor_free(cur);
	must(catalog_cosignatures(c, 8, &cur, &e), &e);
	assert_int_equal(catalog_cosignature_next(cur, &back, &e), 0);
	catalog_cursor_free(cur);
	must(catalog_witnesses(c, "http://w", &cur, &e), &e);
	assert_int_equal(catalog_witness_next(cur, &w, &e), 0);
	catalog_cursor_free(cur);
	must(catalog_witnesses(c, "http://moved", &cur, &e), &e);
	assert_int_equal(catalog_witness_next(cur, &w, &e), 1);
	assert_string_equal(w.name, "w.example");
	catalog_cursor_free(cur);
	must(catalog_witnessed(c, "other.example", &cur, &e), &e);
	assert_int_equal(catalog_witnessed_next(cur, &l, &e), 1);
	assert_true(l.size == 12 && span_eq(l.note, span_of("note 12")));
	assert_int_equal(catalog_witnessed_next(cur, &l, &e), 0);
	catalog_cursor_free(cur);
	catalog_close(c);
}

static void
put(struct catalog *c, const char *id, const char *sha, const char *name)
{
	struct catalog_exhibit x = CATALOG_EXHIBIT_INIT;
	struct error e = ERROR_INIT;

	x.id = id;
	x.sha256 = sha;
	x.bytes = 1;
	x.url = "https://example.org/";
	x.case_name = name;
	x.sealed = 1000;
	x.kept = 1001;
	x.blob = "x";
	x.text = "Le c\xc5\x93ur de la for\xc3\xaat \"vierge\"";
	must(catalog_exhibit_add(c, &x, &e), &e);
}

static void
test_cases__numbers_are_given_once(void **state)
{
	struct catalog *c = make(CATALOG_MAKE);
	struct catalog_cursor *cur;
	struct catalog_case k;
	struct error e = ERROR_INIT;
	int64_t n = 0;

	(void)state;
	must(catalog_begin(c, &e), &e);
	put(c, ID("a"), ID("1"), "K");
	put(c, ID("b"), ID("2"), NULL);
	must(catalog_exhibit_case(c, ID("b"), "K", 5, &n, &e), &e);
	assert_true(n == 2);
	assert_int_equal(catalog_exhibit_case(c, ID("b"), "L", 5, &n, &e),
	    -1);
	assert_int_equal(e.code, ERR_EXISTS);
	error_clear(&e);
	assert_int_equal(catalog_exhibit_case(c, ID("f"), "L", 5, &n, &e),
	    -1);
	assert_int_equal(e.code, ERR_NOTFOUND);
	error_clear(&e);
	must(catalog_commit(c, &e), &e);
	/* What is rolled back gives no number away. */
	must(catalog_begin(c, &e), &e);
	put(c, ID("c"), ID("3"), "K");
	catalog_rollback(c);
	must(catalog_begin(c, &e), &e);
	put(c, ID("d"), ID("4"), "K");
	must(catalog_exhibit_dispose(c, ID("d"), 7, &e), &e);
	put(c, ID("e"), ID("5"), "K");
	must(catalog_commit(c, &e), &e);
	assert_true(number_of(c, "dddd") == 3 && number_of(c, "eeee") == 4);
	assert_int_equal(catalog_case_find(c, "K", &cur, &k, &e), 1);
	assert_true(k.last == 4 && k.hold == 0 && !k.closed);
	catalog_cursor_free(cur);
	assert_int_equal(catalog_case_find(c, "Z", &cur, &k, &e), 0);
	catalog_cursor_free(cur);
	catalog_close(c);
}

static void
test_cases__search_folds_and_takes_nothing_for_a_formula(void **state)
{
	static const char * const odd[] = { "\"", "AND", "OR", "NOT", "*",
	    "NEAR(coeur)", "title:coeur", "^coeur", "coeur AND", "(", ")",
	    "{a b}:c", "'", "a\"b", "-", "", "   ", "\xc3\xa9", "col : x" };
	struct catalog_filter f = CATALOG_FILTER_INIT;
	struct catalog *c = make(CATALOG_MAKE);
	struct error e = ERROR_INIT;
	size_t i;

	(void)state;
	must(catalog_begin(c, &e), &e);
	put(c, ID("a"), ID("1"), "K");
	put(c, ID("b"), ID("2"), "L");
	must(catalog_exhibit_note(c, ID("a"), "h\xc3\xa9" "bergeur", &e),
	    &e);
	must(catalog_exhibit_note(c, ID("a"), "seconde", &e), &e);
	assert_int_equal(catalog_exhibit_note(c, ID("f"), "x", &e), -1);
	assert_int_equal(e.code, ERR_NOTFOUND);
	error_clear(&e);
	must(catalog_commit(c, &e), &e);
	assert_string_equal(search(c, "foret VIERGE", NULL), "ba");
	assert_string_equal(search(c, "FOR\xc3\x8aT", "K"), "a");
	assert_string_equal(search(c, "hebergeur seconde", NULL), "a");
	assert_string_equal(search(c, "heber", NULL), "");
	assert_string_equal(search(c, "heber*", NULL), "a");
	assert_string_equal(search(c, "foret rien", NULL), "");
	for (i = 0; i < sizeof(odd) / sizeof(odd[0]); i++)
		(void)search(c, odd[i], NULL);
	assert_string_equal(search(c, "", NULL), "");
	must(catalog_begin(c, &e), &e);
	must(catalog_exhibit_dispose(c, ID("a"), 7, &e), &e);
	must(catalog_commit(c, &e), &e);
	f.disposed = 1;
	assert_string_equal(found(c, &f), "a");
	f.disposed = 0;
	assert_string_equal(found(c, &f), "b");
	catalog_close(c);
}

static void
test_cases__derivatives_and_people(void **state)
{
	struct catalog *c = make(CATALOG_MAKE);
	struct catalog_derivative d = { .id = ID("9"),
	    .parent = ID("a"), .exhibit = ID("a"), .bytes = 3,
	    .name = "r.pdf", .operation = "redact", .tool = "t 1",
	    .made = 50, .blob = "b" }, got;
	struct catalog_operator o = { .name = "Ana", .key = ID("c"),
	    .cert = "pem", .serial = "01", .roles = 3, .added = 5 }, back;
	struct catalog_cursor *cur;
	struct error e = ERROR_INIT;

	(void)state;
	must(catalog_begin(c, &e), &e);
	put(c, ID("a"), ID("1"), "K");
	must(catalog_derivative_add(c, &d, &e), &e);
	assert_int_equal(catalog_derivative_add(c, &d, &e), -1);
	assert_int_equal(e.code, ERR_EXISTS);
	error_clear(&e);
	d.id = ID("8");
	d.exhibit = ID("f");
	assert_int_equal(catalog_derivative_add(c, &d, &e), -1);
	assert_int_equal(e.code, ERR_NOTFOUND);
	error_clear(&e);
	must(catalog_operator_add(c, &o, &e), &e);
	o.key = ID("d");
	assert_int_equal(catalog_operator_add(c, &o, &e), -1);
	assert_int_equal(e.code, ERR_EXISTS);
	error_clear(&e);
	must(catalog_operator_revoke(c, ID("c"), 9, "gone", true, &e), &e);
	assert_int_equal(catalog_operator_revoke(c, ID("c"), 9, "gone",
	    true, &e), -1);
	assert_int_equal(e.code, ERR_NOTFOUND);
	error_clear(&e);
	/* The name is free again. */
	must(catalog_operator_add(c, &o, &e), &e);
	must(catalog_commit(c, &e), &e);
	must(catalog_derivatives(c, ID("a"), NULL, &cur, &e), &e);
	assert_int_equal(catalog_derivative_next(cur, &got, &e), 1);
	assert_string_equal(got.id, ID("9"));
	assert_string_equal(got.exhibit, ID("a"));
	assert_null(got.note);
	assert_int_equal(catalog_derivative_next(cur, &got, &e), 0);
	catalog_cursor_free(cur);
	must(catalog_operators(c, "Ana", NULL, &cur, &e), &e);
	assert_int_equal(catalog_operator_next(cur, &back, &e), 1);
	assert_true(back.revoked == 9 && back.compromised);
	assert_int_equal(catalog_operator_next(cur, &back, &e), 1);
	assert_true(back.revoked == 0 && back.roles == 3);
	assert_int_equal(catalog_operator_next(cur, &back, &e), 0);
	catalog_cursor_free(cur);
	catalog_close(c);
}

#define CASE(t)	cmocka_unit_test_setup_teardown(t, set_up, folder_tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(test_cases__an_older_catalogue_is_brought_up),
		CASE(test_cases__the_second_version_is_brought_up),
		CASE(test_cases__what_others_say_of_the_log),
		CASE(test_cases__numbers_are_given_once),
		CASE(test_cases__search_folds_and_takes_nothing_for_a_formula),
		CASE(test_cases__derivatives_and_people),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
