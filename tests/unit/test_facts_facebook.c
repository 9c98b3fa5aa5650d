#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "store/facts/reader.h"
#include "tests/lib/page_facts.h"

#define ID	"10150000000000001"
#define URL	"https://www.facebook.com/ada.l/posts/" ID
#define PFBID	"pfbid02abcdefghijklmnopqrstuvwxyz"

static void
test_identity__all_forms(void **state)
{

	(void)state;
	page_named(URL, IDENTITY_POST, "facebook", ID, "ada.l", URL);
	page_named("http://m.facebook.com/ada.l/posts/" ID "?comment_id=1",
	    IDENTITY_POST, "facebook", ID, "ada.l", URL);
	page_named("https://fr-fr.facebook.com/ada.l/posts/some-words/" ID,
	    IDENTITY_POST, "facebook", ID, "ada.l", URL);
	page_named("https://www.facebook.com/permalink.php?story_fbid=" ID
	    "&id=100", IDENTITY_POST, "facebook", ID, "",
	    "https://www.facebook.com/100/posts/" ID);
	page_named("https://mbasic.facebook.com/story.php?story_fbid=" ID
	    "&id=100", IDENTITY_POST, "facebook", ID, "",
	    "https://www.facebook.com/100/posts/" ID);
	page_named("https://www.facebook.com/groups/birds/permalink/" ID "/",
	    IDENTITY_POST, "facebook", ID, "",
	    "https://www.facebook.com/groups/birds/posts/" ID);
	page_named("https://www.facebook.com/watch/?v=" ID, IDENTITY_POST,
	    "facebook", ID, "", "https://www.facebook.com/watch/?v=" ID);
	page_named("https://www.facebook.com/reel/" ID, IDENTITY_POST,
	    "facebook", ID, "", "https://www.facebook.com/reel/" ID);
	/* A pfbid is another one at every view: no id. */
	page_named("https://www.facebook.com/ada.l/posts/" PFBID,
	    IDENTITY_POST, "facebook", "", "ada.l",
	    "https://www.facebook.com/ada.l/posts/" PFBID);
	page_named("https://www.facebook.com/Ada.L/", IDENTITY_AUTHOR,
	    "facebook", "", "Ada.L", "https://www.facebook.com/ada.l");
	page_named("https://www.facebook.com/profile.php?id=4711",
	    IDENTITY_AUTHOR, "facebook", "4711", "",
	    "https://www.facebook.com/4711");
	page_named("https://www.facebook.com/people/Ada/4711/",
	    IDENTITY_AUTHOR, "facebook", "4711", "",
	    "https://www.facebook.com/4711");
	page_named("https://www.facebook.com/Ada-the-Page-159756546048588/",
	    IDENTITY_AUTHOR, "facebook", "159756546048588", "",
	    "https://www.facebook.com/159756546048588");
	page_named("https://www.facebook.com/pages/category/Bar/"
	    "Ada-159756546048588/posts/", IDENTITY_AUTHOR, "facebook",
	    "159756546048588", "", "https://www.facebook.com/159756546048588");
	page_named("https://www.facebook.com/login/?next=x", IDENTITY_WALL,
	    "facebook", "", "", "https://www.facebook.com/login/?next=x");
	page_named("https://www.facebook.com/checkpoint/1/", IDENTITY_WALL,
	    "facebook", "", "", "https://www.facebook.com/checkpoint/1/");
	page_named("https://www.facebook.com/ada.l/posts/UzpfSTQ3MTE",
	    IDENTITY_NONE, "facebook", "", "", "");
	page_named("https://www.facebook.com/ada.l/photos/", IDENTITY_AUTHOR,
	    "facebook", "", "ada.l", "https://www.facebook.com/ada.l");
	page_named("https://www.facebook.com/share/p/AbC1/", IDENTITY_NONE,
	    "facebook", "", "", "");
}

