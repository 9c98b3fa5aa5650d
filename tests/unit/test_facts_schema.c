#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "store/base/buf.h"
#include "store/base/json.h"
#include "store/base/limits.h"
#include "tests/lib/page_facts.h"

#define URL	"https://news.test/2024/05/a-robin"
#define LD(text)							\
	"<html><head><title>x</title><script type='application/ld+json'>" \
	text "</script></head><body></body></html>"

static void
test_jsonld__article(void **state)
{
	json_t *j = page_facts_html(URL, LD("{\"@context\":\"https://schema."
	    "org\",\"@type\":[\"NewsArticle\",\"Article\"],\"url\":\"" URL
	    "\",\"headline\":\"A robin &amp; a wren\",\"datePublished\":"
	    "\"2024-05-02T08:10:00+02:00\",\"dateModified\":"
	    "\"2024-05-03T00:00:00Z\",\"inLanguage\":\"fr\",\"articleBody\":"
	    "\"One.\\nTwo.\",\"author\":{\"@type\":\"Person\",\"name\":"
	    "\"Ada Luz\",\"url\":\"/people/ada\"},\"publisher\":{\"@type\":"
	    "\"Organization\",\"name\":\"News\"},\"commentCount\":12}"));

	(void)state;
	page_is(j, "post");
	page_fact_is(j, "/post/title", "A robin & a wren");
	page_fact_is(j, "/post/published", "2024-05-02T06:10:00Z");
	page_fact_is(j, "/post/edited", "2024-05-03T00:00:00Z");
	page_fact_is(j, "/post/lang", "fr");
	page_fact_is(j, "/post/text", "One.\nTwo.");
	page_fact_is(j, "/author/name", "Ada Luz");
	page_fact_is(j, "/author/url", "https://news.test/people/ada");
	page_fact_is(j, "/thread/announced", "12");
	json_decref(j);
}

static void
test_jsonld__graph_with_references(void **state)
{
	json_t *j = page_facts_html(URL, LD("{\"@graph\":[{\"@type\":"
	    "\"WebSite\",\"@id\":\"https://news.test/#s\",\"name\":\"News "
	    "Test\"},{\"@type\":\"Article\",\"@id\":\"" URL "#article\","
	    "\"mainEntityOfPage\":{\"@id\":\"" URL "\"},\"author\":{\"@id\":"
	    "\"https://news.test/#p1\"},\"datePublished\":\"2024-05-02\"},"
	    "{\"@type\":\"Person\",\"@id\":\"https://news.test/#p1\","
	    "\"name\":\"Ada Luz\",\"url\":\"https://news.test/people/ada\","
	    "\"sameAs\":[\"https://social.test/@ada\"]}]}"));

	(void)state;
	page_fact_is(j, "/post/published", "2024-05-02");
	page_fact_is(j, "/author/name", "Ada Luz");
	page_fact_is(j, "/author/links/0", "https://social.test/@ada");
	json_decref(j);
}

/* Of several postings, the one that names the page; none where none does. */
static void
test_jsonld__the_one_that_names_the_page(void **state)
{
	json_t *j = page_facts_html(URL, LD("[{\"@type\":\"NewsArticle\","
	    "\"url\":\"https://news.test/2024/05/another\",\"author\":\"Bo "
	    "Arendt\",\"datePublished\":\"2024-01-01\"},{\"@type\":"
	    "\"NewsArticle\",\"url\":\"http://www.news.test/2024/05/a-robin/"
	    "\",\"author\":\"Ada Luz\",\"datePublished\":\"2024-05-02\"}]"));

	(void)state;
	page_fact_is(j, "/author/name", "Ada Luz");
	page_fact_is(j, "/post/published", "2024-05-02");
	json_decref(j);
	j = page_facts_html(URL, LD("{\"@type\":\"NewsArticle\",\"url\":"
	    "\"https://news.test/2024/05/another\",\"author\":\"Bo Arendt\"}"));
	assert_null(json_object_get(j, "post"));
	assert_null(json_object_get(j, "author"));
	json_decref(j);
	/* A post at another address, which the page calls itself. */
	j = page_facts_html(URL, "<meta property='og:type' content='article'>"
	    "<meta property='og:title' content='A wren'>" LD("{\"@type\":"
	    "\"NewsArticle\",\"url\":\"https://news.test/p/7\","
	    "\"headline\":\"A wren\",\"author\":\"Bo Arendt\"}"));
	page_is(j, "post");
	page_fact_is(j, "/author/name", "Bo Arendt");
	json_decref(j);
}

