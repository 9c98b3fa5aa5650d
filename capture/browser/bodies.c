#include <stdlib.h>
#include <string.h>

#include "capture/browser/browser_internal.h"

#define ASKED_MAX	16	/* bodies under way: bounds our memory */
#define STREAMS_MAX	64

/*
 * Bodies.  Most are fetched when they are finished, many at a time.  What may
 * never finish, be broken off, or be too large for the browser's buffers is
 * streamed from its first byte instead: then what came is ours whatever
 * happens.  A stream that missed bytes falls back on fetching.
 */
static const char *const streamed[] = { "Media", "EventSource", "Fetch",
	"XHR" };

static size_t
streams(const struct browser_tab *t)
{
	const struct request *r;
	size_t n = 0;

	for (r = t->requests; r != NULL; r = r->next)
		n += r->stream && !r->finished;
	return (n);
}

void
bodies_start_stream(struct browser_tab *t, struct request *r)
{
	size_t i, n = sizeof(streamed) / sizeof(streamed[0]);

	for (i = 0; i < n && strcmp(r->type, streamed[i]) != 0; i++)
		continue;
	if (i == n || streams(t) >= STREAMS_MAX)
		return;
	r->stream = true;
	cdp_send(t->browser->cdp, r->session, "Network.streamResourceContent",
	    json_pack("{s:s}", "requestId", r->id), NULL, NULL, NULL);
}

int
body_append(struct body *to, const struct body *from, struct error *e)
{
	uint8_t p[16 * 1024];
	int64_t at = 0;
	ssize_t n;

	while ((n = body_read(from, at, p, sizeof(p), e)) > 0) {
		if (body_put(to, p, (size_t)n, e) == -1)
			return (-1);
		at += n;
	}
	return ((int)n);
}

void
bodies_data(struct browser_tab *t, struct request *r, struct cdp_message *m)
{
	struct cut_value v = { .body = NULL };
	struct error e = ERROR_INIT;

	r->data += (int64_t)cdp_number(m->params, "dataLength", 0);
	t->received += (int64_t)cdp_number(m->params, "dataLength", 0);
	if (!r->stream || r->over ||
	    json_object_get(m->params, "data") == NULL)
		return;
	if (cdp_take(t->browser->cdp, m, m->params, "data", true, &v, &e) ==
	    -1) {
		if (e.code != ERR_SYNTAX && e.code != ERR_NOTFOUND)
			visit_error(t, &e);
		return;
	}
	r->streamed += body_size(v.body);
	if (r->body.body == NULL) {
		r->body = v;
		return;
	}
	if (body_size(r->body.body) + body_size(v.body) > t->opts.max_body)
		r->over = true;
	else if (body_append(r->body.body, v.body, &e) == -1)
		visit_error(t, &e);
	body_free(v.body);
}

/* Whether the answer has a body at all (RFC 9110 section 6.4.1). */
bool
bodies_expected(const struct request *r)
{
	const char *method = json_text(r->sent, "method");
	int64_t status = 0;

	if (r->response == NULL || r->hop || r->refused)
		return (false);
	(void)json_whole(r->response, "status", &status);
	return (status >= 200 && status != 204 && status != 304 &&
	    (method == NULL || strcmp(method, "HEAD") != 0));
}

static void
drop_body(struct request *r)
{

	body_free(r->body.body);
	r->body = (struct cut_value){ .body = NULL };
}

void
bodies_finish(struct browser_tab *t, struct request *r)
{

	r->body_state = BODY_NONE;
	if (!bodies_expected(r)) {
		drop_body(r);
		/* The browser calls what has no body "aborted" at times. */
		if (r->response != NULL && !r->refused) {
			r->cut = false;
			free(r->failure);
			r->failure = NULL;
		}
		return;
	}
	if (r->body.body != NULL && r->streamed == r->data) {
		r->body_state = BODY_HERE;
		r->cut = r->cut || r->over;
		return;
	}
	drop_body(r);
	if (r->failure != NULL && strcmp(r->failure,
	    "net::ERR_HTTP_RESPONSE_CODE_FAILURE") == 0) {
		/* An error status with an empty body, and all of it came. */
		free(r->failure);
		r->failure = NULL;
		r->cut = false;
		return;
	}
	if (r->failure != NULL || r->open) {
		r->lost = r->data > 0;
		return;
	}
	if (r->cached && !r->worker &&
	    json_object_get(t->seen, r->url) != NULL)
		return;			/* recorded already */
	r->body_state = BODY_WANTED;
}

static void
on_body(void *ctx, void *arg, struct cdp_message *m)
{
	struct browser_tab *t = ctx;
	struct request *r = arg;
	struct error e = ERROR_INIT;
	bool base64;

	t->bodies_asked--;
	r->body_state = BODY_HERE;
	if (m->params == NULL) {
		r->lost = r->data > 0;
		return;
	}
	base64 = json_is_true(json_object_get(m->params, "base64Encoded"));
	if (cdp_take(t->browser->cdp, m, m->params, "body", base64, &r->body,
	    &e) == 0) {
		r->cut = r->cut || r->body.over;
		r->text_only = !base64 && (!t->durable || r->worker);
		return;
	}
	r->lost = true;
	if (e.code != ERR_SYNTAX && e.code != ERR_NOTFOUND)
		visit_error(t, &e);
}

void
bodies_next(struct browser_tab *t)
{
	struct request *r;

	for (r = t->requests; r != NULL && t->bodies_asked < ASKED_MAX;
	    r = r->next) {
		if (r->body_state != BODY_WANTED)
			continue;
		r->body_state = BODY_ASKED;
		t->bodies_asked++;
		cdp_send(t->browser->cdp, r->worker && t->second[0] != '\0' &&
		    strcmp(r->session, t->main) == 0 ? t->second : r->session,
		    "Network.getResponseBody", json_pack("{s:s}", "requestId",
		    r->id), on_body, t, r);
	}
}
