#include "capture/net/net.h"
#include "tests/lib/site.h"
#include "tests/unit/net_unit.h"

#define WHOLE	(INT64_C(1) << 30)

static struct server *bad;
static char http[64], tls[64];

static int
start(void **state)
{
	struct error e = ERROR_INIT;

	(void)state;
	assert_ok(badsite_start("127.0.0.1", &bad, &e), &e);
	snprintf(http, sizeof(http), "http://127.0.0.1:%s",
	    server_value(bad, "HTTP"));
	snprintf(tls, sizeof(tls), "https://127.0.0.1:%s/",
	    server_value(bad, "TLS"));
	return (0);
}

static int
stop(void **state)
{

	(void)state;
	server_stop(bad);
	return (0);
}

static const char *
at(const char *path)
{
	static char url[256];

	snprintf(url, sizeof(url), "%s%s", http, path);
	return (url);
}

static void
open_private(struct wire *w)
{
	struct net_opts o = NET_OPTS_INIT;

	o.allow_private = true;
	o.idle_ms = 500;
	wire_open(w, &o, WHOLE);
}

/* A response that is whole. */
static void
gives(struct wire *w, const char *path, int status, int64_t size)
{

	assert_ok(wire_get(w, at(path)), &w->e);
	assert_int_equal(w->got.status, status);
	assert_int_equal(body_size(w->got.body), size);
	assert_false(w->got.cut);
	assert_int_equal(w->got.failure.code, ERR_NONE);
}

/* A response that is kept as far as it came. */
static void
cuts(struct wire *w, const char *path, int64_t size, enum error_code why)
{

	assert_ok(wire_get(w, at(path)), &w->e);
	assert_int_equal(w->got.status, 200);
	assert_int_equal(body_size(w->got.body), size);
	assert_true(w->got.cut);
	assert_int_equal(w->got.failure.code, why);
}

static void
test_fetch__statuses_are_evidence(void **state)
{
	struct wire w;
	struct buf warc = BUF_INIT(MIB);

	(void)state;
	open_private(&w);
	gives(&w, "/page", 200, 60);
	assert_string_equal(w.got.mime, "text/html");
	assert_string_equal(w.got.charset, "utf-8");
	assert_string_equal(w.got.hops[0].ip, "127.0.0.1");
	assert_string_equal(w.got.hops[0].http, "http/1.1");
	assert_false(w.got.hops[0].tls.used);
	gives(&w, "/status/404", 404, 10);
	gives(&w, "/status/410", 410, 10);
	gives(&w, "/status/451", 451, 10);
	gives(&w, "/status/500", 500, 10);
	gives(&w, "/empty", 200, 0);
	gives(&w, "/no-content", 204, 0);
	wire_warc(&w, &warc);
	assert_int_equal(times(&warc, "\r\nWARC-Type: response\r\n"), 7);
	assert_int_equal(times(&warc, "\r\nWARC-Type: request\r\n"), 7);
	assert_int_equal(times(&warc, "HTTP/1.1 451 Status\r\n"), 1);
	assert_int_equal(times(&warc, "GET /status/451 HTTP/1.1\r\nHost: "),
	    1);
	assert_int_equal(times(&warc, "\r\nWARC-IP-Address: 127.0.0.1\r\n"),
	    14);
	buf_free(&warc);
	wire_close(&w);
}

static void
test_fetch__kinds_of_content(void **state)
{
	struct wire w;

	(void)state;
	open_private(&w);
	gives(&w, "/file.pdf", 200, 193);
	assert_string_equal(w.got.mime, "application/pdf");
	gives(&w, "/image.png", 200, 70);
	gives(&w, "/film.mp4", 200, 4120);
	gives(&w, "/latin1", 200, 23);
	assert_string_equal(w.got.charset, "iso-8859-1");
	gives(&w, "/not-utf8", 200, 22);
	gives(&w, "/odd-charset", 200, 60);
	assert_string_equal(w.got.charset, "x-klingon-8");
	gives(&w, "/no-length", 200, 60);
	gives(&w, "/bare-lf", 200, 2);
	gives(&w, "/sized/3000000", 200, 3000000);
	wire_close(&w);
}

