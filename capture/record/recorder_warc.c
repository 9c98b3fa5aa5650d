#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "capture/record/query.h"
#include "capture/record/recorder_internal.h"
#include "capture/record/withhold.h"
#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/base/time.h"
#include "store/warc/cdxj_write.h"
#include "store/warc/http_head.h"
#include "store/warc/warc_write.h"

/* What an exchange costs beside its bodies, in the room of the capture. */
#define RECORD_COST	1024

static ssize_t
read_body(void *ctx, int64_t offset, void *p, size_t n, struct error *e)
{

	return (body_read(ctx, offset, p, n, e));
}

/* A body as the content of a record; the digest of arrival goes along. */
static int
content_of(struct body *b, uint8_t sha256[static BODY_DIGEST_LEN],
    struct warc_content *c, struct error *e)
{

	if (body_digest(b, sha256, e) != 0)
		return (-1);
	*c = (struct warc_content){ .size = body_size(b), .read = read_body,
	    .ctx = b, .sha256 = sha256 };
	return (0);
}

static ssize_t
read_span(void *ctx, int64_t offset, void *p, size_t n, struct error *e)
{
	const struct span *s = ctx;
	struct span piece = span_sub(*s, (size_t)offset, n);

	(void)e;
	if (piece.n > 0)
		memcpy(p, piece.p, piece.n);
	return ((ssize_t)piece.n);
}

struct warc_content
recorder_span_content(struct span *s)
{

	return ((struct warc_content){ .size = (int64_t)s->n,
	    .read = read_span, .ctx = s });
}

static bool
starts(const char *s, const char *with)
{

	return (strncmp(s, with, strlen(with)) == 0);
}

/* Whether bytes of this type are compressed already. */
static bool
shrunk_type(const char *mime)
{
	static const char * const starts_with[] = { "image/", "video/",
	    "audio/", "font/woff", "application/zip", "application/gzip",
	    "application/x-gzip", "application/vnd.openxmlformats",
	    "application/font-woff", "application/x-7z" };
	size_t i;

	if (mime == NULL || starts(mime, "image/svg") ||
	    starts(mime, "image/bmp"))
		return (false);
	for (i = 0; i < sizeof(starts_with) / sizeof(starts_with[0]); i++)
		if (starts(mime, starts_with[i]))
			return (true);
	return (false);
}

/* The value of the first field ${name} ("content-type:"), or absent. */
static struct span
field(struct span head, const char *name)
{
	size_t n = strlen(name);
	struct span line;

	while (span_line(&head, &line))
		if (span_is_nocase(span_sub(line, 0, n), name))
			return (span_trim(span_sub(line, n, line.n)));
	return ((struct span){ NULL, 0 });
}

/* Whether the body was received under a content coding. */
static bool
coded(const struct exchange *x)
{
	struct span coding = field(x->response, "content-encoding:");

	return (x->origin == EXCHANGE_WIRE && coding.p != NULL &&
	    !span_is_nocase(coding, "identity"));
}

/*
 * Readers show one rendition of a film, and one that is small unless the list
 * of them says otherwise (pywb's WARC-JSON-Metadata): the best was fetched.
 */
static const char *
rendition_hint(const struct exchange *x)
{
	static const char *const lists[] = { "application/vnd.apple.mpegurl",
	    "application/x-mpegurl", "audio/mpegurl", "audio/x-mpegurl",
	    "application/dash+xml" };
	size_t i;

	for (i = 0; x->mime != NULL && i < sizeof(lists) / sizeof(lists[0]);
	    i++)
		if (strcasecmp(x->mime, lists[i]) == 0)
			return ("{\"adaptive_max_resolution\":1000000000,"
			    "\"adaptive_max_bandwidth\":1000000000000}");
	return (NULL);
}

static void
common(const struct recorder *r, const struct exchange *x,
    struct warc_new *rec)
{
	size_t i;

	rec->target = x->url;
	rec->date = x->start;
	rec->warcinfo = r->warcinfo;
	rec->page_id = recorder_page(r, x->page)->id;
	rec->resource_type = x->resource_type;
	rec->ip = x->ip;
	rec->cipher = x->cipher;
	for (i = 0; i < 3; i++)
		rec->protocols[i] = x->protocols[i];
}