#define STORY(id, text, more)						\
	"{\"__typename\":\"Story\",\"id\":\"UzpfSTQ3MTE=\",\"post_id\":" \
	"\"" id "\"," \
	"\"comet_sections\":{\"content\":{\"story\":{\"actors\":[{\"__typena" \
	"me\":" \
	"\"User\",\"id\":\"4711\",\"name\":\"Ada L.\",\"url\":\"https:\\/\\/" \
	"www.facebook.com\\/ada.l\"}],\"comet_sections\":{\"message\":{\"sto" \
	"ry\":" \
	"{\"message\":{\"text\":\"" text "\"}}}}" more "}},\"context_layout" \
	"\":{" \
	"\"story\":{\"comet_sections\":{\"metadata\":[{\"story\":{\"creation" \
	"_time\":" \
	"1696154400,\"privacy_scope\":{\"description\":\"Public\"}}}]}}}," \
	"\"feedback\":{\"story\":{\"feedback\":{\"reaction_count\":{\"count" \
	"\":12}," \
	"\"share_count\":{\"count\":3},\"comments\":{\"total_count\":2,\"edg" \
	"es\":[{" \
	"\"node\":{\"__typename\":\"Comment\",\"id\":\"Y29tbWVudDox\"," \
	"\"legacy_fbid\":\"555\",\"body\":{\"text\":\"Well said\"},\"author" \
	"\":{" \
	"\"id\":\"99\",\"name\":\"Bob\",\"url\":\"https://www.facebook.com/b" \
	"ob\"}," \
	"\"created_time\":1696158000}}]}}}}}}"
#define BLOCK(story)							\
	"<script type='application/json' data-sjs>{\"require\":[[\"x\",[{" \
	"\"__bbox\":{\"result\":{\"data\":{\"node\":" story "}}}}]]]}</script>"

static void
test_page__json_block(void **state)
{
	json_t *j = page_facts_html(URL, "<html><body>" BLOCK(STORY(ID,
	    "Hello\\n\\nworld 🌍", "")) "</body></html>");

	(void)state;
	page_is(j, "post");
	page_fact_is(j, "/post/id", ID);
	page_fact_is(j, "/post/text", "Hello\n\nworld 🌍");
	page_fact_is(j, "/post/published", "2023-10-01T10:00:00Z");
	page_fact_is(j, "/post/audience", "Public");
	page_fact_is(j, "/post/counters/likes", "12");
	page_fact_is(j, "/post/counters/reposts", "3");
	page_fact_is(j, "/author/id", "4711");
	page_fact_is(j, "/author/handle", "ada.l");
	page_fact_is(j, "/author/name", "Ada L.");
	assert_int_equal(json_array_size(json_at(j, "/thread/replies")), 1);
	page_fact_is(j, "/thread/replies/0/id", "555");
	page_fact_is(j, "/thread/replies/0/text", "Well said");
	page_fact_is(j, "/thread/replies/0/author/handle", "bob");
	page_fact_is(j, "/thread/replies/0/published",
	    "2023-10-01T11:00:00Z");
	json_decref(j);
}

static void
test_page__pfbid(void **state)
{
	static const char url[] = "https://www.facebook.com/ada.l/posts/"
	    PFBID;
	json_t *j = page_facts_html(url, "<html><body>" BLOCK(STORY(ID,
	    "The only one", "")) "</body></html>");

	(void)state;
	page_fact_is(j, "/post/id", ID);
	page_fact_is(j, "/post/text", "The only one");
	json_decref(j);
	/* Of two, nothing tells which is meant. */
	j = page_facts_html(url, "<html><body>" BLOCK(STORY(ID, "One", ""))
	    BLOCK(STORY("10150000000000002", "Two", "")) "</body></html>");
	page_fact_is(j, "/post/text", NULL);
	json_decref(j);
}

static void
test_page__script_of_2023(void **state)
{
	json_t *j = page_facts_html("https://www.facebook.com/people/Ada/4711"
	    "/", "<html><head><meta property='al:android:url' content="
	    "'fb://profile/4711'><meta property='og:title' content='Ada L. | "
	    "Paris'></head><body><script>requireLazy([\"x\"],function(a){"
	    "a.handleWithCustomApplyEach(ScheduledApplyEach,{\"y\":1})})"
	    "</script><script>requireLazy([\"x\"],function(a){"
	    "a.handleWithCustomApplyEach(ScheduledApplyEach,{\"node\":"
	    STORY(ID, "On the wall", "") "});});</script></body></html>");

	(void)state;
	page_is(j, "profile");
	page_fact_is(j, "/author/id", "4711");
	/* A place stands behind it: it is not taken as the name. */
	page_fact_is(j, "/author/name", "Ada L.");
	page_fact_is(j, "/thread/listed/0/text", "On the wall");
	page_fact_is(j, "/thread/listed/0/url",
	    "https://www.facebook.com/4711/posts/" ID);
	json_decref(j);
}

