#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "store/facts/reader.h"
#include "tests/lib/page_facts.h"

/* CAAAAAAAAAB in base 64 is 2 * 64^10 + 1. */
#define CODE	"CAAAAAAAAAB"
#define ID	"2305843009213693953"
#define URL	"https://www.instagram.com/p/" CODE "/"

static void
test_identity__all_forms(void **state)
{
	static const char *const same[] = { URL,
	    "http://instagram.com/p/" CODE, "https://m.instagram.com/p/" CODE,
	    "https://www.instagram.com/reel/" CODE "/?igsh=abc",
	    "https://www.instagram.com/tv/" CODE "/",
	    "https://www.instagram.com/reels/" CODE "/",
	    "https://www.instagram.com/p/" CODE "/embed/captioned/",
	    "https://instagr.am/p/" CODE "/" };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(same) / sizeof(same[0]); i++)
		page_named(same[i], IDENTITY_POST, "instagram", ID, "", URL);
	page_named("https://www.instagram.com/Some.One/p/" CODE "/",
	    IDENTITY_POST, "instagram", ID, "Some.One", URL);
	/* Of a private account: 28 more letters, which are no number. */
	page_named("https://www.instagram.com/p/" CODE
	    "abcdefghijklmnopqrstuvwxyz01/", IDENTITY_POST, "instagram", ID,
	    "", "https://www.instagram.com/p/" CODE
	    "abcdefghijklmnopqrstuvwxyz01/");
	page_named("https://www.instagram.com/Some.One/", IDENTITY_AUTHOR,
	    "instagram", "", "some.one",
	    "https://www.instagram.com/some.one/");
	page_named("https://www.instagram.com/accounts/login/?next=%2Fp%2F",
	    IDENTITY_WALL, "instagram", "", "",
	    "https://www.instagram.com/accounts/login/?next=%2Fp%2F");
	page_named("https://www.instagram.com/explore/", IDENTITY_NONE,
	    "instagram", "", "", "");
	page_named("https://www.instagram.com/p/!!/", IDENTITY_NONE,
	    "instagram", "", "", "");
}

#define HEAD(text)							\
	"<html><head>"							\
	"<meta property='al:ios:url' content='instagram://media?id=" ID "'>" \
	"<meta property='instapp:owner_user_id' content='4711'>"	\
	"<meta name='twitter:title' content='Ada \"A\" L. (@ada.l) • "	\
	"Instagram photo'>"						\
	"<meta name='description' content='1,234 likes, 5 comments - ada.l " \
	"on May 29, 2021: \"" text "\". '>"				\
	"<meta property='og:title' content='Ada \"A\" L. on Instagram: " \
	"\"" text "\"'>"						\
	"<meta property='og:image' content='https://cdn.test/1.jpg'>"	\
	"<title>Ada | ...</title></head><body></body></html>"

static void
test_page__head_of_2024(void **state)
{
	json_t *j = page_facts_html(URL,
	    HEAD("Line one: \"quoted\"\n\nand 🚀 two"));

	(void)state;
	page_is(j, "post");
	page_fact_is(j, "/post/id", ID);
	page_fact_is(j, "/post/url", URL);
	page_fact_is(j, "/post/text", "Line one: \"quoted\"\n\nand 🚀 two");
	page_fact_is(j, "/post/published", "2021-05-29");
	page_fact_is(j, "/post/counters/likes", "1234");
	page_fact_is(j, "/post/counters/replies", "5");
	page_fact_is(j, "/thread/announced", "5");
	page_fact_is(j, "/author/id", "4711");
	page_fact_is(j, "/author/handle", "ada.l");
	page_fact_is(j, "/author/name", "Ada \"A\" L.");
	json_decref(j);
	/* A page of another post than the URL says is nobody's. */
	j = page_facts_html("https://www.instagram.com/p/CBBBBBBBBBB/",
	    HEAD("x"));
	page_fact_is(j, "/post/text", NULL);
	json_decref(j);
}

static void
test_page__french_description(void **state)
{
	json_t *j = page_facts_html(URL, "<html><head>"
	    "<meta property='al:ios:url' content='instagram://media?id=" ID
	    "'><meta name='twitter:title' content='Ada (@ada) • Photo'>"
	    "<meta name='description' content='298K mentions J’aime, 553 "
	    "commentaires - ada le May 29, 2021 : \"Bonjour\". '>"
	    "<meta property='og:title' content='Ada sur Instagram : "
	    "\"Bonjour\"'></head></html>");

	(void)state;
	page_fact_is(j, "/post/text", "Bonjour");
	page_fact_is(j, "/post/counters/likes", NULL);
	page_fact_is(j, "/author/handle", "ada");
	json_decref(j);
}

