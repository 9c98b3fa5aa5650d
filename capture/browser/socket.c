#include <stdlib.h>
#include <string.h>

#include "capture/browser/browser_internal.h"
#include "capture/record/withhold.h"
#include "store/base/codec.h"
#include "store/base/limits.h"

/*
 * WebSockets (RFC 6455): no archive format has records for them, so that each
 * becomes one metadata record, a JSON text:
 *   {"websocket":URL,"request":{fields},"response":{fields},"status":101,
 *    "frames":[{"frame":{"time","from":"page"|"server","opcode"},
 *    "text"|"base64":...}],"closed":...}
 */
static struct socket *
find(struct browser_tab *t, const char *id)
{
	struct socket *s;

	for (s = t->sockets; s != NULL && strcmp(s->id, id) != 0; s = s->next)
		continue;
	return (s);
}

static void
free_one(struct socket *s)
{

	free(s->id);
	free(s->url);
	body_free(s->text);
	buf_free(&s->head);
	free(s);
}

/* Send what stands in ${b} on to the record, and empty it. */
static void
pass(struct browser_tab *t, struct socket *s, struct buf *b)
{
	struct error e = ERROR_INIT;

	if (s->over)
		;
	else if (buf_ok(b, &e) == -1 ||
	    body_put(s->text, b->p, b->n, &e) == -1) {
		s->over = true;
		if (e.code != ERR_LIMIT)
			visit_error(t, &e);
	}
	buf_reset(b);
}

static void
put_json(struct browser_tab *t, struct socket *s, const char *before,
    json_t *j)
{
	struct buf b = BUF_INIT(8 * MIB);
	struct error e = ERROR_INIT;

	buf_puts(&b, before);
	if (j == NULL || json_write(&b, j, &e) == -1)
		visit_fail(t, ERR_NOMEM, "out of memory");
	else
		pass(t, s, &b);
	buf_free(&b);
	json_decref(j);
}

/* Fields of a head, secrets withheld. */
static json_t *
fields_of(const json_t *message)
{
	json_t *from = json_object_get(message, "headers"), *to, *value;
	const char *name;
	bool ok = true;

	if ((to = json_object()) == NULL)
		return (NULL);
	json_object_foreach(from, name, value)
		json_put(to, name, withhold_header(span_of(name)) ?
		    json_string("withheld") : json_incref(value), &ok);
	return (json_made(to, ok, NULL));
}

static void
on_created(struct browser_tab *t, struct cdp_message *m, const char *id)
{
	const char *url = json_text(m->params, "url");
	struct error e = ERROR_INIT;
	struct socket *s;

	if (url == NULL || find(t, id) != NULL)
		return;
	if ((s = calloc(1, sizeof(*s))) == NULL ||
	    (s->id = strdup(id)) == NULL || (s->url = strdup(url)) == NULL) {
		if (s != NULL)
			free_one(s);
		visit_fail(t, ERR_NOMEM, "out of memory");
		return;
	}
	s->at = time_now();
	if (body_open(&s->text, recorder_folder(t->recorder),
	    t->opts.max_body, &e) == -1) {
		free_one(s);
		visit_error(t, &e);
		return;
	}
	s->next = t->sockets;
	t->sockets = s;
	put_json(t, s, "{\"websocket\":", json_string(url));
}

/* A payload too long for memory, as base64. */
static void
put_long(struct browser_tab *t, struct socket *s, const struct cut_value *v)
{
	struct buf b = BUF_INIT((size_t)32 * 1024);
	struct error e = ERROR_INIT;
	uint8_t p[9 * 1024];
	int64_t at = 0;
	ssize_t n;

	buf_puts(&b, ",\"base64\":\"");
	pass(t, s, &b);
	while ((n = body_read(v->body, at, p, sizeof(p), &e)) > 0) {
		codec_base64(&b, (struct span){ p, (size_t)n });
		pass(t, s, &b);
		at += n;
	}
	if (n < 0)
		visit_error(t, &e);
	buf_puts(&b, "\"");
	pass(t, s, &b);
	buf_free(&b);
}