static void
test_page__shared_story(void **state)
{
	json_t *j = page_facts_html(URL, "<html><body>" BLOCK(STORY(ID,
	    "Look at this", ",\"attached_story\":" STORY("10150000000000009",
	    "Another's words", ""))) "</body></html>");

	(void)state;
	page_fact_is(j, "/post/text", "Look at this");
	page_fact_is(j, "/thread/quoted/0/text", "Another's words");
	json_decref(j);
}

static void
test_page__of_2017(void **state)
{
	json_t *j = page_facts_html("https://www.facebook.com/adapage/",
	    "<html><head><meta property='al:android:url' content='fb://page/"
	    "4711?referrer=app_link'><meta property='og:title' content='Ada "
	    "Page'></head><body>"
	    "<div class='_1 fbUserStory'><h5><span class='fwb fcg'><a href="
	    "'https://www.facebook.com/adapage/?fref=nf'>Ada Page</a></span>"
	    "</h5><a href='/adapage/posts/" ID "'><abbr data-utime="
	    "'1507453920'>Gestern</abbr></a><div class='_5pbx userContent'>"
	    "<p>Shown<span class='text_exposed_hide'>...</span><span class="
	    "'text_exposed_show'> and hidden</span><span class="
	    "'text_exposed_link'><a>Mehr</a></span></p></div></div>"
	    "<div class='_1 fbUserStory'><h5><span class='fwb fcg'><a href="
	    "'https://www.facebook.com/adapage/'>Ada Page</a></span></h5>"
	    "<a href='/adapage/posts/10150000000000002'><abbr data-utime="
	    "'1507287600'>x</abbr></a><div class='userContent'><p>Second</p>"
	    "</div></div></body></html>");

	(void)state;
	page_is(j, "profile");
	page_fact_is(j, "/author/id", "4711");
	page_fact_is(j, "/author/name", "Ada Page");
	assert_int_equal(json_array_size(json_at(j, "/thread/listed")), 2);
	page_fact_is(j, "/thread/listed/0/text", "Shown and hidden");
	page_fact_is(j, "/thread/listed/0/published", "2017-10-08T09:12:00Z");
	page_fact_is(j, "/thread/listed/0/author/id", "4711");
	page_fact_is(j, "/thread/listed/1/text", "Second");
	page_fact_is(j, "/thread/listed/1/published", "2017-10-06T11:00:00Z");
	json_decref(j);
}

static void
test_page__json_ld_of_2022(void **state)
{
	json_t *j = page_facts_html("https://www.facebook.com/ada.l/posts/"
	    PFBID, "<html><head><script type='application/ld+json'>{"
	    "\"@context\":\"https://schema.org\",\"@type\":"
	    "\"SocialMediaPosting\",\"dateCreated\":"
	    "\"2022-05-26T12:26:44-0700\",\"dateModified\":"
	    "\"2023-01-23T22:07:07-0800\",\"identifier\":\"4711;" ID
	    ";;9\",\"articleBody\":\"Words\",\"commentCount\":334,"
	    "\"interactionStatistic\":[{\"interactionType\":"
	    "\"https://schema.org/LikeAction\",\"userInteractionCount\":7}],"
	    "\"author\":{\"name\":\"Ada L.\",\"identifier\":4711,\"url\":"
	    "\"https://www.facebook.com/ada.l\"},\"comment\":[{\"identifier\":"
	    "\"555\",\"text\":\"Yes\",\"dateCreated\":"
	    "\"2022-05-26T12:29:37-0700\",\"author\":{\"name\":\"Bob\","
	    "\"identifier\":\"99\"}}]}</script></head><body>"
	    "<div class='userContentWrapper'><h5><span class='fwb'><a href="
	    "'/ada.l'>Ada L.</a></span></h5><a href='/ada.l/photos/a.1/"
	    "10150000000000077/'><abbr data-utime='1653593204'>x</abbr></a>"
	    "<div class='userContent'><p>Words</p></div><input type='hidden' "
	    "name='ft_ent_identifier' value='" ID "'></div></body></html>");

	(void)state;
	page_is(j, "post");
	page_fact_is(j, "/post/id", ID);
	page_fact_is(j, "/post/text", "Words");
	page_fact_is(j, "/post/published", "2022-05-26T19:26:44Z");
	/* When somebody last did something is no edit. */
	page_fact_is(j, "/post/edited", NULL);
	page_fact_is(j, "/post/counters/likes", "7");
	page_fact_is(j, "/author/id", "4711");
	page_fact_is(j, "/author/handle", "ada.l");
	page_fact_is(j, "/thread/replies/0/id", "555");
	page_fact_is(j, "/thread/replies/0/author/id", "99");
	assert_null(json_at(j, "/thread/listed"));
	assert_int_equal(json_array_size(json_object_get(j, "conflicts")), 0);
	json_decref(j);
}