static int
put(struct recorder *r, const struct warc_new *rec, struct warc_written *out,
    struct error *e)
{

	if (warc_write(r->warc, rec, out, e) != 0)
		return (-1);
	r->records++;
	return (0);
}

static int
put_request(struct recorder *r, const struct exchange *x, const char *id,
    const char *response, struct error *e)
{
	struct warc_new rec = { .type = "request", .id = id,
	    .concurrent_to = response,
	    .content_type = "application/http; msgtype=request" };
	struct buf head = BUF_INIT(HTTP_HEADER_MAX);
	struct warc_content content;
	struct warc_written out;
	uint8_t sha256[BODY_DIGEST_LEN];
	int rc = -1;

	common(r, x, &rec);
	withhold_head(&head, x->request, &r->secrets, NULL);
	if (buf_ok(&head, e) != 0)
		goto out;
	rec.head = buf_span(&head);
	if (x->request_body != NULL) {
		if (content_of(x->request_body, sha256, &content, e) != 0)
			goto out;
		rec.content = &content;
	}
	rc = put(r, &rec, &out, e);
out:
	buf_free(&head);
	return (rc);
}

static struct cdxj_new
line_of(const char *url, int64_t at, const char *mime,
    const struct warc_written *out)
{

	return ((struct cdxj_new){ .url = url, .date = at, .mime = mime,
	    .digest = out->payload, .offset = out->offset,
	    .length = out->length, .filename = WARC_BASENAME,
	    .record_digest = out->member });
}

/* What was sent, as the index has it; the body is in memory or too long. */
static int
put_sent(struct buf *out, const struct exchange *x, struct error *e)
{
	struct span body = { (const uint8_t *)"", 0 };

	if (x->request_body != NULL)
		body = body_span(x->request_body);
	if (body.p == NULL)
		return (0);
	return (query_of(out, field(x->request, "content-type:"), body, e));
}

/*
 * A line of the index.  A part of a file (RFC 9110 section 15.3.7) has none:
 * readers would take it for the file and show nothing.
 */
static int
index_response(struct recorder *r, const struct exchange *x,
    const struct warc_written *out, struct error *e)
{
	struct cdxj_new line = line_of(x->url, x->start, x->mime, out);
	struct span method = x->request;
	struct buf name = BUF_INIT(KIB), sent = BUF_INIT(64 * KIB);
	ptrdiff_t at = span_find(method, ' ');
	int rc = -1;

	/* Readers would take a part of a file for the file. */
	if (http_part(x->status, field(x->response, "content-range:"),
	    body_size(x->response_body)))
		return (0);
	line.status = x->status;
	if (at > 0 && !span_starts(method, "GET ")) {
		buf_putspan(&name, span_sub(method, 0, (size_t)at));
		buf_puts(&sent, "");
		if (put_sent(&sent, x, e) != 0 || buf_ok(&name, e) != 0)
			goto out;
		line.method = buf_str(&name);
		if (sent.n > 0)
			line.sent = buf_str(&sent);
	}
	rc = cdxj_put(r->index, &line, e);
out:
	buf_free(&name);
	buf_free(&sent);
	return (rc);
}

static int
put_response(struct recorder *r, const struct exchange *x, const char *id,
    const char *request, struct warc_written *out, struct error *e)
{
	struct warc_new rec = { .type = "response", .id = id,
	    .concurrent_to = request,
	    .content_type = "application/http; msgtype=response",
	    .truncated = x->cut ? "unspecified" : NULL,
	    .compressed = shrunk_type(x->mime) || coded(x) };
	struct buf head = BUF_INIT(HTTP_HEADER_MAX);
	struct warc_content content;
	uint8_t sha256[BODY_DIGEST_LEN];
	int rc = -1;

	common(r, x, &rec);
	rec.json_metadata = rendition_hint(x);
	withhold_head(&head, x->response, &r->secrets, NULL);
	if (buf_ok(&head, e) != 0)
		goto out;
	rec.head = buf_span(&head);
	if (x->response_body != NULL) {
		if (content_of(x->response_body, sha256, &content, e) != 0)
			goto out;
		rec.content = &content;
	}
	if (put(r, &rec, out, e) == 0)
		rc = index_response(r, x, out, e);
out:
	buf_free(&head);
	return (rc);
}

