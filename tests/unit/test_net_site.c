#include <openssl/pem.h>
#include <openssl/x509.h>

#include "capture/net/net.h"
#include "tests/lib/site.h"
#include "tests/unit/net_unit.h"

#define WHOLE	(INT64_C(1) << 30)

static struct server *site;
static char folder[64];

static int
start(void **state)
{
	struct error e = ERROR_INIT;

	(void)state;
	unit_folder(folder);
	assert_ok(site_start(folder, &site, &e), &e);
	return (0);
}

static int
stop(void **state)
{

	(void)state;
	server_stop(site);
	unit_folder_remove(folder);
	return (0);
}

static const char *
at(const char *server, const char *path)
{
	static char url[256];

	snprintf(url, sizeof(url), "%s%s", server_value(site, server), path);
	return (url);
}

static void
open_site(struct wire *w, bool trust)
{
	struct net_opts o = NET_OPTS_INIT;

	o.allow_private = true;
	o.ca_file = trust ? server_value(site, "SITE_CA") : NULL;
	wire_open(w, &o, WHOLE);
}

static const struct net_tls *
last_tls(const struct wire *w)
{

	return (&w->got.hops[w->got.n - 1].tls);
}

static void
test_site__h2(void **state)
{
	struct buf warc = BUF_INIT(MIB), text = BUF_INIT(MIB);
	const struct net_tls *t;
	struct wire w;

	(void)state;
	open_site(&w, true);
	assert_ok(wire_get(&w, at("SITE_HTTPS", "/s/48215")), &w.e);
	assert_int_equal(w.got.status, 200);
	assert_int_equal(w.got.n, 3);
	assert_string_equal(w.got.hops[2].url, at("SITE_HTTPS", "/p/48215"));
	assert_string_equal(w.got.hops[2].http, "h2");
	t = last_tls(&w);
	assert_string_equal(t->version, "TLSv1.3");
	assert_true(t->valid);
	assert_int_equal(t->code, X509_V_OK);
	assert_int_equal(t->certs, 2);
	assert_true(t->staple);
	/* gzip as received: the record's bytes are not the text. */
	assert_int_equal(times(&w.got.head, "content-encoding: gzip\r\n"), 1);
	assert_ok(net_decode(buf_span(&w.got.head), w.got.body, &text, &w.e),
	    &w.e);
	assert_int_equal(times(&text, "La boulangerie Ferrandin coupe sa "
	    "farine avec de la craie."), 2);
	wire_warc(&w, &warc);
	assert_int_equal(times(&warc, "\r\nHTTP/1.1 200 \r\n"), 1);
	assert_int_equal(times(&warc, "HTTP/2"), 0);
	assert_int_equal(times(&warc, "GET /p/48215 HTTP/1.1\r\n"), 1);
	assert_int_equal(times(&warc, "WARC-Protocol: h2\r\n"), 6);
	assert_int_equal(times(&warc, "WARC-Protocol: tls/1.3\r\n"), 6);
	/* Both Set-Cookie lines of three hops stay lines of their own. */
	assert_int_equal(times(&warc, "set-cookie: withheld\r\n"), 6);
	assert_int_equal(times(&warc, "7f3a9c"), 0);
	buf_free(&warc);
	buf_free(&text);
	wire_close(&w);
}

static void
test_site__chain_is_what_was_presented(void **state)
{
	struct buf pem = BUF_INIT(MIB), leaf = BUF_INIT(MIB);
	struct buf middle = BUF_INIT(MIB), staple = BUF_INIT(MIB);
	char path[128];
	struct wire w;

	(void)state;
	open_site(&w, true);
	assert_ok(wire_get(&w, at("SITE_HTTPS6", "/")), &w.e);
	if (strstr(at("SITE_HTTPS6", "/"), "[::1]") != NULL)
		assert_true(span_starts(span_of(last_tls(&w)->file),
		    "tls/ip6.--1_"));
	wire_read(&w, last_tls(&w)->file, &pem);
	snprintf(path, sizeof(path), "%s/ca/server.pem", folder);
	unit_read(path, &leaf);
	snprintf(path, sizeof(path), "%s/ca/middle.pem", folder);
	unit_read(path, &middle);
	/* Leaf and intermediate in the order sent, and not the root. */
	buf_putspan(&leaf, buf_span(&middle));
	assert_span(buf_span(&pem), buf_str(&leaf));
	snprintf(path, sizeof(path), "%.*s.ocsp",
	    (int)strlen(last_tls(&w)->file) - 4, last_tls(&w)->file);
	wire_read(&w, path, &staple);
	assert_true(staple.n > 100);
	buf_free(&pem);
	buf_free(&leaf);
	buf_free(&middle);
	buf_free(&staple);
	wire_close(&w);
}

