#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "store/base/io.h"
#include "store/base/limits.h"
#include "store/base/time.h"
#include "store/warc/cdxj.h"
#include "store/warc/cdxj_write.h"

static struct cdxj_reader *
open_text(struct span *s)
{
	struct cdxj_reader *r = NULL;

	assert_int_equal(cdxj_open(warc_from_span(s), &r, NULL), 0);
	return (r);
}

static void
test_cdxj__read(void **state)
{
	struct span s = span_of(
	    "com,e)/ 20220118045432 {\"url\": \"https://e.com/\", "
	    "\"mime\": \"text/html\", \"status\": \"200\", "
	    "\"digest\": \"sha1:X\", \"length\": \"12\", "
	    "\"offset\": \"0\", \"filename\": \"a.warc\"}\n"
	    "com,e)/ 20220118045432123 {\"url\":\"https://e.com/\","
	    "\"length\":12,\"offset\":34,\"filename\":\"a.warc\","
	    "\"recordDigest\":\"sha256:Y\"}");
	struct cdxj_reader *r = open_text(&s);
	struct cdxj_line l;

	(void)state;
	assert_int_equal(cdxj_next(r, &l, NULL), CDXJ_LINE);
	assert_true(span_is(l.key, "com,e)/"));
	assert_int_equal(l.moment, 1642481672000);
	assert_string_equal(l.url, "https://e.com/");
	assert_string_equal(l.mime, "text/html");
	assert_string_equal(l.digest, "sha1:X");
	assert_null(l.record_digest);
	assert_int_equal(l.status, 200);
	assert_int_equal(l.length, 12);
	assert_int_equal(l.record_offset, 0);
	assert_true(l.sorted);
	assert_int_equal(cdxj_next(r, &l, NULL), CDXJ_LINE);
	assert_int_equal(l.line, 2);
	assert_int_equal(l.moment, 1642481672123);
	assert_int_equal(l.status, -1);
	assert_null(l.mime);
	assert_int_equal(l.record_offset, 34);
	assert_string_equal(l.record_digest, "sha256:Y");
	assert_true(l.sorted);
	assert_int_equal(cdxj_next(r, &l, NULL), CDXJ_END);
	assert_int_equal(cdxj_next(r, &l, NULL), CDXJ_END);
	cdxj_free(r);
}

static void
test_cdxj__kinds(void **state)
{
	struct span s = span_of(
	    "!meta 0 {\"format\": \"cdxj-gzip-1.0\"}\n"
	    " CDX N b a m s k r M S V g\n"
	    "com,e)/ 20220118045432 {\"offset\": 0, \"length\": 245, "
	    "\"filename\": \"index.cdx.gz\"}\n"
	    "com,d)/ 20220118045432 {\"url\":\"https://d.com/\","
	    "\"offset\": 0, \"length\": 2, \"filename\": \"f\"}\r\n");
	struct cdxj_reader *r = open_text(&s);
	struct cdxj_line l;

	(void)state;
	assert_int_equal(cdxj_next(r, &l, NULL), CDXJ_HEADER);
	assert_int_equal(cdxj_next(r, &l, NULL), CDXJ_HEADER);
	assert_int_equal(cdxj_next(r, &l, NULL), CDXJ_ZIPNUM);
	assert_int_equal(cdxj_next(r, &l, NULL), CDXJ_LINE);
	assert_false(l.sorted);
	assert_int_equal(cdxj_next(r, &l, NULL), CDXJ_END);
	cdxj_free(r);
}

#define REST	"\"offset\":0,\"length\":2,\"filename\":\"f\"}"

