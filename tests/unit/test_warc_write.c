#include <sys/resource.h>
#include <sys/stat.h>

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
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
#include "store/warc/warc.h"
#include "store/warc/warc_write.h"

static char folder[] = "/tmp/test_warc_write.XXXXXX";

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

static void
path_of(struct buf *b, const char *name)
{

	assert_int_equal(io_join(b, folder, name, NULL), 0);
}

static ssize_t
read_span(void *ctx, int64_t offset, void *p, size_t n, struct error *e)
{
	const struct span *s = ctx;
	struct span piece = span_sub(*s, (size_t)offset, n);

	(void)e;
	memcpy(p, piece.p, piece.n);
	return ((ssize_t)piece.n);
}

static const char head[] = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
    "Set-Cookie: withheld\r\n\r\n";

static struct warc_new
new_response(const struct warc_content *c)
{

	return ((struct warc_new){ .type = "response",
	    .target = "https://e.org/", .date = 1642481672129,
	    .ip = "2001:db8::1", .protocols = { "h2", "tls/1.3" },
	    .cipher = "TLS_AES_128_GCM_SHA256", .page_id = "page-1",
	    .resource_type = "document",
	    .content_type = "application/http; msgtype=response",
	    .head = span_of(head), .content = c });
}

static void
write_one(struct warc_writer *w, struct span body, struct warc_written *out)
{
	struct warc_content c = { .size = (int64_t)body.n,
	    .read = read_span, .ctx = &body };
	struct warc_new rec = new_response(&c);
	struct error e = ERROR_INIT;

	assert_int_equal(warc_write(w, &rec, out, &e), 0);
}

/* Two records as they should be; the file's own digest too. */
static void
check_file(const char *path, const struct warc_written *out, size_t n,
    struct span body)
{
	struct warc_reader *r = NULL;
	struct warc_record rec;
	struct warc_end end;
	struct error e = ERROR_INIT;
	size_t i;
	int fd = -1;

	assert_int_equal(io_open_read(path, &fd, &e), 0);
	assert_int_equal(warc_open(warc_from_fd(&fd),
	    WARC_CHECK | WARC_MEMBER | WARC_PAYLOAD, &r, &e), 0);
	for (i = 0; i < n; i++) {
		assert_int_equal(warc_next(r, &rec, &e), WARC_GOT);
		assert_int_equal(rec.type, WARC_RESPONSE);
		assert_true(span_is(rec.version, "1.1"));
		assert_true(span_is(rec.target, "https://e.org/"));
		assert_true(span_is(rec.id, out[i].id));
		assert_int_equal(rec.date, 1642481672129);
		assert_true(span_is(rec.head, head));
		assert_int_equal(rec.offset, out[i].offset);
		assert_true(span_is(warc_field(r, "WARC-Protocol", 0), "h2"));
		assert_true(span_is(warc_field(r, "warc-protocol", 1),
		    "tls/1.3"));
		assert_int_equal(rec.length,
		    (int64_t)(body.n + strlen(head)));
		assert_int_equal(warc_finish(r, &end, &e), WARC_GOT);
		assert_int_equal(end.notes, 0);
		assert_int_equal(end.block.match, WARC_SAME);
		assert_int_equal(end.payload.match, WARC_SAME);
		assert_int_equal(end.length, out[i].length);
		assert_memory_equal(end.member, out[i].member, DIGEST_LEN);
		assert_memory_equal(end.payload_sha256, out[i].payload,
		    DIGEST_LEN);
	}
	assert_int_equal(warc_next(r, &rec, &e), WARC_END);
	warc_free(r);
	(void)close(fd);
}

static void
fill(struct buf *b, size_t n, bool noise)
{
	uint64_t x = 88172645463325252;

	while (b->n < n) {
		x ^= x << 13;
		x ^= x >> 7;
		x ^= x << 17;
		buf_putc(b, noise ? (uint8_t)(x >> 32) :
		    (uint8_t)"abcd \n"[x % 6]);
	}
	assert_int_equal(buf_ok(b, NULL), 0);
}

static void
round_trip(const char *name, size_t size, bool noise)
{
	struct buf path = BUF_INIT(4096), body = BUF_INIT(8 * MIB);
	struct buf file = BUF_INIT(32 * MIB);
	struct warc_writer *w = NULL;
	struct warc_written out[2];
	uint8_t sha256[DIGEST_LEN], want[DIGEST_LEN];
	int64_t total;

	path_of(&path, name);
	fill(&body, size, noise);
	assert_int_equal(warc_writer_open(buf_str(&path), &w, NULL), 0);
	write_one(w, buf_span(&body), &out[0]);
	write_one(w, buf_span(&body), &out[1]);
	assert_int_equal(warc_writer_close(w, sha256, &total, NULL), 0);
	check_file(buf_str(&path), out, 2, buf_span(&body));
	assert_int_equal(io_read_file(buf_str(&path), &file, NULL), 0);
	assert_int_equal(file.n, total);
	assert_int_equal(digest_of(buf_span(&file), want, NULL), 0);
	assert_memory_equal(sha256, want, DIGEST_LEN);
	if (size > 4096) {
		/* Noise is stored with little around it; text shrinks. */
		assert_true(noise == (out[0].length > (int64_t)size));
		assert_true(out[0].length < (int64_t)(size + size / 100 +
		    2000));
	}
	buf_free(&path);
	buf_free(&body);
	buf_free(&file);
}

