#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "store/facts/reader.h"
#include "tests/lib/page_facts.h"

/* --- Google --- */

#define PERSON	"116000000000000000001"
#define GOOGLE(id, made, changed, text, answer)				\
	"[[[\"" id "\",[\"0x0:0x1\",null," made "," changed ",[null,null,[" \
	"\"https://www.google.com/maps/contrib/" PERSON "/reviews\"],null," \
	"null,[\"Ada L.\",\"https://lh3.test/a\",[\"https://x.test\"],\"" \
	PERSON "\"]],null,\"2 months ago\"],[[4],null,null,null,null,null," \
	"null,null,null,null,null,null,null,null,[\"de\",\"en\"],[[\"" text \
	"\"],[\"translated\"]]]," answer ",[null,null,1,[" \
	"\"https://www.google.com/maps/reviews/data=!4m1!1s" id "!2m1\"]]]]]"
#define ANSWER								\
	"[null,1772266947000000,1772266947000000,null,null,null,null,null," \
	"null,null,null,null,null,[\"de\",\"en\"],[[\"Danke\"]]]"

static void
test_google__identity(void **state)
{
	static const char review[] = "https://www.google.com/maps/reviews/"
	    "data=!4m8!14m7!1m6!2m5!1sChZDSUhNMG9nS0VJQ0FnSUNZ!2m1!1s0x0:0x1";

	(void)state;
	page_named(review, IDENTITY_POST, "google",
	    "ChZDSUhNMG9nS0VJQ0FnSUNZ", "", review);
	page_named("https://www.google.fr/maps/contrib/" PERSON "/reviews",
	    IDENTITY_AUTHOR, "google", PERSON, "",
	    "https://www.google.com/maps/contrib/" PERSON);
	page_named("https://consent.google.com/ml?continue=x", IDENTITY_WALL,
	    "google", "", "", "https://consent.google.com/ml?continue=x");
}

static void
test_google__review_and_answer(void **state)
{
	json_t *j = page_facts_json("https://www.google.com/maps/contrib/"
	    PERSON, GOOGLE("ChZDSUhNMG9nS0VJQ0FnSUNZ", "1772186522193853",
	    "1772186522193853", "Sehr gut.\\nWirklich", ANSWER));

	(void)state;
	page_fact_is(j, "/post/id", "ChZDSUhNMG9nS0VJQ0FnSUNZ");
	page_fact_is(j, "/post/text", "Sehr gut.\nWirklich");
	page_fact_is(j, "/post/lang", "de");
	page_fact_is(j, "/post/published", "2026-02-27T10:02:02.193853Z");
	page_fact_is(j, "/post/edited", NULL);
	page_fact_is(j, "/post/rating", "4");
	page_fact_is(j, "/author/id", PERSON);
	page_fact_is(j, "/author/name", "Ada L.");
	page_fact_is(j, "/thread/replies/0/text", "Danke");
	page_fact_is(j, "/thread/replies/0/published",
	    "2026-02-28T08:22:27.000000Z");
	json_decref(j);
}

static void
test_google__several_behind_a_guard(void **state)
{
	json_t *j = page_facts_json(
	    "https://www.google.com/maps/rpc/listugcposts?pb=1", ")]}'\n"
	    "[null,\"next\",[" GOOGLE("ChZDSUhNMG9nS0VJQ0FnSUNZ",
	    "1772186522193853", "1772186999000000", "One", "null") ","
	    GOOGLE("ChZDSUhNMG9nS0VJQ0FnSUNa", "1772186522193853",
	    "1772186522193853", "Two", "null") "]]");

	(void)state;
	assert_int_equal(json_array_size(json_at(j, "/thread/listed")), 2);
	page_fact_is(j, "/thread/listed/0/text", "One");
	page_fact_is(j, "/thread/listed/0/edited",
	    "2026-02-27T10:09:59.000000Z");
	page_fact_is(j, "/thread/listed/1/text", "Two");
	assert_null(json_object_get(j, "post"));
	json_decref(j);
}

static void
test_google__page(void **state)
{
	static const char url[] = "https://www.google.com/maps/reviews/"
	    "data=!4m1!1sChZDSUhNMG9nS0VJQ0FnSUNZ!2m1";
	json_t *j = page_facts_html(url, "<html><script>window."
	    "APP_INITIALIZATION_STATE=[[1],[null,\")]}'\\n[[[\\\""
	    "ChZDSUhNMG9nS0VJQ0FnSUNZ\\\",[\\\"0x0\\\",null,"
	    "1772186522193853,1772186522193853,[null,null,[],null,null,["
	    "\\\"Ada L.\\\"]]],[[4]]]]]\"]];</script></html>");

	(void)state;
	page_is(j, "post");
	page_fact_is(j, "/post/published", "2026-02-27T10:02:02.193853Z");
	page_fact_is(j, "/author/name", "Ada L.");
	json_decref(j);
}