static void
test_cdxj__faults(void **state)
{
	static const char * const bad[] = {
		"\n",
		"key\n",
		"key 20220118045432\n",
		"key 2022011804543 {\"url\":\"u\"," REST,
		"key 20221318045432 {\"url\":\"u\"," REST,
		" 20220118045432 {\"url\":\"u\"," REST,
		"key 20220118045432 [\"url\"]",
		"key 20220118045432 {\"url\":\"u\",\"url\":\"v\"," REST,
		"key 20220118045432 {\"url\":1," REST,
		"key 20220118045432 {\"url\":\"a\\u0000b\"," REST,
		"key 20220118045432 {\"url\":\"u\",\"status\":-2," REST,
		"key 20220118045432 {\"url\":\"u\",\"status\":\"2x\"," REST,
		"key 20220118045432 {\"url\":\"u\",\"status\":2.0," REST,
		"key 20220118045432 {\"url\":\"u\",\"offset\":0}",
		"key 20220118045432 {\"url\":\"u\"," REST "}",
		"key 20220118045432 {\"url\":\"u\"," REST " x",
	};
	struct cdxj_reader *r;
	struct cdxj_line l;
	struct span s;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		s = span_of(bad[i]);
		r = open_text(&s);
		assert_int_equal(cdxj_next(r, &l, NULL), CDXJ_FAULT);
		assert_int_equal(cdxj_fault(r)->line, 1);
		assert_true(cdxj_fault(r)->text[0] != '\0');
		assert_int_equal(cdxj_next(r, &l, NULL), CDXJ_END);
		cdxj_free(r);
	}
}

static void
test_cdxj__line_too_long(void **state)
{
	struct buf b = BUF_INIT(2 * CDXJ_LINE_MAX);
	struct error e = ERROR_INIT;
	struct cdxj_reader *r;
	struct cdxj_line l;
	struct span s;
	size_t i;

	(void)state;
	for (i = 0; i <= CDXJ_LINE_MAX; i++)
		buf_putc(&b, 'k');
	s = buf_span(&b);
	r = open_text(&s);
	assert_int_equal(cdxj_next(r, &l, &e), -1);
	assert_int_equal(e.code, ERR_LIMIT);
	cdxj_free(r);
	buf_free(&b);
}

static char folder[] = "/tmp/test_cdxj.XXXXXX";

static int
make_folder(void **state)
{

	(void)state;
	return (mkdtemp(folder) == NULL ? -1 : 0);
}

static int
drop_folder(void **state)
{

	(void)state;
	io_remove_tree(folder);
	return (0);
}

static const char *
path_of(struct buf *b, const char *name)
{

	assert_int_equal(io_join(b, folder, name, NULL), 0);
	return (buf_str(b));
}

static void
put(struct cdxj_writer *w, const char *url, int64_t date, int64_t offset)
{
	static const uint8_t digest[DIGEST_LEN] = { 0xab };
	struct cdxj_new line = { .url = url, .date = date,
	    .mime = "text/html", .status = 200, .digest = digest,
	    .length = 7, .offset = offset, .filename = "data.warc.gz",
	    .record_digest = digest };

	assert_int_equal(cdxj_put(w, &line, NULL), 0);
}

#define AB	"ab0000000000000000000000000000000000000000000000000000000000" \
    "0000"

static void
test_cdxj__write_fields(void **state)
{
	struct buf path = BUF_INIT(4096), got = BUF_INIT(1 * MIB);
	uint8_t sha256[DIGEST_LEN], want[DIGEST_LEN];
	struct cdxj_writer *w = NULL;
	int64_t size;

	(void)state;
	assert_int_equal(cdxj_writer_open(folder, &w, NULL), 0);
	put(w, "https://www.example.org/b?z=1&y=%222", 1642481672129, 5);
	put(w, "https://example.org/a", 1642481672129, 9);
	(void)path_of(&path, "fields.cdxj");
	assert_int_equal(cdxj_writer_close(w, buf_str(&path), sha256, &size,
	    NULL), 0);
	assert_int_equal(io_read_file(buf_str(&path), &got, NULL), 0);
	assert_string_equal(buf_str(&got),
	    "org,example)/a 20220118045432129 "
	    "{\"url\":\"https://example.org/a\",\"mime\":\"text/html\","
	    "\"status\":200,\"digest\":\"sha256:" AB "\",\"length\":7,"
	    "\"offset\":9,\"filename\":\"data.warc.gz\","
	    "\"recordDigest\":\"sha256:" AB "\"}\n"
	    "org,example)/b?y=%222&z=1 20220118045432129 "
	    "{\"url\":\"https://www.example.org/b?z=1&y=%222\","
	    "\"mime\":\"text/html\",\"status\":200,"
	    "\"digest\":\"sha256:" AB "\",\"length\":7,\"offset\":5,"
	    "\"filename\":\"data.warc.gz\","
	    "\"recordDigest\":\"sha256:" AB "\"}\n");
	assert_int_equal(size, got.n);
	assert_int_equal(digest_of(buf_span(&got), want, NULL), 0);
	assert_memory_equal(sha256, want, DIGEST_LEN);
	buf_free(&path);
	buf_free(&got);
}

