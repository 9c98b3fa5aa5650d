#include <stdlib.h>
#include <string.h>

#include "capture/job/job_internal.h"

const char *
page_address(const struct job_page *p)
{

	return (p->shown_url != NULL ? p->shown_url : p->wire_url != NULL ?
	    p->wire_url : p->url);
}

const char *
page_wall(const char *class)
{
	static const char *const classes[][2] = {
		{ "login-wall", "the site showed a log-in page instead" },
		{ "consent-wall", "the site asked for consent instead" },
		{ "error", "the site showed an error page instead" },
		{ "gone", "the site says that it is gone" },
	};
	size_t i;

	for (i = 0; class != NULL && i < 4; i++)
		if (strcmp(class, classes[i][0]) == 0)
			return (classes[i][1]);
	return (NULL);
}

const char *
page_listed(const struct job *j, const struct job_page *p, int64_t *at)
{

	if (recorder_seen(j->rec, p->name, p->final_url, at))
		return (p->final_url);
	if (!recorder_seen(j->rec, p->name, p->url, at))
		*at = j->o->started;
	return (p->url);
}

bool
page_there(const struct job *j, const struct job_page *p)
{

	if (p->final_url != NULL &&
	    recorder_seen(j->rec, p->name, p->final_url, NULL))
		return (true);
	return (p->url != NULL && recorder_seen(j->rec, p->name, p->url,
	    NULL));
}

int
page_bytes(const struct body *b, struct buf *room, struct span *out,
    struct error *e)
{
	size_t n = (size_t)body_size(b);
	ssize_t got;
	uint8_t *p;

	*out = body_span(b);
	if (out->p != NULL)
		return (0);
	while (room->n < n) {
		if ((p = buf_reserve(room, n - room->n)) == NULL)
			return (buf_ok(room, e));
		got = body_read(b, (int64_t)room->n, p, n - room->n, e);
		if (got <= 0)
			return (got < 0 ? -1 : error_set(e, ERR_SYS,
			    "a temporary file is too short"));
		room->n += (size_t)got;
	}
	*out = buf_span(room);
	return (0);
}

void
page_free(struct job_page *p)
{

	if (p->tab != NULL)
		(void)browser_shut(p->tab, NULL, NULL);
	p->tab = NULL;
	browser_result_free(&p->shown);
	net_result_free(&p->wire);
	free(p->asked);
	free(p->url);
	free(p->shown_url);
	free(p->wire_url);
	free(p->final_url);
	free(p->listed);
	free(p->title);
	free(p->class);
}