#define MEDIUM								\
	"{\"pk\":\"" ID "\",\"id\":\"" ID "_4711\",\"code\":\"" CODE "\"," \
	"\"taken_at\":1622318373,\"caption\":{\"pk\":\"18\",\"text\":"	\
	"\"Exact words\",\"created_at\":1622318374,\"user\":{\"pk\":"	\
	"\"4711\",\"username\":\"ada.l\"}},\"like_count\":7,"		\
	"\"comment_count\":2,\"user\":{\"pk\":\"4711\",\"username\":"	\
	"\"ada.l\",\"full_name\":\"Ada\",\"is_verified\":true},"	\
	"\"image_versions2\":{\"candidates\":[{\"width\":100,\"url\":"	\
	"\"https://cdn.test/s.jpg\"},{\"width\":900,\"url\":"		\
	"\"https://cdn.test/l.jpg\"}]}}"
#define COMMENT								\
	"{\"node\":{\"pk\":\"18001\",\"text\":\"Nice 👍\",\"created_at\":" \
	"1622400000,\"comment_like_count\":3,\"user\":{\"pk\":\"99\","	\
	"\"username\":\"bob\"}}}"

static void
test_page__json_block(void **state)
{
	json_t *j = page_facts_html(URL, "<html><body><script "
	    "type='application/json' data-sjs>{\"require\":[[\"x\",[{"
	    "\"__bbox\":{\"result\":{\"data\":{\"web_info\":{\"items\":["
	    MEDIUM "]},\"more\":{\"comments_connection\":{\"edges\":[" COMMENT
	    "]}}}}}}]]],\"brsid\":\"7454165736292036631\"}</script></body>"
	    "</html>");

	(void)state;
	page_is(j, "post");
	page_fact_is(j, "/post/text", "Exact words");
	page_fact_is(j, "/post/published", "2021-05-29T19:59:33Z");
	page_fact_is(j, "/post/counters/likes", "7");
	page_fact_is(j, "/post/media/0", "https://cdn.test/l.jpg");
	page_fact_is(j, "/author/id", "4711");
	page_fact_is(j, "/author/handle", "ada.l");
	page_fact_is(j, "/author/verified", "true");
	/* The caption, too, has words, a moment and a person. */
	assert_int_equal(json_array_size(json_at(j, "/thread/replies")), 1);
	page_fact_is(j, "/thread/replies/0/id", "18001");
	page_fact_is(j, "/thread/replies/0/text", "Nice 👍");
	page_fact_is(j, "/thread/replies/0/author/handle", "bob");
	page_fact_is(j, "/thread/replies/0/published",
	    "2021-05-30T18:40:00Z");
	assert_string_equal(json_string_value(json_at(j, "/clocks/0/kind")),
	    "meta-brsid");
	json_decref(j);
}

static void
test_page__code_of_another_number(void **state)
{
	json_t *j = page_facts_html(URL, "<script type='application/json'>"
	    "{\"pk\":\"5\",\"code\":\"" CODE "\",\"taken_at\":1,"
	    "\"caption\":{\"text\":\"no\"}}</script>");

	(void)state;
	page_fact_is(j, "/post/text", NULL);
	page_fact_is(j, "/post/published", NULL);
	json_decref(j);
}

static void
test_page__shared_data(void **state)
{
	json_t *j = page_facts_html(URL, "<html><body><script>"
	    "window._sharedData = {\"entry_data\":{\"PostPage\":[{\"graphql\":"
	    "{\"shortcode_media\":{\"id\":\"" ID "\",\"shortcode\":\"" CODE
	    "\",\"taken_at_timestamp\":1622318373,\"display_url\":"
	    "\"https://cdn.test/d.jpg\",\"edge_media_to_caption\":{\"edges\":"
	    "[{\"node\":{\"text\":\"Old words\"}}]},\"owner\":{\"id\":"
	    "\"4711\",\"username\":\"ada\"},\"edge_media_preview_like\":"
	    "{\"count\":9},\"edge_media_to_parent_comment\":{\"count\":1,"
	    "\"edges\":[{\"node\":{\"id\":\"179\",\"text\":\"Hi\","
	    "\"created_at\":1622318400,\"owner\":{\"id\":\"5\",\"username\":"
	    "\"bob\"}}}]}}}}]}};</script></body></html>");

	(void)state;
	page_fact_is(j, "/post/text", "Old words");
	page_fact_is(j, "/post/published", "2021-05-29T19:59:33Z");
	page_fact_is(j, "/post/counters/likes", "9");
	page_fact_is(j, "/thread/replies/0/text", "Hi");
	json_decref(j);
}

static void
test_profile__counters_and_bio(void **state)
{
	json_t *j = page_facts_html("https://www.instagram.com/ada.l/",
	    "<html><head><meta property='og:title' content='Ada L. (@ada.l) "
	    "• Instagram photos and videos'><meta name='description' "
	    "content='2,362 Followers, 136 Following, 224 Posts - Ada L. "
	    "(@ada.l) on Instagram: \"I write: \"code\".\"'></head><body>"
	    "<script type='application/json'>{\"params\":{\"page_id\":"
	    "\"profilePage_4711\",\"profile_id\":\"4711\"}}</script></body>"
	    "</html>");

	(void)state;
	page_is(j, "profile");
	page_fact_is(j, "/author/id", "4711");
	page_fact_is(j, "/author/name", "Ada L.");
	page_fact_is(j, "/author/bio", "I write: \"code\".");
	page_fact_is(j, "/author/counters/followers", "2362");
	page_fact_is(j, "/author/counters/posts", "224");
	json_decref(j);
}

