#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "store/facts/reader.h"
#include "tests/lib/page_facts.h"

#define ID	"1785640309871345664"	/* 2024-05-01T12:00:00.123Z */
#define PARENT	"1785625210376945664"
#define REPLY	"1785647859618545664"
#define OTHER	"1785655409365745664"
#define QUOTED	"1785610110882545664"
#define URL	"https://x.com/ada_l/status/" ID

static void
test_identity__all_forms(void **state)
{

	(void)state;
	page_named(URL, IDENTITY_POST, "x", ID, "ada_l", URL);
	page_named("https://mobile.twitter.com/ada_l/statuses/" ID "?s=20",
	    IDENTITY_POST, "x", ID, "ada_l", URL);
	page_named("https://twitter.com/ada_l/status/" ID "/photo/1",
	    IDENTITY_POST, "x", ID, "ada_l", URL);
	page_named("https://x.com/i/web/status/" ID, IDENTITY_POST, "x", ID,
	    "", "https://x.com/i/status/" ID);
	page_named("https://cdn.syndication.twimg.com/tweet-result?id=" ID
	    "&token=a", IDENTITY_POST, "x", ID, "",
	    "https://x.com/i/status/" ID);
	page_named("https://x.com/i/api/graphql/abc/TweetDetail?variables="
	    "%7B%22focalTweetId%22%3A%22" ID "%22%7D", IDENTITY_POST, "x",
	    ID, "", "https://x.com/i/status/" ID);
	page_named("https://publish.twitter.com/oembed?url=https%3A%2F%2F"
	    "twitter.com%2Fada_l%2Fstatus%2F" ID, IDENTITY_POST, "x", ID, "",
	    "https://x.com/i/status/" ID);
	page_named("https://x.com/ada_l/with_replies", IDENTITY_AUTHOR, "x",
	    "", "ada_l", "https://x.com/ada_l");
	page_named("https://x.com/i/user/12345", IDENTITY_AUTHOR, "x",
	    "12345", "", "https://x.com/i/user/12345");
	page_named("https://x.com/i/flow/login?redirect_after_login=%2Fa",
	    IDENTITY_WALL, "x", "", "", "");
}

static void
test_identity__none(void **state)
{
	static const char *const urls[] = { "https://x.com/home",
		"https://x.com/search?q=a", "https://x.com/",
		"https://notx.com/ada_l/status/" ID,
		"https://x.com/ada_l/status/12a",
		"https://x.com/a-b/highlights" };
	struct identity out;

	(void)state;
	for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++)
		assert_false(identity_of(urls[i], &out));
}

/* --- The web client's page --- */

#define NAME(handle, name)						\
	"<div data-testid='User-Name'><a href='/" handle "'><div dir='ltr'>" \
	"<span>" name "</span></div></a><a href='/" handle "'>@" handle	\
	"</a></div>"
#define TEXT(text) "<div lang='en' data-testid='tweetText'>" text "</div>"
#define TIME(handle, id, at)						\
	"<a href='/" handle "/status/" id "'><time datetime='" at	\
	"'>x</time></a>"
#define CELL(inside) "<div data-testid='cellInnerDiv'>" inside "</div>"
#define TWEET(inside)							\
	CELL("<article data-testid='tweet'>" inside "</article>")
#define HEAD(title, og)							\
	"<html><head><title>" title "</title><link rel='canonical' href='" \
	URL "'><meta property='og:title' content='" og "'></head><body>"
#define TITLE "Ada on X: \"@bob Hi @carol see https://t.co/aaaaaaaaaa "	\
	"https://t.co/bbbbbbbbbb\" / X"
#define TITLE_META "Ada on X: &quot;@bob Hi @carol see "		\
	"https://t.co/aaaaaaaaaa https://t.co/bbbbbbbbbb&quot; / X"