static void
bad_chain(bool trust, const char *server, long code, const char *why)
{
	struct buf log = BUF_INIT(MIB);
	struct wire w;

	open_site(&w, trust);
	assert_ok(wire_get(&w, at(server, "/")), &w.e);
	/* The page is there all the same. */
	assert_int_equal(w.got.status, 200);
	assert_false(w.got.cut);
	assert_false(last_tls(&w)->valid);
	assert_int_equal(last_tls(&w)->code, code);
	assert_non_null(strstr(last_tls(&w)->reason, why));
	wire_read(&w, "evidence/acquisition.log", &log);
	assert_int_equal(times(&log, "\"chain_valid\":false"), 1);
	buf_free(&log);
	wire_close(&w);
}

static void
test_site__bad_chains_are_told(void **state)
{

	(void)state;
	bad_chain(true, "SITE_WRONG", X509_V_ERR_IP_ADDRESS_MISMATCH,
	    "mismatch");
	bad_chain(true, "SITE_EXPIRED", X509_V_ERR_CERT_HAS_EXPIRED,
	    "expired");
	bad_chain(false, "SITE_HTTPS",
	    X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, "issuer");
	/* All that is wrong is told, not only the first. */
	bad_chain(false, "SITE_WRONG",
	    X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, "mismatch");
}

static void
test_site__parts(void **state)
{
	struct net_tally tally = { 0, 0, 0, 0, 0 };
	struct buf warc = BUF_INIT(8 * MIB);
	char referer[300];
	json_t *missing;
	struct wire w;

	(void)state;
	open_site(&w, true);
	assert_ok(wire_get(&w, at("SITE_HTTPS", "/p/48215")), &w.e);
	assert_ok(net_fetch_parts(w.n, &w.got, NULL, w.r, &tally, &w.e), &w.e);
	/* 14 of the page, 3 of its sheets and frame, 1 of an imported one. */
	assert_int_equal(tally.asked, 18);
	assert_int_equal(tally.whole, 18);
	assert_true(tally.bytes > 900000);
	missing = recorder_missing_list(w.r);
	assert_int_equal(json_array_size(missing), 0);
	json_decref(missing);
	/* One connection, one chain file for all. */
	wire_warc(&w, &warc);
	assert_int_equal(times(&warc, "\r\nWARC-Type: response\r\n"), 19);
	assert_int_equal(times(&warc, "/static/barre.ttf\r\n"), 2);
	assert_int_equal(times(&warc, "GET /media/trame.png HTTP/1.1"), 1);
	assert_int_equal(times(&warc, "GET /media/photo3.png HTTP/1.1"), 1);
	assert_int_equal(times(&warc, "GET /embed/carte.html HTTP/1.1"), 1);
	snprintf(referer, sizeof(referer), "\r\nreferer: %s\r\n",
	    at("SITE_HTTPS", "/p/48215"));
	assert_int_equal(times(&warc, referer), 18);
	buf_free(&warc);
	wire_close(&w);
}

static void
test_site__parts_over_http1(void **state)
{
	struct net_tally tally = { 0, 0, 0, 0, 0 };
	struct wire w;

	(void)state;
	open_site(&w, false);
	assert_ok(wire_get(&w, at("SITE_HTTP", "/p/48215")), &w.e);
	assert_string_equal(w.got.hops[0].http, "http/1.1");
	assert_int_equal(times(&w.got.head, "Transfer-Encoding: chunked"), 1);
	assert_ok(net_fetch_parts(w.n, &w.got, NULL, w.r, &tally, &w.e), &w.e);
	assert_int_equal(tally.whole, 18);
	wire_close(&w);
}

