#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "store/facts/reader.h"
#include "tests/lib/page_facts.h"

#define ID	"a1B2c3D4e5-"
#define UC	"UCabcdefghijklmnopqrst01"
#define URL	"https://www.youtube.com/watch?v=" ID

static void
test_identity__all_forms(void **state)
{
	static const char *const same[] = { URL,
	    "http://m.youtube.com/watch?v=" ID "&t=10s",
	    "https://www.youtube.com/watch?list=PLx&v=" ID,
	    "https://youtu.be/" ID "?si=x", "https://www.youtube.com/shorts/"
	    ID, "https://www.youtube.com/live/" ID,
	    "https://www.youtube-nocookie.com/embed/" ID,
	    "https://www.youtube.com/v/" ID,
	    "https://music.youtube.com/watch?v=" ID };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(same) / sizeof(same[0]); i++)
		page_named(same[i], IDENTITY_POST, "youtube", ID, "", URL);
	page_named("https://www.youtube.com/channel/" UC "/videos",
	    IDENTITY_AUTHOR, "youtube", UC, "",
	    "https://www.youtube.com/channel/" UC);
	page_named("https://www.youtube.com/@%C3%89milie", IDENTITY_AUTHOR,
	    "youtube", "", "Émilie", "https://www.youtube.com/@%C3%89milie");
	page_named("https://www.youtube.com/playlist?list=PLabc",
	    IDENTITY_THREAD, "youtube", "PLabc", "",
	    "https://www.youtube.com/playlist?list=PLabc");
	page_named("https://consent.youtube.com/m?continue=x", IDENTITY_WALL,
	    "youtube", "", "", "https://consent.youtube.com/m?continue=x");
	page_named("https://www.youtube.com/watch?v=tooshort", IDENTITY_NONE,
	    "youtube", "", "", "");
}

#define PLAYER(status)							\
	"var ytInitialPlayerResponse = {\"playabilityStatus\":{\"status\":" \
	"\"" status "\"},\"videoDetails\":{\"videoId\":\"" ID "\",\"title\":" \
	"\"The title\",\"channelId\":\"" UC "\",\"shortDescription\":"	\
	"\"Line 1\\n\\nLine 2 🎬\",\"viewCount\":\"12345\",\"author\":\"Ada\"" \
	"}," \
	"\"microformat\":{\"playerMicroformatRenderer\":{\"title\":{"	\
	"\"simpleText\":\"Le titre\"},\"description\":{\"simpleText\":"	\
	"\"Traduit\"},\"ownerProfileUrl\":\"http://www.youtube.com/@ada\"," \
	"\"externalChannelId\":\"" UC "\",\"isUnlisted\":false," \
	"\"publishDate\":\"2024-01-02T03:04:05-08:00\"}}};var x = 1;"

static void
test_page__watch(void **state)
{
	json_t *j = page_facts_html(URL, "<html><head><title>The title - "
	    "YouTube</title></head><body><meta property='og:description' "
	    "content='Line 1 Line 2...'><script>" PLAYER("OK") "</script>"
	    "<script>ytcfg.set({\"EVENT_ID\":\"HcaZZcuTMeKSmLAPps6_gA0\"});"
	    "var ytInitialData = {\"contents\":[{\"videoOwnerRenderer\":{"
	    "\"title\":{\"runs\":[{\"text\":\"Ada\"}]},\"navigationEndpoint\":"
	    "{\"browseEndpoint\":{\"browseId\":\"" UC "\"}},"
	    "\"subscriberCountText\":{\"simpleText\":\"4,69 M abonnés\"}}},{"
	    "\"commentsEntryPointHeaderRenderer\":{\"commentCount\":{"
	    "\"simpleText\":\"1,234\"}}}]};</script></body></html>");

	(void)state;
	page_is(j, "post");
	page_fact_is(j, "/post/id", ID);
	page_fact_is(j, "/post/url", URL);
	page_fact_is(j, "/post/title", "The title");
	page_fact_is(j, "/post/text", "Line 1\n\nLine 2 🎬");
	page_fact_is(j, "/post/published", "2024-01-02T11:04:05Z");
	page_fact_is(j, "/post/audience", "public");
	page_fact_is(j, "/post/counters/views", "12345");
	page_fact_is(j, "/author/id", UC);
	page_fact_is(j, "/author/handle", "ada");
	page_fact_is(j, "/author/name", "Ada");
	page_fact_is(j, "/author/counters/followers", "4,69 M");
	page_fact_is(j, "/thread/announced", "1234");
	assert_int_equal(json_array_size(json_object_get(j, "conflicts")), 0);
	assert_string_equal(json_string_value(json_at(j, "/clocks/0/time")),
	    "2024-01-06T21:29:01Z");
	json_decref(j);
}

