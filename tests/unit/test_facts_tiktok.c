#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "store/facts/reader.h"
#include "tests/lib/page_facts.h"

#define ID	"7571863205253778710"
#define URL	"https://www.tiktok.com/@ada.l/video/" ID

static void
test_identity__all_forms(void **state)
{
	static const char bare[] = "https://www.tiktok.com/@/video/" ID;

	(void)state;
	page_named(URL, IDENTITY_POST, "tiktok", ID, "ada.l", URL);
	page_named("http://m.tiktok.com/@ada.l/video/" ID "?lang=en",
	    IDENTITY_POST, "tiktok", ID, "ada.l", URL);
	page_named("https://m.tiktok.com/v/" ID ".html", IDENTITY_POST,
	    "tiktok", ID, "", bare);
	page_named("https://www.tiktok.com/embed/" ID, IDENTITY_POST,
	    "tiktok", ID, "", bare);
	page_named("https://www.tiktok.com/embed/v2/" ID, IDENTITY_POST,
	    "tiktok", ID, "", bare);
	page_named("https://www.tiktokv.com/share/video/" ID "/",
	    IDENTITY_POST, "tiktok", ID, "", bare);
	page_named("https://www.tiktok.com/@ada.l/photo/" ID, IDENTITY_POST,
	    "tiktok", ID, "ada.l", "https://www.tiktok.com/@ada.l/photo/" ID);
	page_named("https://www.tiktok.com/@Ada.L?lang=en", IDENTITY_AUTHOR,
	    "tiktok", "", "ada.l", "https://www.tiktok.com/@ada.l");
	/* Short forms name nothing until they are followed. */
	page_named("https://vm.tiktok.com/ZTR45GpSF/", IDENTITY_NONE,
	    "tiktok", "", "", "");
	page_named("https://www.tiktok.com/login?redirect_url=x",
	    IDENTITY_WALL, "tiktok", "", "",
	    "https://www.tiktok.com/login?redirect_url=x");
}

#define PAGE(scope)							\
	"<html><body><script id='__UNIVERSAL_DATA_FOR_REHYDRATION__' "	\
	"type='application/json'>{\"__DEFAULT_SCOPE__\":{"		\
	"\"webapp.app-context\":{\"wid\":\"7589611594570663446\"}," scope "}}" \
	"</script><div data-e2e='v2t-desc'>A machine wrote this.</div>"	\
	"</body></html>"
#define ITEM								\
	"{\"id\":\"" ID "\",\"desc\":\"Hello @bob 🔥\",\"createTime\":"	\
	"\"1762961788\",\"author\":{\"id\":\"6781206617314018309\","	\
	"\"uniqueId\":\"ada.l\",\"nickname\":\"Ada\",\"verified\":false," \
	"\"createTime\":1578872963,\"signature\":\"Bio\"},\"textExtra\":[" \
	"{\"userUniqueId\":\"bob\"}],\"privateItem\":false,\"video\":{"	\
	"\"playAddr\":\"https://v.test/low\",\"bitrateInfo\":[{\"Bitrate\":1," \
	"\"PlayAddr\":{\"Width\":10,\"Height\":10,\"UrlList\":[" \
	"\"https://v.test/s\"]}},{\"Bitrate\":2,\"PlayAddr\":{\"Width\":90," \
	"\"Height\":90,\"UrlList\":[\"https://v.test/l\"]}}]},\"stats\":{" \
	"\"diggCount\":5,\"shareCount\":1,\"commentCount\":2,\"playCount\":9}}"

static void
test_page__universal_data(void **state)
{
	json_t *j = page_facts_html(URL, PAGE("\"webapp.video-detail\":{"
	    "\"statusCode\":0,\"itemInfo\":{\"itemStruct\":" ITEM "}}"));

	(void)state;
	page_is(j, "post");
	page_fact_is(j, "/post/id", ID);
	page_fact_is(j, "/post/text", "Hello @bob 🔥");
	page_fact_is(j, "/post/published", "2025-11-12T15:36:28Z");
	page_fact_is(j, "/post/audience", "public");
	page_fact_is(j, "/post/mentions/0", "bob");
	page_fact_is(j, "/post/media/0", "https://v.test/l");
	page_fact_is(j, "/post/counters/likes", "5");
	page_fact_is(j, "/thread/announced", "2");
	page_fact_is(j, "/author/id", "6781206617314018309");
	page_fact_is(j, "/author/handle", "ada.l");
	page_fact_is(j, "/author/name", "Ada");
	page_fact_is(j, "/author/created", "2020-01-12T23:49:23Z");
	assert_string_equal(json_string_value(json_at(j, "/clocks/0/time")),
	    "2025-12-30T11:29:12Z");
	json_decref(j);
}

static void
test_page__visitor_of_before(void **state)
{
	json_t *j = page_facts_html(URL, "<script id='__UNIVERSAL_DATA_FOR_"
	    "REHYDRATION__' type='application/json'>{\"__DEFAULT_SCOPE__\":{"
	    "\"webapp.app-context\":{\"wid\":\"7571000000000000000\"},"
	    "\"webapp.video-detail\":{\"itemInfo\":{\"itemStruct\":" ITEM
	    "}}}}</script>");

	(void)state;
	page_fact_is(j, "/post/published", "2025-11-12T15:36:28Z");
	assert_string_equal(json_string_value(json_at(j, "/clocks/0/kind")),
	    "tiktok-wid");
	assert_int_equal(json_array_size(json_object_get(j, "conflicts")), 0);
	json_decref(j);
}