/* Examples out of manuals name pages that nobody meant. */
static void
test_jsonld__a_copied_main_entity(void **state)
{
	json_t *j = page_facts_html(URL, LD("{\"@type\":\"BlogPosting\","
	    "\"mainEntityOfPage\":{\"@type\":\"WebPage\",\"@id\":"
	    "\"https://google.com/article\"},\"author\":{\"@type\":"
	    "\"Person\",\"name\":\"Ada Luz\"}}"));

	(void)state;
	page_fact_is(j, "/author/name", "Ada Luz");
	json_decref(j);
}

static void
test_jsonld__nobody_is_no_author(void **state)
{
	static const char * const names[] = { "admin", "News Test",
		"news.test", "www.news.test", "Redaktion", "https://x.test/a",
		"{{author}}", "Team News Test", "La r\xc3\xa9" "daction",
		"  ", "editor@news.test" };
	char page[1024];
	json_t *j;

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		(void)snprintf(page, sizeof(page), "<html><head><meta "
		    "property='og:site_name' content='News Test'><script "
		    "type='application/ld+json'>{\"@type\":\"Article\","
		    "\"datePublished\":\"2024-05-02\",\"author\":{\"name\":"
		    "\"%s\"}}</script></head></html>", names[i]);
		j = page_facts_html(URL, page);
		page_fact_is(j, "/post/published", "2024-05-02");
		page_fact_is(j, "/author/name", NULL);
		json_decref(j);
	}
}

static void
test_jsonld__two_authors_are_one_byline(void **state)
{
	json_t *j = page_facts_html(URL, LD("{\"@type\":\"Article\","
	    "\"author\":[{\"name\":\"Ada Luz\",\"url\":\"/a\"},{\"name\":"
	    "\"Bo Arendt\",\"url\":\"/b\"},{\"name\":\"Ada Luz\"}]}"));

	(void)state;
	page_fact_is(j, "/author/name", "Ada Luz, Bo Arendt");
	page_fact_is(j, "/author/url", NULL);
	json_decref(j);
}

static void
test_jsonld__comments_are_replies(void **state)
{
	json_t *j = page_facts_html(URL, LD("{\"@type\":"
	    "\"SocialMediaPosting\",\"text\":\"Hello\",\"dateCreated\":"
	    "\"2024-05-02T00:00:00Z\",\"author\":\"Ada Luz\","
	    "\"interactionStatistic\":[{\"@type\":\"InteractionCounter\","
	    "\"interactionType\":\"https://schema.org/LikeAction\","
	    "\"userInteractionCount\":7},{\"interactionType\":{\"@type\":"
	    "\"CommentAction\"},\"userInteractionCount\":2}],\"comment\":["
	    "{\"@type\":\"Comment\",\"text\":\"First\",\"author\":{\"name\":"
	    "\"Bo Arendt\"},\"dateCreated\":\"2024-05-03T00:00:00Z\","
	    "\"comment\":{\"@type\":\"Comment\",\"text\":\"Nested\","
	    "\"author\":{\"name\":\"Cy Dahl\"}}}]}"));

	(void)state;
	page_fact_is(j, "/post/text", "Hello");
	page_fact_is(j, "/post/published", "2024-05-02T00:00:00Z");
	page_fact_is(j, "/post/counters/likes", "7");
	page_fact_is(j, "/thread/announced", "2");
	page_fact_is(j, "/thread/replies/0/text", "First");
	page_fact_is(j, "/thread/replies/0/author/name", "Bo Arendt");
	page_fact_is(j, "/thread/replies/0/published",
	    "2024-05-03T00:00:00Z");
	page_fact_is(j, "/thread/replies/1/text", "Nested");
	page_fact_is(j, "/author/name", "Ada Luz");
	json_decref(j);
}

