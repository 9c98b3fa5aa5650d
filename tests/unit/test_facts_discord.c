#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "store/facts/reader.h"
#include "tests/lib/page_facts.h"

#define ID	"1235199039897600000"	/* 2024-05-01T12:00:00Z */
#define PARENT	"1235183940403200000"
#define GUILD	"100000000000000001"
#define CHANNEL	"100000000000000002"
#define ADA	"100000000000000003"
#define BOB	"100000000000000004"
#define URL	"https://discord.com/channels/" GUILD "/" CHANNEL "/" ID
#define API	"https://discord.com/api/v10/channels/" CHANNEL "/messages/" ID

static void
test_identity__all_forms(void **state)
{

	(void)state;
	page_named(URL, IDENTITY_POST, "discord", ID, "", URL);
	page_named("https://ptb.discordapp.com/channels/" GUILD "/" CHANNEL
	    "/" ID, IDENTITY_POST, "discord", ID, "", URL);
	page_named(API, IDENTITY_POST, "discord", ID, "", API);
	page_named("https://discord.com/users/" ADA, IDENTITY_AUTHOR,
	    "discord", ADA, "", "https://discord.com/users/" ADA);
	page_named("https://discord.com/login?redirect_to=%2Fchannels",
	    IDENTITY_WALL, "discord", "", "", "");
}

static void
test_answer__message(void **state)
{
	json_t *j = page_facts_json(API, "{\"id\":\"" ID "\",\"channel_id\":\""
	    CHANNEL "\",\"guild_id\":\"" GUILD "\",\"content\":\"One\\ntwo\","
	    "\"timestamp\":\"2024-05-01T12:00:00.000000+00:00\","
	    "\"edited_timestamp\":\"2024-05-01T12:30:00.500000+00:00\","
	    "\"author\":{\"id\":\"" ADA "\",\"username\":\"ada\","
	    "\"discriminator\":\"0\",\"global_name\":\"Ada\",\"avatar\":"
	    "\"abc\"},\"attachments\":[{\"url\":\"https://cdn.test/a.png\"}],"
	    "\"mentions\":[{\"id\":\"1\",\"username\":\"eve\"}],"
	    "\"message_reference\":{\"message_id\":\"" PARENT "\"},"
	    "\"referenced_message\":{\"id\":\"" PARENT "\",\"channel_id\":\""
	    CHANNEL "\",\"content\":\"What?\",\"author\":{\"id\":\"" BOB
	    "\",\"username\":\"bob\",\"discriminator\":\"0042\"}}}");

	(void)state;
	page_is(j, "post");
	page_fact_is(j, "/post/id", ID);
	page_fact_is(j, "/post/url", URL);
	page_fact_is(j, "/post/text", "One\ntwo");
	page_fact_is(j, "/post/published", "2024-05-01T12:00:00.000000Z");
	page_fact_is(j, "/post/published_by_id", "2024-05-01T12:00:00.000Z");
	page_fact_is(j, "/post/edited", "2024-05-01T12:30:00.500000Z");
	page_fact_is(j, "/post/in_reply_to", PARENT);
	page_fact_is(j, "/post/media/0", "https://cdn.test/a.png");
	page_fact_is(j, "/post/mentions/0", "eve");
	page_fact_is(j, "/author/id", ADA);
	page_fact_is(j, "/author/handle", "ada");
	page_fact_is(j, "/author/name", "Ada");
	page_fact_is(j, "/author/avatar", "https://cdn.discordapp.com/avatars/"
	    ADA "/abc.png");
	page_fact_is(j, "/thread/parents/0/author/handle", "bob#0042");
	json_decref(j);
}

static void
test_answer__errors(void **state)
{
	json_t *j;

	(void)state;
	j = page_facts_json(API, "{\"message\":\"Unknown Message\",\"code\":"
	    "10008}");
	page_is(j, "gone");
	json_decref(j);
	j = page_facts_json(API, "{\"message\":\"401: Unauthorized\","
	    "\"code\":0}");
	page_is(j, "login-wall");
	json_decref(j);
}

static void
test_page__message(void **state)
{
	json_t *j = page_facts_html(URL, "<html><body><ol><li id='chat-"
	    "messages-" CHANNEL "-" PARENT "'><span id='message-username-"
	    PARENT "'><span>Bob</span></span><time id='message-timestamp-"
	    PARENT "' datetime='2024-05-01T11:00:00.000Z'>x</time><div id='"
	    "message-content-" PARENT "'>What?</div></li><li id='chat-"
	    "messages-" CHANNEL "-" ID "'><img src='https://cdn.discordapp."
	    "com/avatars/" ADA "/abc.webp'><span id='message-username-" ID
	    "'><span>Ada</span></span><time id='message-timestamp-" ID
	    "' datetime='2024-05-01T12:00:00.000Z'>x</time><div id='message-"
	    "content-" ID "'>One <img class='emoji' alt=':dice:'><span> two"
	    "</span><span><time datetime='2024-05-01T12:30:00.000Z'><span>"
	    "(edited)</span></time></span></div></li></ol></body></html>");

	(void)state;
	page_is(j, "post");
	page_fact_is(j, "/post/text", "One :dice: two");
	page_fact_is(j, "/post/published", "2024-05-01T12:00:00.000Z");
	page_fact_is(j, "/post/edited", "2024-05-01T12:30:00.000Z");
	page_fact_is(j, "/author/id", ADA);
	page_fact_is(j, "/author/name", "Ada");
	page_fact_is(j, "/thread/listed/0/text", "What?");
	json_decref(j);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_identity__all_forms),
		cmocka_unit_test(test_answer__message),
		cmocka_unit_test(test_answer__errors),
		cmocka_unit_test(test_page__message),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
