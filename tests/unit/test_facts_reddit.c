#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "store/facts/reader.h"
#include "tests/lib/page_facts.h"

#define URL	"https://www.reddit.com/comments/1abcd2/"
#define LONG	"https://www.reddit.com/r/birds/comments/1abcd2/a_robin/"

static void
test_identity__all_forms(void **state)
{
	static const char *const same[] = { URL, LONG,
	    "https://old.reddit.com/r/birds/comments/1abcd2/",
	    "https://reddit.com/r/birds/comments/1ABCD2/a_robin/?utm=1",
	    "https://redd.it/1abcd2", "https://www.reddit.com/gallery/1abcd2",
	    "https://www.reddit.com/r/birds/comments/1abcd2/a_robin.json",
	    "https://www.reddit.com/r/birds/comments/1abcd2.json",
	    "https://www.reddit.com/user/ada/comments/1abcd2/x/" };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(same) / sizeof(same[0]); i++)
		page_named(same[i], IDENTITY_POST, "reddit", "t3_1abcd2", "",
		    URL);
	page_named(LONG "kz9xyz/", IDENTITY_POST, "reddit", "t1_kz9xyz", "",
	    "https://www.reddit.com/comments/1abcd2/_/kz9xyz/");
	page_named("https://www.reddit.com/u/Ada_L/", IDENTITY_AUTHOR,
	    "reddit", "", "Ada_L", "https://www.reddit.com/user/ada_l/");
	page_named("https://www.reddit.com/r/Birds/", IDENTITY_THREAD,
	    "reddit", "", "", "https://www.reddit.com/r/birds/");
	page_named("https://www.reddit.com/r/birds/s/AbCdEf", IDENTITY_NONE,
	    "reddit", "", "", "");
	page_named("https://www.reddit.com/login/?dest=x", IDENTITY_WALL,
	    "reddit", "", "", "https://www.reddit.com/login/?dest=x");
}

static void
test_page__shell_gives_no_author_and_no_date(void **state)
{
	json_t *j = page_facts_html(LONG, "<html><head><title>A robin : "
	    "r/birds</title><meta name='description' content='Just saw one…'>"
	    "<meta property='og:title' content='From the birds community on "
	    "Reddit: A robin'><meta property='og:description' "
	    "content='Explore this post and more'></head><body></body>"
	    "</html>");

	(void)state;
	page_fact_is(j, "/post/title", "A robin");
	page_fact_is(j, "/post/text", NULL);
	page_fact_is(j, "/post/published", NULL);
	assert_null(json_object_get(j, "author"));
	json_decref(j);
	/* Where the two titles differ, neither is taken. */
	j = page_facts_html(LONG, "<html><head><title>A robin : r/birds"
	    "</title><meta property='og:title' content='Another'></head>"
	    "</html>");
	page_fact_is(j, "/post/title", NULL);
	json_decref(j);
}

#define SHREDDIT							\
	"<shreddit-post id='t3_1abcd2' permalink='/r/birds/comments/1abcd2/" \
	"a_robin/' author='ada_l' author-id='t2_abc' post-title='A robin' " \
	"created-timestamp='2024-04-15T20:00:20.757000+0000' score='33' " \
	"comment-count='2' post-type='text'><div slot='text-body'><div " \
	"class='md' id='t3_1abcd2-post-rtjson-content'><p>One.</p><p>Two 🐦." \
	"</p></div></div></shreddit-post>"				\
	"<shreddit-comment author='bob' thingid='t1_k1' postid='t3_1abcd2' " \
	"score='4' depth='0'><div slot='commentMeta'><faceplate-timeago><tim" \
	"e " \
	"datetime='2024-04-15T21:00:00.000Z'>1h ago</time></faceplate-timeag" \
	"o>" \
	"</div><div slot='comment'><div class='md'><p>First.</p></div></div>" \
	"<shreddit-comment author='[deleted]' thingid='t1_k2' parentid=" \
	"'t1_k1' depth='1'><div slot='comment'><div class='md'><p>[removed]" \
	"</p></div></div></shreddit-comment></shreddit-comment>"

