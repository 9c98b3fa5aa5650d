#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "capture/browser/browser_internal.h"
#include "store/base/codec.h"
#include "store/base/limits.h"

/* TLS 1.2 suites (RFC 5289, 7905, 5246) as Chromium and as OpenSSL say it. */
static const struct {
	const char *exchange;
	const char *cipher;
	const char *name;
} suites[] = {
	{ "ECDHE_RSA", "AES_128_GCM", "ECDHE-RSA-AES128-GCM-SHA256" },
	{ "ECDHE_RSA", "AES_256_GCM", "ECDHE-RSA-AES256-GCM-SHA384" },
	{ "ECDHE_RSA", "CHACHA20_POLY1305", "ECDHE-RSA-CHACHA20-POLY1305" },
	{ "ECDHE_RSA", "AES_128_CBC", "ECDHE-RSA-AES128-SHA" },
	{ "ECDHE_RSA", "AES_256_CBC", "ECDHE-RSA-AES256-SHA" },
	{ "ECDHE_ECDSA", "AES_128_GCM", "ECDHE-ECDSA-AES128-GCM-SHA256" },
	{ "ECDHE_ECDSA", "AES_256_GCM", "ECDHE-ECDSA-AES256-GCM-SHA384" },
	{ "ECDHE_ECDSA", "CHACHA20_POLY1305",
	    "ECDHE-ECDSA-CHACHA20-POLY1305" },
	{ "ECDHE_ECDSA", "AES_128_CBC", "ECDHE-ECDSA-AES128-SHA" },
	{ "ECDHE_ECDSA", "AES_256_CBC", "ECDHE-ECDSA-AES256-SHA" },
	{ "RSA", "AES_128_GCM", "AES128-GCM-SHA256" },
	{ "RSA", "AES_256_GCM", "AES256-GCM-SHA384" },
	{ "RSA", "AES_128_CBC", "AES128-SHA" },
	{ "RSA", "AES_256_CBC", "AES256-SHA" },
	/* TLS 1.3 (RFC 8446) names no key exchange. */
	{ "", "AES_128_GCM", "TLS_AES_128_GCM_SHA256" },
	{ "", "AES_256_GCM", "TLS_AES_256_GCM_SHA384" },
	{ "", "CHACHA20_POLY1305", "TLS_CHACHA20_POLY1305_SHA256" }
};

static const char *
cipher_name(const json_t *tls)
{
	const char *exchange = json_text(tls, "keyExchange");
	const char *cipher = json_text(tls, "cipher");
	size_t i;

	if (exchange == NULL || cipher == NULL)
		return (NULL);
	for (i = 0; i < sizeof(suites) / sizeof(suites[0]); i++)
		if (strcmp(exchange, suites[i].exchange) == 0 &&
		    strcmp(cipher, suites[i].cipher) == 0)
			return (suites[i].name);
	return (NULL);
}

/* "TLS 1.3" as WARC-Protocol says it. */
static const char *
tls_name(const json_t *tls)
{
	static const char *const names[][2] = {
		{ "TLS 1.3", "tls/1.3" }, { "TLS 1.2", "tls/1.2" },
		{ "TLS 1.1", "tls/1.1" }, { "TLS 1.0", "tls/1.0" },
		{ "QUIC", "tls/1.3" }
	};
	const char *told = json_text(tls, "protocol");
	size_t i;

	for (i = 0; told != NULL && i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(told, names[i][0]) == 0)
			return (names[i][1]);
	return (NULL);
}

static void
lower(const char *from, char *to, size_t max)
{
	size_t i;

	for (i = 0; from[i] != '\0' && i + 1 < max; i++)
		to[i] = (char)tolower((unsigned char)from[i]);
	to[i] = '\0';
}

/* What the exchange points into while it is written. */
struct written {
	struct buf request;
	struct buf response;
	struct cut_value post;
	char type[32];
	char ip[64];
};

static void
connection(const struct request *r, struct exchange *x, struct written *w)
{
	const json_t *tls = json_object_get(r->response, "securityDetails");
	const char *ip = json_text(r->response, "remoteIPAddress");
	const char *protocol = json_text(r->response, "protocol");
	size_t n = 0;

	if (protocol != NULL && (strncmp(protocol, "http/", 5) == 0 ||
	    (protocol[0] == 'h' && protocol[1] >= '2')))
		x->protocols[n++] = protocol;
	if ((x->protocols[n] = tls_name(tls)) != NULL)
		x->cipher = cipher_name(tls);
	if (ip == NULL || ip[0] == '\0')
		return;
	if (ip[0] == '[')
		ip++;
	(void)snprintf(w->ip, sizeof(w->ip), "%.*s", (int)strcspn(ip, "]"),
	    ip);
	x->ip = w->ip;
}

/* The request's body, as far as the browser told it. */
static int
post_body(struct browser_tab *t, const struct request *r, struct written *w,
    struct error *e)
{
	json_t *parts = json_object_get(r->sent, "postDataEntries"), *part;
	const char *folder = recorder_folder(t->recorder);
	struct cut_value v;
	struct span bytes;
	size_t i;
	int rc = 0;