#define QUOTE_BOX							\
	"<div role='link'><div data-testid='User-Name'><div dir='ltr'>"	\
	"<span>Q</span></div><div><span>@quoted</span></div></div>"	\
	"<time datetime='2024-05-01T10:00:00.000Z'>x</time>"		\
	TEXT("other words") "<a href='/quoted/status/" QUOTED		\
	"/photo/1'><div data-testid='tweetPhoto'><img src="		\
	"'https://pbs.twimg.com/media/QQ?format=jpg&name=small'></div></a>" \
	"</div>"

#define MAIN								\
	TWEET("<div data-testid='Tweet-User-Avatar'><img src="		\
	"'https://pbs.twimg.com/profile_images/1/face_x96.jpg'></div>"	\
	NAME("ada_l", "Ada <img alt='\xf0\x9f\x8e\xb2' src='emoji.svg'>") \
	TEXT("<span>Hi </span><div><span><a href='/carol'>@carol</a></span>" \
	"</div><span> see </span><a href='https://t.co/aaaaaaaaaa'>"	\
	"<span aria-hidden='true'>https://</span>site.test/pa"		\
	"<span aria-hidden='true'>ge</span>"				\
	"<span aria-hidden='true'>\xe2\x80\xa6</span></a>")		\
	QUOTE_BOX							\
	"<div data-testid='tweetPhoto'><img src='https://pbs.twimg.com/" \
	"media/AbC-1?format=png&amp;name=small'></div>"			\
	TIME("ada_l", ID, "2024-05-01T12:00:00.000Z")			\
	"<a href='/ada_l/status/" ID "/history'><time datetime=" \
	"'2024-05-01T12:20:00.000Z'>x</time></a>"			\
	"<div role='group' aria-label='2 replies, 9 views'>"		\
	"<button data-testid='reply' aria-label='2 Replies. Reply'></button>" \
	"<button data-testid='retweet' aria-label='1,234 reposts'></button>" \
	"<button data-testid='like' aria-label='1234 Likes. Like'></button>" \
	"</div>")

#define PAGE(title, og)							\
	HEAD(title, og)							\
	TWEET(NAME("bob", "Bob") TEXT("What?")				\
	TIME("bob", PARENT, "2024-05-01T11:00:00.000Z"))		\
	MAIN								\
	TWEET(NAME("carol", "Carol") TEXT("Me too")			\
	TIME("carol", REPLY, "2024-05-01T12:30:00.000Z"))		\
	TWEET(NAME("ad", "Ad") TEXT("Buy"))				\
	CELL("<h2>Discover more</h2>")					\
	TWEET(NAME("dora", "Dora") TEXT("Unrelated")			\
	TIME("dora", OTHER, "2024-05-01T13:00:00.000Z"))		\
	"</body></html>"

static void
test_dom__post(void **state)
{
	json_t *j = page_facts_html(URL, PAGE(TITLE, TITLE_META));

	(void)state;
	page_is(j, "post");
	page_fact_is(j, "/post/id", ID);
	page_fact_is(j, "/post/url", URL);
	page_fact_is(j, "/post/text", "Hi @carol see site.test/pa\xe2\x80\xa6");
	page_fact_is(j, "/post/published", "2024-05-01T12:00:00.000Z");
	page_fact_is(j, "/post/published_by_id", "2024-05-01T12:00:00.123Z");
	page_fact_is(j, "/post/edited", "2024-05-01T12:20:00.000Z");
	page_fact_is(j, "/post/lang", "en");
	page_fact_is(j, "/post/in_reply_to", PARENT);
	page_fact_is(j, "/post/links/0", "https://t.co/aaaaaaaaaa");
	page_fact_is(j, "/post/mentions/0", "carol");
	page_fact_is(j, "/post/media/0",
	    "https://pbs.twimg.com/media/AbC-1?format=png&name=orig");
	page_fact_is(j, "/post/media/1", NULL);
	page_fact_is(j, "/post/counters/likes", "1234");
	page_fact_is(j, "/post/counters/replies", "2");
	page_fact_is(j, "/post/counters/reposts", NULL);
	page_fact_is(j, "/post/counters/views", "9");
	page_fact_is(j, "/author/handle", "ada_l");
	page_fact_is(j, "/author/name", "Ada \xf0\x9f\x8e\xb2");
	page_fact_is(j, "/author/avatar",
	    "https://pbs.twimg.com/profile_images/1/face_400x400.jpg");
	json_decref(j);
}