static void
test_warc_write__empty(void **state)
{

	(void)state;
	round_trip("empty.warc.gz", 0, false);
}

static void
test_warc_write__text(void **state)
{

	(void)state;
	round_trip("text.warc.gz", 3 * MIB + 17, false);
}

static void
test_warc_write__noise(void **state)
{

	(void)state;
	round_trip("noise.warc.gz", 3 * MIB + 17, true);
}

static void
test_warc_write__refuses_line_breaks(void **state)
{
	struct buf path = BUF_INIT(4096);
	struct warc_writer *w = NULL;
	struct warc_written out;
	struct warc_new rec = new_response(NULL);
	struct error e = ERROR_INIT;
	uint8_t sha256[DIGEST_LEN];
	int64_t size;

	(void)state;
	path_of(&path, "breaks.warc.gz");
	assert_int_equal(warc_writer_open(buf_str(&path), &w, NULL), 0);
	rec.target = "https://e.org/\r\nWARC-Type: resource";
	assert_int_equal(warc_write(w, &rec, &out, &e), -1);
	assert_int_equal(e.code, ERR_INPUT);
	assert_int_equal(warc_writer_close(w, sha256, &size, NULL), 0);
	assert_int_equal(size, 0);
	buf_free(&path);
}

static void
test_warc_write__keeps_existing(void **state)
{
	struct buf path = BUF_INIT(4096);
	struct warc_writer *w = NULL;
	struct error e = ERROR_INIT;

	(void)state;
	path_of(&path, "there.warc.gz");
	assert_int_equal(io_write_file(buf_str(&path), span_of("x"), 0600,
	    NULL), 0);
	assert_int_equal(warc_writer_open(buf_str(&path), &w, &e), -1);
	assert_int_equal(e.code, ERR_SYS);
	buf_free(&path);
}

/* The content ends early, or is not what was promised. */
static void
test_warc_write__changed_content(void **state)
{
	struct buf path = BUF_INIT(4096);
	struct span body = span_of("0123456789");
	struct warc_content c = { .size = 11, .read = read_span,
	    .ctx = &body };
	struct warc_new rec = new_response(&c);
	struct warc_writer *w = NULL;
	struct warc_written out;
	struct error e = ERROR_INIT;
	uint8_t sha256[DIGEST_LEN] = { 0 };
	int64_t size;

	(void)state;
	path_of(&path, "changed.warc.gz");
	assert_int_equal(warc_writer_open(buf_str(&path), &w, NULL), 0);
	assert_int_equal(warc_write(w, &rec, &out, &e), -1);
	assert_int_equal(e.code, ERR_CORRUPT);
	error_clear(&e);
	c.size = 10;
	c.sha256 = sha256;
	assert_int_equal(warc_write(w, &rec, &out, &e), -1);
	assert_int_equal(e.code, ERR_CORRUPT);
	write_one(w, body, &out);
	assert_int_equal(out.offset, 0);
	assert_int_equal(warc_writer_close(w, sha256, &size, NULL), 0);
	check_file(buf_str(&path), &out, 1, body);
	buf_free(&path);
}

static void
limit_file(rlim_t bytes)
{
	struct rlimit limit;

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	limit.rlim_cur = bytes;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

/* No room in the middle of the second record: only that one is lost. */
static void
test_warc_write__full(void **state)
{
	struct buf path = BUF_INIT(4096), body = BUF_INIT(8 * MIB);
	struct warc_writer *w = NULL;
	struct warc_written out[2];
	struct warc_content c = { .read = read_span };
	struct warc_new rec = new_response(&c);
	struct error e = ERROR_INIT;
	struct span s;
	uint8_t sha256[DIGEST_LEN], want[DIGEST_LEN];
	struct buf file = BUF_INIT(32 * MIB);
	int64_t size;

	(void)state;
	(void)signal(SIGXFSZ, SIG_IGN);
	path_of(&path, "full.warc.gz");
	fill(&body, 500000, true);
	s = buf_span(&body);
	c.size = (int64_t)s.n;
	c.ctx = &s;
	assert_int_equal(warc_writer_open(buf_str(&path), &w, NULL), 0);
	write_one(w, s, &out[0]);
	limit_file(800000);
	assert_int_equal(warc_write(w, &rec, &out[1], &e), -1);
	limit_file(RLIM_INFINITY);
	assert_int_equal(e.code, ERR_SYS);
	write_one(w, s, &out[1]);
	assert_int_equal(out[1].offset, out[0].length);
	assert_int_equal(warc_writer_close(w, sha256, &size, NULL), 0);
	check_file(buf_str(&path), out, 2, s);
	assert_int_equal(io_read_file(buf_str(&path), &file, NULL), 0);
	assert_int_equal(digest_of(buf_span(&file), want, NULL), 0);
	assert_memory_equal(sha256, want, DIGEST_LEN);
	buf_free(&file);
	buf_free(&path);
	buf_free(&body);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_warc_write__empty),
		cmocka_unit_test(test_warc_write__text),
		cmocka_unit_test(test_warc_write__noise),
		cmocka_unit_test(test_warc_write__refuses_line_breaks),
		cmocka_unit_test(test_warc_write__keeps_existing),
		cmocka_unit_test(test_warc_write__changed_content),
		cmocka_unit_test(test_warc_write__full),
	};

	return (cmocka_run_group_tests(tests, make_folder, drop_folder));
}
