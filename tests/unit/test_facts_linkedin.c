#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "store/facts/reader.h"
#include "tests/lib/page_facts.h"

#define ID	"7248246460041809920"
#define TWIN	"7248246459000000000"
#define URL	"https://www.linkedin.com/feed/update/urn:li:activity:" ID

static void
test_identity__all_forms(void **state)
{

	(void)state;
	page_named(URL "/", IDENTITY_POST, "linkedin", ID, "", URL);
	page_named("https://www.linkedin.com/feed/update/urn%3Ali%3Aactivity"
	    "%3A" ID, IDENTITY_POST, "linkedin", ID, "", URL);
	page_named("https://www.linkedin.com/embed/feed/update/urn:li:share:"
	    TWIN, IDENTITY_POST, "linkedin", TWIN, "",
	    "https://www.linkedin.com/feed/update/urn:li:share:" TWIN);
	page_named("https://fr.linkedin.com/posts/ada-l_birds-activity-" ID
	    "-pOe5?trk=x", IDENTITY_POST, "linkedin", ID, "ada-l", URL);
	/* Words of the post may look like the mark. */
	page_named("https://www.linkedin.com/posts/ada-l_my-activity-7-"
	    "activity-" ID "-pOe5", IDENTITY_POST, "linkedin", ID, "ada-l",
	    URL);
	page_named("https://uk.linkedin.com/in/Ada-L?trk=x", IDENTITY_AUTHOR,
	    "linkedin", "", "ada-l", "https://www.linkedin.com/in/ada-l");
	page_named("https://www.linkedin.com/in/%C3%A9milie-b",
	    IDENTITY_AUTHOR, "linkedin", "", "émilie-b",
	    "https://www.linkedin.com/in/%c3%a9milie-b");
	page_named("https://www.linkedin.com/company/birds/posts/",
	    IDENTITY_AUTHOR, "linkedin", "", "birds",
	    "https://www.linkedin.com/company/birds");
	page_named("https://www.linkedin.com/authwall?trk=x", IDENTITY_WALL,
	    "linkedin", "", "", "https://www.linkedin.com/authwall?trk=x");
	page_named("https://www.linkedin.com/jobs/", IDENTITY_NONE,
	    "linkedin", "", "", "");
}

#define CARD(id, twin, head, who, name, text)				\
	"<article data-activity-urn='urn:li:activity:" id "' "		\
	"data-attributed-urn='urn:li:share:" twin "'>" head "<a href="	\
	"'https://fr.linkedin.com/in/" who "?trk=x' "			\
	"data-tracking-control-name='guest_feed-actor-name'> " name " </a>" \
	"<time>4d <span aria-hidden='true'></span></time><p data-test-id=" \
	"'main-feed-activity-card__commentary'>" text "</p><a "		\
	"data-num-reactions='33'>33</a><a data-num-comments='2'>2</a>"	\
	"</article>"

static void
test_page__guest_post(void **state)
{
	json_t *j = page_facts_html(URL, "<html><body>"
	    CARD(ID, TWIN, "", "ada-l", "Ada L.", "Two  blanks\n\nand 🐦 <a "
	    "href='https://b.test/x?trk=guest'>b.test/x</a> <a href="
	    "'https://www.linkedin.com/in/bob?trk=y'>Bob</a>")
	    CARD("7248246460041809921", "7248246459000000001", "", "eve",
	    "Eve", "More of the same") "<section class='comment x'><a class="
	    "'comment__author' href='https://www.linkedin.com/in/bob'>Bob</a>"
	    "<p class='comment__text'>Agreed</p></section></body></html>");

	(void)state;
	page_is(j, "post");
	page_fact_is(j, "/post/id", ID);
	page_fact_is(j, "/post/text", "Two  blanks\n\nand 🐦 b.test/x Bob");
	page_fact_is(j, "/post/links/0", "https://b.test/x");
	page_fact_is(j, "/post/mentions/0", "bob");
	page_fact_is(j, "/post/counters/likes", "33");
	page_fact_is(j, "/thread/announced", "2");
	page_fact_is(j, "/author/handle", "ada-l");
	page_fact_is(j, "/author/name", "Ada L.");
	page_fact_is(j, "/thread/replies/0/text", "Agreed");
	page_fact_is(j, "/thread/replies/0/author/handle", "bob");
	json_decref(j);
	/* The same page under the number of what was shared. */
	j = page_facts_html("https://www.linkedin.com/feed/update/urn:li:share"
	    ":" TWIN, "<html><body>" CARD(ID, TWIN, "", "ada-l", "Ada L.",
	    "Words") "</body></html>");
	page_fact_is(j, "/post/id", TWIN);
	page_fact_is(j, "/post/text", "Words");
	json_decref(j);
}

