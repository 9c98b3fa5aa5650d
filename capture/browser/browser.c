#include <stdlib.h>
#include <string.h>

#include "capture/browser/browser_internal.h"

#define POLL_MS		25	/* between looks at clocks and quiet */
#define UP_USUAL	1000	/* ms for the browser to come up */
#define PACE_MAX	6	/* times slower than that */

int64_t
browser_pace(const struct browser *b, int64_t ms)
{
	int64_t up = b->up < UP_USUAL ? UP_USUAL : b->up;

	if (up > PACE_MAX * UP_USUAL)
		up = PACE_MAX * UP_USUAL;
	return (ms * up / UP_USUAL);
}

static void
on_login(void *ctx, void *arg, struct cdp_message *m)
{
	struct browser *b = ctx;
	json_t *list = json_object_get(m->params, "cookies");

	(void)arg;
	b->waiting--;
	b->login = list != NULL ? json_incref(list) : json_array();
	if (b->login == NULL)
		(void)error_nomem(&b->failed);
}

int
browser_start(const struct browser_opts *opts, struct browser **out,
    struct error *e)
{
	struct error gone = ERROR_INIT;
	struct browser *b;

	if ((b = calloc(1, sizeof(*b))) == NULL)
		return (error_nomem(e));
	b->launch = (struct launch)LAUNCH_INIT;
	b->failed = (struct error)ERROR_INIT;
	b->ignore_tls = opts->ignore_tls;
	b->no_sandbox = opts->no_sandbox;
	b->proxied = opts->proxy != NULL;
	b->cancel = opts->cancel;
	b->halt = opts->halt;
	b->started = time_now();
	b->started_mono = time_monotonic();
	b->idle = opts->idle;
	b->ctx = opts->ctx;
	if (opts->languages != NULL &&
	    (b->languages = strdup(opts->languages)) == NULL) {
		(void)error_nomem(e);
		goto fail;
	}
	if (launch_start(&b->launch, opts, e) == -1)
		goto fail;
	if (cdp_open(&b->cdp, b->launch.to, b->launch.from,
	    opts->folder == NULL ? b->launch.folder : opts->folder,
	    BROWSER_VALUE_MAX, session_on_event, b, e) == -1)
		goto fail;
	b->launch.to = b->launch.from = -1;
	/* The first tab is made while the caller does other things. */
	session_begin(b);
	if (session_new_tab(b, false, e) == NULL)
		goto fail;
	if (opts->profile != NULL) {
		b->waiting++;
		cdp_send(b->cdp, "", "Storage.getCookies", json_object(),
		    on_login, b, NULL);
	}
	/* What went away at once is met again, and explained, by the visit. */
	if (cdp_poll(b->cdp, 0, &gone) == -1 && gone.code != ERR_BROWSER) {
		(void)error_set(e, gone.code, "%s", gone.text);
		goto fail;
	}
	*out = b;
	return (0);
fail:
	browser_close(b);
	return (-1);
}

static struct browser_tab *
spare(struct browser *b)
{
	struct browser_tab *t;

	for (t = b->tabs; t != NULL; t = t->next)
		if (t->recorder == NULL && t->failed.code == ERR_NONE &&
		    !t->fresh)
			return (t);
	return (NULL);
}

int
browser_open(struct browser *b, const char *url,
    const struct browser_visit *opts, struct recorder *recorder,
    struct browser_tab **out, struct error *e)
{
	struct browser_tab *t = opts->fresh ? NULL : spare(b);

	if (t == NULL && (t = session_new_tab(b, opts->fresh, e)) == NULL)
		return (-1);
	t->opts = *opts;
	t->opts.page = NULL;
	t->url = strdup(url);
	t->page = strdup(opts->page);
	if (t->url == NULL || t->page == NULL) {
		free(t->url);
		free(t->page);
		t->url = t->page = NULL;
		return (error_nomem(e));
	}
	t->recorder = recorder;
	t->began = t->active = time_monotonic();
	t->began_wall = time_now();
	t->result.tls_ignored = b->ignore_tls;
	*out = t;
	return (0);
}

/* The tab ends here: what came so far is written down all the same. */
static void
end_failed(struct browser_tab *t)
{
	struct error why = t->failed;
	int64_t now = time_now();

	if (!t->recorder_failed && why.code != ERR_NOMEM) {
		t->failed = (struct error)ERROR_INIT;
		requests_end(t);
		socket_end_all(t);
		visit_event(t, "broken-off", t->began_wall, now,
		    json_pack("{s:s, s:s}", "error", error_code_name(why.code),
		    "detail", why.text));
		if (t->failed.code == ERR_NONE)
			t->failed = why;
	}
	visit_phase(t, PHASE_DONE);
}

static bool
over(struct browser *b, const struct browser_tab *only)
{
	const struct browser_tab *t;

	for (t = b->tabs; t != NULL; t = t->next)
		if (t->recorder != NULL && t->phase != PHASE_DONE &&
		    (only == NULL || only == t))
			return (false);
	return (true);
}

static void
fail_all(struct browser *b, const struct error *why)
{
	struct browser_tab *t;

	for (t = b->tabs; t != NULL; t = t->next)
		if (t->phase != PHASE_DONE) {
			t->result.crashed = why->code == ERR_BROWSER;
			visit_error(t, why);
		}
}

