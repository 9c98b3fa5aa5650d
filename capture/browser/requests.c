#include <stdlib.h>
#include <string.h>

#include "capture/address/address.h"
#include "capture/browser/browser_internal.h"
#include "store/base/time.h"

#define REQUESTS_OPEN_MAX	4096	/* of one tab at the same time */
#define STALLED			5000	/* ms: no longer waited for */
#define LASTING			4000	/* ms: a fetch that streams for ever */

/* Kinds that may stay open as long as the page lives, or tell nothing. */
static const char *const endless[] = { "EventSource", "WebSocket", "Media",
	"Ping", "Preflight", "CSPViolationReport", "Prefetch" };

static bool
is_endless(const struct request *r)
{
	size_t i;

	for (i = 0; i < sizeof(endless) / sizeof(endless[0]); i++)
		if (strcmp(r->type, endless[i]) == 0)
			return (true);
	return (false);
}

/* A stream that nobody knows the end of, as chats and feeds keep them. */
static bool
lasts(const struct request *r, int64_t now)
{
	const json_t *fields = json_object_get(r->response, "headers");

	return (r->data > 0 && now - r->asked > LASTING &&
	    json_object_get(fields, "Content-Length") == NULL &&
	    json_object_get(fields, "content-length") == NULL &&
	    (strcmp(r->type, "Fetch") == 0 || strcmp(r->type, "XHR") == 0));
}

/* Whether the page is still to be waited for because of ${r}. */
static bool
holds_up(const struct request *r, int64_t now)
{

	if (r->url == NULL || r->finished || r->given_up || is_endless(r))
		return (false);
	return (!lasts(r, now) && now - r->active < STALLED);
}

static void
touch(struct browser_tab *t, struct request *r)
{

	r->active = time_monotonic();
	if (r->asked == 0)
		r->asked = r->active;
	if (r->finished || holds_up(r, r->active))
		t->active = r->active;
}

static struct request *
newest(struct browser_tab *t, const char *id)
{
	struct request *r, *found = NULL;

	for (r = t->requests; r != NULL; r = r->next)
		if (strcmp(r->id, id) == 0)
			found = r;
	return (found);
}

static void
request_free(struct request *r)
{

	free(r->id);
	free(r->url);
	free(r->type);
	free(r->failure);
	json_decref(r->sent);
	json_decref(r->sent_extra);
	json_decref(r->response);
	json_decref(r->response_extra);
	body_free(r->body.body);
	free(r);
}

static struct request *
add(struct browser_tab *t, const char *id)
{
	struct request *r, **at;

	if (t->open >= REQUESTS_OPEN_MAX) {
		if (!t->flooded)
			visit_missing(t, "requests", "more than "
			    "%d at the same time", REQUESTS_OPEN_MAX);
		t->flooded = true;
		return (NULL);
	}
	if ((r = calloc(1, sizeof(*r))) == NULL ||
	    (r->id = strdup(id)) == NULL || (r->type = strdup("Other")) ==
	    NULL) {
		if (r != NULL)
			free(r->id);
		free(r);
		visit_fail(t, ERR_NOMEM, "out of memory");
		return (NULL);
	}
	for (at = &t->requests; *at != NULL; at = &(*at)->next)
		continue;
	*at = r;
	t->open++;
	return (r);
}

static void
set_text(struct browser_tab *t, char **to, const char *s)
{

	if (s == NULL)
		return;
	free(*to);
	if ((*to = strdup(s)) == NULL)
		visit_fail(t, ERR_NOMEM, "out of memory");
}

/* The present hop ends in a redirect. */
static void
on_redirect(struct browser_tab *t, struct request *r, const json_t *p)
{

	json_decref(r->response);
	r->response = json_incref(json_object_get(p, "redirectResponse"));
	r->extra = json_is_true(json_object_get(p, "redirectHasExtraInfo"));
	r->hop = r->finished = true;
	r->ended = cdp_number(p, "timestamp", r->began);
	touch(t, r);
}

static void
on_main(struct browser_tab *t, struct request *r)
{

	r->main = true;
	if (t->result.navigated == 0)
		t->result.navigated = (int64_t)(r->wall * 1000);
}

