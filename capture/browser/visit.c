#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "capture/browser/browser_internal.h"
#include "capture/browser/page/page.h"

#define START_MAX	30000	/* ms until the browser must be up */
#define STALLED		8000	/* without a byte, a page counts as loaded */
#define BROKEN		500	/* the same when its connection broke */
#define KEEP_MAX	30000	/* between two of pictures, print, text */
#define DRAIN_MAX	8000	/* for bodies under way */
#define EXTRA_MAX	300	/* for heads that come late */
#define NAVIGATIONS_MAX	20	/* of the page by itself */

void
visit_fail(struct browser_tab *t, enum error_code code, const char *fmt, ...)
{
	char text[400];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	(void)error_set(&t->failed, code, "%s", text);
}

void
visit_error(struct browser_tab *t, const struct error *e)
{

	if (t->failed.code == ERR_NONE)
		t->failed = *e;
}

void
visit_event(struct browser_tab *t, const char *event, int64_t start,
    int64_t end, json_t *detail)
{
	struct error e = ERROR_INIT;
	bool ok = true;

	if (t->recorder == NULL || t->recorder_failed) {
		json_decref(detail);
		return;
	}
	if (detail == NULL)
		detail = json_object();
	if (detail != NULL)
		json_put_text(detail, "page", t->page, &ok);
	if (recorder_event(t->recorder, event, start, end, detail, &e) == 0)
		return;
	t->recorder_failed = true;
	visit_error(t, &e);
}

void
visit_phase(struct browser_tab *t, enum phase phase)
{
	static const char *const steps[] = { [PHASE_LOAD] = "load",
		[PHASE_SCROLL] = "scroll", [PHASE_KEEP] = "screenshot",
		[PHASE_DRAIN] = "bodies", [PHASE_DONE] = NULL };

	t->phase = phase;
	t->phase_began = time_monotonic();
	t->phase_wall = time_now();
	if (t->recorder != NULL && steps[phase] != NULL)
		recorder_step(t->recorder, steps[phase], 0, 0);
}

/* The browser tells of the page itself twice, in no fixed order. */
void
visit_download(struct browser_tab *t, const char *url)
{
	int64_t now = time_now();

	if (t->phase == PHASE_DONE || (t->result.is_download &&
	    t->download_told))
		return;
	t->download_told = true;
	visit_event(t, "download-refused", now, now,
	    json_pack("{s:s*}", "url", url));
}

static void
on_navigate(void *ctx, void *arg, struct cdp_message *m)
{
	struct browser_tab *t = ctx;
	const char *why = json_text(m->params, "errorText");

	(void)arg;
	if (m->params == NULL) {
		visit_fail(t, ERR_BROWSER, "cannot navigate: %s", m->failure);
		return;
	}
	if (json_is_true(json_object_get(m->params, "isDownload"))) {
		t->result.is_download = true;
		visit_download(t, t->url);
	}
	if (why == NULL || why[0] == '\0')
		return;
	if (t->result.is_download) {
		visit_phase(t, PHASE_DRAIN);
		return;
	}
	/* A page that goes elsewhere at once aborts the first one. */
	if (strcmp(why, "net::ERR_ABORTED") == 0 && t->shown)
		return;
	if ((t->result.net_error = strdup(why)) == NULL)
		visit_fail(t, ERR_NOMEM, "out of memory");
	/* An answer without anything to show (204, an empty 500) is one. */
	if (t->next_status != 0)
		visit_missing(t, "screenshot",
		    "the site answered %d and sent no page (%s)",
		    t->next_status, why);
	else
		(void)error_set(&t->gone, net_error_code(why), "%s", why);
	if (t->phase == PHASE_LOAD)
		visit_phase(t, PHASE_DRAIN);
}

static void
tell_browser(struct browser_tab *t)
{
	struct browser *b = t->browser;

	if (b->told)
		return;
	b->told = true;
	visit_event(t, "browser-started", b->started, time_now(),
	    json_pack("{s:s*, s:s*, s:s, s:s*, s:b, s:b, s:O}",
	    "product", b->product, "agent", b->agent,
	    "program", b->launch.program, "user", b->launch.user,
	    "sandbox", !b->no_sandbox, "certificates_ignored", b->ignore_tls,
	    "flags", b->launch.flags));
}

void
visit_go(struct browser_tab *t)
{
	struct cdp *c = t->browser->cdp;

	tell_browser(t);
	visit_phase(t, PHASE_LOAD);
	t->active = t->phase_began;
	if (!t->opts.allow_private)
		guard_session(t, t->main);
	cdp_send(c, t->main, "Emulation.setDeviceMetricsOverride",
	    json_pack("{s:i, s:i, s:i, s:b}", "width", t->opts.width,
	    "height", t->opts.height, "deviceScaleFactor", 1, "mobile", 0),
	    NULL, NULL, NULL);
	cdp_send(c, t->main, "Emulation.setFocusEmulationEnabled",
	    json_pack("{s:b}", "enabled", 1), NULL, NULL, NULL);
	cdp_send(c, t->main, "Page.navigate", json_pack("{s:s}", "url",
	    t->url), on_navigate, t, NULL);
}