/* In place of a response: why there is none. */
static int
put_failure(struct recorder *r, const struct exchange *x, const char *id,
    const char *request, struct warc_written *out, struct error *e)
{
	struct warc_new rec = { .type = "metadata", .id = id,
	    .concurrent_to = request, .refers_to = request,
	    .content_type = "application/json" };
	struct buf text = BUF_INIT(URL_MAX);
	struct warc_content content;
	struct span bytes;
	json_t *j = json_object();
	bool ok = j != NULL;
	int rc = -1;

	common(r, x, &rec);
	json_put_text(j, "failure", x->failure != NULL ? x->failure :
	    "no response", &ok);
	json_put_time(j, "start", x->start, &ok);
	json_put_time(j, "end", x->end, &ok);
	if (!ok) {
		(void)error_nomem(e);
		goto out;
	}
	if (json_write(&text, j, e) != 0)
		goto out;
	bytes = buf_span(&text);
	content = recorder_span_content(&bytes);
	rec.content = &content;
	rc = put(r, &rec, out, e);
out:
	json_decref(j);
	buf_free(&text);
	return (rc);
}

static int
note_seen(struct recorder *r, const struct exchange *x, struct error *e)
{
	struct seen *list;

	list = reallocarray(r->seen, r->seen_n + 1, sizeof(*list));
	if (list == NULL)
		return (error_nomem(e));
	r->seen = list;
	list += r->seen_n;
	list->at = x->start;
	list->origin = x->origin;
	list->page = recorder_page(r, x->page);
	if ((list->url = strdup(x->url)) == NULL)
		return (error_nomem(e));
	r->seen_n++;
	return (0);
}

static json_t *
describe(const struct exchange *x, const char *id,
    const struct warc_written *out)
{
	char hex[DIGEST_HEX];
	json_t *d = json_object();
	bool ok = d != NULL;

	json_put_text(d, "url", x->url, &ok);
	json_put_text(d, "by", x->origin == EXCHANGE_WIRE ? "wire" : "browser",
	    &ok);
	json_put_text(d, "record", id, &ok);
	json_put_text(d, "page", x->page, &ok);
	if (x->status > 0) {
		json_put_int(d, "status", x->status, &ok);
		json_put_int(d, "bytes", body_size(x->response_body), &ok);
		json_put_text(d, "sha256", digest_hex(out->payload, hex), &ok);
	}
	json_put_text(d, "failure", x->failure, &ok);
	if (x->cut)
		json_put_bool(d, "cut", true, &ok);
	return (json_made(d, ok, NULL));
}

static int
put_exchange(struct recorder *r, const struct exchange *x, struct error *e)
{
	char request[UUID_TEXT + 16], answer[UUID_TEXT + 16];
	bool asked = x->request.n > 0, answered = x->response.p != NULL;
	struct warc_written out;
	json_t *detail;

	if (warc_id(request, e) != 0 || warc_id(answer, e) != 0)
		return (-1);
	if (asked && put_request(r, x, request, answer, e) != 0)
		return (-1);
	if ((answered ? put_response : put_failure)(r, x, answer,
	    asked ? request : NULL, &out, e) != 0)
		return (-1);
	if (answered && x->main && note_seen(r, x, e) != 0)
		return (-1);
	if ((detail = describe(x, answer, &out)) == NULL)
		return (error_nomem(e));
	return (recorder_log(r, "exchange", x->start, x->end, detail, e));
}

/* The address as it may be written down. */
static int
put_safely(struct recorder *r, const struct exchange *x, struct error *e)
{
	struct buf url = BUF_INIT(2 * URL_MAX), why = BUF_INIT(2 * URL_MAX);
	struct exchange safe = *x;
	struct body *sent = NULL;
	int rc = -1;

	(void)withhold_text(&url, span_of(x->url), &r->secrets);
	safe.url = buf_str(&url);
	if (x->failure != NULL) {
		(void)withhold_text(&why, span_of(x->failure), &r->secrets);
		safe.failure = buf_str(&why);
	}
	if (recorder_safe_body(r, x->request_body, &sent, e) != 0)
		goto out;
	if (sent != NULL)
		safe.request_body = sent;
	if (buf_ok(&url, e) == 0 && buf_ok(&why, e) == 0 &&
	    put_exchange(r, &safe, e) == 0)
		rc = recorder_look_for_secrets(r, x->page, safe.url,
		    x->response_body, e);
out:
	if (rc != 0)
		(void)error_at(e, safe.url, -1);
	body_free(sent);
	buf_free(&url);
	buf_free(&why);
	return (rc);
}

