#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/lib/page_facts.h"

/* --- URLs --- */

static void
test_identity__topics_posts_and_people(void **state)
{
	static const struct {
		const char *url, *platform, *id, *canonical;
		enum identity_kind kind;
	} rows[] = {
		{ "https://f.test/threads/birds.12/", "xenforo", "f.test/12",
		    "https://f.test/threads/12", IDENTITY_THREAD },
		{ "https://f.test/c/threads/birds.12/post-34", "xenforo",
		    "f.test/34", "https://f.test/c/posts/34", IDENTITY_POST },
		{ "https://f.test/threads/birds.12/page-2#post-34", "xenforo",
		    "f.test/34", "https://f.test/posts/34", IDENTITY_POST },
		{ "https://f.test/members/ada.5/", "xenforo", "f.test/5",
		    "https://f.test/members/5", IDENTITY_AUTHOR },
		{ "https://f.test/b/viewtopic.php?f=4&t=167", "phpbb",
		    "f.test/167", "https://f.test/b/viewtopic.php?t=167",
		    IDENTITY_THREAD },
		{ "https://f.test/viewtopic.php?p=453&sid=aa#p453", "phpbb",
		    "f.test/453", "https://f.test/viewtopic.php?p=453",
		    IDENTITY_POST },
		{ "https://f.test/memberlist.php?mode=viewprofile&u=5",
		    "phpbb", "f.test/5",
		    "https://f.test/memberlist.php?mode=viewprofile&u=5",
		    IDENTITY_AUTHOR },
		{ "https://f.test/showthread.php/12-birds?p=34#post34",
		    "vbulletin", "f.test/34",
		    "https://f.test/showthread.php?p=34", IDENTITY_POST },
		{ "https://f.test/showthread.php?12-birds", "vbulletin",
		    "f.test/12", "https://f.test/showthread.php?t=12",
		    IDENTITY_THREAD },
		{ "https://f.test/index.php?topic=12.msg34#msg34", "smf",
		    "f.test/34", "https://f.test/index.php?msg=34",
		    IDENTITY_POST },
		{ "https://f.test/showthread.php?tid=12&pid=34#pid34", "mybb",
		    "f.test/34", "https://f.test/showthread.php?pid=34",
		    IDENTITY_POST },
		{ "https://f.test/t/birds/12/3", "discourse", "f.test/12/3",
		    "https://f.test/t/12/3", IDENTITY_POST },
		{ "https://f.test/t/12.json", "discourse", "f.test/12",
		    "https://f.test/t/12", IDENTITY_THREAD },
		{ "https://stackoverflow.com/questions/1/birds/2#2",
		    "stackexchange", "stackoverflow.com/2",
		    "https://stackoverflow.com/a/2", IDENTITY_POST },
		{ "https://birds.stackexchange.com/q/1", "stackexchange",
		    "birds.stackexchange.com/1",
		    "https://birds.stackexchange.com/q/1", IDENTITY_POST },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		page_named(rows[i].url, rows[i].kind, rows[i].platform,
		    rows[i].id, "", rows[i].canonical);
}

static void
test_identity__what_is_no_forum(void **state)
{
	struct identity id;

	(void)state;
	assert_false(identity_of("https://f.test/threads/", &id));
	assert_false(identity_of("https://f.test/t/birds/", &id));
	assert_false(identity_of("https://f.test/viewtopic.php?t=x", &id));
	assert_false(identity_of("https://f.test/topic/birds/", &id));
	assert_false(identity_of("https://f.test/2024/05/posts/", &id));
}

/* The same number on two forums is not the same post. */
static void
test_identity__each_site_counts_for_itself(void **state)
{
	struct identity a, b;

	(void)state;
	assert_true(identity_of("https://a.test/posts/34/", &a));
	assert_true(identity_of("https://b.test/posts/34/", &b));
	assert_false(identity_same(&a, &b));
	assert_true(identity_of("https://a.test/threads/x.1/#post-34", &b));
	assert_true(identity_same(&a, &b));
}

/* --- XenForo --- */

#define XF_POST(user, uid, id, number, epoch, text)			\
	"<article class='message message--post' data-author='" user "' " \
	"data-content='post-" id "'><section class='message-user'>"	\
	"<a class='avatar' data-user-id='" uid "'><img src='/a/" uid	\
	".jpg'></a><h4 class='message-name'><a href='/members/u." uid	\
	"/'>" user "</a></h4></section><header class='message-attribution'>" \
	"<a href='/threads/birds.12/post-" id "'><time datetime='2024-05-02" \
	"T08:10:00+0200' data-time='" epoch "'>2 May</time></a><ul class=" \
	"'message-attribution-opposite'><li><a href='#'>#" number "</a></li>" \
	"</ul></header><article class='message-body'><div class='bbWrapper'>" \
	text "</div><div class='js-selectToQuoteEnd'>&nbsp;</div></article>" \
	"<aside class='message-signature'>My birds</aside></article>"

static const char xenforo[] = "<html id='XF' data-template='thread_view'>"
    "<head><script type='application/ld+json'>{\"@type\":"
    "\"DiscussionForumPosting\",\"headline\":\"Birds\",\"author\":{\"name\":"
    "\"ada\"},\"datePublished\":\"2024-05-02\",\"interactionStatistic\":{"
    "\"interactionType\":\"https://schema.org/ReplyAction\","
    "\"userInteractionCount\":7}}</script></head><body>"
    "<h1 class='p-title-value'>Birds</h1>"
    XF_POST("ada", "5", "33", "1", "1714630200", "A robin.<br>Two.")
    XF_POST("bo", "6", "34", "2", "1714633800", "A wren.") "</body></html>";

static void
test_xenforo__the_first_post_of_a_topic(void **state)
{
	json_t *j = page_facts_html("https://f.test/threads/birds.12/",
	    xenforo);

	(void)state;
	page_is(j, "thread");
	page_fact_is(j, "/post/id", "33");
	page_fact_is(j, "/post/title", "Birds");
	page_fact_is(j, "/post/text", "A robin.\nTwo.");
	page_fact_is(j, "/post/published", "2024-05-02T06:10:00Z");
	page_fact_is(j, "/author/id", "5");
	page_fact_is(j, "/author/handle", "ada");
	page_fact_is(j, "/author/url", "https://f.test/members/u.5/");
	page_fact_is(j, "/thread/announced", "7");
	page_fact_is(j, "/thread/replies/0/id", "34");
	page_fact_is(j, "/thread/replies/0/author/handle", "bo");
	json_decref(j);
}

/* What the head says is about the topic, and not about the second post. */
static void
test_xenforo__the_post_that_the_url_names(void **state)
{
	static const char * const urls[] = {
		"https://f.test/threads/birds.12/post-34",
		"https://f.test/threads/birds.12/#post-34", NULL };

	(void)state;
	for (size_t i = 0; urls[i] != NULL; i++) {
		json_t *j = page_facts_html(urls[i], xenforo);

		page_fact_is(j, "/post/id", "34");
		page_fact_is(j, "/post/text", "A wren.");
		page_fact_is(j, "/post/published", "2024-05-02T07:10:00Z");
		page_fact_is(j, "/author/handle", "bo");
		page_fact_is(j, "/author/name", NULL);
		json_decref(j);
	}
}

/* A later page does not have the post that the topic began with. */
static void
test_xenforo__a_post_that_is_not_on_the_page(void **state)
{
	json_t *j = page_facts_html("https://f.test/threads/birds.12/post-99",
	    xenforo);

	(void)state;
	assert_null(json_object_get(j, "post"));
	assert_null(json_object_get(j, "author"));
	json_decref(j);
}

static void
test_xenforo__errors_and_log_in(void **state)
{
	json_t *j = page_facts_html("https://f.test/threads/birds.12/",
	    "<html id='XF' data-template='error'><body><div class="
	    "'blockMessage'>The requested thread could not be found.</div>"
	    "</body></html>");

	(void)state;
	page_is(j, "error");
	json_decref(j);
	j = page_facts_html("https://f.test/threads/birds.12/",
	    "<html id='XF' data-template='login'><body><form><input "
	    "type='password'></form></body></html>");
	page_is(j, "login-wall");
	json_decref(j);
}

static void
test_xenforo1__a_time_without_zone(void **state)
{
	json_t *j = page_facts_html("https://f.test/threads/birds.12/",
	    "<html id='XenForo'><body><div class='titleBar'><h1>Birds</h1>"
	    "</div><ol><li id='post-33' class='message' data-author='ada'>"
	    "<h3 class='userText'><a class='username' href='members/ada.5/'>"
	    "ada</a></h3><blockquote class='messageText'>A robin."
	    "<div class='messageTextEndMarker'>&nbsp;</div></blockquote>"
	    "<div class='messageMeta'><a class='datePermalink' href="
	    "'threads/birds.12/#post-33'><span class='DateTime' title="
	    "'Jan 31, 2012 at 5:06 PM'>Jan 31</span></a><a class="
	    "'hashPermalink'>#1</a></div></li></ol></body></html>");

	(void)state;
	page_fact_is(j, "/post/text", "A robin.");
	page_fact_is(j, "/post/published", "2012-01-31T17:06");
	page_fact_is(j, "/author/id", "5");
	json_decref(j);
}

/* --- phpBB --- */

#define BB_POST(user, uid, id, when, text)				\
	"<div id='p" id "' class='post'><div class='postbody'><p class=" \
	"'author'><a href='./viewtopic.php?p=" id "&amp;sid=0123456789abcdef" \
	"#p" id "'>Post</a>by <strong><a href='./memberlist.php?mode="	\
	"viewprofile&amp;u=" uid "&amp;sid=0123456789abcdef' class="	\
	"'username'>" user "</a></strong> &raquo; " when "</p><div "	\
	"class='content'>" text "</div><div class='signature'>My birds"	\
	"</div></div></div>"

static const char phpbb[] = "<html><body id='phpbb' class='section-viewtopic'>"
    "<h2 class='topic-title'><a href='./viewtopic.php?t=167'>Birds</a></h2>"
    "<div class='pagination'>1.247 posts &bull; Page <b>1</b></div>"
    BB_POST("ada", "5", "453", "21.01.2009, 05:42 ", "A robin.<br>Two.")
    BB_POST("bo", "6", "454", "Wed Jan 21, 2009 6:01 pm ", "A wren.")
    "</body></html>";

static void
test_phpbb__local_times_and_no_sessions(void **state)
{
	json_t *j = page_facts_html("https://f.test/viewtopic.php?t=167",
	    phpbb), *post;
	char *all;

	(void)state;
	page_is(j, "thread");
	page_fact_is(j, "/post/id", "453");
	page_fact_is(j, "/post/text", "A robin.\nTwo.");
	page_fact_is(j, "/post/published", "2009-01-21T05:42");
	post = json_object_get(json_object_get(j, "post"), "published");
	assert_string_equal(json_string_value(json_object_get(post, "zone")),
	    "unknown");
	page_fact_is(j, "/post/url",
	    "https://f.test/viewtopic.php?p=453#p453");
	page_fact_is(j, "/author/id", "5");
	page_fact_is(j, "/author/handle", "ada");
	page_fact_is(j, "/thread/announced", "1246");
	page_fact_is(j, "/thread/replies/0/published", "2009-01-21T18:01");
	all = json_dumps(j, 0);
	assert_null(strstr(all, "0123456789abcdef"));
	free(all);
	json_decref(j);
	j = page_facts_html("https://f.test/viewtopic.php?p=454", phpbb);
	page_fact_is(j, "/post/id", "454");
	page_fact_is(j, "/author/handle", "bo");
	json_decref(j);
}

/* --- vBulletin --- */

static void
test_vbulletin__a_later_page_has_the_topic_alone(void **state)
{
	json_t *j = page_facts_html("https://f.test/12-birds-34.html",
	    "<html id='vbulletin_html'><head><link rel='canonical' href="
	    "'https://f.test/12-birds-34.html'><meta name='description' "
	    "content='A robin, says ada.'><script type='application/ld+json'>"
	    "{\"@type\":\"DiscussionForumPosting\",\"headline\":\"Birds\","
	    "\"datePublished\":\"2011-02-21T17:47:28+01:00\"}</script></head>"
	    "<body><ol><li class='postbit postcontainer' id='post_949757'>"
	    "<a class='username' href='/members/71_cy.html'>cy</a>"
	    "<div class='posthead'><span class='date'>03.03.2011,&nbsp;14:17"
	    "</span></div><a class='postcounter' href='#post949757'>#661</a>"
	    "<div id='post_message_949757'><blockquote class='postcontent'>"
	    "A wren.</blockquote></div></li></ol></body></html>");

	(void)state;
	page_is(j, "thread");
	page_fact_is(j, "/post/published", "2011-02-21T16:47:28Z");
	page_fact_is(j, "/post/text", "A robin, says ada.");
	assert_null(json_object_get(j, "author"));
	page_fact_is(j, "/thread/replies/0/text", "A wren.");
	page_fact_is(j, "/thread/replies/0/author/handle", "cy");
	page_fact_is(j, "/thread/replies/0/published", "2011-03-03T14:17");
	json_decref(j);
}

/* --- Discourse --- */

#define DC_POST(user, number, when, edited, text)			\
	"<div itemscope itemtype='http://schema.org/DiscussionForumPosting' " \
	"class='topic-body crawler-post'><span itemprop='author' itemscope>"\
	"<a itemprop='url' href='https://f.test/u/" user "'><span itemprop=" \
	"'name'>" user "</span></a> (Ada Luz)</span><meta itemprop="	\
	"'datePublished' content='" when "'>" edited "<span itemprop="	\
	"'position'>#" number "</span><div class='post' itemprop="	\
	"'articleBody'>" text "</div></div>"

static const char discourse[] = "<html><head><meta name='generator' content="
    "'Discourse 3.2'><meta property='article:published_time' content="
    "'2014-02-06T04:55:19+00:00'><meta property='og:type' content='article'>"
    "</head><body><noscript><h1 class='crawler-topic-title'><a>Birds</a></h1>"
    DC_POST("ada", "1", "2014-02-06T04:55:19Z", "<time itemprop="
    "'dateModified' datetime='2015-06-19T06:45:49Z'></time>",
    "<p>A robin.</p><div class='lightbox-wrapper'><a><div class='meta'>"
    "x.png 217 KB</div></a></div>")
    DC_POST("bo", "2", "2014-02-06T05:27:06Z", "", "<p>A wren.</p>")
    "</noscript></body></html>";

static void
test_discourse__the_topic_and_the_second_post(void **state)
{
	json_t *j = page_facts_html("https://f.test/t/birds/12", discourse);

	(void)state;
	page_is(j, "thread");
	page_fact_is(j, "/post/text", "A robin.");
	page_fact_is(j, "/post/edited", "2015-06-19T06:45:49Z");
	page_fact_is(j, "/author/handle", "ada");
	json_decref(j);
	j = page_facts_html("https://f.test/t/birds/12/2", discourse);
	page_fact_is(j, "/post/text", "A wren.");
	page_fact_is(j, "/post/published", "2014-02-06T05:27:06Z");
	page_fact_is(j, "/post/edited", NULL);
	page_fact_is(j, "/author/handle", "bo");
	json_decref(j);
}

/* The data has what the page has, and the numbers besides. */
static void
test_discourse__page_and_data_agree(void **state)
{
	static const struct page_source all[] = {
		{ "https://f.test/t/birds/12/2", "text/html", discourse },
		{ "https://f.test/t/12/2.json", "application/json",
		    "{\"id\":12,\"title\":\"Birds\",\"posts_count\":5,"
		    "\"post_stream\":{\"posts\":[{\"id\":901,\"post_number\":1,"
		    "\"username\":\"ada\",\"user_id\":7,\"cooked\":\"<p>A "
		    "robin.</p>\",\"created_at\":\"2014-02-06T04:55:19.000Z\","
		    "\"updated_at\":\"2015-06-19T06:45:49.000Z\",\"version\":"
		    "2},{\"id\":902,\"post_number\":2,\"username\":\"bo\","
		    "\"name\":\"Bo Arendt\",\"user_id\":8,\"cooked\":\"<p>A "
		    "wren.</p>\",\"created_at\":\"2014-02-06T05:27:06.123Z\","
		    "\"updated_at\":\"2014-02-07T00:00:00.000Z\",\"version\":"
		    "1,\"reply_to_post_number\":1,\"actions_summary\":[{"
		    "\"id\":2,\"count\":3}]}]}}" } };
	json_t *j = page_facts(all, 2);

	(void)state;
	page_fact_is(j, "/post/id", "902");
	page_fact_is(j, "/post/text", "A wren.");
	page_fact_is(j, "/post/edited", NULL);
	page_fact_is(j, "/post/counters/likes", "3");
	page_fact_is(j, "/author/id", "8");
	page_fact_is(j, "/author/name", "Bo Arendt");
	page_fact_is(j, "/thread/announced", "4");
	assert_int_equal(json_array_size(json_object_get(json_object_get(j,
	    "thread"), "replies")), 1);
	assert_int_equal(json_array_size(json_object_get(j, "conflicts")), 0);
	json_decref(j);
}

/* --- Stack Exchange --- */

#define SE_POST(id, kind, user, uid, when, text)			\
	"<div id='" id "' data-" kind "><div class='js-vote-count'>3</div>" \
	"<div class='js-post-body'><p>" text "</p></div><div class="	\
	"'post-signature'><div class='user-action-time'>edited <span class=" \
	"'relativetime' title='2020-01-01 00:00:00Z'>x</span></div><div " \
	"class='user-details'><a href='/users/1/editor'>editor</a></div>" \
	"</div><div class='post-signature'><div class='user-action-time'>" \
	"<span class='relativetime' title='" when "'>x</span></div><div " \
	"class='user-details'><a href='/users/" uid "/" user "'>" user	\
	"</a></div></div></div>"

static void
test_stackexchange__the_owner_and_not_the_editor(void **state)
{
	static const char page[] = "<html><body><div id='question-header'>"
	    "<h1>Which bird?</h1></div><div id='answers-header'><h2 "
	    "data-answercount='1'>1 Answer</h2></div>"
	    SE_POST("question", "questionid='1'", "ada", "5",
	    "2014-02-06 20:37:20Z", "Red breast.")
	    SE_POST("answer-2", "answerid='2'", "bo", "6",
	    "2014-02-06 23:35:45Z", "A robin.") "</body></html>";
	json_t *j = page_facts_html("https://birds.stackexchange.com/"
	    "questions/1/which-bird", page);

	(void)state;
	page_fact_is(j, "/post/id", "1");
	page_fact_is(j, "/post/text", "Red breast.");
	page_fact_is(j, "/post/published", "2014-02-06T20:37:20Z");
	page_fact_is(j, "/author/id", "5");
	page_fact_is(j, "/author/handle", "ada");
	page_fact_is(j, "/thread/replies/0/author/handle", "bo");
	json_decref(j);
	j = page_facts_html("https://birds.stackexchange.com/questions/1/"
	    "which-bird#2", page);
	page_fact_is(j, "/post/text", "A robin.");
	page_fact_is(j, "/author/id", "6");
	json_decref(j);
}

/* Addresses that look like those of software, of pages that are none. */
static void
test_software__an_address_alone_is_none(void **state)
{
	static const char *const urls[] = { "https://site.test/posts/9",
		"https://site.test/t/a-robin/123",
		"https://site.test/threads/a-robin.123/",
		"https://site.test/@ada/123456",
		"https://site.test/showthread.php?t=3",
		"https://site.test/index.php?topic=3.0",
		"https://site.test/users/ada/statuses/123", NULL };
	static const char html[] = "<head><meta property='og:type' content="
	    "'article'><meta name='author' content='Ada Luz'><meta property="
	    "'article:published_time' content='2024-05-02T08:10:00Z'></head>"
	    "<body><article><h1>A robin</h1><div class='article-body'><p>One "
	    "robin came to the window.</p></div></article></body>";
	json_t *j;

	(void)state;
	for (size_t i = 0; urls[i] != NULL; i++) {
		j = page_facts_html(urls[i], html);
		page_is(j, "post");
		assert_string_equal(json_string_value(json_object_get(j,
		    "platform")), "web");
		page_fact_is(j, "/post/text", "One robin came to the window.");
		page_fact_is(j, "/author/name", "Ada Luz");
		assert_null(json_object_get(json_object_get(j, "post"), "id"));
		json_decref(j);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_identity__topics_posts_and_people),
		cmocka_unit_test(test_identity__what_is_no_forum),
		cmocka_unit_test(test_identity__each_site_counts_for_itself),
		cmocka_unit_test(test_xenforo__the_first_post_of_a_topic),
		cmocka_unit_test(test_xenforo__the_post_that_the_url_names),
		cmocka_unit_test(test_xenforo__a_post_that_is_not_on_the_page),
		cmocka_unit_test(test_xenforo__errors_and_log_in),
		cmocka_unit_test(test_xenforo1__a_time_without_zone),
		cmocka_unit_test(test_phpbb__local_times_and_no_sessions),
		cmocka_unit_test(
		    test_vbulletin__a_later_page_has_the_topic_alone),
		cmocka_unit_test(
		    test_discourse__the_topic_and_the_second_post),
		cmocka_unit_test(test_discourse__page_and_data_agree),
		cmocka_unit_test(
		    test_stackexchange__the_owner_and_not_the_editor),
		cmocka_unit_test(test_software__an_address_alone_is_none),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