static void
take_next(struct browser_tab *t)
{

	if (t->next_url == NULL)
		return;
	free(t->result.final_url);
	free(t->result.mime);
	t->result.final_url = t->next_url;
	t->result.mime = t->next_mime;
	t->result.status = t->next_status;
	t->next_url = t->next_mime = NULL;
}

static void
on_navigated(struct browser_tab *t, struct cdp_message *m)
{
	const json_t *frame = json_object_get(m->params, "frame");
	const char *id = json_text(frame, "id"), *url = json_text(frame, "url");
	int64_t now = time_now();

	/* What was asked of the document before may never be answered. */
	watch_anew(t, m->session);
	if (id == NULL || url == NULL || strcmp(id, t->frame) != 0 ||
	    strcmp(m->session, t->main) != 0 || strcmp(url, "about:blank") == 0)
		return;
	t->world = 0;
	t->loaded = t->dom_loaded = t->broken = false;
	t->shown = true;
	take_next(t);
	visit_event(t, "navigated", now, now, json_pack("{s:s}", "url", url));
	if (++t->navigations == NAVIGATIONS_MAX) {
		visit_missing(t, "page",
		    "it goes on from page to page without end");
		guard_freeze(t);
	}
	if (t->phase == PHASE_SCROLL) {
		scroll_again(t, false);
		t->at_end = t->sight.done = false;
		t->sight.frames = FRAMES_NOT;
		visit_phase(t, PHASE_LOAD);
	}
}

static void
on_dialog(struct browser_tab *t, struct cdp_message *m)
{
	struct span said = cdp_span(m, m->params, "message");
	const char *type = json_text(m->params, "type");
	int64_t now = time_now();
	json_t *j = json_object();
	bool ok = j != NULL;

	cdp_send(t->browser->cdp, m->session, "Page.handleJavaScriptDialog",
	    json_pack("{s:b}", "accept", 0), NULL, NULL, NULL);
	/* Some pages open them without end: the first ones tell enough. */
	if (ok && t->dialogs++ < 20) {
		json_put_text(j, "type", type, &ok);
		json_put_span(j, "message", span_sub(said, 0, 2000), &ok);
		visit_event(t, "dialog-dismissed", now, now, json_incref(j));
	}
	json_decref(j);
}

bool
visit_on_event(struct browser_tab *t, struct cdp_message *m)
{
	bool main = strcmp(m->session, t->main) == 0;

	if (strcmp(m->method, "Fetch.requestPaused") == 0)
		guard_on_paused(t, m);
	else if (strcmp(m->method, "Page.javascriptDialogOpening") == 0)
		on_dialog(t, m);
	else if (strcmp(m->method, "Page.frameNavigated") == 0)
		on_navigated(t, m);
	else if (strcmp(m->method, "Page.frameAttached") == 0)
		t->framed = true;
	else if (!main)
		return (false);
	else if (strcmp(m->method, "Page.domContentEventFired") == 0)
		t->dom_loaded = t->shown;
	else if (strcmp(m->method, "Page.loadEventFired") == 0)
		t->loaded = t->shown;
	else if (strcmp(m->method, "Inspector.targetCrashed") == 0) {
		t->result.crashed = true;
		visit_fail(t, ERR_BROWSER, "the page crashed");
	} else
		return (false);
	return (true);
}

static void
on_world(void *ctx, void *arg, struct cdp_message *m)
{
	struct browser_tab *t = ctx;

	(void)arg;
	if (!json_whole(m->params, "executionContextId", &t->world)) {
		t->world = 0;
		return;
	}
	frames_install(t, t->main, t->world, page_keep);
	if (t->opts.scroll > 0)
		frames_install(t, t->main, t->world, page_see);
	keep_early(t);
}

/*
 * Our scripts run in a world of their own: the page sees nothing of them and
 * cannot change what the language's functions do there.
 */
void
visit_world(struct browser_tab *t)
{

	cdp_send(t->browser->cdp, t->main, "Page.createIsolatedWorld",
	    json_pack("{s:s, s:s}", "frameId", t->frame, "worldName",
	    "constat"), on_world, t, NULL);
}

void
visit_evaluate(struct browser_tab *t, const char *script, cdp_answer *answer,
    void *arg)
{
	json_t *params = json_pack("{s:s, s:b, s:b}", "expression", script,
	    "returnByValue", 1, "awaitPromise", 1);
	bool ok = params != NULL;

	if (ok && t->world != 0)
		json_put_int(params, "contextId", t->world, &ok);
	cdp_send(t->browser->cdp, t->main, "Runtime.evaluate",
	    json_made(params, ok, NULL), answer, t, arg);
}