static void
test_site__parts_that_are_missing(void **state)
{
	struct net_want wants[] = {
		{ .url = NULL, .type = "image" },
		{ .url = "http://127.0.0.1:9/x.png", .type = "image" },
		{ .url = "mailto:a@b", .type = "other" },
		{ .url = NULL, .type = "document" }
	};
	struct net_tally tally = { 0, 0, 0, 0, 0 };
	char one[256], two[256];
	struct wire w;

	(void)state;
	open_site(&w, false);
	snprintf(one, sizeof(one), "%s", at("SITE_HTTP", "/nulle-part.png"));
	snprintf(two, sizeof(two), "%s", at("SITE_HTTP", "/s/48215"));
	wants[0].url = one;
	wants[3].url = two;
	assert_ok(net_fetch_many(w.n, wants, 4, w.r, NULL, NULL, &tally,
	    &w.e), &w.e);
	assert_int_equal(tally.asked, 4);
	assert_int_equal(tally.whole, 1);
	assert_int_equal(tally.refused, 1);
	assert_int_equal(tally.failed, 2);
	wire_close(&w);
}

static void
test_site__intermediaries(void **state)
{
	struct wire w;
	json_t *all;
	char *text;

	(void)state;
	open_site(&w, false);
	assert_ok(wire_get(&w, at("SITE_HTTP6", "/")), &w.e);
	all = net_intermediaries(w.n);
	assert_int_equal(json_array_size(all), 0);
	json_decref(all);
	assert_ok(wire_get(&w, at("SITE_HTTP6", "/cache")), &w.e);
	all = net_intermediaries(w.n);
	assert_int_equal(json_array_size(all), 3);
	text = json_dumps(all, JSON_COMPACT);
	assert_non_null(strstr(text, "1.1 relais.example (squid)"));
	assert_non_null(strstr(text, "\"37\""));
	free(text);
	json_decref(all);
	wire_close(&w);
}

static void
test_site__through_a_proxy(void **state)
{
	struct net_opts o = NET_OPTS_INIT;
	struct buf warc = BUF_INIT(MIB);
	struct server *bad;
	char proxy[64];
	struct wire w = { .e = ERROR_INIT };

	(void)state;
	assert_ok(badsite_start("127.0.0.1", &bad, &w.e), &w.e);
	snprintf(proxy, sizeof(proxy), "http://127.0.0.1:%s",
	    server_value(bad, "HTTP"));
	o.proxy = proxy;
	o.allow_private = true;
	o.ca_file = server_value(site, "SITE_CA");
	wire_open(&w, &o, WHOLE);
	assert_ok(wire_get(&w, at("SITE_HTTPS", "/")), &w.e);
	assert_int_equal(w.got.status, 200);
	assert_true(last_tls(&w)->valid);
	assert_int_equal(last_tls(&w)->certs, 2);
	/* What was said to the proxy is no part of the exchange. */
	wire_warc(&w, &warc);
	assert_int_equal(times(&warc, "CONNECT"), 0);
	assert_int_equal(times(&warc, "Connection established"), 0);
	assert_int_equal(times(&warc, "GET / HTTP/1.1\r\nHost: localhost:"),
	    1);
	buf_free(&warc);
	wire_close(&w);
	server_stop(bad);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_site__h2),
		cmocka_unit_test(test_site__chain_is_what_was_presented),
		cmocka_unit_test(test_site__bad_chains_are_told),
		cmocka_unit_test(test_site__parts),
		cmocka_unit_test(test_site__parts_over_http1),
		cmocka_unit_test(test_site__parts_that_are_missing),
		cmocka_unit_test(test_site__intermediaries),
		cmocka_unit_test(test_site__through_a_proxy)
	};

	return (cmocka_run_group_tests(tests, start, stop));
}