/* The time of a topic's last answer is not that of an edit. */
static void
test_jsonld__a_topic_is_not_edited(void **state)
{
	json_t *j = page_facts_html(URL, LD("{\"@type\":"
	    "\"DiscussionForumPosting\",\"author\":\"Ada Luz\","
	    "\"datePublished\":\"2024-05-02\",\"dateModified\":"
	    "\"2024-06-02\"}"));

	(void)state;
	page_fact_is(j, "/post/published", "2024-05-02");
	page_fact_is(j, "/post/edited", NULL);
	json_decref(j);
}

static void
stands_at(json_t *j, const char *fact, const char *end)
{
	const json_t *from = json_object_get(json_object_get(
	    json_object_get(j, "author"), fact), "from");
	const char *at = json_text(json_array_get(from, 0), "at");

	assert_non_null(at);
	if (!span_ends(span_of(at), end))
		fail_msg("%s is at %s, want %s", fact, at, end);
}

static void
test_jsonld__profile(void **state)
{
	json_t *j = page_facts_html("https://news.test/people/ada", LD(
	    "{\"@type\":\"ProfilePage\",\"dateCreated\":"
	    "\"2019-03-04T05:06:07Z\",\"mainEntity\":{\"@type\":\"Person\","
	    "\"name\":\"Ada Luz\",\"alternateName\":\"@ada\",\"identifier\":"
	    "\"4711\",\"description\":\"Birds.\",\"interactionStatistic\":"
	    "{\"interactionType\":\"https://schema.org/FollowAction\","
	    "\"userInteractionCount\":120}}}"));

	(void)state;
	page_is(j, "profile");
	page_fact_is(j, "/author/id", "4711");
	page_fact_is(j, "/author/handle", "ada");
	page_fact_is(j, "/author/name", "Ada Luz");
	page_fact_is(j, "/author/bio", "Birds.");
	page_fact_is(j, "/author/created", "2019-03-04T05:06:07Z");
	page_fact_is(j, "/author/counters/followers", "120");
	/* Each says where it stands itself. */
	stands_at(j, "id", "/mainEntity/identifier");
	stands_at(j, "name", "/mainEntity/name");
	stands_at(j, "bio", "/mainEntity/description");
	stands_at(j, "created", "/dateCreated");
	json_decref(j);
}

/* --- Bad input --- */

static void
test_jsonld__broken_says_nothing(void **state)
{
	static const char * const texts[] = { "{\"@type\":\"Article\",",
		"{\"@type\":\"Article\",\"author\":Ada Luz}", "[[[", "\"",
		"{\"@type\":{\"@type\":{}},\"author\":[[[1]]]}",
		"{\"@type\":\"Article\",\"author\":{\"name\":{\"name\":1}},"
		    "\"datePublished\":{\"a\":1},\"image\":[null,[],{}],"
		    "\"comment\":[1,null,[],{\"@type\":5}]}",
		"{\"@graph\":{\"@graph\":[{\"@graph\":[]}]}}" };
	char page[1024];
	json_t *j;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		(void)snprintf(page, sizeof(page), LD("%s"), texts[i]);
		j = page_facts_html(URL, page);
		page_fact_is(j, "/author/name", NULL);
		page_fact_is(j, "/post/published", NULL);
		json_decref(j);
	}
}

static void
repeat(struct buf *b, const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		buf_puts(b, s);
}

static void
test_jsonld__nested_a_thousand_deep(void **state)
{
	struct buf b = BUF_INIT(MIB);
	json_t *j;

	(void)state;
	buf_puts(&b, "<script type='application/ld+json'>");
	repeat(&b, "{\"@type\":\"Article\",\"author\":\"Bo Arendt\","
	    "\"comment\":", 1000);
	buf_puts(&b, "1");
	repeat(&b, "}", 1000);
	buf_puts(&b, "</script><script type='application/ld+json'>{\"@type\":"
	    "\"Article\",\"url\":\"" URL "\",\"author\":\"Ada Luz\"}"
	    "</script>");
	j = page_facts_html(URL, buf_str(&b));
	page_fact_is(j, "/author/name", "Ada Luz");
	json_decref(j);
	buf_free(&b);
}

