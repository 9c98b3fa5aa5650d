#include "capture/job/job_internal.h"

/*
 * The films of the post that the browser has not had whole, over the wire.
 * What there is no room or time for is missing, and no more.
 */
int
job_films(struct job *j, struct error *e)
{
	const struct job_page *post = &j->page[0];
	const struct browser_result *r = &post->shown;
	struct net_films films = {
		.page = r->final_url != NULL ? r->final_url : j->o->url,
		.of = post->name,
		.urls = (const char * const *)r->films,
		.count = r->films_n
	};
	struct net_tally tally = { 0 };
	struct error why = ERROR_INIT;

	if (films.count == 0)
		return (0);
	net_until(j->net, j->deadline);
	if (net_fetch_films(j->net, &films, j->rec, &tally, &why) == 0)
		return (0);
	if (job_fatal(why.code)) {
		*e = why;
		return (-1);
	}
	recorder_missing(j->rec, "media", "%s", why.text);
	return (0);
}
