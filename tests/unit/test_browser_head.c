#include "capture/browser/browser_internal.h"
#include "tests/unit/unit.h"

static json_t *
json(const char *text)
{
	struct error e = ERROR_INIT;
	json_t *j = json_read(span_of(text), &e);

	assert_non_null(j);
	return (j);
}

static void
drop(struct request *r, struct buf *b)
{

	json_decref(r->sent);
	json_decref(r->sent_extra);
	json_decref(r->response);
	json_decref(r->response_extra);
	body_free(r->body.body);
	buf_free(b);
}

static char *
writable(const char *s)
{
	static char url[256];

	snprintf(url, sizeof(url), "%s", s);
	return (url);
}

static void
body(struct request *r, const char *text)
{
	struct error e = ERROR_INIT;

	assert_ok(body_open(&r->body.body, "/tmp", 1000, &e), &e);
	assert_ok(body_put(r->body.body, text, strlen(text), &e), &e);
}

static void
test_head__request_of_http2(void **state)
{
	struct buf b = BUF_INIT(MIB);
	struct error e = ERROR_INIT;
	struct request r = {
		.url = writable("https://u@site.example:8443/a?b=c#d"),
		.sent = json("{\"method\":\"POST\",\"headers\":{\"x\":\"n\"}}"),
		.sent_extra = json("{\"headers\":{\":authority\":\"no\","
		    "\":path\":\"/no\",\"accept\":\"*/*\"}}")
	};

	(void)state;
	assert_ok(head_request(&b, &r, &e), &e);
	assert_span(buf_span(&b), "POST /a?b=c HTTP/1.1\r\n"
	    "Host: site.example:8443\r\naccept: */*\r\n\r\n");
	drop(&r, &b);
}

static void
test_head__request_without_path(void **state)
{
	struct buf b = BUF_INIT(MIB);
	struct error e = ERROR_INIT;
	struct request r = {
		.url = writable("http://site.example?q"),
		.sent = json("{\"headers\":{\"host\":\"site.example\"}}")
	};

	(void)state;
	assert_ok(head_request(&b, &r, &e), &e);
	assert_span(buf_span(&b), "GET /?q HTTP/1.1\r\n"
	    "host: site.example\r\n\r\n");
	drop(&r, &b);
}

/* What described the coded body moves aside; repeated fields stay lines. */
static void
test_head__response_of_http1(void **state)
{
	struct buf b = BUF_INIT(MIB);
	struct error e = ERROR_INIT;
	struct request r = {
		.url = writable("http://site.example/"),
		.response = json("{\"status\":200,\"statusText\":\"OK\"}"),
		.response_extra = json("{\"statusCode\":200,\"headersText\":"
		    "\"HTTP/1.1 200 Tres bien\\r\\nServer: s\\r\\n"
		    "Set-Cookie: a=1\\r\\nSet-Cookie: b=2\\r\\n"
		    "Content-Encoding: gzip\\r\\nContent-Length: 25\\r\\n"
		    "Transfer-Encoding: chunked\\r\\n\\r\\n\"}")
	};

	(void)state;
	body(&r, "bonjour");
	assert_ok(head_response(&b, &r, &e), &e);
	assert_span(buf_span(&b), "HTTP/1.1 200 Tres bien\r\nServer: s\r\n"
	    "Set-Cookie: a=1\r\nSet-Cookie: b=2\r\n"
	    "x-orig-content-encoding: gzip\r\nx-orig-content-length: 25\r\n"
	    "x-orig-transfer-encoding: chunked\r\ncontent-length: 7\r\n\r\n");
	drop(&r, &b);
}

static void
test_head__response_of_http2(void **state)
{
	struct buf b = BUF_INIT(MIB);
	struct error e = ERROR_INIT;
	struct request r = {
		.url = writable("https://site.example/"),
		.response = json("{\"status\":410,\"statusText\":\"\"}"),
		.response_extra = json("{\"statusCode\":410,\"headers\":{"
		    "\":status\":\"410\",\"content-length\":\"7\","
		    "\"set-cookie\":\"a=1\\nb=2\",\"x-empty\":\"\"}}")
	};

	(void)state;
	body(&r, "bonjour");
	assert_ok(head_response(&b, &r, &e), &e);
	assert_span(buf_span(&b), "HTTP/1.1 410 \r\ncontent-length: 7\r\n"
	    "set-cookie: a=1\r\nset-cookie: b=2\r\nx-empty: \r\n\r\n");
	drop(&r, &b);
}

/* A revalidated answer: the fields of the 304 are not those of the 200. */
static void
test_head__response_from_a_304(void **state)
{
	struct buf b = BUF_INIT(MIB);
	struct error e = ERROR_INIT;
	struct request r = {
		.url = writable("http://site.example/"),
		.response = json("{\"status\":200,\"statusText\":\"OK\","
		    "\"headers\":{\"ETag\":\"x\"}}"),
		.response_extra = json("{\"statusCode\":304,\"headersText\":"
		    "\"HTTP/1.1 304 Not Modified\\r\\n\\r\\n\","
		    "\"headers\":{\"ETag\":\"y\"}}")
	};

	(void)state;
	assert_ok(head_response(&b, &r, &e), &e);
	assert_span(buf_span(&b), "HTTP/1.1 200 OK\r\nETag: x\r\n"
	    "content-length: 0\r\n\r\n");
	drop(&r, &b);
}

/* A HEAD's Content-Length is about a body that was never sent. */
static void
test_head__response_without_body(void **state)
{
	struct buf b = BUF_INIT(MIB);
	struct error e = ERROR_INIT;
	struct request r = {
		.url = writable("http://site.example/"),
		.sent = json("{\"method\":\"HEAD\"}"),
		.response = json("{\"status\":200,\"headers\":{"
		    "\"Content-Length\":\"9000\"}}")
	};

	(void)state;
	assert_ok(head_response(&b, &r, &e), &e);
	assert_span(buf_span(&b), "HTTP/1.1 200 \r\nContent-Length: 9000\r\n"
	    "\r\n");
	drop(&r, &b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_head__request_of_http2),
		cmocka_unit_test(test_head__request_without_path),
		cmocka_unit_test(test_head__response_of_http1),
		cmocka_unit_test(test_head__response_of_http2),
		cmocka_unit_test(test_head__response_from_a_304),
		cmocka_unit_test(test_head__response_without_body),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