static void
on_sent(struct browser_tab *t, struct cdp_message *m, const char *id)
{
	const json_t *p = m->params;
	json_t *sent = json_object_get(p, "request");
	const char *url = json_text(sent, "url");
	const char *loader = json_text(p, "loaderId");
	const char *frame = json_text(p, "frameId");
	struct request *r = newest(t, id);

	if (r != NULL && r->url != NULL) {
		if (json_object_get(p, "redirectResponse") == NULL)
			return;		/* told by two sessions */
		if (!r->finished)
			on_redirect(t, r, p);
		r = NULL;
	}
	if (url == NULL || (strncmp(url, "http://", 7) != 0 &&
	    strncmp(url, "https://", 8) != 0))
		return;
	if (r == NULL && (r = add(t, id)) == NULL)
		return;
	set_text(t, &r->url, url);
	set_text(t, &r->type, json_text(p, "type"));
	r->sent = json_incref(sent);
	r->wall = cdp_number(p, "wallTime", 0);
	r->began = r->ended = cdp_number(p, "timestamp", 0);
	memcpy(r->session, m->session, strlen(m->session) + 1);
	t->result.requests++;
	touch(t, r);
	if (!TAB_CONTINUES(t))
		return;
	if (loader != NULL && strcmp(loader, id) == 0 && frame != NULL &&
	    strcmp(frame, t->frame) == 0 && strcmp(r->type, "Document") == 0)
		on_main(t, r);
	bodies_start_stream(t, r);
}

/* The oldest hop that still lacks this kind of extra information. */
static struct request *
lacking(struct browser_tab *t, const char *id, bool response)
{
	struct request *r;

	for (r = t->requests; r != NULL; r = r->next) {
		if (strcmp(r->id, id) != 0 ||
		    (response ? r->response_extra : r->sent_extra) != NULL)
			continue;
		if (response && r->finished && !r->extra)
			continue;
		return (r);
	}
	return (add(t, id));
}

static void
on_extra(struct browser_tab *t, struct cdp_message *m, const char *id,
    bool response)
{
	struct request *r = lacking(t, id, response);

	if (r == NULL)
		return;
	if (response)
		r->response_extra = json_incref(m->params);
	else
		r->sent_extra = json_incref(m->params);
}

/* An answer from a private address: drop it; the page itself ends here. */
static void
check_address(struct browser_tab *t, struct request *r)
{
	const char *ip = json_text(r->response, "remoteIPAddress");

	if (ip == NULL || t->opts.allow_private || t->browser->proxied ||
	    r->cached || !address_host_private(span_of(ip)))
		return;
	r->refused = true;
	t->result.refused++;
	set_text(t, &r->failure, "private address, refused");
	if (!r->main)
		return;
	(void)error_set(&t->gone, ERR_PRIVATE, "%.*s is at the private "
	    "address %s", URL_SHOWN, r->url, ip);
	cdp_send(t->browser->cdp, t->main, "Page.stopLoading", json_object(),
	    NULL, NULL, NULL);
	visit_phase(t, PHASE_DRAIN);
}

void
requests_refuse(struct browser_tab *t, const char *id)
{
	struct request *r = id == NULL ? NULL : newest(t, id);

	t->result.refused++;
	if (r == NULL)
		return;
	r->refused = true;
	set_text(t, &r->failure, "private address, refused");
}

static void
on_response(struct browser_tab *t, struct cdp_message *m, struct request *r)
{
	int64_t status;

	json_decref(r->response);
	r->response = json_incref(json_object_get(m->params, "response"));
	r->extra = json_is_true(json_object_get(m->params, "hasExtraInfo"));
	set_text(t, &r->type, json_text(m->params, "type"));
	memcpy(r->session, m->session, strlen(m->session) + 1);
	r->worker = json_is_true(json_object_get(r->response,
	    "fromServiceWorker"));
	if (r->worker ||
	    json_is_true(json_object_get(r->response, "fromDiskCache")) ||
	    json_is_true(json_object_get(r->response, "fromPrefetchCache")))
		r->cached = true;
	if (r->main && json_whole(r->response, "status", &status)) {
		t->next_status = (int)status;
		set_text(t, &t->next_url, r->url);
		set_text(t, &t->next_mime, json_text(r->response,
		    "mimeType"));
		r->given_up = films_page(r);
	}
	touch(t, r);
	check_address(t, r);
}

static void
on_finished(struct browser_tab *t, struct cdp_message *m, struct request *r)
{

	if (r->finished)
		return;
	r->finished = true;
	r->ended = cdp_number(m->params, "timestamp", r->began);
	memcpy(r->session, m->session, strlen(m->session) + 1);
	touch(t, r);
	bodies_finish(t, r);
	t->requests_done++;
	recorder_step(t->recorder, "load", (int64_t)t->requests_done,
	    (int64_t)t->result.requests);
}