static void
tick_all(struct browser *b)
{
	int64_t now = time_monotonic();
	struct browser_tab *t;

	for (t = b->tabs; t != NULL; t = t->next) {
		if (t->recorder == NULL || t->phase == PHASE_DONE)
			continue;
		if (t->failed.code == ERR_NONE)
			visit_tick(t, now);
		if (t->failed.code != ERR_NONE)
			end_failed(t);
	}
}

int
browser_run(struct browser *b, struct browser_tab *only, struct error *e)
{
	struct error err;

	(void)e;
	while (!over(b, only)) {
		err = (struct error)ERROR_INIT;
		if (b->failed.code != ERR_NONE) {
			fail_all(b, &b->failed);
		} else if ((b->cancel != NULL && atomic_load(b->cancel)) ||
		    (b->halt != NULL && atomic_load(b->halt))) {
			(void)error_set(&err, ERR_CANCELED, "stopped");
			fail_all(b, &err);
		} else if (cdp_poll(b->cdp, POLL_MS, &err) == -1) {
			if (err.code == ERR_BROWSER)
				launch_why(&b->launch, &err);
			b->failed = err;
			fail_all(b, &err);
		}
		tick_all(b);
		if (b->idle != NULL)
			b->idle(b->ctx);
	}
	return (0);
}

static void
unlink_tab(struct browser_tab *t)
{
	struct browser_tab **at = &t->browser->tabs;

	while (*at != t)
		at = &(*at)->next;
	*at = t->next;
}

static void
free_tab(struct browser_tab *t)
{

	unlink_tab(t);
	if (t->browser->cdp != NULL)
		cdp_forget(t->browser->cdp, t, NULL);
	t->recorder_failed = true;	/* nothing is written any more */
	requests_end(t);
	socket_free_all(t);
	frames_free(t);
	session_free_all(t);
	browser_result_free(&t->result);
	json_decref(t->seen);
	free(t->next_url);
	free(t->next_mime);
	free(t->context);
	free(t->url);
	free(t->page);
	free(t);
}

int
browser_shut(struct browser_tab *t, struct browser_result *result,
    struct error *e)
{
	const struct error *why = &t->failed;
	int rc = 0;

	if (t->phase != PHASE_DONE)
		(void)error_set(&t->failed, ERR_CANCELED, "shut too early");
	if (why->code == ERR_NONE)
		why = &t->gone;
	if (why->code != ERR_NONE) {
		rc = -1;
		if (e != NULL && e->code == ERR_NONE)
			*e = *why;
	}
	if (result != NULL) {
		*result = t->result;
		memset(&t->result, 0, sizeof(t->result));
	}
	free_tab(t);
	return (rc);
}

int
browser_visit(struct browser *b, const char *url,
    const struct browser_visit *opts, struct recorder *recorder,
    struct browser_result *result, struct error *e)
{
	struct browser_tab *t;

	memset(result, 0, sizeof(*result));
	if (browser_open(b, url, opts, recorder, &t, e) == -1)
		return (-1);
	(void)browser_run(b, t, e);
	return (browser_shut(t, result, e));
}

static void
on_cookie(void *ctx, void *arg, struct cdp_message *m)
{
	struct browser *b = ctx;

	(void)arg;
	b->waiting--;
	if (m->params == NULL)
		b->refused++;
}

/* One by one: a single one that it does not like would spoil them all. */
int
browser_cookies(struct browser *b, const struct cookies *list,
    struct error *e)
{
	json_t *param;
	size_t i;

	for (i = 0; i < list->n; i++) {
		if ((param = cookie_param(&list->v[i])) == NULL)
			return (error_nomem(e));
		b->waiting++;
		cdp_send(b->cdp, "", "Storage.setCookies",
		    json_pack("{s:[o]}", "cookies", param), on_cookie, b,
		    NULL);
	}
	return (0);
}

size_t
browser_cookies_refused(const struct browser *b)
{

	return (b->refused);
}

json_t *
browser_login(const struct browser *b)
{

	return (json_incref(b->login));
}

const char *
browser_product(const struct browser *b)
{

	return (b->product);
}

const char *
browser_agent(const struct browser *b)
{

	return (b->agent);
}

const char *
browser_path(const struct browser *b)
{

	return (b->launch.program);
}

int
browser_pid(const struct browser *b)
{

	return ((int)b->launch.pid);
}

void
browser_stop(struct browser *b)
{

	if (b != NULL)
		launch_kill(&b->launch);
}

void
browser_result_free(struct browser_result *r)
{

	free(r->final_url);
	free(r->title);
	free(r->mime);
	free(r->favicon);
	free(r->net_error);
	while (r->films_n > 0)
		free(r->films[--r->films_n]);
	free(r->films);
	body_free(r->thumbnail);
	body_free(r->visible);
	body_free(r->dom);
	memset(r, 0, sizeof(*r));
}

void
browser_close(struct browser *b)
{

	if (b == NULL)
		return;
	while (b->tabs != NULL)
		free_tab(b->tabs);
	cdp_close(b->cdp);
	launch_end(&b->launch);
	free(b->product);
	free(b->agent);
	free(b->languages);
	json_decref(b->agent_params);
	json_decref(b->login);
	free(b);
}
