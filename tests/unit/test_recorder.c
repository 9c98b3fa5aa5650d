#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "capture/record/recorder.h"
#include "store/base/io.h"
#include "store/base/json.h"
#include "store/base/limits.h"

static char folder[] = "/tmp/constat-recorder-XXXXXX";

static int
set_up(void **state)
{
	static const char * const names[] = { "archive", "indexes", "pages",
	    "evidence", "tls" };
	struct buf path = BUF_INIT(4096);
	size_t i;

	(void)state;
	memcpy(folder + strlen(folder) - 6, "XXXXXX", 6);
	if (mkdtemp(folder) == NULL)
		return (-1);
	for (i = 0; i < 5; i++)
		if (io_join(&path, folder, names[i], NULL) != 0 ||
		    io_make_folders(buf_str(&path), 0700, NULL) != 0)
			return (-1);
	buf_free(&path);
	return (0);
}

static int
tear_down(void **state)
{

	(void)state;
	io_remove_tree(folder);
	return (0);
}

static struct recorder *
open_one(int64_t max)
{
	const struct recorder_page pages[] = {
		{ .name = "post", .id = "first" },
		{ .name = "author", .id = "second" },
		{ .name = "public", .id = "third", .aside = true },
	};
	struct recorder_opts o = { .folder = folder, .max_size = max,
	    .pages = pages, .npages = 3, .software = "test" };
	struct recorder *r = NULL;

	assert_int_equal(recorder_open(&o, &r, NULL), 0);
	return (r);
}

static int
put_of(struct recorder *r, const char *page, const char *url, size_t size,
    struct error *e)
{
	struct exchange x = { .origin = EXCHANGE_WIRE, .page = page,
	    .url = url,
	    .start = 1000, .end = 2000, .status = 200, .mime = "text/html",
	    .request = span_of("GET / HTTP/1.1\r\nCookie: SECRET\r\n\r\n"),
	    .response = span_of("HTTP/1.1 200 OK\r\n"
	    "Set-Cookie: SECRET\r\n\r\n"), .main = true };
	uint8_t *bytes = calloc(1, size + 1);
	int rc;

	assert_non_null(bytes);
	assert_int_equal(body_open(&x.response_body, folder, INT64_MAX, NULL),
	    0);
	assert_int_equal(body_put(x.response_body, bytes, size, NULL), 0);
	rc = recorder_exchange(r, &x, e);
	body_free(x.response_body);
	free(bytes);
	return (rc);
}

static int
put(struct recorder *r, const char *url, size_t size, struct error *e)
{

	return (put_of(r, NULL, url, size, e));
}

static void
read_file(const char *name, struct buf *out)
{
	struct buf path = BUF_INIT(4096);

	assert_int_equal(io_join(&path, folder, name, NULL), 0);
	assert_int_equal(io_read_file(buf_str(&path), out, NULL), 0);
	buf_free(&path);
}

static void
test_recorder__every_file_is_named_with_its_digest(void **state)
{
	struct recorder *r = open_one(64 * (int64_t)MIB);
	const struct recorder_kept *k;
	struct buf bytes = BUF_INIT(64 * MIB);
	uint8_t digest[BODY_DIGEST_LEN];
	struct body *b;
	size_t i, n;

	(void)state;
	assert_int_equal(put(r, "http://x.org/b", 10, NULL), 0);
	assert_int_equal(put(r, "http://x.org/a", 5 * MIB, NULL), 0);
	assert_int_equal(recorder_file_span(r, "evidence/post.txt",
	    span_of("words"), NULL), 0);
	assert_int_equal(recorder_finish(r, NULL), 0);
	assert_int_equal(recorder_records(r), 5);
	k = recorder_kept(r, &n);
	assert_int_equal(n, 4);
	for (i = 0; i < n; i++) {
		buf_reset(&bytes);
		read_file(k[i].name, &bytes);
		assert_int_equal(k[i].size, bytes.n);
		assert_int_equal(body_open(&b, folder, INT64_MAX, NULL), 0);
		assert_int_equal(body_put(b, bytes.p, bytes.n, NULL), 0);
		assert_int_equal(body_digest(b, digest, NULL), 0);
		assert_memory_equal(digest, k[i].sha256, sizeof(digest));
		assert_null(memmem(bytes.p, bytes.n, "SECRET", 6));
		body_free(b);
	}
	/* The index is sorted, whatever came first. */
	buf_reset(&bytes);
	read_file("indexes/index.cdxj", &bytes);
	assert_true(span_starts(buf_span(&bytes), "org,x)/a 19700101000001000 "
	    "{\"url\":\"http://x.org/a\",\"mime\":\"text/html\","
	    "\"status\":200,\"digest\":\"sha256:"));
	buf_free(&bytes);
	recorder_free(r);
}