static void
on_failed(struct browser_tab *t, struct cdp_message *m, struct request *r)
{
	const json_t *cors = json_object_get(m->params, "corsErrorStatus");
	const char *why = json_text(m->params, "errorText");
	const char *more = json_text(m->params, "blockedReason");
	struct buf b = BUF_INIT((size_t)1024);

	if (r->failure == NULL) {
		buf_puts(&b, why == NULL || why[0] == '\0' ? "failed" : why);
		if (more == NULL)
			more = json_text(cors, "corsError");
		if (more != NULL)
			buf_printf(&b, " (%s)", more);
		r->failure = buf_take(&b);
		if (r->failure == NULL)
			visit_fail(t, ERR_NOMEM, "out of memory");
	}
	r->canceled = json_is_true(json_object_get(m->params, "canceled"));
	r->cut = r->response != NULL;
	if (r->main && t->shown)
		t->broken = true;
	on_finished(t, m, r);
}

bool
requests_on_event(struct browser_tab *t, struct cdp_message *m)
{
	const char *id = json_text(m->params, "requestId"), *what;
	struct request *r;

	if (strncmp(m->method, "Network.", 8) != 0)
		return (false);
	what = m->method + 8;
	if (strncmp(what, "webSocket", 9) == 0 || id == NULL)
		return (false);
	if (strcmp(what, "requestWillBeSent") == 0) {
		on_sent(t, m, id);
		return (true);
	}
	if (strcmp(what, "requestWillBeSentExtraInfo") == 0 ||
	    strcmp(what, "responseReceivedExtraInfo") == 0) {
		on_extra(t, m, id, what[2] == 's');
		return (true);
	}
	if ((r = newest(t, id)) == NULL || r->url == NULL)
		return (true);
	if (strcmp(what, "responseReceived") == 0) {
		on_response(t, m, r);
	} else if (strcmp(what, "dataReceived") == 0) {
		touch(t, r);
		bodies_data(t, r, m);
	} else if (strcmp(what, "requestServedFromCache") == 0) {
		r->cached = true;
	} else if (strcmp(what, "loadingFinished") == 0) {
		on_finished(t, m, r);
	} else if (strcmp(what, "loadingFailed") == 0) {
		on_failed(t, m, r);
	}
	return (true);
}

int64_t
requests_busy(const struct browser_tab *t, int64_t now, int64_t quiet)
{
	const struct request *r;

	for (r = t->requests; r != NULL; r = r->next)
		if (holds_up(r, now))
			return (-1);
	return (now - t->active >= quiet ? 0 : quiet - (now - t->active));
}

bool
requests_quiet(const struct browser_tab *t, int64_t now, int64_t quiet)
{

	return (requests_busy(t, now, quiet) == 0);
}

/* Its target is gone: nothing more will be told of them. */
void
requests_gone(struct browser_tab *t, const char *session)
{
	struct request *r;

	for (r = t->requests; r != NULL; r = r->next)
		if (strcmp(r->session, session) == 0)
			r->given_up = true;
}

void
requests_give_up(struct browser_tab *t)
{
	struct request *r;

	for (r = t->requests; r != NULL; r = r->next)
		r->given_up = true;
}

static bool
complete(const struct request *r)
{

	return (r->url != NULL && r->finished &&
	    (r->body_state == BODY_NONE || r->body_state == BODY_HERE) &&
	    (!r->extra || r->response_extra != NULL));
}

static void
unlink_free(struct browser_tab *t, struct request **at)
{
	struct request *r = *at;

	*at = r->next;
	t->open--;
	cdp_forget(t->browser->cdp, t, r);
	request_free(r);
}

void
requests_tick(struct browser_tab *t)
{
	struct request **at = &t->requests;

	bodies_next(t);
	while (*at != NULL && TAB_CONTINUES(t)) {
		if (!complete(*at)) {
			at = &(*at)->next;
			continue;
		}
		request_write(t, *at);
		unlink_free(t, at);
	}
}

bool
requests_settled(const struct browser_tab *t)
{
	const struct request *r;

	for (r = t->requests; r != NULL; r = r->next)
		if (r->url != NULL && r->finished)
			return (false);
	return (true);
}

void
requests_end(struct browser_tab *t)
{
	struct request *r;

	while ((r = t->requests) != NULL) {
		if (r->url != NULL && t->recorder != NULL &&
		    !t->recorder_failed) {
			if (!r->finished) {
				r->cut = r->response != NULL;
				r->open = true;
				bodies_finish(t, r);
			}
			request_write(t, r);
		}
		unlink_free(t, &t->requests);
	}
}
