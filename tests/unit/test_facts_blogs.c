#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/lib/page_facts.h"

#define URL	"https://blog.test/2024/05/02/a-robin/"
#define WP_HEAD	"<meta name='generator' content='WordPress 6.5'>"

static const char wordpress[] = "<html lang='fr'><head>" WP_HEAD
    "<meta property='og:type' content='article'><meta property='og:url' "
    "content='" URL "'><meta property='article:published_time' content="
    "'2024-05-02T06:10:00+00:00'></head><body class='post-template-default "
    "single single-post postid-42'><article id='post-42' class='post-42 post "
    "hentry'><header><h1 class='entry-title'>A robin</h1><time class="
    "'entry-date published' datetime='2024-05-02T08:10:00+02:00'>2 mai</time>"
    "<span class='author vcard'><a class='url fn n' rel='author' href="
    "'https://blog.test/author/ada/'>Ada Luz</a></span></header>"
    "<div class='entry-content'><p>One robin.</p><p>Two.</p>"
    "<div class='sharedaddy'><h3>Share this:</h3></div></div></article>"
    "<div id='comments'><h2 class='comments-title'>2 thoughts on A robin</h2>"
    "<ol class='comment-list'><li id='comment-7' class='comment'><article "
    "id='div-comment-7'><footer><div class='comment-author vcard'><b class="
    "'fn'><a href='https://bo.test/' class='url'>Bo Arendt</a></b></div>"
    "<div class='comment-metadata'><a href='" URL "#comment-7'><time datetime="
    "'2024-05-03T10:00:00+02:00'>3 mai</time></a></div></footer><div class="
    "'comment-content'><p>Nice.</p></div><div class='reply'><a class="
    "'comment-reply-link' href='#'>Reply</a></div></article><ol class="
    "'children'><li id='comment-8' class='comment'><article id="
    "'div-comment-8'><div class='comment-author vcard'><b class='fn'>Ada Luz"
    "</b></div><div class='comment-metadata'><a href='" URL "#comment-8'>"
    "<time datetime='2024-05-03T11:00:00+02:00'>3 mai</time></a></div><div "
    "class='comment-content'><p>Thanks.</p></div></article></li></ol></li>"
    "</ol></div><aside><a rel='author' href='/author/cy/'>Cy Dahl</a></aside>"
    "</body></html>";

static void
test_wordpress__post_author_and_comments(void **state)
{
	json_t *j = page_facts_html(URL, wordpress);

	(void)state;
	page_is(j, "post");
	page_fact_is(j, "/post/id", "42");
	page_fact_is(j, "/post/title", "A robin");
	page_fact_is(j, "/post/text", "One robin.\n\nTwo.");
	page_fact_is(j, "/post/published", "2024-05-02T06:10:00Z");
	page_fact_is(j, "/post/lang", "fr");
	page_fact_is(j, "/author/handle", "ada");
	page_fact_is(j, "/author/name", "Ada Luz");
	page_fact_is(j, "/author/url", "https://blog.test/author/ada/");
	page_fact_is(j, "/thread/announced", "2");
	page_fact_is(j, "/thread/replies/0/id", "7");
	page_fact_is(j, "/thread/replies/0/text", "Nice.");
	page_fact_is(j, "/thread/replies/0/published",
	    "2024-05-03T08:00:00Z");
	page_fact_is(j, "/thread/replies/0/author/name", "Bo Arendt");
	page_fact_is(j, "/thread/replies/1/text", "Thanks.");
	page_fact_is(j, "/thread/replies/1/in_reply_to", "7");
	page_fact_is(j, "/thread/replies/1/author/name", "Ada Luz");
	assert_int_equal(json_array_size(json_object_get(json_object_get(j,
	    "thread"), "replies")), 2);
	assert_int_equal(json_array_size(json_object_get(j, "conflicts")), 0);
	json_decref(j);
}

/* A URL that ends in a comment is about the comment. */
static void
test_wordpress__the_comment_that_the_url_names(void **state)
{
	json_t *j = page_facts_html(URL "#comment-7", wordpress);

	(void)state;
	page_fact_is(j, "/post/id", "7");
	page_fact_is(j, "/post/text", "Nice.");
	page_fact_is(j, "/author/name", "Bo Arendt");
	page_fact_is(j, "/author/handle", NULL);
	json_decref(j);
	/* But "more" is a place in the post itself. */
	j = page_facts_html(URL "#more-42", wordpress);
	page_fact_is(j, "/post/id", "42");
	page_fact_is(j, "/post/published", "2024-05-02T06:10:00Z");
	json_decref(j);
}