static void
load_tick(struct browser_tab *t, int64_t now)
{
	bool late = now - t->phase_began > t->opts.load;
	bool stalled = now - t->active > browser_pace(t->browser,
	    t->broken ? BROKEN : STALLED) && (t->dom_loaded || t->broken);

	if (!t->loaded && !late && !stalled)
		return;
	if (!t->loaded && !t->shown) {
		(void)error_set(&t->gone, ERR_TIMEOUT,
		    "nothing was shown within %lld s",
		    (long long)(t->opts.load / 1000));
		visit_phase(t, PHASE_DRAIN);
		return;
	}
	if (!t->loaded) {
		visit_missing(t, "load", t->broken ?
		    "the page broke off after %lld ms" :
		    "the page did not finish loading within %lld ms",
		    (long long)(now - t->phase_began));
		/* An endless page would change under the camera. */
		cdp_send(t->browser->cdp, t->main, "Page.stopLoading",
		    json_object(), NULL, NULL, NULL);
		requests_give_up(t);
	}
	t->result.loaded = t->loaded;
	visit_event(t, "loaded", t->phase_wall, time_now(),
	    json_pack("{s:b, s:I}", "complete", t->loaded, "requests",
	    (json_int_t)t->result.requests));
	visit_world(t);
	visit_phase(t, PHASE_SCROLL);
}

static void
drain_tick(struct browser_tab *t, int64_t now)
{
	int64_t spent = now - t->phase_began;

	if (t->bodies_asked > 0 && spent < browser_pace(t->browser, DRAIN_MAX))
		return;
	if (!requests_settled(t) &&
	    spent < browser_pace(t->browser, EXTRA_MAX))
		return;
	requests_end(t);
	socket_end_all(t);
	if (!t->shown)
		take_next(t);
	cdp_send(t->browser->cdp, "", "Target.closeTarget", json_pack("{s:s}",
	    "targetId", t->frame), NULL, NULL, NULL);
	visit_event(t, "closed", t->began_wall, time_now(),
	    json_pack("{s:I, s:I, s:I, s:I}",
	    "requests", (json_int_t)t->result.requests,
	    "exchanges", (json_int_t)t->result.exchanges,
	    "failed", (json_int_t)t->result.failed,
	    "cached", (json_int_t)t->result.cached));
	visit_phase(t, PHASE_DONE);
}

/* ${part} of the time that the visit was given, but at most ${max}. */
static int64_t
share(const struct browser_tab *t, int64_t part, int64_t max)
{
	int64_t all = t->opts.deadline - t->began;

	return (all / part < max ? all / part : max);
}

/* When pictures and print must be there at last. */
int64_t
visit_end(const struct browser_tab *t)
{

	return (t->opts.deadline + share(t, 3, KEEP_GRACE));
}

static void
check_deadline(struct browser_tab *t, int64_t now)
{

	if (t->opts.deadline == 0 || t->phase >= PHASE_DRAIN ||
	    now < t->opts.deadline - share(t, 4, KEEP_RESERVE))
		return;
	if (t->phase == PHASE_SCROLL) {
		visit_missing(t, "scroll", "no time left");
		keep_start(t);
	} else if (t->phase == PHASE_KEEP) {
		/* Short of time, but not so short as to lose the picture. */
		if (now >= visit_end(t))
			keep_give_up(t);
	} else if (t->phase == PHASE_LOAD && t->shown) {
		t->opts.load = 0;
	} else if (now >= t->opts.deadline) {
		visit_fail(t, ERR_TIMEOUT, "no time left for the browser");
	}
}

void
visit_tick(struct browser_tab *t, int64_t now)
{

	requests_tick(t);
	if (!TAB_CONTINUES(t))
		return;
	check_deadline(t, now);
	watch_tick(t, now);
	switch (t->phase) {
	case PHASE_BLANK:
		if (now - t->began > START_MAX)
			visit_fail(t, ERR_BROWSER,
			    "the browser did not come up");
		break;
	case PHASE_READY:
		if (t->fresh || t->browser->waiting == 0)
			visit_go(t);
		break;
	case PHASE_LOAD:
		load_tick(t, now);
		break;
	case PHASE_SCROLL:
		scroll_tick(t, now);
		break;
	case PHASE_KEEP:
		keep_tick(t, now);
		if (now - t->phase_began > browser_pace(t->browser, KEEP_MAX))
			keep_give_up(t);
		break;
	case PHASE_DRAIN:
		drain_tick(t, now);
		break;
	case PHASE_DONE:
		break;
	}
}