static void
test_fetch__chunks_are_kept(void **state)
{
	static const char body[] = "6;part=1\r\n<p>en \r\n6;part=1\r\n"
	    "trois \r\nc;part=1\r\nmorceaux</p>\r\n0\r\nX-End: fin\r\n\r\n";
	struct buf text = BUF_INIT(MIB);
	struct buf warc = BUF_INIT(MIB);
	struct wire w;

	(void)state;
	open_private(&w);
	gives(&w, "/chunked", 200, sizeof(body) - 1);
	assert_span(body_span(w.got.body), body);
	assert_int_equal(times(&w.got.head, "Transfer-Encoding: chunked\r\n"),
	    1);
	assert_ok(net_decode(buf_span(&w.got.head), w.got.body, &text, &w.e),
	    &w.e);
	assert_span(buf_span(&text), "<p>en trois morceaux</p>");
	wire_warc(&w, &warc);
	assert_int_equal(times(&warc, body), 1);
	buf_free(&warc);
	buf_free(&text);
	wire_close(&w);
}

static void
test_fetch__interim_answers_are_dropped(void **state)
{
	struct wire w;

	(void)state;
	open_private(&w);
	gives(&w, "/early", 200, 60);
	assert_span(span_sub(buf_span(&w.got.head), 0, 17),
	    "HTTP/1.1 200 OK\r\n");
	assert_int_equal(times(&w.got.head, "X-Twice: 1\r\nX-Twice: 2\r\n"),
	    1);
	wire_close(&w);
}

static void
test_fetch__cut_bodies(void **state)
{
	struct buf warc = BUF_INIT(MIB);
	struct wire w;

	(void)state;
	open_private(&w);
	cuts(&w, "/short", 100, ERR_HTTP);
	cuts(&w, "/chunked-cut", 18, ERR_HTTP);
	cuts(&w, "/reset-middle", 17, ERR_CONNECT);
	cuts(&w, "/stall", 11, ERR_TIMEOUT);
	wire_warc(&w, &warc);
	assert_int_equal(times(&warc, "\r\nWARC-Type: response\r\n"), 4);
	assert_int_equal(times(&warc, "\r\nWARC-Truncated: "), 4);
	assert_int_equal(times(&warc, "puis plus rien"), 1);
	buf_free(&warc);
	wire_close(&w);
}

static void
test_fetch__heads_beyond_measure(void **state)
{
	struct buf warc = BUF_INIT(MIB);
	struct wire w;

	(void)state;
	open_private(&w);
	cuts(&w, "/long-line", 0, ERR_HTTP);
	cuts(&w, "/many-lines", 0, ERR_HTTP);
	/* The lines that came are there, and the head has an end. */
	assert_true(times(&w.got.head, "X-Line-70: bbbb") == 1);
	assert_true(span_ends(buf_span(&w.got.head), "\r\n\r\n"));
	wire_warc(&w, &warc);
	assert_int_equal(times(&warc, "\r\nWARC-Type: response\r\n"), 2);
	buf_free(&warc);
	wire_close(&w);
}

static void
test_fetch__no_response(void **state)
{
	struct buf warc = BUF_INIT(MIB);
	struct wire w;

	(void)state;
	open_private(&w);
	assert_fails(wire_get(&w, at("/silent")), &w.e, ERR_TIMEOUT);
	assert_fails(wire_get(&w, at("/reset")), &w.e, ERR_CONNECT);
	assert_fails(wire_get(&w, at("/nothing")), &w.e, ERR_HTTP);
	assert_fails(wire_get(&w, at("/not-http")), &w.e, ERR_HTTP);
	assert_fails(wire_get(&w, tls), &w.e, ERR_TLS);
	assert_fails(wire_get(&w, "http://127.0.0.1:9/"), &w.e, ERR_CONNECT);
	assert_fails(wire_get(&w, "http://nosuch.invalid/"), &w.e, ERR_DNS);
	/* Every try is on record, with the request where one was sent. */
	wire_warc(&w, &warc);
	assert_int_equal(times(&warc, "\r\nWARC-Type: response\r\n"), 0);
	assert_int_equal(times(&warc, "\r\nWARC-Type: request\r\n"), 4);
	assert_int_equal(times(&warc, "\r\nWARC-Type: metadata\r\n"), 7);
	assert_int_equal(times(&warc, "Could not resolve host"), 1);
	buf_free(&warc);
	wire_close(&w);
}

