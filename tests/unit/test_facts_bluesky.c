#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "store/facts/reader.h"
#include "tests/lib/page_facts.h"

#define DID	"did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"
#define BOB	"did:plc:bbbbbbbbbbbbbbbbbbbbbbbb"
#define CAROL	"did:plc:cccccccccccccccccccccccc"
#define RKEY	"3krggwxmg222b"		/* 2024-05-01T12:00:00Z */
#define PARENT	"3krgdlof5222b"		/* an hour before */
#define REPLY	"3krgimma2k22b"		/* half an hour after */
#define URL	"https://bsky.app/profile/ada.test/post/" RKEY
#define API	"https://public.api.bsky.app/xrpc/"
#define URI(did, rkey) "at://" did "/app.bsky.feed.post/" rkey
#define THREAD_URL API "app.bsky.feed.getPostThread?uri="		\
	"at%3A%2F%2F" "did%3Aplc%3Aaaaaaaaaaaaaaaaaaaaaaaaa"		\
	"%2Fapp.bsky.feed.post%2F" RKEY

static void
test_identity__all_forms(void **state)
{

	(void)state;
	page_named(URL, IDENTITY_POST, "bluesky", RKEY, "ada.test", URL);
	page_named(URL "?ref_src=embed", IDENTITY_POST, "bluesky", RKEY,
	    "ada.test", URL);
	page_named("https://bsky.app/profile/" DID "/post/" RKEY "/liked-by",
	    IDENTITY_POST, "bluesky", RKEY, DID,
	    "https://bsky.app/profile/" DID "/post/" RKEY);
	page_named(THREAD_URL "&depth=10", IDENTITY_POST, "bluesky", RKEY,
	    DID, "https://bsky.app/profile/" DID "/post/" RKEY);
	page_named("https://pds.test/xrpc/com.atproto.repo.getRecord?repo="
	    DID "&collection=app.bsky.feed.post&rkey=" RKEY, IDENTITY_POST,
	    "bluesky", RKEY, DID, "https://bsky.app/profile/" DID "/post/"
	    RKEY);
	page_named("https://embed.bsky.app/embed/" DID "/app.bsky.feed.post/"
	    RKEY, IDENTITY_POST, "bluesky", RKEY, DID,
	    "https://bsky.app/profile/" DID "/post/" RKEY);
	page_named("https://bsky.app/profile/ada.test", IDENTITY_AUTHOR,
	    "bluesky", "", "ada.test", "https://bsky.app/profile/ada.test");
	page_named(API "app.bsky.actor.getProfile?actor=" DID,
	    IDENTITY_AUTHOR, "bluesky", DID, "",
	    "https://bsky.app/profile/" DID);
}

/* --- The page --- */

#define SERVER(text)							\
	"<html><head><link rel='alternate' href='" URI(DID, RKEY) "'>"	\
	"<meta name='twitter:label2' content='Likes'>"			\
	"<meta name='twitter:value2' content='1234'></head><body>"	\
	"<noscript><div id='bsky_post_summary'>"			\
	"<p id='bsky_display_name'>Ada</p><p id='bsky_handle'>ada.test</p>" \
	"<p id='bsky_did'>" DID "</p><p id='bsky_post_text'>" text "</p>" \
	"<p id='bsky_post_indexedat'>2024-05-01T12:00:02.500Z</p></div>" \
	"</noscript>"
#define FACE(did, handle)						\
	"<a href='/profile/" handle "'><img src='https://cdn.bsky.app/img/" \
	"avatar_thumbnail/plain/" did "/bafface@jpeg'></a>"
#define OTHER(did, handle, name, rkey, text)				\
	"<div role='link' data-testid='postThreadItem-by-" handle "'>"	\
	FACE(did, handle) "<a href='/profile/" handle "'>\xe2\x80\xaa" name \
	"\xe2\x80\xac</a><a href='/profile/" handle "'>@" handle "</a>"	\
	"<a href='/profile/" handle "/post/" rkey "' data-tooltip="	\
	"'May 1, 2024 at 2:30 PM'>8h</a>"				\
	"<div data-word-wrap='1'>" text "</div></div>"
#define MAIN								\
	"<div data-testid='postThreadItem-by-ada.test'>"		\
	FACE(DID, "ada.test") "<a href='/profile/ada.test'><div dir='auto'>" \
	"Ada</div><div dir='auto'>\xe2\x80\xaa@ada.test\xe2\x80\xac</div></a>" \
	"<div data-word-wrap='1'>One <a href='/profile/bob.test'>@bob.test" \
	"</a>\ntwo <a href='https://site.test/a/long/path'>site.test/a/..." \
	"</a></div><img src='https://cdn.bsky.app/img/feed_thumbnail/plain/" \
	DID "/bafpic@jpeg'><div role='link'><a href='/profile/carol.test/" \
	"post/" PARENT "' data-tooltip='May 1, 2024 at 1:00 PM'>9h</a>"	\
	"<div data-word-wrap='1'>quoted words</div></div>"		\
	"<a href='/profile/ada.test/post/" RKEY "/reposted-by'>"	\
	"<div data-testid='repostCount-expanded'><span>7</span> reposts" \
	"</div></a><button data-testid='replyBtn' aria-label="		\
	"'Reply (2 replies)'></button><button data-testid='likeBtn' "	\
	"aria-label='Like (1,234 likes)'></button></div>"
