#include "capture/browser/browser.h"
#include "tests/lib/site.h"
#include "tests/unit/browser_unit.h"

static void
has(const struct room *w, const char *site, const char *path)
{

	if (records_of(w, "response", site, path) == 1)
		return;
	print_error("%s%s: %zu responses\n", site, path,
	    records_of(w, "response", site, path));
	fail();
}

/* Documents, frames of two sites, workers of three kinds, fetches, images. */
static void
test_visit__every_exchange_is_recorded(void **state)
{
	static const char *const paths[] = { "/all", "/go1", "/go2",
		"/frame?3", "/icon.png", "/style.css", "/missing.png",
		"/latin.png", "/latin.js", "/worker.js", "/in-worker",
		"/shared.js", "/in-shared", "/service.js", "/in-service",
		"/in-frame", "/nothing", "/big.bin", "/lazy.png" };
	struct room w;
	size_t i;

	(void)state;
	room_open_plain(&w);
	assert_ok(room_visit(&w, "/all"), &w.e);
	assert_int_equal(w.got.status, 200);
	assert_string_equal(w.got.title, "Tout");
	assert_string_equal(w.got.mime, "text/html");
	assert_true(w.got.loaded && w.got.settled && w.got.scrolled);
	assert_true(w.got.pdf && w.got.html && w.got.text);
	assert_int_equal(w.got.tiles, 2);
	assert_int_equal(w.got.bodies_missing, 0);
	assert_int_equal(w.got.bodies_text, 0);
	assert_true(w.got.height > 20000);
	room_finish(&w);
	for (i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		if (strcmp(paths[i], "/icon.png") != 0)
			has(&w, base, paths[i]);
	/* Asked twice: by the page as a HEAD, by the browser as its icon. */
	assert_int_equal(records_of(&w, "response", base, "/icon.png"), 2);
	assert_int_equal(records_of(&w, "response", base, "/echo"), 2);
	has(&w, other, "/frame");
	has(&w, other, "/in-frame");
	assert_int_equal(json_array_size(w.missing), 0);
	room_close(&w);
}

/* Bytes as received, whatever the charset; secrets withheld. */
static void
test_visit__bodies_are_the_bytes_received(void **state)
{
	struct buf big = BUF_INIT(4 * MIB);
	struct room w;
	size_t i;

	(void)state;
	room_open_plain(&w);
	assert_ok(room_visit(&w, "/all"), &w.e);
	assert_ok(room_visit(&w, "/latin.html"), &w.e);
	room_finish(&w);
	assert_int_equal(count_of(&w.warc, "var s = \"Le caf\xe9 est ferm\xe9"
	    "\";"), 1);
	assert_int_equal(count_of(&w.warc, "<p>Le caf\xe9 est ferm\xe9"), 1);
	for (i = 0; i < 1500000; i++)
		buf_putc(&big, (uint8_t)(i * 7 + i / 251));
	assert_int_equal(buf_ok(&big, NULL), 0);
	assert_non_null(memmem(w.warc.p, w.warc.n, big.p, big.n));
	assert_int_equal(count_of(&w.warc, "\r\n\r\nsalut=1"), 1);
	assert_int_equal(count_of(&w.warc, "echo salut=1"), 1);
	assert_non_null(memmem(w.warc.p, w.warc.n, "echo \0\xff\1", 8));
	assert_true(count_of(&w.warc, "Set-Cookie: withheld\r\n") >= 2);
	assert_int_equal(count_of(&w.warc, "secret=abc\r\n"), 0);
	buf_free(&big);
	room_close(&w);
}

static void
test_visit__websockets_become_metadata(void **state)
{
	char url[96];
	struct room w;

	(void)state;
	room_open_plain(&w);
	assert_ok(room_visit(&w, "/all"), &w.e);
	room_finish(&w);
	snprintf(url, sizeof(url), "ws%s", base + 4);
	assert_int_equal(records_of(&w, "metadata", url, "/socket"), 1);
	assert_int_equal(count_of(&w.warc, "\"text\":\"bonjour\""), 1);
	assert_int_equal(count_of(&w.warc, "\"text\":\"abc\""), 1);
	assert_int_equal(count_of(&w.warc, "\"base64\":\"AP8=\""), 1);
	/* 300000 times "z", whole. */
	assert_int_equal(count_of(&w.warc, "enp6enp6enp6enp6enp6enp6"),
	    400000 / 24);
	room_close(&w);
}

/* What is kept of the page besides its exchanges. */
static void
test_visit__the_page_is_kept(void **state)
{
	struct buf html = BUF_INIT(MIB), text = BUF_INIT(MIB),
	    pdf = BUF_INIT(8 * MIB);
	uint32_t width, height;
	struct room w;

	(void)state;
	room_open_plain(&w);
	assert_ok(room_visit(&w, "/all"), &w.e);
	room_finish(&w);
	room_read(&w, "evidence/post.html", &html);
	assert_int_equal(strncmp(buf_str(&html), "<!DOCTYPE html>", 15), 0);
	assert_int_equal(count_of(&html, "<template shadowrootmode=\"open\">"
	    "<p>dans une ombre</p></template>"), 1);
	room_read(&w, "evidence/post.txt", &text);
	assert_int_equal(count_of(&text, "Propos tenus"), 1);
	assert_int_equal(count_of(&text, "dans une ombre"), 1);
	room_read(&w, "evidence/post.pdf", &pdf);
	assert_int_equal(strncmp(buf_str(&pdf), "%PDF-", 5), 0);
	picture_size(&w, "evidence/post.png", &width, &height);
	assert_int_equal(width, 1280);
	assert_int_equal(height, 16384);
	picture_size(&w, "evidence/post-2.png", &width, &height);
	assert_int_equal(width, 1280);
	assert_int_equal(height, w.got.height - 16384);
	assert_true(body_size(w.got.thumbnail) > 500);
	assert_int_equal(body_size(w.got.visible), text.n);
	buf_free(&html);
	buf_free(&text);
	buf_free(&pdf);
	room_close(&w);
}

static void
test_visit__the_log_tells_each_step(void **state)
{
	static const char *const events[] = { "browser-started", "navigated",
		"loaded", "scroll", "page", "text", "dom", "pdf",
		"screenshot", "closed" };
	char word[64];
	struct room w;
	size_t i;

	(void)state;
	room_open_plain(&w);
	assert_ok(room_visit(&w, "/all"), &w.e);
	room_finish(&w);
	for (i = 0; i < sizeof(events) / sizeof(events[0]); i++) {
		snprintf(word, sizeof(word), "\"event\":\"%s\"", events[i]);
		assert_true(count_of(&w.log, word) >= 1);
	}
	assert_int_equal(count_of(&w.log, "\"sandbox\":true"), 1);
	assert_int_equal(count_of(&w.log, "HeadlessChrome"), 0);
	assert_int_equal(count_of(&w.warc, "HeadlessChrome"), 0);
	assert_int_equal(strncmp(browser_product(w.b), "Chrome/", 7), 0);
	room_close(&w);
}

/* Pages that lead on: the last one is what is kept. */
static void
test_visit__pages_that_lead_on(void **state)
{
	static const char *const from[] = { "/script", "/refresh" };
	struct room w;
	char want[96];
	size_t i;

	(void)state;
	snprintf(want, sizeof(want), "%s/plain", base);
	for (i = 0; i < 2; i++) {
		room_open_plain(&w);
		assert_ok(room_visit(&w, from[i]), &w.e);
		assert_string_equal(w.got.final_url, want);
		assert_string_equal(w.got.title, "Simple");
		room_finish(&w);
		has(&w, base, from[i]);
		has(&w, base, "/plain");
		room_close(&w);
	}
	room_open_plain(&w);
	assert_ok(room_visit(&w, "/go1"), &w.e);
	snprintf(want, sizeof(want), "%s/frame?3", base);
	assert_string_equal(w.got.final_url, want);
	room_finish(&w);
	has(&w, base, "/go1");
	has(&w, base, "/go2");
	room_close(&w);
}

static void
test_visit__scrolls_what_grows_and_inner_boxes(void **state)
{
	struct buf text = BUF_INIT(MIB);
	struct room w;

	(void)state;
	room_open_plain(&w);
	assert_ok(room_visit(&w, "/grows"), &w.e);
	assert_true(w.got.scrolled);
	assert_ok(room_visit(&w, "/box"), &w.e);
	assert_true(w.got.scrolled);
	room_finish(&w);
	has(&w, base, "/lazy.png");
	buf_free(&text);
	room_close(&w);

	/* Without scrolling only the first lines come. */
	room_open_plain(&w);
	w.o.scroll = 0;
	assert_ok(room_visit(&w, "/grows"), &w.e);
	room_read(&w, "evidence/post.txt", &text);
	assert_int_equal(count_of(&text, "ligne 29"), 1);
	assert_int_equal(count_of(&text, "ligne 299"), 0);
	buf_free(&text);
	room_close(&w);
}

/* Each tile shows its own part: no two are the same. */
static void
test_visit__tiles_differ(void **state)
{
	struct buf a = BUF_INIT(16 * MIB), b = BUF_INIT(16 * MIB);
	uint32_t width, height;
	struct room w;

	(void)state;
	room_open_plain(&w);
	assert_ok(room_visit(&w, "/tall"), &w.e);
	assert_int_equal(w.got.tiles, 3);
	room_read(&w, "evidence/post.png", &a);
	room_read(&w, "evidence/post-2.png", &b);
	assert_false(span_eq(buf_span(&a), buf_span(&b)));
	assert_ok(room_visit(&w, "/wide"), &w.e);
	picture_size(&w, "evidence/author.png", &width, &height);
	assert_int_equal(width, 2000);
	buf_free(&a);
	buf_free(&b);
	room_close(&w);
}

/* Text that is no Unicode must not cost the page. */
static void
test_visit__lone_surrogates(void **state)
{
	struct buf text = BUF_INIT(MIB);
	struct room w;

	(void)state;
	room_open_plain(&w);
	assert_ok(room_visit(&w, "/lone"), &w.e);
	assert_string_equal(w.got.title, "a\xef\xbf\xbd" "b");
	room_read(&w, "evidence/post.txt", &text);
	assert_int_equal(count_of(&text, "c\xef\xbf\xbd" "d"), 1);
	buf_free(&text);
	room_close(&w);
}

static void
test_visit__dialogs_and_windows(void **state)
{
	struct room w;

	(void)state;
	room_open_plain(&w);
	assert_ok(room_visit(&w, "/dialogs"), &w.e);
	assert_string_equal(w.got.title, "d");
	assert_ok(room_visit(&w, "/popup"), &w.e);
	assert_string_equal(w.got.title, "p");
	room_finish(&w);
	assert_int_equal(count_of(&w.log, "\"event\":\"dialog-dismissed\""),
	    2);
	assert_int_equal(count_of(&w.log, "\"message\":\"deux\""), 1);
	assert_int_equal(records_of(&w, "response", base, "/plain"), 0);
	room_close(&w);
}

/* Two visits at the same time, each with its own files. */
static void
test_visit__two_tabs(void **state)
{
	struct browser_tab *a, *b;
	struct browser_result ra, rb;
	struct browser_visit o = BROWSER_VISIT_INIT;
	char url[96];
	struct room w;

	(void)state;
	room_open_plain(&w);
	o.allow_private = true;
	snprintf(url, sizeof(url), "%s/plain", base);
	assert_ok(browser_open(w.b, url, &o, w.r, &a, &w.e), &w.e);
	o.page = "author";
	snprintf(url, sizeof(url), "%s/tall", base);
	assert_ok(browser_open(w.b, url, &o, w.r, &b, &w.e), &w.e);
	assert_ok(browser_run(w.b, NULL, &w.e), &w.e);
	assert_ok(browser_shut(a, &ra, &w.e), &w.e);
	assert_ok(browser_shut(b, &rb, &w.e), &w.e);
	assert_string_equal(ra.title, "Simple");
	assert_string_equal(rb.title, "t");
	assert_int_equal(ra.tiles, 1);
	assert_int_equal(rb.tiles, 3);
	room_finish(&w);
	has(&w, base, "/plain");
	has(&w, base, "/tall");
	browser_result_free(&ra);
	browser_result_free(&rb);
	room_close(&w);
}

/* What the page "/who" was asked with, as it shows it. */
static struct span
seen_by(struct room *w, const struct browser_visit *o,
    struct browser_result *got)
{
	char url[256];

	snprintf(url, sizeof(url), "%s/who", base);
	error_clear(&w->e);
	assert_ok(browser_visit(w->b, url, o, w->r, got, &w->e), &w->e);
	assert_non_null(got->visible);
	return (body_span(got->visible));
}

static bool
within(struct span s, const char *text)
{

	return (memmem(s.p, s.n, text, strlen(text)) != NULL);
}

/* Cookies given go to their host, and no further; a fresh visit has none. */
static void
test_visit__cookies_given_and_fresh(void **state)
{
	struct cookie v[] = {
		{ .name = "connu", .value = "oui", .domain = "127.0.0.1",
		    .path = "/", .http_only = true },
		{ .name = "ailleurs", .value = "non", .domain = "localhost",
		    .path = "/" },
		{ .name = "mal", .value = "a;b", .domain = "127.0.0.1",
		    .path = "/" },
	};
	const struct cookies list = { v, 3 };
	struct browser_opts bo = BROWSER_OPTS_INIT;
	struct browser_visit o = BROWSER_VISIT_INIT;
	struct browser_result got;
	struct span said;
	struct room w;

	(void)state;
	bo.lang = "fr-FR";
	bo.languages = "fr-FR,fr,en";
	room_open(&w, &bo, INT64_C(1) << 30);
	assert_ok(browser_cookies(w.b, &list, &w.e), &w.e);
	o.allow_private = true;
	said = seen_by(&w, &o, &got);
	assert_true(within(said, "Cookie: connu=oui\n"));
	assert_true(within(said, "Accept-Language: fr-FR,fr;q=0.9,en;q=0.8\n"));
	assert_false(within(said, "Headless") || within(said, "constat"));
	assert_false(within(said, "Referer"));
	assert_int_equal(browser_cookies_refused(w.b), 1);
	browser_result_free(&got);
	o.page = "author";
	o.fresh = true;
	said = seen_by(&w, &o, &got);
	assert_false(within(said, "Cookie"));
	assert_true(within(said, "Accept-Language: fr-FR,fr;q=0.9,en;q=0.8\n"));
	assert_false(within(said, "Headless"));
	browser_result_free(&got);
	room_finish(&w);
	assert_int_equal(records_of(&w, "response", base, "/who"), 2);
	room_close(&w);
}

struct told {
	struct room *w;
	struct browser_tab *other;
	struct browser_visit o;
	unsigned early, kept;
};

/* As soon as the first page has loaded, a second one is opened. */
static void
on_dom(void *ctx, const struct browser_dom *d)
{
	struct told *x = ctx;
	char url[256];

	assert_non_null(memmem(body_span(d->html).p, body_span(d->html).n,
	    "Un texte", 8));
	assert_non_null(strstr(d->url, "/plain"));
	if (d->kept) {
		x->kept++;
		return;
	}
	x->early++;
	snprintf(url, sizeof(url), "%s/latin.html", base);
	assert_ok(browser_open(x->w->b, url, &x->o, x->w->r, &x->other,
	    &x->w->e), &x->w->e);
}

static void
test_visit__the_document_is_told_early(void **state)
{
	struct browser_visit o = BROWSER_VISIT_INIT;
	struct browser_result a, b;
	struct browser_tab *first;
	struct told x = { .o = BROWSER_VISIT_INIT };
	struct room w;
	char url[256];

	(void)state;
	room_open_plain(&w);
	x.w = &w;
	x.o.allow_private = true;
	x.o.page = "author";
	o.allow_private = true;
	o.dom = on_dom;
	o.ctx = &x;
	o.early = true;
	snprintf(url, sizeof(url), "%s/plain", base);
	assert_ok(browser_open(w.b, url, &o, w.r, &first, &w.e), &w.e);
	assert_ok(browser_run(w.b, NULL, &w.e), &w.e);
	assert_int_equal(x.early, 1);
	assert_int_equal(x.kept, 1);
	assert_ok(browser_shut(first, &a, &w.e), &w.e);
	assert_ok(browser_shut(x.other, &b, &w.e), &w.e);
	assert_string_equal(b.title, "l");
	assert_non_null(a.dom);
	assert_non_null(b.dom);
	browser_result_free(&a);
	browser_result_free(&b);
	room_close(&w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_visit__cookies_given_and_fresh),
		cmocka_unit_test(test_visit__the_document_is_told_early),
		cmocka_unit_test(test_visit__every_exchange_is_recorded),
		cmocka_unit_test(test_visit__bodies_are_the_bytes_received),
		cmocka_unit_test(test_visit__websockets_become_metadata),
		cmocka_unit_test(test_visit__the_page_is_kept),
		cmocka_unit_test(test_visit__the_log_tells_each_step),
		cmocka_unit_test(test_visit__pages_that_lead_on),
		cmocka_unit_test(
		    test_visit__scrolls_what_grows_and_inner_boxes),
		cmocka_unit_test(test_visit__tiles_differ),
		cmocka_unit_test(test_visit__lone_surrogates),
		cmocka_unit_test(test_visit__dialogs_and_windows),
		cmocka_unit_test(test_visit__two_tabs),
	};

	return (cmocka_run_group_tests(tests, pages_start, pages_stop));
}