/* Times of two sources an hour apart are both shown. */
static void
test_wordpress__two_times(void **state)
{
	json_t *j = page_facts_html(URL, "<html><head>" WP_HEAD "<meta "
	    "property='og:type' content='article'><meta property="
	    "'article:published_time' content='2024-05-02T07:10:00+00:00'>"
	    "</head><body class='single-post postid-42'><article id='post-42' "
	    "itemscope itemtype='http://schema.org/BlogPosting'><time itemprop"
	    "='datePublished' datetime='2024-05-02T08:10:00+02:00'>2 May"
	    "</time></article></body></html>"), *c;

	(void)state;
	c = json_array_get(json_object_get(j, "conflicts"), 0);
	assert_string_equal(json_string_value(json_object_get(c, "fact")),
	    "post.published");
	page_fact_is(j, "/conflicts/0/values/0", "2024-05-02T07:10:00Z");
	page_fact_is(j, "/conflicts/0/values/1", "2024-05-02T06:10:00Z");
	json_decref(j);
}

static void
test_wordpress__an_account_without_a_name_is_not_told(void **state)
{
	json_t *j = page_facts_html(URL, "<html><head>" WP_HEAD "</head><body "
	    "class='single-post postid-42'><article id='post-42'><a rel="
	    "'author' href='/author/admin/'>admin</a><div class="
	    "'entry-content'><p>One robin.</p></div></article></body></html>");

	(void)state;
	page_fact_is(j, "/post/id", "42");
	assert_null(json_object_get(j, "author"));
	json_decref(j);
}

/* The REST API knows the account's number; its times are UTC. */
/* Links of a text to the pages of others, here and on other sites. */
static void
test_wordpress__people_that_a_text_links_to(void **state)
{
	json_t *j = page_facts_html("https://blog.test/2024/05/a-robin/",
	    "<body class='single-post postid-12'><article id='post-12' class="
	    "'post-12 post type-post'><span class='author'>Ada Luz</span><div "
	    "class='entry-content'><p>One robin that came when nobody was in "
	    "the garden, and did not leave before the rain had stopped, as <a "
	    "rel='author' href='https://other.test/author/bo/'>Bo Arendt</a> "
	    "saw from the window.</p><p>And another one, which was so small "
	    "that nobody but the one who wrote of it on this "
	    "very site a year ago had ever seen it there, as we read in her "
	    "story of the birds in the garden: <a href='/author/cleo/'>"
	    "Cleo Ray</a>.</p></div></article></body>");

	(void)state;
	page_fact_is(j, "/author/name", "Ada Luz");
	json_decref(j);
}

static void
test_wordpress__data_of_the_api(void **state)
{
	static const struct page_source all[] = {
		{ URL, "text/html", wordpress },
		{ "https://blog.test/wp-json/wp/v2/posts?slug=a-robin",
		    "application/json", "[{\"id\":42,\"date\":"
		    "\"2024-05-02T08:10:00\",\"date_gmt\":"
		    "\"2024-05-02T06:10:00\",\"modified_gmt\":"
		    "\"2024-05-04T00:00:00\",\"link\":\"" URL "\",\"title\":{"
		    "\"rendered\":\"A robin\"},\"content\":{\"rendered\":"
		    "\"<p>One robin.</p>\\n<p>Two.</p>\\n\"},\"author\":3}]" },
		{ "https://blog.test/wp-json/wp/v2/comments?post=42",
		    "application/json", "[{\"id\":7,\"post\":42,\"parent\":0,"
		    "\"author\":0,\"author_name\":\"Bo Arendt\",\"date_gmt\":"
		    "\"2024-05-03T08:00:00\",\"content\":{\"rendered\":"
		    "\"<p>Nice.</p>\\n\"}}]" } };
	json_t *j = page_facts(all, 3);

	(void)state;
	page_fact_is(j, "/post/id", "42");
	page_fact_is(j, "/post/edited", "2024-05-04T00:00:00Z");
	page_fact_is(j, "/author/id", "3");
	page_fact_is(j, "/author/handle", "ada");
	assert_int_equal(json_array_size(json_object_get(json_object_get(j,
	    "thread"), "replies")), 2);
	assert_int_equal(json_array_size(json_object_get(j, "conflicts")), 0);
	json_decref(j);
}