static void
test_page__player_of_another_video(void **state)
{
	json_t *j = page_facts_html(
	    "https://www.youtube.com/watch?v=zzzzzzzzzzz",
	    "<script>" PLAYER("OK") "</script>");

	(void)state;
	page_fact_is(j, "/post/title", NULL);
	page_fact_is(j, "/author/id", NULL);
	json_decref(j);
}

static void
test_page__not_to_be_seen(void **state)
{
	json_t *j = page_facts_html(URL, "<script>var ytInitialPlayerResponse"
	    " = {\"playabilityStatus\":{\"status\":\"ERROR\",\"reason\":"
	    "\"Video unavailable\"}};</script>");

	(void)state;
	page_is(j, "gone");
	json_decref(j);
	j = page_facts_html(URL, "<script>var ytInitialPlayerResponse = {"
	    "\"playabilityStatus\":{\"status\":\"LOGIN_REQUIRED\"}};</script>");
	page_is(j, "login-wall");
	json_decref(j);
}

#define COMMENTS							\
	"{\"frameworkUpdates\":{\"entityBatchUpdate\":{\"mutations\":[{" \
	"\"payload\":{\"commentSurfaceEntityPayload\":{" \
	"\"publishedTimeCommand\":{\"innertubeCommand\":{\"watchEndpoint\":{" \
	"\"videoId\":\"" ID "\"}}}}}},{\"payload\":{\"commentEntityPayload\"" \
	":{" \
	"\"properties\":{\"commentId\":\"UgxA\",\"content\":{\"content\":" \
	"\"Great\"},\"publishedTime\":\"3 years ago (edited)\"},\"author\":{" \
	"\"channelId\":\"UCzzzzzzzzzzzzzzzzzzzz02\",\"displayName\":\"@bob\"" \
	"}," \
	"\"toolbar\":{\"likeCountNotliked\":\"1.2K\",\"replyCount\":\"1\"}}}" \
	"}," \
	"{\"payload\":{\"commentEntityPayload\":{\"properties\":{\"commentId" \
	"\":" \
	"\"UgxA.9x\",\"content\":{\"content\":\"Indeed\"},\"publishedTime\":" \
	"\"2 years ago\"},\"author\":{\"channelId\":"			\
	"\"UCzzzzzzzzzzzzzzzzzzzz03\",\"displayName\":\"@eve\"}}}}]}}}"

static void
test_answer__comments_have_no_date(void **state)
{
	struct page_source s[] = {
		{ URL, "text/html", "<script>" PLAYER("OK") "</script>" },
		{ "https://www.youtube.com/youtubei/v1/next?prettyPrint=false",
		    "application/json", COMMENTS },
	};
	json_t *j = page_facts(s, 2);

	(void)state;
	page_fact_is(j, "/post/published", "2024-01-02T11:04:05Z");
	assert_int_equal(json_array_size(json_at(j, "/thread/replies")), 2);
	page_fact_is(j, "/thread/replies/0/text", "Great");
	page_fact_is(j, "/thread/replies/0/published", NULL);
	page_fact_is(j, "/thread/replies/0/author/handle", "bob");
	page_fact_is(j, "/thread/replies/0/counters/likes", "1.2K");
	page_fact_is(j, "/thread/replies/1/in_reply_to", "UgxA");
	page_fact_is(j, "/thread/replies/1/published", NULL);
	json_decref(j);
}

