#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "store/facts/reader.h"
#include "tests/lib/page_facts.h"

#define URL	"https://t.me/adachannel/7"

static void
test_identity__all_forms(void **state)
{
	struct identity out;

	(void)state;
	page_named(URL, IDENTITY_POST, "telegram", "adachannel/7",
	    "adachannel", URL);
	page_named("https://telegram.me/AdaChannel/7?embed=1&mode=tme",
	    IDENTITY_POST, "telegram", "adachannel/7", "adachannel", URL);
	page_named("https://t.me/s/adachannel/7", IDENTITY_POST, "telegram",
	    "adachannel/7", "adachannel", URL);
	page_named("https://t.me/adachannel/3/7?single", IDENTITY_POST,
	    "telegram", "adachannel/7", "adachannel", URL);
	page_named("https://adachannel.t.me/7", IDENTITY_POST, "telegram",
	    "adachannel/7", "adachannel", URL);
	page_named("https://t.me/s/AdaChannel", IDENTITY_AUTHOR, "telegram",
	    "", "AdaChannel", "https://t.me/AdaChannel");
	assert_false(identity_of("https://t.me/joinchat/AAAA", &out));
	assert_false(identity_of("https://t.me/+AbCdEf", &out));
	assert_false(identity_of("https://t.me/c/1005640892/7", &out));
}

/* {"c":-1005640892,"p":7,"t":1714564800,"h":"ab"} */
#define VIEW "eyJjIjotMTAwNTY0MDg5MiwicCI6NywidCI6MTcxNDU2NDgwMCwiaCI6ImFiIn0"
#define MESSAGE(post, inside, marks)					\
	"<div class='tgme_widget_message js-widget_message' data-post='" \
	post "' data-view='" VIEW "'><i class='"			\
	"tgme_widget_message_user_photo'><img src='https://cdn.test/f.jpg'>" \
	"</i><a class='tgme_widget_message_owner_name' href='"		\
	"https://t.me/AdaChannel'><span>Ada's <i class='emoji'><b>"	\
	"\xf0\x9f\x8e\xb2</b></i></span></a>" inside			\
	"<div class='tgme_widget_message_footer'><span class='"		\
	"tgme_widget_message_views'>1.2K</span><span class='"		\
	"tgme_widget_message_meta'>" marks "<a class='"			\
	"tgme_widget_message_date' href='https://t.me/" post "'><time "	\
	"datetime='2024-05-01T14:00:00+02:00'>14:00</time></a></span></div>" \
	"</div>"
#define WORDS								\
	"<div class='tgme_widget_message_text js-message_text'>One <a href=" \
	"'https://t.me/bobchannel'>@bobchannel</a><br>two <a href="	\
	"'https://site.test/'>https://site.test/</a> <a href='?q=%23tag'>#tag" \
	"</a></div>"

static void
test_page__post(void **state)
{
	json_t *j = page_facts_html(URL "?embed=1", MESSAGE("AdaChannel/7",
	    "<div class='tgme_widget_message_forwarded_from'>Forwarded from "
	    "<a class='tgme_widget_message_forwarded_from_name' href='"
	    "https://t.me/carolchan/3'><span>Carol</span></a></div>"
	    "<a class='tgme_widget_message_reply' href='"
	    "https://t.me/AdaChannel/6'><div class='tgme_widget_message_"
	    "metatext js-message_reply_text'>What</div></a>"
	    "<a class='tgme_widget_message_photo_wrap' style=\"width:1px;"
	    "background-image:url('https://cdn.test/a.jpg')\"></a>" WORDS,
	    "<span class='tgme_widget_message_from_author'>Ada L.</span>, "
	    "edited &nbsp;"));

	(void)state;
	page_is(j, "post");
	page_fact_is(j, "/post/id", "adachannel/7");
	page_fact_is(j, "/post/text", "One @bobchannel\ntwo "
	    "https://site.test/ #tag");
	page_fact_is(j, "/post/published", "2024-05-01T12:00:00Z");
	page_fact_is(j, "/post/edited", "true");
	page_fact_is(j, "/post/signature", "Ada L.");
	page_fact_is(j, "/post/counters/views", "1.2K");
	page_fact_is(j, "/post/mentions/0", "bobchannel");
	page_fact_is(j, "/post/links/0", "https://site.test/");
	page_fact_is(j, "/post/links/1", NULL);
	page_fact_is(j, "/post/media/0", "https://cdn.test/a.jpg");
	page_fact_is(j, "/post/in_reply_to", "adachannel/6");
	page_fact_is(j, "/author/id", "1005640892");
	page_fact_is(j, "/author/handle", "AdaChannel");
	page_fact_is(j, "/author/name", "Ada's \xf0\x9f\x8e\xb2");
	page_fact_is(j, "/thread/quoted/0/id", "carolchan/3");
	page_fact_is(j, "/thread/quoted/0/author/name", "Carol");
	json_decref(j);
}