static void
test_page__since_2023(void **state)
{
	json_t *j = page_facts_html(LONG, "<html><body>" SHREDDIT
	    "</body></html>");

	(void)state;
	page_is(j, "post");
	page_fact_is(j, "/post/id", "t3_1abcd2");
	page_fact_is(j, "/post/title", "A robin");
	page_fact_is(j, "/post/text", "One.\n\nTwo 🐦.");
	page_fact_is(j, "/post/published", "2024-04-15T20:00:20.757000Z");
	page_fact_is(j, "/author/handle", "ada_l");
	page_fact_is(j, "/author/id", "t2_abc");
	page_fact_is(j, "/thread/announced", "2");
	assert_int_equal(json_array_size(json_at(j, "/thread/replies")), 2);
	page_fact_is(j, "/thread/replies/0/text", "First.");
	page_fact_is(j, "/thread/replies/0/author/handle", "bob");
	page_fact_is(j, "/thread/replies/0/published",
	    "2024-04-15T21:00:00.000Z");
	page_fact_is(j, "/thread/replies/1/text", NULL);
	assert_non_null(page_fact(j, "/thread/replies/1/deleted"));
	page_fact_is(j, "/thread/replies/1/in_reply_to", "t1_k1");
	assert_null(json_at(j, "/thread/replies/1/author"));
	json_decref(j);
}

static void
test_page__of_a_comment(void **state)
{
	json_t *j = page_facts_html(LONG "k1/", "<html><body>" SHREDDIT
	    "</body></html>");

	(void)state;
	page_fact_is(j, "/post/id", "t1_k1");
	page_fact_is(j, "/post/text", "First.");
	page_fact_is(j, "/author/handle", "bob");
	page_fact_is(j, "/thread/parents/0/id", "t3_1abcd2");
	json_decref(j);
}

static void
test_page__old(void **state)
{
	json_t *j = page_facts_html(
	    "https://old.reddit.com/r/birds/comments/1abcd2/a_robin/",
	    "<html><body><div class='thing id-t3_1abcd2 self link' "
	    "data-fullname='t3_1abcd2' data-author='ada_l' "
	    "data-author-fullname='t2_abc' data-timestamp='1713211220757' "
	    "data-permalink='/r/birds/comments/1abcd2/a_robin/' "
	    "data-score='33' data-comments-count='1' data-domain='self.birds'>"
	    "<div class='entry'><a class='title may-blank'>A robin</a>"
	    "<time datetime='2024-04-15T20:00:20+00:00'></time><time class="
	    "'edited-timestamp' datetime='2024-04-16T00:00:00+00:00'></time>"
	    "<div class='usertext-body'><div class='md'><p>Old words</p>"
	    "</div></div></div></div><div class='thing comment' "
	    "data-fullname='t1_k1' data-author='bob'><div class='entry'>"
	    "<time datetime='2024-04-15T21:00:00+00:00'></time>"
	    "<div class='usertext-body'><div class='md'><p>Reply</p></div>"
	    "</div></div><div class='child'><div class='thing comment' "
	    "data-fullname='t1_k2' data-author='eve'><div class='entry'>"
	    "<div class='usertext-body'><div class='md'><p>Deeper</p></div>"
	    "</div></div></div></div></div></body></html>");

	(void)state;
	page_fact_is(j, "/post/title", "A robin");
	page_fact_is(j, "/post/text", "Old words");
	page_fact_is(j, "/post/published", "2024-04-15T20:00:20.757Z");
	page_fact_is(j, "/post/edited", "2024-04-16T00:00:00Z");
	page_fact_is(j, "/author/id", "t2_abc");
	page_fact_is(j, "/thread/replies/0/text", "Reply");
	page_fact_is(j, "/thread/replies/0/published",
	    "2024-04-15T21:00:00Z");
	page_fact_is(j, "/thread/replies/1/text", "Deeper");
	page_fact_is(j, "/thread/replies/1/author/handle", "eve");
	json_decref(j);
}