static void
test_page__of_2021(void **state)
{
	json_t *j = page_facts_html(URL, "<script id='SIGI_STATE' type="
	    "'application/json'>{\"ItemModule\":{\"" ID "\":{\"id\":\"" ID
	    "\",\"desc\":\"Old\",\"createTime\":\"1762961788\",\"author\":"
	    "\"ada.l\",\"authorId\":\"6781206617314018309\",\"nickname\":"
	    "\"Ada\",\"stats\":{\"diggCount\":1},\"video\":{}},\"6748451240"
	    "264420610\":{\"id\":\"6748451240264420610\",\"desc\":\"Next\","
	    "\"createTime\":\"1571246252\",\"author\":\"eve\",\"stats\":{},"
	    "\"video\":{}}},\"CommentItem\":{\"7571900000000000001\":{"
	    "\"cid\":\"7571900000000000001\",\"text\":\"Yes\","
	    "\"create_time\":1762962000,\"aweme_id\":\"" ID "\",\"user\":"
	    "\"bob\"}}}</script>");

	(void)state;
	page_fact_is(j, "/post/text", "Old");
	page_fact_is(j, "/thread/replies/0/text", "Yes");
	page_fact_is(j, "/thread/replies/0/author/handle", "bob");
	page_fact_is(j, "/author/handle", "ada.l");
	page_fact_is(j, "/author/id", "6781206617314018309");
	json_decref(j);
}

static void
test_profile(void **state)
{
	json_t *j = page_facts_html("https://www.tiktok.com/@ada.l",
	    PAGE("\"webapp.user-detail\":{\"statusCode\":0,\"userInfo\":{"
	    "\"user\":{\"id\":\"6781206617314018309\",\"uniqueId\":\"ada.l\","
	    "\"nickname\":\"Ada\",\"signature\":\"Two\\nlines\",\"bioLink\":{"
	    "\"link\":\"example.org/ada\"}},\"stats\":{\"followerCount\":12,"
	    "\"followingCount\":3,\"videoCount\":4}}}"));

	(void)state;
	page_is(j, "profile");
	page_fact_is(j, "/author/id", "6781206617314018309");
	page_fact_is(j, "/author/bio", "Two\nlines");
	page_fact_is(j, "/author/counters/followers", "12");
	page_fact_is(j, "/author/links/0", "example.org/ada");
	json_decref(j);
}

static void
test_answer__comments(void **state)
{
	struct page_source s[] = {
		{ URL, "text/html", PAGE("\"webapp.video-detail\":{"
		    "\"itemInfo\":{\"itemStruct\":" ITEM "}}") },
		{ "https://www.tiktok.com/api/comment/list/?aweme_id=" ID,
		    "application/json", "{\"comments\":[{\"cid\":"
		    "\"7571900000000000001\",\"text\":\"First 🎉\","
		    "\"create_time\":1762962000,\"aweme_id\":\"" ID "\","
		    "\"reply_id\":\"0\",\"digg_count\":4,\"user\":{\"uid\":"
		    "\"77\",\"unique_id\":\"eve\",\"nickname\":\"Eve\"},"
		    "\"reply_comment\":[{\"cid\":\"7571900000000000002\","
		    "\"text\":\"Second\",\"create_time\":1762962100,"
		    "\"aweme_id\":\"" ID "\",\"reply_id\":"
		    "\"7571900000000000001\",\"user\":{\"uid\":\"78\","
		    "\"unique_id\":\"bob\"}}]}]}" },
	};
	json_t *j = page_facts(s, 2);

	(void)state;
	assert_int_equal(json_array_size(json_at(j, "/thread/replies")), 2);
	page_fact_is(j, "/thread/replies/0/text", "First 🎉");
	page_fact_is(j, "/thread/replies/0/in_reply_to", ID);
	page_fact_is(j, "/thread/replies/0/author/handle", "eve");
	page_fact_is(j, "/thread/replies/1/in_reply_to",
	    "7571900000000000001");
	json_decref(j);
}

static void
test_states(void **state)
{
	json_t *j = page_facts_html(URL, PAGE("\"webapp.video-detail\":{"
	    "\"statusCode\":10204,\"statusMsg\":\"item doesn't exist\"}"));

	(void)state;
	page_is(j, "gone");
	json_decref(j);
	j = page_facts_html(URL, PAGE("\"webapp.video-detail\":{"
	    "\"statusCode\":10222}"));
	page_is(j, "login-wall");
	json_decref(j);
}

static void
test_oembed(void **state)
{
	json_t *j = page_facts_json(URL, "{\"title\":\"Words\",\"author_url\":"
	    "\"https://www.tiktok.com/@ada.l\",\"author_name\":\"Ada\","
	    "\"html\":\"<blockquote data-video-id=\\\"" ID "\\\">\"}");

	(void)state;
	page_fact_is(j, "/post/text", "Words");
	page_fact_is(j, "/author/handle", "ada.l");
	page_fact_is(j, "/author/name", "Ada");
	json_decref(j);
}

static void
test_fixtures(void **state)
{
	json_t *j = page_facts_fixture(
	    "https://www.tiktok.com/@illojuan/video/" ID,
	    "tiktok_video.html");

	(void)state;
	if (j == NULL)
		skip();
	page_fact_is(j, "/author/handle", "illojuan");
	page_fact_is(j, "/author/id", "6781206617314018309");
	page_fact_is(j, "/post/published", "2025-11-12T15:36:28Z");
	page_fact_starts(j, "/post/text", "La nueva locurilla de fin de año");
	json_decref(j);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_identity__all_forms),
		cmocka_unit_test(test_page__universal_data),
		cmocka_unit_test(test_page__visitor_of_before),
		cmocka_unit_test(test_page__of_2021),
		cmocka_unit_test(test_profile),
		cmocka_unit_test(test_answer__comments),
		cmocka_unit_test(test_states),
		cmocka_unit_test(test_oembed),
		cmocka_unit_test(test_fixtures),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
