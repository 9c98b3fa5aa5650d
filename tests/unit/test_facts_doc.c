#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "store/base/time.h"
#include "store/facts/facts_internal.h"

static struct facts *facts;
static struct doc doc;
static struct source source;
static struct facts_source given;

static struct doc *
open_as(const char *text, size_t n, const char *mime, const char *charset)
{

	assert_int_equal(facts_open(&facts, NULL), 0);
	memset(&source, 0, sizeof(source));
	source.items_last = &source.items;
	source.seen_last = &source.seen;
	given = (struct facts_source){ .url = "https://site.test/a/b",
	    .mime = mime, .charset = charset, .date = TIME_UNKNOWN,
	    .body = { (const uint8_t *)text, n } };
	assert_int_equal(doc_open(&doc, facts, &source, &given), 0);
	return (&doc);
}

static struct doc *
open_html(const char *text)
{

	return (open_as(text, strlen(text), "text/html", NULL));
}

static void
close_doc(void)
{

	doc_close(&doc);
	facts_free(facts);
}

static void
same(struct span s, const char *want)
{
	char *text = span_str(s);

	assert_non_null(s.p);
	assert_string_equal(text, want);
	free(text);
}

static void
test_find__element_attribute_text(void **state)
{
	struct doc *d = open_html("<div id=a class=x>One <b>two</b></div>"
	    "<p id=b>three</p>");
	xmlNode *n = doc_find(d, NULL, "//div[@id='a']");

	(void)state;
	assert_non_null(n);
	same(doc_attr(d, n, "class"), "x");
	assert_null(doc_attr(d, n, "title").p);
	same(doc_text(d, n), "One two");
	assert_string_equal(doc_path(d, n), "/html/body/div");
	assert_null(doc_find(d, n, ".//p"));
	assert_int_equal(doc_find_all(d, NULL, "//div|//p").n, 2);
	same(doc_text(d, doc_find(d, NULL, "//p/@id")), "b");
	close_doc();
}

static void
test_text__as_seen(void **state)
{
	struct doc *d = open_html("<div>  a\n b<br>c <i>d</i>"
	    "<p>e</p><p>f</p><script>x</script>"
	    "<img class=emoji alt='\xf0\x9f\x98\x80'><img alt=photo>"
	    "<pre>g  h\n i</pre><ul><li>j</li><li>k</li></ul></div>");

	(void)state;
	same(doc_text(d, doc_find(d, NULL, "//div")), "a b\nc d\n\ne\n\nf\n\n"
	    "\xf0\x9f\x98\x80\ng  h\n i\nj\nk");
	same(doc_text_raw(d, doc_find(d, NULL, "//pre")), "g  h\n i");
	same(doc_strip_html(d, span_of("x &amp; <b>y</b><br>z")), "x & y\nz");
	close_doc();
}

static void
test_text__every_character_is_kept(void **state)
{
	static const char text[] = "e\xcc\x81 \xe2\x80\x8b\xe2\x80\xae"
	    "\xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9\xc2\xa0.";
	struct doc *d;
	char page[256];

	(void)state;
	(void)snprintf(page, sizeof(page), "<p>%s</p>", text);
	d = open_html(page);
	same(doc_text(d, doc_find(d, NULL, "//p")), text);
	close_doc();
}