static void
test_page__company_and_what_it_reposted(void **state)
{
	json_t *j = page_facts_html("https://www.linkedin.com/company/birds",
	    "<html><head><meta name='description' content='Birds | 5,750 "
	    "followers on LinkedIn. All of them.'></head><body><h1 class="
	    "'top-card-layout__title x'> Birds </h1><a "
	    "data-semaphore-content-urn='urn:li:organization:4711'></a><p "
	    "data-test-id='about-us__description'>We\n\nfly</p>"
	    CARD(ID, TWIN, "<p class='x main-feed-activity-card__header'>"
	    "<a href='/company/birds'>Birds</a> reposted this</p>", "eve",
	    "Eve", "Mine") "</body></html>");

	(void)state;
	page_is(j, "profile");
	page_fact_is(j, "/author/id", "4711");
	page_fact_is(j, "/author/handle", "birds");
	page_fact_is(j, "/author/name", "Birds");
	page_fact_is(j, "/author/bio", "We\n\nfly");
	page_fact_is(j, "/author/counters/followers", "5750");
	/* The activity is the company's, the words are not. */
	page_fact_is(j, "/thread/listed/0/id", TWIN);
	page_fact_is(j, "/thread/listed/0/author/handle", "eve");
	page_fact_is(j, "/thread/listed/0/published", NULL);
	json_decref(j);
}

static void
test_page__member(void **state)
{
	json_t *j = page_facts_html(URL, "<html><body><div class="
	    "'feed-shared-update-v2 x' data-urn='urn:li:activity:" ID "'>"
	    "<a class='update-components-actor__meta-link' href="
	    "'https://www.linkedin.com/in/ada-l?mini=1'><span class="
	    "'update-components-actor__title'><span aria-hidden='true'>Ada "
	    "L.</span><span class='visually-hidden'>Ada L.</span></span></a>"
	    "<div class='update-components-text'>Words<br>here</div></div>"
	    "<article data-id='urn:li:comment:(activity:" ID
	    ",7248300000000000000)'><a class='comments-comment-meta__image-"
	    "link' href='https://www.linkedin.com/in/bob'></a><span class="
	    "'comments-comment-meta__description-title'>Bob</span><span "
	    "class='comments-comment-item__main-content'>Yes</span></article>"
	    "</body></html>");

	(void)state;
	page_fact_is(j, "/post/text", "Words\nhere");
	page_fact_is(j, "/author/handle", "ada-l");
	page_fact_is(j, "/author/name", "Ada L.");
	page_fact_is(j, "/thread/replies/0/id", "7248300000000000000");
	page_fact_is(j, "/thread/replies/0/text", "Yes");
	page_fact_is(j, "/thread/replies/0/author/handle", "bob");
	json_decref(j);
}

static void
test_walls(void **state)
{
	json_t *j = page_facts_html(URL, "<html><head><meta name='pageKey' "
	    "content='auth_wall_desktop_share'></head><body></body></html>");

	(void)state;
	page_is(j, "login-wall");
	json_decref(j);
}

static void
test_documents(void **state)
{
	struct page_source s = { "https://www.linkedin.com/posts/ada-l_x-"
	    "activity-" ID "-pOe5", "text/html", "<html></html>" };
	struct page_source article = { "https://www.linkedin.com/pulse/x",
	    "text/html", "<html></html>" };

	(void)state;
	assert_string_equal(page_document(&s, 1, "post"),
	    "https://www.linkedin.com/embed/feed/update/urn:li:activity:" ID);
	assert_null(page_document(&article, 1, "post"));
}

static void
test_fixtures(void **state)
{
	json_t *j = page_facts_fixture(
	    "https://uk.linkedin.com/company/audiense",
	    "linkedin_company.html");
	json_t *one;
	size_t i;

	(void)state;
	if (j == NULL)
		skip();
	page_fact_is(j, "/author/name", "Audiense");
	page_fact_is(j, "/author/id", "10529043");
	assert_int_equal(json_array_size(json_at(j, "/thread/listed")), 10);
	json_array_foreach(json_at(j, "/thread/listed"), i, one) {
		page_fact_is(one, "/published", NULL);
		assert_non_null(page_fact(one, "/text"));
	}
	json_decref(j);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_identity__all_forms),
		cmocka_unit_test(test_page__guest_post),
		cmocka_unit_test(test_page__company_and_what_it_reposted),
		cmocka_unit_test(test_page__member),
		cmocka_unit_test(test_walls),
		cmocka_unit_test(test_documents),
		cmocka_unit_test(test_fixtures),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