static void
on_frame(struct browser_tab *t, struct cdp_message *m, struct socket *s,
    bool sent)
{
	const json_t *frame = json_object_get(m->params, "response");
	int opcode = (int)cdp_number(frame, "opcode", 0);
	struct cut_value v = { .body = NULL };
	struct buf end = BUF_INIT((size_t)16);
	char text[TIME_TEXT];
	struct span payload;
	json_t *j;
	bool ok = true;

	if ((j = json_object()) == NULL) {
		visit_fail(t, ERR_NOMEM, "out of memory");
		return;
	}
	json_put_text(j, "time", time_text_ms(time_now(), text), &ok);
	json_put_text(j, "from", sent ? "page" : "server", &ok);
	json_put_int(j, "opcode", opcode, &ok);
	put_json(t, s, s->frames++ == 0 ? ",\"frames\":[{\"frame\":" :
	    ",{\"frame\":", j);
	/* The protocol gives text frames as text, others as base64. */
	payload = cdp_span(m, frame, "payloadData");
	if (json_is_string(json_object_get(frame, "payloadData")))
		put_json(t, s, opcode == 1 ? ",\"text\":" : ",\"base64\":",
		    json_stringn((const char *)payload.p, payload.n));
	else if (cdp_take(t->browser->cdp, m, frame, "payloadData",
	    opcode != 1, &v, NULL) == 0)
		put_long(t, s, &v);
	buf_puts(&end, "}");
	pass(t, s, &end);
	buf_free(&end);
	body_free(v.body);
}

static void
end_one(struct browser_tab *t, struct socket *s, const char *why)
{
	struct error e = ERROR_INIT;
	struct buf b = BUF_INIT((size_t)16);

	if (s->frames > 0) {
		buf_puts(&b, "]");
		pass(t, s, &b);
	}
	put_json(t, s, ",\"closed\":", json_string(why));
	buf_puts(&b, "}\n");
	pass(t, s, &b);
	buf_free(&b);
	if (s->over)
		visit_missing(t, "websocket", "%.*s: too much",
		    URL_SHOWN, s->url);
	else if (!t->recorder_failed &&
	    (recorder_clean_body(t->recorder, &s->text, &e) == -1 ||
	    recorder_metadata(t->recorder, t->page, s->url, s->at, s->text,
	    &e) == -1)) {
		t->recorder_failed = true;
		visit_error(t, &e);
	}
}

static void
on_closed(struct browser_tab *t, struct socket *gone)
{
	struct socket **at;

	for (at = &t->sockets; *at != gone; at = &(*at)->next)
		continue;
	*at = gone->next;
	end_one(t, gone, "by page or server");
	free_one(gone);
}

bool
socket_on_event(struct browser_tab *t, struct cdp_message *m)
{
	const char *id = json_text(m->params, "requestId"), *what;
	const json_t *answer = json_object_get(m->params, "response");
	struct socket *s;

	if (strncmp(m->method, "Network.webSocket", 17) != 0 || id == NULL)
		return (false);
	what = m->method + 17;
	if (strcmp(what, "Created") == 0) {
		on_created(t, m, id);
		return (true);
	}
	if ((s = find(t, id)) == NULL)
		return (true);
	if (strcmp(what, "WillSendHandshakeRequest") == 0) {
		put_json(t, s, ",\"request\":", fields_of(
		    json_object_get(m->params, "request")));
	} else if (strcmp(what, "HandshakeResponseReceived") == 0) {
		put_json(t, s, ",\"status\":", json_integer((json_int_t)
		    cdp_number(answer, "status", 0)));
		put_json(t, s, ",\"response\":", fields_of(answer));
	} else if (strcmp(what, "FrameSent") == 0 ||
	    strcmp(what, "FrameReceived") == 0) {
		on_frame(t, m, s, what[5] == 'S');
	} else if (strcmp(what, "Closed") == 0) {
		on_closed(t, s);
	}
	return (true);
}

void
socket_end_all(struct browser_tab *t)
{
	struct socket *s;

	while ((s = t->sockets) != NULL) {
		t->sockets = s->next;
		end_one(t, s, "by the end of the capture");
		free_one(s);
	}
}

void
socket_free_all(struct browser_tab *t)
{
	struct socket *s;

	while ((s = t->sockets) != NULL) {
		t->sockets = s->next;
		free_one(s);
	}
}