static void
test_answer__comments_until_2024(void **state)
{
	json_t *j = page_facts_json(
	    "https://www.youtube.com/youtubei/v1/next",
	    "{\"currentVideoEndpoint\":{\"watchEndpoint\":{\"videoId\":\"" ID
	    "\"}},\"x\":[{\"commentThreadRenderer\":{\"comment\":{"
	    "\"commentRenderer\":{\"commentId\":\"UgyB\",\"authorText\":{"
	    "\"simpleText\":\"Bob B.\"},\"authorEndpoint\":{"
	    "\"browseEndpoint\":{\"browseId\":\"UCzzzzzzzzzzzzzzzzzzzz02\","
	    "\"canonicalBaseUrl\":\"/@bob\"}},\"contentText\":{\"runs\":[{"
	    "\"text\":\"One \"},{\"text\":\"two\"}]},\"voteCount\":{"
	    "\"simpleText\":\"7\"}}}}}]}");

	(void)state;
	page_fact_is(j, "/thread/replies/0/text", "One two");
	page_fact_is(j, "/thread/replies/0/author/name", "Bob B.");
	page_fact_is(j, "/thread/replies/0/author/handle", "bob");
	page_fact_is(j, "/thread/replies/0/counters/likes", "7");
	json_decref(j);
}

static void
test_channel(void **state)
{
	json_t *j = page_facts_html("https://www.youtube.com/@ada",
	    "<script>var ytInitialData = {\"header\":{\"pageHeaderRenderer\":"
	    "{\"content\":{\"pageHeaderViewModel\":{\"metadata\":{"
	    "\"contentMetadataViewModel\":{\"metadataRows\":[{"
	    "\"metadataParts\":[{\"text\":{\"content\":\"@ada\"}}]},{"
	    "\"metadataParts\":[{\"text\":{\"content\":\"5.04M subscribers\"}"
	    "},{\"text\":{\"content\":\"18 videos\"}}]}]}}}}}},\"metadata\":{"
	    "\"channelMetadataRenderer\":{\"title\":\"Ada\",\"description\":"
	    "\"About\\nme\",\"externalId\":\"" UC "\",\"vanityChannelUrl\":"
	    "\"http://www.youtube.com/@ada\"}}};</script>");

	(void)state;
	page_is(j, "profile");
	page_fact_is(j, "/author/id", UC);
	page_fact_is(j, "/author/handle", "ada");
	page_fact_is(j, "/author/bio", "About\nme");
	page_fact_is(j, "/author/counters/followers", "5.04M");
	page_fact_is(j, "/author/counters/posts", "18");
	json_decref(j);
	j = page_facts_html("https://www.youtube.com/@ada", "<script>var "
	    "ytInitialData = {\"alerts\":[{\"alertRenderer\":{\"type\":"
	    "\"ERROR\",\"text\":{\"simpleText\":\"This channel does not "
	    "exist.\"}}}]};</script>");
	page_is(j, "gone");
	json_decref(j);
}