static void
test_page__mbasic(void **state)
{
	json_t *j = page_facts_html("https://mbasic.facebook.com/story.php?"
	    "story_fbid=" ID "&id=4711", "<?xml version='1.0'?><!DOCTYPE html>"
	    "<html><body><div id='m_story_permalink_view'><div data-ft='{}'>"
	    "<header><h3><span><strong><a href='/ada.l?refid=52'>Ada L.</a>"
	    "</strong></span></h3></header><div data-ft='...'><p>My words</p>"
	    "</div><div data-ft='...'><div role='article'><header><h3><strong>"
	    "<a href='/eve'>Eve</a></strong></h3></header><div data-ft='.'>"
	    "<p>Her words</p></div></div></div><footer><div><abbr>22 hrs"
	    "</abbr><span> · </span><span><span><span>Friends</span></span>"
	    "</span></div><a href='/save/story/basic/?story_id=S%3A_I4711%3A1"
	    "'>Save</a></footer></div></div><div id='ufi_1'><div id='777'>"
	    "<div><h3><a href='/bob'>Bob</a></h3><div>Wat <img src='https://"
	    "x/images/emoji.php/v9/t/1/16/1f610.png' alt=''></div><div><abbr>"
	    "Jun 14</abbr></div></div></div></div></body></html>");

	(void)state;
	page_fact_is(j, "/post/text", "My words");
	page_fact_is(j, "/post/published", NULL);
	page_fact_is(j, "/post/audience", "Friends");
	page_fact_is(j, "/author/id", "4711");
	page_fact_is(j, "/author/handle", "ada.l");
	page_fact_is(j, "/thread/replies/0/text", "Wat 😐");
	page_fact_is(j, "/thread/replies/0/author/name", "Bob");
	page_fact_is(j, "/thread/replies/0/published", NULL);
	json_decref(j);
}

static void
test_page__mobile(void **state)
{
	json_t *j = page_facts_html("https://m.facebook.com/story.php?"
	    "story_fbid=" ID "&id=4711", "<html><body><div data-ft='{"
	    "\"top_level_post_id\":\"" ID "\",\"content_owner_id_new\":"
	    "\"4711\",\"page_insights\":{\"4711\":{\"post_context\":{"
	    "\"publish_time\":1589331678,\"story_fbid\":[\"" ID "\"]}},"
	    "\"5\":{\"post_context\":{\"publish_time\":1,\"story_fbid\":["
	    "\"6\"]}}}}'><div class='story_body_container'><header><h3><span>"
	    "<strong><a href='/ada.l/'>Ada L.</a></strong></span></h3><a href"
	    "='#'><abbr>13 May 2020 at 01:01</abbr></a></header><div data-ft="
	    "'{}'><p>Words</p></div></div></div><div id='888' data-sigil="
	    "'comment'><div data-sigil='feed_story_ring100004'></div><div>"
	    "<div>Bob</div><div data-sigil='comment-body'>Fine</div></div>"
	    "</div><script>x({ft_ent_identifier:" ID ",comment_count:149,"
	    "share_count:281,y:1})</script></body></html>");

	(void)state;
	page_fact_is(j, "/post/text", "Words");
	page_fact_is(j, "/post/published", "2020-05-13T01:01:18Z");
	page_fact_is(j, "/post/counters/replies", "149");
	page_fact_is(j, "/post/counters/reposts", "281");
	page_fact_is(j, "/author/id", "4711");
	page_fact_is(j, "/thread/replies/0/text", "Fine");
	page_fact_is(j, "/thread/replies/0/author/id", "100004");
	page_fact_is(j, "/thread/replies/0/author/name", "Bob");
	json_decref(j);
}