static void
test_blogger__the_theme_has_no_say(void **state)
{
	json_t *j = page_facts_html("http://birds.blogspot.fr/2016/12/"
	    "a-robin.html", "<html><head><meta content='blogger' name="
	    "'generator'/><meta name='author' value='Theme Maker'/></head>"
	    "<body><div class='post hentry'><a name='3969073602705017876'>"
	    "</a><h3 class='post-title entry-title'>A robin</h3><div class="
	    "'post-body entry-content'>One robin.<br/>Two.</div><div class="
	    "'post-footer'><span class='post-author vcard'>Posted by <span "
	    "class='fn'><a href='https://www.blogger.com/profile/12345'>Ada "
	    "Luz</a></span></span><a class='timestamp-link' rel='bookmark' "
	    "href='http://birds.blogspot.fr/2016/12/a-robin.html'><abbr class="
	    "'published' title='2016-12-23T05:11:00-05:00'>5:11</abbr></a>"
	    "</div></div><ul><li class='comment' id='c98765432'><div class="
	    "'comment-header'><cite class='user'><a href="
	    "'https://www.blogger.com/profile/777'>Bo</a></cite><span class="
	    "'datetime'>December 24, 2016 at 1:02 PM</span></div><p class="
	    "'comment-content'>Nice.</p></li></ul></body></html>");

	(void)state;
	page_fact_is(j, "/post/id", "3969073602705017876");
	page_fact_is(j, "/post/text", "One robin.\nTwo.");
	page_fact_is(j, "/post/published", "2016-12-23T10:11:00Z");
	page_fact_is(j, "/author/id", "12345");
	page_fact_is(j, "/author/name", "Ada Luz");
	page_fact_is(j, "/thread/replies/0/text", "Nice.");
	page_fact_is(j, "/thread/replies/0/published", "2016-12-24T13:02");
	page_fact_is(j, "/thread/replies/0/author/id", "777");
	json_decref(j);
}

static void
test_blogger__countries_are_one_blog(void **state)
{
	struct identity a, b;

	(void)state;
	assert_true(identity_of("http://birds.blogspot.fr/2016/12/a.html",
	    &a));
	assert_true(identity_of("https://birds.blogspot.com/2016/12/a.html",
	    &b));
	assert_true(identity_same(&a, &b));
}

static void
test_medium__titles_in_the_text_are_left_out(void **state)
{
	json_t *j = page_facts_html("https://medium.com/@ada/a-robin-"
	    "fb39f4f701bb?source=x", "<html><head><meta property='al:ios:url' "
	    "content='medium://p/fb39f4f701bb'><meta property="
	    "'article:author' content='https://medium.com/@ada'><meta name="
	    "'author' content='Ada Luz'><meta property="
	    "'article:published_time' content='2015-03-17T16:27:40.294Z'>"
	    "<script>window.__APOLLO_STATE__ = {\"Post:fb39f4f701bb\":{\"id\":"
	    "\"fb39f4f701bb\",\"title\":\"A robin\",\"firstPublishedAt\":"
	    "1426609660294,\"clapCount\":9,\"creator\":{\"__ref\":"
	    "\"User:28ff78\"}},\"User:28ff78\":{\"id\":\"28ff78\","
	    "\"username\":\"ada\",\"name\":\"Ada Luz\"}}</script></head><body>"
	    "<article><section><h1>A robin</h1><h4>And a wren</h4><p class="
	    "'pw-post-body-paragraph' id='a1b2'>One.</p><h2>More</h2><p class="
	    "'pw-post-body-paragraph' id='a1b3'>Two.</p></section></article>"
	    "</body></html>");

	(void)state;
	page_fact_is(j, "/post/id", "fb39f4f701bb");
	page_fact_is(j, "/post/text", "One.\n\nMore\n\nTwo.");
	page_fact_is(j, "/post/published", "2015-03-17T16:27:40.294Z");
	page_fact_is(j, "/post/counters/likes", "9");
	page_fact_is(j, "/author/id", "28ff78");
	page_fact_is(j, "/author/handle", "ada");
	json_decref(j);
}

static void
test_tumblr__blog_and_number_of_the_app(void **state)
{
	json_t *j = page_facts_html("http://birds.tumblr.com/post/96439224994/"
	    "a-robin", "<html><head><meta property='al:ios:url' content="
	    "'tumblr://x-callback-url/blog?blogName=birds&amp;postID="
	    "96439224994'><meta property='og:description' content='One robin "
	    "is here.\nTwo...'></head><body><div><div id='text'><ul><li>One "
	    "robin is here.</li><li>Two.</li></ul></div><form></form></div>"
	    "</body></html>");

	(void)state;
	page_fact_is(j, "/post/id", "96439224994");
	page_fact_is(j, "/post/text", "One robin is here.\nTwo.");
	page_fact_is(j, "/author/handle", "birds");
	json_decref(j);
	page_named("https://www.tumblr.com/birds/96439224994/a-robin",
	    IDENTITY_POST, "tumblr", "96439224994", "birds",
	    "https://www.tumblr.com/birds/96439224994");
	page_named("https://www.tumblr.com/login?redirect_to=%2Fbirds",
	    IDENTITY_WALL, "tumblr", "", "", "https://www.tumblr.com/login");
}