#define T3(html, text)							\
	"{\"kind\":\"t3\",\"data\":{\"name\":\"t3_1abcd2\",\"author\":\"ada_" \
	"l\"," \
	"\"author_fullname\":\"t2_abc\",\"title\":\"A robin\",\"selftext\":" \
	text ",\"selftext_html\":" html ",\"created_utc\":1713211220.0," \
	"\"edited\":1713225600.0,\"score\":33,\"num_comments\":2,\"is_self\":" \
	"true,\"permalink\":\"/r/birds/comments/1abcd2/a_robin/\"}}"
#define T1								\
	"{\"kind\":\"t1\",\"data\":{\"name\":\"t1_k1\",\"author\":\"bob\"," \
	"\"body\":\"a &lt; b\",\"created_utc\":1713214800.0,\"edited\":false," \
	"\"parent_id\":\"t3_1abcd2\",\"link_id\":\"t3_1abcd2\",\"replies\":{" \
	"\"kind\":\"Listing\",\"data\":{\"children\":[{\"kind\":\"t1\"," \
	"\"data\":{\"name\":\"t1_k2\",\"author\":\"eve\",\"body\":\"ok\"," \
	"\"created_utc\":1713214900.0,\"parent_id\":\"t1_k1\"}},{\"kind\":" \
	"\"more\",\"data\":{\"name\":\"t1_k3\"}}]}}}}"
#define LISTS(post, comment)						\
	"[{\"kind\":\"Listing\",\"data\":{\"children\":[" post "]}}," \
	"{\"kind\":\"Listing\",\"data\":{\"children\":[" comment "]}}]"

static void
test_answer__comments_tree(void **state)
{
	json_t *j = page_facts_json(LONG ".json", LISTS(T3(
	    "\"&lt;div&gt;&lt;/div&gt;\"", "\"x &amp; y &lt;3\""), T1));

	(void)state;
	page_is(j, "post");
	page_fact_is(j, "/post/text", "x & y <3");
	page_fact_is(j, "/post/published", "2024-04-15T20:00:20Z");
	page_fact_is(j, "/post/edited", "2024-04-16T00:00:00Z");
	page_fact_is(j, "/post/counters/replies", "2");
	assert_int_equal(json_array_size(json_at(j, "/thread/replies")), 2);
	page_fact_is(j, "/thread/replies/0/text", "a < b");
	page_fact_is(j, "/thread/replies/0/edited", NULL);
	page_fact_is(j, "/thread/replies/1/in_reply_to", "t1_k1");
	json_decref(j);
	/* Asked for raw, "&lt;" is what was written. */
	j = page_facts_json(LONG ".json?raw_json=1", LISTS(T3(
	    "\"<div></div>\"", "\"write &lt; here\""), T1));
	page_fact_is(j, "/post/text", "write &lt; here");
	json_decref(j);
	/* Not known which: no text rather than a wrong one. */
	j = page_facts_json(LONG ".json", LISTS(T3("null",
	    "\"write &lt; here\""), ""));
	page_fact_is(j, "/post/text", NULL);
	page_fact_is(j, "/author/handle", "ada_l");
	json_decref(j);
}

static void
test_answer__removed(void **state)
{
	json_t *j = page_facts_json(LONG ".json", LISTS(
	    "{\"kind\":\"t3\",\"data\":{\"name\":\"t3_1abcd2\",\"author\":"
	    "\"[deleted]\",\"title\":\"A robin\",\"selftext\":\"[removed]\","
	    "\"removed_by_category\":\"moderator\",\"created_utc\":1713211220"
	    "}}", ""));

	(void)state;
	page_is(j, "gone");
	page_fact_is(j, "/post/text", NULL);
	assert_null(json_object_get(j, "author"));
	json_decref(j);
	j = page_facts_json(LONG ".json", "{\"reason\":\"private\","
	    "\"message\":\"Forbidden\",\"error\":403}");
	page_is(j, "login-wall");
	json_decref(j);
}

