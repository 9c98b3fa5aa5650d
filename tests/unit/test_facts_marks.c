#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "store/base/buf.h"
#include "store/base/limits.h"
#include "tests/lib/page_facts.h"

#define URL	"https://site.test/2024/05/a-robin"
#define LONG								\
	"The robin that came to the window in the morning had a red breast, " \
	"and it did not leave before the rain had stopped in the evening. "

/* --- Microformats --- */

static void
test_hentry2__post_with_card_and_answers(void **state)
{
	json_t *j = page_facts_html(URL, "<body><article class='h-entry'>"
	    "<h1 class='p-name'>A robin</h1><a class='p-author h-card' href="
	    "'/ada'><img class='u-photo' src='/ada.jpg' alt=''>Ada Luz</a>"
	    "<time class='dt-published' datetime='2024-05-02T08:10:00+02:00'>x"
	    "</time><a class='u-url' href='" URL "'>#</a><div class="
	    "'e-content'><p>One robin.</p><p>Two.</p></div><div class="
	    "'u-comment h-cite'><a class='p-author h-card' href="
	    "'https://bo.test/'>Bo Arendt</a>"
	    "<time class='dt-published' datetime='2024-05-03T00:00:00Z'>x"
	    "</time><p class='p-content'>Nice.</p></div></article></body>");

	(void)state;
	page_is(j, "post");
	page_fact_is(j, "/post/title", "A robin");
	page_fact_is(j, "/post/text", "One robin.\n\nTwo.");
	page_fact_is(j, "/post/published", "2024-05-02T06:10:00Z");
	page_fact_is(j, "/author/name", "Ada Luz");
	page_fact_is(j, "/author/url", "https://site.test/ada");
	page_fact_is(j, "/author/avatar", "https://site.test/ada.jpg");
	page_fact_is(j, "/thread/replies/0/text", "Nice.");
	page_fact_is(j, "/thread/replies/0/author/name", "Bo Arendt");
	json_decref(j);
}

/* A feed is not its first entry. */
static void
test_hentry2__a_feed_has_no_post(void **state)
{
	json_t *j = page_facts_html("https://site.test/notes", "<body><div "
	    "class='h-feed'><div class='h-entry'><a class='u-url' href='/1'>1"
	    "</a><p class='e-content'>One.</p></div><div class='h-entry'>"
	    "<a class='u-url' href='/2'>2</a><p class='e-content'>Two.</p>"
	    "</div></div></body>");

	(void)state;
	assert_null(json_object_get(j, "post"));
	json_decref(j);
}

static void
test_hatom__published_and_vcard(void **state)
{
	json_t *j = page_facts_html(URL, "<body><div class='hentry'><h2 class="
	    "'entry-title'>A robin</h2><div class='entry-content'>One robin."
	    "</div><span class='author vcard'><a class='url fn' href='/ada'>"
	    "Ada Luz</a></span><abbr class='published' title="
	    "'2024-05-02T08:10:00+02:00'>x</abbr><abbr class='updated' title="
	    "'2024-05-03T00:00:00Z'>x</abbr></div><div class='comment vcard'>"
	    "<b class='fn'>Bo Arendt</b></div></body>");

	(void)state;
	page_fact_is(j, "/post/published", "2024-05-02T06:10:00Z");
	page_fact_is(j, "/post/edited", "2024-05-03T00:00:00Z");
	page_fact_is(j, "/author/name", "Ada Luz");
	json_decref(j);
}

/* --- OpenGraph --- */

static void
test_opengraph__article(void **state)
{
	json_t *j = page_facts_html(URL, "<head><meta property='og:type' "
	    "content='article'><meta property='og:url' content='" URL "'>"
	    "<meta property='og:title' content='A robin'><meta property="
	    "'article:published_time' content='2015-04-30T07:19:58'><meta "
	    "property='article:modified_time' content='2015-04-30T07:38:17'>"
	    "<meta property='article:author' content='/auteur/2005-ada'>"
	    "<meta property='article:author' content='/auteur/2005-ada'>"
	    "</head>"), *f;

	(void)state;
	page_is(j, "post");
	/* A press site without a zone: its own clock, and it says so. */
	page_fact_is(j, "/post/published", "2015-04-30T07:19:58");
	f = json_object_get(json_object_get(j, "post"), "published");
	assert_string_equal(json_string_value(json_object_get(f, "zone")),
	    "unknown");
	page_fact_is(j, "/post/edited", "2015-04-30T07:38:17");
	json_decref(j);
}