static void
test_answer__comments_of_a_page(void **state)
{
	struct page_source s[] = {
		{ URL, "text/html", HEAD("x") },
		{ "https://www.instagram.com/api/v1/media/" ID "/comments/",
		    "application/json", "{\"comments\":[{\"pk\":\"1\","
		    "\"text\":\"One\",\"created_at\":1622400000,\"user\":{"
		    "\"pk\":\"6\",\"username\":\"eve\"}}]}" },
		{ "https://www.instagram.com/api/v1/media/77777/comments/",
		    "application/json", "{\"comments\":[{\"pk\":\"2\","
		    "\"text\":\"Other\",\"created_at\":1622400000,\"user\":{"
		    "\"pk\":\"6\",\"username\":\"eve\"}}]}" },
	};
	json_t *j = page_facts(s, 3);

	(void)state;
	/* Those of another post stay with it. */
	assert_int_equal(json_array_size(json_at(j, "/thread/replies")), 1);
	page_fact_is(j, "/thread/replies/0/text", "One");
	json_decref(j);
}

static void
test_embed__caption(void **state)
{
	json_t *j = page_facts_html(URL "embed/captioned/", "<html><body>"
	    "<div class='Embed'><div class='Caption'><a class="
	    "'CaptionUsername' href='https://www.instagram.com/ada/'>ada</a>"
	    "<br><br>First<br>second<div class='CaptionComments'>View all 3 "
	    "comments</div></div></div></body></html>");

	(void)state;
	page_fact_is(j, "/post/text", "First\nsecond");
	page_fact_is(j, "/author/handle", "ada");
	json_decref(j);
}

static void
test_walls(void **state)
{
	json_t *j = page_facts_html(URL, "<html><head><title>Instagram</title>"
	    "</head><body><form id='loginForm'><input name='username'>"
	    "<input type='password'></form></body></html>");

	(void)state;
	page_is(j, "login-wall");
	json_decref(j);
	j = page_facts_html(URL, "<html><head><title>Page Not Found • "
	    "Instagram</title></head></html>");
	page_is(j, "gone");
	json_decref(j);
	/* A log-in form over a post leaves the post. */
	j = page_facts_html(URL, "<html><body><form id='loginForm'><input "
	    "type='password'></form><script type='application/json'>"
	    MEDIUM "</script></body></html>");
	page_is(j, "post");
	json_decref(j);
}

static void
test_documents(void **state)
{
	struct page_source s = { URL, "text/html", "<html></html>" };

	(void)state;
	assert_string_equal(page_document(&s, 1, "post"),
	    URL "embed/captioned/");
}

static void
test_fixtures(void **state)
{
	json_t *j = page_facts_fixture(
	    "https://www.instagram.com/p/CPeC-Eenc8l/",
	    "instagram_post_with_photo.html");

	(void)state;
	if (j == NULL)
		skip();
	page_is(j, "post");
	page_fact_is(j, "/author/handle", "willyrex");
	page_fact_is(j, "/post/id", "2584516297666449189");
	page_fact_is(j, "/post/published", "2021-05-29");
	page_fact_starts(j, "/post/text", "Una de mis nuevas sudaderas top!!");
	json_decref(j);
	j = page_facts_fixture("https://www.instagram.com/pluto__travel/",
	    "instagram_profile.html");
	page_is(j, "profile");
	page_fact_is(j, "/author/id", "3640900328");
	page_fact_is(j, "/author/handle", "pluto__travel");
	page_fact_starts(j, "/author/bio", "Home of travel — Plan a trip");
	json_decref(j);
	j = page_facts_fixture("https://www.instagram.com/p/CARbvuYDm3Q/",
	    "instagram_oembed_natgeo.json");
	page_fact_is(j, "/author/handle", "natgeo");
	page_fact_is(j, "/post/id", "2310750110684704208");
	page_fact_is(j, "/post/text", NULL);
	json_decref(j);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_identity__all_forms),
		cmocka_unit_test(test_page__head_of_2024),
		cmocka_unit_test(test_page__french_description),
		cmocka_unit_test(test_page__json_block),
		cmocka_unit_test(test_page__code_of_another_number),
		cmocka_unit_test(test_page__shared_data),
		cmocka_unit_test(test_profile__counters_and_bio),
		cmocka_unit_test(test_answer__comments_of_a_page),
		cmocka_unit_test(test_embed__caption),
		cmocka_unit_test(test_walls),
		cmocka_unit_test(test_documents),
		cmocka_unit_test(test_fixtures),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