int
recorder_exchange(struct recorder *r, const struct exchange *x,
    struct error *e)
{
	int64_t cost = RECORD_COST + body_size(x->request_body) +
	    body_size(x->response_body);
	int rc = -1;

	pthread_mutex_lock(&r->lock);
	if (recorder_take_room(r, cost, e) == 0)
		rc = put_safely(r, x, e);
	pthread_mutex_unlock(&r->lock);
	return (rc);
}

int
recorder_metadata(struct recorder *r, const char *page, const char *url,
    int64_t at, struct body *text, struct error *e)
{
	struct warc_new rec = { .type = "metadata", .date = at,
	    .content_type = "application/json" };
	struct buf safe = BUF_INIT(2 * URL_MAX);
	struct warc_content content;
	struct warc_written out;
	uint8_t sha256[BODY_DIGEST_LEN];
	int rc = -1;

	pthread_mutex_lock(&r->lock);
	(void)withhold_text(&safe, span_of(url), &r->secrets);
	rec.target = buf_str(&safe);
	rec.warcinfo = r->warcinfo;
	rec.page_id = recorder_page(r, page)->id;
	rec.content = &content;
	if (buf_ok(&safe, e) == 0 &&
	    recorder_take_room(r, RECORD_COST + body_size(text), e) == 0 &&
	    content_of(text, sha256, &content, e) == 0)
		rc = put(r, &rec, &out, e);
	pthread_mutex_unlock(&r->lock);
	buf_free(&safe);
	return (rc);
}

int
recorder_resource(struct recorder *r, const char *page, const char *url,
    const char *mime, int64_t at, struct body *body, struct error *e)
{
	struct warc_new rec = { .type = "resource", .date = at,
	    .content_type = mime, .compressed = shrunk_type(mime) };
	struct buf safe = BUF_INIT(2 * URL_MAX);
	struct warc_content content;
	struct warc_written out;
	uint8_t sha256[BODY_DIGEST_LEN];
	struct cdxj_new line;
	char type[64];
	int rc = -1;

	/* The index has media types without parameters. */
	(void)snprintf(type, sizeof(type), "%.*s", (int)strcspn(mime, ";"),
	    mime);
	pthread_mutex_lock(&r->lock);
	(void)withhold_text(&safe, span_of(url), &r->secrets);
	rec.target = buf_str(&safe);
	rec.warcinfo = r->warcinfo;
	rec.page_id = recorder_page(r, page)->id;
	rec.content = &content;
	recorder_use_room(r, RECORD_COST + body_size(body));
	if (buf_ok(&safe, e) == 0 &&
	    content_of(body, sha256, &content, e) == 0 &&
	    put(r, &rec, &out, e) == 0) {
		line = line_of(rec.target, at, type, &out);
		rc = cdxj_put(r->index, &line, e);
	}
	pthread_mutex_unlock(&r->lock);
	buf_free(&safe);
	return (rc);
}

bool
recorder_seen(struct recorder *r, const char *page, const char *url,
    int64_t *at)
{
	const struct recorder_page_kept *of = recorder_page(r, page);
	struct buf safe = BUF_INIT(2 * URL_MAX);
	const struct seen *best = NULL;
	size_t i;

	pthread_mutex_lock(&r->lock);
	(void)withhold_text(&safe, span_of(url), &r->secrets);
	for (i = 0; i < r->seen_n; i++)
		if (r->seen[i].page == of &&
		    strcmp(r->seen[i].url, buf_str(&safe)) == 0 &&
		    (best == NULL || r->seen[i].origin >= best->origin))
			best = &r->seen[i];
	if (best != NULL && at != NULL)
		*at = best->at;
	pthread_mutex_unlock(&r->lock);
	buf_free(&safe);
	return (best != NULL);
}