static void
test_answer__lines(void **state)
{
	struct page_source s[] = {
		{ URL, "text/html", BLOCK(STORY(ID, "Hello", "")) },
		/* base64 of "comment:10150000000000001_556" */
		{ "https://www.facebook.com/api/graphql/", "text/html",
		    "{\"data\":{\"node\":{\"__typename\":\"Comment\",\"id\":"
		    "\"Y29tbWVudDoxMDE1MDAwMDAwMDAwMDAwMV81NTY=\","
		    "\"legacy_fbid\":\"556\",\"body\":{\"text\":\"Later\"},"
		    "\"author\":{\"id\":\"7\",\"name\":\"Eve\"},"
		    "\"created_time\":1696158001}}}\r\n{\"label\":\"x\"}" },
	};
	json_t *j = page_facts(s, 2);
	json_t *one;
	size_t i, later = 0;

	(void)state;
	json_array_foreach(json_at(j, "/thread/replies"), i, one)
		if (span_is(span_of(page_fact(one, "/text")), "Later"))
			later++;
	assert_int_equal(later, 1);
	json_decref(j);
}

static void
test_walls(void **state)
{
	json_t *j = page_facts_html(URL, "<html><head><title>Log in to "
	    "Facebook</title></head><body><form id='login_form' action="
	    "'/login/device-based/'><input name='email'><input type="
	    "'password'></form></body></html>");

	(void)state;
	page_is(j, "login-wall");
	json_decref(j);
	/* Old pages had it in their head. */
	j = page_facts_html(URL, "<html><head><title>Ada L. | Facebook</title>"
	    "</head><body><form id='login_form'><input type='password'></form>"
	    "</body></html>");
	assert_string_not_equal(json_string_value(json_object_get(j, "page")),
	    "login-wall");
	json_decref(j);
	j = page_facts_html("https://www.facebook.com/login/?next=x",
	    "<html><body></body></html>");
	page_is(j, "login-wall");
	json_decref(j);
}

static void
test_fixtures(void **state)
{
	json_t *j = page_facts_fixture(
	    "https://www.facebook.com/visitaustria/",
	    "facebook_page_2017.html");

	(void)state;
	if (j == NULL)
		skip();
	page_fact_is(j, "/author/id", "237593747032");
	page_fact_is(j, "/author/handle", "visitaustria");
	page_fact_is(j, "/thread/listed/0/published", "2017-10-08T09:12:00Z");
	page_fact_is(j, "/thread/listed/1/published", "2017-10-06T11:00:00Z");
	json_decref(j);
	j = page_facts_fixture("https://mbasic.facebook.com/story.php?"
	    "story_fbid=10105903705927793&id=214707",
	    "facebook_mbasic_post.html");
	page_fact_is(j, "/author/id", "214707");
	page_fact_is(j, "/post/published", NULL);
	assert_int_equal(json_array_size(json_at(j, "/thread/replies")), 2);
	json_decref(j);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_identity__all_forms),
		cmocka_unit_test(test_page__json_block),
		cmocka_unit_test(test_page__pfbid),
		cmocka_unit_test(test_page__script_of_2023),
		cmocka_unit_test(test_page__shared_story),
		cmocka_unit_test(test_page__of_2017),
		cmocka_unit_test(test_page__json_ld_of_2022),
		cmocka_unit_test(test_page__mbasic),
		cmocka_unit_test(test_page__mobile),
		cmocka_unit_test(test_answer__lines),
		cmocka_unit_test(test_walls),
		cmocka_unit_test(test_fixtures),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
