#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "store/facts/reader.h"
#include "tests/lib/page_facts.h"

#define ID	"112365718732800000"	/* 2024-05-01T12:00:00Z */
#define PARENT	"112365482803200000"
#define REPLY	"112365836697600000"
#define SITE	"https://toots.test"
#define URL	SITE "/@ada/" ID
#define STATUS	SITE "/api/v1/statuses/" ID

static void
test_identity__all_forms(void **state)
{

	(void)state;
	page_named(URL, IDENTITY_POST, "mastodon", ID, "ada", URL);
	page_named(SITE "/users/ada/statuses/" ID, IDENTITY_POST, "mastodon",
	    ID, "ada", URL);
	page_named(SITE "/web/@ada/" ID, IDENTITY_POST, "mastodon", ID, "ada",
	    URL);
	page_named(SITE "/deck/@ada@other.test/" ID, IDENTITY_POST,
	    "mastodon", ID, "ada@other.test", SITE "/@ada@other.test/" ID);
	page_named(STATUS "/context", IDENTITY_POST, "mastodon", ID, "",
	    SITE "/web/statuses/" ID);
	page_named(SITE "/ap/users/7/statuses/" ID, IDENTITY_POST, "mastodon",
	    ID, "", SITE "/web/statuses/" ID);
	page_named("https://mastodon.social/@ada", IDENTITY_AUTHOR,
	    "mastodon", "", "ada", "https://mastodon.social/@ada");
}

/* Numbers from before 2017 are those of many sites at once. */
static void
test_identity__short_ids(void **state)
{
	struct identity a, b;

	(void)state;
	assert_true(identity_of(SITE "/@ada/1", &a));
	assert_true(identity_of("https://other.test/@ada/1", &b));
	assert_false(identity_same(&a, &b));
	assert_true(identity_of(SITE "/users/ada/statuses/1", &b));
	assert_true(identity_same(&a, &b));
	assert_false(identity_of("https://unknown.test/@ada", &a));
}

/* --- Answers --- */

#define ACCOUNT(id, name)						\
	"{\"id\":\"" id "\",\"username\":\"" name "\",\"acct\":\"" name	\
	"\",\"display_name\":\"The " name "\",\"url\":\"" SITE "/@" name \
	"\",\"note\":\"<p>I count</p>\",\"created_at\":"		\
	"\"2020-02-03T00:00:00.000Z\",\"followers_count\":3,\"fields\":[{" \
	"\"name\":\"Home\",\"value\":\"<a href=\\\"https://ada.test/\\\">x" \
	"</a>\"}]}"
#define TOOT(id, user, name, content, more)				\
	"{\"id\":\"" id "\",\"created_at\":\"2024-05-01T12:00:00.000Z\"," \
	"\"uri\":\"" SITE "/users/" name "/statuses/" id "\",\"url\":\"" \
	SITE "/@" name "/" id "\",\"content\":\"" content "\","		\
	"\"account\":" ACCOUNT(user, name) more "}"