static void
test_fetch__urls_that_are_not_asked(void **state)
{
	struct wire w;

	(void)state;
	open_private(&w);
	assert_fails(wire_get(&w, "ftp://127.0.0.1/"), &w.e, ERR_UNSUPPORTED);
	assert_fails(wire_get(&w, "http://a:b@127.0.0.1/"), &w.e, ERR_INPUT);
	assert_fails(wire_get(&w, "http://"), &w.e, ERR_SYNTAX);
	assert_fails(wire_get(&w, ""), &w.e, ERR_SYNTAX);
	assert_int_equal(w.got.n, 0);
	assert_int_equal(recorder_records(w.r), 1);
	wire_close(&w);
}

static void
test_fetch__redirects(void **state)
{
	struct buf warc = BUF_INIT(MIB);
	struct buf log = BUF_INIT(MIB);
	struct wire w;

	(void)state;
	open_private(&w);
	gives(&w, "/far/5#ignored", 200, 60);
	assert_int_equal(w.got.n, 6);
	assert_string_equal(w.got.hops[0].url, at("/far/5"));
	assert_string_equal(w.got.hops[0].location, at("/far/4"));
	assert_int_equal(w.got.hops[0].status, 301);
	assert_string_equal(w.got.hops[5].url, at("/far/0"));
	assert_null(w.got.hops[5].location);
	wire_warc(&w, &warc);
	assert_int_equal(times(&warc, "\r\nWARC-Type: response\r\n"), 6);
	assert_int_equal(times(&warc, "HTTP/1.1 301 Moved"), 5);
	wire_read(&w, "evidence/acquisition.log", &log);
	assert_int_equal(times(&log, "\"redirect\""), 5);
	assert_int_equal(times(&log, "\"connected\""), 6);
	buf_free(&log);
	buf_free(&warc);
	wire_close(&w);
}

static void
test_fetch__redirects_without_end(void **state)
{
	struct wire w;

	(void)state;
	open_private(&w);
	assert_fails(wire_get(&w, at("/loop")), &w.e, ERR_REDIRECT);
	assert_int_equal(w.got.n, 2);
	assert_fails(wire_get(&w, at("/loop-a")), &w.e, ERR_REDIRECT);
	assert_int_equal(w.got.n, 4);
	gives(&w, "/far/20", 200, 60);
	assert_fails(wire_get(&w, at("/far/21")), &w.e, ERR_REDIRECT);
	assert_int_equal(w.got.n, 21);
	wire_close(&w);
}

static void
test_fetch__redirects_to_nowhere(void **state)
{
	struct wire w;

	(void)state;
	open_private(&w);
	assert_ok(wire_get(&w, at("/to-app")), &w.e);
	assert_int_equal(w.got.status, 302);
	assert_int_equal(w.got.failure.code, ERR_UNSUPPORTED);
	assert_ok(wire_get(&w, at("/to-login")), &w.e);
	assert_int_equal(w.got.status, 302);
	assert_int_equal(w.got.failure.code, ERR_INPUT);
	wire_close(&w);
}

