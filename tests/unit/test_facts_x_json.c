#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "store/facts/reader.h"
#include "tests/lib/page_facts.h"

#define ID	"1785640309871345664"	/* 2024-05-01T12:00:00.123Z */
#define PARENT	"1785625210376945664"
#define REPLY	"1785647859618545664"
#define OTHER	"1785655409365745664"
#define QUOTED	"1785610110882545664"
#define DETAIL	"https://x.com/i/api/graphql/abc/TweetDetail?variables=" \
	"%7B%22focalTweetId%22%3A%22" ID "%22%7D"
#define RESULT	"https://cdn.syndication.twimg.com/tweet-result?id=" ID	\
	"&token=a"

#define USER(id, handle, name)						\
	"\"core\":{\"user_results\":{\"result\":{\"rest_id\":\"" id "\"," \
	"\"is_blue_verified\":true,\"core\":{\"screen_name\":\"" handle	\
	"\",\"name\":\"" name "\",\"created_at\":\"Sat May 01 01:02:03 " \
	"+0000 2010\"},\"avatar\":{\"image_url\":\"https://pbs.twimg.com/" \
	"profile_images/1/f_normal.jpg\"},\"legacy\":{\"description\":"	\
	"\"Bio\",\"followers_count\":3}}}}"
#define ENTRY(result)							\
	"{\"content\":{\"itemContent\":{\"tweet_results\":{\"result\":"	\
	result "}}}}"
#define TWEET(id, user, legacy)						\
	"{\"__typename\":\"Tweet\",\"rest_id\":\"" id "\"," user ","	\
	"\"legacy\":{" legacy "}}"
#define THREAD(entries)							\
	"{\"data\":{\"threaded_conversation_with_injections_v2\":{"	\
	"\"instructions\":[{\"entries\":[" entries "]}]}}}"
#define WHEN "\"created_at\":\"Wed May 01 12:00:00 +0000 2024\","

static const char conversation[] = THREAD(
	ENTRY(TWEET(PARENT, USER("7", "bob", "Bob"), WHEN
	    "\"full_text\":\"What?\",\"conversation_id_str\":\"" PARENT "\""))
	"," ENTRY("{\"__typename\":\"Tweet\",\"rest_id\":\"" ID "\","
	    USER("42", "ada_l", "Ada") ",\"views\":{\"count\":\"99\"},"
	    "\"quoted_status_result\":{\"result\":" TWEET(QUOTED,
	    USER("9", "quoted", "Q"), WHEN "\"full_text\":\"other words\"")
	    "},\"legacy\":{" WHEN
	    "\"full_text\":\"@bob Fish &amp; chips https://t.co/aaaaaaaaaa "
	    "https://t.co/bbbbbbbbbb\",\"display_text_range\":[5,46],"
	    "\"lang\":\"en\",\"favorite_count\":5,\"retweet_count\":2,"
	    "\"reply_count\":1,\"conversation_id_str\":\"" PARENT "\","
	    "\"in_reply_to_status_id_str\":\"" PARENT "\","
	    "\"quoted_status_id_str\":\"" QUOTED "\",\"entities\":{\"urls\":"
	    "[{\"url\":\"https://t.co/aaaaaaaaaa\",\"expanded_url\":"
	    "\"https://site.test/page\",\"display_url\":\"site.test/page\"}],"
	    "\"user_mentions\":[{\"screen_name\":\"bob\"}]},"
	    "\"extended_entities\":{\"media\":[{\"url\":"
	    "\"https://t.co/bbbbbbbbbb\",\"media_url_https\":"
	    "\"https://pbs.twimg.com/media/AbC.jpg\"},{\"url\":"
	    "\"https://t.co/bbbbbbbbbb\",\"media_url_https\":\"https://pbs."
	    "twimg.com/media/V.jpg\",\"video_info\":{\"variants\":[{"
	    "\"content_type\":\"application/x-mpegURL\",\"url\":"
	    "\"https://video.twimg.com/a.m3u8\"},{\"bitrate\":1,"
	    "\"content_type\":\"video/mp4\",\"url\":"
	    "\"https://video.twimg.com/s.mp4\"},{\"bitrate\":9,"
	    "\"content_type\":\"video/mp4\",\"url\":"
	    "\"https://video.twimg.com/l.mp4\"}]}}]}}}")
	"," ENTRY(TWEET(REPLY, USER("8", "carol", "Carol"), WHEN
	    "\"full_text\":\"@ada_l Me too\",\"display_text_range\":[7,13],"
	    "\"in_reply_to_status_id_str\":\"" ID "\","
	    "\"conversation_id_str\":\"" PARENT "\""))
	"," ENTRY(TWEET(OTHER, USER("6", "dora", "Dora"), WHEN
	    "\"full_text\":\"Unrelated\",\"conversation_id_str\":\"" OTHER
	    "\"")));

