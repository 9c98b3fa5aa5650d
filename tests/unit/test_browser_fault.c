#include <pthread.h>

#include "capture/browser/browser.h"
#include "tests/lib/site.h"
#include "tests/unit/browser_unit.h"

/* What goes wrong: a clear code, and what came so far is on record. */

static void
test_fault__no_such_host_or_port(void **state)
{
	struct room w;

	(void)state;
	room_open_plain(&w);
	assert_fails(room_visit_url(&w, "http://personne.invalid/"), &w.e,
	    ERR_DNS);
	assert_string_equal(w.got.net_error, "net::ERR_NAME_NOT_RESOLVED");
	assert_fails(room_visit_url(&w, "http://127.0.0.1:3/"), &w.e,
	    ERR_CONNECT);
	assert_fails(room_visit(&w, "/loop"), &w.e, ERR_REDIRECT);
	room_finish(&w);
	assert_int_equal(records_of(&w, "metadata", "http://personne.invalid",
	    "/"), 1);
	assert_true(records_of(&w, "response", base, "/loop") > 5);
	room_close(&w);
}

static void
test_fault__error_statuses_are_evidence(void **state)
{
	struct room w;

	(void)state;
	room_open_plain(&w);
	assert_ok(room_visit(&w, "/gone.html"), &w.e);
	assert_int_equal(w.got.status, 410);
	assert_int_equal(w.got.tiles, 1);
	assert_ok(room_visit(&w, "/empty500"), &w.e);
	assert_int_equal(w.got.status, 500);
	assert_false(w.got.loaded);
	assert_ok(room_visit(&w, "/nothing"), &w.e);
	assert_int_equal(w.got.status, 204);
	room_finish(&w);
	assert_true(is_missing(&w, "screenshot"));
	assert_int_equal(records_of(&w, "response", base, "/gone.html"), 1);
	assert_int_equal(records_of(&w, "response", base, "/empty500"), 1);
	assert_int_equal(records_of(&w, "response", base, "/nothing"), 1);
	room_close(&w);
}

static void
test_fault__what_is_no_page(void **state)
{
	struct room w;

	(void)state;
	room_open_plain(&w);
	assert_ok(room_visit(&w, "/file.zip"), &w.e);
	assert_true(w.got.is_download);
	assert_string_equal(w.got.mime, "application/zip");
	assert_int_equal(w.got.tiles, 0);
	assert_ok(room_visit(&w, "/file.pdf"), &w.e);
	assert_string_equal(w.got.mime, "application/pdf");
	assert_int_equal(w.got.tiles, 0);
	room_finish(&w);
	assert_int_equal(count_of(&w.log, "\"event\":\"download-refused\""),
	    1);
	/* Its viewer may take the bytes away; then that is on record. */
	assert_true(count_of(&w.warc, "\r\n\r\n%PDF-1.4\n%%EOF\n") == 1 ||
	    w.got.bodies_missing == 1);
	room_close(&w);

	room_open_plain(&w);
	assert_ok(room_visit(&w, "/picture.png"), &w.e);
	assert_string_equal(w.got.mime, "image/png");
	assert_int_equal(w.got.tiles, 1);
	room_close(&w);
}

static void
test_fault__a_body_that_breaks_off(void **state)
{
	struct buf text = BUF_INIT(MIB);
	struct room w;

	(void)state;
	room_open_plain(&w);
	assert_ok(room_visit(&w, "/short"), &w.e);
	assert_false(w.got.loaded);
	assert_string_equal(w.got.title, "Court");
	room_read(&w, "evidence/post.txt", &text);
	assert_span(buf_span(&text), "Le debut seul");
	room_finish(&w);
	assert_true(is_missing(&w, "load"));
	assert_int_equal(w.got.failed, 1);
	buf_free(&text);
	room_close(&w);
}

/*
 * Streams without end: the visit ends, and what came is kept; where a busy
 * machine asked for it too late, the loss is on record.
 */
static void
test_fault__streams_without_end(void **state)
{
	struct room w;
	size_t lost = 0;

	(void)state;
	room_open_plain(&w);
	assert_ok(room_visit(&w, "/stream"), &w.e);
	assert_true(w.got.settled);
	room_finish(&w);
	lost += count_of(&w.warc, "encore\nencore\n") == 0;
	lost += count_of(&w.warc, "data: nouvelle\n\n") == 0;
	assert_true(w.got.bodies_missing >= lost);
	assert_true(w.got.failed >= 2);
	assert_int_equal(records_of(&w, "response", base, "/events"), 1);
	room_close(&w);
}

static void
test_fault__a_page_without_end(void **state)
{
	struct room w;

	(void)state;
	room_open_plain(&w);
	w.o.load = 1000 + 2 * room_usual();
	assert_ok(room_visit(&w, "/endless"), &w.e);
	assert_false(w.got.loaded);
	assert_true(w.got.tiles >= 1);
	assert_ok(room_visit(&w, "/reload"), &w.e);
	room_finish(&w);
	assert_true(is_missing(&w, "load"));
	assert_true(is_missing(&w, "page"));
	room_close(&w);
}

static void
test_fault__no_time(void **state)
{
	struct room w;

	(void)state;
	room_open_plain(&w);
	w.o.deadline = 1000 + 2 * room_usual();
	w.o.deadline += time_monotonic();
	assert_int_equal(room_visit(&w, "/silent"), -1);
	assert_int_equal(w.e.code, ERR_TIMEOUT);
	/* It was the deadline, and not the time for loading a page. */
	assert_non_null(strstr(w.e.text, "no time left"));
	assert_true(time_monotonic() >= w.o.deadline);
	room_finish(&w);
	assert_int_equal(records_of(&w, "metadata", base, "/silent"), 1);
	room_close(&w);
}