static void
test_answer__status(void **state)
{
	json_t *j = page_facts_json(STATUS, TOOT(ID, "7", "ada", "<p>One &amp; "
	    "<a href=\\\"https://other.test/@bob\\\" class=\\\"u-url mention"
	    "\\\">@<span>bob</span></a><br>two</p><p><a href=\\\"https://site"
	    ".test/?a=1&amp;b=2\\\"><span class=\\\"invisible\\\">https://"
	    "</span><span>site.test/?a=1&amp;b=2</span></a></p>",
	    ",\"edited_at\":\"2024-05-01T12:30:00.000Z\",\"visibility\":"
	    "\"unlisted\",\"language\":\"en\",\"spoiler_text\":\"Sums\","
	    "\"in_reply_to_id\":\"" PARENT "\",\"replies_count\":1,"
	    "\"reblogs_count\":2,\"favourites_count\":3,"
	    "\"media_attachments\":[{\"url\":\"https://files.test/a.png\"}],"
	    "\"mentions\":[{\"acct\":\"bob@other.test\"}]"));

	(void)state;
	page_is(j, "post");
	page_fact_is(j, "/post/id", ID);
	page_fact_is(j, "/post/url", URL);
	page_fact_is(j, "/post/text", "One & @bob\ntwo\n\n"
	    "https://site.test/?a=1&b=2");
	page_fact_is(j, "/post/title", "Sums");
	page_fact_is(j, "/post/published", "2024-05-01T12:00:00.000Z");
	page_fact_is(j, "/post/edited", "2024-05-01T12:30:00.000Z");
	page_fact_is(j, "/post/audience", "unlisted");
	page_fact_is(j, "/post/lang", "en");
	page_fact_is(j, "/post/in_reply_to", PARENT);
	page_fact_is(j, "/post/links/0", "https://site.test/?a=1&b=2");
	page_fact_is(j, "/post/links/1", NULL);
	page_fact_is(j, "/post/mentions/0", "bob@other.test");
	page_fact_is(j, "/post/media/0", "https://files.test/a.png");
	page_fact_is(j, "/post/counters/likes", "3");
	page_fact_is(j, "/author/id", "7");
	page_fact_is(j, "/author/handle", "ada");
	page_fact_is(j, "/author/bio", "I count");
	page_fact_is(j, "/author/created", "2020-02-03");
	page_fact_is(j, "/author/links/0", "https://ada.test/");
	json_decref(j);
}

/* The words of what is shared are not the sharer's. */
static void
test_answer__boost(void **state)
{
	json_t *j = page_facts_json(STATUS, TOOT(ID, "7", "ada", "<p>Hers</p>",
	    ",\"reblog\":" TOOT(PARENT, "8", "bob", "<p>Hers</p>", "")));

	(void)state;
	page_fact_is(j, "/author/handle", "ada");
	page_fact_is(j, "/post/text", NULL);
	page_fact_is(j, "/thread/quoted/0/text", "Hers");
	page_fact_is(j, "/thread/quoted/0/author/handle", "bob");
	json_decref(j);
}

static void
test_answer__context_and_history(void **state)
{
	static const struct page_source s[] = {
	{ STATUS, "application/json", TOOT(ID, "7", "ada", "<p>Two</p>",
	    ",\"edited_at\":\"2024-05-01T12:30:00.000Z\"") },
	{ STATUS "/context", "application/json", "{\"ancestors\":["
	    TOOT(PARENT, "8", "bob", "<p>What?</p>", "") "],\"descendants\":["
	    TOOT(REPLY, "9", "carol", "<p>Me too</p>", "") "]}" },
	{ STATUS "/history", "application/json", "[{\"content\":\"<p>One</p>"
	    "\",\"created_at\":\"2024-05-01T12:00:00.000Z\",\"account\":"
	    ACCOUNT("7", "ada") "},{\"content\":\"<p>Two</p>\",\"created_at\":"
	    "\"2024-05-01T12:30:00.000Z\",\"account\":" ACCOUNT("7", "ada")
	    "}]" } };
	json_t *j = page_facts(s, 3);

	(void)state;
	page_fact_is(j, "/post/text", "Two");
	page_fact_is(j, "/post/published", "2024-05-01T12:00:00.000Z");
	page_fact_is(j, "/post/edited", "2024-05-01T12:30:00.000Z");
	page_fact_is(j, "/thread/parents/0/text", "What?");
	page_fact_is(j, "/thread/replies/0/author/handle", "carol");
	assert_int_equal(json_array_size(json_object_get(j, "conflicts")), 0);
	json_decref(j);
}

static void
test_answer__errors(void **state)
{
	json_t *j;

	(void)state;
	j = page_facts_json(STATUS, "{\"error\":\"Record not found\"}");
	page_is(j, "gone");
	json_decref(j);
	j = page_facts_json(STATUS, "{\"error\":\"This API requires an "
	    "authenticated user\"}");
	page_is(j, "login-wall");
	json_decref(j);
}

/* --- Pages --- */