static void
test_google__other_shapes_give_nothing(void **state)
{
	json_t *j = page_facts_json("https://www.google.com/maps/contrib/"
	    PERSON, "[[[\"ChZDSUhNMG9nS0VJQ0FnSUNZ\",[\"0x0\",null,5,6,[]],"
	    "[[4]]]],[1772186522193853,1772186522193853]]");

	(void)state;
	assert_null(json_object_get(j, "post"));
	assert_null(json_object_get(j, "author"));
	json_decref(j);
}

/* --- Trustpilot --- */

#define TP	"65718f1ba9549dd90f396b4a"
#define TPURL	"https://www.trustpilot.com/reviews/" TP

static void
test_trustpilot(void **state)
{
	json_t *j = page_facts_html("https://fr.trustpilot.com/reviews/" TP,
	    "<html><body><script id='__NEXT_DATA__' type='application/json'>{"
	    "\"props\":{\"pageProps\":{\"review\":{\"id\":\"" TP "\",\"text\":"
	    "\"Très bien\\n😀\",\"title\":\"Bien\",\"rating\":5,\"likes\":2,"
	    "\"language\":\"fr\",\"dates\":{\"publishedDate\":"
	    "\"2023-12-07T11:23:40.000Z\",\"updatedDate\":null},\"consumer\":"
	    "{\"id\":\"56a820850000ff000a0034aa\",\"displayName\":\"Ada\"},"
	    "\"reply\":{\"message\":\"Merci\",\"publishedDate\":"
	    "\"2023-12-08T00:00:00.000Z\"}}}}}</script></body></html>");

	(void)state;
	page_named("https://fr.trustpilot.com/reviews/" TP, IDENTITY_POST,
	    "trustpilot", TP, "", TPURL);
	page_named("https://www.trustpilot.com/users/"
	    "56a820850000ff000a0034aa", IDENTITY_AUTHOR, "trustpilot",
	    "56a820850000ff000a0034aa", "", "https://www.trustpilot.com/users/"
	    "56a820850000ff000a0034aa");
	page_is(j, "post");
	page_fact_is(j, "/post/text", "Très bien\n😀");
	page_fact_is(j, "/post/title", "Bien");
	page_fact_is(j, "/post/published", "2023-12-07T11:23:40.000Z");
	page_fact_is(j, "/post/edited", NULL);
	page_fact_is(j, "/post/rating", "5");
	page_fact_is(j, "/author/id", "56a820850000ff000a0034aa");
	page_fact_is(j, "/author/name", "Ada");
	page_fact_is(j, "/thread/replies/0/text", "Merci");
	json_decref(j);
}

static void
test_trustpilot__until_2021(void **state)
{
	json_t *j = page_facts_html(TPURL, "<script type='application/json' "
	    "data-initial-state='review-info'>{\"reviewId\":\"" TP "\","
	    "\"reviewBody\":\"Good\",\"stars\":4,\"consumerId\":"
	    "\"56a820850000ff000a0034aa\",\"consumerName\":\"Ada\"}</script>"
	    "<script type='application/json' data-initial-state="
	    "'review-dates'>{\"publishedDate\":\"2016-11-04T20:37:27Z\","
	    "\"updatedDate\":\"2016-11-04T20:39:47Z\"}</script>");

	(void)state;
	page_fact_is(j, "/post/text", "Good");
	page_fact_is(j, "/post/published", "2016-11-04T20:37:27Z");
	page_fact_is(j, "/post/edited", "2016-11-04T20:39:47Z");
	page_fact_is(j, "/author/name", "Ada");
	json_decref(j);
}

/* --- TripAdvisor --- */

#define TAURL								\
	"https://www.tripadvisor.com/ShowUserReviews-g1-d2-r953468832.html"