static void
test_dom__thread(void **state)
{
	json_t *j = page_facts_html(URL, PAGE(TITLE, TITLE_META));

	(void)state;
	assert_int_equal(json_array_size(json_at(j, "/thread/parents")), 1);
	page_fact_is(j, "/thread/parents/0/author/handle", "bob");
	page_fact_is(j, "/thread/parents/0/id", PARENT);
	assert_int_equal(json_array_size(json_at(j, "/thread/replies")), 1);
	page_fact_is(j, "/thread/replies/0/author/handle", "carol");
	page_fact_is(j, "/thread/replies/0/text", "Me too");
	page_fact_is(j, "/thread/quoted/0/id", QUOTED);
	page_fact_is(j, "/thread/quoted/0/text", "other words");
	page_fact_is(j, "/thread/quoted/0/author/handle", "quoted");
	page_fact_is(j, "/thread/listed/0/id", OTHER);
	page_fact_is(j, "/thread/announced", "2");
	json_decref(j);
}

/* The name of the parent's author stands in front in titles, and short links
 * stand for those shown: all that is the same text. */
static void
test_dom__title_agrees(void **state)
{
	json_t *j = page_facts_html(URL, PAGE(TITLE, TITLE_META));
	json_t *c;
	size_t i;

	(void)state;
	json_array_foreach(json_object_get(j, "conflicts"), i, c)
		assert_string_not_equal(json_string_value(
		    json_object_get(c, "fact")), "post.text");
	assert_int_equal(json_array_size(json_at(j, "/post/text/from")), 3);
	json_decref(j);
}

static void
test_dom__title_of_another_text(void **state)
{
	json_t *j = page_facts_html(URL, PAGE(TITLE,
	    "Life on X on X: &quot;Something else&quot; / X")), *c;
	bool text = false, name = false;
	size_t i;

	(void)state;
	page_fact_is(j, "/post/text", "Hi @carol see site.test/pa\xe2\x80\xa6");
	json_array_foreach(json_object_get(j, "conflicts"), i, c) {
		const char *fact = json_string_value(json_object_get(c,
		    "fact"));

		text |= strcmp(fact, "post.text") == 0;
		name |= strcmp(fact, "author.name") == 0;
	}
	assert_true(text);
	assert_true(name);
	json_decref(j);
}

/* A page that shows other posts than the one asked for says nothing of it. */
static void
test_dom__not_there(void **state)
{
	json_t *j = page_facts_html("https://x.com/eve/status/1785640309871345"
	    "000", PAGE(TITLE, TITLE_META));

	(void)state;
	page_fact_is(j, "/post/text", NULL);
	page_fact_is(j, "/author/handle", NULL);
	json_decref(j);
}

#define NOTICE(text)							\
	"<html><body><div data-testid='primaryColumn'><div data-testid=" \
	"'error-detail'><span>" text "</span></div></div></body></html>"

static void
test_notice__classes(void **state)
{
	json_t *j;

	(void)state;
	j = page_facts_html(URL, NOTICE("Hmm...this page doesn\xe2\x80\x99t "
	    "exist. Try searching for something else."));
	page_is(j, "gone");
	json_decref(j);
	j = page_facts_html(URL, NOTICE("Something went wrong. Try "
	    "reloading."));
	page_is(j, "error");
	json_decref(j);
	j = page_facts_html("https://x.com/ada_l", "<html><body><div "
	    "data-testid='primaryColumn'><div data-testid='emptyState'>"
	    "<span>Account suspended</span></div></div></body></html>");
	page_is(j, "gone");
	json_decref(j);
	j = page_facts_html("https://x.com/i/flow/login", "<html><body>Log in"
	    "</body></html>");
	page_is(j, "login-wall");
	json_decref(j);
}