static void
test_opengraph__the_first_page_of_a_site_is_no_post(void **state)
{
	json_t *j = page_facts_html("https://site.test/", "<head><meta "
	    "property='og:type' content='article'><meta property="
	    "'article:published_time' content='2015-04-30'></head>");

	(void)state;
	assert_null(json_object_get(j, "post"));
	json_decref(j);
}

/* --- oEmbed --- */

static void
test_oembed__json_and_xml(void **state)
{
	static const struct page_source xml = { URL, "text/xml",
	    "<?xml version=\"1.0\" encoding=\"utf-8\"?><oembed><version>1.0"
	    "</version><type>rich</type><title>A robin &amp; a wren</title>"
	    "<author_name><![CDATA[Ada Luz]]></author_name><author_url>"
	    "https://site.test/ada</author_url></oembed>" };
	json_t *j = page_facts_json(URL, "{\"version\":\"1.0\",\"type\":"
	    "\"rich\",\"title\":\"A robin\",\"author_name\":\"Ada Luz\","
	    "\"author_url\":\"https://site.test/ada\"}");

	(void)state;
	page_fact_is(j, "/post/title", "A robin");
	page_fact_is(j, "/author/name", "Ada Luz");
	page_fact_is(j, "/author/url", "https://site.test/ada");
	json_decref(j);
	j = page_facts(&xml, 1);
	page_fact_is(j, "/post/title", "A robin & a wren");
	page_fact_is(j, "/author/name", "Ada Luz");
	json_decref(j);
	j = page_facts_json(URL, "{\"type\":\"rich\",\"author_name\":"
	    "\"Ada Luz\"}");
	assert_null(json_object_get(j, "author"));
	json_decref(j);
}

/* --- Elements --- */

static void
test_dom__a_text_its_date_and_its_byline(void **state)
{
	json_t *j = page_facts_html(URL, "<html lang='fr'><body><nav>" LONG
	    "</nav><div id='page'><h1>A robin</h1><p class='byline'>Par Ada "
	    "Luz</p><span>Publi\xc3\xa9 le 29 juin 2019 \xc3\xa0 10h05</span>"
	    "<div id='text'><p>" LONG LONG "</p><p>" LONG LONG "</p></div>"
	    "<p class='foot'>Partager</p></div><div class='comments'><p>" LONG
	    LONG LONG "</p></div></body></html>");

	(void)state;
	page_fact_starts(j, "/post/text", "The robin that came");
	page_fact_is(j, "/post/published", "2019-06-29T10:05");
	page_fact_is(j, "/post/lang", "fr");
	page_fact_is(j, "/author/name", "Ada Luz");
	json_decref(j);
}

/* The day of a change, and two that differ, are no day of publishing. */
static void
test_dom__dates_that_say_something_else(void **state)
{
	static const char * const lines[] = {
		"Mis \xc3\xa0 jour le 29 juin 2019", "Updated: 29 June 2019",
		"Zuletzt ge\xc3\xa4ndert am 29. Juni 2019",
		"29 June 2019</span><span>30 June 2019", "03/04/2019", NULL };

	(void)state;
	for (size_t i = 0; lines[i] != NULL; i++) {
		struct buf b = BUF_INIT(16 * KIB);
		json_t *j;

		buf_printf(&b, "<body><div><h1>A robin</h1><span>%s</span>"
		    "<div><p>%s</p></div></div></body>", lines[i],
		    LONG LONG LONG);
		j = page_facts_html(URL, buf_str(&b));
		page_fact_starts(j, "/post/text", "The robin");
		page_fact_is(j, "/post/published", NULL);
		json_decref(j);
		buf_free(&b);
	}
}