static void
test_cdxj__write_refuses(void **state)
{
	struct cdxj_writer *w = NULL;
	struct error e = ERROR_INIT;
	static const uint8_t digest[DIGEST_LEN];
	struct cdxj_new line = { .url = "no url", .digest = digest,
	    .filename = "f", .record_digest = digest };
	uint8_t sha256[DIGEST_LEN];
	int64_t size;

	(void)state;
	assert_int_equal(cdxj_writer_open(folder, &w, NULL), 0);
	assert_int_equal(cdxj_put(w, &line, &e), -1);
	assert_int_equal(e.code, ERR_INPUT);
	error_clear(&e);
	assert_int_equal(cdxj_writer_close(w, "/nowhere/at/all", sha256,
	    &size, &e), -1);
	assert_int_equal(e.code, ERR_NOTFOUND);
}

#define MANY	60000	/* lines of some 300 bytes: several runs */

static void
test_cdxj__write_many(void **state)
{
	struct buf path = BUF_INIT(4096);
	char url[64];
	struct cdxj_writer *w = NULL;
	struct cdxj_reader *r = NULL;
	struct cdxj_line l;
	uint8_t sha256[DIGEST_LEN];
	bool *seen = calloc(MANY, sizeof(*seen));
	int64_t size, i, n = 0;
	int fd;

	(void)state;
	assert_non_null(seen);
	assert_int_equal(cdxj_writer_open(folder, &w, NULL), 0);
	for (i = 0; i < MANY; i++) {
		/* 7919 is prime to MANY: each number comes once. */
		(void)snprintf(url, sizeof(url), "https://h%d.org/%d",
		    (int)(i * 7919 % MANY) % 97, (int)(i * 7919 % MANY));
		put(w, url, 1642481672000 + i % 3, i);
	}
	(void)path_of(&path, "many.cdxj");
	assert_int_equal(cdxj_writer_close(w, buf_str(&path), sha256, &size,
	    NULL), 0);
	assert_true(size > (int64_t)(2 * CDXJ_RUN_MAX));
	assert_int_equal(io_open_read(buf_str(&path), &fd, NULL), 0);
	assert_int_equal(cdxj_open(warc_from_fd(&fd), &r, NULL), 0);
	while (cdxj_next(r, &l, NULL) == CDXJ_LINE) {
		assert_true(l.sorted);
		assert_false(seen[l.record_offset]);
		seen[l.record_offset] = true;
		n++;
	}
	assert_int_equal(n, MANY);
	cdxj_free(r);
	(void)close(fd);
	free(seen);
	buf_free(&path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cdxj__read),
		cmocka_unit_test(test_cdxj__kinds),
		cmocka_unit_test(test_cdxj__faults),
		cmocka_unit_test(test_cdxj__line_too_long),
		cmocka_unit_test(test_cdxj__write_fields),
		cmocka_unit_test(test_cdxj__write_refuses),
		cmocka_unit_test(test_cdxj__write_many),
	};

	return (cmocka_run_group_tests(tests, make_folder, drop_folder));
}