static void *
stop_soon(void *flag)
{

	(void)usleep(1500000);
	atomic_store((atomic_bool *)flag, true);
	return (NULL);
}

static void
test_fault__canceled(void **state)
{
	struct browser_opts bo = BROWSER_OPTS_INIT;
	atomic_bool cancel = false;
	pthread_t thread;
	struct room w;

	(void)state;
	bo.cancel = &cancel;
	room_open(&w, &bo, INT64_C(1) << 30);
	assert_int_equal(pthread_create(&thread, NULL, stop_soon, &cancel), 0);
	assert_fails(room_visit(&w, "/silent"), &w.e, ERR_CANCELED);
	assert_int_equal(pthread_join(thread, NULL), 0);
	room_finish(&w);
	assert_int_equal(count_of(&w.log, "\"event\":\"broken-off\""), 1);
	room_close(&w);
}

/* As soon as some of the page has come. */
static void *
kill_soon(void *browser)
{

	if (server_wait(pages, "SENT /endless?kill", NULL) == 0)
		(void)kill(browser_pid(browser), SIGKILL);
	return (NULL);
}

static void
test_fault__browser_killed(void **state)
{
	pthread_t thread;
	struct room w;

	(void)state;
	room_open_plain(&w);
	assert_int_equal(pthread_create(&thread, NULL, kill_soon, w.b), 0);
	assert_fails(room_visit(&w, "/endless?kill"), &w.e, ERR_BROWSER);
	assert_int_equal(pthread_join(thread, NULL), 0);
	assert_true(w.got.crashed);
	/* It stays dead: another visit says so at once. */
	assert_fails(room_visit(&w, "/plain"), &w.e, ERR_BROWSER);
	room_finish(&w);
	assert_int_equal(records_of(&w, "request", base, "/endless?kill"), 1);
	room_close(&w);
}

/* Programs that are no browser. */
static void
test_fault__not_a_browser(void **state)
{
	struct browser_opts bo = BROWSER_OPTS_INIT;
	struct browser *b = NULL;
	struct room w;

	(void)state;
	bo.program = "/nonexistent/chromium";
	w.e = (struct error)ERROR_INIT;
	assert_fails(browser_start(&bo, &b, &w.e), &w.e, ERR_NOTFOUND);
	assert_null(b);
	bo.program = "/bin/false";
	room_open(&w, &bo, MIB);
	/* Gone before or after it was first written to: it is named. */
	assert_int_equal(room_visit(&w, "/plain"), -1);
	assert_int_equal(w.e.code, ERR_BROWSER);
	assert_non_null(strstr(w.e.text, "/bin/false: exit status 1"));
	room_close(&w);
	/* It reads commands, and answers with what it was told. */
	bo.program = "/bin/cat";
	room_open(&w, &bo, MIB);
	assert_fails(room_visit(&w, "/plain"), &w.e, ERR_BROWSER);
	room_close(&w);
}

static void
test_fault__private_addresses(void **state)
{
	char url[512];
	struct room w;

	(void)state;
	room_open_plain(&w);
	w.o.allow_private = false;
	assert_fails(room_visit(&w, "/plain"), &w.e, ERR_PRIVATE);
	snprintf(url, sizeof(url), "%s/plain", other);
	assert_fails(room_visit_url(&w, url), &w.e, ERR_PRIVATE);
	/* Parts, frames and workers of a page that is not private. */
	snprintf(url, sizeof(url), "data:text/html,<title>t</title><img src="
	    "%s/icon.png><iframe src=%s/frame></iframe><script>fetch('%s/big."
	    "bin');new Worker('data:text/javascript,fetch(`%s/in-worker`)')"
	    "</script>", base, other, base, base);
	assert_ok(room_visit_url(&w, url), &w.e);
	assert_int_equal(w.got.refused, 4);
	room_finish(&w);
	assert_int_equal(count_of(&w.warc, "WARC-Type: response\r\n"), 0);
	assert_int_equal(records_of(&w, "metadata", base, "/icon.png"), 1);
	assert_int_equal(records_of(&w, "metadata", base, "/in-worker"), 1);
	room_close(&w);
}

/* A capture that grows beyond what it may stops, and says so. */
static void
test_fault__too_much(void **state)
{
	struct browser_opts bo = BROWSER_OPTS_INIT;
	struct room w;

	(void)state;
	room_open(&w, &bo, 100000);
	assert_fails(room_visit(&w, "/all"), &w.e, ERR_LIMIT);
	room_close(&w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fault__no_such_host_or_port),
		cmocka_unit_test(test_fault__error_statuses_are_evidence),
		cmocka_unit_test(test_fault__what_is_no_page),
		cmocka_unit_test(test_fault__a_body_that_breaks_off),
		cmocka_unit_test(test_fault__streams_without_end),
		cmocka_unit_test(test_fault__a_page_without_end),
		cmocka_unit_test(test_fault__no_time),
		cmocka_unit_test(test_fault__canceled),
		cmocka_unit_test(test_fault__browser_killed),
		cmocka_unit_test(test_fault__not_a_browser),
		cmocka_unit_test(test_fault__private_addresses),
		cmocka_unit_test(test_fault__too_much),
	};

	return (cmocka_run_group_tests(tests, pages_start, pages_stop));
}