/* A person who is called so did not edit. */
static void
test_page__edited_as_a_name(void **state)
{
	json_t *j = page_facts_html(URL "?embed=1", MESSAGE("adachannel/7",
	    WORDS, "<span class='tgme_widget_message_from_author'>edited"
	    "</span>, "));

	(void)state;
	page_fact_is(j, "/post/edited", NULL);
	page_fact_is(j, "/post/signature", "edited");
	json_decref(j);
}

static void
test_page__list(void **state)
{
	json_t *j = page_facts_html("https://t.me/s/adachannel",
	    "<html><body><div class='tgme_channel_info_header_title'><span>"
	    "Ada's</span></div><div class='tgme_channel_info_header_username'>"
	    "<a href='x'>@adachannel</a></div><div class='tgme_channel_info_"
	    "description'>I count</div><div class='tgme_channel_info_counter'>"
	    "<span class='counter_value'>12.3K</span> <span class='"
	    "counter_type'>subscribers</span></div><div class='"
	    "tgme_channel_info_counter'><span>3</span> <span>photos</span>"
	    "</div>" MESSAGE("adachannel/7", WORDS, "")
	    MESSAGE("adachannel/8", WORDS, "") "</body></html>");

	(void)state;
	page_is(j, "profile");
	page_fact_is(j, "/author/handle", "adachannel");
	page_fact_is(j, "/author/id", "1005640892");
	page_fact_is(j, "/author/bio", "I count");
	page_fact_is(j, "/author/counters/followers", "12.3K");
	assert_int_equal(json_array_size(json_at(j, "/thread/listed")), 2);
	page_fact_is(j, "/thread/listed/1/id", "adachannel/8");
	json_decref(j);
}

#define SHELL(body)							\
	"<html><head><meta property='og:title' content='Ada'>"		\
	"<meta property='og:description' content='One\n\ntwo'>"		\
	"<meta property='al:ios:url' content='tg://resolve?domain="	\
	"AdaChannel&amp;post=7'></head><body>" body "</body></html>"

static void
test_page__shell(void **state)
{
	json_t *j;

	(void)state;
	j = page_facts_html(URL, SHELL("<iframe id='telegram-post-adachannel-"
	    "7' src='" URL "?embed=1'></iframe>"));
	page_is(j, "post");
	page_fact_is(j, "/post/text", "One\n\ntwo");
	page_fact_is(j, "/post/published", NULL);
	page_fact_is(j, "/author/handle", "AdaChannel");
	page_fact_is(j, "/author/name", "Ada");
	json_decref(j);
	/* Without the frame the words are the channel's. */
	j = page_facts_html(URL, SHELL("<div class='tgme_page_description'>"
	    "One</div>"));
	page_fact_is(j, "/post/text", NULL);
	json_decref(j);
}

/* Messages saved one below the other, with notes between them. */
static void
test_page__fragments(void **state)
{
	struct page_source s = { "https://t.me/s/adachannel", NULL,
	    "Saved today:\n\n" MESSAGE("adachannel/7", WORDS, "")
	    "\nand then\n" MESSAGE("adachannel/8", WORDS, "") };
	json_t *j = page_facts(&s, 1);

	(void)state;
	assert_int_equal(json_array_size(json_at(j, "/thread/listed")), 2);
	page_fact_is(j, "/thread/listed/0/published", "2024-05-01T12:00:00Z");
	json_decref(j);
}

static void
test_page__gone(void **state)
{
	json_t *j = page_facts_html(URL "?embed=1", "<html><body><div class='"
	    "tgme_widget_message_error'>Post not found</div></body></html>");

	(void)state;
	page_is(j, "gone");
	json_decref(j);
}

static void
test_leads__documents(void **state)
{
	struct page_source s = { URL, "text/html", SHELL("<iframe id='telegram"
	    "-post-adachannel-7'></iframe>") };

	(void)state;
	assert_string_equal(page_document(&s, 1, "post"),
	    "https://t.me/adachannel/7?embed=1&mode=tme");
	assert_string_equal(page_document(&s, 1, "author"),
	    "https://t.me/s/AdaChannel");
}

static void
test_fixtures__shell(void **state)
{
	json_t *j = page_facts_fixture("https://t.me/teslahunt/15513",
	    "telegram_post_teslahunt.html");

	(void)state;
	if (j == NULL)
		skip();
	page_is(j, "post");
	page_fact_is(j, "/post/id", "teslahunt/15513");
	page_fact_is(j, "/author/handle", "teslahunt");
	page_fact_starts(j, "/post/text", "\xf0\x9f\x94\xa5 New on stock");
	page_fact_is(j, "/post/published", NULL);
	json_decref(j);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_identity__all_forms),
		cmocka_unit_test(test_page__post),
		cmocka_unit_test(test_page__edited_as_a_name),
		cmocka_unit_test(test_page__list),
		cmocka_unit_test(test_page__shell),
		cmocka_unit_test(test_page__fragments),
		cmocka_unit_test(test_page__gone),
		cmocka_unit_test(test_leads__documents),
		cmocka_unit_test(test_fixtures__shell),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