/* Buttons, captions and related links stand in a text and are not of it. */
static void
test_dom__what_is_not_of_the_text(void **state)
{
	json_t *j = page_facts_html(URL, "<body><article><div class="
	    "'entry-content'><p>One robin.</p><div class='sharedaddy'>Share"
	    "</div><figure><img src='x'><figcaption>Photo: x</figcaption>"
	    "</figure><aside>Read also</aside><p>Two.</p><ul class='related'>"
	    "<li>Wrens</li></ul></div></article></body>");

	(void)state;
	page_fact_is(j, "/post/text", "One robin.\n\nTwo.");
	json_decref(j);
}

/* Characters are kept as they are: NFD, emoji, what joins and hides. */
static void
test_dom__characters_are_kept(void **state)
{
	static const char text[] = "e\xcc\x81t\xc3\xa9 \xf0\x9f\xa6\xa9 "
	    "a\xe2\x80\x8b" "b \xe2\x80\xaetxet";
	struct buf b = BUF_INIT(KIB);
	json_t *j;

	(void)state;
	buf_printf(&b, "<body><div class='entry-content'><p>%s</p></div>"
	    "</body>", text);
	j = page_facts_html(URL, buf_str(&b));
	page_fact_is(j, "/post/text", text);
	json_decref(j);
	buf_free(&b);
}

static void
test_dom__a_list_of_texts_is_no_post(void **state)
{
	struct buf b = BUF_INIT(64 * KIB);
	json_t *j;

	(void)state;
	buf_puts(&b, "<body><main>");
	for (int i = 0; i < 6; i++)
		buf_printf(&b, "<article><h2><a href='/%d'>A robin</a></h2>"
		    "<a rel='author' href='/ada'>Ada Luz</a><p>%s</p>"
		    "</article>", i, LONG LONG);
	buf_puts(&b, "</main></body>");
	j = page_facts_html("https://site.test/category/birds", buf_str(&b));
	assert_null(json_object_get(j, "post"));
	assert_null(json_object_get(j, "author"));
	json_decref(j);
	buf_free(&b);
}

static void
test_dom__relative_links_and_base(void **state)
{
	json_t *j = page_facts_html(URL, "<head><base href="
	    "'https://site.test/'></head><body><div class='entry-content'>"
	    "<p>One robin.</p></div><a rel='author' href='auteur/ada'>Ada Luz"
	    "</a></body>");

	(void)state;
	page_fact_is(j, "/author/url", "https://site.test/auteur/ada");
	json_decref(j);
}

/* --- Walls --- */

static void
wall(const char *body, const char *class)
{
	json_t *j = page_facts_html(URL, body);

	page_is(j, class);
	if (strcmp(class, "post") != 0)
		assert_null(json_object_get(json_object_get(j, "post"),
		    "text"));
	json_decref(j);
}

static void
test_walls__each_kind(void **state)
{
	(void)state;
	wall("<title>Connexion - Site</title><form><input type='text'><input "
	    "type='password'></form>", "login-wall");
	wall("<title>Site</title><h1>Vous devez \xc3\xaatre connect\xc3\xa9 "
	    "pour lire ceci</h1>", "login-wall");
	wall("<title>Site</title><div id='didomi-host'><p>Avec votre accord, "
	    "nos partenaires</p><button>Accepter</button></div>",
	    "consent-wall");
	wall("<title>Before you continue to Google</title><form action="
	    "'https://consent.google.com/save'><button>x</button></form>",
	    "consent-wall");
	wall("<title>Just a moment...</title><form id='challenge-form'></form>",
	    "error");
	wall("<title>503 Service Unavailable</title><h1>x</h1>", "error");
	wall("<title>Page introuvable | Site</title><p>Retour</p>", "gone");
	wall("<title>Site</title><h1>404</h1><p>Back to the first page.</p>",
	    "gone");
}

/* Words alone are no proof where there is a text; nor is a banner on it. */
static void
test_walls__an_article_about_walls(void **state)
{
	(void)state;
	wall("<title>404: the story of a number</title><div class="
	    "'entry-content'><p>" LONG LONG LONG LONG LONG "</p></div>",
	    "post");
	wall("<title>A robin</title><div id='onetrust-banner-sdk'>Cookies"
	    "</div><div class='entry-content'><p>" LONG LONG LONG LONG LONG
	    "</p></div><form><input type='password'></form>", "post");
}

/* --- Bad input --- */

