/* What several documents add up to: who wins, what is a conflict, what is
 * warned of, and pages that nobody meant well. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "store/base/json.h"
#include "store/facts/facts_internal.h"
#include "tests/lib/page_facts.h"

#define URL	"https://site.test/2020/01/billet"
#define LD(text)							\
	"<script type='application/ld+json'>" text "</script>"
#define POSTING(author, text, date)					\
	LD("{\"@context\":\"https://schema.org\",\"@type\":"		\
	"\"BlogPosting\",\"url\":\"" URL "\",\"headline\":\"Le titre du "\
	"billet\",\"author\":{\"@type\":\"Person\",\"name\":\"" author	\
	"\"},\"articleBody\":\"" text "\",\"datePublished\":\"" date "\"}")

/* The conflict about ${fact} with ${code}, or NULL. */
static const json_t *
conflict(const json_t *j, const char *fact, const char *code)
{
	const json_t *list = json_object_get(j, "conflicts"), *one;
	size_t i;

	json_array_foreach(list, i, one)
		if (strcmp(json_text(one, "fact"), fact) == 0 &&
		    strcmp(json_text(one, "code"), code) == 0)
			return (one);
	return (NULL);
}

static const char *
warning(const json_t *j, const char *fact, const char *code)
{
	const json_t *list = json_object_get(j, "warnings"), *one;
	size_t i;

	json_array_foreach(list, i, one)
		if (strcmp(json_text(one, "fact"), fact) == 0 &&
		    strcmp(json_text(one, "code"), code) == 0)
			return (json_text(one, "escaped"));
	return (NULL);
}

static void
test_merge__sources_that_say_the_same(void **state)
{
	json_t *j = page_facts_html(URL, POSTING("Anne Exemple",
	    "Un caf\xc3\xa9 &amp; rien.", "2020-01-12T10:05:00+01:00")
	    "<meta property='og:title' content='Le titre du billet'>"
	    "<meta property='og:type' content='article'>"
	    "<meta property='article:published_time' "
	    "content='2020-01-12T09:05:00Z'>");
	const json_t *from;

	(void)state;
	page_fact_is(j, "/post/published", "2020-01-12T09:05:00Z");
	from = json_at(j, "/post/published/from");
	assert_int_equal(json_array_size(from), 2);
	assert_string_equal(json_text(json_array_get(from, 0), "method"),
	    "json-ld");
	assert_int_equal(json_array_size(json_object_get(j, "conflicts")), 0);
	json_decref(j);
}

static void
test_merge__sources_that_disagree(void **state)
{
	json_t *j = page_facts_html(URL, POSTING("Anne Exemple", "Rien.",
	    "2020-01-12T10:05:00+01:00")
	    "<meta property='og:type' content='article'>"
	    "<meta property='article:published_time' "
	    "content='2020-01-12T10:05:00Z'>");
	const json_t *c;

	(void)state;
	/* The stronger counts, both are shown. */
	page_fact_is(j, "/post/published", "2020-01-12T09:05:00Z");
	c = conflict(j, "post.published", "sources-disagree");
	assert_non_null(c);
	assert_int_equal(json_array_size(json_object_get(c, "values")), 2);
	json_decref(j);
}

/* JSON-LD names another author than the platform's own markup. */
static void
test_merge__a_lie_about_the_author(void **state)
{
	static const char page[] = "<html><body id='phpbb' "
	    "class='section-viewtopic'>"
	    LD("{\"@type\":\"DiscussionForumPosting\",\"url\":\"https://"
	    "forum.test/viewtopic.php?t=1\",\"author\":{\"@type\":\"Person\","
	    "\"name\":\"mallory\"},\"text\":\"Bonjour\"}")
	    "<div>"
	    "<h2 class='topic-title'>Titre</h2>"
	    "<div id='p5' class='post'><div class='postbody'><p class='author'>"
	    "par <a href='./memberlist.php?mode=viewprofile&amp;u=2' "
	    "class='username'>anne</a> &raquo; 21.01.2009, 05:42</p>"
	    "<div class='content'>Bonjour</div></div></div></div>"
	    "<div class='copyright'>By <a href='https://www.phpbb.com/'>"
	    "phpBB</a></div></body></html>";
	json_t *j = page_facts_html("https://forum.test/viewtopic.php?t=1",
	    page);

	(void)state;
	page_fact_is(j, "/author/handle", "anne");
	page_fact_is(j, "/author/id", "2");
	page_fact_is(j, "/author/name", NULL);
	assert_non_null(conflict(j, "author.name", "sources-disagree"));
	json_decref(j);
}

