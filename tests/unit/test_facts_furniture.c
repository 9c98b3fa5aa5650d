#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/lib/page_facts.h"

/* What stands in a text and was not written by who wrote the text. */

#define URL	"https://site.test/2024/05/a-robin"
#define HEAD	"<head><title>A robin - Site</title></head>"
#define ONE								\
	"The robin that came to the window in the morning had a red breast, " \
	"and it did not leave before the rain had stopped in the evening."
#define TWO								\
	"Nobody had seen one there for many years, and so the children drew " \
	"it, each in another color, and hung the pictures on the wall."

static void
text_is(const char *html, const char *want)
{
	json_t *j = page_facts_html(URL, html);

	if (want == NULL)
		assert_null(json_object_get(json_object_get(j, "post"),
		    "text"));
	else
		page_fact_is(j, "/post/text", want);
	json_decref(j);
}

#define MARKED(inside)							\
	HEAD "<body><article><div class='article-body'>" inside		\
	"</div></article></body>"

static void
test_furniture__names(void **state)
{
	(void)state;
	text_is(MARKED("<p>" ONE "</p><div class='GoogleDfpAd-box'>Buy</div>"
	    "<div class='image_caption'>A bird</div><div class='x-promo'><p>"
	    "Another story</p></div><ul class='list--recirculation'><li>More"
	    "</li></ul><div class='most-read-box'>Read</div><p>" TWO "</p>"),
	    ONE "\n\n" TWO);
}

/* Names that say the contrary, that a program made, of links in a sentence. */
static void
test_furniture__names_that_say_nothing(void **state)
{
	(void)state;
	text_is(MARKED("<div class='no_caption'><p>" ONE "</p></div><div "
	    "class='ab ad af' id='e1ad'>And then it <a class='popup'>flew"
	    "</a>.</div><h2 id='ad-hoc'>Later</h2><p>" TWO "</p>"),
	    ONE "\n\nAnd then it flew.\nLater\n\n" TWO);
	text_is(MARKED("<div class='share-the-text'><p>" ONE "</p><p>" TWO
	    "</p></div>"), ONE "\n\n" TWO);
}

static void
test_furniture__labels_and_what_is_not_shown(void **state)
{
	(void)state;
	text_is(MARKED("<p>" ONE "</p><div>ADVERTISEMENT</div><div style="
	    "'display: none'>Thanks!</div><p style='visibility:hidden'>x</p>"
	    "<p>No advertisement.</p><p>" TWO "</p>"),
	    ONE "\n\nNo advertisement.\n\n" TWO);
}

/* More pictures than words: it is not known which is the text. */
static void
test_furniture__a_gallery_larger_than_the_text(void **state)
{
	(void)state;
	text_is(MARKED("<p>" ONE "</p><div class='inline-gallery'><p>" TWO
	    "</p><p>" TWO "</p></div>"), NULL);
	text_is(MARKED("<p>" ONE "</p><p>" TWO "</p><div class='slideshow'>"
	    "1 of 2</div>"), ONE "\n\n" TWO);
}

static void
test_furniture__title_and_date_in_front(void **state)
{
	(void)state;
	text_is(MARKED("<b>News</b><h1>A robin</h1><span>May 2, 2024</span><p>"
	    ONE "</p><p>" TWO "</p>"), ONE "\n\n" TWO);
	text_is(MARKED("<h1>Of birds</h1><p>" ONE "</p><p>" TWO "</p>"),
	    "Of birds\n\n" ONE "\n\n" TWO);
}

/* Without marks the paragraphs are the text, not the lines around them. */
static void
test_furniture__paragraphs_where_nothing_is_marked(void **state)
{
	(void)state;
	text_is(HEAD "<body><div class='content-main'><h1>A robin</h1><div>"
	    "This line about the pictures of the page is a long one, too."
	    "</div><div><p>" ONE "</p><p>" TWO "</p><p>" ONE "</p></div><div>"
	    "Become one of our authors today, it does not cost anything."
	    "</div></div></body>", ONE "\n\n" TWO "\n\n" ONE);
	text_is(HEAD "<body><div><h1>A robin</h1><div>" ONE "<p>" TWO
	    "</p><p>" ONE "</p></div></div></body>",
	    ONE "\n\n" TWO "\n\n" ONE);
}