static void
test_ghost__number_and_account(void **state)
{
	json_t *j = page_facts_html("https://blog.test/a-robin/", "<html><head>"
	    "<meta name='generator' content='Ghost 5.80'><meta property="
	    "'og:type' content='article'><meta property="
	    "'article:published_time' content='2024-05-02T06:10:00.000Z'>"
	    "</head><body class='post-template'><article><header><h1>A robin"
	    "</h1><a href='/author/ada/'>Ada Luz</a></header><section class="
	    "'gh-content'><p>One robin.</p></section></article><div "
	    "data-post-id='5f1b0c0d0e0f101112131415'></div></body></html>");

	(void)state;
	page_fact_is(j, "/post/id", "5f1b0c0d0e0f101112131415");
	page_fact_is(j, "/post/text", "One robin.");
	page_fact_is(j, "/author/handle", "ada");
	json_decref(j);
}

static void
test_hackernews__a_comment_and_its_story(void **state)
{
	static const char page[] = "<html><body><table><tr class='athing' id="
	    "'1'><td><span class='titleline'><a href='https://x.test/'>A robin"
	    "</a></span></td></tr><tr><td><a class='hnuser'>ada</a><span class="
	    "'age' title='2023-01-05T12:00:00 1672920000'>x</span></td></tr>"
	    "</table><table><tr class='athing comtr' id='2'><td><a class="
	    "'hnuser'>bo</a><span class='age' title='2023-01-05T13:00:00'>x"
	    "</span><div class='commtext'>Nice.</div></td></tr></table></body>"
	    "</html>";
	json_t *j = page_facts_html("https://news.ycombinator.com/item?id=1",
	    page);

	(void)state;
	page_is(j, "thread");
	page_fact_is(j, "/post/title", "A robin");
	page_fact_is(j, "/post/published", "2023-01-05T12:00:00Z");
	page_fact_is(j, "/author/handle", "ada");
	page_fact_is(j, "/thread/replies/0/text", "Nice.");
	page_fact_is(j, "/thread/replies/0/published",
	    "2023-01-05T13:00:00Z");
	page_fact_is(j, "/thread/replies/0/author/handle", "bo");
	json_decref(j);
}

static void
test_disqus__comments_of_another_page(void **state)
{
	json_t *j = page_facts_html("https://disqus.com/embed/comments/?t_u=x",
	    "<html><body><script type='text/json' id='disqus-threadData'>"
	    "{\"response\":{\"posts\":[{\"id\":\"31\",\"createdAt\":"
	    "\"2017-03-09T23:16:02\",\"message\":\"<p>Nice.</p>\",\"likes\":2,"
	    "\"parent\":null,\"author\":{\"id\":\"5\",\"username\":\"bo\","
	    "\"name\":\"Bo Arendt\",\"profileUrl\":"
	    "\"https://disqus.com/by/bo/\"}}]}}</script></body></html>");

	(void)state;
	page_fact_is(j, "/thread/replies/0/id", "31");
	page_fact_is(j, "/thread/replies/0/text", "Nice.");
	page_fact_is(j, "/thread/replies/0/published",
	    "2017-03-09T23:16:02Z");
	page_fact_is(j, "/thread/replies/0/author/handle", "bo");
	json_decref(j);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_wordpress__post_author_and_comments),
		cmocka_unit_test(
		    test_wordpress__the_comment_that_the_url_names),
		cmocka_unit_test(test_wordpress__two_times),
		cmocka_unit_test(
		    test_wordpress__an_account_without_a_name_is_not_told),
		cmocka_unit_test(test_wordpress__people_that_a_text_links_to),
		cmocka_unit_test(test_wordpress__data_of_the_api),
		cmocka_unit_test(test_blogger__the_theme_has_no_say),
		cmocka_unit_test(test_blogger__countries_are_one_blog),
		cmocka_unit_test(test_medium__titles_in_the_text_are_left_out),
		cmocka_unit_test(test_tumblr__blog_and_number_of_the_app),
		cmocka_unit_test(test_ghost__number_and_account),
		cmocka_unit_test(test_hackernews__a_comment_and_its_story),
		cmocka_unit_test(test_disqus__comments_of_another_page),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