static void
test_tripadvisor(void **state)
{
	static const char answer[] = "{\\\"reviews\\\":[{\\\"id\\\":953468832,"
	    "\\\"title\\\":\\\"Nice\\\",\\\"text\\\":\\\"Nice rooms\\\","
	    "\\\"rating\\\":4,\\\"language\\\":\\\"en\\\","
	    "\\\"originalLanguage\\\":\\\"en\\\",\\\"publishedDate\\\":"
	    "\\\"2024-06-03\\\",\\\"userProfile\\\":{\\\"userId\\\":\\\"AB12\\"
	    "\","
	    "\\\"displayName\\\":\\\"Ada L\\\",\\\"username\\\":\\\"ada_l\\\"},"
	    "\\\"mgmtResponse\\\":{\\\"id\\\":7,\\\"text\\\":\\\"Thanks\\\","
	    "\\\"publishedDate\\\":\\\"2024-06-05\\\"}}]}";
	char page[2048];
	json_t *j;

	(void)state;
	page_named("https://www.tripadvisor.fr/ShowUserReviews-g1-d2-"
	    "r953468832-Le_Nid.html", IDENTITY_POST, "tripadvisor",
	    "953468832", "", TAURL);
	page_named("https://www.tripadvisor.co.uk/Profile/ada_l",
	    IDENTITY_AUTHOR, "tripadvisor", "", "ada_l",
	    "https://www.tripadvisor.com/Profile/ada_l");
	(void)snprintf(page, sizeof(page), "<script>window."
	    "__WEB_CONTEXT__={pageManifest:{\"urqlCache\":{\"results\":{"
	    "\"1\":{\"data\":\"%s\"}}}}};</script>", answer);
	j = page_facts_html(TAURL, page);
	page_is(j, "post");
	page_fact_is(j, "/post/text", "Nice rooms");
	page_fact_is(j, "/post/published", "2024-06-03");
	page_fact_is(j, "/post/rating", "4");
	page_fact_is(j, "/author/id", "AB12");
	page_fact_is(j, "/author/handle", "ada_l");
	page_fact_is(j, "/thread/replies/0/text", "Thanks");
	json_decref(j);
}

/* --- Glassdoor --- */

static void
test_glassdoor(void **state)
{
	static const char url[] = "https://www.glassdoor.com/Reviews/"
	    "Employee-Review-Nest-RVW97772209.htm";
	json_t *j = page_facts_html(url, "<script>window.appCache={"
	    "\"apolloState\":{\"ROOT_QUERY\":{\"reviews\":[{\"reviewId\":"
	    "97772209,\"reviewDateTime\":\"2025-06-02T16:45:56.643\","
	    "\"summary\":\"Fine\",\"pros\":\"Seeds\",\"cons\":\"Cats\","
	    "\"ratingOverall\":4,\"languageId\":\"eng\"},{\"reviewId\":5,"
	    "\"reviewDateTime\":\"2025-06-02T16:45:56.643\",\"pros\":\"x\","
	    "\"prosOriginal\":\"y\"}]}}};</script>");

	(void)state;
	page_named("https://www.glassdoor.de/Reviews/Employee-Review-Nest-"
	    "RVW97772209.htm", IDENTITY_POST, "glassdoor", "97772209", "",
	    url);
	page_fact_is(j, "/post/title", "Fine");
	page_fact_is(j, "/post/text", "Seeds\n\nCats");
	/* Without a zone it stays local. */
	page_fact_is(j, "/post/published", "2025-06-02T16:45:56.643");
	/* Its authors are nobody, and a translation is not their words. */
	assert_null(json_object_get(j, "author"));
	page_fact_is(j, "/thread/listed/0/id", "5");
	page_fact_is(j, "/thread/listed/0/text", NULL);
	json_decref(j);
}

static void
test_fixtures(void **state)
{
	json_t *j = page_facts_fixture("https://www.google.com/maps/contrib/"
	    "116111130377271376564", "google_review_native_with_reply.json");

	(void)state;
	if (j == NULL)
		skip();
	page_fact_is(j, "/author/name", "E. Ö.");
	page_fact_is(j, "/author/id", "116111130377271376564");
	page_fact_is(j, "/post/published", "2026-02-27T10:02:02.193853Z");
	page_fact_starts(j, "/post/text",
	    "Ich bin sehr enttäuscht vom Verhalten der Rezeption");
	json_decref(j);
	j = page_facts_fixture("https://www.google.com/maps/contrib/",
	    "google_review_aggregator.json");
	page_fact_is(j, "/author/name", "Tripadvisor User");
	page_fact_is(j, "/author/id", NULL);
	page_fact_is(j, "/post/published", "2023-11-14T22:13:20.000000Z");
	page_fact_is(j, "/post/edited", "2023-11-14T22:30:00.000000Z");
	page_fact_starts(j, "/post/text", "Ein tolles Hotel");
	json_decref(j);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_google__identity),
		cmocka_unit_test(test_google__review_and_answer),
		cmocka_unit_test(test_google__several_behind_a_guard),
		cmocka_unit_test(test_google__page),
		cmocka_unit_test(test_google__other_shapes_give_nothing),
		cmocka_unit_test(test_trustpilot),
		cmocka_unit_test(test_trustpilot__until_2021),
		cmocka_unit_test(test_tripadvisor),
		cmocka_unit_test(test_glassdoor),
		cmocka_unit_test(test_fixtures),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
