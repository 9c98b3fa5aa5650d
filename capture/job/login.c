#include <stdlib.h>

#include "capture/job/job_internal.h"
#include "store/base/json.h"
#include "store/base/time.h"
#include "store/base/url.h"

/* The host that the log-in is for. */
static int
set_host(struct job *j, struct error *e)
{
	struct url *url = NULL;
	int rc = -1;

	if (url_parse(span_of(j->page[JOB_POST].asked), NULL, &url, e) == 0)
		rc = job_text(&j->host, url_host(url), e);
	url_free(url);
	return (rc);
}

/* From now on none of their values is written down. */
static int
take(struct job *j, struct error *e)
{
	const struct cookie *c;
	size_t i;

	cookies_keep(&j->cookies, j->host, time_now());
	for (i = 0; i < j->cookies.n; i++) {
		c = &j->cookies.v[i];
		if (recorder_secret(j->rec, c->name, span_of(c->value), e) !=
		    0)
			return (-1);
	}
	return (net_cookies(j->net, &j->cookies, e));
}

bool
login_used(const struct job *j)
{

	return (j->q->cookies != NULL || j->q->profile != NULL);
}

int
login_read(struct job *j, struct error *e)
{

	if (!login_used(j))
		return (0);
	if (set_host(j, e) != 0)
		return (-1);
	if (j->q->profile != NULL)
		return (profile_check(j->q->profile, e));
	return (cookies_read(j->q->cookies, &j->cookies, e));
}

int
login_give(struct job *j, struct error *e)
{

	if (j->q->cookies == NULL)
		return (0);
	if (take(j, e) != 0 || job_safe(j, &j->o->url, j->o->url, e) != 0 ||
	    job_safe(j, &j->page[JOB_POST].url, j->page[JOB_POST].url,
	    e) != 0)
		return (-1);
	return (j->browser == NULL ? 0 :
	    browser_cookies(j->browser, &j->cookies, e));
}

bool
login_known(struct job *j, struct error *e)
{
	json_t *list;
	bool known = false;

	if (j->q->profile == NULL)
		return (true);
	if ((list = browser_login(j->browser)) == NULL)
		return (false);
	if (cookies_of(list, &j->cookies, e) == 0 && take(j, e) == 0)
		known = true;
	json_decref(list);
	return (known);
}

void
login_judge(struct job *j)
{

	if (login_used(j) && j->cookies.n == 0)
		recorder_missing(j->rec, "login", j->q->profile == NULL ?
		    "the file has no cookie for this site that is still good" :
		    "the profile has no cookie for this site that can be "
		    "read");
}

json_t *
login_describe(const struct job *j)
{
	json_t *d = json_object();
	bool ok = d != NULL;

	json_put_text(d, "by", j->q->profile != NULL ? "browser-profile" :
	    "cookies", &ok);
	json_put_text(d, "account", j->q->account, &ok);
	json_put_text(d, "host", j->host, &ok);
	json_put_int(d, "cookies", (json_int_t)j->cookies.n, &ok);
	if (j->browser != NULL)
		json_put_int(d, "refused", (json_int_t)
		    browser_cookies_refused(j->browser), &ok);
	return (json_made(d, ok, NULL));
}