static void
test_fetch__cookies_go_along_and_stay_secret(void **state)
{
	struct buf warc = BUF_INIT(MIB);
	struct wire w;

	(void)state;
	open_private(&w);
	assert_ok(wire_get(&w, at("/cookies")), &w.e);
	assert_int_equal(w.got.n, 2);
	/* The server saw them ... */
	assert_non_null(memmem(body_span(w.got.body).p,
	    body_span(w.got.body).n, "session=s3cret", 14));
	wire_warc(&w, &warc);
	/* ... and only its own echo of them is on record. */
	assert_int_equal(times(&warc, "s3cret"), 1);
	assert_int_equal(times(&warc, "Cookie: withheld"), 3);
	buf_free(&warc);
	wire_close(&w);
}

static void
test_fetch__cookies_given(void **state)
{
	struct cookie one = { .name = "connu", .value = "oui",
	    .domain = "127.0.0.1", .path = "/" };
	struct cookies list = { &one, 1 };
	struct net_want want = { .type = "fetch", .fresh = true,
	    .accept = "application/activity+json" };
	struct net_opts o = NET_OPTS_INIT;
	struct wire w;

	(void)state;
	o.allow_private = true;
	wire_open(&w, &o, WHOLE);
	assert_ok(net_cookies(w.n, &list, &w.e), &w.e);
	assert_ok(net_agent(w.n, "Essai/1", &w.e), &w.e);
	assert_ok(wire_get(&w, at("/echo")), &w.e);
	assert_non_null(memmem(body_span(w.got.body).p,
	    body_span(w.got.body).n, "Cookie: connu=oui", 17));
	assert_non_null(memmem(body_span(w.got.body).p,
	    body_span(w.got.body).n, "User-Agent: Essai/1\r\n", 21));
	/* A fresh exchange knows nothing of them. */
	net_result_free(&w.got);
	want.url = at("/echo");
	assert_ok(net_fetch(w.n, &want, w.r, &w.got, &w.e), &w.e);
	assert_null(memmem(body_span(w.got.body).p,
	    body_span(w.got.body).n, "Cookie:", 7));
	assert_non_null(memmem(body_span(w.got.body).p,
	    body_span(w.got.body).n, "Accept: application/activity+json\r\n",
	    35));
	wire_close(&w);
}

/* How many ms a page takes here and now. */
static int64_t
usual(void)
{
	struct net_opts o = NET_OPTS_INIT;
	int64_t began = time_monotonic();
	struct wire w;

	o.allow_private = true;
	wire_open(&w, &o, WHOLE);
	assert_ok(wire_get(&w, at("/page")), &w.e);
	wire_close(&w);
	return (time_monotonic() - began);
}

static void
test_fetch__deadline_and_limits(void **state)
{
	struct net_opts o = NET_OPTS_INIT;
	struct wire w;

	(void)state;
	o.allow_private = true;
	o.deadline = time_monotonic() + 500 + 10 * usual();
	wire_open(&w, &o, WHOLE);
	assert_ok(wire_get(&w, at("/endless")), &w.e);
	assert_true(w.got.cut);
	assert_int_equal(w.got.failure.code, ERR_TIMEOUT);
	assert_true(body_size(w.got.body) > 10000);
	assert_true(time_monotonic() >= o.deadline);
	assert_fails(wire_get(&w, at("/page")), &w.e, ERR_TIMEOUT);
	wire_close(&w);
	o.deadline = 0;
	o.body_max = 100000;
	wire_open(&w, &o, WHOLE);
	cuts(&w, "/endless", 100000, ERR_LIMIT);
	gives(&w, "/sized/100000", 200, 100000);
	cuts(&w, "/sized/100001", 100000, ERR_LIMIT);
	wire_close(&w);
	/* A body that would fill the whole capture is kept up to half. */
	o.body_max = NET_BODY_MAX;
	wire_open(&w, &o, MIB);
	assert_ok(wire_get(&w, at("/endless")), &w.e);
	assert_true(w.got.cut);
	assert_in_range(body_size(w.got.body), MIB / 4, MIB / 2);
	wire_close(&w);
}