static void
test_page__microdata_alone(void **state)
{
	static const char page[] = "<html><body><div itemscope itemtype="
	    "'http://schema.org/VideoObject'><meta itemprop='name' content="
	    "'The title'><meta itemprop='datePublished' content='2011-04-29'>"
	    "<meta itemprop='channelId' content='" UC "'><span itemprop="
	    "'author' itemscope><link itemprop='name' content='Ada'></span>"
	    "</div><p id='eow-description'>Line<br><a href='http://b.test/"
	    "long'>http://b.test/l%s</a></p></body></html>";
	char text[1024];
	json_t *j;

	(void)state;
	(void)snprintf(text, sizeof(text), page, "ong");
	j = page_facts_html(URL, text);
	page_fact_is(j, "/post/title", "The title");
	page_fact_is(j, "/post/text", "Line\nhttp://b.test/long");
	page_fact_is(j, "/post/published", "2011-04-29");
	page_fact_is(j, "/author/id", UC);
	page_fact_is(j, "/author/name", "Ada");
	json_decref(j);
	/* A link that is shown cut is not what was written. */
	(void)snprintf(text, sizeof(text), page, "...");
	j = page_facts_html(URL, text);
	page_fact_is(j, "/post/text", NULL);
	json_decref(j);
	j = page_facts_html("https://www.youtube.com/channel/" UC,
	    "<html><head></head><body><div><meta itemprop='name' content="
	    "'Ada'><meta itemprop='identifier' content='" UC "'></div></body>"
	    "</html>");
	page_is(j, "profile");
	page_fact_is(j, "/author/id", UC);
	page_fact_is(j, "/author/name", "Ada");
	json_decref(j);
}

static void
test_oembed(void **state)
{
	json_t *j = page_facts_json(URL, "{\"title\":\"The title\","
	    "\"author_name\":\"Ada\",\"author_url\":"
	    "\"https://www.youtube.com/@ada\",\"html\":\"<iframe src=\\\""
	    "https://www.youtube.com/embed/" ID "?feature=oembed\\\">\"}");

	(void)state;
	page_fact_is(j, "/post/id", ID);
	page_fact_is(j, "/post/title", "The title");
	page_fact_is(j, "/author/handle", "ada");
	page_fact_is(j, "/post/published", NULL);
	json_decref(j);
}

static void
test_documents(void **state)
{
	struct page_source s = { "https://youtu.be/" ID, "text/html",
	    "<script>" PLAYER("OK") "</script>" };

	(void)state;
	assert_string_equal(page_document(&s, 1, "post"),
	    "https://www.youtube.com/oembed?format=json&url=https%3A%2F%2F"
	    "www.youtube.com%2Fwatch%3Fv%3D" ID);
	assert_string_equal(page_document(&s, 1, "author"),
	    "https://www.youtube.com/feeds/videos.xml?channel_id=" UC);
}

static void
test_fixtures(void **state)
{
	json_t *j = page_facts_fixture(
	    "https://www.youtube.com/watch?v=hwMkbaS_M_c",
	    "youtube_video.html");

	(void)state;
	if (j == NULL)
		skip();
	page_fact_is(j, "/author/id", "UCzcRQ3vRNr6fJ1A9rqFn7QA");
	page_fact_is(j, "/author/name", "ONE Media");
	page_fact_is(j, "/post/published", "2017-04-14T16:02:38Z");
	page_fact_starts(j, "/post/title", "Star Wars 8 THE LAST JEDI");
	page_fact_starts(j, "/post/text", "Star Wars 8 THE LAST JEDI");
	json_decref(j);
	j = page_facts_fixture(
	    "https://www.youtube.com/channel/UCzcRQ3vRNr6fJ1A9rqFn7QA",
	    "youtube_channel.html");
	page_is(j, "profile");
	page_fact_is(j, "/author/id", "UCzcRQ3vRNr6fJ1A9rqFn7QA");
	page_fact_is(j, "/author/name", "ONE Media");
	page_fact_starts(j, "/author/bio", "ALL the Must See Movie Trailers");
	json_decref(j);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_identity__all_forms),
		cmocka_unit_test(test_page__watch),
		cmocka_unit_test(test_page__player_of_another_video),
		cmocka_unit_test(test_page__not_to_be_seen),
		cmocka_unit_test(test_answer__comments_have_no_date),
		cmocka_unit_test(test_answer__comments_until_2024),
		cmocka_unit_test(test_channel),
		cmocka_unit_test(test_page__microdata_alone),
		cmocka_unit_test(test_oembed),
		cmocka_unit_test(test_documents),
		cmocka_unit_test(test_fixtures),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