#define PAGE								\
	SERVER("One @bob.test\ntwo https://site.test/a/long/path\n\n"	\
	"[contains quote post or other embedded content]")		\
	OTHER(BOB, "bob.test", "Bob", PARENT, "What?") MAIN		\
	OTHER(CAROL, "carol.test", "Carol", REPLY, "Me too")		\
	"</body></html>"

static void
test_page__post(void **state)
{
	json_t *j = page_facts_html(URL, PAGE);

	(void)state;
	page_is(j, "post");
	page_fact_is(j, "/post/id", RKEY);
	page_fact_is(j, "/post/text", "One @bob.test\ntwo site.test/a/...");
	page_fact_is(j, "/post/published", "2024-05-01T12:00:02.500Z");
	page_fact_is(j, "/post/counters/likes", "1234");
	page_fact_is(j, "/post/counters/reposts", "7");
	page_fact_is(j, "/post/links/0", "https://site.test/a/long/path");
	page_fact_is(j, "/post/mentions/0", "bob.test");
	page_fact_is(j, "/post/media/0", "https://cdn.bsky.app/img/"
	    "feed_fullsize/plain/" DID "/bafpic@jpeg");
	page_fact_is(j, "/author/id", DID);
	page_fact_is(j, "/author/handle", "ada.test");
	page_fact_is(j, "/author/name", "Ada");
	assert_int_equal(json_array_size(json_object_get(j, "conflicts")), 0);
	json_decref(j);
}

static void
test_page__thread(void **state)
{
	json_t *j = page_facts_html(URL, PAGE);

	(void)state;
	page_fact_is(j, "/post/in_reply_to", PARENT);
	page_fact_is(j, "/thread/parents/0/author/id", BOB);
	page_fact_is(j, "/thread/replies/0/id", REPLY);
	page_fact_is(j, "/thread/replies/0/author/name", "Carol");
	page_fact_is(j, "/thread/replies/0/text", "Me too");
	page_fact_is(j, "/thread/replies/0/published", "2024-05-01T14:30");
	assert_string_equal(json_string_value(json_at(j,
	    "/thread/replies/0/published/zone")), "unknown");
	json_decref(j);
}

/* The head's text is another one: someone changed one of the two. */
static void
test_page__head_of_another_text(void **state)
{
	json_t *j = page_facts_html(URL, SERVER("Never said") MAIN
	    "</body></html>");

	(void)state;
	page_fact_is(j, "/post/text", "One @bob.test\ntwo site.test/a/...");
	assert_int_equal(json_array_size(json_object_get(j, "conflicts")), 1);
	json_decref(j);
}

/* The client went on to another post; the head is still of the first. */
static void
test_page__head_of_another_post(void **state)
{
	json_t *j = page_facts_html("https://bsky.app/profile/bob.test/post/"
	    PARENT, SERVER("One"));

	(void)state;
	page_fact_is(j, "/post/text", NULL);
	page_fact_is(j, "/author/handle", NULL);
	json_decref(j);
}

static void
test_page__members_only(void **state)
{
	json_t *j = page_facts_html(URL, "<html><head><meta property='og:url' "
	    "content='" URL "'></head><body><noscript><div id="
	    "'bsky_post_summary'><p id='bsky_handle'>ada.test</p>"
	    "<p id='bsky_post_text'>This author has chosen to make their "
	    "posts visible only to people who are signed in.</p></div>"
	    "</noscript></body></html>");

	(void)state;
	page_is(j, "login-wall");
	page_fact_is(j, "/post/text", NULL);
	json_decref(j);
}

static void
test_page__notices(void **state)
{
	json_t *j;

	(void)state;
	j = page_facts_html(URL, "<html><body><main><div>Post not found</div>"
	    "<div>The post may have been deleted.</div></main></body></html>");
	page_is(j, "gone");
	json_decref(j);
	j = page_facts_html(URL, "<html><body><main><div>Sign-in Required"
	    "</div></main></body></html>");
	page_is(j, "login-wall");
	json_decref(j);
	/* People may write that too. */
	j = page_facts_html(URL, "<html><body><main>" MAIN OTHER(CAROL,
	    "carol.test", "Carol", REPLY, "Post not found") "</main></body>"
	    "</html>");
	page_is(j, "post");
	json_decref(j);
}