static void
test_clock__of_an_id(void **state)
{
	static const char *const dates[] = { "2023-04-23T18:54:00.000Z",
	    "2020-01-01T00:00:00.000Z" };
	char body[1024];
	json_t *j;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		(void)snprintf(body, sizeof(body), "{\"id\":"
		    "\"103405112524865635\",\"created_at\":\"%s\",\"url\":"
		    "\"https://agora.test/@anne/103405112524865635\",\"uri\":"
		    "\"https://agora.test/users/anne/statuses/"
		    "103405112524865635\",\"content\":\"<p>Bonjour</p>\","
		    "\"visibility\":\"public\",\"account\":{\"id\":\"1\","
		    "\"acct\":\"anne\",\"username\":\"anne\",\"url\":"
		    "\"https://agora.test/@anne\"}}", dates[i]);
		struct page_source s[] = {
			{ "https://agora.test/@anne/103405112524865635",
			    "text/html", "<p>" },
			{ "https://agora.test/api/v1/statuses/"
			    "103405112524865635", "application/json", body }
		};

		j = page_facts(s, 2);
		page_fact_is(j, "/post/published", dates[i]);
		page_fact_is(j, "/post/published_by_id",
		    "2020-01-01T00:00:00.001Z");
		assert_string_equal(json_text(json_at(j,
		    "/post/published_by_id"), "trust"), "server");
		assert_int_equal(conflict(j, "post.published", "id-time") !=
		    NULL, i == 0);
		json_decref(j);
	}
}

static void
test_clock__the_future(void **state)
{
	struct facts_page page = { .role = "post", .url = URL };
	struct facts_source s = { .url = URL, .mime = "text/html",
	    .date = INT64_C(1578787200000), .body = span_of(POSTING("Anne",
	    "Rien.", "2031-01-12T10:05:00+01:00")) };
	struct facts *f = NULL;
	json_t *j = NULL;

	(void)state;
	assert_int_equal(facts_open(&f, NULL), 0);
	assert_int_equal(facts_add(f, &s, NULL), 0);
	assert_int_equal(facts_derive(f, &page, 1, &j, NULL), 0);
	page_fact_is(j, "/post/published", "2031-01-12T09:05:00Z");
	assert_non_null(conflict(j, "post.published", "future"));
	json_decref(j);
	facts_free(f);
}

static void
test_warn__names_that_are_not_what_they_show(void **state)
{
	/* A Cyrillic a, a mark of direction, a space without room. */
	static const char *const names[][2] = {
		{ "P\xd0\xb0ul Dupont", "mixed-alphabets" },
		{ "Paul \xe2\x80\xaetnopuD", "direction-marks" },
		{ "Paul\xe2\x80\x8b Dupont", "hidden-characters" }
	};
	char page[1024];
	json_t *j;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		(void)snprintf(page, sizeof(page), LD("{\"@type\":"
		    "\"BlogPosting\",\"url\":\"" URL "\",\"headline\":\"T\","
		    "\"articleBody\":\"Rien.\",\"author\":{\"@type\":"
		    "\"Person\",\"name\":\"%s\"}}"), names[i][0]);
		j = page_facts_html(URL, page);
		page_fact_is(j, "/author/name", names[i][0]);
		assert_non_null(warning(j, "author.name", names[i][1]));
		assert_non_null(strstr(warning(j, "author.name",
		    names[i][1]), "\\u{"));
		json_decref(j);
	}
	/* Names of one alphabet, joined pictures: nothing to warn of. */
	j = page_facts_html(URL, POSTING("\xd0\x98\xd0\xb2\xd0\xb0\xd0\xbd "
	    "\xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9",
	    "e\xcc\x81t\xc3\xa9", "2020-01-12"));
	assert_int_equal(json_array_size(json_object_get(j, "warnings")), 0);
	page_fact_is(j, "/post/text", "e\xcc\x81t\xc3\xa9");
	json_decref(j);
}

/* --- Pages that nobody meant well --- */

static char *
repeated(const char *before, const char *what, size_t n, const char *after)
{
	struct buf b = BUF_INIT(64 * MIB);

	buf_puts(&b, before);
	for (size_t i = 0; i < n; i++)
		buf_puts(&b, what);
	buf_puts(&b, after);
	return (buf_take(&b));
}