static void
test_graphql__post(void **state)
{
	json_t *j = page_facts_json(DETAIL, conversation);

	(void)state;
	page_is(j, "post");
	page_fact_is(j, "/post/id", ID);
	page_fact_is(j, "/post/text", "Fish & chips site.test/page");
	page_fact_is(j, "/post/published", "2024-05-01T12:00:00Z");
	page_fact_is(j, "/post/counters/views", "99");
	page_fact_is(j, "/post/counters/likes", "5");
	page_fact_is(j, "/post/links/0", "https://site.test/page");
	page_fact_is(j, "/post/media/0",
	    "https://pbs.twimg.com/media/AbC?format=jpg&name=orig");
	page_fact_is(j, "/post/media/1", "https://video.twimg.com/l.mp4");
	page_fact_is(j, "/post/in_reply_to", PARENT);
	page_fact_is(j, "/author/id", "42");
	page_fact_is(j, "/author/handle", "ada_l");
	page_fact_is(j, "/author/created", "2010-05-01T01:02:03Z");
	page_fact_is(j, "/author/verified", "true");
	page_fact_is(j, "/author/counters/followers", "3");
	json_decref(j);
}

static void
test_graphql__thread(void **state)
{
	json_t *j = page_facts_json(DETAIL, conversation);

	(void)state;
	page_fact_is(j, "/thread/parents/0/id", PARENT);
	page_fact_is(j, "/thread/replies/0/id", REPLY);
	page_fact_is(j, "/thread/replies/0/text", "Me too");
	page_fact_is(j, "/thread/replies/1/id", NULL);
	page_fact_is(j, "/thread/quoted/0/author/handle", "quoted");
	page_fact_is(j, "/thread/listed/0/id", OTHER);
	json_decref(j);
}

/* A long post's whole text stands apart. */
static void
test_graphql__note(void **state)
{
	json_t *j = page_facts_json(DETAIL, THREAD(ENTRY("{\"rest_id\":\"" ID
	    "\"," USER("42", "ada_l", "Ada") ",\"note_tweet\":{"
	    "\"note_tweet_results\":{\"result\":{\"text\":\"All of it, to "
	    "the end\"}}},\"legacy\":{\"full_text\":\"All of\"}}")));

	(void)state;
	page_fact_is(j, "/post/text", "All of it, to the end");
	assert_int_equal(json_array_size(json_object_get(j, "conflicts")), 0);
	json_decref(j);
}

static void
test_graphql__unavailable(void **state)
{
	json_t *j;

	(void)state;
	j = page_facts_json(DETAIL, "{\"data\":{\"tweetResult\":{\"result\":{"
	    "\"__typename\":\"TweetUnavailable\",\"reason\":\"Suspended\"}}}}");
	page_is(j, "gone");
	json_decref(j);
	j = page_facts_json(DETAIL, "{\"data\":{\"tweetResult\":{\"result\":{"
	    "\"__typename\":\"TweetUnavailable\",\"reason\":\"Protected\"}}}}");
	page_is(j, "login-wall");
	json_decref(j);
	j = page_facts_json(RESULT, "{\"__typename\":\"TweetTombstone\","
	    "\"tombstone\":{\"text\":{\"text\":\"This Post was deleted by "
	    "the Post author. Learn more\"}}}");
	page_is(j, "gone");
	json_decref(j);
}