	json_array_foreach(parts, i, part) {
		part = json_object_get(part, "bytes");
		if (!json_is_string(part))
			continue;
		bytes.p = (const uint8_t *)json_string_value(part);
		bytes.n = json_string_length(part);
		v = (struct cut_value){ .body = NULL };
		if (cut_value_of(bytes, true, folder, t->opts.max_body, &v,
		    e) == -1)
			return (-1);
		if (w->post.body == NULL) {
			w->post = v;
			continue;
		}
		rc = body_append(w->post.body, v.body, e);
		body_free(v.body);
		if (rc == -1)
			return (-1);
	}
	return (0);
}

/* Failures worth telling: what people would have seen, and could not be had. */
static void
note_missing(struct browser_tab *t, const struct request *r, const char *type)
{
	static const char *const seen[] = { "document", "stylesheet", "image",
		"media", "font", "script" };
	size_t i;

	for (i = 0; i < sizeof(seen) / sizeof(seen[0]); i++)
		if (strcmp(type, seen[i]) == 0)
			break;
	if (i == sizeof(seen) / sizeof(seen[0]) || r->canceled)
		return;
	visit_missing(t, type, "%.*s: %s", URL_SHOWN, r->url,
	    r->failure);
}

static void
count(struct browser_tab *t, struct request *r, const char *type)
{
	bool media;

	if (r->body_state == BODY_WANTED || r->body_state == BODY_ASKED)
		r->lost = true;
	if (r->open && r->failure == NULL)
		r->failure = strdup(
		    "still under way when the capture ended");
	if (r->lost && r->failure == NULL)
		r->failure = strdup("the browser did not keep the body");
	if (r->lost) {
		r->cut = true;
		t->result.bodies_missing++;
	}
	if (r->text_only)
		t->result.bodies_text++;
	media = films_request(t, r);
	if (r->failure != NULL) {
		t->result.failed++;
		/* The wire fetches what is not whole, and tells. */
		if (!media)
			note_missing(t, r, type);
	}
}

/* The digest of the body as text. */
static json_t *
digest_of(const struct request *r)
{
	uint8_t digest[BODY_DIGEST_LEN];
	struct buf b = BUF_INIT((size_t)128);
	json_t *j = NULL;

	if (r->body.body == NULL)
		return (json_string(""));
	if (body_digest(r->body.body, digest, NULL) == 0) {
		codec_hex(&b, (struct span){ digest, sizeof(digest) });
		if (b.failed == ERR_NONE)
			j = json_string(buf_str(&b));
	}
	buf_free(&b);
	return (j);
}

static void
note_seen(struct browser_tab *t, const struct request *r)
{

	t->result.exchanges++;
	if (json_object_set_new(t->seen, r->url, digest_of(r)) == -1)
		visit_fail(t, ERR_NOMEM, "out of memory");
}

/*
 * Whether the record has it already: the same from a cache, or what a service
 * worker passed on.  What such a worker made itself is new.
 */
static bool
recorded(const struct browser_tab *t, const struct request *r)
{
	const json_t *before = json_object_get(t->seen, r->url);
	json_t *now;
	bool same;

	if (!r->cached || before == NULL)
		return (false);
	if (!r->worker || r->body.body == NULL)
		return (true);
	now = digest_of(r);
	same = now != NULL && json_equal(before, now);
	json_decref(now);
	return (same);
}

void
request_write(struct browser_tab *t, struct request *r)
{
	struct written w = { .request = BUF_INIT(HTTP_HEADER_MAX),
		.response = BUF_INIT(HTTP_HEADER_MAX) };
	struct exchange x = { .origin = EXCHANGE_BROWSER, .page = t->page,
		.url = r->url, .main = r->main };
	struct error e = ERROR_INIT;
	int64_t status = 0;

	if (recorded(t, r)) {
		t->result.cached++;
		return;
	}
	lower(r->type, w.type, sizeof(w.type));
	count(t, r, w.type);
	if (head_request(&w.request, r, &e) == -1 ||
	    post_body(t, r, &w, &e) == -1)
		goto out;
	x.request = buf_span(&w.request);
	x.request_body = w.post.body;
	/* What the player has left is no answer of its own. */
	if (r->response != NULL && !r->refused &&
	    !(r->cut && films_page(r))) {
		if (head_response(&w.response, r, &e) == -1)
			goto out;
		x.response = buf_span(&w.response);
		x.response_body = r->body.body;
		(void)json_whole(r->response, "status", &status);
		x.status = (int)status;
		x.mime = json_text(r->response, "mimeType");
		if (x.mime != NULL && x.mime[0] == '\0')
			x.mime = NULL;
	}
	connection(r, &x, &w);
	x.start = (int64_t)(r->wall * 1000);
	x.end = r->open ? time_now() : x.start + (int64_t)((r->ended >
	    r->began ? r->ended - r->began : 0) * 1000);
	x.resource_type = w.type;
	x.failure = r->failure;
	x.cut = r->cut;
	if (recorder_exchange(t->recorder, &x, &e) == 0)
		note_seen(t, r);
	else
		t->recorder_failed = true;
out:
	if (e.code != ERR_NONE)
		visit_error(t, &e);
	body_free(w.post.body);
	buf_free(&w.request);
	buf_free(&w.response);
}