static void
test_page__profile(void **state)
{
	json_t *j = page_facts_html("https://bsky.app/profile/ada.test",
	    "<html><head><script type='application/ld+json'>{\"@type\":"
	    "\"ProfilePage\",\"dateCreated\":\"2023-05-01T01:02:03.004Z\","
	    "\"mainEntity\":{\"identifier\":\"" DID "\",\"description\":"
	    "\"a\nb\"}}</script></head><body><noscript><div id="
	    "'bsky_profile_summary'><p id='bsky_display_name'>Ada</p>"
	    "<p id='bsky_handle'>ada.test</p><p id='bsky_did'>" DID "</p>"
	    "<p id='bsky_profile_description'>I count\n</p></div></noscript>"
	    "<a data-testid='profileHeaderFollowersButton' href='/profile/"
	    "ada.test/followers' aria-label='1101 followers'>1.1K</a>"
	    "</body></html>");

	(void)state;
	page_is(j, "profile");
	page_fact_is(j, "/author/id", DID);
	page_fact_is(j, "/author/created", "2023-05-01T01:02:03.004Z");
	page_fact_is(j, "/author/bio", "I count");
	page_fact_is(j, "/author/counters/followers", "1101");
	json_decref(j);
}

/* --- Answers --- */

#define VIEW(did, handle, rkey, made, more)				\
	"{\"uri\":\"" URI(did, rkey) "\",\"author\":{\"did\":\"" did	\
	"\",\"handle\":\"" handle "\",\"displayName\":\"N\","		\
	"\"createdAt\":\"2023-05-01T01:02:03.004Z\"},\"record\":{\"text\":" \
	"\"text of " rkey "\",\"createdAt\":\"" made "\"" more "},"	\
	"\"likeCount\":5,\"replyCount\":1,\"repostCount\":2,\"indexedAt\":" \
	"\"2024-05-01T12:00:02.500Z\"}"
#define TO(did, rkey)							\
	",\"langs\":[\"en\"],\"reply\":{\"root\":{\"uri\":\""		\
	URI(BOB, PARENT) "\"},\"parent\":{\"uri\":\"" URI(did, rkey) "\"}}"
#define NODE(view, more) "{\"post\":" view more "}"

static const char thread[] = "{\"thread\":" NODE(
	VIEW(DID, "ada.test", RKEY, "2024-05-01T12:00:00.000Z",
	    TO(BOB, PARENT) ",\"facets\":[{\"index\":{\"byteStart\":0,"
	    "\"byteEnd\":4},\"features\":[{\"uri\":\"https://site.test/\"}]}]"),
	",\"parent\":" NODE(VIEW(BOB, "bob.test", PARENT,
	    "2024-05-01T11:00:00.000Z", ""), "")
	",\"replies\":[" NODE(VIEW(CAROL, "carol.test", REPLY,
	    "2024-05-01T12:30:00.000Z", TO(DID, RKEY)), "") ","
	/* An enemy gave his answer the key of the post itself. */
	NODE(VIEW(CAROL, "carol.test", RKEY,
	    "2024-05-01T12:40:00.000Z", TO(DID, RKEY)), "") "]") "}";

static void
test_answer__thread(void **state)
{
	json_t *j = page_facts_json(THREAD_URL, thread);

	(void)state;
	page_is(j, "post");
	page_fact_is(j, "/post/text", "text of " RKEY);
	page_fact_is(j, "/post/published", "2024-05-01T12:00:00.000Z");
	page_fact_is(j, "/post/lang", "en");
	page_fact_is(j, "/post/links/0", "https://site.test/");
	page_fact_is(j, "/post/in_reply_to", PARENT);
	page_fact_is(j, "/author/id", DID);
	page_fact_is(j, "/author/created", "2023-05-01T01:02:03.004Z");
	page_fact_is(j, "/thread/parents/0/author/id", BOB);
	assert_int_equal(json_array_size(json_at(j, "/thread/replies")), 1);
	page_fact_is(j, "/thread/replies/0/author/id", CAROL);
	page_fact_is(j, "/thread/replies/0/id", REPLY);
	assert_int_equal(json_array_size(json_object_get(j, "conflicts")), 0);
	json_decref(j);
}

/* What the author's program wrote lies months from when it was seen. */
static void
test_answer__back_dated(void **state)
{
	json_t *j = page_facts_json(API "app.bsky.feed.getPosts?uris="
	    URI(DID, RKEY), "{\"posts\":[" VIEW(DID, "ada.test", RKEY,
	    "2024-01-01T12:00:00.000Z", "") "]}");

	(void)state;
	page_fact_is(j, "/post/published", "2024-01-01T12:00:00.000Z");
	assert_true(json_array_size(json_object_get(j, "conflicts")) >= 1);
	json_decref(j);
}

