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
#include "store/catalog/catalog.h"
#include "tests/unit/folder_unit.h"

/* What people type, against what was captured: who finds what. */

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

static void
add(struct catalog *c, const char *id, const char *url, const char *text)
{
	struct catalog_exhibit x = CATALOG_EXHIBIT_INIT;
	struct error e = ERROR_INIT;

	x.id = x.sha256 = id;
	x.bytes = x.records = 1;
	x.url = url;
	x.sealed = x.kept = 1;
	x.blob = "aa/x.wacz";
	x.text = text;
	x.post = "{\"platform\":\"x\",\"id\":\"1858020177\","
	    "\"author\":\"marie_dupont.75\"}";
	must(catalog_begin(c, &e), &e);
	must(catalog_exhibit_add(c, &x, &e), &e);
	must(catalog_commit(c, &e), &e);
}

/* One exhibit, with all that is hard to type as it was written. */
static struct catalog *
filled(const char *text)
{
	struct catalog *c;
	struct error e = ERROR_INIT;

	must(catalog_open(path, CATALOG_MAKE, &c, &e), &e);
	add(c, ID("a"), "https://www.social.example/watch?v=dQw4&list=7",
	    text);
	return (c);
}

static void
finds(struct catalog *c, const char *words, bool want)
{
	struct catalog_filter f = CATALOG_FILTER_INIT;
	struct catalog_cursor *cur;
	struct catalog_exhibit x;
	struct error e = ERROR_INIT;
	int got;

	f.words = words;
	must(catalog_exhibits(c, &f, &cur, &e), &e);
	must(got = catalog_exhibit_next(cur, &x, &e), &e);
	if (got != want)
		fail_msg("%s: %s", words, got ? "found" : "not found");
	catalog_cursor_free(cur);
}

static void
all(struct catalog *c, const char *const *list, bool want)
{

	for (; *list != NULL; list++)
		finds(c, *list, want);
}

static void
test_search__letters_as_people_type_them(void **state)
{
	static const char *const there[] = {
	    "l'avocat", "l\u2019avocat", "l\u02bcavocat", "avocat",
	    "\u00ab avocat \u00bb", "\u00ab l\u2019avocat \u00bb",
	    "hebergeur", "he\u0301bergeur", "H\u00c9BERGEUR",
	    "oeuvre", "\u0152UVRE", "soeur", "s\u0153ur", "ex aequo",
	    "strasse", "STRASSE", "stra\u00dfe", "fin", "\ufb01n",
	    "efface", "aujourd'hui", "aujourd\u2019hui", "voleurs",
	    "masque", "fullwidth", "sodek", "lodz", NULL };
	static const char *const not[] = { "hebergeu", "vol", "lavocat",
	    "stras", "oeuf", NULL };
	struct catalog *c = filled("L\u2019Avocat de l\u2019h\u00e9bergeur, "
	    "\u0153uvre de ma SE\u0301UR, s\u0153ur, ex \u00e6quo. "
	    "Stra\u00dfe \ufb01n ef\u00adface\u0301 aujourd\u2019hui "
	    "\U0001d5e9\U0001d5fc\U0001d5f9\U0001d5f2\U0001d602"
	    "\U0001d5ff\U0001d600 mas\u200bqu\u00e9 "
	    "\uff26\uff55\uff4c\uff4c\uff57\uff49\uff44\uff54\uff48 "
	    "s\u00f8dek \u0141\u00f3d\u017a");

	(void)state;
	all(c, there, true);
	all(c, not, false);
	catalog_close(c);
}