/* Each record belongs to its page, and so does what is missing. */
static void
test_recorder__pages_are_kept_apart(void **state)
{
	struct buf log = BUF_INIT(MIB);
	struct recorder *r = open_one(MIB);
	const json_t *one;
	json_t *list;

	(void)state;
	assert_int_equal(put(r, "http://x.org/a", 10, NULL), 0);
	assert_int_equal(put_of(r, "author", "http://x.org/b", 10, NULL), 0);
	assert_true(recorder_seen(r, "post", "http://x.org/a", NULL));
	assert_false(recorder_seen(r, "author", "http://x.org/a", NULL));
	assert_true(recorder_seen(r, "author", "http://x.org/b", NULL));
	assert_false(recorder_seen(r, NULL, "http://x.org/b", NULL));
	recorder_missing_of(r, "post", "pdf", "one");
	recorder_missing_of(r, "author", "pdf", "two");
	recorder_missing_of(r, "public", "pdf", "three");
	list = recorder_missing_list(r);
	assert_int_equal(json_array_size(list), 2);
	assert_null(json_text(json_array_get(list, 0), "page"));
	one = json_array_get(list, 1);
	assert_string_equal(json_text(one, "page"), "author");
	assert_string_equal(json_text(one, "why"), "two");
	json_decref(list);
	assert_int_equal(recorder_finish(r, NULL), 0);
	read_file("evidence/acquisition.log", &log);
	assert_non_null(memmem(log.p, log.n, "\"not-had\"", 9));
	assert_non_null(memmem(log.p, log.n, "\"three\"", 7));
	assert_null(memmem(log.p, log.n, "\"two\"", 5));
	recorder_free(r);
	buf_free(&log);
}

static void
test_recorder__too_large_is_refused_whole(void **state)
{
	struct recorder *r = open_one(2 * (int64_t)MIB);
	struct error e = ERROR_INIT;

	(void)state;
	assert_int_equal(put(r, "http://x.org/a", MIB, NULL), 0);
	assert_int_equal(put(r, "http://x.org/b", 2 * MIB, &e), -1);
	assert_int_equal(e.code, ERR_LIMIT);
	assert_int_equal(recorder_records(r), 3);
	assert_true(recorder_seen(r, NULL, "http://x.org/a", NULL));
	assert_false(recorder_seen(r, NULL, "http://x.org/b", NULL));
	assert_int_equal(recorder_finish(r, NULL), 0);
	recorder_free(r);
}

static void
test_recorder_missing__once_each(void **state)
{
	struct recorder *r = open_one(MIB);
	json_t *list;

	(void)state;
	recorder_missing(r, "image", "%s: %d", "http://x.org/i", 404);
	recorder_missing(r, "image", "%s: %d", "http://x.org/i", 404);
	recorder_missing(r, "pdf", "no answer");
	list = recorder_missing_list(r);
	assert_int_equal(json_array_size(list), 2);
	assert_string_equal(json_text(json_array_get(list, 0), "why"),
	    "http://x.org/i: 404");
	json_decref(list);
	recorder_free(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    test_recorder__every_file_is_named_with_its_digest,
		    set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    test_recorder__pages_are_kept_apart, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    test_recorder__too_large_is_refused_whole,
		    set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    test_recorder_missing__once_each, set_up, tear_down),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