static void
test_answer__record(void **state)
{
	json_t *j = page_facts_json("https://pds.test/xrpc/"
	    "com.atproto.repo.getRecord?repo=" DID "&collection="
	    "app.bsky.feed.post&rkey=" RKEY, "{\"uri\":\"" URI(DID, RKEY)
	    "\",\"cid\":\"bafy\",\"value\":{\"text\":\"Hello\",\"createdAt\":"
	    "\"2024-05-01T12:00:00.000Z\",\"embed\":{\"images\":[{\"image\":{"
	    "\"ref\":{\"$link\":\"bafpic\"}}}]}}}");

	(void)state;
	page_fact_is(j, "/post/text", "Hello");
	page_fact_is(j, "/post/media/0", "https://cdn.bsky.app/img/"
	    "feed_fullsize/plain/" DID "/bafpic@jpeg");
	page_fact_is(j, "/author/id", DID);
	json_decref(j);
}

static void
test_answer__errors(void **state)
{
	json_t *j;

	(void)state;
	j = page_facts_json(THREAD_URL, "{\"error\":\"NotFound\",\"message\":"
	    "\"Post not found\"}");
	page_is(j, "gone");
	json_decref(j);
	j = page_facts_json(API "app.bsky.actor.getProfile?actor=ada.test",
	    "{\"error\":\"AccountTakedown\",\"message\":\"Account has been "
	    "suspended\"}");
	page_is(j, "gone");
	json_decref(j);
}

/* Page and answer of one post: the second it was seen in is no conflict. */
static void
test_page_and_answer__agree(void **state)
{
	static const struct page_source s[] = {
	{ URL, "text/html", SERVER("text of " RKEY) "</body></html>" },
	{ THREAD_URL, "application/json", thread } };
	json_t *j = page_facts(s, 2);

	(void)state;
	page_fact_is(j, "/post/published", "2024-05-01T12:00:00.000Z");
	page_fact_is(j, "/post/url", URL);
	page_fact_is(j, "/author/handle", "ada.test");
	page_fact_is(j, "/thread/replies/0/id", REPLY);
	json_decref(j);
}

static void
test_leads__documents(void **state)
{
	struct page_source s = { URL, "text/html", PAGE };

	(void)state;
	assert_string_equal(page_document(&s, 1, "post"), API
	    "app.bsky.feed.getPostThread?uri=at://ada.test/app.bsky.feed.post/"
	    RKEY "&depth=100&parentHeight=100");
	assert_string_equal(page_document(&s, 1, "author"), API
	    "app.bsky.actor.getProfile?actor=" DID);
	assert_string_equal(page_document(&s, 1, "log"),
	    "https://plc.directory/" DID "/log/audit");
}

static void
test_fixtures__rows(void **state)
{
	json_t *j = page_facts_fixture("https://bsky.app/profile/"
	    "stephenking.bsky.social/post/3mddvy5bv6k27",
	    "bluesky_post.html");

	(void)state;
	if (j == NULL)
		skip();
	page_is(j, "post");
	page_fact_is(j, "/author/handle", "stephenking.bsky.social");
	page_fact_is(j, "/author/id", "did:plc:h7obn4tkp47wn7gqh4oe5eij");
	page_fact_is(j, "/post/published", "2026-01-26T18:50:48.357Z");
	page_fact_starts(j, "/post/text", "The rightwing response to");
	assert_int_equal(json_array_size(json_object_get(j, "conflicts")), 0);
	json_decref(j);
	j = page_facts_fixture("https://bsky.app/profile/"
	    "stephenking.bsky.social", "bluesky_profile.html");
	page_is(j, "profile");
	page_fact_is(j, "/author/id", "did:plc:h7obn4tkp47wn7gqh4oe5eij");
	page_fact_is(j, "/author/created", "2023-05-11T21:21:33.660Z");
	page_fact_is(j, "/author/bio", "Writer");
	json_decref(j);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_identity__all_forms),
		cmocka_unit_test(test_page__post),
		cmocka_unit_test(test_page__thread),
		cmocka_unit_test(test_page__head_of_another_text),
		cmocka_unit_test(test_page__head_of_another_post),
		cmocka_unit_test(test_page__members_only),
		cmocka_unit_test(test_page__notices),
		cmocka_unit_test(test_page__profile),
		cmocka_unit_test(test_answer__thread),
		cmocka_unit_test(test_answer__back_dated),
		cmocka_unit_test(test_answer__record),
		cmocka_unit_test(test_answer__errors),
		cmocka_unit_test(test_page_and_answer__agree),
		cmocka_unit_test(test_leads__documents),
		cmocka_unit_test(test_fixtures__rows),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