#define AUTHOR(class, name)						\
	"<a class='" class " u-url' href='" SITE "/@" name "'>"		\
	"<span class='display-name'><bdi><strong class='"		\
	"display-name__html p-name emojify'>The " name " <img class='"	\
	"emojione' alt='\xf0\x9f\x8e\xb2' src='a.svg'></strong></bdi> "	\
	"<span class='display-name__account'>@" name "@toots.test"	\
	" <i class='fa fa-lock'></i></span></span></a>"
#define SMALL(id, name, text)						\
	"<div class='entry'><div class='status status-public'>"		\
	"<a class='status__relative-time u-url' href='" SITE "/@" name "/" id \
	"'><time class='time-ago' datetime='2024-05-01T12:30:00Z'>x</time>" \
	"</a>" AUTHOR("status__display-name", name)			\
	"<div class='status__content emojify'><div class='e-content'><p>" \
	text "</p></div></div></div></div>"

static void
test_page__server(void **state)
{
	json_t *j = page_facts_html(URL, "<html><head><meta name='generator' "
	    "content='Mastodon 3.5'></head><body>"
	    SMALL(PARENT, "bob", "What?")
	    "<div class='entry entry-center h-entry'><div class='"
	    "detailed-status detailed-status--flex'>"
	    AUTHOR("detailed-status__display-name", "ada")
	    "<div class='status__content'><div class='e-content' lang='en'>"
	    "<p>One <a href='https://other.test/@bob' class='u-url mention' "
	    "title='bob@other.test'>@bob</a></p><p>two</p></div></div>"
	    "<div data-component='MediaGallery' data-props='{\"media\":[{"
	    "\"url\":\"https://files.test/a.png\"}]}'></div>"
	    "<div class='detailed-status__meta'><data class='dt-published' "
	    "value='2024-05-01T12:00:00+00:00'></data><a class='"
	    "detailed-status__datetime u-url u-uid' href='" URL "'><time "
	    "class='formatted' datetime='2024-05-01T12:00:00Z'>x</time></a>"
	    "<span class='detailed-status__reblogs'>2</span>"
	    "<span class='detailed-status__favorites'>1.2K</span></div>"
	    "</div></div>" SMALL(REPLY, "carol", "Me too") "</body></html>");

	(void)state;
	page_is(j, "post");
	page_fact_is(j, "/post/id", ID);
	page_fact_is(j, "/post/text", "One @bob\n\ntwo");
	page_fact_is(j, "/post/published", "2024-05-01T12:00:00Z");
	page_fact_is(j, "/post/media/0", "https://files.test/a.png");
	page_fact_is(j, "/post/mentions/0", "bob@other.test");
	page_fact_is(j, "/post/counters/reposts", "2");
	page_fact_is(j, "/post/counters/likes", "1.2K");
	page_fact_is(j, "/author/handle", "ada");
	page_fact_is(j, "/author/name", "The ada \xf0\x9f\x8e\xb2");
	page_fact_is(j, "/thread/parents/0/author/handle", "bob");
	page_fact_is(j, "/thread/replies/0/id", REPLY);
	page_fact_is(j, "/thread/replies/0/text", "Me too");
	json_decref(j);
}

#define HEAD(description, more)						\
	"<html><head><meta content='Ada (@ada@toots.test)' property="	\
	"'og:title'><meta content='" URL "' property='og:url'>"		\
	"<meta content='2024-05-01T12:00:00Z' property='og:published_time'>" \
	"<meta content='ada@toots.test' property='profile:username'>"	\
	"<meta content='" description "' property='og:description'>" more \
	"</head><body><div id='mastodon' data-props=''></div></body>"	\
	"</html>"

