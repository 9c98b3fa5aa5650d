#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "tests/lib/page_facts.h"

/*
 * Saved pages of other projects' tests, read in place; not all machines have
 * them.  What a row leaves NULL must be absent, but for text and title.
 */
static const struct row {
	const char *file, *url, *page, *platform;
	const char *id, *published, *edited, *text;
	const char *author_id, *handle, *name;
	size_t conflicts;
} rows[] = {
	{ "discourse_topic.html", "https://meta.discourse.org/t/"
	    "congratulations-most-stars-in-2013-github-octoverse/12483",
	    "thread", "discourse", "meta.discourse.org/12483/1",
	    "2014-02-06T04:55:19Z", "2015-06-19T06:45:49Z",
	    "Congratulations Discourse for qualifying", NULL, "techAPJ", NULL,
	    0 },
	{ "phpbb_topic.html", "https://foren.myoos.de/viewtopic.php?t=167",
	    "thread", "phpbb", "453", "2009-01-21T05:42", NULL,
	    "Was ist Freie Software und warum ist sie wichtig?", "5", "r23",
	    NULL, 0 },
	{ "xenforo_thread_katzen.html", "https://www.katzen-forum.net/threads/"
	    "jede-nacht-verliert-pepe-soviel-dreck-aus-dem-fell.230143/",
	    "thread", "xenforo", "6331411", "2018-09-27T12:51:09Z", NULL,
	    "Hallo,\nPepe schl\xc3\xa4" "ft nachts mit mir", "81656",
	    "Pepemaus", "Pepemaus", 0 },
	{ "vbulletin_page34.html", "https://www.pocketpc.ch/windows-phone-7-"
	    "allgemein/122760-microsoft-beginnt-auslieferung-"
	    "vorbereitungsupdate-34.html", "thread", "vbulletin", NULL,
	    "2011-02-21T16:47:28Z", NULL,
	    "Soeben wurde auf dem Windows Phone Blog bekannt gegeben", NULL,
	    NULL, NULL, 0 },
	/* Two times, an hour apart: both are shown. */
	{ "wordpress_wptavern.html", "https://wptavern.com/stack-overflow-"
	    "jobs-data-shows-reactjs-skills-in-high-demand-wordpress-market-"
	    "oversaturated-with-developers", "post", "wordpress", NULL,
	    "2017-03-09T23:16:02Z", NULL,
	    "Stack Overflow published its analysis of 2017 hiring trends",
	    NULL, "sarah", "Sarah Gooding", 1 },
	{ "wordpress_lasch.html", "https://alexanderlasch.wordpress.com/2019/"
	    "11/14/", "post", "wordpress", "4982", "2019-11-14T22:56:28Z",
	    "2019-12-12T22:36:00Z", "An dieser und anderer Stelle", NULL,
	    "AlexanderLasch", NULL, 0 },
	/* The maker of the theme stands in the head as its author. */
	{ "blogger_python.html", "http://blog.python.org/2016/12/python-360-"
	    "is-now-available.html", "post", "blogger",
	    "3969073602705017876", "2016-12-23T10:11:00Z", NULL,
	    "Python 3.6.0 is now available!", NULL, NULL, "Ned Deily", 0 },
	{ "tumblr_mcupdate.html", "http://mcupdate.tumblr.com/post/"
	    "96439224994/minecraft-18-the-bountiful-update", "post", "tumblr",
	    "96439224994", "2014-09-02T12:35:27Z", NULL,
	    "+ Added Granite, Andesite, and Diorite", NULL, "mcupdate", NULL,
	    0 },
	{ "medium_openjournalism.html", "https://medium.com/@pippinlee/the-"
	    "open-journalism-project-better-student-journalism-fb39f4f701bb",
	    "post", "medium", "fb39f4f701bb", "2015-03-17T16:27:40.294Z",
	    NULL, "We pushed out the first version", NULL, "pippinlee",
	    "Pippin Lee", 0 },
	{ "press_liberation.html", "http://www.liberation.fr/monde/2015/04/30/"
	    "un-troisieme-francais-mort-dans-le-seisme-au-nepal_1278483",
	    "post", "web", NULL, "2015-04-30T07:19:58",
	    "2015-04-30T07:38:17", "Laurent Fabius a accueilli jeudi matin",
	    NULL, NULL, "AFP", 0 },
	{ "stackexchange_answer.json", "http://stackoverflow.com/questions/"
	    "17992553/#17992906", "post", "stackexchange", "17992906",
	    "2013-08-01T11:33:33Z", NULL, NULL, "335858", NULL,
	    "dasblinkenlight", 0 },
};

static void
check(const struct row *r, json_t *j)
{
	printf("%s\n", r->file);
	page_is(j, r->page);
	assert_string_equal(json_string_value(json_object_get(j,
	    "platform")), r->platform);
	page_fact_is(j, "/post/id", r->id);
	page_fact_is(j, "/post/published", r->published);
	page_fact_is(j, "/post/edited", r->edited);
	if (r->text != NULL)
		page_fact_starts(j, "/post/text", r->text);
	page_fact_is(j, "/author/id", r->author_id);
	page_fact_is(j, "/author/handle", r->handle);
	page_fact_is(j, "/author/name", r->name);
	assert_int_equal(json_array_size(json_object_get(j, "conflicts")),
	    r->conflicts);
}

static void
test_fixtures(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		json_t *j = page_facts_fixture(rows[i].url, rows[i].file);

		if (j == NULL) {
			printf("# skipped: ../shared/fixtures is not here\n");
			skip();
		}
		check(&rows[i], j);
		json_decref(j);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fixtures),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