/* What a paragraph begins and ends with is of it, however short. */
static void
test_furniture__short_words_in_a_paragraph(void **state)
{
	(void)state;
	text_is(HEAD "<body><div><h1>A robin</h1><p><em>In May</em> <b>" ONE
	    "</b></p><p>" TWO "</p><p>" ONE " <i>Well.</i></p></div></body>",
	    "In May " ONE "\n\n" TWO "\n\n" ONE " Well.");
}

/* Of several articles the one that has the page's title, however quoted. */
static void
test_furniture__the_article_with_the_title(void **state)
{
	(void)state;
	text_is("<head><title>The 'red' robin - Site</title></head><body>"
	    "<article><h1>The \xe2\x80\x98red\xe2\x80\x99 robin</h1><div "
	    "class='entry-content'><p>" ONE "</p></div></article><article>"
	    "<h2>Site</h2><div class='entry-content'><p>" TWO "</p></div>"
	    "</article></body>", ONE);
	text_is("<head><title>Birds - Site</title></head><body><article><h2>"
	    "Robins</h2><div class='entry-content'><p>" ONE "</p></div>"
	    "</article><article><h2>Tits</h2><div class='entry-content'><p>"
	    TWO "</p></div></article></body>", NULL);
}

/* A few words are a post where the page has one article and says so. */
#define SHORT "The robin at the corner shop steals bread, and they all know it."
#define SAYS								\
	"<head><title>A robin</title><meta property='og:type' "		\
	"content='article'></head>"
#define BESIDE	"<aside><p>" ONE "</p><p>" TWO "</p></aside>"

static void
test_furniture__a_short_post(void **state)
{
	(void)state;
	text_is(SAYS "<body><article><h1>A robin</h1><p class='byline'>By <a "
	    "rel='author' href='/ada'>Ada Luz</a></p><p>" SHORT "</p>"
	    "</article>" BESIDE "</body>", SHORT);
	text_is(HEAD "<body><main><article><h2>A robin</h2><p>" SHORT "</p><p>"
	    "Ask them.</p></article></main></body>", SHORT "\n\nAsk them.");
	/* Nothing says that it is what the page is about. */
	text_is(HEAD "<body><article><h2>News</h2><p>" SHORT "</p></article>"
	    "</body>", NULL);
	text_is(SAYS "<body><article><p>" SHORT "</p></article><article><p>"
	    SHORT "</p></article></body>", NULL);
	text_is(SAYS "<body><article><h1>A robin</h1><p>By Ada Luz</p><p>It "
	    "steals.</p></article></body>", NULL);
}

static void
test_furniture__names_in_front(void **state)
{
	(void)state;
	text_is(MARKED("<p class='article_author'>Ada</p><div><a>Birds</a>"
	    "</div><p>By Ada Luz</p><p>" ONE "</p><div>And more.</div><p>" TWO
	    "</p>"), ONE "\n\nAnd more.\n\n" TWO);
	text_is(MARKED("See the #<span class='p-category'>robin</span> of "
	    "<time>2 May 2024</time> here: " ONE),
	    "See the #robin of 2 May 2024 here: " ONE);
	text_is(MARKED("<p>The <a class='category'>robin</a> again: " ONE
	    "</p>"), "The robin again: " ONE);
	text_is(MARKED("<p>By the sea.</p><p>" ONE "</p><p>" TWO "</p>"),
	    "By the sea.\n\n" ONE "\n\n" TWO);
}

/* What all of the text has is no reason to leave it out. */
static void
test_furniture__names_of_all_of_it(void **state)
{
	(void)state;
	text_is(MARKED("<div class='gallery'><p>" ONE "</p></div><div class="
	    "'gallery'><p>" TWO "</p></div>"), ONE "\n\n" TWO);
	text_is(MARKED("<div style='display:none'><p>" ONE "</p></div><div "
	    "style='display:none'><p>" TWO "</p></div><div style="
	    "'display:none'><p>" ONE "</p></div>"),
	    ONE "\n\n" TWO "\n\n" ONE);
	text_is(MARKED("<div class='box--ads'><p>" ONE "</p></div><div class="
	    "'box--ads'><p>" TWO "</p></div><div class='box--ads'><p>" ONE
	    "</p></div>"), ONE "\n\n" TWO "\n\n" ONE);
}