static void
test_fetch__slow_body(void **state)
{
	struct net_opts o = NET_OPTS_INIT;
	struct wire w;

	(void)state;
	o.allow_private = true;
	o.idle_ms = 1000 + 5 * usual();
	o.deadline = time_monotonic() + 2 * o.idle_ms;
	wire_open(&w, &o, WHOLE);
	assert_ok(wire_get(&w, at("/slow")), &w.e);
	/* A byte now and then is no silence: the deadline ends it. */
	assert_true(w.got.cut);
	assert_non_null(strstr(w.got.failure.text, "the time for the whole"));
	assert_true(time_monotonic() >= o.deadline);
	assert_true(body_size(w.got.body) > 1);
	wire_close(&w);
}

static void
test_fetch__cancel(void **state)
{
	struct net_opts o = NET_OPTS_INIT;
	atomic_bool cancel = true;
	struct wire w;

	(void)state;
	o.allow_private = true;
	o.cancel = &cancel;
	wire_open(&w, &o, WHOLE);
	assert_fails(wire_get(&w, at("/slow")), &w.e, ERR_CANCELED);
	wire_close(&w);
}

static void
test_fetch__loopback_is_refused(void **state)
{
	struct net_opts o = NET_OPTS_INIT;
	struct buf warc = BUF_INIT(MIB);
	struct wire w;
	char url[128];

	(void)state;
	wire_open(&w, &o, WHOLE);
	assert_fails(wire_get(&w, at("/page")), &w.e, ERR_PRIVATE);
	snprintf(url, sizeof(url), "http://localhost:%s/page",
	    server_value(bad, "HTTP"));
	assert_fails(wire_get(&w, url), &w.e, ERR_PRIVATE);
	snprintf(url, sizeof(url), "http://0x7f.1:%s/page",
	    server_value(bad, "HTTP"));
	assert_fails(wire_get(&w, url), &w.e, ERR_PRIVATE);
	snprintf(url, sizeof(url), "http://[::ffff:127.0.0.1]:%s/page",
	    server_value(bad, "HTTP"));
	assert_fails(wire_get(&w, url), &w.e, ERR_PRIVATE);
	wire_warc(&w, &warc);
	assert_int_equal(times(&warc, "\r\nWARC-Type: request\r\n"), 0);
	assert_int_equal(times(&warc, "is not a public address"), 4);
	buf_free(&warc);
	wire_close(&w);
}

static void
test_fetch__proxy(void **state)
{
	struct net_opts o = NET_OPTS_INIT;
	struct buf warc = BUF_INIT(MIB);
	struct wire w;
	char proxy[96];

	(void)state;
	snprintf(proxy, sizeof(proxy), "http://moi:motdepasse@127.0.0.1:%s",
	    server_value(bad, "HTTP"));
	o.proxy = proxy;
	wire_open(&w, &o, WHOLE);
	/* The proxy's address is a person's choice ... */
	assert_ok(wire_get(&w, "http://agora.example/page"), &w.e);
	assert_int_equal(w.got.status, 200);
	/* ... a private address behind it is not. */
	assert_fails(wire_get(&w, "http://10.0.0.1/page"), &w.e, ERR_PRIVATE);
	assert_fails(wire_get(&w, "http://localhost/page"), &w.e,
	    ERR_PRIVATE);
	assert_fails(wire_get(&w, "http://agora.example/to-private"), &w.e,
	    ERR_PRIVATE);
	assert_int_equal(w.got.n, 1);
	assert_int_equal(w.got.hops[0].status, 302);
	wire_warc(&w, &warc);
	assert_int_equal(times(&warc, "Proxy-Authorization: withheld"), 2);
	assert_int_equal(times(&warc, "motdepasse"), 0);
	assert_int_equal(times(&warc, "Basic"), 0);
	buf_free(&warc);
	wire_close(&w);
}

static void
test_fetch__environment_proxy_is_not_used(void **state)
{
	struct wire w;

	(void)state;
	setenv("http_proxy", "http://127.0.0.1:9", 1);
	setenv("ALL_PROXY", "http://127.0.0.1:9", 1);
	open_private(&w);
	gives(&w, "/page", 200, 60);
	wire_close(&w);
	unsetenv("http_proxy");
	unsetenv("ALL_PROXY");
}

