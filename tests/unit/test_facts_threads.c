#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "store/facts/reader.h"
#include "tests/lib/page_facts.h"

#define CODE	"C6bNEMTgAAF"		/* 2024-05-01T12:00:00Z */
#define PARENT	"C6bGMvTgAAF"
#define REPLY	"C6bQf6zgAAF"
#define URL	"https://www.threads.com/@ada.l/post/" CODE

static void
test_identity__all_forms(void **state)
{

	(void)state;
	page_named(URL, IDENTITY_POST, "threads", CODE, "ada.l", URL);
	page_named("https://threads.net/@ada.l/post/" CODE "/?xmt=AQ",
	    IDENTITY_POST, "threads", CODE, "ada.l", URL);
	page_named("https://www.threads.net/t/" CODE "/", IDENTITY_POST,
	    "threads", CODE, "", "https://www.threads.com/t/" CODE);
	page_named("https://www.threads.net/@ada.l/replies", IDENTITY_AUTHOR,
	    "threads", "", "ada.l", "https://www.threads.com/@ada.l");
	page_named("https://www.threads.com/login", IDENTITY_WALL, "threads",
	    "", "", "");
}

#define POST(code, pk, user, text, at, more)				\
	"{\"post\":{\"pk\":\"" pk "1\",\"code\":\"" code "\",\"user\":{" \
	"\"pk\":\"" pk "\",\"username\":\"" user "\",\"full_name\":\"The " \
	user "\",\"is_verified\":true},\"caption\":{\"text\":\"" text	\
	"\"},\"taken_at\":" at ",\"like_count\":5" more "}}"
#define ROW(posts) "{\"node\":{\"thread_items\":[" posts "]}}"
#define PAGE(rows)							\
	"<html><body><script type='application/json' data-sjs>{\"require\":[[" \
	"\"ScheduledServerJS\",{\"result\":{\"data\":{\"edges\":[" rows	\
	"]}}}]]}</script></body></html>"
#define ANSWER ",\"text_post_app_info\":{\"is_reply\":true}"

static const char page[] = PAGE(
	ROW(POST(PARENT, "8", "bob", "What?", "1714561200", "") ","
	    POST(CODE, "42", "ada.l", "One\\ntwo", "1714564800",
	    ",\"caption_is_edited\":true,\"carousel_media\":[{"
	    "\"image_versions2\":{\"candidates\":[{\"url\":"
	    "\"https://c.test/s.jpg\",\"width\":100},{\"url\":"
	    "\"https://c.test/l.jpg\",\"width\":900}]}},{\"video_versions\":[{"
	    "\"url\":\"https://c.test/v.mp4\"}]}],\"text_post_app_info\":{"
	    "\"direct_reply_count\":1,\"repost_count\":2,\"share_info\":{"
	    "\"quoted_post\":{\"code\":\"C6aaaaaaaaa\",\"user\":{\"username\":"
	    "\"dora\"},\"caption\":{\"text\":\"quoted words\"}}},"
	    "\"text_fragments\":{\"fragments\":[{\"mention_fragment\":{"
	    "\"mentioned_user\":{\"username\":\"eve\"}}},{\"link_fragment\":{"
	    "\"uri\":\"https://site.test/\"}}]}}"))
	"," ROW(POST(REPLY, "9", "carol", "Me too", "1714566600", ANSWER))
	"," ROW(POST("C6bbbbbbbbb", "10", "frank", "Ad", "1714566600", "")));