static void
test_page__head_only(void **state)
{
	json_t *j;

	(void)state;
	j = page_facts_html(URL, HEAD("One\n\ntwo", ""));
	page_is(j, "post");
	page_fact_is(j, "/post/text", "One\n\ntwo");
	page_fact_is(j, "/post/published", "2024-05-01T12:00:00Z");
	page_fact_is(j, "/author/handle", "ada");
	page_fact_is(j, "/author/name", "Ada");
	json_decref(j);
	j = page_facts_html(URL, HEAD("1 Bild\n\nOne\n\ntwo", "<meta content="
	    "'https://files.test/media_attachments/files/1.png' property="
	    "'og:image'>"));
	page_fact_is(j, "/post/text", "One\n\ntwo");
	json_decref(j);
	j = page_facts_html(URL, HEAD("Content warning: sums", ""));
	page_fact_is(j, "/post/text", NULL);
	json_decref(j);
}

static void
test_page__notices(void **state)
{
	json_t *j;

	(void)state;
	j = page_facts_html(URL, "<html><body class='error'><div class="
	    "'dialog'><h1>The page you are looking for isn't here.</h1></div>"
	    "<div id='mastodon' data-props='{}'></div></body>"
	    "</html>");
	page_is(j, "gone");
	json_decref(j);
	j = page_facts_html(URL, "<html><body><div class='app-holder' id="
	    "'mastodon'><div class='error-column'><h1>Oh no!</h1></div></div>"
	    "</body></html>");
	page_is(j, "error");
	json_decref(j);
}

static void
test_leads__documents(void **state)
{
	struct page_source s = { URL, "text/html", HEAD("One", "") };

	(void)state;
	assert_string_equal(page_document(&s, 1, "post"), STATUS);
	assert_string_equal(page_document(&s, 1, "history"),
	    STATUS "/history");
	assert_string_equal(page_document(&s, 1, "author"),
	    SITE "/api/v1/accounts/lookup?acct=ada");
}

/* A page that only speaks of it is read as any other. */
static void
test_page__about_mastodon(void **state)
{
	json_t *j = page_facts_html("https://blog.test/a", "<html><head>"
	    "<meta property='og:type' content='article'><meta property="
	    "'og:title' content='On Mastodon'></head><body><h2 id='mastodon'>"
	    "Mastodon</h2></body></html>");

	(void)state;
	page_fact_is(j, "/post/title", "On Mastodon");
	json_decref(j);
}

/* --- ActivityPub --- */

#define CONTEXT "\"@context\":[\"https://www.w3.org/ns/activitystreams\"],"

static void
test_object__of_mastodon(void **state)
{
	static const struct page_source s[] = {
	{ URL, "text/html", HEAD("Hi", "") },
	{ URL, "application/activity+json", "{" CONTEXT "\"id\":\"" SITE
	    "/users/ada/statuses/" ID "\",\"type\":\"Note\",\"published\":"
	    "\"2024-05-01T12:00:00Z\",\"url\":\"" URL "\",\"attributedTo\":\""
	    SITE "/users/ada\",\"to\":[\"https://www.w3.org/ns/"
	    "activitystreams#Public\"],\"inReplyTo\":\"https://other.test/"
	    "users/bob/statuses/" PARENT "\",\"content\":\"<p>Hi</p>\","
	    "\"contentMap\":{\"de\":\"<p>Hi</p>\"},\"tag\":[{\"type\":"
	    "\"Mention\",\"name\":\"@bob@other.test\"}],\"replies\":{"
	    "\"totalItems\":4}}" } };
	json_t *j = page_facts(s, 2);

	(void)state;
	page_fact_is(j, "/post/id", ID);
	page_fact_is(j, "/post/text", "Hi");
	page_fact_is(j, "/post/lang", "de");
	page_fact_is(j, "/post/audience", "public");
	page_fact_is(j, "/post/parent", "https://other.test/users/bob/"
	    "statuses/" PARENT);
	page_fact_is(j, "/post/mentions/0", "bob@other.test");
	page_fact_is(j, "/post/counters/replies", "4");
	page_fact_is(j, "/author/handle", "ada");
	assert_int_equal(json_array_size(json_object_get(j, "conflicts")), 0);
	json_decref(j);
}