static void
test_answer__words_that_look_like_one(void **state)
{
	/* What somebody wrote is never read as an answer. */
	json_t *j = page_facts_json(LONG ".json", LISTS(
	    "{\"kind\":\"t3\",\"data\":{\"name\":\"t3_1abcd2\",\"author\":"
	    "\"ada_l\",\"selftext\":\"{\\\"kind\\\":\\\"t3\\\",\\\"data\\\":{"
	    "\\\"name\\\":\\\"t3_1abcd2\\\",\\\"author\\\":\\\"forged\\\"}}\","
	    "\"selftext_html\":\"<p></p>\"}}", ""));

	(void)state;
	page_fact_is(j, "/author/handle", "ada_l");
	assert_int_equal(json_array_size(json_object_get(j, "conflicts")), 0);
	json_decref(j);
}

static void
test_answer__account(void **state)
{
	json_t *j = page_facts_json("https://www.reddit.com/user/ada_l/"
	    "about.json?raw_json=1", "{\"kind\":\"t2\",\"data\":{\"id\":"
	    "\"abc\",\"name\":\"Ada_L\",\"created_utc\":1500000000.0,"
	    "\"subreddit\":{\"title\":\"Ada\",\"public_description\":"
	    "\"Birds & bees\"}}}");

	(void)state;
	page_fact_is(j, "/author/id", "t2_abc");
	page_fact_is(j, "/author/handle", "Ada_L");
	page_fact_is(j, "/author/bio", "Birds & bees");
	page_fact_is(j, "/author/created", "2017-07-14T02:40:00Z");
	json_decref(j);
}

static void
test_documents(void **state)
{
	struct page_source s = { LONG, "text/html", SHREDDIT };

	(void)state;
	assert_string_equal(page_document(&s, 1, "post"),
	    URL ".json?raw_json=1&limit=500");
	assert_string_equal(page_document(&s, 1, "author"),
	    "https://www.reddit.com/user/ada_l/about.json?raw_json=1");
}

static void
test_fixtures(void **state)
{
	json_t *j = page_facts_fixture(
	    "https://www.reddit.com/r/lotus/comments/1pzbv0z/",
	    "reddit_post_shell.html");
	json_t *one;
	size_t i;
	bool found = false;

	(void)state;
	if (j == NULL)
		skip();
	assert_null(json_object_get(j, "author"));
	page_fact_is(j, "/post/published", NULL);
	page_fact_is(j, "/post/text", NULL);
	json_decref(j);
	j = page_facts_fixture("https://oauth.reddit.com/",
	    "reddit_api_comment.json");
	page_fact_is(j, "/author/handle", "kemitche");
	page_fact_is(j, "/author/id", "t2_3jo4g");
	page_fact_is(j, "/post/published", "2018-08-20T17:21:30Z");
	json_array_foreach(json_at(j, "/thread/replies"), i, one)
		if (page_fact(one, "/text") != NULL && span_starts(span_of(
		    page_fact(one, "/text")), "Oh yeah, like I ever listen"))
			found = true;
	assert_true(found);
	json_array_foreach(json_at(j, "/thread/replies"), i, one)
		if (span_is(span_of(page_fact(one, "/id")), "t1_e4j4830")) {
			page_fact_is(one, "/author/handle", "Sporkicide");
			page_fact_is(one, "/author/id", "t2_51pf6");
			page_fact_is(one, "/published",
			    "2018-08-20T18:24:26Z");
		}
	json_decref(j);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_identity__all_forms),
		cmocka_unit_test(test_page__shell_gives_no_author_and_no_date),
		cmocka_unit_test(test_page__since_2023),
		cmocka_unit_test(test_page__of_a_comment),
		cmocka_unit_test(test_page__old),
		cmocka_unit_test(test_answer__comments_tree),
		cmocka_unit_test(test_answer__removed),
		cmocka_unit_test(test_answer__words_that_look_like_one),
		cmocka_unit_test(test_answer__account),
		cmocka_unit_test(test_documents),
		cmocka_unit_test(test_fixtures),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