/* Many comments, each the answer to the one before. */
static void
test_jsonld__more_answers_than_are_read(void **state)
{
	struct buf b = BUF_INIT(8 * MIB);
	json_t *j;

	(void)state;
	buf_puts(&b, "<script type='application/ld+json'>{\"@type\":"
	    "\"SocialMediaPosting\",\"author\":\"Ada Luz\",\"comment\":[");
	repeat(&b, "{\"@type\":\"Comment\",\"text\":\"again\"},", 20000);
	buf_puts(&b, "{\"@type\":\"Comment\",\"text\":\"last\"}]}</script>");
	j = page_facts_html(URL, buf_str(&b));
	page_fact_is(j, "/author/name", "Ada Luz");
	json_decref(j);
	buf_free(&b);
}

/* --- Microdata --- */

static void
test_microdata__article_with_comments(void **state)
{
	json_t *j = page_facts_html(URL, "<html><body itemscope itemtype="
	    "'https://schema.org/Blog'><article itemprop='blogPost' itemscope "
	    "itemtype='https://schema.org/BlogPosting'><h1 itemprop='headline'>"
	    "A robin</h1><span itemprop='author' itemscope itemtype="
	    "'https://schema.org/Person'><a itemprop='url' href='/people/ada'>"
	    "<b itemprop='name'>Ada Luz</b></a></span><time itemprop="
	    "'datePublished' datetime='2024-05-02T08:10:00+02:00'>2 May</time>"
	    "<div itemprop='articleBody'><p>One <i>robin</i>.</p><p>Two.</p>"
	    "<aside>Read also: wrens</aside></div><div itemprop='comment' "
	    "itemscope itemtype='https://schema.org/Comment'><b itemprop="
	    "'author'>Bo Arendt</b><p itemprop='text'>Nice.</p></div>"
	    "</article></body></html>");

	(void)state;
	page_fact_is(j, "/post/title", "A robin");
	page_fact_is(j, "/post/published", "2024-05-02T06:10:00Z");
	page_fact_is(j, "/post/text", "One robin.\n\nTwo.");
	page_fact_is(j, "/author/name", "Ada Luz");
	page_fact_is(j, "/author/url", "https://news.test/people/ada");
	page_fact_is(j, "/thread/replies/0/text", "Nice.");
	page_fact_is(j, "/thread/replies/0/author/name", "Bo Arendt");
	json_decref(j);
}

static void
test_microdata__scopes_without_end(void **state)
{
	struct buf b = BUF_INIT(MIB);
	json_t *j;

	(void)state;
	repeat(&b, "<div itemscope itemprop='comment author name' itemtype="
	    "'https://schema.org/Article'>", 900);
	j = page_facts_html(URL, buf_str(&b));
	page_fact_is(j, "/author/name", NULL);
	json_decref(j);
	buf_free(&b);
}

/* What two vocabularies say differently is shown, both of them. */
static void
test_microdata__disagrees_with_jsonld(void **state)
{
	json_t *j = page_facts_html(URL, "<html><head><script type="
	    "'application/ld+json'>{\"@type\":\"Article\",\"author\":"
	    "\"Bo Arendt\"}</script></head><body><article itemscope itemtype="
	    "'https://schema.org/Article'><b itemprop='author'>Ada Luz</b>"
	    "</article></body></html>"), *c;

	(void)state;
	c = json_array_get(json_object_get(j, "conflicts"), 0);
	assert_string_equal(json_string_value(json_object_get(c, "fact")),
	    "author.name");
	assert_int_equal(json_array_size(json_object_get(c, "values")), 2);
	json_decref(j);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_jsonld__article),
		cmocka_unit_test(test_jsonld__graph_with_references),
		cmocka_unit_test(test_jsonld__the_one_that_names_the_page),
		cmocka_unit_test(test_jsonld__a_copied_main_entity),
		cmocka_unit_test(test_jsonld__nobody_is_no_author),
		cmocka_unit_test(test_jsonld__two_authors_are_one_byline),
		cmocka_unit_test(test_jsonld__comments_are_replies),
		cmocka_unit_test(test_jsonld__a_topic_is_not_edited),
		cmocka_unit_test(test_jsonld__profile),
		cmocka_unit_test(test_jsonld__broken_says_nothing),
		cmocka_unit_test(test_jsonld__nested_a_thousand_deep),
		cmocka_unit_test(test_jsonld__more_answers_than_are_read),
		cmocka_unit_test(test_microdata__article_with_comments),
		cmocka_unit_test(test_microdata__scopes_without_end),
		cmocka_unit_test(test_microdata__disagrees_with_jsonld),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