/* --- Robots, profiles --- */

static void
test_head__robots(void **state)
{
	json_t *j = page_facts_html(URL, "<html><head>"
	    "<meta property='og:title' content='Ada (A) (@ada_l) on X'>"
	    "<meta property='og:description' content='\xe2\x80\x9cYes\xe2\x80"
	    "\x9d she said\n\nto me'>"
	    "<meta property='og:url' content='https://twitter.com/ada_l/"
	    "status/" ID "'>"
	    "<meta property='al:ios:url' content='twitter://status?id=" ID "'>"
	    "<meta property='og:image' content='https://pbs.twimg.com/media/"
	    "Z_1.jpg:large'></head><body></body></html>");

	(void)state;
	page_is(j, "post");
	page_fact_is(j, "/post/text", "\xe2\x80\x9cYes\xe2\x80\x9d she said"
	    "\n\nto me");
	page_fact_is(j, "/author/name", "Ada (A)");
	page_fact_is(j, "/author/handle", "ada_l");
	page_fact_is(j, "/post/media/0",
	    "https://pbs.twimg.com/media/Z_1?format=jpg&name=orig");
	page_fact_is(j, "/post/published", "2024-05-01T12:00:00.123Z");
	json_decref(j);
}

/* Until 2022 the text stood in quotation marks. */
static void
test_head__quoted(void **state)
{
	json_t *j = page_facts_html(URL, "<html><head>"
	    "<meta property='og:title' content='Ada on Twitter'>"
	    "<meta property='og:description' content='\xe2\x80\x9cHello\xe2"
	    "\x80\x9d'><meta property='og:url' content='" URL "'>"
	    "</head><body></body></html>");

	(void)state;
	page_fact_is(j, "/post/text", "Hello");
	page_fact_is(j, "/author/name", "Ada");
	page_fact_is(j, "/author/handle", "ada_l");
	json_decref(j);
}

static void
test_profile__json_ld(void **state)
{
	json_t *j = page_facts_html("https://x.com/ada_l", "<html><body>"
	    "<script type='application/ld+json'>{\"@type\":\"ProfilePage\","
	    "\"dateCreated\":\"2010-05-01T01:02:03.000Z\",\"mainEntity\":{"
	    "\"@type\":\"Person\",\"additionalName\":\"ada_l\",\"name\":"
	    "\"Ada\",\"description\":\"I count\",\"identifier\":\"42\","
	    "\"interactionStatistic\":[{\"interactionType\":"
	    "\"https://schema.org/FollowAction\",\"userInteractionCount\":7},"
	    "{\"interactionType\":\"https://schema.org/WriteAction\","
	    "\"userInteractionCount\":9}]}}</script></body></html>");

	(void)state;
	page_is(j, "profile");
	page_fact_is(j, "/author/id", "42");
	page_fact_is(j, "/author/handle", "ada_l");
	page_fact_is(j, "/author/created", "2010-05-01T01:02:03.000Z");
	page_fact_is(j, "/author/bio", "I count");
	page_fact_is(j, "/author/counters/followers", "7");
	page_fact_is(j, "/author/counters/posts", "9");
	json_decref(j);
}

static void
test_leads__documents(void **state)
{
	struct page_source s = { URL, "text/html", PAGE(TITLE, TITLE_META) };

	(void)state;
	assert_string_equal(page_document(&s, 1, "post"),
	    "https://cdn.syndication.twimg.com/tweet-result?id=" ID
	    "&token=a&lang=en");
}

/* --- Fixtures --- */

struct row {
	const char *file, *url, *id, *author, *account, *published, *text;
};