static json_t *
derive_text(char *text)
{
	json_t *j;

	assert_non_null(text);
	j = page_facts_html(URL, text);
	free(text);
	return (j);
}

static void
test_hostile__json_ld(void **state)
{
	static const char good[] = POSTING("Anne Exemple", "Rien.",
	    "2020-01-12T10:05:00Z");
	char tail[2048];
	json_t *j;

	(void)state;
	/* Nested 1,000 deep, broken, repeating itself: the good one counts. */
	(void)snprintf(tail, sizeof(tail), "%s</script>%s", "", good);
	j = derive_text(repeated("<script type='application/ld+json'>",
	    "{\"@graph\":", 1000, tail));
	page_fact_is(j, "/author/name", "Anne Exemple");
	json_decref(j);
	j = derive_text(repeated("<script type='application/ld+json'>",
	    "[{\"author\":", 5000, tail));
	page_fact_is(j, "/author/name", "Anne Exemple");
	json_decref(j);
	j = derive_text(repeated("<script type='application/ld+json'>[",
	    "{\"@type\":\"Thing\"},", 100000, tail));
	page_fact_is(j, "/author/name", "Anne Exemple");
	json_decref(j);
	/* 50 MB are not read, and that is said. */
	j = derive_text(repeated("<script type='application/ld+json'>[",
	    "{\"@type\":\"Article\"},", 2800000, tail));
	assert_null(json_object_get(j, "author"));
	assert_int_equal(json_integer_value(json_at(j,
	    "/completeness/not_read")), 1);
	json_decref(j);
}

static void
test_hostile__elements(void **state)
{
	json_t *j;

	(void)state;
	j = derive_text(repeated("", "<div>", 200000, "x"));
	assert_int_equal(json_array_size(json_at(j,
	    "/completeness/read_in_part")), 1);
	json_decref(j);
	j = derive_text(repeated("", "<p><b><font><li>", 50000, "</q>"));
	json_decref(j);
	j = derive_text(repeated("<div ", "a1 b2=c d='e' ", 100000, ">x"));
	assert_int_equal(json_array_size(json_at(j,
	    "/completeness/read_in_part")), 1);
	json_decref(j);
	j = derive_text(repeated("<p>", "&amp;#38;&lt;&#x41;&nosuch;", 50000,
	    "</p>"));
	json_decref(j);
	j = derive_text(repeated("", "<p>\xff\xfe\xc3x</p>", 20000, ""));
	json_decref(j);
}

/* A path through nested elements gives each node once, in order. */
static void
test_find__nested(void **state)
{
	static const char page[] = "<div class=a id=1><p id=2></p><div class=a "
	    "id=3><p id=4></p></div><p id=5></p></div><div class=a id=6>"
	    "<p id=7></p></div>";
	struct facts_source s = { .url = URL, .mime = "text/html",
	    .body = span_of(page) };
	struct source source;
	struct facts *f = NULL;
	struct nodes all;
	struct doc d;

	(void)state;
	memset(&source, 0, sizeof(source));
	source.items_last = &source.items;
	source.seen_last = &source.seen;
	assert_int_equal(facts_open(&f, NULL), 0);
	assert_int_equal(doc_open(&d, f, &source, &s), 0);
	all = doc_find_all(&d, NULL, "//div[@class='a']//p[@id]");
	assert_int_equal(all.n, 4);
	for (size_t i = 0; i < all.n; i++)
		assert_true(span_is(doc_attr(&d, all.p[i], "id"),
		    (const char *[]){ "2", "4", "5", "7" }[i]));
	all = doc_find_all(&d, NULL, "//div[@class='a']//div//p|//p[@id='7']");
	assert_int_equal(all.n, 2);
	assert_int_equal(doc_find_all(&d, doc_find(&d, NULL, "//div"),
	    ".//div//p/@id").n, 1);
	assert_null(doc_find(&d, NULL, "//p[[")); /* no XPath: nothing */
	doc_close(&d);
	facts_free(f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_merge__sources_that_say_the_same),
		cmocka_unit_test(test_merge__sources_that_disagree),
		cmocka_unit_test(test_merge__a_lie_about_the_author),
		cmocka_unit_test(test_clock__of_an_id),
		cmocka_unit_test(test_clock__the_future),
		cmocka_unit_test(test_warn__names_that_are_not_what_they_show),
		cmocka_unit_test(test_hostile__json_ld),
		cmocka_unit_test(test_hostile__elements),
		cmocka_unit_test(test_find__nested)
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