static void
test_post__answers(void **state)
{
	struct buf answer = BUF_INIT(4 * KIB);
	struct net_opts o = NET_OPTS_INIT;
	struct wire w;
	int status;

	(void)state;
	wire_open(&w, &o, WHOLE);
	assert_ok(net_post(w.n, at("/echo"), "application/timestamp-query",
	    span_of("question"), 2000, &answer, &status, &w.e), &w.e);
	assert_int_equal(status, 200);
	assert_int_equal(times(&answer, "POST /echo HTTP/1.1\r\n"), 1);
	assert_int_equal(times(&answer,
	    "Content-Type: application/timestamp-query\r\n"), 1);
	assert_int_equal(times(&answer, "Content-Length: 8\r\n"), 1);
	assert_int_equal(times(&answer, "Expect"), 0);
	assert_ok(net_post(w.n, at("/status/500"), "a/b", span_of("x"), 2000,
	    &answer, &status, &w.e), &w.e);
	assert_int_equal(status, 500);
	assert_fails(net_post(w.n, at("/sized/9000"), "a/b", span_of("x"),
	    2000, &answer, &status, &w.e), &w.e, ERR_LIMIT);
	buf_reset(&answer);
	assert_fails(net_post(w.n, at("/silent"), "a/b", span_of("x"), 300,
	    &answer, &status, &w.e), &w.e, ERR_TIMEOUT);
	assert_fails(net_post(w.n, tls, "a/b", span_of("x"), 1000, &answer,
	    &status, &w.e), &w.e, ERR_TLS);
	/* Nothing of it is evidence. */
	assert_int_equal(recorder_records(w.r), 1);
	buf_free(&answer);
	wire_close(&w);
}

static void
test_open__refused(void **state)
{
	struct error e = ERROR_INIT;
	struct net_opts o = NET_OPTS_INIT;
	struct net *n;

	(void)state;
	o.ca_file = "/nowhere/ca.pem";
	assert_int_equal(net_open(&n, &o, &e), -1);
	assert_null(n);
	error_clear(&e);
	o.ca_file = "CMakeLists.txt";
	assert_int_equal(net_open(&n, &o, &e), -1);
	error_clear(&e);
	o.ca_file = NULL;
	o.proxy = "http://[";
	assert_fails(net_open(&n, &o, &e), &e, ERR_INPUT);
	net_close(NULL);
	net_result_free(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fetch__statuses_are_evidence),
		cmocka_unit_test(test_fetch__kinds_of_content),
		cmocka_unit_test(test_fetch__chunks_are_kept),
		cmocka_unit_test(test_fetch__interim_answers_are_dropped),
		cmocka_unit_test(test_fetch__cut_bodies),
		cmocka_unit_test(test_fetch__heads_beyond_measure),
		cmocka_unit_test(test_fetch__no_response),
		cmocka_unit_test(test_fetch__urls_that_are_not_asked),
		cmocka_unit_test(test_fetch__redirects),
		cmocka_unit_test(test_fetch__redirects_without_end),
		cmocka_unit_test(test_fetch__redirects_to_nowhere),
		cmocka_unit_test(test_fetch__cookies_go_along_and_stay_secret),
		cmocka_unit_test(test_fetch__cookies_given),
		cmocka_unit_test(test_fetch__deadline_and_limits),
		cmocka_unit_test(test_fetch__slow_body),
		cmocka_unit_test(test_fetch__cancel),
		cmocka_unit_test(test_fetch__loopback_is_refused),
		cmocka_unit_test(test_fetch__proxy),
		cmocka_unit_test(test_fetch__environment_proxy_is_not_used),
		cmocka_unit_test(test_post__answers),
		cmocka_unit_test(test_open__refused)
	};

	return (cmocka_run_group_tests(tests, start, stop));
}