static void
test_marks__too_much_of_everything(void **state)
{
	static const char * const bits[] = { "<div class='h-entry'>",
		"<div class='hentry'><a rel='bookmark' href='/x'>",
		"<div itemscope itemprop='a b c d'>", "<p>" LONG,
		"<a rel='author' href='/author/x/'>Ada Luz</a>",
		"<time datetime='2024-05-02'>x</time>",
		"<span class='vcard author'><a class='fn'>Ada Luz</a>",
		"<li id='comment-1' class='comment'><div id='comment-2'>",
		"<meta property='article:author' content='Ada Luz'>", NULL };

	(void)state;
	for (size_t i = 0; bits[i] != NULL; i++) {
		struct buf b = BUF_INIT(2 * MIB);
		json_t *j;

		buf_puts(&b, "<body><h1>x</h1>");
		while (b.n < 200 * KIB)
			buf_puts(&b, bits[i]);
		j = page_facts_html(URL, buf_str(&b));
		assert_non_null(json_object_get(j, "page"));
		json_decref(j);
		buf_free(&b);
	}
}

/* A change that one source gives for the publishing, and one that was none. */
static void
test_times__a_change_is_no_publishing(void **state)
{
	json_t *j = page_facts_html(URL, "<head><meta property='og:type' "
	    "content='article'><meta property='article:published_time' "
	    "content='2015-09-17T16:57:43Z'><meta property="
	    "'article:modified_time' content='2016-05-08T10:11:51Z'></head>"
	    "<body><div itemscope itemtype='http://schema.org/Article'><meta "
	    "itemprop='datePublished' content='2016-05-08T10:11:51Z'><div "
	    "itemprop='articleBody'>" LONG "</div></div></body>");

	(void)state;
	page_fact_is(j, "/post/published", "2015-09-17T16:57:43Z");
	assert_int_equal(json_array_size(json_object_get(j, "conflicts")), 1);
	json_decref(j);
	j = page_facts_html(URL, "<head><meta property='og:type' "
	    "content='article'><meta property='article:published_time' "
	    "content='2015-09-17T17:57:43Z'><meta property="
	    "'article:modified_time' content='2015-09-17T17:57:43Z'></head>"
	    "<body><div itemscope itemtype='http://schema.org/Article'><meta "
	    "itemprop='datePublished' content='2015-09-17T16:57:43Z'><div "
	    "itemprop='articleBody'>" LONG "</div></div></body>");
	page_fact_is(j, "/post/published", "2015-09-17T16:57:43Z");
	json_decref(j);
}

/* The account that put a text there, and whom the page names. */
static void
test_dom__a_card_and_a_name_shown(void **state)
{
	json_t *j = page_facts_html(URL, "<head><meta name='twitter:label1' "
	    "content='Written by'><meta name='twitter:data1' content="
	    "'Ada Luz'></head><body><article><h1>A robin</h1><a class="
	    "'byline__name'>Bo Arendt</a><div class='article-body'><p>" LONG
	    "</p></div></article></body>");

	(void)state;
	page_fact_is(j, "/author/name", "Bo Arendt");
	json_decref(j);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hentry2__post_with_card_and_answers),
		cmocka_unit_test(test_hentry2__a_feed_has_no_post),
		cmocka_unit_test(test_hatom__published_and_vcard),
		cmocka_unit_test(test_opengraph__article),
		cmocka_unit_test(
		    test_opengraph__the_first_page_of_a_site_is_no_post),
		cmocka_unit_test(test_oembed__json_and_xml),
		cmocka_unit_test(test_dom__a_text_its_date_and_its_byline),
		cmocka_unit_test(test_dom__dates_that_say_something_else),
		cmocka_unit_test(test_dom__what_is_not_of_the_text),
		cmocka_unit_test(test_dom__characters_are_kept),
		cmocka_unit_test(test_dom__a_list_of_texts_is_no_post),
		cmocka_unit_test(test_dom__relative_links_and_base),
		cmocka_unit_test(test_walls__each_kind),
		cmocka_unit_test(test_walls__an_article_about_walls),
		cmocka_unit_test(test_marks__too_much_of_everything),
		cmocka_unit_test(test_times__a_change_is_no_publishing),
		cmocka_unit_test(test_dom__a_card_and_a_name_shown),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