static void
test_fixtures__rows(void **state)
{
	static const struct row rows[] = {
	{ "x_post_trump.html", "https://x.com/realDonaldTrump/status/"
	    "1222907250383245320", "1222907250383245320", "realDonaldTrump",
	    NULL, "2020-01-30T15:39:43.000Z", "\xe2\x80\x9cSchiff blasted" },
	{ "x_post_trump_og.html", "https://twitter.com/realDonaldTrump/"
	    "status/1222907250383245320", "1222907250383245320",
	    "realDonaldTrump", NULL, "2020-01-30T15:39:43.666Z",
	    "\xe2\x80\x9cSchiff blasted" },
	{ "x_post_gif.html", "https://x.com/Kikobeats/status/"
	    "880139124791029763", "880139124791029763", "Kikobeats", NULL,
	    "2017-06-28T19:01:34.000Z", "Experimenting with Clearbit API" },
	{ "x_legacy_developit.html", "https://twitter.com/_developit/status/"
	    "955905369242513414", "955905369242513414", "_developit",
	    "16495353", "2018-01-23T20:49:34.000Z",
	    "\xf0\x9f\x93\xa3 Announcing... Karmatic!" },
	{ "x_legacy_metallica_quote.html", "https://twitter.com/metallica/"
	    "status/1128068672289890305", "1128068672289890305", "Metallica",
	    "238475531", "2019-05-13T22:45:04.000Z",
	    "Thank you to everyone who came out for #MetInParis" },
	{ "x_legacy_thread.html", "https://twitter.com/KingBeyonceStan/"
	    "status/745276948213968896", "745276948213968896",
	    "KingBeyonceStan", "394957116", "2016-06-21T15:27:25.000Z",
	    "Now before you write me off as bias" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		json_t *j = page_facts_fixture(rows[i].url, rows[i].file);

		if (j == NULL)
			skip();
		page_is(j, "post");
		page_fact_is(j, "/post/id", rows[i].id);
		page_fact_is(j, "/author/handle", rows[i].author);
		page_fact_is(j, "/author/id", rows[i].account);
		page_fact_is(j, "/post/published", rows[i].published);
		page_fact_starts(j, "/post/text", rows[i].text);
		assert_int_equal(json_array_size(json_object_get(j,
		    "conflicts")), 0);
		json_decref(j);
	}
}

static void
test_fixtures__traps(void **state)
{
	json_t *j = page_facts_fixture("https://x.com/realDonaldTrump/status/"
	    "1222907250383245320", "x_post_trap_title.html");

	(void)state;
	if (j == NULL)
		skip();
	assert_true(json_array_size(json_object_get(j, "conflicts")) >= 1);
	json_decref(j);
	j = page_facts_fixture("https://twitter.com/KingBeyonceStan/status/"
	    "745276948213968896", "x_legacy_thread.html");
	page_fact_is(j, "/thread/parents/0/id", "745085351287455744");
	page_fact_is(j, "/post/in_reply_to", "745085351287455744");
	json_decref(j);
	j = page_facts_fixture("https://twitter.com/metallica/status/"
	    "1128068672289890305", "x_legacy_metallica_quote.html");
	page_fact_is(j, "/thread/quoted/0/author/handle", "AWMHFoundation");
	json_decref(j);
	j = page_facts_fixture("https://x.com/javilop",
	    "x_profile_javilop.html");
	page_is(j, "profile");
	page_fact_is(j, "/author/id", "16045832");
	page_fact_is(j, "/author/created", "2008-08-29T18:52:07.000Z");
	json_decref(j);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_identity__all_forms),
		cmocka_unit_test(test_identity__none),
		cmocka_unit_test(test_dom__post),
		cmocka_unit_test(test_dom__thread),
		cmocka_unit_test(test_dom__title_agrees),
		cmocka_unit_test(test_dom__title_of_another_text),
		cmocka_unit_test(test_dom__not_there),
		cmocka_unit_test(test_notice__classes),
		cmocka_unit_test(test_head__robots),
		cmocka_unit_test(test_head__quoted),
		cmocka_unit_test(test_profile__json_ld),
		cmocka_unit_test(test_leads__documents),
		cmocka_unit_test(test_fixtures__rows),
		cmocka_unit_test(test_fixtures__traps),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