static void
test_charset__transport_meta_and_guess(void **state)
{
	static const char bare[] = "<p>caf\xe9 \x80</p>";
	static const char meta[] = "<meta charset=koi8-r><p>\xc1</p>";
	static const char bad[] = "<meta charset=utf-8><p>a\xff""b\0c</p>";
	static const char saved[] = "<meta charset=koi8-r><p>\xd0\xb0\xd0"
	    "\xb1\xd0\xb2\xd0\xb3</p>";
	static const char wide[] = "\xff\xfe<\0p\0>\0\xe9\0";
	struct doc *d = open_as(bare, sizeof(bare) - 1, "text/html", NULL);

	(void)state;
	same(doc_text(d, doc_find(d, NULL, "//p")),
	    "caf\xc3\xa9 \xe2\x82\xac");
	close_doc();
	d = open_as("<p>caf\xe9</p>", 11, "text/html", "ISO-8859-1");
	same(doc_text(d, doc_find(d, NULL, "//p")), "caf\xc3\xa9");
	close_doc();
	d = open_as(meta, sizeof(meta) - 1, "text/html", NULL);
	same(doc_text(d, doc_find(d, NULL, "//p")), "\xd0\xb0");
	close_doc();
	d = open_as(bad, sizeof(bad) - 1, "text/html", NULL);
	same(doc_text(d, doc_find(d, NULL, "//p")),
	    "a\xef\xbf\xbd""b\xef\xbf\xbd""c");
	close_doc();
	d = open_as(saved, sizeof(saved) - 1, "text/html", NULL);
	same(doc_text(d, doc_find(d, NULL, "//p")),
	    "\xd0\xb0\xd0\xb1\xd0\xb2\xd0\xb3");
	close_doc();
	d = open_as(saved, sizeof(saved) - 1, "text/html", "koi8-r");
	assert_true(doc_text(d, doc_find(d, NULL, "//p")).n > 8);
	close_doc();
	d = open_as(wide, sizeof(wide) - 1, "text/html", NULL);
	same(doc_text(d, doc_find(d, NULL, "//p")), "\xc3\xa9");
	close_doc();
}

static void
test_json__of_scripts(void **state)
{
	struct doc *d = open_html("<script id=s type=application/json>"
	    "{\"a\":{\"b/c\":[1,\"t\\ud800\",12345678901234567890]}}</script>"
	    "<script>var x; ytInitialData = {\"k\":\"</b>\"};more()</script>"
	    "<script type='application/ld+json'>[{\"@graph\":[{\"n\":1},"
	    "{\"n\":2}]},{\"n\":3}]</script>"
	    "<script type='application/ld+json'>{broken</script>"
	    "<script type='Application/LD+json'><!-- {\"n\":\"a\nb\"} -->"
	    "</script>");
	json_t *j = doc_script(d, "//script[@id='s']");
	const char *at = NULL;

	(void)state;
	same(doc_json_text(d, json_at(j, "/a/b~1c/0")), "1");
	same(doc_json_text(d, json_at(j, "/a/b~1c/1")), "t\xef\xbf\xbd");
	same(doc_json_text(d, json_at(j, "/a/b~1c/2")),
	    "12345678901234567890");
	assert_null(json_at(j, "/a/b~1c/3"));
	assert_null(json_at(j, "/a/x/0"));
	j = doc_script_after_at(d, "ytInitialData = ", &at);
	same(doc_json_text(d, json_find_key(j, "k", 0)), "</b>");
	assert_string_equal(at, "/html/head/script[2]#");
	assert_ptr_equal(doc_script_after(d, "ytInitialData = "), j);
	assert_int_equal(json_integer_value(json_at(doc_ld(d, 1), "/n")), 2);
	assert_string_equal(doc_ld_at(d, 1),
	    "/html/head/script[3]#/0/@graph/1");
	assert_int_equal(json_integer_value(json_at(doc_ld(d, 2), "/n")), 3);
	same(doc_json_text(d, json_at(doc_ld(d, 3), "/n")), "a\nb");
	assert_null(doc_ld(d, 4));
	close_doc();
}

static void
test_json__body(void **state)
{
	static const char guarded[] = ")]}'\n[[1,[2]],3]trailing";
	struct doc *d = open_as(guarded, sizeof(guarded) - 1,
	    "application/json", NULL);

	(void)state;
	assert_non_null(d->json);
	assert_null(d->html);
	same(doc_json_text(d, json_at(d->json, "/0/1/0")), "2");
	close_doc();
	d = open_as("{\"a\":1534789466.0}", 18, NULL, NULL);
	same(doc_json_text(d, json_at(d->json, "/a")), "1534789466");
	close_doc();
}

static void
test_url__relative(void **state)
{
	struct doc *d = open_html("<p>");

	(void)state;
	same(doc_url(d, span_of(" ../c?d#e ")), "https://site.test/c?d#e");
	assert_null(doc_url(d, span_of("javascript:x")).p);
	assert_null(doc_url(d, span_of("")).p);
	close_doc();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_find__element_attribute_text),
		cmocka_unit_test(test_text__as_seen),
		cmocka_unit_test(test_text__every_character_is_kept),
		cmocka_unit_test(test_charset__transport_meta_and_guess),
		cmocka_unit_test(test_json__of_scripts),
		cmocka_unit_test(test_json__body),
		cmocka_unit_test(test_url__relative)
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