static void
test_page__post(void **state)
{
	json_t *j = page_facts_html(URL, page);

	(void)state;
	page_is(j, "post");
	page_fact_is(j, "/post/id", CODE);
	page_fact_is(j, "/post/text", "One\ntwo");
	page_fact_is(j, "/post/published", "2024-05-01T12:00:00Z");
	page_fact_is(j, "/post/edited", "true");
	page_fact_is(j, "/post/media/0", "https://c.test/l.jpg");
	page_fact_is(j, "/post/media/1", "https://c.test/v.mp4");
	page_fact_is(j, "/post/counters/likes", "5");
	page_fact_is(j, "/post/counters/replies", "1");
	page_fact_is(j, "/post/counters/reposts", "2");
	page_fact_is(j, "/post/mentions/0", "eve");
	page_fact_is(j, "/post/links/0", "https://site.test/");
	page_fact_is(j, "/post/in_reply_to", PARENT);
	page_fact_is(j, "/author/id", "42");
	page_fact_is(j, "/author/handle", "ada.l");
	page_fact_is(j, "/author/verified", "true");
	json_decref(j);
}

static void
test_page__thread(void **state)
{
	json_t *j = page_facts_html(URL, page);

	(void)state;
	page_fact_is(j, "/thread/parents/0/author/handle", "bob");
	page_fact_is(j, "/thread/replies/0/text", "Me too");
	page_fact_is(j, "/thread/replies/0/author/id", "9");
	page_fact_is(j, "/thread/replies/1/id", NULL);
	page_fact_is(j, "/thread/quoted/0/text", "quoted words");
	page_fact_is(j, "/thread/listed/0/author/handle", "frank");
	json_decref(j);
}

static void
test_page__profile(void **state)
{
	json_t *j = page_facts_html("https://www.threads.com/@ada.l",
	    "<html><body><script type='application/json'>{\"user\":{\"pk\":"
	    "\"42\",\"username\":\"ada.l\",\"full_name\":\"Ada\",\"biography\":"
	    "\"I count\",\"follower_count\":7,\"bio_links\":[{\"url\":"
	    "\"https://ada.test/\"}]}}</script></body></html>");

	(void)state;
	page_is(j, "profile");
	page_fact_is(j, "/author/id", "42");
	page_fact_is(j, "/author/bio", "I count");
	page_fact_is(j, "/author/counters/followers", "7");
	page_fact_is(j, "/author/links/0", "https://ada.test/");
	json_decref(j);
}

#define HEAD(url, canonical, text)					\
	page_facts_html(url, "<html><head><link rel='canonical' href='"	\
	canonical "'><meta property='og:title' content='Ada (A) (@ada.l) " \
	"sur Threads'><meta property='og:description' content='" text	\
	"'><meta property='og:url' content='" canonical			\
	"'></head><body></body></html>")

static void
test_head__post(void **state)
{
	json_t *j;

	(void)state;
	j = HEAD(URL, "https://www.threads.com/@ada.l/post/" CODE,
	    "3 likes, 1 reply. Hello");
	page_is(j, "post");
	page_fact_is(j, "/post/text", "3 likes, 1 reply. Hello");
	page_fact_is(j, "/author/name", "Ada (A)");
	page_fact_is(j, "/author/handle", "ada.l");
	json_decref(j);
	/* In 2023 the counters were the site's. */
	j = HEAD("https://www.threads.net/t/" CODE, "https://www.threads.net/"
	    "t/" CODE, "3 likes, 1 reply. Hello");
	page_fact_is(j, "/post/text", "Hello");
	json_decref(j);
	j = HEAD("https://www.threads.net/t/" CODE, "https://www.threads.net/"
	    "t/" CODE, "3 mentions J\xe2\x80\x99" "aime. Hello");
	page_fact_is(j, "/post/text", NULL);
	json_decref(j);
	j = HEAD(URL, "https://www.threads.com/@ada.l/post/" PARENT, "Hello");
	page_fact_is(j, "/post/text", NULL);
	json_decref(j);
}

static void
test_page__invalid_post(void **state)
{
	static const char url[] = "https://www.threads.com/?error=invalid_post";
	json_t *j = page_facts_html(url, "<html><body>Threads</body></html>");

	(void)state;
	page_is(j, "gone");
	json_decref(j);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_identity__all_forms),
		cmocka_unit_test(test_page__post),
		cmocka_unit_test(test_page__thread),
		cmocka_unit_test(test_page__profile),
		cmocka_unit_test(test_head__post),
		cmocka_unit_test(test_page__invalid_post),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