static void
test_object__of_others(void **state)
{
	json_t *j = page_facts_json("https://write.test/api/posts/abc", "{"
	    CONTEXT "\"id\":\"https://write.test/api/posts/abc\",\"type\":"
	    "\"Article\",\"name\":\"A title\",\"published\":"
	    "\"2024-05-01T12:00:00Z\",\"updated\":\"2024-05-01T12:00:00Z\","
	    "\"url\":\"https://write.test/a-title\",\"attributedTo\":"
	    "\"https://write.test/api/collections/ada\",\"content\":"
	    "\"<p>Words</p>\",\"attachment\":[{\"type\":\"Image\",\"url\":"
	    "\"https://write.test/a.jpg\"},{\"type\":\"Link\",\"href\":"
	    "\"https://site.test/\"}]}");

	(void)state;
	page_is(j, "post");
	page_fact_is(j, "/post/id", "https://write.test/api/posts/abc");
	page_fact_is(j, "/post/url", "https://write.test/a-title");
	page_fact_is(j, "/post/title", "A title");
	page_fact_is(j, "/post/text", "Words");
	page_fact_is(j, "/post/edited", NULL);
	page_fact_is(j, "/post/media/0", "https://write.test/a.jpg");
	page_fact_is(j, "/post/links/0", "https://site.test/");
	page_fact_is(j, "/author/id", "https://write.test/api/collections/"
	    "ada");
	json_decref(j);
}

static void
test_object__share_and_grave(void **state)
{
	json_t *j;

	(void)state;
	j = page_facts_json(SITE "/a/1", "{" CONTEXT "\"id\":\"" SITE "/a/1\","
	    "\"type\":\"Announce\",\"actor\":\"" SITE "/u/ada\",\"object\":{"
	    "\"id\":\"" SITE "/n/2\",\"type\":\"Note\",\"content\":\"Hers\","
	    "\"attributedTo\":\"" SITE "/u/bob\"}}");
	page_fact_is(j, "/author/id", SITE "/u/ada");
	page_fact_is(j, "/post/text", NULL);
	page_fact_is(j, "/thread/quoted/0/text", "Hers");
	json_decref(j);
	j = page_facts_json(SITE "/n/3", "{" CONTEXT "\"id\":\"" SITE "/n/3\","
	    "\"type\":\"Tombstone\"}");
	page_is(j, "gone");
	json_decref(j);
}

static void
test_actor__person(void **state)
{
	json_t *j = page_facts_json(SITE "/users/ada", "{" CONTEXT "\"id\":\""
	    SITE "/users/ada\",\"type\":\"Person\",\"preferredUsername\":"
	    "\"ada\",\"name\":\"Ada\",\"summary\":\"<p>I count</p>\",\"url\":"
	    "\"" SITE "/@ada\",\"published\":\"2020-02-03T00:00:00Z\","
	    "\"icon\":{\"type\":\"Image\",\"url\":\"https://files.test/f.png"
	    "\"}}");

	(void)state;
	page_is(j, "profile");
	page_fact_is(j, "/author/handle", "ada");
	page_fact_is(j, "/author/name", "Ada");
	page_fact_is(j, "/author/bio", "I count");
	page_fact_is(j, "/author/url", SITE "/@ada");
	page_fact_is(j, "/author/created", "2020-02-03");
	page_fact_is(j, "/author/avatar", "https://files.test/f.png");
	json_decref(j);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_identity__all_forms),
		cmocka_unit_test(test_identity__short_ids),
		cmocka_unit_test(test_answer__status),
		cmocka_unit_test(test_answer__boost),
		cmocka_unit_test(test_answer__context_and_history),
		cmocka_unit_test(test_answer__errors),
		cmocka_unit_test(test_page__server),
		cmocka_unit_test(test_page__head_only),
		cmocka_unit_test(test_page__notices),
		cmocka_unit_test(test_page__about_mastodon),
		cmocka_unit_test(test_leads__documents),
		cmocka_unit_test(test_object__of_mastodon),
		cmocka_unit_test(test_object__of_others),
		cmocka_unit_test(test_object__share_and_grave),
		cmocka_unit_test(test_actor__person),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