static void
test_search__scripts_without_blanks(void **state)
{
	static const char *const there[] = { "\u8bfd\u8c24", "\u516c\u53f8",
	    "\u6211\u4eec\u8bfd\u8c24", "\u30c0\u30e1",
	    "\ubcc0\ud638\uc0ac", "\u0e42\u0e01\u0e07",
	    "\u8bfd\u8c24 \u30c0\u30e1",
	    "\u0627\u0644\u062a\u0634\u0647\u064a\u0631",
	    "\u0623\u062d\u0645\u062f", "\u0627\u062d\u0645\u062f",
	    "\u043a\u043b\u0435\u0432\u0435\u0442\u0430", "app2", NULL };
	static const char *const not[] = { "\u8c24\u8bfd", "\u516c\u6211",
	    "\u62a5\u7eb8", "\u0634\u0647\u064a", NULL };
	struct catalog *c = filled("\u6211\u4eec\u8bfd\u8c24\u4e86\u516c"
	    "\u53f8App2\u3002 \u3053\u308c\u306f\u30c0\u30e1\u3067\u3059 "
	    "\ubcc0\ud638\uc0ac\uac00 \u0e04\u0e19\u0e42\u0e01\u0e07 "
	    "\u0627\u0644\u062a\u064e\u0634\u0647\u0640\u0640\u064a\u0631 "
	    "\u0623\u062d\u0645\u062f "
	    "\u041a\u041b\u0415\u0412\u0415\u0422\u0410");

	(void)state;
	all(c, there, true);
	all(c, not, false);
	catalog_close(c);
}

static void
test_search__handles_addresses_and_emoji(void **state)
{
	static const char *const there[] = { "@marie_dupont.75",
	    "marie_dupont.75", "#BoycottRoche", "#boycottroche",
	    "boycottroche", "1858020177", "\U0001f621", "\U0001f44d",
	    "\U0001f44d\U0001f3fd", "\u2764\ufe0f", "vraiment\U0001f621",
	    "https://www.social.example/watch?v=dQw4",
	    "https://social.example/watch?utm_source=mail&v=dQw4&si=9#c",
	    "http://social.example/watch/?list=7&v=dQw4",
	    "social.example", "\"ma s\u0153ur\"", "\u201cMA SOEUR\u201d",
	    NULL };
	static const char *const not[] = { "\U0001f622", "185802017",
	    "https://social.example/watch?v=autre",
	    "https://social.example/autre", "\"s\u0153ur ma\"",
	    "\u00ab s\u0153ur ma \u00bb", NULL };
	struct catalog *c = filled("ma s\u0153ur #BoycottRoche "
	    "vraiment\U0001f621 \U0001f44d\U0001f3fb \u2764");

	(void)state;
	all(c, there, true);
	all(c, not, false);
	/* Apart from each other they are words, not a phrase. */
	finds(c, "s\u0153ur ma", true);
	finds(c, "\"s\u0153ur ma", true);
	catalog_close(c);
}

/* An index of before says what it said, and is folded once. */
static void
test_search__an_older_index_is_folded(void **state)
{
	struct buf sql = BUF_INIT(64 * KIB);
	struct error e = ERROR_INIT;
	struct catalog *c;
	sqlite3 *db;

	(void)state;
	must(io_read_file("tests/data/catalog/v1.sql", &sql, &e), &e);
	buf_puts(&sql, "UPDATE exhibits SET title = '\u0152uvre',"
	    " note = '\u6211\u4eec\u8bfd\u8c24',"
	    " post = '{\"id\":\"4711\",\"text\":\"Stra\u00dfe\"}';");
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, buf_str(&sql), NULL, NULL, NULL),
	    SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	buf_free(&sql);
	must(catalog_open(path, CATALOG_WRITE, &c, &e), &e);
	finds(c, "oeuvre \u8bfd\u8c24 strasse 4711", true);
	finds(c, "\u8c24\u8bfd", false);
	catalog_close(c);
}

/* Bytes that are no text are kept apart, whatever they are. */
static void
test_search__bytes_that_are_no_text(void **state)
{
	struct catalog *c = filled("avant \xff\xc3 apr\xc3\xa8s \xf0\x9f");

	(void)state;
	finds(c, "avant apres", true);
	finds(c, "\xff", false);
	catalog_close(c);
}

#define CASE(test)	cmocka_unit_test_setup_teardown(test, set_up, \
	folder_tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(test_search__letters_as_people_type_them),
		CASE(test_search__scripts_without_blanks),
		CASE(test_search__handles_addresses_and_emoji),
		CASE(test_search__an_older_index_is_folded),
		CASE(test_search__bytes_that_are_no_text),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