static void
test_syndication__post(void **state)
{
	json_t *j = page_facts_json(RESULT, "{\"__typename\":\"Tweet\","
	    "\"id_str\":\"" ID "\",\"lang\":\"fr\",\"created_at\":"
	    "\"2024-05-01T12:00:00.000Z\",\"text\":\"Bonjour\\n\\u00e0 tous\","
	    "\"favorite_count\":4,\"conversation_count\":2,\"user\":{"
	    "\"id_str\":\"42\",\"name\":\"Ada\",\"screen_name\":\"ada_l\"},"
	    "\"edit_control\":{\"edit_tweet_ids\":[\"" PARENT "\",\"" ID
	    "\"]},\"parent\":{\"id_str\":\"" PARENT "\",\"text\":\"Oui ?\","
	    "\"user\":{\"id_str\":\"7\",\"name\":\"Bob\",\"screen_name\":"
	    "\"bob\"}},\"in_reply_to_status_id_str\":\"" PARENT "\"}");

	(void)state;
	page_is(j, "post");
	page_fact_is(j, "/post/text", "Bonjour\nà tous");
	page_fact_is(j, "/post/lang", "fr");
	page_fact_is(j, "/post/published", "2024-05-01T12:00:00.000Z");
	page_fact_is(j, "/post/edited", "true");
	page_fact_is(j, "/post/counters/replies", "2");
	page_fact_is(j, "/author/id", "42");
	page_fact_is(j, "/thread/parents/0/author/handle", "bob");
	json_decref(j);
}

static void
test_oembed__post(void **state)
{
	json_t *j = page_facts_json("https://publish.twitter.com/oembed?url="
	    "https://twitter.com/ada_l/status/" ID, "{\"url\":"
	    "\"https://twitter.com/ada_l/status/" ID "\",\"author_name\":"
	    "\"Ada\",\"html\":\"<blockquote><p lang=\\\"en\\\">A &amp; B<br>C"
	    "</p>&mdash; Ada (@ada_l) <a href=\\\"x\\\">May 1, 2024</a>"
	    "</blockquote>\"}");

	(void)state;
	page_fact_is(j, "/post/id", ID);
	page_fact_is(j, "/post/text", "A & B\nC");
	page_fact_is(j, "/author/handle", "ada_l");
	page_fact_is(j, "/author/name", "Ada");
	json_decref(j);
}

/* Page and answer agree on the text that one shows and the other encodes. */
static void
test_page_and_answer__agree(void **state)
{
	static const struct page_source s[] = {
	{ "https://x.com/ada_l/status/" ID, "text/html",
	    "<html><head></head><body><article data-testid='tweet'>"
	    "<div data-testid='User-Name'><a href='/ada_l'>Ada</a></div>"
	    "<div data-testid='tweetText'>Fish &amp; chips <a href="
	    "'https://t.co/aaaaaaaaaa'><span aria-hidden='true'>https://"
	    "</span>site.test/page</a></div><a href='/ada_l/status/" ID
	    "'><time datetime='2024-05-01T12:00:00.000Z'>x</time></a>"
	    "</article></body></html>" },
	{ DETAIL, "application/json", conversation } };
	json_t *j = page_facts(s, 2);

	(void)state;
	page_fact_is(j, "/post/text", "Fish & chips site.test/page");
	page_fact_is(j, "/author/id", "42");
	assert_int_equal(json_array_size(json_at(j, "/post/text/from")), 2);
	assert_int_equal(json_array_size(json_object_get(j, "conflicts")), 0);
	json_decref(j);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_graphql__post),
		cmocka_unit_test(test_graphql__thread),
		cmocka_unit_test(test_graphql__note),
		cmocka_unit_test(test_graphql__unavailable),
		cmocka_unit_test(test_syndication__post),
		cmocka_unit_test(test_oembed__post),
		cmocka_unit_test(test_page_and_answer__agree),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