/* A line that is left of a text is no text. */
static void
test_furniture__next_to_nothing(void **state)
{
	(void)state;
	text_is(MARKED("<p>One robin.</p><aside><p>" ONE "</p><p>" TWO "</p>"
	    "</aside>"), NULL);
}

/* Long texts of a menu in front take nothing of the text behind them. */
static void
test_furniture__long_texts_beside(void **state)
{
	(void)state;
	text_is(HEAD "<body><nav><p>" ONE "</p><p>" ONE "</p><p>" ONE "</p>"
	    "</nav><div><div><h1>A robin</h1><p>" ONE "</p><p>" TWO "</p><p>"
	    ONE "</p><p>" TWO "</p></div></div><nav><p>" TWO "</p></nav>"
	    "</body>", ONE "\n\n" TWO "\n\n" ONE "\n\n" TWO);
}

/* The mark of a text in the foot of a page. */
static void
test_furniture__a_mark_that_is_beside(void **state)
{
	(void)state;
	text_is(HEAD "<body><article><h1>A robin</h1><div><p>" ONE "</p><p>"
	    TWO "</p><p>" ONE "</p></div></article><div id='footer'><div class"
	    "='entry-content'>CONTENT</div></div></body>",
	    ONE "\n\n" TWO "\n\n" ONE);
}

static void
test_furniture__formulas_once(void **state)
{
	(void)state;
	text_is(MARKED("<p>" ONE "</p><p>Of <math><semantics><mi>A</mi>"
	    "<annotation>{\\displaystyle A}</annotation></semantics></math>."
	    "</p><p>" TWO "</p>"), ONE "\n\nOf A.\n\n" TWO);
}

/* A film in an article, and the time of its one comment. */
static void
test_furniture__times_of_something_else(void **state)
{
	json_t *j = page_facts_html(URL, "<head><meta property='og:type' "
	    "content='article'><title>A robin</title><meta property="
	    "'article:published_time' content='2017-12-01T11:01:11Z'><script "
	    "type='application/ld+json'>{\"@context\":\"https://schema.org\","
	    "\"@type\":\"VideoObject\",\"url\":\"" URL "\",\"name\":"
	    "\"Of owls\",\"uploadDate\":\"2015-01-16T13:53:35Z\"}</script>"
	    "</head><body><article><div class='article-body'><p>" ONE "</p>"
	    "</div></article></body>");

	(void)state;
	page_fact_is(j, "/post/published", "2017-12-01T11:01:11Z");
	assert_int_equal(json_array_size(json_object_get(j, "conflicts")), 0);
	json_decref(j);
	j = page_facts_html(URL, HEAD "<body><article><div class="
	    "'article-body'><p>" ONE "</p></div></article><ol><li class="
	    "'comment'><article><footer><time datetime="
	    "'2019-08-24T03:36:11+02:00'>x</time></footer><p>" TWO "</p>"
	    "</article></li></ol></body>");
	assert_null(json_object_get(json_object_get(j, "post"), "published"));
	json_decref(j);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_furniture__names),
		cmocka_unit_test(test_furniture__names_that_say_nothing),
		cmocka_unit_test(test_furniture__labels_and_what_is_not_shown),
		cmocka_unit_test(
		    test_furniture__a_gallery_larger_than_the_text),
		cmocka_unit_test(test_furniture__title_and_date_in_front),
		cmocka_unit_test(
		    test_furniture__paragraphs_where_nothing_is_marked),
		cmocka_unit_test(test_furniture__short_words_in_a_paragraph),
		cmocka_unit_test(test_furniture__the_article_with_the_title),
		cmocka_unit_test(test_furniture__a_short_post),
		cmocka_unit_test(test_furniture__names_in_front),
		cmocka_unit_test(test_furniture__names_of_all_of_it),
		cmocka_unit_test(test_furniture__next_to_nothing),
		cmocka_unit_test(test_furniture__long_texts_beside),
		cmocka_unit_test(test_furniture__a_mark_that_is_beside),
		cmocka_unit_test(test_furniture__times_of_something_else),
		cmocka_unit_test(test_furniture__formulas_once),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
